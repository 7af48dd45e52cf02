"""Which cases a dataset holds already, and which spans were noted beside them."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from rowgate import yamltext
from rowgate.model import Json, Span
from rowgate.rows import store
from rowgate.rows.identity import canonical_json
from rowgate.rows.rowfile import canonical, read_fields

ALSO_SEEN = ("source", "also_seen")


class Seen:
    """The rows of a dataset by their case, and those of the call so far."""

    def __init__(self, folder: Path) -> None:
        self._cases: dict[bytes, Path] = {}
        self._noted: dict[tuple[str, str], Path] = {}
        self.rows = 0
        for path in store.row_files(folder):
            data = read_fields(store.read_text(path))[0] or {}
            self.rows += 1
            self._cases.setdefault(canonical_json(data.get("variables", {})), path)
            for entry in _entries(data):
                self._noted[_key(entry.get("trace_id"), entry.get("span_id"))] = path

    def row_of(self, variables: Json) -> Path | None:
        """The row that holds this case."""
        return self._cases.get(canonical_json(variables))

    def add(self, variables: Json, path: Path) -> None:
        """Takes notice of a new row."""
        self._cases.setdefault(canonical_json(variables), path)

    def noted_in(self, span: Span) -> Path | None:
        """The row whose `source.also_seen` names the span."""
        return self._noted.get(_key(span.trace_id, span.span_id))

    def note(self, span: Span, path: Path) -> None:
        """Takes notice of a span that was noted in a row."""
        self._noted[_key(span.trace_id, span.span_id)] = path


def entry_of(span: Span, by: str, today: str) -> dict[str, Json]:
    """The second source as it stands in `source.also_seen`."""
    entry = {
        "trace_id": span.trace_id,
        "span_id": span.span_id,
        "started_at": span.started_at,
        "added_by": by,
        "added_on": today,
    }
    return {key: value for key, value in entry.items() if value}


def with_entry(text: str, entry: Mapping[str, Json]) -> str:
    """A row's text with a second source noted, comments kept."""
    data = yamltext.read(text)
    entries = _entries(data)
    if entries:
        return canonical(yamltext.edit(text, [((*ALSO_SEEN, len(entries)), dict(entry))]))
    return canonical(yamltext.edit(text, [(ALSO_SEEN, [dict(entry)])]))


def _entries(data: Mapping[str, Json]) -> list[dict[str, Json]]:
    source = data.get("source")
    found = source.get("also_seen") if isinstance(source, dict) else None
    return [one for one in found if isinstance(one, dict)] if isinstance(found, list) else []


def _key(trace_id: Json, span_id: Json) -> tuple[str, str]:
    return str(trace_id).lower(), str(span_id).lower()
