"""The files of a commit or of the index, read as `rows/store.WorkingTree` reads those on disk."""

from __future__ import annotations

from pathlib import Path

from rowgate.errors import UsageError
from rowgate.history.versions import Point, Versions


class GitTree:
    """The files below one folder at a point of history. Nothing is checked out.

    They are listed once. The first file that is read of a folder brings all of that folder, in
    one batch; sizes are asked for in the same way. Paths are absolute, as on disk.
    """

    def __init__(self, versions: Versions, point: Point, folder: Path) -> None:
        self._versions = versions
        self._top = versions.top
        self._named = point.named
        listed = versions.files(point, folder.relative_to(self._top).as_posix())
        self._ids = {self._top / path: name for path, name in listed.items()}
        self._held: dict[Path, bytes] = {}
        self._sizes: dict[Path, int] = {}

    def read(self, path: Path) -> bytes:
        """The bytes of a file. Raises `UsageError` where there is none."""
        if path not in self._held:
            if path not in self._ids:
                shown = path.relative_to(self._top)
                raise UsageError(f"{shown}: there is no such file in {self._named}")
            blobs = {one: (str(one), self._ids[one]) for one in self._beside(path)}
            contents = self._versions.contents(blobs.values())
            self._held = {one: contents[blob] for one, blob in blobs.items()}
        return self._held[path]

    def size(self, path: Path) -> int | None:
        """The size of a file in bytes, None where there is none."""
        if path not in self._ids:
            return None
        if path not in self._sizes:
            beside = self._beside(path)
            sizes = self._versions.sizes([self._ids[one] for one in beside])
            self._sizes |= dict(zip(beside, sizes, strict=True))
        return self._sizes[path]

    def files(self, folder: Path) -> list[Path]:
        """Every file below a folder, sorted."""
        return sorted(path for path in self._ids if path.is_relative_to(folder))

    def rows(self, dataset: Path) -> list[Path]:
        """The row files of a dataset folder, sorted by name."""
        rows = dataset / "rows"
        return sorted(path for path in self._ids if path.parent == rows and path.suffix == ".yaml")

    def _beside(self, path: Path) -> list[Path]:
        return [one for one in self._ids if one.parent == path.parent]
