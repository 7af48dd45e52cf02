"""What containers of JSON share: a file is one document, JSONL, or several documents in a row.

A subclass says what its entries look like (`accepts`) and what records are in one
(`records`); framing, bad lines, BOMs, invalid Unicode and arrays of entries are done here
and in framing.py.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from contextlib import suppress
from typing import BinaryIO

from rowgate.errors import UsageError
from rowgate.model import Json, Record
from rowgate.spans import documents, framing, jsontext
from rowgate.spans.containers.items import NONSENSE, Unread
from rowgate.spans.jsontext import keys_of
from rowgate.spans.unfold import Level, Unfolded
from rowgate.spans.views import View


class JsonContainer:
    """A way to read trace files made of JSON. Subclasses set `name`, and define both methods."""

    name = ""
    trace_key: re.Pattern[bytes] | None = None
    """Finds trace ids in an entry's bytes (group 1), for reading in bounded memory; None: the
    records are spooled first, so that traces split over entries still come together."""

    lists: tuple[str, ...] = ()
    """Keys of a document under which its entries stand, each of them an entry on its own too."""

    levels: tuple[Level, ...] = ()
    """The lists in each other that a large document is made of, those of `lists` first."""

    noisy = False
    """Whether other output may stand between its entries."""

    def accepts(self, entry: Json) -> bool:
        """Whether this value (perhaps cut short: the head of a file) is an entry of this form."""
        raise NotImplementedError

    def is_known(self, entry: Json) -> bool:
        """Whether an entry of which no record was made may be there: else it is reported."""
        return not entry or self.accepts(entry)

    def records(self, entry: Json) -> Iterable[Record]:
        """The records of one entry. What it raises on nonsense (TypeError …) is reported."""
        raise NotImplementedError

    def detect(self, head: bytes) -> bool:
        """Whether the first JSON value of the file, or the first in its array, is accepted."""
        value = jsontext.peek(head)
        while isinstance(value, list) and value:
            value = value[0]
        return isinstance(value, dict) and self.accepts(value)

    def parse(self, entry: bytes) -> Iterator[Record]:
        """The records of one entry; raises ValueError where it is no JSON or makes no sense."""
        data = entry.strip(documents.SEPARATORS)
        try:
            value, replaced = jsontext.loads(data)
        except ValueError as error:
            yield from self._in_a_row(data, error)
        else:
            yield from self._marked(value, replaced)

    def _marked(self, value: Json, replaced: bool) -> Iterator[Record]:
        return map(_mark_replaced, self._each(value)) if replaced else self._each(value)

    def _in_a_row(self, data: bytes, error: ValueError) -> Iterator[Record]:
        """The records of what is no JSON as a whole: several values without a break, a part of a
        document's list, or a list that is cut off. Its whole values are read."""
        values = documents.Values(data, 0, len(data), self.lists)
        found = list(values)
        if found in ([], [(0, len(data))]):
            yield from self._salvaged(data, error)  # which raises it
        unread = Unread("values")
        for unread.total, (start, stop) in enumerate(found, start=1):
            try:
                yield from self._value(data[start:stop])
            except (UsageError, ValueError) as reason:
                if len(found) == 1:
                    raise
                unread.note(None, str(reason))
        if unread.all_bad():
            raise error
        unread.check()
        if values.unclosed:
            raise ValueError(documents.UNCLOSED)

    def _value(self, data: bytes) -> Iterator[Record]:
        try:
            value, replaced = jsontext.loads(data)
        except ValueError as error:
            yield from self._salvaged(data, error)
        else:
            yield from self._marked(value, replaced)

    def _salvaged(self, data: bytes, error: ValueError) -> Iterator[Record]:
        """The records of what is whole in an entry that is not; raises ValueError at the end."""
        some = False
        for line in Unfolded(View(data), self.levels, singly=True).lines() if self.levels else ():
            with suppress(UsageError, ValueError):
                for record in self._marked(*jsontext.loads(line)):
                    if record.trace_id:
                        some = True
                        yield record
        raise ValueError(f"{error}; what is whole in it is read") if some else error

    def read(self, stream: BinaryIO) -> Iterator[Record]:
        """The records of a whole file."""
        for entry in framing.entries(stream):
            try:
                yield from self.parse(entry.data)
            except ValueError as error:
                raise UsageError(f"line {entry.line}: {error}") from None

    def _each(self, value: Json) -> Iterator[Record]:
        if isinstance(value, list):
            yield from self._every(value)
        elif isinstance(value, dict):
            none = True
            try:
                for record in self.records(value):
                    none = False
                    yield record
            except NONSENSE as error:
                # only the type: the message of an error may quote the data
                raise ValueError(f"not an entry of {self.name} ({type(error).__name__})") from error
            if none and not self.is_known(value):
                raise ValueError(f"not an entry of {self.name}: {keys_of(value)}")
        else:
            raise ValueError(f"a JSON {type(value).__name__} where {self.name} has objects")

    def _every(self, values: list[Json]) -> Iterator[Record]:
        """A list's entries: a bad one harms no other."""
        unread = Unread("entries")
        for unread.total, item in enumerate(values, start=1):
            try:
                yield from self._each(item)
            except (UsageError, ValueError) as error:
                unread.note(item, str(error))
        unread.check()


def _mark_replaced(record: Record) -> Record:
    """The record, marked where a character of it was replaced."""
    facts = (record.name, record.attributes, record.events, record.body, record.status_message)
    if "�" in jsontext.dumps(facts):
        record.marks.append(jsontext.REPLACED)
    return record
