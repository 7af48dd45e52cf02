"""`rowgate.yaml`: where it is, what it says."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from rowgate import yamltext
from rowgate.errors import UsageError
from rowgate.model import FORMAT, DataPath, Json
from rowgate.shapes import (
    AnyJson,
    Either,
    Fault,
    Fields,
    Flag,
    Inside,
    ListOf,
    MapOf,
    Number,
    Shape,
    Share,
    Text,
    path_text,
)  # fmt: skip

CONFIG_FILE = "rowgate.yaml"

_TEXT = Text()
_FOLDER = Text(says="the name of a folder beside rowgate.yaml")
_INSIDE = Inside(says="the name of a folder beside rowgate.yaml")
_NAMES = Either("a name or a list of names", text=_TEXT, items=ListOf(_TEXT))
_RULES: dict[str, Shape] = {
    "select": ListOf(_TEXT),
    "ignore": ListOf(_TEXT),
    "rules": MapOf(Text(choices=("off", "notice", "warning", "error"))),
}
CONFIG = Fields(
    {
        "format": Number(least=1),
        "datasets": _INSIDE,
        "plugins": _INSIDE,
        "traces": _FOLDER,
        "runs": _FOLDER,
        "review": Text(choices=("file", "pull-request")),
        "approval": Fields({"by": Text(choices=("anyone", "owners")), "second_person": Flag()}),
        **_RULES,
        "overrides": ListOf(Fields({"dataset": _NAMES, **_RULES}, required=("dataset",))),
        # A candidate's own fields depend on its kind, which may be a plugin's.
        "candidates": MapOf(MapOf(AnyJson())),
        "gate": Fields({"thresholds": MapOf(Share())}),
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


class RuleSet(NamedTuple):
    """Which rules hold, by the beginnings of their codes, and at which severity."""

    select: Sequence[str] = ()
    """Only these; empty: all."""
    ignore: Sequence[str] = ()
    severities: Mapping[str, str] = {}


class Override(NamedTuple):
    """Rules of some datasets, and where `rowgate.yaml` says so."""

    datasets: Sequence[str]
    rules: RuleSet
    at: DataPath


class Config(NamedTuple):
    """What governs the files below one `rowgate.yaml`. Folders are absolute."""

    root: Path
    datasets: Path
    plugins: Path
    traces: Path
    runs: Path
    review: str = "file"
    approval: Approval = Approval()
    rules: RuleSet = RuleSet()
    overrides: Sequence[Override] = ()
    redaction: Mapping[str, Json] = {}
    candidates: Mapping[str, Mapping[str, Json]] = {}
    thresholds: Mapping[str, float] = {}
    """The share of a noisy label's rows that must pass, by label."""
    text: str = ""
    """What it was read from: a fault that is found later still has its line."""

    def relative(self, path: Path) -> str:
        """A path as users type it: relative to where they are, where that is possible."""
        name, here = str(path), os.getcwd()  # noqa: PTH109 - asked for every row
        if name == here:
            return "."
        head = here if here.endswith(os.sep) else here + os.sep
        return name[len(head) :] if name.startswith(head) else name

    def rules_of(self, dataset: str) -> RuleSet:
        """What holds in one dataset: an override adds to what stands above it, and wins."""
        select, ignore, severities = self.rules
        for override in self.overrides:
            if dataset in override.datasets:
                select = override.rules.select or select
                ignore = (*ignore, *override.rules.ignore)
                severities = {**severities, **override.rules.severities}
        return RuleSet(select, ignore, severities)

    def refusal(self, at: DataPath, message: str, fix: str) -> UsageError:
        """What is wrong at a place of `rowgate.yaml`, with its line."""
        line, column = yamltext.place(self.text, at)
        shown = _shown(self.root / CONFIG_FILE)
        return UsageError(f"{shown}:{line}:{column}: {message}", fix=fix)


def find_config(start: Path) -> Path | None:
    """The nearest `rowgate.yaml` at or above a folder: it governs what lies below it.

    One that lies among the rows of another governs nothing: it would take them out of the gate.
    """
    found = None
    for folder in [start, *start.parents]:
        if (folder / CONFIG_FILE).is_file() and (found is None or _holds(folder, found.parent)):
            found = folder / CONFIG_FILE
    return found


def _holds(root: Path, folder: Path) -> bool:
    """Whether a folder is that of the datasets of the `rowgate.yaml` in `root`, or in a dataset."""
    try:
        data = _fields((root / CONFIG_FILE).read_text("utf-8"), CONFIG_FILE)
    except (OSError, UnicodeDecodeError, UsageError):
        return False
    datasets = root / str(data.get("datasets", "datasets"))
    if folder == datasets:
        return root != datasets
    parts = folder.relative_to(datasets).parts if folder.is_relative_to(datasets) else ()
    return bool(parts) and (datasets / parts[0] / "dataset.yaml").is_file()


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
        rules=_rule_set(data),
        overrides=[
            _override(entry, ("overrides", index))
            for index, entry in enumerate(data.get("overrides", ()))
        ],
        redaction=data.get("redaction", {}),
        candidates=data.get("candidates", {}),
        thresholds=data.get("gate", {}).get("thresholds", {}),
        text=text,
    )


def _rule_set(data: Mapping[str, Json]) -> RuleSet:
    return RuleSet(data.get("select", ()), data.get("ignore", ()), data.get("rules", {}))


def _override(entry: Mapping[str, Json], at: DataPath) -> Override:
    named = entry["dataset"]
    return Override([named] if isinstance(named, str) else named, _rule_set(entry), at)


def refusal(config: Config, fault: Fault) -> UsageError:
    """A fault of rowgate.yaml that only its user could find, with its line."""
    return _usage(fault, config.text, _shown(config.root / CONFIG_FILE))


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
