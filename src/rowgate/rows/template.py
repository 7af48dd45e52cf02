"""Prompt templates as their engines read them: `{{name}}`, `{name}`, Jinja's simple `{{ name }}`.

A template does not say which engine renders it, and `{{name}}` is a placeholder to mustache and
Jinja, but `{name}` in braces to Python's `str.format`. So every reading is tried, and only the
rendered message decides. Sources: mustache(5) variables and triple mustache; Jinja 3 variables
without filters; Python's format string syntax without conversions and format specifications.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from json import dumps
from string import Formatter
from typing import NamedTuple

from rowgate.model import Json

_NAME = r"[A-Za-z_][A-Za-z0-9_.-]*"
_MUSTACHE = re.compile(rf"\{{\{{\{{\s*({_NAME})\s*\}}\}}\}}|\{{\{{\s*({_NAME})\s*\}}\}}")
_REPLACED = re.compile(rf"(?<!\{{)\{{({_NAME})\}}(?!\}})")
_IS_NAME = re.compile(rf"{_NAME}\Z")
_TAG = re.compile(
    r"\{%|\{#|\{\{[#^/>!&-]|-\}\}|\{\{[^{}]*[|(\[]|\{[A-Za-z_][\w.]*(?:![rsa]|:[^\s{}\"']+)\}"
)


class Reading(NamedTuple):
    """A template as one engine reads it: text and placeholders in turn, text at both ends."""

    literals: tuple[str, ...]
    """The text around the placeholders: one more than there are names."""
    names: tuple[str, ...]

    def filled(self, values: Mapping[str, Json]) -> Reading:
        """The reading with these placeholders rendered, the others left."""
        literals, names = [self.literals[0]], []
        for name, literal in zip(self.names, self.literals[1:], strict=True):
            if name in values:
                literals[-1] += as_text(values[name]) + literal
            else:
                names.append(name)
                literals.append(literal)
        return Reading(tuple(literals), tuple(names))


def readings(template: str) -> list[Reading]:
    """Every way to read the template that finds a placeholder in it, each once."""
    found = [_split(template, _MUSTACHE), _formatted(template), _split(template, _REPLACED)]
    return [each for each in dict.fromkeys(found) if each is not None and each.names]


def variants(template: str) -> Iterator[str]:
    """The template, then as engines and editors leave it: line ends, blanks at both ends."""
    plain = template.replace("\r\n", "\n")
    yield from dict.fromkeys([template, plain, plain.removesuffix("\n"), plain.strip()])


def names_of(template: str) -> list[str]:
    """The placeholders of the template, whichever way it is read, each once."""
    return list(dict.fromkeys(name for each in readings(template) for name in each.names))


def renderings(template: str, variables: Mapping[str, Json]) -> set[str]:
    """What the template may render to, where every placeholder has a variable."""
    return {
        reading.filled(variables).literals[0]
        for variant in variants(template)
        for reading in readings(variant)
        if all(name in variables for name in reading.names)
    }


def tags_of(template: str) -> bool:
    """Whether it holds what only its engine can render: tag, section, filter, format, call."""
    return _TAG.search(template) is not None


def as_text(value: Json) -> str:
    """A value as it stands in a rendered prompt: text as it is, anything else as JSON."""
    return value if isinstance(value, str) else dumps(value, ensure_ascii=False)


def _split(template: str, placeholder: re.Pattern[str]) -> Reading:
    """The reading in which everything but the placeholders stands for itself."""
    literals, names, at = [], [], 0
    for found in placeholder.finditer(template):
        literals.append(template[at : found.start()])
        names.append(next(group for group in found.groups() if group))
        at = found.end()
    return Reading((*literals, template[at:]), tuple(names))


def _formatted(template: str) -> Reading | None:
    """The reading of `str.format`, in which `{{` is a brace; None where it would raise."""
    literals, names = [""], []
    try:
        for text, name, specification, conversion in Formatter().parse(template):
            literals[-1] += text
            if name is None:
                continue
            if specification or conversion or not _IS_NAME.match(name):
                return None
            names.append(name)
            literals.append("")
    except ValueError:
        return None
    return Reading(tuple(literals), tuple(names))
