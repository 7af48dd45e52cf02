"""Text that a template engine of the Nunjucks and Jinja family leaves as it is, and back.

Source: promptfoo 0.121.20, tried: assertion values, and texts in lists of them, are rendered, and
one that begins with `file://` or `package:` is replaced by what is found there.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from rowgate.model import Json

_OPEN, _CLOSE = "{% raw %}", "{% endraw %}"
# No tag may begin inside, least of all one that ends the raw text.
_TAG = "{% endraw %}{{ '{%' }}{% raw %}"
_RENDERED = ("{{", "{%", "{#")
_FETCHED = ("file://", "package:")
_ENV = re.compile(r"\{\{(?:[^}]|\}(?!\}))*?\benv\b")
_BRACE = re.compile(r"\{(?=[{%#])")
_NAME = re.compile(r"\{\{-?\s*([A-Za-z_]\w*)\s*-?\}\}")


def raw(value: Json) -> Json:
    """A value of an assertion, so that the tool takes its text as it stands."""
    if isinstance(value, list):
        return [raw(item) if isinstance(item, str) else item for item in value]
    if not isinstance(value, str):
        return value
    needed = value.startswith(_FETCHED) or any(mark in value for mark in _RENDERED)
    return f"{_OPEN}{value.replace('{%', _TAG)}{_CLOSE}" if needed else value


def unraw(value: Json) -> Json:
    """The value of an assertion that `raw` made; another as it is."""
    if isinstance(value, list):
        return [unraw(item) for item in value]
    if not isinstance(value, str) or not is_raw(value):
        return value
    inner = value[len(_OPEN) : -len(_CLOSE)]
    return inner.replace(_TAG, "{%")


def is_raw(value: str) -> bool:
    """Whether a text is all raw."""
    return value.startswith(_OPEN) and value.endswith(_CLOSE) and len(value) > len(_OPEN)


def is_rendered(value: Json) -> bool:
    """Whether the tool would make something else of a text, or of one in a list."""
    if isinstance(value, list):
        return any(map(is_rendered, value))
    if not isinstance(value, str) or is_raw(value):
        return False
    return value.startswith(_FETCHED) or any(mark in value for mark in _RENDERED)


def is_fetched(value: Json) -> bool:
    """Whether a text stands for what is found somewhere else."""
    return isinstance(value, str) and value.startswith(_FETCHED)


def filled(value: Json, variables: dict[str, Json]) -> Json:
    """The value with `{{name}}` replaced by the variable of that name, where it is a text."""
    if isinstance(value, list):
        return [filled(item, variables) for item in value]
    if not isinstance(value, str) or is_raw(value):
        return value

    def put(found: re.Match[str]) -> str:
        known = variables.get(found[1])
        return known if isinstance(known, str) else found[0]

    return _NAME.sub(put, value)


def names_environment(text: str) -> bool:
    """Whether a text is a template of an environment variable: promptfoo fills those in wherever
    they stand in a YAML file, before anything else."""
    return bool(_ENV.search(text))


def names_file(text: str) -> bool:
    """Whether a text stands for a file, wherever it stands but among variables."""
    return text.startswith(_FETCHED)


def names_rendered_file(text: str) -> bool:
    """Whether a text is the name of a file and a template: that is filled in everywhere."""
    return text.startswith(_FETCHED) and any(mark in text for mark in _RENDERED)


def holds(value: Json, is_meant: Callable[[str], bool]) -> bool:
    """Whether a text or key anywhere in a value is meant, or a reference (`$ref`), which promptfoo
    follows."""
    if isinstance(value, str):
        return is_meant(value)
    if isinstance(value, dict):
        keys = any(key == "$ref" or is_meant(key) for key in value)
        return keys or any(holds(item, is_meant) for item in value.values())
    return isinstance(value, list) and any(holds(item, is_meant) for item in value)


def untouchable(text: str) -> str:
    """JSON whose texts hold no beginning of a template: JSON has another way to write a brace."""
    return _BRACE.sub(r"\\u007b", text)
