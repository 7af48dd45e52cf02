"""pre-commit's configuration: which hooks run rowgate, when, and on which files.

Source: pre-commit.com, ".pre-commit-config.yaml".
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from rowgate.changes.running import Run, Way
from rowgate.changes.scripts import commands, spared
from rowgate.changes.workflows import mapping, texts
from rowgate.model import Json

_NARROWING = {"files": " || ", "types": " && ", "types_or": " || ", "exclude_types": " && "}
"""What narrows a hook to some files, and how several of it go together."""


def runs_of_hooks(data: Json) -> list[Run]:
    """The hooks that run rowgate."""
    top = mapping(data)
    return [_run(hook, top) for hook in _hooks(top)]


def about_rowgate(data: Json) -> Json:
    """What of the configuration has to do with rowgate: other repositories' hooks have not."""
    top = dict(mapping(data))
    repos = top.pop("repos", [])
    return [top, [one for one in repos if "rowgate" in str(one)] if isinstance(repos, list) else []]


def _hooks(top: Mapping[str, Json]) -> Iterator[Mapping[str, Json]]:
    repos = top.get("repos")
    for repo in repos if isinstance(repos, list) else ():
        held = mapping(repo)
        hooks = held.get("hooks")
        for hook in hooks if isinstance(hooks, list) else ():
            one = mapping(hook)
            if "rowgate" in f"{one.get('id')} {one.get('entry')}":
                yield one


def _run(hook: Mapping[str, Json], top: Mapping[str, Json]) -> Run:
    calls = list(commands(str(hook.get("entry", ""))))
    spares = spared(" ".join(texts(hook.get("args"))))
    spares = spares.union(*(one.spares for one in calls))
    limits = frozenset((*_limits(top), *_limits(hook)))
    return Run(f"the hook {hook.get('id')}", tuple(_ways(hook, top, limits)), False, spares)


def _ways(
    hook: Mapping[str, Json], top: Mapping[str, Json], limits: frozenset[str]
) -> Iterator[Way]:
    stages = texts(hook.get("stages")) or texts(top.get("default_stages"))
    for stage in stages:
        yield limits | {f"stage: {stage}"}
    if not stages:
        yield limits


def _limits(held: Mapping[str, Json]) -> Iterator[str]:
    """Each file that is left out is a condition more; what is let in is one as a whole."""
    for name, joined in _NARROWING.items():
        if held.get(name):
            yield f"{name}: {joined.join(texts(held[name]))}"
    pattern = str(held.get("exclude", ""))
    for one in [pattern] if "(" in pattern else pattern.split("|"):
        if one and one != "^$":
            yield f"exclude: {one}"
