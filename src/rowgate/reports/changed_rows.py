"""Changes by dataset and row, for reports that show a row as a whole."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from json import dumps
from pathlib import PurePosixPath
from typing import NamedTuple

from rowgate.model import Change, Json
from rowgate.reports.changes import Listed, as_written, is_case, shows_values

_IMAGE = re.compile(r"assets/[0-9a-f]{64}\.(?:png|jpe?g|gif|webp)\Z")


class Shown(NamedTuple):
    """One row, or one dataset's definition, or a file of none, with all that changed of it."""

    name: str
    path: str
    changes: Sequence[Listed]

    @property
    def risk(self) -> str:
        """The worst of its changes."""
        return self.changes[0].change.risk


def by_dataset(changes: Sequence[Listed]) -> dict[str, list[Shown]]:
    """Dataset → what changed of it, both in the order of the riskiest change."""
    found: dict[str, dict[str, list[Listed]]] = {}
    for one in changes:
        name = one.change.row or (one.path if not one.dataset else "dataset.yaml")
        found.setdefault(one.dataset, {}).setdefault(name, []).append(one)
    return {
        dataset: [Shown(name, group[0].path, group) for name, group in rows.items()]
        for dataset, rows in found.items()
    }


class Value(NamedTuple):
    """What one side, or both, have in a field: text to show."""

    before: str | None
    after: str | None


def values_of(change: Change) -> Value | None:
    """The texts of both sides; None where the message says it all."""
    if not shows_values(change) or (change.before is None and change.after is None):
        return None
    if is_case(change):
        return Value(_case(change.before), _case(change.after))
    return Value(_pretty(change.before), _pretty(change.after))


def _case(case: Json) -> str | None:
    if case is None:
        return None
    return "\n".join(f"{name}: {_pretty(value)}" for name, value in case.items())


def _pretty(value: Json) -> str | None:
    if value is None:
        return None
    if isinstance(value, dict | list):
        text = dumps(value, ensure_ascii=False)
        return text if len(text) <= 80 else dumps(value, ensure_ascii=False, indent=2)
    return as_written(value)


def images_of(one: Listed) -> Iterator[tuple[str, str]]:
    """`before` or `after`, and the path from the top of the repository, of each image asset."""
    for side, value in (("before", one.change.before), ("after", one.change.after)):
        for path in dict.fromkeys(_assets(value)):
            yield side, str(_folder(one) / path)


def images_beside(shown: Shown) -> Iterator[str]:
    """The other images of a row, which its case is about."""
    told = {path for one in shown.changes for _, path in images_of(one)}
    held = (str(_folder(one) / path) for one in shown.changes for path in _assets(one.variables))
    yield from (path for path in dict.fromkeys(held) if path not in told)


def _folder(one: Listed) -> PurePosixPath:
    """That of the dataset."""
    folder = PurePosixPath(one.path).parent
    return folder.parent if folder.name == "rows" else folder


def _assets(value: Json) -> Iterator[str]:
    if isinstance(value, str):
        if _IMAGE.match(value):
            yield value
    elif isinstance(value, dict | list):
        for item in value.values() if isinstance(value, dict) else value:
            yield from _assets(item)


def printable(text: str) -> str:
    """Control characters spelt out, line ends and tabs kept."""
    if text.isprintable():
        return text
    return "".join(c if c.isprintable() or c in "\n\t" else f"\\x{ord(c):02x}" for c in text)
