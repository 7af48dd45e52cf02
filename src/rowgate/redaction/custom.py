"""Patterns of a team's own, from `rowgate.yaml`: data only, proven by samples.

A pattern is RE2 (linear time, no look-around) within a memory limit. Samples are part of
it: one that should match and does not, or the other way round, stops everything, since
a pattern nobody tested protects nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from rowgate.errors import UsageError
from rowgate.model import Finding
from rowgate.redaction.limits import is_type
from rowgate.redaction.patterns import Pattern

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from rowgate.model import Json

MAX_MEM = 8 << 20
_FIELDS = ("name", "type", "pattern", "matches", "ignores", "fast")


class CustomRedactor:
    """One pattern. Where it has a group, the first group is the value."""

    def __init__(self, name: str, type_: str, pattern: Pattern, *, fast: bool = True) -> None:
        self.name = name
        self.fast = fast
        self._type = type_
        self._pattern = pattern

    def find(self, text: str) -> Iterator[Finding]:
        for spans in self._pattern.matches(text):
            start, end = spans[1] if len(spans) > 1 and spans[1][0] >= 0 else spans[0]
            if start < end:
                yield Finding(start, end, self._type)


def custom_redactor(entry: Mapping[str, Json]) -> CustomRedactor:
    """A redactor from `{name, type, pattern, matches: [...], ignores: [...], fast?}`.

    Raises UsageError where a field is missing or unknown, the pattern is no RE2 or needs
    too much memory, or a sample fails. A message names the sample by its place only: a
    sample may be a value.
    """
    name = str(entry.get("name") or "")
    unknown = sorted(set(entry) - set(_FIELDS))
    if not name or unknown:
        raise UsageError(
            f"redaction pattern {name or '(no name)'}: "
            + (f"unknown field {unknown[0]}" if unknown else "no name"),
            fix=f"use {', '.join(_FIELDS)}",
        )
    type_ = entry.get("type", name)
    if not is_type(type_):
        raise _wrong(name, "its type is no lower-case word", "write it as customer-number")
    redactor = CustomRedactor(
        name, type_, _compiled(name, entry.get("pattern")), fast=bool(entry.get("fast", True))
    )
    _prove(redactor, entry)
    return redactor


def _compiled(name: str, source: Json) -> Pattern:
    if not isinstance(source, str) or not source:
        raise _wrong(name, "no pattern", "write one in RE2's syntax")
    pattern = Pattern(source, max_mem=MAX_MEM)
    failure = ""
    try:
        empty = pattern.found("")
    except Exception as error:  # noqa: BLE001 - re2 raises a class of its own
        reason = error.args[0] if error.args else error
        failure = reason.decode("utf-8", "replace") if isinstance(reason, bytes) else str(reason)
    if failure:
        raise _wrong(name, f"not a pattern RE2 takes: {failure}", "see github.com/google/re2")
    if empty:
        raise _wrong(name, "the pattern matches nothing at all", "make it match a character")
    return pattern


def _prove(redactor: CustomRedactor, entry: Mapping[str, Json]) -> None:
    for kind, expected in (("matches", True), ("ignores", False)):
        samples = entry.get(kind)
        if not isinstance(samples, list) or not samples:
            raise _wrong(redactor.name, f"no samples under {kind}", "give at least one")
        for number, sample in enumerate(samples, 1):
            if any(redactor.find(str(sample))) is not expected:
                raise _wrong(
                    redactor.name,
                    f"sample {number} under {kind} " + ("is not found" if expected else "is found"),
                    "mend the pattern or the sample",
                )


def _wrong(name: str, what: str, fix: str) -> UsageError:
    return UsageError(f"redaction pattern {name}: {what}", fix=fix)
