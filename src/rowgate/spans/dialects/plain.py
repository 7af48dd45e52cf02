"""Spans that speak no dialect: the application's own. They carry what a trace shares:
session, user, project, and attributes to filter by."""

from __future__ import annotations

from collections.abc import Callable

from rowgate.hookspecs import Dialect, hookimpl
from rowgate.model import Record, Span, Trace
from rowgate.spans.fields import start


class Plain:
    """Takes every record; asked last."""

    name = "plain"

    def detect(self, record: Record) -> bool:  # noqa: ARG002
        """Always."""
        return True

    def apply(self, record: Record, trace: Trace) -> Span:  # noqa: ARG002
        """A span of kind `other`."""
        return start(record)


@hookimpl
def rowgate_dialects(register: Callable[[Dialect], None]) -> None:
    """Plain spans are built in."""
    register(Plain())
