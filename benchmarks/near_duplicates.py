"""How much processor time RG408 and RG409 take on 10,000 generated rows, and what they find.

    python benchmarks/near_duplicates.py [ROWS]

Three shapes of datasets: short questions over a shared context, whole conversations of about
2 KB in one column, and questions made of a few hundred words only. One row in twenty is a
copy of an earlier one with a word changed; the share that is found of those that are
near-duplicates by definition, and the number of others that are reported, stand beside the
time.
"""

from __future__ import annotations

import random
import string
import sys
import time
from collections.abc import Callable
from typing import Any

from rowgate.checks.duplicates import near_duplicate, same_case
from rowgate.checks.similar import ALIKE, jaccard, words_of
from rowgate.model import Row

Json = Any
COPIES = 20


def words(chance: random.Random, vocabulary: list[str], count: int) -> str:
    """Text with Zipf's distribution of words."""
    weights = [1 / (rank + 3) for rank in range(len(vocabulary))]
    return " ".join(chance.choices(vocabulary, weights, k=count))


def vocabulary(chance: random.Random, size: int) -> list[str]:
    letters = string.ascii_lowercase
    return ["".join(chance.choices(letters, k=chance.randint(2, 10))) for _ in range(size)]


def over_context(chance: random.Random, known: list[str]) -> Callable[[], Json]:
    """A question, one of forty documents of 1.5 KB, and a number that never repeats."""
    documents = [words(chance, known, 220) for _ in range(40)]
    return lambda: {
        "question": words(chance, known, chance.randint(8, 30)),
        "context": chance.choice(documents),
        "order": str(chance.randint(10**6, 10**7)),
    }


def conversations(chance: random.Random, known: list[str]) -> Callable[[], Json]:
    """Messages only: a shared history, then a last message of about 2 KB."""
    histories = [words(chance, known, 60) for _ in range(10)]
    return lambda: {
        "messages": [
            {"role": "user", "content": chance.choice(histories)},
            {"role": "assistant", "content": "How can I help?"},
            {"role": "user", "content": words(chance, known, chance.randint(200, 320))},
        ]
    }


def few_words(chance: random.Random, known: list[str]) -> Callable[[], Json]:
    """Questions that share most of their words without being alike."""
    few = known[:400]
    return lambda: {"question": words(chance, few, chance.randint(8, 20))}


def edited(chance: random.Random, value: Json, known: list[str]) -> Json:
    """A copy in which one word of the case's own text is another one."""
    if isinstance(value, list):
        return [*value[:-1], {**value[-1], "content": edited(chance, value[-1]["content"], known)}]
    changed = value.split(" ")
    changed[chance.randrange(len(changed))] = chance.choice(known)
    return " ".join(changed)


def own_words(value: Json) -> frozenset[str]:
    """The words of a question, or of the last message."""
    return words_of(value[-1]["content"] if isinstance(value, list) else value)


def rows_of(make: Callable[[], Json], chance: random.Random, known: list[str], count: int) -> Any:
    """Rows, and the ids of those that are edited copies."""
    rows: list[Row] = []
    copies = set()
    for number in range(count):
        variables = make()
        if number % COPIES == COPIES - 1:
            original = chance.randrange(number // COPIES + 1) * COPIES
            variables = dict(rows[original].variables)
            name = "messages" if "messages" in variables else "question"
            before = variables[name]
            variables[name] = edited(chance, before, known)
            if jaccard(own_words(before), own_words(variables[name])) >= ALIKE:
                copies.add(f"row-{number:012d}")
        rows.append(Row(f"row-{number:012d}", variables=variables))
    return rows, copies


def main(count: int) -> None:
    print(f"{'dataset':16}{'MB':>6}{'RG408 s':>9}{'RG409 s':>9}{'found':>8}{'others':>8}")
    for make in (over_context, conversations, few_words):
        chance = random.Random(20261122)  # noqa: S311 - the same rows in every run
        known = vocabulary(chance, 8000)
        rows, copies = rows_of(make(chance, known), chance, known, count)
        size = sum(len(str(row.variables)) for row in rows) / 1e6
        start = time.process_time()
        list(same_case.dataset(rows, None))
        middle = time.process_time()
        found = {one.row for one in near_duplicate.dataset(rows, None)}
        end = time.process_time()
        share = len(found & copies) / len(copies)
        print(
            f"{make.__name__:16}{size:6.1f}{middle - start:9.2f}{end - middle:9.2f}"
            f"{share:8.1%}{len(found - copies):8}"
        )


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 10_000)
