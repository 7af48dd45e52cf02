"""The text of a run file ↔ `Run`: JSON lines, a header first. Files are the flow's business."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import orjson

from rowgate.errors import UsageError
from rowgate.gate.answers import output_data
from rowgate.gate.record import DatasetRun, Header, Key, Line, Run
from rowgate.model import Json, Outcome, Output, Verdict

FORMAT = 1
_NAMED = ("dataset", "row", "case", "criteria")
_OUTCOMES = ("pass", "fail", "unknown")
_AGAIN = "rowgate run writes one anew"


def header_text(header: Header) -> bytes:
    """The first line of a run file."""
    data: dict[str, Json] = {"rowgate_run": FORMAT, **header._asdict()}
    data["datasets"] = [one._asdict() for one in header.datasets]
    return orjson.dumps(data) + b"\n"


def line_text(line: Line) -> bytes:
    """One line of a run file."""
    data: dict[str, Any] = line._asdict()
    data["output"] = None if line.output is None else output_data(line.output)
    data["verdicts"] = [_verdict_data(one) for one in line.verdicts]
    return orjson.dumps({k: v for k, v in data.items() if v not in ("", {}, None)}) + b"\n"


def end_text(versions: Iterable[str]) -> bytes:
    """The last line: the versions of the candidate that were met."""
    return orjson.dumps({"end": {"versions": list(versions)}}) + b"\n"


def read_run(content: bytes, shown: str) -> Run:
    """The run that a file's bytes hold; of two lines of one row and repeat the later counts.

    A last line that was cut short is passed over: its row is missing then. Raises `UsageError`
    for anything else that is no line of a run.
    """
    header: Header | None = None
    lines: dict[Key, Line] = {}
    versions: dict[str, None] = {}
    ended = False
    for number, data in _parsed(content, shown):
        try:
            if header is None:
                header = _header(data)
            elif "end" in data:
                ended = True
                versions |= dict.fromkeys(map(str, data["end"].get("versions", ())))
            else:
                line = _line(data)
                lines[line.key] = line
                if line.version:
                    versions[line.version] = None
        except (KeyError, TypeError, ValueError, AttributeError):
            raise UsageError(f"{shown}:{number}: is no line of a run file", fix=_AGAIN) from None
    if header is None:
        raise UsageError(f"{shown}: is no run file, but empty", fix=_AGAIN)
    return Run(header, lines, list(versions), ended)


def _parsed(content: bytes, shown: str) -> Iterator[tuple[int, dict[str, Json]]]:
    whole = content.split(b"\n")
    for number, line in enumerate(whole, start=1):
        if not line.strip():
            continue
        try:
            data = orjson.loads(line)
        except ValueError:
            if number == len(whole) and number > 1:
                return
            raise UsageError(f"{shown}:{number}: is no line of JSON", fix=_AGAIN) from None
        if not isinstance(data, dict):
            raise UsageError(f"{shown}:{number}: is no line of a run file", fix=_AGAIN)
        yield number, data


def _header(data: Mapping[str, Json]) -> Header:
    if data["rowgate_run"] != FORMAT:
        raise ValueError("another format")
    fields = {key: data[key] for key in Header._fields if key in data}
    fields["datasets"] = [DatasetRun(**one) for one in data["datasets"]]
    return Header(**fields)


def _line(data: Mapping[str, Json]) -> Line:
    fields: dict[str, Any] = {key: data[key] for key in Line._fields if key in data}
    output = data.get("output")
    fields["output"] = None if output is None else Output(**output)
    fields["verdicts"] = [_verdict(one) for one in data["verdicts"]]
    _outcome(data["outcome"])
    if type(data["repeat"]) is not int:
        raise TypeError("repeat")
    # Without digests nobody could tell whether the outcome is of today's criteria.
    if not all(data[name] and isinstance(data[name], str) for name in _NAMED):
        raise TypeError("named")
    return Line(**fields)


def _verdict(data: Mapping[str, Json]) -> Verdict:
    _outcome(data["outcome"])
    return Verdict(**data)


def _outcome(value: Json) -> Outcome:
    if value not in _OUTCOMES:
        raise ValueError("outcome")
    return value  # type: ignore[no-any-return]


def _verdict_data(verdict: Verdict) -> dict[str, Json]:
    return {
        key: value for key, value in verdict._asdict().items() if value not in ("", None, False)
    }
