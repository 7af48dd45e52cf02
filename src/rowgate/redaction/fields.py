"""A value is read together with the name of its field: `password` says what `hunter2` is."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from rowgate.model import Finding, Scan
    from rowgate.redaction.walk import Leaf

LONGEST = 2000
"""A longer text, or one of several lines, speaks for itself."""

# Names of a row's own fields say nothing of their values, and hold nothing themselves.
OWN_NAMES = frozenset(
    "format why note labels variables response response_was expected evaluators repeat advisory"  # noqa: SIM905
    " known_failing links metadata kept review source role content type text tool_calls refusal"
    " path url media_type status by date digest proof kind project trace_id span_id name provider"
    " model parameters prompt system tools_offered started_at duration_ms finish_reason usage"
    " redactions added_by added_on tool also_seen input output arguments id function value".split()
)


def findings_of(scan: Scan, leaf: Leaf) -> list[Finding]:
    """What a scan finds in a leaf, in the leaf's own offsets.

    A short value is scanned as `name = "value"`, so that a pattern which needs the name
    sees it; what is found in the name itself is left to the name's own leaf.
    """
    if leaf.is_key and leaf.text in OWN_NAMES:
        return []
    quote = _quote(leaf.text)
    if leaf.is_key or not leaf.key or leaf.key in OWN_NAMES or quote is None:
        return list(scan(leaf.text))
    before = f"{leaf.key} = {quote}"
    if leaf.is_number:
        before, quote = f"{leaf.key} = ", ""
    return _clipped(scan(before + leaf.text + quote), len(before), len(leaf.text))


def _quote(text: str) -> str | None:
    if len(text) > LONGEST or "\n" in text:
        return None
    return next((quote for quote in "\"'`" if quote not in text), None)


def _clipped(found: Iterable[Finding], offset: int, length: int) -> list[Finding]:
    clipped: list[Finding] = []
    for each in found:
        start, end = max(each.start - offset, 0), min(each.end - offset, length)
        if start < end:
            clipped.append(each._replace(start=start, end=end))
    return clipped
