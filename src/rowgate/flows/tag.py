"""`tag`: a version of a dataset gets a name that says what it holds."""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple

from rowgate.errors import RowgateError, UsageError
from rowgate.flows.named import Tree, parse_named, point_name, tree_at
from rowgate.flows.workspace import Workspace, checked_name
from rowgate.history.repository import Repository, open_repository
from rowgate.history.tags import DIGEST, PATH, ROWS, Tag, Tags
from rowgate.history.versions import HEAD, Versions
from rowgate.rows import store
from rowgate.rows.content import content_digest
from rowgate.rows.rowfile import read_fields
from rowgate.shapes import meant


class Content(NamedTuple):
    """What a version of a dataset holds."""

    digest: str
    rows: int


class Verified(NamedTuple):
    """A tag, and what is read where it points."""

    tag: Tag
    found: Content

    @property
    def same(self) -> bool:
        """Whether what is read is what was tagged."""
        return self.tag.digest == self.found.digest


def tag_dataset(workspace: Workspace, named: str, name: str) -> Tag:
    """An annotated git tag `name` of `DATASET` at HEAD, or of `DATASET@REF`.

    Raises `RowgateError` where the tag exists, where a file of the dataset cannot be read, or
    where the dataset on disk is not what would be tagged.
    """
    dataset, ref = parse_named(named)
    repository = open_repository(workspace.config.root)
    point = Versions(repository).point(point_name(ref or HEAD))
    if point.kind != "commit":
        raise UsageError(f"{named} is no commit, and only commits get tags", fix="git commit first")
    content = content_of(workspace, dataset, point.commit)
    folder = (workspace.config.datasets / dataset).relative_to(repository.top).as_posix()
    if ref is None:
        _refuse_uncommitted(repository, folder)
    found = Tag(name, "", folder, content.digest, str(content.rows))
    Tags(repository).make(
        name,
        point.commit,
        f"{dataset}: {content.rows} row{'' if content.rows == 1 else 's'}",
        {PATH: folder, DIGEST: content.digest, ROWS: found.rows},
    )
    return found


def tags_of(workspace: Workspace, dataset: str | None) -> list[Tag]:
    """The tags that name a dataset of this workspace, oldest first."""
    repository = open_repository(workspace.config.root)
    top = workspace.config.datasets.relative_to(repository.top).as_posix()
    wanted = f"{top}/{dataset}" if dataset else None
    found = Tags(repository).listed()
    if dataset and all(one.path != wanted for one in found):
        workspace.folder(checked_name(dataset))  # a misspelt name is told apart from no tags
    return [one for one in found if one.path == wanted or (not wanted and _below(one.path, top))]


def verify(workspace: Workspace, name: str) -> Verified:
    """What is read where a tag points, beside what the tag says. Raises `UsageError` for no tag."""
    repository = open_repository(workspace.config.root)
    tags = Tags(repository)
    found = tags.listed(name)
    if not found:
        known = [one.name for one in tags.listed()]
        listed = (
            f"there are {', '.join(known[-6:])}" if known else "rowgate tag DATASET NAME makes one"
        )
        fix = meant(name, known) or listed
        raise UsageError(f"no tag {name} that names a dataset", fix=fix)
    tag = found[0]
    folder = repository.top / tag.path
    return Verified(tag, _content(tree_at(workspace, f"refs/tags/{name}"), folder, tag.path))


def content_of(workspace: Workspace, dataset: str, ref: str | None) -> Content:
    """The digest of a dataset at a ref, in the index (`staged`), or on disk (None)."""
    folder = workspace.config.datasets / checked_name(dataset)
    tree = tree_at(workspace, ref)
    if tree.size(folder / store.DATASET_FILE) is None:
        fix = "git add and commit it first"
        if dataset not in workspace.datasets():
            fix = meant(dataset, workspace.datasets()) or "rowgate status lists them"
        at = f" at {ref[:12]}" if ref else ""
        raise UsageError(f"there is no dataset {dataset}{at}", fix=fix)
    return _content(tree, folder, dataset)


def _content(tree: Tree, folder: Path, shown: str) -> Content:
    rows, assets = {}, {}
    for path in tree.files(folder):
        if path.parent == folder / store.ROWS and path.suffix == ".yaml":
            rows[path.stem] = _fields(tree, path, shown)
        elif path.parent == folder / store.ASSETS:
            assets[path.name] = sha256(tree.read(path)).hexdigest()
    definition = _fields(tree, folder / store.DATASET_FILE, shown)
    return Content(content_digest(definition, rows, assets), len(rows))


def _fields(tree: Tree, path: Path, shown: str) -> dict[str, object]:
    data, faults = read_fields(tree.read(path).decode("utf-8", "replace"))
    if data is None:
        raise RowgateError(
            f"{shown}: {path.name} cannot be read: {faults[0].message}", fix="rowgate check"
        )
    return data


def _refuse_uncommitted(repository: Repository, folder: str) -> None:
    versions = Versions(repository)
    changed = versions.changed(versions.point(HEAD), versions.point("@worktree"), [folder])
    contents = versions.contents(
        (one.path, name) for one in changed for name in (one.before, one.after) if name
    )
    for one in changed:
        sides = [
            contents.get((one.path, name)) if name else None for name in (one.before, one.after)
        ]
        if sides[0] != sides[1]:
            raise RowgateError(
                f"{one.path} is not committed as it is on disk", fix="git commit, then tag"
            )


def _below(path: str, top: str) -> bool:
    return path.startswith(f"{top}/")


__all__: Sequence[str] = ("Content", "Verified", "content_of", "tag_dataset", "tags_of", "verify")
