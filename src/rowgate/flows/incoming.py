"""Files of other tools → cases, by the format that knows them."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from rowgate.errors import UsageError
from rowgate.exchange.envelope import WRAPPERS
from rowgate.exchange.framing import document
from rowgate.model.exchange import Document, Item, Lost, Unread
from rowgate.plugins.places import said
from rowgate.rows import store
from rowgate.shapes import meant

if TYPE_CHECKING:
    from rowgate.hookspecs import Exchange
    from rowgate.model import Json
    from rowgate.plugins import Registered, Registry

STDIN = "-"


class Incoming(NamedTuple):
    """A file and what is in it."""

    name: str
    """As users type it."""
    format: str
    content: bytes
    cases: list[tuple[Item, int]]
    """Each with its line where that is known, else its negated number, from 1."""
    unread: list[tuple[str, str]]
    """The place and the reason of each entry that is no case."""
    left_out: list[Lost]
    """Entries that the tool itself does not count any more."""

    @property
    def digest(self) -> str:
        """Of its bytes: what tells one version of the file from another."""
        return f"sha256:{sha256(self.content).hexdigest()}"

    def place(self, at: int) -> str:
        """Where a case stands: `tests.yaml:14`, or `items.json, item 3`."""
        return f"{self.name}:{at}" if at > 0 else f"{self.name}, item {-at}"


def incoming(registry: Registry, files: Sequence[str], wanted: str | None) -> list[Incoming]:
    """The cases of the files. Raises `UsageError` for a file that no format knows."""
    formats = registry.objects("exchange")
    chosen = named(formats, wanted, "takes") if wanted else None
    return [_read(formats, name, chosen) for name in files]


def named(formats: Sequence[Registered], wanted: str, way: str) -> Registered:
    """The format of this name that reads (`takes`) or writes (`forms`). Raises `UsageError`."""
    known = [one.object.name for one in formats if getattr(one.object, way, ())]
    for one in formats:
        if one.object.name == wanted and wanted in known:
            return one
    does = "read" if way == "takes" else "written"
    raise UsageError(
        f"no format {wanted} that can be {does}",
        fix=meant(wanted, known) or f"there are {', '.join(known)}",
    )


def _read(formats: Sequence[Registered], name: str, chosen: Registered | None) -> Incoming:
    content = sys.stdin.buffer.read() if name == STDIN else store.read_file(Path(name))
    shown = "standard input" if name == STDIN else name
    found = document(shown, content)
    one = chosen or _detected(formats, found)
    if found.form not in one.object.takes:
        takes = " or ".join(one.object.takes)
        raise UsageError(f"{shown}: is {found.form}; {one.object.name} is read from {takes}")
    cases: list[tuple[Item, int]] = []
    unread = [(_place(shown, each.line, ()), each.reason) for each in found.unread]
    left: list[Lost] = []
    for number, each in enumerate(_entries(one, found), 1):
        line = found.lines(each.at)
        if isinstance(each, Item):
            cases.append((each, line or -number))
            continue
        place = _place(shown, each.line or line, each.at)
        if each.meant:
            left.append(Lost("case", each.reason, place, "left out"))
        else:
            unread.append((place, each.reason))
    return Incoming(shown, one.object.name, content, cases, unread, left)


def _place(name: str, line: int | None, at: Sequence[str | int]) -> str:
    if line:
        return f"{name}:{line}"
    number = next((part + 1 for part in reversed(at) if isinstance(part, int)), None)
    return name if number is None else f"{name}, item {number}"


def _detected(formats: Sequence[Registered], found: Document) -> Registered:
    samples = list(_samples(found.value))
    for one in formats:
        taken = found.form in getattr(one.object, "takes", ())
        if taken and any(map(one.object.detect, samples)):
            return one
    raise UsageError(
        f"{found.name}: no format knows it", fix="--format NAME says which one it is of"
    )


def _samples(value: Json) -> Iterator[Json]:
    """What a format is told by: of a list the first entry that may be one."""
    if isinstance(value, list):
        yield next((each for each in value if isinstance(each, dict)), {})
        return
    yield value
    for key in WRAPPERS:
        if isinstance(value.get(key), list | dict):
            yield from _samples(value[key])


def _entries(one: Registered, found: Document) -> Iterator[Item | Unread]:
    format_: Exchange = one.object
    try:
        yield from format_.read(found)
    except Exception as error:
        if one.origin == "built-in":
            raise
        raise UsageError(f"{found.name}: {one.origin} failed: {said(error)}") from None
