"""What evaluators look like from outside: their documentation, and JSON Schemas for editors.

The documentation of an evaluator is its docstring: a first sentence, paragraphs, one line
per parameter (``- `name`: …``, which may stand in a base class), and fenced YAML examples.
"""

from __future__ import annotations

import inspect
import re
from collections.abc import Mapping

from rowgate.evaluators.base import Evaluator, declared_by
from rowgate.evaluators.entries import short_form_of
from rowgate.evaluators.parameters import EXPECTED, Parameter
from rowgate.model import Json

_LINE = re.compile(r"^- `(\w+)`: (.+(?:\n  .+)*)\n?", re.MULTILINE)
_FENCE = re.compile(r"^```yaml\n(.*?)^```", re.MULTILINE | re.DOTALL)


def examples(cls: type[Evaluator]) -> list[str]:
    """The YAML texts of the examples in a docstring; each may hold several documents."""
    return _FENCE.findall(inspect.cleandoc(cls.__doc__ or ""))


def describe(cls: type[Evaluator]) -> str:
    """The documentation of one evaluator, in Markdown, without a heading."""
    text = inspect.cleandoc(cls.__doc__ or "")
    prose = _FENCE.sub("", _LINE.sub("", text)).strip()
    parts = [re.sub(r"\n{3,}", "\n\n", prose), _notes(cls), _table(cls)]
    parts += [f"```yaml\n{example}```" for example in examples(cls)]
    return "\n\n".join(part for part in parts if part) + "\n"


def parameter_notes(cls: type[Evaluator]) -> dict[str, str]:
    """What the docstrings say of each parameter, the class before its bases."""
    notes: dict[str, str] = {}
    for owner in reversed(cls.__mro__):
        text = inspect.cleandoc(vars(owner).get("__doc__") or "")
        notes.update((name, " ".join(note.split())) for name, note in _LINE.findall(text))
    return notes


def json_schema(cls: type[Evaluator]) -> dict[str, Json]:
    """A JSON Schema (2020-12) of the parameters' mapping of one evaluator."""
    notes = parameter_notes(cls)
    properties: dict[str, Json] = {
        one.name: one.form.schema | {"description": notes.get(one.name, "")}
        for one in declared_by(cls).values()
    }
    advisory = {"type": "boolean", "description": "Its fail is a warning."}
    return {
        "type": "object",
        "properties": properties | {"advisory": advisory},
        "required": [one.name for one in declared_by(cls).values() if one.required],
        "additionalProperties": False,
    }


def entries_schema(classes: Mapping[str, type[Evaluator]]) -> dict[str, Json]:
    """A JSON Schema (2020-12) of one entry of a YAML `evaluators` list."""
    bare = [name for name, cls in classes.items() if not json_schema(cls)["required"]]
    return {"anyOf": [{"enum": bare}, *(_entry(cls) for cls in classes.values())]}


def _entry(cls: type[Evaluator]) -> dict[str, Json]:
    forms = [json_schema(cls)]
    first = short_form_of(cls)
    if first is not None:
        # A mapping is always parameters, whatever the first parameter takes.
        short = {"not": {"type": "object"}, **declared_by(cls)[first].form.schema}
        forms.insert(0, short)
    return {
        "type": "object",
        "description": summary(cls),
        "properties": {cls.name: {"anyOf": forms}},
        "required": [cls.name],
        "additionalProperties": False,
    }


def summary(cls: type[Evaluator]) -> str:
    """The first paragraph of the documentation, on one line."""
    return " ".join(inspect.cleandoc(cls.__doc__ or "").partition("\n\n")[0].split())


def _notes(cls: type[Evaluator]) -> str:
    notes = {
        "It is not deterministic: `check` does not run it, `prove` does.": not cls.deterministic,
        "It does not apply to recorded responses.": not cls.applies_to_recorded,
        "An output without text fails.": cls.needs == "text",
    }
    return " ".join(note for note, holds in notes.items() if holds)


def _table(cls: type[Evaluator]) -> str:
    declared = declared_by(cls).values()
    if not declared:
        return ""
    notes = parameter_notes(cls)
    rows = [
        f"| `{one.name}` | {one.type} | {_default(one)} | {notes.get(one.name, '')} |"
        for one in declared
    ]
    return "\n".join(["| parameter | takes | default | |", "|---|---|---|---|", *rows])


def _default(parameter: Parameter) -> str:
    if parameter.required:
        return "required"
    if parameter.default is EXPECTED:
        return repr(EXPECTED)
    if parameter.default is None:
        return "none"
    words = {True: "`true`", False: "`false`"}
    is_flag = isinstance(parameter.default, bool)
    return words[parameter.default] if is_flag else f"`{parameter.default}`"
