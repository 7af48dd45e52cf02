"""A row under review, for a window of so many columns and lines."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from rowgate import yamltext
from rowgate.model import Json, Problem, Review, Row, Verdict
from rowgate.reports.conversation import case_lines, row_facts, source_facts, system_lines
from rowgate.reports.spans import cell_width

Highlight = Callable[[str], str]


class Tried(NamedTuple):
    """An evaluator and what it says of the recorded response."""

    entry: Json
    of_dataset: bool
    verdict: Verdict | None
    """None: it cannot be tried here."""
    why_not: str = ""


def title_line(name: str, place: str, width: int) -> str:
    """`-- 1 of 3 -- refund-policy/refunds-790c373b6f8a ------`."""
    text = f"-- {place} -- {name} "
    return text.rstrip() if cell_width(text) >= width else text + "-" * (width - cell_width(text))


def body_lines(row: Row) -> list[str]:
    """What is said about the row, and its case."""
    pending = row.review.status != "approved"
    return [
        *row_facts(row._replace(review=Review(status="")) if pending else row),
        *case_lines(row),
    ]


def behind_lines(row: Row) -> list[str]:
    """What stands behind the case: the system text and the source. One looks at it once."""
    return [*system_lines(row), "", *source_facts(row)]


def verdict_lines(row: Row, tried: Sequence[Tried]) -> Iterator[str]:
    """Every evaluator, with what it says of the recorded response, and whether that is good."""
    yield "evaluators" if tried else "evaluators: none"
    for one in tried:
        whose = " (the dataset's)" if one.of_dataset else ""
        yield f"  {entry_text(one.entry)}{whose}"
        yield f"      {_said(row, one)}"


def verdict_line(row: Row, verdict: Verdict) -> str:
    """What an evaluator says of the recorded response, and what that means for the row."""
    reason = f" ({_flat(verdict.reason)})" if verdict.reason else ""
    return f"{_worth(row.response_was, verdict.outcome)}{reason}"


def problem_lines(
    problems: Iterable[Problem], keys: Mapping[str, str], *, brief: bool = False
) -> Iterator[str]:
    """What the row still lacks: errors first, each with the key that mends it.

    `keys` are those of rules or of families of rules; `brief` is a line for each rule.
    """
    order = ("error", "warning", "notice")
    ordered = sorted(problems, key=lambda problem: order.index(problem.severity))
    counts = Counter(problem.code for problem in ordered)
    said: set[str] = set()
    for problem in ordered:
        code = problem.code
        if brief and code in said:
            continue
        said.add(code)
        mark = "" if problem.severity == "error" else f" [{problem.severity}]"
        more = f" (and {counts[code] - 1} more of {code})" if brief and counts[code] > 1 else ""
        key = keys.get(code, keys.get(code[:3]))
        yield f"  {code}{mark} {problem.message}{more}" + (f" -> {key}" if key else "")


def entry_text(entry: Json) -> str:
    """An evaluator as it is typed: `contains-any: [30 days, thirty days]`."""
    if isinstance(entry, dict) and len(entry) == 1:
        (name, value) = next(iter(entry.items()))
        return f"{name}: {_flow(value)}"
    return _flow(entry)


def placeholders(lines: Iterable[str], pattern: re.Pattern[str]) -> str:
    """`[EMAIL_1] 3 times, [PHONE_1]`: every placeholder that stands in the lines."""
    counts = Counter(found[0] for line in lines for found in pattern.finditer(line))
    return ", ".join(f"{name} {n} times" if n > 1 else name for name, n in counts.items())


def highlighted(line: str, pattern: re.Pattern[str], highlight: Highlight) -> str:
    """The line with its placeholders set off."""
    return pattern.sub(lambda found: highlight(found[0]), line)


def _said(row: Row, one: Tried) -> str:
    if one.verdict is None:
        return one.why_not
    return verdict_line(row, one.verdict)


def _worth(response_was: str, outcome: str) -> str:
    worth = {
        ("wrong", "fail"): "fails the wrong response: it catches what happened",
        ("wrong", "pass"): "passes the wrong response: it does not catch what happened",
        ("right", "pass"): "passes the right response",
        ("right", "fail"): "FAILS the right response: it would reject a good answer",
    }
    if outcome == "unknown":
        return "cannot decide on the response"
    word = {"pass": "passes", "fail": "fails"}[outcome]
    return worth.get((response_was, outcome), f"{word} the response, which nobody has judged")


def _flow(value: Json) -> str:
    import json

    if isinstance(value, str) and _is_plain(value):
        return value
    if isinstance(value, list):
        return f"[{', '.join(map(_flow, value))}]"
    if isinstance(value, dict):
        return "{" + ", ".join(f"{key}: {_flow(item)}" for key, item in value.items()) + "}"
    return json.dumps(value, ensure_ascii=False)


def _is_plain(text: str) -> bool:
    """Whether YAML reads the text as text, without quotes and inside brackets too."""
    try:
        return [yamltext.read(f"[{text}]"), yamltext.read(f"a: {text}")] == [[text], {"a": text}]
    except yamltext.YamlFault:
        return False


def _flat(text: str) -> str:
    return "".join(char if char.isprintable() else " " for char in " ".join(text.split()))
