"""`outputs`: a file of outputs that were recorded before, JSON lines by row."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, Self

import orjson

from rowgate.errors import UsageError
from rowgate.gate.answers import output_of
from rowgate.gate.case import NoOutputError
from rowgate.hookspecs import hookimpl
from rowgate.model import Json, Output
from rowgate.shapes import Text

Key = tuple[str, str, int]
"""Dataset (empty: any), row, repeat."""


class RecordedCandidate:
    """Looks outputs up in a file: a line `{"row": ID, "output": …}`, with `dataset` where two
    datasets have the id and `repeat` (from 0) where a row asks for several. Nothing is run, so
    this is the one candidate that goes by the row's id. A run file will do too."""

    name = "outputs"
    fields = {"outputs": Text(says="the path of a file")}  # noqa: RUF012 - a schema

    def __init__(self, settings: Mapping[str, Json], place: Path) -> None:
        path = place / settings["outputs"]
        try:
            content = path.read_bytes()
        except OSError as error:
            reason = error.strerror or type(error).__name__
            raise UsageError(f"{settings['outputs']}: cannot be read ({reason})") from None
        self._hold(content, settings["outputs"])

    @classmethod
    def holding(cls, content: bytes, shown: str) -> Self:
        """The outputs that a file's bytes hold, wherever these come from. Raises `UsageError`."""
        made = cls.__new__(cls)
        made._hold(content, shown)
        return made

    def _hold(self, content: bytes, shown: str) -> None:
        self._lines = _read(content, shown)
        self._looked: set[Key] = set()

    def recorded(self, dataset: str, row: str, repeat: int) -> Output:
        """The output of one row. Raises NoOutputError where the file has none."""
        for key in ((dataset, row, repeat), ("", row, repeat)):
            if key in self._lines:
                self._looked.add(key)
                return output_of(self._lines[key])
        raise NoOutputError("no output is recorded for this row")

    @property
    def unused(self) -> int:
        """How many recorded outputs belonged to no row that was asked for."""
        return len(self._lines.keys() - self._looked)


def _read(content: bytes, shown: str) -> dict[Key, Json]:
    found: dict[Key, Json] = {}
    for number, line in enumerate(content.splitlines(), start=1):
        if not line.strip():
            continue
        try:
            data = orjson.loads(line)
        except ValueError:
            raise UsageError(f"{shown}:{number}: is no line of JSON") from None
        if isinstance(data, dict) and ("rowgate_run" in data or "end" in data):
            continue
        key = _key(data)
        if key is None:
            raise UsageError(f"{shown}:{number}: names no row", fix='{"row": ID, "output": TEXT}')
        if key in found and "case" not in data:
            raise UsageError(f"{shown}:{number}: a second output for row {key[1]}")
        found[key] = _answer(data)
    return found


def _key(data: Json) -> Key | None:
    if not isinstance(data, dict) or not isinstance(data.get("row"), str):
        return None
    dataset, repeat = data.get("dataset", ""), data.get("repeat", 0)
    if not isinstance(dataset, str) or type(repeat) is not int:
        return None
    return dataset, data["row"], repeat


def _answer(data: dict[str, Json]) -> Json:
    """The answer of a line; of a run file's line only the output, not what was made of it."""
    return {"output": data.get("output") or {}} if "verdicts" in data else data


@hookimpl
def rowgate_candidates(register: Callable[[type[Any]], None]) -> None:
    """The candidate of this module."""
    register(RecordedCandidate)
