"""Why a search found nothing: what no span has of what was asked for, and what there is instead."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping

from rowgate.model import Span
from rowgate.spans.vocabulary import meant

_REMEMBERED = 500
"""Values of a field that are kept: more are ids or texts."""

_LISTED = 10
"""Values from which on only one that is near is told."""

_PARTS = ("model", "name", "prompt")
"""Fields that are asked for by a part of them."""


class Absent:
    """The values of the fields that a query names."""

    def __init__(self, wanted: Iterable[tuple[str, str]]) -> None:
        """`wanted` are the query's fields and what they must be."""
        self._wanted = list(wanted)
        self.values: dict[str, dict[str, None]] = {name: {} for name, _ in self._wanted}

    def look_at(self, span: Span) -> None:
        """Remembers what this span has."""
        for name, known in self.values.items():
            if len(known) < _REMEMBERED:
                known.update(dict.fromkeys(_VALUES[name](span)))

    def learn(self, values: Mapping[str, Iterable[str]]) -> None:
        """Remembers what an equal one did."""
        for name, known in values.items():
            self.values[name].update(dict.fromkeys(known))

    def said(self) -> Iterator[str]:
        """A line for each field of which no span has what was asked for."""
        for name, wanted in self._wanted:
            known = sorted(self.values[name])
            if len(known) < _REMEMBERED and not _is_there(name, wanted, known):
                yield _said(name, wanted, known)


def _is_there(name: str, wanted: str, known: list[str]) -> bool:
    low = wanted.casefold()
    return any(low in one.casefold() for one in known) if name in _PARTS else wanted in known


def _said(name: str, wanted: str, known: list[str]) -> str:
    if not known:
        return f"no span has any {name}"
    hint = meant(wanted, known, "there is")
    few = len(known) <= _LISTED and name not in ("session", "user")
    return f"no span has the {name} {wanted}{f' ({hint})' if few or hint.endswith('?') else ''}"


def _of(field: str) -> Callable[[Span], Iterable[str]]:
    def values(span: Span) -> Iterable[str]:
        value = getattr(span, field)
        return [value] if value else []

    return values


def _prompts(span: Span) -> Iterable[str]:
    name = (span.prompt or {}).get("name")
    return [str(name)] if name else []


_VALUES: dict[str, Callable[[Span], Iterable[str]]] = {
    **{name: _of(name) for name in ("provider", "project", "environment", "model", "name")},
    "session": _of("session_id"),
    "user": _of("user_id"),
    "tag": lambda span: span.tags,
    "prompt": _prompts,
}
"""A query's field to the values that a span has of it."""

NAMES = tuple(_VALUES)
