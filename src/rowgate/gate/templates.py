"""`${…}` in settings: environment variables, and what a case brings."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator, Mapping
from urllib.parse import quote

from rowgate.errors import UsageError
from rowgate.gate.answers import text_of
from rowgate.gate.case import Case, NoOutputError
from rowgate.model import Json

_SLOT = re.compile(r"\$\{([^{}]*)\}")
_ENV = re.compile(r"[A-Za-z_][A-Za-z0-9_]*\Z")
_OWN = ("case", "session")


def with_environment(data: Json) -> Json:
    """The data with `${NAME}` replaced by environment variables; what a case brings stays.

    Raises `UsageError` for a variable that is not set or empty, as CI leaves a secret that it
    does not have, and for a slot that can be neither.
    """
    for name in _slots(data):
        if not (_of_case(name) or os.environ.get(name)):
            what = "is empty" if name in os.environ else "is not set"
            what = f"{what} in the environment" if _ENV.match(name) else "is no name"
            fix = "write ${NAME} of the environment, ${variables.COLUMN}, ${session} or ${case}"
            raise UsageError(
                f"${{{name}}} {what}", fix=f"export {name}=…" if _ENV.match(name) else fix
            )
    return _mapped(data, lambda name: "${" + name + "}" if _of_case(name) else os.environ[name])


def names_variables(data: Json) -> bool:
    """Whether anything of the row is named: without it every row would be asked the same."""
    return any(name == "variables" or name.startswith("variables.") for name in _slots(data))


def filled(data: Json, case: Case) -> Json:
    """The data with the variables of a case; a slot that is a whole text keeps its type.

    Raises NoOutputError where a row has no value for a column.
    """
    return _mapped(data, lambda name: _value(name, case))


def filled_url(url: str, case: Case) -> str:
    """A URL with the variables of a case, percent-encoded."""
    return _SLOT.sub(lambda found: quote(text_of(_value(found[1], case)), safe=""), url)


def _of_case(name: str) -> bool:
    return name in _OWN or name.startswith("variables.") or name == "variables"


def _value(name: str, case: Case) -> Json:
    if name == "variables":
        return dict(case.variables)
    if name in _OWN:
        return getattr(case, "number" if name == "case" else "session")
    _, _, column = name.partition(".")
    if column in case.variables:
        return case.variables[column]
    raise NoOutputError(f"the row has no value for column {column}")


def _mapped(data: Json, value: Callable[[str], Json]) -> Json:
    if isinstance(data, str):
        whole = _SLOT.fullmatch(data)
        if whole:
            return value(whole[1])
        return _SLOT.sub(lambda found: text_of(value(found[1])), data)
    if isinstance(data, Mapping):
        return {key: _mapped(item, value) for key, item in data.items()}
    return [_mapped(item, value) for item in data] if isinstance(data, list) else data


def _slots(data: Json) -> Iterator[str]:
    if isinstance(data, str):
        yield from (found[1] for found in _SLOT.finditer(data))
    elif isinstance(data, Mapping):
        for item in data.values():
            yield from _slots(item)
    elif isinstance(data, list):
        for item in data:
            yield from _slots(item)
