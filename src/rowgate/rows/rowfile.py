"""Text of a row file ↔ `Row`. Takes and gives text: files are the store's business."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from rowgate import yamltext
from rowgate.model import FORMAT, Json, Review, Row, Source
from rowgate.rows.modeline import body_of
from rowgate.rows.shape import ROW
from rowgate.shapes import Fault

_CODE_OF_FAULT = {
    "syntax": "RG001",
    "duplicate-key": "RG002",
    "conflict": "RG008",
    "encoding": "RG011",
}


class RowFile(NamedTuple):
    """What reading one row file gave: the row as far as it could be read, and its faults."""

    text: str
    data: dict[str, Json]
    row: Row | None
    faults: list[Fault]
    bare: bool = False
    """Whether it is canonical and holds no comment, that of its schema aside."""


def read_row(row_id: str, text: str) -> RowFile:
    """The row that `text` holds, with every fault of the file (RG0xx). Never raises.

    A field that is faulty is left out of the row, so that the rules can judge the rest.
    """
    proven = yamltext.read_canonical(body_of(text), ROW.order)
    bare = proven is not None
    data, faults = read_fields(text) if proven is None else _of_our_format(proven)
    if data is None:
        return RowFile(text, {}, None, [_with_fix(fault, text) for fault in faults])
    faults += ROW.faults(data, ())
    line = None if bare else yamltext.departure(text, ROW.order(data))
    if line is not None:
        faults.append(Fault("RG009", "not in canonical form", "rowgate check --fix", (), (line, 1)))
    bad = {fault.at[0] for fault in faults if fault.at}
    sound = {key: value for key, value in data.items() if key not in bad}
    return RowFile(text, data, row_of(row_id, sound), faults, bare)


def read_fields(text: str) -> tuple[dict[str, Json] | None, list[Fault]]:
    """The mapping that a row's or dataset's text holds, or None with the reason."""
    try:
        data = yamltext.read(text)
    except yamltext.YamlFault as fault:
        code = _CODE_OF_FAULT.get(fault.kind, "RG003")
        return None, [Fault(code, fault.message, "", (), (fault.line, fault.column))]
    return _of_our_format(data)


def _of_our_format(data: Json) -> tuple[dict[str, Json] | None, list[Fault]]:
    if not isinstance(data, dict):
        return None, [Fault("RG005", "the file must be a mapping of fields", "", ())]
    version = data.get("format")
    if isinstance(version, int) and version > FORMAT:
        message = f"format {version} is newer than this rowgate reads ({FORMAT})"
        return None, [Fault("RG010", message, "pip install --upgrade rowgate", ("format",))]
    return data, []


def row_of(row_id: str, data: Mapping[str, Json]) -> Row:
    """The row of plain data whose fields have the right shape; unknown fields are passed over."""
    fields: dict[str, Any] = {key: data[key] for key in _PLAIN if key in data}
    if "review" in data:
        fields["review"] = Review(**data["review"])
    if "source" in data:
        fields["source"] = Source(**data["source"])
    return Row(id=row_id, **fields)


def write_row(data: Mapping[str, Json]) -> str:
    """The canonical text of a row's plain data."""
    return yamltext.write(ROW.order(dict(data)))


def plain_lines(text: str) -> str:
    """The text as an editor saves it that leaves out a byte order mark and ends lines with LF."""
    return text.removeprefix("\ufeff").replace("\r\n", "\n")


def _with_fix(fault: Fault, text: str) -> Fault:
    mends = fault.code == "RG011" and plain_lines(text) != text
    return fault._replace(fix="rowgate check --fix") if mends else fault


def canonical(text: str) -> str:
    """The canonical form of a hand-written row's text, comments kept.

    Raises `yamltext.YamlFault` where the text cannot be read.
    """
    return yamltext.canonicalise(text, ROW.order)


_PLAIN = (
    "why", "note", "labels", "variables", "response", "response_was", "expected", "evaluators",
    "repeat", "advisory", "known_failing", "links", "metadata", "kept",
)  # fmt: skip
