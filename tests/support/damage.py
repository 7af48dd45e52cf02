"""Damages trace files the way the world does, for tests that reading never crashes."""

from __future__ import annotations

import copy
from random import Random
from typing import Any

from rowgate.errors import UsageError
from rowgate.model import Span
from rowgate.spans.read import Bad
from tests.support.traces import spans_of

NONSENSE: tuple[Any, ...] = (
    None, "", "\ud83d", 0, -1, 1.5, True, [], {}, [[]], [None], {"a": None}, "0" * 31, "x" * 40,
    float("nan"), 10**30,
)  # fmt: skip


def read_damaged(*places: Any) -> tuple[list[Span], list[Bad]]:
    """What can still be read, and what was reported. A refusal of a whole file is reported too;
    anything else that is raised fails the test."""
    bad: list[Bad] = []
    try:
        return spans_of(*places, bad=bad), bad
    except UsageError as error:
        return [], [*bad, Bad("", None, error.message)]


def mutated(value: Any, random: Random, *, share: float = 0.05) -> Any:
    """A copy of parsed JSON with some of its values replaced by nonsense, or left out."""
    return _mutated(copy.deepcopy(value), random, share)


def _mutated(value: Any, random: Random, share: float) -> Any:
    if isinstance(value, dict):
        for key in list(value):
            if random.random() < share:
                if random.random() < 0.3:
                    del value[key]
                else:
                    value[key] = random.choice(NONSENSE)
            else:
                value[key] = _mutated(value[key], random, share)
    elif isinstance(value, list):
        for index, item in enumerate(value):
            value[index] = (
                random.choice(NONSENSE)
                if random.random() < share
                else _mutated(item, random, share)
            )
    return value
