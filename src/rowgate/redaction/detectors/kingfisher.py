"""Known provider formats, by the rules of kingfisher's Rust scanner (488 of them).

Only its offline scanner is used, never its `Validator` or `Revoker`, which contact
providers. Compiled rules are kept in a folder of the user's cache that is ours alone.
"""

from __future__ import annotations

import os
import re
import sys
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rowgate.hookspecs import hookimpl
from rowgate.model import Finding
from rowgate.redaction.marks import Marks
from rowgate.redaction.patterns import RUN, Offsets
from rowgate.redaction.words import is_made_up, is_stand_in

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from rowgate.hookspecs import Redactor

# Their rules rest on a provider's name near a value of a common shape.
_UNSURE = re.compile(r"client-id|app-id|application-id|tenant-id|key-id|access-id|generic|curl-")
# Bytes. Longer than any value but a private key, which has a detector of its own.
_OVERLAP = 2048
_PIECE = 4 * _OVERLAP
_NEAR = 512
# What a visible rule asks for at least: a run, or one of these. Another version of the scanner
# may hold other rules, and is asked about every text.
_MARKED = "1.5.0"
_MARKS = Marks(
    words=r"ZXlK|PRIVATE|FlyV1|xox|xapp-|(?i:curl|data:|airtable|password|secret_key|"
    r"client_secret)",
    runs=rf"{RUN}|://\S*@|[^\x01-\x7f]",
)


class KingfisherRedactor:
    """Types are the rules' own names (`github-pat`, `datadog-api-key`), without their source."""

    name = "kingfisher"
    start_up_seconds = 120.0
    """Its rules compile once and are then read from the cache: seconds, more where it is busy."""

    def __init__(self) -> None:
        self.marks = _MARKS if version("kingfisher-secret-scanner") == _MARKED else None

    def find(self, text: str) -> Iterator[Finding]:
        return self._found(text, confident=False)

    def confident(self, text: str) -> Iterator[Finding]:
        return self._found(text, confident=True)

    def _found(self, text: str, *, confident: bool) -> Iterator[Finding]:
        data = text.encode("utf-8", "replace")
        to_chars = None if len(data) == len(text) else Offsets(data)
        for start, end, rule in _scanned(data):
            if confident and _UNSURE.search(rule):
                continue
            if to_chars is not None:
                [(start, end)] = to_chars.spans([(start, end)])
            value = text[start:end]
            if not is_stand_in(value) and not (confident and is_made_up(value)):
                yield Finding(start, end, _type(rule))


def _scanned(data: bytes) -> list[tuple[int, int, str]]:
    """Where in UTF-8 which rule finds something, in order.

    In pieces that overlap: some rules take time by the square of what they read, and nothing
    interrupts them.
    """
    found = set()
    for first, last in _pieces(data):
        for each in _scanner().scan(data[first:last]):
            if each.visible:
                rule = each.rule_id.rpartition("/")[2].removeprefix("betterleaks.")
                where = each.location
                found.add((first + where["start_offset"], first + where["end_offset"], rule))
    return sorted(found)


def _pieces(data: bytes) -> Iterator[tuple[int, int]]:
    """Where to cut: between words where there are any."""
    first = 0
    while first + _PIECE < len(data):
        last = _space(data, first + _PIECE)
        yield first, last
        first = _space(data, last - _OVERLAP)
    yield first, len(data)


def _space(data: bytes, at: int) -> int:
    """The end of the last space before a place, if that is near."""
    near = max(data.rfind(space, at - _NEAR, at) for space in (b" ", b"\n"))
    return at if near < 0 else near + 1


@cache
def _scanner() -> Any:
    """One for the process: loading the compiled rules alone takes a third of a second."""
    from kingfisher_sdk import Rules, Scanner

    return Scanner(Rules(cache_dir=cache_folder()), base64=False)


def cache_folder() -> Path:
    """Where compiled rules are kept: `rowgate/kingfisher` in the user's cache folder."""
    if sys.platform == "darwin":
        base = Path.home() / "Library" / "Caches"
    else:
        base = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    return base / "rowgate" / "kingfisher"


def _type(rule: str) -> str:
    words = re.findall(r"[a-z0-9]+", rule.lower())
    if len(words) > 1 and words[-1].isdigit():
        words.pop()
    type_ = "-".join(words)
    return type_ if type_[:1].isalpha() else f"key-{type_}"


@hookimpl
def rowgate_redactors(register: Callable[[Redactor], None]) -> None:
    register(KingfisherRedactor())
