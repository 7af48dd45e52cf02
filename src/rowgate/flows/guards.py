"""What keeps the datasets and is no dataset: `rowgate.yaml`, plugins, hooks, CI, code owners.

Whoever loosens these lets more pass without touching a row.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import PurePosixPath

from rowgate.changes.guards import of_attributes, of_ignored, of_lines, of_owners, of_runner
from rowgate.changes.hooks import about_rowgate, runs_of_hooks
from rowgate.changes.pipelines import runs_of_pipeline
from rowgate.changes.policy import of_policy
from rowgate.changes.risk import BROKEN, CRITERIA, WEAKENED
from rowgate.changes.running import Loss, Run, losses
from rowgate.changes.workflows import lost_triggers, runs_of_workflow
from rowgate.config import CONFIG_FILE
from rowgate.flows.listed import Listed
from rowgate.flows.sides import Side
from rowgate.flows.workspace import Workspace
from rowgate.history.versions import Changed, Versions
from rowgate.model import Change, Json
from rowgate.yamltext.foreign import read_foreign

HOOKS = ".pre-commit-config.yaml"
OTHERS = (
    ".buildkite", ".circleci", ".drone.yml", ".github/actions", ".husky", ".woodpecker",
    ".woodpecker.yml", ".woodpecker.yaml", "Jenkinsfile", "Makefile", "azure-pipelines.yml",
    "bitbucket-pipelines.yml", "justfile", "lefthook.yml", "noxfile.py", "tox.ini",
)  # fmt: skip
"""What may run rowgate among much else: only their lines that name it are looked at."""
RUNNERS = (
    HOOKS, "prek.toml", ".github/workflows", ".gitlab-ci.yml", ".gitlab", *OTHERS,
)  # fmt: skip
"""Files and folders of what runs rowgate, from the top of the repository."""
_READ: Mapping[str, Callable[[Json], list[Run]]] = {
    HOOKS: runs_of_hooks,
    ".github/workflows": runs_of_workflow,
    ".gitlab-ci.yml": runs_of_pipeline,
    ".gitlab": runs_of_pipeline,
}
OWNERS = (
    "CODEOWNERS", ".github/CODEOWNERS", ".gitlab/CODEOWNERS", "docs/CODEOWNERS", ".gitattributes",
)  # fmt: skip
"""Who is asked about a file, and whether its differences are shown."""


IGNORED = ".gitignore"


def ignoring(folder: str) -> list[str]:
    """The `.gitignore` of every folder above a folder, from the top of the repository."""
    return [PurePosixPath(above, IGNORED).as_posix() for above in PurePosixPath(folder).parents]


def around(
    workspace: Workspace, versions: Versions, changed: Sequence[Changed], sides: tuple[Side, Side]
) -> Iterator[Listed]:
    """All that changed around the datasets."""
    yield from _settings(workspace, sides)
    yield from _plugins(changed, sides)
    yield from _guards(versions, changed, sides)


def _settings(workspace: Workspace, sides: tuple[Side, Side]) -> Iterator[Listed]:
    """What `rowgate.yaml` says otherwise."""
    before, after = (side.settings for side in sides)
    path = PurePosixPath(sides[1].root, CONFIG_FILE).as_posix()
    if after.fault:
        yield _listed(path, BROKEN, f"cannot be used: {after.fault}")
    elif before.there and not after.there:
        yield _listed(path, WEAKENED, "rowgate.yaml was removed")
    elif before.there and not before.fault and before.data != after.data:
        for change in of_policy(before.data, after.data, _severities(workspace)):
            yield Listed("", path, change)


def _severities(workspace: Workspace) -> dict[str, str]:
    rules = (one.object for one in workspace.registry.objects("rules"))
    return {rule.code: rule.release for rule in rules}


def _plugins(changed: Sequence[Changed], sides: tuple[Side, Side]) -> Iterator[Listed]:
    """Plugins are code that judges and redacts: a person has to read them."""
    for one in changed:
        side = sides[0] if one.after is None else sides[1]
        if not one.path.endswith(".py") or not _is_below(one.path, side.plugins):
            continue
        if one.after is None:
            yield _listed(one.path, WEAKENED, "the plugin was removed")
        else:
            said = "a new plugin" if one.before is None else "the plugin was changed"
            yield _listed(one.path, CRITERIA, f"{said}: read what it judges and redacts")


def _guards(
    versions: Versions, changed: Sequence[Changed], sides: tuple[Side, Side]
) -> Iterator[Listed]:
    """What runs rowgate, and what the hosts show to whom."""
    known = (*OWNERS, *ignoring(sides[1].datasets))
    guards = [one for one in changed if one.path in known or _is_runner(one.path)]
    blobs = [(one.path, name) for one in guards for name in (one.before, one.after) if name]
    texts = {
        b: content.decode("utf-8", "replace") for b, content in versions.contents(blobs).items()
    }
    for one in guards:
        before, after = (texts.get((one.path, name or ""), "") for name in (one.before, one.after))
        for change in _of_guard(one.path, before, after, sides[1].datasets):
            yield Listed("", one.path, change)


def _of_guard(path: str, before: str, after: str, folder: str) -> Iterator[Change]:
    if path.endswith(".gitattributes"):
        return of_attributes(before, after, folder)
    if path.endswith(IGNORED):
        return of_ignored(before, after, folder[len(path) - len(IGNORED) :])
    if path.endswith("CODEOWNERS"):
        return of_owners(before, after, folder)
    if any(_is_below(path, one) for one in OTHERS):
        return of_lines(before, after)
    was, now = read_foreign(before), read_foreign(after)
    if path == HOOKS and was and now and about_rowgate(was) == about_rowgate(now):
        return iter(())
    return of_runner(before, after, _losses(path, was, now))


def _losses(path: str, before: Json | None, after: Json | None) -> list[Loss] | None:
    """What the structure of a file that runs rowgate shows to be lost, None where it has none."""
    read = next((found for below, found in _READ.items() if _is_below(path, below)), None)
    if read is None or before is None or after is None:
        return None
    was, now = read(before), read(after)
    triggers = lost_triggers(before, after) if read is runs_of_workflow else ()
    return [*triggers, *losses(was, now)] if was else None


def _is_runner(path: str) -> bool:
    return any(_is_below(path, one) for one in RUNNERS)


def _is_below(path: str, folder: str) -> bool:
    return PurePosixPath(path).is_relative_to(folder)


def _listed(path: str, risk: str, message: str) -> Listed:
    return Listed("", path, Change(risk, None, (), None, None, message))
