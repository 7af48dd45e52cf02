"""The fields of a span as conditions and sorting name them, and what may stand in them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import get_args

from rowgate.errors import UsageError
from rowgate.model import Json, Kind, Status
from rowgate.spans.jsonform import FIELDS

OPEN = ("attributes", "variables", "parameters", "scores")
"""Fields with names of their own, which only the spans tell."""
DERIVED = ("duration_ms",)
ALL = (*FIELDS, *DERIVED)
USAGE_FIELDS = (
    "input_tokens",
    "output_tokens",
    "total_tokens",
    "cache_read_tokens",
    "cache_write_tokens",
    "reasoning_tokens",
)
_INNER: dict[str, tuple[str, ...]] = {
    "usage": USAGE_FIELDS,
    "prompt": ("name", "version", "template"),
    "response": ("text", "tool_calls", "refusal"),
}
GROUPS = {**_INNER, **dict.fromkeys(OPEN, ())}
"""Fields with fields of their own, as far as these are known."""
_MESSAGE = ("role", "content", "tool_calls", "tool_call_id", "name", "finish_reason")
_LISTS = {"messages": _MESSAGE, "outputs": _MESSAGE, "tools": (), "tags": ()}
_WORDS = {"kind": get_args(Kind), "status": get_args(Status)}
_NUMBERS = ("usage", "cost", *DERIVED)
_OTHER = (*OPEN, *_INNER, *_LISTS, *_NUMBERS)
ORDER = (">", ">=", "<", "<=")


def check_field(path: Sequence[str], text: str) -> None:
    """Raises UsageError where a span can have no such field; `text` is what was written."""
    head, rest = path[0], path[1:]
    if head not in ALL:
        raise UsageError(f"{text}: a span has no field {head}", fix=meant(head, ALL))
    if head in _LISTS and rest:
        if not rest[0].lstrip("-").isdecimal():
            first = f"{head}[0].{rest[0]}" if _LISTS[head] else f"{head} contains {rest[0]}"
            raise UsageError(f"{text}: {head} is a list", fix=f"write {first}, or another number")
        _check_inner(f"{head}[{rest[0]}]", rest[1:], _LISTS[head], text)
    elif head in _INNER:
        _check_inner(head, rest, _INNER[head], text)
    elif rest and head not in OPEN:
        raise UsageError(f"{text}: {head} has no fields", fix=f"write {head} alone")


def _check_inner(name: str, rest: Sequence[str], known: Sequence[str], text: str) -> None:
    if rest and rest[0] not in known:
        fix = meant(rest[0], known) if known else f"write {name} alone"
        raise UsageError(f"{text}: {name} has no field {rest[0]}", fix=fix)


def checked_value(path: Sequence[str], sign: str | None, value: Json, text: str) -> Json:
    """The value as it is compared: what is text on every span is compared with text. Raises
    UsageError for one that the field never has."""
    head = path[0]
    if head in _NUMBERS and sign in ORDER and isinstance(value, str):
        raise UsageError(
            f"{text}: {head} is compared with numbers", fix="write usage.output_tokens > 500"
        )
    words = _WORDS.get(head)
    if words and sign in ("==", "=", "!=") and value not in words:
        raise UsageError(f"{text}: no {head} is called that", fix=meant(str(value), words, head))
    plain = isinstance(value, int | float) and not isinstance(value, bool)
    return _as_written(text) if plain and head not in _OTHER else value


def _as_written(text: str) -> str:
    """The value of a condition that ends in a number, with all its digits and zeros."""
    return text.split()[-1].lstrip("=<>!")


def meant(word: str, known: Iterable[str], what: str = "fields") -> str:
    """`did you mean …?`, or the words that there are."""
    from difflib import get_close_matches  # only where something is wrong

    names = list(known)
    low = {name.casefold(): name for name in names}
    close = get_close_matches(word.casefold(), low, n=1, cutoff=0.6)
    return f"did you mean {low[close[0]]}?" if close else f"{what}: {', '.join(names[:20])}"
