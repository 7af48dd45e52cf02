"""Every leaf and every key of plain data, in the order of the data."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from rowgate.errors import RowgateError

if TYPE_CHECKING:
    from collections.abc import Callable, Container, Iterator

    from rowgate.model import DataPath, Json

MAX_DEPTH = 200
_LISTS = (list, tuple)


class SameKeys(RowgateError):  # noqa: N818 - what has happened
    """Two keys of the mapping at `path` become the same."""

    def __init__(self, path: DataPath, key: str, shown: str = "a mapping") -> None:
        super().__init__(
            f"two keys of {shown} become {key} once redacted",
            fix="redaction.fields in rowgate.yaml leaves a field out (variables.NAME: drop)",
        )
        self.path = path
        self.key = key


class Leaf(NamedTuple):
    """One text of the data: a string, a number's decimal text, or a key."""

    path: DataPath
    text: str
    key: str = ""
    """The nearest key above a value: what says what the value is."""
    is_key: bool = False
    is_number: bool = False


Named = tuple[str, str]
"""A string with the key above it; a key itself stands under no name."""


def leaves(
    data: Json, path: DataPath = (), key: str = "", *, less: Container[Named] = ()
) -> Iterator[Leaf]:
    """The leaves, a key before its value. True, false and null hold nothing to find.

    Strings and keys of `less` are left out. Raises RowgateError where the data is nested deeper
    than any row may be.
    """
    found: list[Leaf] = []
    _collect(data, path, key, found.append, less)
    return iter(found)


def _collect(
    data: Json, path: DataPath, key: str, add: Callable[[Leaf], None], less: Container[Named]
) -> None:
    if len(path) > MAX_DEPTH:
        raise RowgateError(f"the data is nested deeper than {MAX_DEPTH} levels")
    if isinstance(data, str):
        if (key, data) not in less:
            add(Leaf(path, data, key))
    elif isinstance(data, dict):
        for name, value in data.items():
            if ("", name) not in less:
                add(Leaf((*path, name), name, "", True))
            if type(value) is not str:
                _collect(value, (*path, name), name, add, less)
            elif (name, value) not in less:
                add(Leaf((*path, name), value, name))
    elif isinstance(data, _LISTS):
        if not numeric(data):
            for index, value in enumerate(data):
                _collect(value, (*path, index), key, add, less)
    elif type(data) in (int, float):
        add(Leaf(path, decimal(data), key, is_number=True))


def numeric(items: list[Json] | tuple[Json, ...]) -> bool:
    """Whether a list is a vector (an embedding, token ids, scores) rather than numbers that
    name something: four or more numbers, a fraction among them or none of 9 digits."""
    if len(items) < 4 or not all(type(item) in (int, float) for item in items):
        return False
    return any(type(item) is float for item in items) or all(
        abs(item) < 100_000_000 for item in items
    )


def decimal(number: Json) -> str:
    """The digits of a number as a person would read them: no exponent where there is none."""
    if isinstance(number, float) and number.is_integer() and abs(number) < 1e22:
        return str(int(number))
    return str(number)


def rebuilt(
    data: Json, change: Callable[[Leaf], str | None], path: DataPath = (), key: str = ""
) -> Json:
    """The data with the leaves that `change` gives a text for replaced.

    Raises SameKeys where two keys of one mapping become the same.
    """
    if isinstance(data, dict):
        return _rebuilt_mapping(data, change, path)
    if isinstance(data, list | tuple):
        if numeric(data):
            return data
        return [rebuilt(value, change, (*path, index), key) for index, value in enumerate(data)]
    if isinstance(data, bool) or data is None:
        return data
    number = isinstance(data, int | float)
    text = change(Leaf(path, decimal(data) if number else data, key, is_number=number))
    return data if text is None else text


def _rebuilt_mapping(
    data: dict[str, Json], change: Callable[[Leaf], str | None], path: DataPath
) -> dict[str, Json]:
    new: dict[str, Json] = {}
    for name, value in data.items():
        place = (*path, name)
        renamed = change(Leaf(place, name, is_key=True))
        renamed = name if renamed is None else renamed
        if renamed in new:
            raise SameKeys(path, renamed)
        new[renamed] = rebuilt(value, change, place, name)
    return new
