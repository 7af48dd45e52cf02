"""Media that a vendor keeps in a store of its own: the export holds only a reference.

Each vendor refers in its own way; a dialect turns that into an address (`address`) before the
messages are read, and `settle` turns addresses into media parts that have a `path` and no
content, and says so on the span.
"""

from __future__ import annotations

from base64 import b64encode
from typing import Any
from urllib.parse import parse_qs, quote, unquote, urlencode, urlsplit

from rowgate.model import Json, Span
from rowgate.spans.fields import mark
from rowgate.spans.media import hosted_part, media_part
from rowgate.spans.references import bytes_beside

STORES = {
    "mlflow-attachment": "MLflow",
    "langfuse-media": "Langfuse",
    "braintrust-attachment": "Braintrust",
}
"""The scheme of an address to whose store it is."""


def address(store: str, key: str, media_type: Json = None, name: Json = None) -> str:
    """The address of a medium in a store; its type and name go along."""
    facts = {"content_type": media_type, "name": name}
    query = urlencode({fact: value for fact, value in facts.items() if isinstance(value, str)})
    return f"{store}://{quote(key, safe='')}" + (f"?{query}" if query else "")


def settle(span: Span, origin: str = "") -> None:
    """Makes every address in messages, outputs and variables a media part.

    `origin` is the path of the trace file: a store that lies beside it (MLflow's `attachments`
    folder) is read, else the span is marked.
    """
    for message in (*span.messages, *span.outputs):
        where = f"the {message['role']} message"
        message["content"] = [_settled(part, where, span, origin) for part in message["content"]]
    for name, value in span.variables.items():
        if isinstance(value, str):
            part = {"type": "text", "text": value}
            settled = _settled(part, f"the variable {name}", span, origin)
            span.variables[name] = value if settled is part else settled


def _settled(part: dict[str, Any], where: str, span: Span, origin: str) -> dict[str, Json]:
    place = part.get("url") or part.get("text")
    if not isinstance(place, str) or place.partition("://")[0] not in STORES:
        return part
    parts = urlsplit(place)
    facts = parse_qs(parts.query)
    media_type = part.get("media_type") or facts.get("content_type", [None])[0]
    name = part.get("name") or facts.get("name", [None])[0]
    content = bytes_beside(f"attachments/{unquote(parts.netloc)}", origin)
    if content is not None:
        data = b64encode(content).decode()
        return media_part(data, media_type, modality=part["type"], name=name)
    made = hosted_part(place, media_type, modality=part["type"], name=name)
    mark(span, f"the {made['type']} in {where} is kept by {STORES[parts.scheme]}, not in this file")
    return made
