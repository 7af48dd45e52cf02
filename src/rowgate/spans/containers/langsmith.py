"""LangSmith: runs as its API and SDK give them, and as its SDK sends them.

Source: LangSmith's "Run (span) data format" and `langsmith` 0.1 to 0.15. A run is one object, or
comes in halves: the start in `post`, the end in `patch`, in one batch or on two lines; halves
are put together by their id.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any

from rowgate.hookspecs import Container, hookimpl
from rowgate.model import Json, Record, Status
from rowgate.spans.containers.items import as_dict, as_list, as_text, read_items
from rowgate.spans.containers.json_entries import JsonContainer
from rowgate.spans.fields import string
from rowgate.spans.ids import normal_id, parent_id
from rowgate.spans.times import from_iso

FAMILY = "langsmith"

_HALVES = ("post", "patch")
_LISTS = ("runs", "child_runs")
_STATUSES: dict[Json, Status] = {"success": "ok", "error": "error"}
_TRACEBACK = "Traceback (most recent call last)"


class LangSmith(JsonContainer):
    """LangSmith's runs."""

    name = "langsmith"
    lists = ("runs",)
    # the first step of a dotted order ends with the trace's id, where no trace_id is given
    trace_key = re.compile(rb'"(?:trace_id|dotted_order)"\s*:\s*"(?:\d{8}T\d+Z)?([0-9a-zA-Z-]+)')

    def accepts(self, entry: Json) -> bool:
        """Whether it is a run, a half of one, a list or batch of them, or a recorded request."""
        return any(_is_run(run) for run, _ in _runs(entry))

    def records(self, entry: Json) -> Iterator[Record]:
        """One record a run or half; the children nested in a run follow it."""
        yield from read_items(_runs(entry), lambda found: _record(*found), "runs")


def _is_run(run: Json) -> bool:
    return isinstance(run, dict) and "id" in run and ("run_type" in run or "dotted_order" in run)


def _runs(entry: dict[str, Json], partial: bool = False) -> Iterator[tuple[Json, bool]]:
    """The runs in an entry, with whether they may be halves."""
    if isinstance(entry.get("body"), dict) and "method" in entry:
        yield from _runs(entry["body"], partial=True)
        return
    if _is_run(entry):
        yield entry, partial
    for half in _HALVES:
        for run in as_list(entry.get(half)):
            yield run, True
    for key in _LISTS:
        for run in as_list(entry.get(key)):
            yield from _runs(as_dict(run), partial)


def _record(run: dict[str, Any], partial: bool) -> Record:
    steps = [step.partition("Z")[2] for step in str(run.get("dotted_order") or "").split(".")]
    above = run.get("parent_run_id") or (steps[-2] if len(steps) > 1 else None)
    error = string(run.get("error"))
    ended = from_iso(run.get("end_time"))
    return Record(
        container=FAMILY,
        trace_id=normal_id(run.get("trace_id") or steps[0] or run["id"]),
        span_id=normal_id(run["id"]),
        parent_id=parent_id(above),
        name=as_text(run.get("name")),
        attributes=_attributes(run),
        kind=as_text(run.get("run_type")),
        started_ns=from_iso(run.get("start_time")),
        ended_ns=ended,
        status="error"
        if error
        else _STATUSES.get(as_text(run.get("status")), "ok" if ended else "unknown"),
        status_message=(error.partition(_TRACEBACK)[0].strip() or error) if error else None,
        body=run,
        partial=partial,
    )


def _attributes(run: dict[str, Any]) -> dict[str, Json]:
    """What to filter and map by: the metadata, and what no message repeats."""
    found = dict(as_dict(as_dict(run.get("extra")).get("metadata")))
    if run.get("run_type") != "llm":
        found |= {key: run[key] for key in ("inputs", "outputs") if run.get(key)}
    return found


@hookimpl
def rowgate_containers(register: Callable[[Container], None]) -> None:
    """LangSmith is built in."""
    register(LangSmith())
