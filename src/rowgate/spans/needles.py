"""What is looked for in the bytes of a trace file, and in the records that its hits lead to.

A needle may hit too much (parsing settles that) and never too little. An id has few ways of
being written (ids.py). Of a text the longest piece is taken that stands in a file as it is,
whatever wrote it: letters, digits and signs that no JSON writer escapes, at any depth of JSON
within JSON.
"""

from __future__ import annotations

import re
from base64 import b64encode
from collections.abc import Callable, Iterable, Iterator
from typing import Any, NamedTuple, TypeAlias

from rowgate.model import Record
from rowgate.spans import jsontext
from rowgate.spans.views import Buffer

SHORTEST = 3
"""Characters of a piece of text that is worth looking for: fewer are everywhere."""

_PIECE = re.compile(r"[A-Za-z0-9 \-_.;!?()*#$@%~^|]+")
_REFERENCE = b'gen_ai.input.messages_ref"'
"""The end of an attribute whose content is in another file, which may hold any text."""

_URL_SAFE = bytes.maketrans(b"+/", b"-_")
_HEX = re.compile(r"(?:[0-9a-f]{2}){3,}[0-9a-f]?\Z")


Find: TypeAlias = Callable[[Buffer, int, int], Iterator[int]]


class Needle(NamedTuple):
    """What is looked for."""

    find: Find
    """Offsets of hits, between two offsets."""
    is_in: Callable[[Record], bool]
    """Whether a record holds it."""
    find_plain: Find | None = None
    """The same for files whose ids are lower-case hex: there is one form to look for."""
    names: Callable[[str], bool] = bool
    """Whether whatever names this trace holds the needle."""


def beginning_of_id(typed: tuple[str, ...]) -> Needle | None:
    """The beginning of a trace's or span's id, as `ids.typed_id` gives it; None where it is too
    short to be told from other text in base64."""
    text = typed[-1]
    forms = forms_of_id(text)
    if not forms:
        return None

    def is_in(record: Record) -> bool:
        ids = (record.trace_id.lower(), record.span_id.lower())
        return any(one.startswith(typed) for one in ids)

    return Needle(
        any_of(forms), is_in, any_of([text.encode()]), lambda trace: trace.startswith(typed)
    )


def near_id(wanted: str) -> Needle:
    """Ids that begin or end like this one: what a typing error may have left of it."""
    first, last = re.escape(wanted[:3]), re.escape(wanted[-4:])
    pattern = _compiled(f'"(?:{first}[0-9a-f]{{13,29}}|[0-9a-f]{{12,28}}{last})"')

    def find(data: Buffer, start: int, stop: int) -> Iterator[int]:
        return (match.start() for match in pattern.finditer(data, start, stop))

    def is_in(record: Record) -> bool:
        ids = (record.trace_id, record.span_id)
        return any(one.startswith(wanted[:3]) or one.endswith(wanted[-4:]) for one in ids)

    return Needle(find, is_in, names=lambda _: False)


def whole_id(trace_id: str) -> Needle | None:
    """A trace's id as records have it."""
    forms = forms_of_id(trace_id)
    if not forms:
        return None
    plain = any_of([trace_id.encode()])
    return Needle(any_of(forms), lambda record: record.trace_id == trace_id, plain)


def forms_of_id(text: str) -> list[bytes]:
    """How an id, or the beginning of one, may stand in a file; empty where nobody can tell."""
    if not _HEX.match(text):
        return []
    whole = bytes.fromhex(text[: len(text) // 2 * 2])
    forms = {text.encode(), text.upper().encode()}
    for coded in {b64encode(whole), b64encode(whole[: len(whole) // 3 * 3])}:
        if len(text) in (16, 32) or not coded.endswith(b"="):
            forms |= {coded, coded.replace(b"/", rb"\/"), coded.translate(_URL_SAFE)}
    return sorted(forms)


def any_of(forms: Iterable[bytes]) -> Find:
    """Finds every one of these bytes."""

    def find(data: Buffer, start: int, stop: int) -> Iterator[int]:
        for form in forms:
            at = data.find(form, start, stop)
            while at >= 0:
                yield at
                at = data.find(form, at + 1, stop)

    return find


def text(wanted: str) -> Needle | None:
    """A text in whatever case; None where no piece of it surely stands in a file as it is."""
    pieces = (piece.group().lstrip("kK").rstrip("iI") for piece in _PIECE.finditer(wanted))
    piece = max(pieces, key=len, default="")
    if len(piece.strip()) < SHORTEST:
        return None
    pattern = _folded(piece)

    elsewhere = any_of([_REFERENCE])

    def find(data: Buffer, start: int, stop: int) -> Iterator[int]:
        yield from (match.start() for match in pattern.finditer(data, start, stop))
        yield from elsewhere(data, start, stop)

    def is_in(record: Record) -> bool:
        facts = (record.name, record.attributes, record.resource, record.events, record.body)
        held = jsontext.dumps(facts).encode()
        return _REFERENCE in held or pattern.search(held) is not None

    return Needle(find, is_in, names=lambda _: False)


def _folded(piece: str) -> Any:
    """A pattern over bytes. Of the characters whose small letter is one of ASCII, the Kelvin
    sign is let in here; a dotted capital I leaves a dot behind its i, so it ends a piece."""
    letters = {"k": "(?:k|\xe2\x84\xaa|\\\\*u212a)"}
    source = "".join(letters.get(char, re.escape(char)) for char in piece.lower())
    return _compiled(source)


def _compiled(source: str) -> Any:
    import re2

    options = re2.Options()
    options.encoding = re2.Options.Encoding.LATIN1
    options.case_sensitive = False
    engine: Any = re2  # has no types
    return engine.compile(source.encode("latin-1"), options)
