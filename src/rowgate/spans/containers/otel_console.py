"""What OpenTelemetry's ConsoleSpanExporter prints: pretty JSON after pretty JSON, ids as `0x…`.

Source: `ReadableSpan.to_json` of opentelemetry-sdk 1.45 (Python). The text is a program's output,
so lines of its own stand between the spans; they are passed over.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator

from rowgate.errors import UsageError
from rowgate.hookspecs import Container, hookimpl
from rowgate.model import Json, Record
from rowgate.spans import documents
from rowgate.spans.containers.items import as_dict, as_list, as_text, read_items
from rowgate.spans.containers.json_entries import JsonContainer
from rowgate.spans.containers.otlp_enums import status_of
from rowgate.spans.containers.otlp_json import settle
from rowgate.spans.ids import normal_id, parent_id
from rowgate.spans.times import from_iso

_ID = re.compile(rb'"trace_id"\s*:\s*"0x[0-9a-fA-F]+"')
_KIND = re.compile(rb'"kind"\s*:\s*"SpanKind\.')
_PRINTED = re.compile(r'\{\s*(?:"name"\s*(?::|\Z)|(?:"(?:n(?:a(?:me?)?)?)?)?\Z)')
"""How a span begins, and what is left of that where the file ends within it."""
_FOLLOWING = re.compile(r"[,\s\x1e]*\{")
_BEGINNING = re.compile(r"^\{", re.MULTILINE)


_AROUND = documents.SEPARATORS + b"[]"


class OtelConsole(JsonContainer):
    """The output of OpenTelemetry's ConsoleSpanExporter (Python)."""

    name = "otel-console"
    noisy = True
    trace_key = re.compile(rb'"trace_id"\s*:\s*"([^"]+)"')

    def detect(self, head: bytes) -> bool:
        """Whether a span as it is printed stands in it, whatever else was printed before."""
        return _ID.search(head) is not None and _KIND.search(head) is not None

    def parse(self, entry: bytes) -> Iterator[Record]:
        """The records of one printed span, or of several with other output between them."""
        data = entry.strip(_AROUND)
        try:
            json.loads(data)
        except (ValueError, RecursionError):
            yield from self._among_other_output(data.decode("utf-8", "replace"))
        else:
            yield from super().parse(data)

    def _among_other_output(self, text: str) -> Iterator[Record]:
        cut = 0
        for span in _objects(text):
            if span is None:
                cut += 1
            elif _ID.search(span.encode("utf-8", "replace")):
                yield from super().parse(span.encode("utf-8", "surrogatepass"))
        if cut:
            raise UsageError(f"{cut} of the printed spans cannot be read: cut off or damaged")

    def accepts(self, entry: Json) -> bool:
        """Whether it is a span as it is printed."""
        return "kind" in entry and isinstance(entry.get("context"), dict)

    def records(self, entry: Json) -> Iterator[Record]:
        """The span."""
        yield from read_items([entry], _read, "printed spans")


def _objects(text: str) -> Iterator[str | None]:
    """The objects that begin a line, or follow one without a break; None for a span cut off."""
    decoder = json.JSONDecoder(strict=False)
    end = 0
    for match in _BEGINNING.finditer(text):
        start = match.start() if match.start() >= end else -1
        while start >= 0:
            try:
                _, end = decoder.raw_decode(text, start)
            except ValueError:
                if _PRINTED.match(text, start):
                    yield None
                break
            except RecursionError:
                yield None
                break
            yield text[start:end]
            following = _FOLLOWING.match(text, end)
            start = following.end() - 1 if following else -1


def _read(item: Json) -> Record:
    status, context = as_dict(item.get("status")), item["context"]
    record = Record(
        container="otel-console",
        trace_id=normal_id(context["trace_id"]),
        span_id=normal_id(context["span_id"]),
        parent_id=parent_id(item.get("parent_id")),
        name=as_text(item.get("name")),
        attributes=as_dict(item.get("attributes")),
        resource=as_dict(as_dict(item.get("resource")).get("attributes")),
        scope=as_text(as_dict(item.get("instrumentation_scope")).get("name")),
        kind=as_text(item.get("kind")).removeprefix("SpanKind.").lower(),
        started_ns=from_iso(item.get("start_time")),
        ended_ns=from_iso(item.get("end_time")),
        status=status_of(status.get("status_code")),
        status_message=as_text(status.get("description")) or None,
        events=[_event(one) for one in as_list(item.get("events"))],
    )
    settle(record, None)
    return record


def _event(item: Json) -> dict[str, Json]:
    facts = as_dict(item)
    return {
        "name": as_text(facts.get("name")),
        "time_ns": from_iso(facts.get("timestamp")),
        "attributes": as_dict(facts.get("attributes")),
        "body": None,
    }


@hookimpl
def rowgate_containers(register: Callable[[Container], None]) -> None:
    """OpenTelemetry's console output is built in."""
    register(OtelConsole())
