r"""Patterns between RE2 and JavaScript: the same texts match, or it is said that none can."""

from __future__ import annotations

import pytest
import re2
import regress
from hypothesis import given, settings
from hypothesis import strategies as st

from rowgate.exchange.regexes import UntranslatableError, escaped, to_javascript, to_re2

PROBES = (
    "", "a", "A", "a\nb", "a\rb", "a b", "a\tb", "a\u00a0b", "a\u2028b", "a\x0bb", "30 days", "x]y",
    "[", "]", "^", "-", "a.b", "a{2}", "aa", "/", "é", "日本", "_", "7", "\x07", "é\n", "\\",
)  # fmt: skip


def rows_say(pattern, text):
    return bool(re2.search(pattern, text))


def javascript_says(pattern, text):
    return regress.Regex(pattern).find(text) is not None


@pytest.mark.parametrize(
    "pattern",
    [
        r"a.b", r"(?s)a.b", r"^a$", r"\Aa\z", r"\s", r"[\s]", r"[^\s]", r"\S+", r"[[:alpha:]]b",
        r"[[:space:]x]", r"(?P<n>a)b", r"(?:a|b)c", r"[]x]", r"[^]x]", r"[a\]]", r"\Qa.b\E",
        r"\x{2028}", r"\x41", r"\07", r"a{2}", r"a{2", r"\d+ days", r"\bdays\b", r"[[]", r"[a[]",
        r"\.", r"/", r"\a", r"(a)(b)?", r"\w+", r"[\d\w-]", r"é", r"日+",
    ],
)  # fmt: skip
def test_a_pattern_of_a_row_matches_the_same_in_javascript(pattern):
    made = to_javascript(pattern)
    assert [javascript_says(made, text) for text in PROBES] == [
        rows_say(pattern, text) for text in PROBES
    ]


@pytest.mark.parametrize(
    "pattern",
    [r"(?i)a", r"(?m)^a", r"(?U)a", r"(?i:a)", r"\pL", r"\p{Greek}", r"[\S]", r"\x{1F600}",
     r"[😀]", r"[[:^alpha:]]", r"\C"],
)  # fmt: skip
def test_what_javascript_cannot_say_is_refused(pattern):
    with pytest.raises(UntranslatableError):
        to_javascript(pattern)


@pytest.mark.parametrize(
    "pattern",
    [
        r"a.b", r"^a$", r"\s", r"[\s]", r"\S+", r"[^\s]", r"(?<n>a)b", r"[^]", r"a[]|7", r"[\]x]",
        r"\u2028", r"\u0041", r"\cA|a", r"\/", r"\-", r"[[:alpha:]]", r"[a[]", r"\A", r"\z", r"\Q",
        r"\a", r"\0|a", r"[\b]|a", r"\d+ days", r"\bdays\b", r"a{2}", r"(?:a|b)", r"[\w-]", r"\.",
        r"\x41", r"[^\n]", r"[\s\S]b", r"é",
    ],
)  # fmt: skip
def test_a_pattern_of_javascript_matches_the_same_in_a_row(pattern):
    made = to_re2(pattern)
    assert [rows_say(made, text) for text in PROBES] == [
        javascript_says(pattern, text) for text in PROBES
    ]


def test_a_class_with_all_but_space_in_it_is_refused():
    with pytest.raises(UntranslatableError):
        to_re2(r"[\Sx]")


@pytest.mark.parametrize("pattern", [r"a(?=b)", r"(?<!a)b", r"(a)\1"])
def test_what_re2_lacks_is_left_for_it_to_refuse(pattern):
    options = re2.Options()
    options.log_errors = False
    with pytest.raises(re2.error):
        re2.compile(to_re2(pattern), options)


@pytest.mark.parametrize("pattern", ["[a", "a\\", "[^"])
def test_a_broken_pattern_is_refused_either_way(pattern):
    for translated in (to_javascript, to_re2):
        with pytest.raises(UntranslatableError):
            translated(pattern)


@settings(deadline=None, max_examples=100)
@given(text=st.text(st.characters(max_codepoint=0xFFFF, exclude_categories=["Cs"]), max_size=12))
def test_an_escaped_text_matches_itself_in_both(text):
    pattern = f"^{escaped(text)}$"
    assert rows_say(pattern, text)
    assert javascript_says(pattern, text)
    assert rows_say(to_re2(to_javascript(pattern)), text)


@settings(deadline=None, max_examples=150)
@given(
    pattern=st.lists(
        st.sampled_from(["a", ".", r"\s", r"\S", "[a-c]", "[^a]", r"\d", "(?:x|y)", "(?P<n>z)",
                         "[]]", r"\.", "^", "$", "[[:digit:]]", r"\x{e9}", "+", "*", "?"]),
        min_size=1, max_size=5),
    text=st.text("ab\n\r .é7]z", max_size=6),
)  # fmt: skip
def test_generated_patterns_match_the_same_in_javascript(pattern, text):
    joined = "".join(pattern)
    options = re2.Options()
    options.log_errors = False
    try:
        compiled = re2.compile(joined, options)
        theirs = regress.Regex(to_javascript(joined))
    except (re2.error, UntranslatableError, regress.RegressError):
        return
    assert (theirs.find(text) is not None) == bool(compiled.search(text))
