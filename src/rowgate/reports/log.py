"""The life of a dataset or a row: text for people, JSON for tools."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from typing import Protocol

from rowgate.model import Change
from rowgate.reports.changes import says
from rowgate.reports.problems import one_line
from rowgate.shapes import path_text


class Event(Protocol):
    """What a commit did to a row, or to the dataset where the change names no row."""

    @property
    def dataset(self) -> str: ...
    @property
    def change(self) -> Change: ...


class Entry(Protocol):
    """A commit and what it did."""

    @property
    def commit(self) -> str: ...
    @property
    def date(self) -> str: ...
    @property
    def author(self) -> str: ...
    @property
    def subject(self) -> str: ...
    @property
    def events(self) -> Sequence[Event]: ...


def entry_lines(entry: Entry) -> Iterator[str]:
    """The commit in a line, and below it what it did, one line each."""
    said = f"{entry.commit[:12]} {entry.date[:10]} {entry.author}: {entry.subject}"
    yield one_line(said)
    for event in entry.events:
        change = event.change
        name = f"{event.dataset}/{change.row}" if change.row else event.dataset
        yield one_line(f"    {change.risk:9} {name}: {says(change)}")


def entry_json(entry: Entry) -> Iterator[str]:
    """One JSON object an event and line."""
    commit = {"commit": entry.commit, "date": entry.date, "author": entry.author}
    for event in entry.events:
        change = event.change._asdict() | {"field": path_text(event.change.field) or None}
        said = commit | {"subject": entry.subject, "dataset": event.dataset} | change
        yield json.dumps(said, ensure_ascii=False)
