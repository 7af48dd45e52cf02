"""Changes as text and as JSON, riskiest first; and what a comparison comes to."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from itertools import groupby
from typing import Protocol

from rowgate.model import Change, Json
from rowgate.reports.problems import counted, one_line
from rowgate.shapes import path_text

RISKS = {
    "broken": "broken: cannot be read any more",
    "weakened": "weakened: lets more pass than before",
    "criteria": "changed criteria",
    "evidence": "changed evidence",
    "added": "added",
    "labels": "labels and notes",
}
WIDTH = 100


class Listed(Protocol):
    """A change, the dataset, file and row it is of, and the reason a commit gives for a
    weakening."""

    @property
    def dataset(self) -> str: ...
    @property
    def path(self) -> str: ...
    @property
    def change(self) -> Change: ...
    @property
    def accepted(self) -> str: ...
    @property
    def variables(self) -> Json: ...


class Comparison(Protocol):
    """What differs between two named versions."""

    @property
    def before(self) -> str: ...
    @property
    def after(self) -> str: ...
    @property
    def changes(self) -> Sequence[Listed]: ...


def as_text(found: Comparison) -> Iterator[str]:
    """The changes below a heading for each risk, with what each side has, one line a side."""
    for risk, group in groupby(found.changes, key=lambda one: one.change.risk):
        yield RISKS[risk]
        for one in group:
            yield f"  {where(one)}: {one_line(says(one.change))}"
            yield from (f"      {line}" for line in _sides(one.change))
            if one.accepted:
                yield f"      accepted: {one_line(one.accepted)}"


def as_json(found: Comparison) -> Iterator[str]:
    """One JSON object a change and line."""
    for one in found.changes:
        place = {"dataset": one.dataset or None, "path": one.path}
        change = one.change._asdict() | {"field": path_text(one.change.field) or None}
        accepted = {"accepted": one.accepted} if one.accepted else {}
        yield json.dumps(place | change | accepted, ensure_ascii=False)


def summary(found: Comparison) -> str:
    """`main (1234…) → the working tree: 2 rows of 1 dataset: 1 weakened, 1 labels`."""
    between = f"{found.before} → {found.after}"
    if not found.changes:
        return f"{between}: no changes"
    return f"{between}: {sentence(found)}"


def sentence(found: Comparison) -> str:
    """What changed, counted: `3 rows changed in 2 datasets: 1 weakened, 2 criteria`."""
    rows = len({(one.dataset, one.change.row) for one in found.changes if one.change.row})
    datasets = len({one.dataset for one in found.changes if one.dataset})
    counts = Counter(one.change.risk for one in found.changes)
    parts = ", ".join(f"{counts[risk]} {risk}" for risk in RISKS if counts[risk])
    accepted = sum(bool(one.accepted) for one in found.changes)
    more = f" ({accepted} accepted)" if accepted else ""
    return f"{counted(rows, 'row')} changed in {counted(datasets, 'dataset')}: {parts}{more}"


def where(one: Listed) -> str:
    """Dataset and row, the dataset alone, or the file of what belongs to none."""
    name = f"{one.dataset}/{one.change.row}" if one.change.row is not None else one.dataset
    return one_line(name or one.path)


def says(change: Change) -> str:
    """The message, with the field where the message does not name it."""
    field = path_text(change.field)
    return f"{field} {change.message}" if change.message.startswith("was ") else change.message


def _sides(change: Change) -> Iterator[str]:
    if not shows_values(change):
        return
    if is_case(change):
        case = change.before or change.after
        said = ": ".join(str(case[name]) for name in ("why", "note") if name in case)
        yield f"{'-' if change.before else '+'} {excerpt(said, 0)}"
        return
    before, after = as_written(change.before), as_written(change.after)
    start = _shared(before, after) if change.before is not None and change.after is not None else 0
    if change.before is not None:
        yield f"- {excerpt(before, start)}"
    if change.after is not None:
        yield f"+ {excerpt(after, start)}"


def shows_values(change: Change) -> bool:
    """Whether what each side has says more than the message does."""
    if change.message.startswith(("moved ", "renamed ", "labels ", "approved ", "the approval ")):
        return False
    return (change.before, change.after) != ("fail", "pass")


def is_case(change: Change) -> bool:
    """Whether the change holds a whole row, which came or went."""
    return not change.field and isinstance(change.before or change.after, dict)


def as_written(value: Json) -> str:
    """A value as text: text as it is, anything else as JSON."""
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _shared(before: str, after: str) -> int:
    """How many characters both begin with."""
    pairs = zip(before, after, strict=False)
    return next((i for i, (a, b) in enumerate(pairs) if a != b), min(len(before), len(after)))


def excerpt(text: str, start: int) -> str:
    """One printable line of at most `WIDTH` characters around the first character that differs."""
    begin = max(0, start - WIDTH // 3) if len(text) > WIDTH else 0
    part = text[begin : begin + WIDTH]
    lead, tail = "…" if begin else "", "…" if begin + WIDTH < len(text) else ""
    return f"{lead}{one_line(part)}{tail}"


def as_github(found: Comparison) -> Iterator[str]:
    """An annotation for each change that may let more pass, then all of them as text."""
    from rowgate.reports.github import annotation

    for one in found.changes:
        level = "notice" if one.accepted else _LEVELS.get(one.change.risk)
        if level:
            said = one_line(says(one.change))
            yield annotation(level, (one.path, 1, 1), f"{one.change.risk}: {where(one)}", said)
    yield from as_text(found)


_LEVELS = {"broken": "error", "weakened": "warning", "criteria": "notice"}


def reporter(form: str) -> Callable[[Comparison], Iterator[str]]:
    """The report of this name: text, json, markdown, html or github."""
    if form == "markdown":
        from rowgate.reports.changes_markdown import as_markdown

        return as_markdown
    if form == "html":
        from rowgate.reports.changes_html import as_html

        return as_html
    return {"text": as_text, "json": as_json, "github": as_github}[form]
