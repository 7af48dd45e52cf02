"""Pipelines of GitLab: which jobs run rowgate, and which rules let them.

Source: "CI/CD YAML syntax reference", docs.gitlab.com.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from rowgate.changes.running import ALWAYS, Run, Way
from rowgate.changes.scripts import commands
from rowgate.changes.workflows import mapping, texts
from rowgate.model import Json

_NO_JOBS = (
    "after_script", "before_script", "cache", "default", "image", "include", "services", "spec",
    "stages", "variables", "workflow",
)  # fmt: skip
_BY_ITSELF = ("", "on_success", "always")
_FILTERS = ("if", "changes", "exists")
_DEPTH = 10


def runs_of_pipeline(data: Json) -> list[Run]:
    """The jobs that run rowgate, the files about it that are included, and the whole pipeline."""
    top = mapping(data)
    jobs = {name: job for name, job in top.items() if name not in _NO_JOBS}
    found = [run for name in jobs if name[:1] != "." for run in _of_job(name, jobs)]
    found += _included(top.get("include"))
    rules = mapping(top.get("workflow")).get("rules")
    whole = Run("the pipeline", _ways(rules) if rules else ALWAYS)
    return [*found, whole] if found else []


def _of_job(name: str, jobs: Mapping[str, Json]) -> Iterator[Run]:
    job = _whole(name, jobs, _DEPTH)
    ways = _ways_of(job)
    may_fail = _may_fail(job)
    script = "\n".join(texts([job.get("before_script", ""), job.get("script", "")]))
    calls = list(commands(script))
    for found in calls:
        yield Run(f"rowgate {found.name}", ways, may_fail or found.swallowed, found.spares)
    if not calls and not script and "rowgate" in name:
        # It says otherwise of a job that an included file brings.
        yield Run(f"the job {name}", ways, may_fail)


def _whole(name: str, jobs: Mapping[str, Json], depth: int) -> Mapping[str, Json]:
    """A job with what it extends."""
    job = mapping(jobs.get(name))
    found: dict[str, Json] = {}
    for base in texts(job.get("extends")) if depth else ():
        found |= _whole(base, jobs, depth - 1)
    return found | dict(job)


def _ways_of(job: Mapping[str, Json]) -> tuple[Way, ...]:
    when = _when(job)
    if isinstance(job.get("rules"), list):
        return _ways(job["rules"], when)
    limits = {
        f"{name}: {text}" for name in ("only", "except") for text in _limits(name, job.get(name))
    }
    started = set() if "only" in job else {"started: by a branch or tag"}
    return (frozenset(limits | started | when),)


def _limits(name: str, value: Json) -> list[str]:
    """What a job is limited to: all of `only` is one condition, each of `except` one more."""
    if isinstance(value, Mapping):
        return [f"{key} {' || '.join(texts(one))}" for key, one in value.items()]
    found = texts(value)
    return [" || ".join(found)] if name == "only" and found else found


def _ways(rules: Json, when: frozenset[str] = frozenset()) -> tuple[Way, ...]:
    """The first rule that holds decides: one that says never stands before those that follow."""
    ways: list[Way] = []
    passed: set[str] = set()
    for rule in rules if isinstance(rules, list) else ():
        held = mapping(rule)
        own = {f"{name}: {' || '.join(_patterns(held[name]))}" for name in _FILTERS if name in held}
        if held.get("when") == "never":
            passed.add(f"unless: {' and '.join(sorted(own)) or 'always'}")
        else:
            ways.append(frozenset(own | passed | (_when(held) if "when" in held else when)))
        if not own:
            break
    return tuple(ways)


def _patterns(value: Json) -> list[str]:
    return texts(mapping(value).get("paths", "")) if isinstance(value, Mapping) else texts(value)


def _when(held: Mapping[str, Json]) -> frozenset[str]:
    when = str(held.get("when", ""))
    return frozenset() if when in _BY_ITSELF else frozenset({f"when: {when}"})


def _may_fail(job: Mapping[str, Json]) -> bool:
    rules = job.get("rules")
    held = [job, *(map(mapping, rules) if isinstance(rules, list) else ())]
    return any(one.get("allow_failure") not in (None, "", "false") for one in held)


def _included(value: Json) -> Iterator[Run]:
    for one in value if isinstance(value, list) else [value]:
        held = mapping(one)
        name = one if isinstance(one, str) else " ".join(texts([
            held.get(key, "") for key in ("local", "remote", "file", "component", "template")
        ]))  # fmt: skip
        if "rowgate" in name:
            rules = held.get("rules")
            yield Run(f"what {name} brings", _ways(rules) if rules else ALWAYS)
