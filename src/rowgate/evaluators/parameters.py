"""The parameters of an evaluator: the annotated attributes of its class."""

from __future__ import annotations

import inspect
import sys
import types
from typing import Any, ClassVar, NamedTuple, get_origin

from rowgate.evaluators.forms import Form, form_of

EXPECTED: Any = type("Expected", (), {"__repr__": lambda _: "the row's `expected`"})()
"""A default: where the parameter is not given, the row's `expected` takes its place."""


class Parameter(NamedTuple):
    """One parameter of an evaluator, as the documentation and the editor's schema show it."""

    name: str
    type: str
    required: bool
    default: Any
    form: Form


def parameters(cls: type) -> list[Parameter]:
    """The parameters a class declares, its own before those of its bases.

    Raises TypeError where an annotation is no type a parameter can have.
    """
    found: dict[str, Parameter] = {}
    for owner in cls.__mro__[:-1]:
        for name, annotation in _annotations(owner).items():
            if name in found or not _is_parameter(owner, name, annotation):
                continue
            default = getattr(cls, name, inspect.Parameter.empty)
            form = form_of(annotation)
            required = default is inspect.Parameter.empty
            found[name] = Parameter(name, form.label, required, None if required else default, form)
    return list(found.values())


def _annotations(owner: type) -> dict[str, Any]:
    names = vars(sys.modules.get(owner.__module__, types)) | {"ClassVar": ClassVar}
    method = vars(owner).get("evaluate")
    # A plugin that is loaded by its path need not stand in `sys.modules`.
    return inspect.get_annotations(
        owner, globals=names | getattr(method, "__globals__", {}), eval_str=True
    )


def _is_parameter(owner: type, name: str, annotation: Any) -> bool:
    if name.startswith("_") or annotation is ClassVar or get_origin(annotation) is ClassVar:
        return False
    if any("__reserved__" in vars(base) and name in vars(base) for base in owner.__mro__):
        message = f"`{name}` is a word of Evaluator: rename the parameter, or leave its type out"
        raise TypeError(message)
    return True
