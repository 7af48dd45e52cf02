"""`expected`, labels and metadata in the fields that most tools have for them."""

from __future__ import annotations

from collections.abc import Mapping

from rowgate.exchange.envelope import KEY, Say
from rowgate.exchange.plaindata import criteria, text_mapping, text_of, texts
from rowgate.model import Json

LABELS = "labels"


def as_answer(data: Mapping[str, Json], say: Say, tool: str) -> str | None:
    """`expected` as a text; None where there is none."""
    expected = data.get("expected")
    if expected is None or isinstance(expected, str):
        return expected
    say("expected", f"{tool} takes text: it gets JSON", "metadata")
    return text_of(expected)


def unjudged(data: Mapping[str, Json], say: Say, tool: str) -> None:
    """Says of every evaluator that this tool holds none with its rows."""
    for entry in criteria(data):
        say(f"evaluator {name_of(entry)}", f"{tool} holds no criteria of a row", "metadata")


def name_of(entry: Json) -> str:
    """The name of an evaluator as it stands in a row; empty where it has none."""
    if isinstance(entry, dict):
        return str(next(iter(entry), ""))
    return entry if isinstance(entry, str) else ""


def metadata_of(data: Mapping[str, Json], *, labels: bool = True) -> dict[str, Json]:
    """The row's metadata, and where the tool has no tags its labels among them."""
    found: dict[str, Json] = dict(data.get("metadata", {}))
    if KEY in found or (labels and LABELS in found):
        found = {}  # it would be taken for ours: the envelope holds it
    if labels and "labels" in data:
        found[LABELS] = data["labels"]
    return found


def read_metadata(value: Json, *, labels: bool = True) -> dict[str, Json]:
    """`labels` and `metadata` of a row from a tool's metadata."""
    if not isinstance(value, dict):
        return {}
    rest = dict(value)
    fields: dict[str, Json] = {}
    found = texts(rest.get(LABELS)) if labels else None
    if found:
        fields["labels"] = [label for label in found if label]
        del rest[LABELS]
    if rest:
        fields["metadata"] = text_mapping(rest)
    return fields


def unwrapped(value: Json) -> Json:
    """The answer in a mapping of outputs: its only value, else all of it."""
    if isinstance(value, dict):
        found = {key: item for key, item in value.items() if item is not None}
        return next(iter(found.values())) if len(found) == 1 else (found or None)
    return value
