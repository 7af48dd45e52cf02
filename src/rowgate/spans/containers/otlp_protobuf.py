"""Binary OTLP: ExportTraceServiceRequest, TracesData, and the same for logs (`.pb`).

Source: opentelemetry-proto 1.x. The four messages have one wire form: field 1 are resources, their
field 2 scopes, whose field 2 are spans or log records. Each of these is parsed on its own, so that
one resource may be larger than memory, and what is damaged harms nothing else. Files of the
collector's file exporter (`format: proto`: a 4-byte big-endian length before each message) are read
too.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, BinaryIO

from rowgate.errors import UsageError
from rowgate.hookspecs import Container, hookimpl
from rowgate.model import Json, Record
from rowgate.spans.containers.items import NONSENSE, Unread
from rowgate.spans.containers.otlp_messages import attributes, log_record, span_record
from rowgate.spans.containers.wire import CutOff, Damaged, Field, Wire

_FIELD_1 = 0x0A
_ITEMS = (2, 1000)
"""Scopes in resources, spans in scopes; 1000 were instrumentation libraries, before 0.15."""
_ID_BYTES = 16


class OtlpProtobuf:
    """Traces and logs in binary OTLP."""

    name = "otlp-protobuf"

    def detect(self, head: bytes) -> bool:
        """Whether it begins with a ResourceSpans or ResourceLogs: field 1, in it field 1 or 2."""
        return any(_plausible(head[skip : skip + 64]) for skip in (0, 4))

    def read(self, stream: BinaryIO) -> Iterator[Record]:
        """The records of the file, one at a time. Raises UsageError after the last one where some
        could not be read, or the file is cut off."""
        yield from _Reader(Wire(stream)).records()


def _plausible(head: bytes, *, partial: bool = False) -> bool:
    if not head or head[0] != _FIELD_1:
        return False
    length, at = _varint(head, 1)
    if length is None or not length:
        return False
    return partial or (at < len(head) and head[at] in (_FIELD_1, 0x12))


def _varint(data: bytes, at: int) -> tuple[int | None, int]:
    value = shift = 0
    while at < len(data) and shift < 35:
        byte = data[at]
        value |= (byte & 0x7F) << shift
        at += 1
        if not byte & 0x80:
            return value, at
        shift += 7
    return None, at


class _Reader:
    """Goes through the messages of a file, and remembers what it could not read."""

    def __init__(self, wire: Wire) -> None:
        self._wire = wire
        self._unread = Unread("spans")

    def records(self) -> Iterator[Record]:
        """The records. Raises UsageError after the last."""
        said = ""
        try:
            for start, stop in self._messages():
                yield from self._each(start, stop, (1,), self._of_resource)
        except CutOff as cut:
            said = (
                f"the binary OTLP is cut off: what begins at byte {cut.at} does not end;"
                " what came before is read"
            )
        try:
            self._unread.check()
        except UsageError as error:
            said = f"{error}; {said}" if said else str(error)
        if said:
            raise UsageError(said)

    def _messages(self) -> Iterator[tuple[int, int]]:
        """Where the file's messages begin and end, which may be behind its own end."""
        wire = self._wire
        if _plausible(wire.between(0, 64), partial=True):
            yield 0, wire.size
            return
        at = 0
        while at < wire.size:
            start = at + 4
            length = wire.between(at, start)
            if len(length) < 4:
                raise CutOff(at)
            at = start + int.from_bytes(length, "big")
            yield start, at

    def _each(
        self, start: int, stop: int, numbers: tuple[int, ...],
        read: Callable[[Field], Iterator[Record]],
    ) -> Iterator[Record]:  # fmt: skip
        """The records in these fields of a message; one that makes no sense from somewhere on is
        counted."""
        try:
            for field in self._wire.fields(start, stop):
                if field.number in numbers:
                    yield from read(field)
        except Damaged:
            self._unread.around += 1

    def _of_resource(self, field: Field) -> Iterator[Record]:
        from opentelemetry.proto.resource.v1.resource_pb2 import Resource

        about = self._about(field, Resource)
        resource = attributes(about.attributes) if about else {}

        def of_scope(scope: Field) -> Iterator[Record]:
            return self._of_scope(scope, resource)

        return self._each(field.start, field.stop, _ITEMS, of_scope)

    def _of_scope(self, field: Field, resource: dict[str, Json]) -> Iterator[Record]:
        from opentelemetry.proto.common.v1.common_pb2 import InstrumentationScope

        about = self._about(field, InstrumentationScope)
        name = about.name if about else ""

        def of_item(item: Field) -> Iterator[Record]:
            return self._of_item(item, resource, name)

        return self._each(field.start, field.stop, _ITEMS[:1], of_item)

    def _about(self, field: Field, kind: Any) -> Any:
        """What a message says first of all that follows in it; None where it does not."""
        from google.protobuf.message import DecodeError

        try:
            for inner in self._wire.fields(field.start, field.stop):
                if inner.number == 1:
                    return kind.FromString(self._wire.read(inner))
        except DecodeError:
            self._unread.around += 1
        except (CutOff, Damaged):  # told where what follows is read
            pass
        return None

    def _of_item(self, item: Field, resource: dict[str, Json], scope: str) -> Iterator[Record]:
        from google.protobuf.message import DecodeError

        data = self._wire.read(item)
        self._unread.total += 1
        try:
            yield _record(data, resource, scope)
        except (DecodeError, *NONSENSE):
            self._unread.note(None, f"at byte {item.at}")


def _record(data: bytes, resource: dict[str, Json], scope: str) -> Record:
    """A span, or a log record: its fields are of other types. Raises ValueError where it is
    neither, DecodeError where it is no message at all."""
    from google.protobuf.message import DecodeError
    from opentelemetry.proto.logs.v1.logs_pb2 import LogRecord
    from opentelemetry.proto.trace.v1.trace_pb2 import Span

    try:
        span = Span.FromString(data)
    except DecodeError:  # a log record's body stands where a span has its name
        return log_record(LogRecord.FromString(data), resource, scope)
    if span.start_time_unix_nano or len(span.trace_id) == _ID_BYTES:
        return span_record(span, resource, scope)
    log = LogRecord.FromString(data)
    if not (log.time_unix_nano or log.observed_time_unix_nano or log.trace_id):
        raise ValueError("neither a span nor a log record")
    return log_record(log, resource, scope)


@hookimpl
def rowgate_containers(register: Callable[[Container], None]) -> None:
    """Binary OTLP is built in."""
    register(OtlpProtobuf())
