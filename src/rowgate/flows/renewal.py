"""`add --update`: the derived fields of a row written again, what people wrote left alone."""

from __future__ import annotations

from typing import NamedTuple

from rowgate import __version__, yamltext
from rowgate.errors import RowgateError
from rowgate.flows.comparing import Comparison
from rowgate.model import DataPath, Json, Row
from rowgate.model.difference import ABSENT
from rowgate.rows.differences import found_at
from rowgate.rows.identity import digest_of
from rowgate.rows.rowfile import RowFile, canonical, read_row


class Renewed(NamedTuple):
    """The row's new text, and whether an approval no longer covers it."""

    text: str
    stale: bool


def renewed(file: RowFile, found: Comparison, response_was: str) -> Renewed:
    """The row with its derived fields as the span gives them now, comments kept.

    Raises `RowgateError` where the file cannot be edited.
    """
    edits, deletes = _edits(found)
    if "response" in found.fresh and "response_was" not in file.data:
        edits.append((("response_was",), response_was))
    edits += [(("source", field), said) for field, said in found.account.items()]
    edits.append((("source", "tool"), f"rowgate {__version__}"))
    try:
        text = canonical(yamltext.edit(file.text, edits, deletes))
    except yamltext.YamlFault as fault:
        raise RowgateError(f"line {fault.line}: {fault.message}") from None
    after = read_row(file.row.id if file.row else "", text).row
    return Renewed(text, _is_stale(file.row, after))


def _edits(found: Comparison) -> tuple[list[tuple[DataPath, Json]], list[DataPath]]:
    """Whole variables and whole fields of the source: the diff shows what is new in them."""
    touched = dict.fromkeys(
        each.at[: 1 if each.at[0] == "response" else 2] for each in found.changed
    )
    wanted = {at: found_at(found.fresh, at) for at in touched}
    edits = [(at, value) for at, value in wanted.items() if value is not ABSENT]
    return edits, [at for at, value in wanted.items() if value is ABSENT]


def _is_stale(before: Row | None, after: Row | None) -> bool:
    if before is None or after is None or before.review.status != "approved":
        return False
    return digest_of(before) != digest_of(after)
