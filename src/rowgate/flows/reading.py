"""What `check` reads: files by the configuration and the dataset they belong to."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterable, Iterator
from contextlib import nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from rowgate.flows.workspace import Workspace
from rowgate.rows import store
from rowgate.rows.datasetfile import DatasetFile, read_dataset
from rowgate.rows.rowfile import RowFile, read_row
from rowgate.shapes import Fault

if TYPE_CHECKING:
    from rowgate.flows.named import Tree

BESIDE = (".gitkeep", ".gitattributes", ".gitignore", "README.md", "CODEOWNERS")
MAX_FILE_BYTES = 4 * 1024 * 1024
ON_DISK = store.WorkingTree()


class Read(NamedTuple):
    """One dataset as far as it was asked for."""

    folder: Path
    definition: DatasetFile
    rows: dict[str, RowFile]
    whole: bool
    stray: list[Path]
    unreadable: dict[Path, Fault]
    tree: Tree = ON_DISK
    """Where it was read from: the disk, the index, a commit."""

    def files(self) -> list[Path]:
        """Every row file that was asked for, those that could not be read too."""
        names = [self.folder / store.ROWS / f"{row_id}.yaml" for row_id in self.rows]
        return sorted([*names, *self.unreadable])


def strange(dataset: Path) -> list[Path]:
    """What lies among the rows of a dataset and is read as none."""
    rows = dataset / store.ROWS
    with os.scandir(rows) if rows.is_dir() else nullcontext(()) as entries:
        return [Path(entry.path) for entry in entries if not _is_expected(entry)]


def _is_expected(entry: os.DirEntry[str]) -> bool:
    known = entry.name in BESIDE or entry.name.startswith(".")
    return known or (entry.name.endswith(".yaml") and not entry.is_dir())


def by_dataset(workspace: Workspace, files: Iterable[Path]) -> dict[Path, set[Path]]:
    """The files that lie in a dataset's folder, by that folder."""
    top = workspace.config.datasets
    found: dict[str, set[Path]] = {}
    for path in files:
        parts = _below(top, path)
        if len(parts) > 1 and not parts[0].startswith("."):
            found.setdefault(parts[0], set()).add(path)
    return {top / name: paths for name, paths in found.items()}


def _below(folder: Path, path: Path) -> list[str]:
    """The parts of a path below a folder, none where it lies elsewhere."""
    head = f"{folder}{os.sep}"
    name = str(path)
    return name[len(head) :].split(os.sep) if name.startswith(head) else []  # noqa: PTH206


def rows_wanted(folder: Path, wanted: set[Path], tree: Tree = ON_DISK) -> list[Path]:
    """The row files to read: those asked for; with `dataset.yaml` among them, all."""
    found = sorted(_wanted(folder, wanted, tree)[0], key=str)
    return [path for path in found if _kind(folder, path) == "row"]


def _wanted(folder: Path, wanted: set[Path], tree: Tree = ON_DISK) -> tuple[set[Path], bool]:
    own = folder / store.DATASET_FILE
    if own in wanted or tree.size(own) is None:
        return wanted | set(tree.rows(folder)), True
    altered = [path for path in wanted if _is_altered(folder, path, tree)]
    return (wanted | set(_naming(folder, altered, tree)) if altered else wanted), False


def _is_altered(folder: Path, path: Path, tree: Tree) -> bool:
    """Whether it is an asset whose content is not the one its name stands for."""
    if path.parent != folder / store.ASSETS or tree.size(path) is None:
        return False
    from hashlib import sha256  # most commits bring no asset

    return sha256(tree.read(path)).hexdigest() != path.stem


def _naming(folder: Path, assets: Iterable[Path], tree: Tree) -> Iterator[Path]:
    """The rows that name one of these assets: a commit may bring it without them."""
    names = [f"{store.ASSETS}/{path.name}".encode() for path in assets]
    rows = tree.rows(folder)
    tree.gather(rows)
    return (path for path in rows if any(name in tree.read(path) for name in names))


def read_files(folder: Path, wanted: set[Path], *, rows: bool = True, tree: Tree = ON_DISK) -> Read:
    """Reads the rows asked for; with `dataset.yaml` among them, the whole dataset.

    Without `rows` only what stands beside them is read.
    """
    wanted, whole = _wanted(folder, wanted, tree) if rows else (wanted, False)
    read: dict[str, RowFile] = {}
    unreadable: dict[Path, Fault] = {}
    stray = []
    for path in sorted(wanted, key=str):
        kind = _kind(folder, path)
        if kind == "stray":
            stray.append(path)
        elif kind == "row" and rows:
            text = _text(path, tree)
            if isinstance(text, Fault):
                unreadable[path] = text
            else:
                read[path.stem] = read_row(path.stem, text)
    return Read(folder, _definition(folder, tree), read, whole, stray, unreadable, tree)


def _definition(folder: Path, tree: Tree) -> DatasetFile:
    own = folder / store.DATASET_FILE
    there = tree.size(own) is not None
    text = _text(own, tree) if there else "format: 1\ngate: release\n"
    definition = read_dataset(folder.name, text if isinstance(text, str) else "")
    if isinstance(text, Fault):
        return definition._replace(faults=[text])
    if not there:
        missing = Fault("RG007", f"{folder.name} has no {store.DATASET_FILE}", "rowgate new", ())
        return definition._replace(faults=[missing])
    return definition


def _kind(folder: Path, path: Path) -> str:
    parts = _below(folder, path)
    if len(parts) == 1:
        known = parts[0] == store.DATASET_FILE or parts[0] in BESIDE
        return "definition" if known else "stray"
    if parts[0] == store.ROWS and len(parts) == 2 and path.suffix == ".yaml":
        return "row"
    if parts[0] == store.ASSETS and len(parts) == 2:
        return "asset"
    return "beside" if parts[-1] in BESIDE else "stray"


def _size(path: Path) -> int:
    """Of a file on disk. Git holds a link as such: what it leads to is in no commit."""
    found = path.lstat()
    if stat.S_ISLNK(found.st_mode):
        raise OSError(0, "it is a symbolic link: put the file itself here")
    return found.st_size


def _text(path: Path, tree: Tree) -> str | Fault:
    """A file's text, or the fault that keeps it from being read."""
    on_disk = isinstance(tree, store.WorkingTree)
    try:
        size = _size(path) if on_disk else tree.size(path) or 0
        if size > MAX_FILE_BYTES:
            return Fault("RG011", "the file is larger than 4 MiB", "no row is that large", ())
        return (path.read_bytes() if on_disk else tree.read(path)).decode()
    except UnicodeDecodeError as error:
        return Fault("RG011", f"not UTF-8 text (byte {error.start})", "save it as UTF-8", ())
    except OSError as error:
        return Fault("RG011", f"cannot be read ({store.reason(error)})", "", ())
