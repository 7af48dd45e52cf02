"""Lines of a run, redacted: what leaves memory went through every redactor."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING, Any, NamedTuple

from rowgate.gate.record import Line
from rowgate.redaction.fragments import values_in, without_fragments
from rowgate.redaction.limits import RedactionFailed
from rowgate.redaction.placeholders import PLACEHOLDER
from rowgate.redaction.redact import redact
from rowgate.redaction.walk import leaves

if TYPE_CHECKING:
    from rowgate.flows.cases import Cell
    from rowgate.flows.executing import Judged
    from rowgate.model import Json, Scan

_SPOKEN = ("text", "refusal", "tool_calls", "finish_reason", "usage")


class Raw(NamedTuple):
    """A line as the candidate and the evaluators made it: it never leaves memory."""

    line: Line
    reserved: str = ""
    """The placeholders of the row: a new one in its output must not take their numbers."""


def raw(judged: Judged) -> Raw:
    """The line of what was judged, with the digests of its row."""
    cell, output, reason, attempts, verdicts = judged
    line = Line(*cell.key, cell.of.case, cell.of.criteria, judged.outcome, output, verdicts, reason)
    return Raw(line._replace(attempts=attempts), _reserved(cell))


class _Versions:
    """A version as it is, unless it holds something: then a number of our own, so that two
    stay two."""

    def __init__(self, scan: Scan) -> None:
        self._scan = scan
        self._shown: dict[str, str] = {}

    def __call__(self, version: str | None) -> str | None:
        if version is None:
            return None
        if version not in self._shown:
            hidden = f"version {len(self._shown) + 1}"
            self._shown[version] = hidden if list(self._scan(version)) else version
        return self._shown[version]


class Whole:
    """Lines for a run file: the redacted output and reasons, with the digests of their row."""

    def __init__(self, scan: Scan) -> None:
        self._scan = scan
        self._version = _Versions(scan)

    def warm(self) -> None:
        """Has the redactors load what they need, so that the first line need not wait for it."""
        with suppress(RedactionFailed):  # it fails on the line as well, where that is told
            list(self._scan("warm"))

    def __call__(self, given: Raw) -> Line:
        line, reserved = given
        if line.output is not None:
            version, output = self._version(line.output.version), line.output
            line = line._replace(version=version, output=output._replace(version=None))
        try:
            return _redacted(line, self._scan, reserved)
        except RedactionFailed as error:
            # What could not be cleaned is not written, and what is not written decides nothing.
            said = [one._replace(reason="withheld: a redactor failed") for one in line.verdicts]
            return line._replace(
                outcome="unknown",
                output=None,
                verdicts=said,
                reason=f"output withheld: redactor {error.detector} {error.what}",
            )


class Brief:
    """Lines for a report alone: of what passed nothing is kept, of the rest the reasons."""

    def __init__(self, scan: Scan) -> None:
        self._scan = scan
        self._version = _Versions(scan)

    def __call__(self, judged: Judged) -> Line:
        cell, output, reason, attempts, verdicts = judged
        version = self._version(output.version) if output else None
        outcome = judged.outcome
        if outcome == "pass":
            return Line(*cell.key, "", "", outcome, None, (), "", version, attempts)
        line = Line(*cell.key, "", "", outcome, output, verdicts, reason, version, attempts)
        return _redacted(line, self._scan, _reserved(cell))._replace(output=None)


def _redacted(line: Line, scan: Scan, reserved: str) -> Line:
    output = line.output
    said = {} if output is None else {name: getattr(output, name) for name in _SPOKEN}
    document: dict[str, Json] = {
        "output": {key: value for key, value in said.items() if value},
        "reasons": [one.reason for one in line.verdicts],
        "reason": line.reason,
        "reserved": reserved,
    }
    result = redact(document, scan, verbatim=lambda path, _: path[0] == "reserved")
    spoken: dict[str, Any] = result.data["output"]
    reasons: list[str] = result.data["reasons"]
    if result.counts:
        # A reason may quote the output and cut a value in two, which no detector knows then.
        values = values_in(document["output"], scan)
        reasons = [without_fragments(reason, values) for reason in reasons]
    return line._replace(
        output=None if output is None else output._replace(**spoken),
        verdicts=[
            one._replace(reason=text) for one, text in zip(line.verdicts, reasons, strict=True)
        ],
        reason=result.data["reason"],
        redactions=result.counts,
    )


def _reserved(cell: Cell) -> str:
    texts = (leaf.text for leaf in leaves(dict(cell.of.row.variables)))
    return " ".join(
        {found[0] for text in texts if "[" in text for found in PLACEHOLDER.finditer(text)}
    )
