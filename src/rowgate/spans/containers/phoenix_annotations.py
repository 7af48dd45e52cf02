"""Phoenix's annotations, which come in a file of their own: `{data: [{name, result, span_id}]}`.

Source: `/v1/projects/…/span_annotations` of server 20.26. Each becomes a score of its span.
Of several of one name a person's counts before a machine's, then the later one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from rowgate.hookspecs import Container, hookimpl
from rowgate.model import Json, Record
from rowgate.spans.containers.items import as_dict, as_text, read_items
from rowgate.spans.containers.json_entries import JsonContainer
from rowgate.spans.ids import normal_id
from rowgate.spans.scores import ANNOTATION, annotation
from rowgate.spans.times import from_iso


class PhoenixAnnotations(JsonContainer):
    """Annotations of spans. They name no trace, so they are held until their span is read."""

    name = "phoenix-annotations"

    def accepts(self, entry: Json) -> bool:
        """Whether it is a page of annotations, or one of them."""
        items = entry.get("data")
        first = items[0] if isinstance(items, list) and items else entry
        return (
            isinstance(first, dict)
            and "span_id" in first
            and ("annotator_kind" in first or isinstance(first.get("result"), dict))
        )

    def records(self, entry: Json) -> Iterator[Record]:
        """Log records that carry a score each, the one that counts last."""
        items = entry.get("data")
        found = items if isinstance(items, list) else [entry]
        yield from read_items(sorted(found, key=_weight), _read, "Phoenix annotations")


def _weight(item: Json) -> tuple[bool, str]:
    facts = as_dict(item)
    return facts.get("annotator_kind") == "HUMAN", as_text(facts.get("updated_at"))


def _read(item: Json) -> Record:
    result = as_dict(item.get("result"))
    return Record(
        container="phoenix",
        trace_id="",
        span_id=normal_id(item["span_id"]),
        parent_id=None,
        name=ANNOTATION,
        kind="log",
        attributes=annotation(item["name"], result.get("score"), result.get("label")),
        started_ns=from_iso(item.get("updated_at")),
        body=item,
    )


@hookimpl
def rowgate_containers(register: Callable[[Container], None]) -> None:
    """Phoenix's annotations are built in."""
    register(PhoenixAnnotations())
