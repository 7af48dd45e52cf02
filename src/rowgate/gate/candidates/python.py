"""`python`: a function of the repository's own, `module:function`, plain or async."""

from __future__ import annotations

import importlib
import inspect
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from rowgate.errors import UsageError
from rowgate.gate.answers import output_of
from rowgate.gate.case import Case, NoOutputError
from rowgate.hookspecs import hookimpl
from rowgate.model import Json, Output
from rowgate.shapes import Text


class PythonCandidate:
    """Calls the function with the variables as keyword arguments, or, where it takes one
    argument named `variables` or `case`, with the mapping or the whole case. It gives a text,
    a mapping of an output's fields, or an `Output`."""

    name = "python"
    fields = {"python": Text(says="module:function")}  # noqa: RUF012 - a schema

    def __init__(self, settings: Mapping[str, Json], place: Path) -> None:
        self._function = _found(settings["python"], place)
        self._takes = _signature(self._function)
        self._given = _taken(self._takes)
        self.answer: Callable[[Case], Any] = self._now
        if _is_async(self._function):
            self.answer = self._later

    def _now(self, case: Case) -> Output:
        return _output(self._call(case))

    async def _later(self, case: Case) -> Output:
        return _output(await self._call(case))

    def _call(self, case: Case) -> Any:
        if self._given == "case":
            return self._function(case)
        if self._given == "variables":
            return self._function(dict(case.variables))
        self._check(case)
        return self._function(**case.variables)

    def _check(self, case: Case) -> None:
        """Tells a function that does not take the columns from one that raises."""
        try:
            if self._takes is not None:
                self._takes.bind(**case.variables)
        except TypeError:
            columns = ", ".join(case.variables)
            raise NoOutputError(
                f"the function does not take the row's columns: {columns}"
            ) from None


def _output(answer: Any) -> Output:
    return answer if isinstance(answer, Output) else output_of(answer)


def _signature(function: Callable[..., Any]) -> inspect.Signature | None:
    """What the function takes; None where Python cannot tell."""
    try:
        return inspect.signature(function)
    except (TypeError, ValueError):
        return None


def _taken(takes: inspect.Signature | None) -> str:
    """`case` or `variables` where that is the one argument, else the empty string."""
    names = list(takes.parameters) if takes else []
    return names[0] if names in (["case"], ["variables"]) else ""


def _is_async(function: Callable[..., Any]) -> bool:
    """Whether a call gives a coroutine; an object may be called, too."""
    called = getattr(function, "__call__", None)  # noqa: B004 - it is known to be callable
    return inspect.iscoroutinefunction(function) or inspect.iscoroutinefunction(called)


def _found(target: str, place: Path) -> Callable[..., Any]:
    module, colon, attribute = target.partition(":")
    if not (module and colon and attribute):
        raise UsageError(f"{target} is no function", fix="write python: module:function")
    if str(place) not in sys.path:
        sys.path.insert(0, str(place))
    try:
        found: Any = importlib.import_module(module)
        for part in attribute.split("."):
            found = getattr(found, part)
    except Exception as error:  # noqa: BLE001 - the repository's own code
        said = (
            f"{type(error).__name__}: {error}"
            if isinstance(error, ImportError | AttributeError)
            else type(error).__name__
        )
        raise UsageError(f"{target} cannot be imported from {place.name}/ ({said})") from None
    if not callable(found):
        raise UsageError(f"{target} is no function")
    return found  # type: ignore[no-any-return]


@hookimpl
def rowgate_candidates(register: Callable[[type[Any]], None]) -> None:
    """The candidate of this module."""
    register(PythonCandidate)
