"""Prompt templates, forwards: `{{name}}`, `{name}` and Jinja's simple `{{ name }}`."""

from __future__ import annotations

import re
from collections.abc import Mapping
from json import dumps

from rowgate.model import Json

_DOUBLE = re.compile(r"\{\{\s*([A-Za-z_][A-Za-z0-9_.-]*)\s*\}\}")
_SINGLE = re.compile(r"(?<!\{)\{([A-Za-z_][A-Za-z0-9_.-]*)\}(?!\})")


def render(template: str, variables: Mapping[str, Json]) -> str:
    """The template with its placeholders filled; one that has no variable stays as it is."""
    pattern = _DOUBLE if _DOUBLE.search(template) else _SINGLE

    def value(found: re.Match[str]) -> str:
        name = found[1]
        return as_text(variables[name]) if name in variables else found[0]

    return pattern.sub(value, template)


def as_text(value: Json) -> str:
    """A value as it stands in a rendered prompt: text as it is, anything else as JSON."""
    return value if isinstance(value, str) else dumps(value, ensure_ascii=False)
