"""A value is read together with the name of its field: `password` says what `hunter2` is."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Container, Iterable

    from rowgate.model import Finding, Scan
    from rowgate.redaction.walk import Leaf, Named

LONGEST = 2000
"""A longer text, or one of several lines, speaks for itself."""

# Names of a row's own fields, and of its comments, say nothing of their values, and hold nothing
# themselves.
OWN_NAMES = frozenset(
    "# format why note labels variables response response_was expected evaluators repeat advisory"  # noqa: SIM905
    " known_failing links metadata kept review source role content type text tool_calls refusal"
    " path url media_type status by date digest proof kind project trace_id span_id name provider"
    " model parameters prompt system tools_offered started_at duration_ms finish_reason usage"
    " redactions redacted_by added_by added_on tool also_seen input output arguments id function"
    " value".split()
)

_ROOM = 4 << 20
_OVERHEAD = 100


class Quiet:
    """Strings and keys in which a scan found nothing, by the key above them: the rows of a
    dataset share most of theirs."""

    def __init__(self) -> None:
        self.known: set[Named] = set()
        self._room = _ROOM

    def add(self, name: str, text: str) -> None:
        self._room -= len(text) + _OVERHEAD
        if self._room < 0:
            self.known.clear()
            self._room = _ROOM
        if len(text) < _ROOM // 64:
            self.known.add((name, text))


def known_quiet(scan: Scan) -> Container[Named]:
    """What a scan need not be asked about again."""
    quiet: Quiet | None = getattr(scan, "quiet", None)
    return quiet.known if quiet else ()


def findings_of(scan: Scan, leaf: Leaf) -> list[Finding]:
    """What a scan finds in a leaf, in the leaf's own offsets.

    A short value is scanned as `name = "value"`, so that a pattern which needs the name
    sees it; what is found in the name itself is left to the name's own leaf.
    """
    found = _found(scan, leaf)
    quiet: Quiet | None = getattr(scan, "quiet", None)
    if quiet and not found and not leaf.is_number:
        quiet.add(leaf.key, leaf.text)
    return found


def look_ahead(scan: Scan, leaves: Iterable[Leaf]) -> None:
    """Has a scan that can look at many texts at once do so. Raises RedactionFailed."""
    ahead: Callable[[Iterable[str]], None] | None = getattr(scan, "ahead", None)
    if ahead is not None:
        asked = map(_asked, leaves)
        ahead(before + text + after for before, text, after in asked if text)


def _found(scan: Scan, leaf: Leaf) -> list[Finding]:
    before, text, after = _asked(leaf)
    if not text:
        return []
    if not before:
        return list(scan(text))
    return _clipped(scan(before + text + after), len(before), len(text))


def _asked(leaf: Leaf) -> tuple[str, str, str]:
    """What is scanned of a leaf, with what stands before and behind it."""
    if leaf.is_key:
        return "", "" if leaf.text in OWN_NAMES else leaf.text, ""
    if leaf.key and leaf.key not in OWN_NAMES:
        if leaf.is_number:
            return f"{leaf.key} = ", leaf.text, ""
        quote = _quote(leaf.text)
        if quote is not None:
            return f"{leaf.key} = {quote}", leaf.text, quote
    return "", leaf.text, ""


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
