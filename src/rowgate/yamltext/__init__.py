"""YAML as text: the strict reader, the canonical writer, places, and edits that keep comments."""

from typing import TYPE_CHECKING, Any

from rowgate.yamltext.canonical import canonicalise, departure
from rowgate.yamltext.fault import YamlFault
from rowgate.yamltext.places import canonical_place, place, places
from rowgate.yamltext.proven import read, read_canonical
from rowgate.yamltext.writer import write

if TYPE_CHECKING:
    from rowgate.yamltext.editing import edit

__all__ = [
    "YamlFault",
    "canonical_place",
    "canonicalise",
    "departure",
    "edit",
    "place",
    "places",
    "read",
    "read_canonical",
    "write",
]


def __getattr__(name: str) -> Any:
    # Reading must not pay for editing.
    if name == "edit":
        from rowgate.yamltext.editing import edit

        return edit
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
