"""The texts of a span, and how something is found in one."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from rowgate.errors import UsageError
from rowgate.model import Json, Span

Search = Callable[[str], tuple[int, int] | None]
"""Where in a text something is first; None where it is not."""


def text_search(wanted: str) -> Search:
    """Finds a text, whatever the case."""
    low = wanted.lower()

    def search(text: str) -> tuple[int, int] | None:
        start = text.lower().find(low)
        return None if start < 0 else (start, start + len(wanted))

    return search


def regex_search(pattern: str) -> Search:
    """Finds what an RE2 pattern matches. Raises UsageError where it is none."""
    import re2

    engine: Any = re2  # has no types
    options = engine.Options()
    options.log_errors = False
    try:
        compiled = engine.compile(pattern, options)
    except UnicodeEncodeError:
        raise UsageError("--regex: no valid Unicode text") from None
    except engine.error as error:
        detail = error.args[0].decode() if isinstance(error.args[0], bytes) else error
        fix = "write it in RE2's syntax: github.com/google/re2/wiki/Syntax"
        raise UsageError(f"{pattern}: no regular expression ({detail})", fix=fix) from None

    def search(text: str) -> tuple[int, int] | None:
        match = compiled.search(text)
        return (match.start(), match.end()) if match else None

    return search


def texts(span: Span) -> Iterator[str]:
    """Every text of a span's messages and outputs, tool calls' names and arguments with them."""
    for message in (*span.messages, *span.outputs):
        for part in message["content"]:
            if "text" in part:
                yield part["text"]
        for call in message.get("tool_calls") or ():
            yield from _leaves(call)


def _leaves(value: Json) -> Iterator[str]:
    if isinstance(value, dict):
        for key, item in value.items():
            yield key
            yield from _leaves(item)
    elif isinstance(value, list):
        for item in value:
            yield from _leaves(item)
    elif isinstance(value, str):
        yield value
    elif value is not None:
        yield str(value)
