"""A row under review, for a window of so many columns and lines."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from rowgate import yamltext
from rowgate.model import Json, Problem, Review, Row, Verdict
from rowgate.reports.conversation import (
    case_lines,
    printable,
    row_facts,
    source_facts,
    system_lines,
)
from rowgate.reports.spans import cell_width

Highlight = Callable[[str], str]


class Tried(NamedTuple):
    """An evaluator and what it says of the recorded response."""

    entry: Json
    of_dataset: bool
    verdict: Verdict | None
    """None: it cannot be tried here."""
    why_not: str = ""


class Fitted(NamedTuple):
    """As many lines as a window has room for, and how many there are besides."""

    lines: list[str]
    hidden: int


def title_line(name: str, place: str, width: int) -> str:
    """`-- 1 of 3 -- refund-policy/refunds-790c373b6f8a ------`."""
    text = f"-- {place} -- {name} "
    return text + "-" * max(2, width - cell_width(text))


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


def problem_lines(problems: Iterable[Problem], keys: Mapping[str, str]) -> Iterator[str]:
    """What the row still lacks: errors first, each with the key that mends it."""
    order = ("error", "warning", "notice")
    for problem in sorted(problems, key=lambda problem: order.index(problem.severity)):
        mark = "" if problem.severity == "error" else f" [{problem.severity}]"
        key = keys.get(problem.code)
        hint = f" -> {key}" if key else ""
        yield f"  {problem.code}{mark} {problem.message}{hint}"


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


def wrapped(lines: Iterable[str], width: int) -> Iterator[str]:
    """The lines, none wider than the window, broken between words and indented as they were.

    Control characters are spelt out: no row steers the reader's terminal.
    """
    for line in map(printable, lines):
        if cell_width(line) <= width:
            yield line
        else:
            yield from _broken(line, width)


def fitted(lines: Sequence[str], room: int) -> Fitted:
    """The head and the tail of what does not fit, of each part between blank lines if it can
    be: what was asked is seen however long the answer is."""
    room = max(room, 6)
    if len(lines) <= room:
        return Fitted(list(lines), 0)
    parts = _parts(lines)
    most = _most(parts, room)
    shown = [_cut(part, most) for part in parts] if most else _ends(parts, room)
    return Fitted([line for part in shown for line in part.lines], sum(p.hidden for p in shown))


def _parts(lines: Sequence[str]) -> list[list[str]]:
    """The lines in parts, each with the blank line above its heading."""
    parts: list[list[str]] = [[]]
    for line, following in zip(lines, [*lines[1:], ""], strict=True):
        if not line and following and not following.startswith("  "):
            parts.append([])
        parts[-1].append(line)
    return parts


def _most(parts: Sequence[Sequence[str]], room: int) -> int:
    """The most lines that each part may have for all to fit; 0 where they would be too few."""
    for most in range(max(map(len, parts)), 4, -1):
        if sum(min(len(part), most) for part in parts) <= room:
            return most
    return 0


def _ends(parts: Sequence[list[str]], room: int) -> list[Fitted]:
    """The first part, and as many of the last ones as there is room for, each cut short."""
    first = _cut(parts[0], _FEW)
    left = room - len(first.lines) - 1
    last: list[Fitted] = []
    for part in reversed(parts[1:]):
        cut = _cut(part, _FEW)
        if len(cut.lines) > left:
            break
        last.insert(0, cut)
        left -= len(cut.lines)
    if not last:
        return [_cut([line for part in parts for line in part], room)]
    between = sum(map(len, parts[1 : len(parts) - len(last)]))
    return [first, Fitted([_more(between)], between), *last]


_FEW = 7
"""Lines of a part that is cut short: its heading, and two or three of either end."""


def _more(hidden: int) -> str:
    return f"    ... {hidden} more line{'' if hidden == 1 else 's'}: o opens all"


def _cut(lines: list[str], room: int) -> Fitted:
    if len(lines) <= room:
        return Fitted(lines, 0)
    head = room // 2
    tail = room - 1 - head
    hidden = len(lines) - head - tail
    return Fitted([*lines[:head], _more(hidden), *lines[-tail:]], hidden)


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


def _broken(line: str, width: int) -> Iterator[str]:
    indent = " " * min(len(line) - len(line.lstrip()), width // 2)
    current = indent
    for word in re.findall(r"\S+\s*", line.strip()):
        if cell_width((current + word).rstrip()) > width and current.strip():
            yield current.rstrip()
            current = indent
        while cell_width((current + word).rstrip()) > width:
            cut = _fitting(word, width - len(current))
            yield current + word[:cut]
            current, word = indent, word[cut:]
        current += word
    if current.strip():
        yield current.rstrip()


def _fitting(word: str, room: int) -> int:
    """How many characters of a word go into so many columns: at least one."""
    used = 0
    for index, char in enumerate(word):
        used += cell_width(char)
        if used > room:
            return max(index, 1)
    return len(word)
