"""The files of a commit or of the index, read as `rows/store.WorkingTree` reads those on disk."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from rowgate.errors import RowgateError, UsageError
from rowgate.history.blobs import Batch
from rowgate.history.versions import Point, Versions


class GitTree:
    """The files below one folder at a commit or in the index. Nothing is checked out.

    They are listed once. What is not gathered is fetched with all that lies beside it, in one
    batch; sizes are asked for in the same way. Paths are absolute, as on disk.
    """

    def __init__(self, versions: Versions, point: Point, folder: Path) -> None:
        self._versions = versions
        self._top = versions.top
        self._named = point.named
        listed = versions.files(point, folder.relative_to(self._top).as_posix())
        top = self._top.as_posix()
        self._ids: dict[str, str] = {f"{top}/{path}": name for path, name in listed.items()}
        self._folders: dict[str, list[str]] = {}
        for path in self._ids:
            self._folders.setdefault(_folder(path), []).append(path)
        self._held: dict[str, Batch] = {}
        self._sizes: dict[str, int] = {}

    def gather(self, paths: Iterable[Path]) -> None:
        """Fetches what will be read, in one batch. Processes that are forked then share it."""
        self._fetch(path for path in map(Path.as_posix, paths) if path in self._ids)

    def read(self, path: Path) -> bytes:
        """The bytes of a file. Raises `UsageError` where there is none."""
        asked = path.as_posix()
        blob = self._ids.get(asked)
        if blob is None:
            shown = path.relative_to(self._top)
            raise UsageError(f"{shown}: there is no such file in {self._named}")
        if blob not in self._held:
            self._fetch(self._folders[_folder(asked)])
        content = self._held[blob].read(blob)
        if content is None:
            raise RowgateError("git lacks a file that it lists", fix="git fsck, or git fetch")
        return content

    def size(self, path: Path) -> int | None:
        """The size of a file in bytes, None where there is none."""
        asked = path.as_posix()
        blob = self._ids.get(asked)
        if blob is None:
            return None
        if blob in self._held:
            return self._held[blob].size(blob)
        if asked not in self._sizes:
            beside = self._folders[_folder(asked)]
            sizes = self._versions.sizes([self._ids[one] for one in beside])
            self._sizes |= dict(zip(beside, sizes, strict=True))
        return self._sizes[asked]

    def files(self, folder: Path) -> list[Path]:
        """Every file below a folder, sorted."""
        top = f"{folder.as_posix()}/"
        below = (name for name in self._folders if f"{name}/".startswith(top))
        return sorted(Path(path) for name in below for path in self._folders[name])

    def rows(self, dataset: Path) -> list[Path]:
        """The row files of a dataset folder, sorted by name."""
        rows = self._folders.get(f"{dataset.as_posix()}/rows", ())
        return sorted(Path(path) for path in rows if path.endswith(".yaml"))

    def _fetch(self, paths: Iterable[str]) -> None:
        missing = [self._ids[path] for path in paths if self._ids[path] not in self._held]
        if missing:
            self._held |= dict.fromkeys(missing, self._versions.batch(missing))


def _folder(path: str) -> str:
    return path.rpartition("/")[0]
