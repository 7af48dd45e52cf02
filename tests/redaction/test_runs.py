"""Runs of characters are what a pattern would find, each looked at once."""

from __future__ import annotations

import re
from string import ascii_letters, digits

from hypothesis import given, settings
from hypothesis import strategies as st

from rowgate.redaction.runs import Runs

RUNS = Runs(f"{ascii_letters}{digits}+/_-", 4)
PATTERN = re.compile(r"[A-Za-z0-9+/_-]{4,}")


def places(text: str) -> list[tuple[int, int, str]]:
    return list(RUNS.looked_at(text, lambda run: run))


@settings(deadline=None, max_examples=300)
@given(st.text(st.sampled_from("abcd09+-= \n.é€日\ud800\U0001f600\xa0\x7f"), max_size=60))
def test_they_are_those_a_pattern_finds_in_characters_whatever_the_script(text: str) -> None:
    assert places(text) == [(*found.span(), found[0]) for found in PATTERN.finditer(text)]


def test_a_run_that_is_written_again_is_looked_at_once_and_found_everywhere() -> None:
    asked: list[str] = []

    def look(run: str) -> str | None:
        asked.append(run)
        return run if run == "token" else None

    text = "token tokens, token: xtoken (token)"
    assert [text[start:end] for start, end, _ in RUNS.looked_at(text, look)] == ["token"] * 3
    assert sorted(asked) == ["token", "tokens", "xtoken"]
