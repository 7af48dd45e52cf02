"""Files of datasets: the only writer. Reading gives `(path, bytes)` pairs.

`history` gives the same pairs from git, so that nobody can tell the working tree, the
index and a ref apart.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from pathlib import Path

from rowgate.errors import RowgateError, UsageError

DATASET_FILE = "dataset.yaml"
ROWS = "rows"
ASSETS = "assets"


def read_file(path: Path) -> bytes:
    """The bytes of a file. Raises `UsageError` where it cannot be read."""
    try:
        return path.read_bytes()
    except OSError as error:
        raise UsageError(f"{path}: cannot be read ({reason(error)})") from None


def read_text(path: Path) -> str:
    """The text of a file. Raises `UsageError` where it cannot be read or is no UTF-8."""
    try:
        return read_file(path).decode()
    except UnicodeDecodeError as error:
        raise UsageError(
            f"{path}: is not UTF-8 text (byte {error.start})", fix="save it as UTF-8"
        ) from None


def row_files(dataset: Path) -> list[Path]:
    """The row files of a dataset folder, sorted by name."""
    rows = dataset / ROWS
    # Not by glob, which makes and sorts Path objects: there may be ten thousand.
    names = sorted(os.listdir(rows)) if rows.is_dir() else []  # noqa: PTH208
    return [rows / name for name in names if name.endswith(".yaml")]


def row_with_ending(dataset: Path, ending: str) -> Path | None:
    """The row file whose stem ends with `-ending`: that a span is already there is a listing."""
    return next((path for path in row_files(dataset) if path.stem.endswith(f"-{ending}")), None)


def write_all(files: Mapping[Path, bytes], *, removed: Iterable[Path] = ()) -> None:
    """Writes every file or none: complete texts beside their places first, then the renames.

    Raises `RowgateError` where a folder or file cannot be written; what was renamed by then
    is put back.
    """
    staged: dict[Path, Path] = {}
    done: list[tuple[Path, bytes | None]] = []
    made: list[Path] = []
    try:
        for path, content in files.items():
            made += _make_folder(path.parent)
            staged[path] = _stage(path, content)
        for path in [*staged, *removed]:
            before = path.read_bytes() if path.exists() else None
            if path in staged:
                staged[path].replace(path)
            else:
                path.unlink()
            done.append((path, before))
    except OSError as error:
        _undo(done, staged, made)
        where = error.filename2 or error.filename or "a file"
        raise RowgateError(
            f"cannot write {_shown(where)}: {reason(error)}; nothing was changed",
            fix="make the folder writable and try again",
        ) from None
    except BaseException:
        _undo(done, staged, made)
        raise


def reason(error: OSError) -> str:
    """The system's own word on what failed: `Permission denied`."""
    return error.strerror or type(error).__name__


def _make_folder(folder: Path) -> list[Path]:
    missing = [p for p in [folder, *folder.parents] if not p.exists()]
    folder.mkdir(parents=True, exist_ok=True)
    return missing


def _stage(path: Path, content: bytes) -> Path:
    mode = path.stat().st_mode & 0o777 if path.exists() else None
    if mode is not None and not os.access(path, os.W_OK):
        raise PermissionError(13, "Permission denied", str(path))
    import secrets  # reading must not pay for its randomness

    staged = path.with_name(f".{path.name}.{secrets.token_hex(4)}.tmp")
    try:
        with staged.open("xb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        if mode is not None:
            staged.chmod(mode)
    except OSError:
        staged.unlink(missing_ok=True)
        raise
    return staged


def _undo(
    done: list[tuple[Path, bytes | None]], staged: Mapping[Path, Path], made: list[Path]
) -> None:
    for path, before in reversed(done):
        if before is None:
            path.unlink(missing_ok=True)
        else:
            path.write_bytes(before)
    for temporary in staged.values():
        temporary.unlink(missing_ok=True)
    for folder in made:
        if folder.is_dir() and not any(folder.iterdir()):
            folder.rmdir()


def _shown(where: object) -> str:
    """The file a user knows, where the failing name is that of a temporary one."""
    path = Path(str(where))
    if path.name.startswith(".") and path.name.endswith(".tmp"):
        return str(path.with_name(path.name[1:].rsplit(".", 2)[0]))
    return str(path)


def _raise(error: OSError) -> None:
    raise error


class WorkingTree:
    """The files on disk, read in the way that `history` reads the index or a ref."""

    def gather(self, paths: Iterable[Path]) -> None:
        """Nothing is to be fetched: what will be read is here."""

    def read(self, path: Path) -> bytes:
        """The bytes of a file. Raises `UsageError` where it cannot be read."""
        return read_file(path)

    def size(self, path: Path) -> int | None:
        """The size of a file in bytes, None where there is none."""
        return path.stat().st_size if path.is_file() else None

    def files(self, folder: Path) -> list[Path]:
        """Every file below a folder, sorted. Raises `OSError` for a folder that cannot be listed:
        what nobody can see is not taken for absent."""
        found: list[Path] = []
        for inner, _, names in os.walk(folder, onerror=_raise):
            found += [path for name in names if (path := Path(inner, name)).is_file()]
        return sorted(found)

    def rows(self, dataset: Path) -> list[Path]:
        """The row files of a dataset folder, sorted by name."""
        return row_files(dataset)
