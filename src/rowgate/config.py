"""`rowgate.yaml`: where it is, what it says."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from rowgate import yamltext
from rowgate.errors import UsageError
from rowgate.model import FORMAT, Json
from rowgate.shapes import Fault, Fields, Flag, ListOf, MapOf, Number, Text, path_text

CONFIG_FILE = "rowgate.yaml"

_TEXT = Text()
_FOLDER = Text(says="the name of a folder beside rowgate.yaml")
CONFIG = Fields(
    {
        "format": Number(least=1),
        "datasets": _FOLDER,
        "plugins": _FOLDER,
        "traces": _FOLDER,
        "runs": _FOLDER,
        "review": Text(choices=("file", "pull-request")),
        "approval": Fields({"by": Text(choices=("anyone", "owners")), "second_person": Flag()}),
        "rules": MapOf(Text(choices=("off", "notice", "warning", "error"))),
        "redaction": Fields(
            {
                "fields": MapOf(_TEXT),
                "kept": ListOf(
                    Fields(
                        {"type": _TEXT, "path": _TEXT, "literal": _TEXT, "reason": _TEXT},
                        required=("type", "reason"),
                    )
                ),
                "patterns": ListOf(
                    Fields(
                        {
                            "name": _TEXT,
                            "type": _TEXT,
                            "pattern": _TEXT,
                            "matches": ListOf(_TEXT),
                            "ignores": ListOf(_TEXT),
                            "fast": Flag(),
                        },
                        required=("name", "pattern", "matches", "ignores"),
                    )
                ),
                "presidio": Fields(
                    {"model": _TEXT, "language": _TEXT, "entities": ListOf(_TEXT)},
                    required=("model",),
                ),
            }
        ),
    },
    required=("format",),
)


class Approval(NamedTuple):
    """Whose approval counts."""

    by: str = "anyone"
    """`owners`: only those whom the row's dataset names."""
    second_person: bool = False
    """Whether whoever added a row needs somebody else's approval."""


class Config(NamedTuple):
    """What governs the files below one `rowgate.yaml`. Folders are absolute."""

    root: Path
    datasets: Path
    plugins: Path
    traces: Path
    runs: Path
    review: str = "file"
    approval: Approval = Approval()
    rules: Mapping[str, str] = {}
    redaction: Mapping[str, Json] = {}

    def relative(self, path: Path) -> str:
        """A path as users type it: relative to where they are, where that is possible."""
        try:
            return str(path.relative_to(Path.cwd()))
        except ValueError:
            return str(path)


def find_config(start: Path) -> Path | None:
    """The nearest `rowgate.yaml` at or above a folder: it governs what lies below it."""
    for folder in [start, *start.parents]:
        if (folder / CONFIG_FILE).is_file():
            return folder / CONFIG_FILE
    return None


def load_config(start: Path) -> Config:
    """The governing configuration of a folder.

    Raises `UsageError` where there is none, or where it is broken: the first fault with its
    line, since nothing can be trusted under half a configuration.
    """
    path = find_config(start.resolve())
    if path is None:
        raise UsageError(f"no {CONFIG_FILE} in {start} or above", fix="rowgate init")
    try:
        text = path.read_bytes().decode()
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(f"{path}: cannot be read ({type(error).__name__})") from None
    return read_config(path.parent, text, shown=_shown(path))


def read_config(root: Path, text: str, *, shown: str = CONFIG_FILE) -> Config:
    """The configuration that `text` holds for the tree at `root`. Raises `UsageError`."""
    data = _fields(text, shown)
    faults = list(CONFIG.faults(data, ()))
    if faults:
        raise _usage(faults[0], text, shown)
    return Config(
        root=root,
        datasets=root / data.get("datasets", "datasets"),
        plugins=root / data.get("plugins", "plugins"),
        traces=root / data.get("traces", "traces"),
        runs=root / data.get("runs", "runs"),
        review=data.get("review", "file"),
        approval=Approval(**data.get("approval", {})),
        rules=data.get("rules", {}),
        redaction=data.get("redaction", {}),
    )


def folder_names(names: Sequence[str]) -> list[str]:
    """Names that are fit for a folder of ours: no slash, no `..`."""
    return [name for name in names if name and "/" not in name and name not in (".", "..")]


def _fields(text: str, shown: str) -> dict[str, Json]:
    try:
        data = yamltext.read(text)
    except yamltext.YamlFault as fault:
        raise UsageError(f"{shown}:{fault.line}:{fault.column}: {fault.message}") from None
    if not isinstance(data, dict):
        raise UsageError(f"{shown}: must be a mapping of fields", fix=f"format: {FORMAT}")
    version = data.get("format")
    if isinstance(version, int) and version > FORMAT:
        raise UsageError(
            f"{shown}: format {version} is newer than this rowgate reads ({FORMAT})",
            fix="pip install --upgrade rowgate",
        )
    return data


def _usage(fault: Fault, text: str, shown: str) -> UsageError:
    line, column = yamltext.place(text, fault.at)
    where = path_text(fault.at)
    message = fault.message if where in fault.message else f"{where}: {fault.message}"
    return UsageError(f"{shown}:{line}:{column}: {message}", fix=fault.fix)


def _shown(path: Path) -> str:
    try:
        return str(path.relative_to(Path.cwd()))
    except ValueError:
        return str(path)
