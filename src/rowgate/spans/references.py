"""Content a span refers to instead of holding it: JSON files beside the trace file.

Source: GenAI semantic conventions, "Uploading content to external storage". The address is
the writer's (`file:///srv/…`, `s3://…`), so the file is looked for under the folder of the
trace file, by the longest end of the address that is there. A trace is not trusted: nothing
outside that folder is ever opened.
"""

from __future__ import annotations

from pathlib import Path
from urllib.parse import quote, unquote, urlsplit

from rowgate.model import Json, Span
from rowgate.spans import jsontext
from rowgate.spans.fields import mark


def read_reference(address: Json, origin: str, span: Span) -> Json:
    """The JSON the address points to; None, and the span is marked, where it is not found.

    `origin` is the path of the trace file, empty for standard input.
    """
    if not isinstance(address, str) or not address:
        return None
    found = _find(address, origin)
    if found is None:
        name = unquote(urlsplit(address).path).rsplit("/", 1)[-1]
        mark(span, f"content is in another file, {name}, which is not beside the trace file")
        return None
    try:
        return _read(found)
    except (OSError, ValueError):
        mark(span, f"content is in another file, {found.name}, which cannot be read")
        return None


def bytes_beside(path: str, origin: str) -> bytes | None:
    """The content of the file at this path, or the longest end of it, under the trace file's
    folder; None where there is none."""
    found = _find(quote(path), origin)
    try:
        return found.read_bytes() if found is not None else None
    except OSError:
        return None


def _read(path: Path) -> Json:
    data = path.read_bytes()
    if path.suffix == ".jsonl":
        return [jsontext.loads(line)[0] for line in data.splitlines() if line.strip()]
    return jsontext.loads(data)[0]


def _find(address: str, origin: str) -> Path | None:
    if not origin:
        return None
    folder = Path(origin).resolve().parent
    parts = [part for part in unquote(urlsplit(address).path).split("/") if part not in ("", "..")]
    for start in range(len(parts)):
        candidate = folder.joinpath(*parts[start:])
        try:
            inside = candidate.resolve().is_relative_to(folder)
            if inside and candidate.is_file():
                return candidate
        except (OSError, ValueError):
            continue
    return None
