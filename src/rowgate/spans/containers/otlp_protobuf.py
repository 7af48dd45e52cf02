"""Binary OTLP: ExportTraceServiceRequest, TracesData, and the same for logs (`.pb`).

Source: opentelemetry-proto 1.x. The four messages have one wire form (field 1, repeated), so
a file is cut at its ResourceSpans and each is parsed on its own. Files of the collector's
file exporter (`format: proto`: a 4-byte big-endian length before each message) are read too.
"""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Callable, Iterator
from typing import Any, BinaryIO

from rowgate.errors import UsageError
from rowgate.hookspecs import Container, hookimpl
from rowgate.model import Json, Record
from rowgate.spans.containers.otlp_enums import kind_of, status_of
from rowgate.spans.containers.otlp_json import FAMILY, settle

_FIELD_1 = 0x0A
_NULL_ID = (b"\0" * 8, b"")


class OtlpProtobuf:
    """Traces and logs in binary OTLP."""

    name = "otlp-protobuf"

    def detect(self, head: bytes) -> bool:
        """Whether it begins with a ResourceSpans or ResourceLogs: field 1, in it field 1 or 2."""
        return any(_plausible(head[skip : skip + 64]) for skip in (0, 4))

    def read(self, stream: BinaryIO) -> Iterator[Record]:
        """The records of the file, one resource at a time."""
        head = stream.read(5)
        framed = not _plausible(head + stream.read(59), partial=True)
        stream.seek(0)
        for message in _framed(stream) if framed else _unframed(stream):
            yield from _records(message)


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


def _framed(stream: BinaryIO) -> Iterator[bytes]:
    while len(size := stream.read(4)) == 4:
        yield _exactly(stream, int.from_bytes(size, "big"))


def _unframed(stream: BinaryIO) -> Iterator[bytes]:
    """Each field 1 of the file as a message of its own."""
    while tag := stream.read(1):
        if tag[0] != _FIELD_1:
            raise UsageError("the binary OTLP is damaged: an unknown field between resources")
        prefix = tag
        while True:
            byte = _exactly(stream, 1)
            prefix += byte
            if not byte[0] & 0x80 or len(prefix) > 6:
                break
        length, _ = _varint(prefix, 1)
        yield prefix + _exactly(stream, length or 0)


def _exactly(stream: BinaryIO, size: int) -> bytes:
    data = stream.read(size)
    if len(data) != size:
        raise UsageError("the binary OTLP is cut off: it ends in the middle of a message")
    return data


def _records(data: bytes) -> Iterator[Record]:
    from google.protobuf.message import DecodeError

    try:
        spans = _spans(data)
    except DecodeError:  # log records, read as spans, have other types in the same fields
        spans = None
    if spans is not None:
        yield from spans
        return
    try:
        yield from _logs(data)
    except DecodeError as error:
        raise UsageError("the binary OTLP cannot be decoded") from error


def _spans(data: bytes) -> list[Record] | None:
    """The spans of a message; None where what it holds are no spans."""
    from opentelemetry.proto.trace.v1.trace_pb2 import TracesData

    records: list[Record] = []
    for block in TracesData.FromString(data).resource_spans:
        resource = attributes(block.resource.attributes)
        for scope in block.scope_spans:
            for span in scope.spans:
                if not span.trace_id:
                    return None
                records.append(_span(span, resource, scope.scope.name))
    return records


def _logs(data: bytes) -> Iterator[Record]:
    from opentelemetry.proto.logs.v1.logs_pb2 import LogsData

    for block in LogsData.FromString(data).resource_logs:
        resource = attributes(block.resource.attributes)
        for scope in block.scope_logs:
            for record in scope.log_records:
                yield _log(record, resource, scope.scope.name)


def _span(span: Any, resource: dict[str, Json], scope: str) -> Record:
    record = Record(
        container=FAMILY,
        trace_id=span.trace_id.hex(),
        span_id=span.span_id.hex(),
        parent_id=None if span.parent_span_id in _NULL_ID else span.parent_span_id.hex(),
        name=span.name,
        attributes=attributes(span.attributes),
        resource=resource,
        scope=scope,
        kind=kind_of(span.kind),
        started_ns=span.start_time_unix_nano or None,
        ended_ns=span.end_time_unix_nano or None,
        status=status_of(span.status.code),
        status_message=span.status.message or None,
        events=[
            {
                "name": event.name,
                "time_ns": event.time_unix_nano or None,
                "attributes": attributes(event.attributes),
                "body": None,
            }
            for event in span.events
        ],
    )
    settle(record, span.dropped_attributes_count)
    return record


def _log(record: Any, resource: dict[str, Json], scope: str) -> Record:
    found = attributes(record.attributes)
    return Record(
        container=FAMILY,
        trace_id=record.trace_id.hex(),
        span_id=record.span_id.hex(),
        parent_id=None,
        name=record.event_name or str(found.get("event.name") or ""),
        attributes=found,
        resource=resource,
        scope=scope,
        kind="log",
        started_ns=record.time_unix_nano or record.observed_time_unix_nano or None,
        body=_any_value(record.body),
    )


def attributes(items: Any) -> dict[str, Json]:
    """KeyValue messages as a dictionary."""
    return {item.key: _any_value(item.value) for item in items}


def _any_value(value: Any) -> Json:
    kind = value.WhichOneof("value")
    if kind is None:
        return None
    inner = getattr(value, kind)
    if kind == "array_value":
        return [_any_value(item) for item in inner.values]
    if kind == "kvlist_value":
        return {item.key: _any_value(item.value) for item in inner.values}
    if kind == "bytes_value":
        return b64encode(inner).decode()
    if kind == "double_value" and (inner != inner or inner in (float("inf"), float("-inf"))):
        return None
    return inner


@hookimpl
def rowgate_containers(register: Callable[[Container], None]) -> None:
    """Binary OTLP is built in."""
    register(OtlpProtobuf())
