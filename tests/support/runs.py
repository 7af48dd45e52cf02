"""How long a run of some characters every text must hold that a pattern matches."""

from __future__ import annotations

import re
import re._constants as op
import re._parser as parser
from functools import reduce
from typing import Any, NamedTuple

LONG = 64
"""Repetitions beyond it say nothing new."""


class Runs(NamedTuple):
    """Least runs at the start, anywhere and at the end; of the whole, where it is nothing else."""

    start: int
    best: int
    end: int
    whole: int | None


NONE = Runs(0, 0, 0, 0)
BREAK = Runs(0, 0, 0, None)


def shortest_run(source: str, run: str) -> int:
    """The least length, over all texts that `source` matches, of their longest run of the
    characters of `run` (a class with a count)."""
    return _of(parser.parse(_readable(source)), re.compile(run.partition("{")[0])).best


def _readable(source: str) -> str:
    """A pattern of Rust's `regex` as Python reads it; what flags change is not asked here."""
    source = source.replace("[:alnum:]", "A-Za-z0-9").replace(r"\z", r"\Z").replace("[[", r"[\[")
    source = re.sub(r"\(\?[a-z]+\)", "", source)
    return re.sub(r"\(\?[a-z]*-[a-z]+:|\(\?[a-z]+:", "(?:", source)


def _of(parsed: Any, chars: re.Pattern[str]) -> Runs:
    return reduce(_then, (_item(*item, chars) for item in parsed), NONE)


def _then(one: Runs, two: Runs) -> Runs:
    return Runs(
        one.start if one.whole is None else one.whole + two.start,
        max(one.best, two.best, one.end + two.start),
        two.end if two.whole is None else two.whole + one.end,
        None if one.whole is None or two.whole is None else one.whole + two.whole,
    )


def _item(kind: Any, value: Any, chars: re.Pattern[str]) -> Runs:
    if kind in (op.LITERAL, op.IN):
        return Runs(1, 1, 1, 1) if _within(kind, value, chars) else BREAK
    if kind is op.SUBPATTERN:
        return _of(value[3], chars)
    if kind is op.BRANCH:
        return _either([_of(each, chars) for each in value[1]])
    if kind in (op.MAX_REPEAT, op.MIN_REPEAT):
        least, _, inner = value
        one = _of(inner, chars)
        if least == 0:
            return NONE if one.whole is not None else BREAK
        return reduce(_then, [one] * min(least, LONG), NONE)
    return NONE if kind in (op.AT, op.ASSERT, op.ASSERT_NOT) else BREAK


def _either(every: list[Runs]) -> Runs:
    wholes = [each.whole for each in every if each.whole is not None]
    return Runs(
        min(each.start for each in every),
        min(each.best for each in every),
        min(each.end for each in every),
        min(wholes) if len(wholes) == len(every) else None,
    )


def _within(kind: Any, value: Any, chars: re.Pattern[str]) -> bool:
    if kind is op.LITERAL:
        return chars.fullmatch(chr(value)) is not None
    return all(_part_within(*part, chars) for part in value)


def _part_within(kind: Any, value: Any, chars: re.Pattern[str]) -> bool:
    if kind is op.LITERAL:
        return chars.fullmatch(chr(value)) is not None
    if kind is op.RANGE:
        return all(chars.fullmatch(chr(code)) for code in range(value[0], value[1] + 1))
    return kind is op.CATEGORY and value in (op.CATEGORY_WORD, op.CATEGORY_DIGIT)
