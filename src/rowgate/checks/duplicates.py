"""Duplicates (RG407-RG409): one case, one row."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from json import dumps
from typing import NamedTuple

from rowgate.checks.context import Context
from rowgate.checks.messages import is_conversation, last_turn, text_of
from rowgate.checks.rule import Found, Rule, rule
from rowgate.hookspecs import hookimpl
from rowgate.model import Json, Row

_MEDIA = ("path", "url", "file_id")


@rule("RG407", "two rows of one span", release="error", exploratory="error")
def same_span(row: Row, context: Context) -> Iterator[Found]:
    """A span is in a dataset once.

    The last twelve characters of a row's name stand for its span (or, for a row from no span,
    for its variables). Two files that share them come of two branches that added the same
    span, or of a copied file. Only names are compared, so the commit hook sees it too.

    Bad:
        # rows/refunds-3f0c8e21a9d4.yaml
        labels: [refunds]
        # rows/policy-3f0c8e21a9d4.yaml
        labels: [policy]

    Good:
        # rows/refunds-3f0c8e21a9d4.yaml
        labels: [refunds, policy]
    """
    ending = _ending(row)
    others = [one for one in context.ids_by_ending.get(ending, ()) if one != row.id]
    if others and len(ending) == 12:
        message = f"{' and '.join(others)} is of the same span"
        yield Found(message, f"keep one: rowgate remove {row.id} --reason TEXT", ())


def _ending(row: Row) -> str:
    return row.id.rpartition("-")[2]


@rule("RG408", "same case from another span", release="notice", exploratory="notice",
      scope="dataset")  # fmt: skip
def same_case(rows: Sequence[Row], context: Context) -> Iterator[Found]:
    """No two rows have the same variables.

    The same request came twice, and its two rows will pass and fail together. One is enough;
    that the case was seen again is a fact about the first row (`source.also_seen`).

    Bad:
        # rows/refunds-3f0c8e21a9d4.yaml
        variables: {question: "How long do I have to return headphones?"}
        # rows/refunds-77ab01c9e5f2.yaml
        variables: {question: "How long do I have to return headphones?"}

    Good:
        # rows/refunds-3f0c8e21a9d4.yaml
        variables: {question: "How long do I have to return headphones?"}
        # rows/refunds-77ab01c9e5f2.yaml
        variables: {question: "Who pays for the parcel when I send something back?"}
    """
    for row, known in context.once(_cases, rows).again:
        if _ending(row) == _ending(known):
            continue  # RG407 says it
        fix = f"rowgate remove {row.id} --reason TEXT, and note it in also_seen of {known.id}"
        yield Found(f"the same case as {known.id}", fix, ("variables",), row.id)


@rule("RG409", "near-duplicate", release="notice", exploratory="notice", scope="dataset")
def near_duplicate(rows: Sequence[Row], context: Context) -> Iterator[Found]:
    """No two rows ask nearly the same.

    Two cases are near-duplicates when in *every* variable at least 80 % of the words are the
    same (Jaccard index of the sets of words, case and punctuation aside). So rows that share a
    long context, but ask different questions, are none. A conversation counts as two parts, the
    history and the last turn of the user with what follows: shared history alone makes no
    near-duplicate, and neither does the same short last message after another history. A
    variable that is a bare number, date or id on both sides does not count.

    Bad:
        # rows/refunds-3f0c8e21a9d4.yaml
        variables: {question: "How long do I have to return these headphones to you?"}
        # rows/refunds-77ab01c9e5f2.yaml
        variables: {question: "How long do I have to return the headphones to you?"}

    Good:
        # rows/refunds-3f0c8e21a9d4.yaml
        variables: {question: "How long do I have to return these headphones to you?"}
        # rows/refunds-77ab01c9e5f2.yaml
        variables: {question: "How long does it take until I have my money back?"}
    """
    from rowgate.checks.similar import near_duplicates  # the commit hook never gets here

    cases = context.once(_cases, rows)
    for later, earlier, share in near_duplicates(cases.parts):
        row, other = cases.rows[later], cases.rows[earlier]
        message = f"nearly the same case as {other.id}: {share:.0%} of the words agree"
        fix = f"keep the better one: rowgate remove {row.id} --reason TEXT"
        yield Found(message, fix, ("variables",), row.id)


class _Cases(NamedTuple):
    """Rows of different cases, with what must be alike in two of them, and rows of a case that
    was there before, with its first row."""

    rows: list[Row]
    parts: list[dict[str, str]]
    again: list[tuple[Row, Row]]


def _cases(rows: Sequence[Row], context: Context) -> _Cases:  # noqa: ARG001
    found = _Cases([], [], [])
    # Equal cases have equal parts, which are needed anyway: only among those it is looked closer.
    alike: dict[tuple[str, ...], list[Row]] = {}
    for row in rows:
        parts = parts_of(row.variables)
        others = alike.setdefault((*sorted(parts), *sorted(parts.values())), [])
        known = next((one for one in others if _canonical(one) == _canonical(row)), None)
        if known is not None:
            found.again.append((row, known))
            continue
        others.append(row)
        found.rows.append(row)
        found.parts.append(parts)
    return found


def parts_of(variables: Mapping[str, Json]) -> dict[str, str]:
    """A case as the texts that have to be alike, by name."""
    parts: dict[str, str] = {}
    for name, value in variables.items():
        if isinstance(value, str):
            parts[name] = value
        elif is_conversation(value):
            turn = last_turn(value)
            parts[f"{name} before"] = "\n".join(map(_said, value[:turn]))
            parts[f"{name} last"] = "\n".join(map(_said, value[turn:]))
        elif isinstance(value, dict) and any(isinstance(value.get(key), str) for key in _MEDIA):
            parts[name] = next(value[key] for key in _MEDIA if isinstance(value.get(key), str))
        else:
            parts[name] = dumps(value, ensure_ascii=False, sort_keys=True).replace("\\n", " ")
    return parts


def _said(message: dict[str, Json]) -> str:
    """What a message says, with all that is no text (media, tool calls) as JSON."""
    text = text_of(message)
    content = message.get("content")
    rest = [part for part in content if _is_no_text(part)] if isinstance(content, list) else []
    calls = message.get("tool_calls")
    extra = [*rest, *([calls] if calls else [])]
    return text + "\n" + dumps(extra, ensure_ascii=False, sort_keys=True) if extra else text


def _is_no_text(part: Json) -> bool:
    return isinstance(part, dict) and not isinstance(part.get("text"), str)


def _canonical(row: Row) -> str:
    return dumps(row.variables, sort_keys=True, ensure_ascii=False)


@hookimpl
def rowgate_rules(register: Callable[[Rule], None]) -> None:
    for one in (same_span, same_case, near_duplicate):
        register(one)
