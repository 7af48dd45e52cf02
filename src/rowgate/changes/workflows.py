"""Workflows of GitHub: what starts them, and which steps run rowgate under what conditions.

Source: "Workflow syntax for GitHub Actions", docs.github.com.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from rowgate.changes.running import Loss, Run
from rowgate.changes.scripts import commands
from rowgate.model import Json

_BY_HAND = ("workflow_dispatch", "repository_dispatch", "workflow_call")
_TYPES = {
    "pull_request": {"opened", "synchronize", "reopened"},
    "merge_group": {"checks_requested"},
}
_TRUE = ("", "true", "always()", "!cancelled()", "success()", "success() || failure()")
_ASKED = ("require-approval", "fail-on", "run", "candidate")
_DEPTH = 10


def runs_of_workflow(data: Json) -> list[Run]:
    """The steps and jobs that run rowgate."""
    jobs = mapping(mapping(data).get("jobs"))
    bash = _shell(data)
    return [run for name in jobs for run in _of_job(name, mapping(jobs[name]), jobs, bash)]


def lost_triggers(before: Json, after: Json) -> Iterator[Loss]:
    """The events that start a workflow no more, or for less than they did."""
    was, now = _events(before), _events(after)
    for event, filters in was.items():
        if event in _BY_HAND:
            continue
        if event not in now:
            yield Loss(f"{event} does not start it any more", event)
            continue
        for name in _narrower(event, filters, now[event]):
            yield Loss(
                f"{event} starts it for less now ({name})", *_sides(name, filters, now[event])
            )


def mapping(value: Json) -> Mapping[str, Json]:
    """A mapping as it is, anything else as an empty one."""
    return value if isinstance(value, Mapping) else {}


def texts(value: Json) -> list[str]:
    """A text or a list of texts, nested ones too, as a list."""
    if isinstance(value, list):
        return [one for item in value for one in texts(item)]
    return [value] if isinstance(value, str) and value else []


def _of_job(
    name: str, job: Mapping[str, Json], jobs: Mapping[str, Json], bash: bool
) -> Iterator[Run]:
    way = frozenset(_conditions(name, jobs, _DEPTH))
    may_fail = _is_on(job.get("continue-on-error"))
    if "rowgate" in str(job.get("uses", "")):
        yield _used("workflow", job, way, may_fail=may_fail)
    steps = job.get("steps")
    for step in steps if isinstance(steps, list) else ():
        held = mapping(step)
        own = way | {f"if: {one}" for one in _if(held)}
        fails = may_fail or _is_on(held.get("continue-on-error"))
        if "rowgate" in str(held.get("uses", "")):
            yield _used("action", held, own, may_fail=fails)
        pipefail = held.get("shell") == "bash" or ("shell" not in held and (bash or _shell(job)))
        for found in commands(str(held.get("run", "")), pipefail=pipefail):
            silent = fails or found.swallowed
            yield Run(f"rowgate {found.name}", (own,), silent, found.spares)


def _used(kind: str, held: Mapping[str, Json], way: frozenset[str], *, may_fail: bool) -> Run:
    given = mapping(held.get("with"))
    asks = {name: str(given[name]) for name in _ASKED if name in given}
    spares = frozenset({"plugins: false"} if given.get("plugins") == "false" else ())
    name = str(held["uses"]).partition("@")[0]
    return Run(f"the {kind} {name}", (way,), may_fail, spares, asks)


def _conditions(name: str, jobs: Mapping[str, Json], depth: int) -> Iterator[str]:
    """Those of a job and of the jobs it needs: one that is skipped skips it, and that is green."""
    job = mapping(jobs.get(name))
    yield from (f"if: {one}" for one in _if(job))
    if any("always()" in one or "!cancelled()" in one for one in texts(job.get("if"))):
        return
    for needed in texts(job.get("needs")) if depth else ():
        yield from (f"{needed} {one}" for one in _conditions(needed, jobs, depth - 1))


def _if(held: Mapping[str, Json]) -> list[str]:
    said = re.sub(r"\A\$\{\{(.*)\}\}\Z", r"\1", " ".join(str(held.get("if", "")).split())).strip()
    return [] if said in _TRUE else [said]


def _is_on(value: Json) -> bool:
    return value not in (None, "", "false")


def _shell(held: Json) -> bool:
    """Whether `bash` is asked for by name: only then a pipe fails with its first command."""
    return mapping(mapping(mapping(held).get("defaults")).get("run")).get("shell") == "bash"


def _events(data: Json) -> dict[str, Mapping[str, Json]]:
    on = mapping(data).get("on")
    if isinstance(on, Mapping):
        return {event: mapping(filters) for event, filters in on.items()}
    return {event: {} for event in texts(on)}


Filters = Mapping[str, Json]


def _narrower(event: str, was: Filters, now: Filters) -> Iterator[str]:
    kinds = ("branches", "tags") if event == "push" else ("branches",)
    for kind in kinds:
        if _takes(kind, kinds, was) and _is_less(kind, was, now, taken=_takes(kind, kinds, now)):
            yield kind
    if _is_less("paths", was, now, taken=True):
        yield "paths"
    known = _TYPES.get(event, set())
    types = [set(texts(side.get("types"))) or known for side in (was, now)]
    if "types" in now and (types[0] - types[1] or not types[0]):
        yield "types"


def _takes(kind: str, kinds: Sequence[str], filters: Filters) -> bool:
    """Filters for branches alone leave tags out, and the other way round."""
    named = [one for one in kinds if one in filters or f"{one}-ignore" in filters]
    return not named or kind in named


def _is_less(kind: str, was: Filters, now: Filters, *, taken: bool) -> bool:
    ignored = f"{kind}-ignore"
    if not taken or set(texts(now.get(ignored))) - set(texts(was.get(ignored))):
        return True
    if kind not in now:
        return False
    old, new = texts(was.get(kind)), texts(now[kind])
    if kind not in was or {one for one in new if one[0] == "!"} - set(old):
        return True
    return any(
        one[0] != "!" and one not in new and not any(_covers(other, one) for other in new)
        for one in old
    )


def _covers(pattern: str, other: str) -> bool:
    """Whether a pattern for branches or paths takes what another takes, as far as it shows."""
    parts = re.split(r"(\*\*|\*)", pattern)
    stars = {"**": ".*", "*": "[^/*]*"}
    return bool(re.fullmatch("".join(stars.get(p, re.escape(p)) for p in parts), other, re.DOTALL))


def _sides(name: str, was: Filters, now: Filters) -> tuple[str, str]:
    names = (name, f"{name}-ignore")
    before, after = (
        ", ".join(f"{one}: {' '.join(texts(side[one]))}" for one in names if one in side)
        for side in (was, now)
    )
    return before, after
