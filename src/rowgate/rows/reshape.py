"""Columns renamed and dropped in the texts of rows and of `dataset.yaml`, comments kept."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from rowgate import yamltext
from rowgate.errors import RowgateError
from rowgate.model import DataPath, Json
from rowgate.shapes import path_text
from rowgate.yamltext.renaming import rename


def reshaped_row(
    text: str, data: Mapping[str, Json], renamed: Mapping[str, str], dropped: Sequence[str]
) -> str:
    """A row's text with its variables renamed and dropped; what was kept at them follows.

    Raises `RowgateError` for a row that holds both names of a renamed column.
    """
    variables = data.get("variables")
    if not isinstance(variables, dict):
        return text  # `check` says so
    for old, new in renamed.items():
        if old in variables and new in variables:
            raise RowgateError(f"a row holds both {old} and {new}", fix="drop one of them first")
    kept = dict(_kept_paths(data.get("kept")))
    edits: list[tuple[DataPath, Json]] = [
        (("kept", index, "path"), _followed(path, renamed))
        for index, path in kept.items()
        if _followed(path, renamed) != path
    ]
    gone: list[DataPath] = [("variables", name) for name in dropped if name in variables]
    gone += [("kept", index) for index, path in kept.items() if _lies_in(path, dropped)]
    text = yamltext.edit(text, edits, gone) if edits or gone else text
    return _renamed(text, "variables", renamed, variables)


def reshaped_dataset(text: str, renamed: Mapping[str, str], dropped: Sequence[str]) -> str:
    """The text of `dataset.yaml` with columns, and their mappings, renamed and dropped."""
    data = yamltext.read(text)
    places = [name for name in ("columns", "mapping") if data.get(name)]
    gone: list[DataPath] = [
        (place, name) for place in places for name in dropped if name in data[place]
    ]
    mapped = set(data.get("mapping") or ())
    if mapped and mapped <= set(dropped):
        gone = [path for path in gone if path[0] != "mapping"] + [("mapping",)]
        places.remove("mapping")
    text = yamltext.edit(text, [], gone) if gone else text
    for place in places:
        text = _renamed(text, place, renamed, data[place])
    return text


def _renamed(text: str, place: str, renamed: Mapping[str, str], there: Iterable[str]) -> str:
    names = set(there)
    for old, new in renamed.items():
        if old in names:
            try:
                text = rename(text, (place, old), new)
            except yamltext.YamlFault as fault:
                raise RowgateError(f"line {fault.line}: {fault.message}") from None
    return text


def _kept_paths(kept: Json) -> Iterator[tuple[int, str]]:
    for index, entry in enumerate(kept if isinstance(kept, list) else ()):
        if isinstance(entry, dict) and isinstance(entry.get("path"), str):
            yield index, entry["path"]


def _followed(path: str, renamed: Mapping[str, str]) -> str:
    for old, new in renamed.items():
        if _lies_in(path, [old]):
            place = path_text(("variables", old))
            return path_text(("variables", new)) + path[len(place) :]
    return path


def _lies_in(path: str, names: Iterable[str]) -> bool:
    places = [path_text(("variables", name)) for name in names]
    return any(path == place or path.startswith((f"{place}.", f"{place}[")) for place in places)
