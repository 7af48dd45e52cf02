from __future__ import annotations

import string

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from rowgate.yamltext import YamlFault, canonicalise, departure, edit, place, read, write
from tests.support.yaml_documents import AWKWARD, documents


def fault_of(text: str) -> YamlFault:
    with pytest.raises(YamlFault) as caught:
        read(text)
    return caught.value


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("", None),
        ("# nothing\n", None),
        ("~", None),
        ("a", "a"),
        ("NO", "NO"),
        ("12:30:45", "12:30:45"),
        ("2026-11-21", "2026-11-21"),
        ("0x1g", "0x1g"),
        ("00f067aa0ba902b7", "00f067aa0ba902b7"),
        ("1.2.3", "1.2.3"),
        ("-", [None]),
        ("a: ", {"a": None}),
        ("a: TRUE", {"a": True}),
        ("a: Null", {"a": None}),
        ("a: +12", {"a": 12}),
        ("a: -0.50", {"a": -0.5}),
        ("a: 1.0e-07", {"a": 1e-07}),
        ("a: 123456789012345678901234567890", {"a": 123456789012345678901234567890}),
        ("{a: [1, 'x', \"\\u00e9\"], 'b': {}}", {"a": [1, "x", "é"], "b": {}}),
        ("a: >-\n  folded\n  text\n", {"a": "folded text"}),
        ("a:\n- 1\n-   b: 2\n    c: 3\n", {"a": [1, {"b": 2, "c": 3}]}),
        ("---\na: 1\n...\n", {"a": 1}),
        ("? a\n: b\n", {"a": "b"}),
        ("a: x\ty", {"a": "x\ty"}),
        ('"<<": 1', {"<<": 1}),
        ("a: '1e5'", {"a": "1e5"}),
        ("=======\n", "======="),
        ("a: <<<<<<<\nb: '>>>>>>>'\n", {"a": "<<<<<<<", "b": ">>>>>>>"}),
    ],
)
def test_ordinary_yaml_reads_as_its_data(text, value):
    assert read(text) == value


DISPUTED = """
    010 -010 0o17 0x1F 0b11 1_000 1e5 1E5 1e+5 1.0e5 1234567e8 .5 5. -.5 00.5 .inf -.Inf .NaN 1_0.5 0_1
    1.0e+999 5.e+3
"""


@pytest.mark.parametrize("number", [*DISPUTED.split(), "1" * 5000])
def test_a_number_that_readers_take_differently_is_refused(number):
    fault = fault_of(f"ok: 1\nn: {number}\n")
    assert (fault.kind, fault.line, fault.column) == ("ambiguous", 2, 4)
    assert "double quotes" in fault.message
    assert number not in fault.message.replace("(8, 0.5, 5.0)", "")
    assert read(f'n: "{number}"') == {"n": number}


@pytest.mark.parametrize(
    ("text", "kind", "line", "column", "says"),
    [
        ("a: 1\na: 2", "duplicate-key", 2, 1, '"a" stands twice'),
        ("x:\n  - {a: 1, a: 2}", "duplicate-key", 2, 12, '"a"'),
        ("a: &x 1", "forbidden", 1, 4, "anchor"),
        ("a: [1]\nb: *a", "forbidden", 2, 4, "alias"),
        ("*a : 1", "forbidden", 1, 1, "alias"),
        ("<<: {a: 1}", "forbidden", 1, 1, "merge key"),
        ("a: !!str 1", "forbidden", 1, 4, "tag"),
        ("a: !x [1]", "forbidden", 1, 4, "tag"),
        ("a: !e!x 1", "forbidden", 1, 4, "tag"),
        ("! a", "forbidden", 1, 1, "tag"),
        ("%YAML 1.2\n---\na: 1", "forbidden", 1, 1, "directive"),
        ("a: 1\n---\nb: 1", "forbidden", 2, 1, "second document"),
        ("1: a", "forbidden", 1, 1, "double quotes"),
        ("true: a", "forbidden", 1, 1, "double quotes"),
        ("? [a]\n: b", "forbidden", 1, 3, "keys are text"),
        ("?\n: a", "forbidden", 1, 2, "double quotes"),
        ("k" * 1001 + ": 1", "forbidden", 1, 1, "shorten"),
        ("\ufeffa: 1", "encoding", 1, 1, "BOM"),
        ("a: 1\r\n", "encoding", 1, 5, "LF"),
        ("a: b\x85c", "encoding", 1, 5, "\\u0085"),
        ("a: 'b\u2028'", "encoding", 1, 6, "\\u2028"),
        ("a: \x01", "encoding", 1, 4, "\\u0001"),
        ("a: 1\nb: \ud800", "encoding", 2, 4, "half of a character"),
        ('a: "\\ud800"', "syntax", 1, 5, "half a character"),
        ("a: b: c", "syntax", 1, 5, "double quotes"),
        ("a: [1, 2\n", "syntax", 2, 1, "]"),
        ("a: {b: 1\n", "syntax", 2, 1, "}"),
        ('a: "b\n', "syntax", 2, 1, "quote"),
        ("a:\n\t- b", "syntax", 2, 1, "spaces"),
        ("a: @b", "syntax", 1, 4, "double quotes"),
        ("a: *", "syntax", 1, 5, "alias"),
        ('a: "\\q"', "syntax", 1, 5, "backslash"),
        ("a: |x\n", "syntax", 1, 5, "nothing may stand"),
        ("- " * 65 + "a", "depth", 1, 129, "64"),
        ("[" * 100_000, "depth", 1, 65, "64"),
        ("{a: " * 100, "depth", 1, 257, "64"),
        ("a: 1\n<<<<<<< HEAD\nb: 1\n=======\nb: 2\n>>>>>>> x\n", "conflict", 2, 1, "merge"),
        ('a: "\n<<<<<<< HEAD\n=======\n>>>>>>> x\n"\n', "conflict", 2, 1, "merge"),
    ],
)
def test_what_is_refused_is_placed_and_says_how_to_mend_it(text, kind, line, column, says):
    fault = fault_of(text)
    assert (fault.kind, fault.line) == (kind, line)
    assert kind == "syntax" or fault.column == column
    assert says in fault.message
    assert "\n" not in fault.message


def test_a_fault_names_keys_and_never_shows_values():
    for text in ["a: [s3cret", "a: 's3cret", "a: s3cret: b", "a: !!int s3cret", '- "s3cret\\q"']:
        fault = fault_of(text)
        assert "s3cret" not in str(fault)
        assert fault.__cause__ is None
        assert fault.__context__ is None or fault.__suppress_context__


def test_nesting_of_64_levels_is_read():
    document: object = "deep"
    for _ in range(64):
        document = [document]
    assert read(write(document)) == document
    with pytest.raises(ValueError, match="64"):
        write([document])


SYNTAX = st.text(
    st.sampled_from(
        list("ab01 \n\n:-#'\"\\|>&*!%@`,[]{}?.eE_~<=+\t\r\x85\u2028\ufeff\x00\ud800é\U0001f600")
    ),
    max_size=40,
)
SNIPPETS = st.lists(
    st.sampled_from(
        [*AWKWARD[:60], "a: ", "\n", "  ", "- ", "? ", ": ", "|\n", '"', "'", "{", "]", "# c"]
    )
    | st.sampled_from(list(string.printable)),
    max_size=12,
).map("".join)


@settings(deadline=None, max_examples=300)
@given(
    SYNTAX
    | SNIPPETS
    | documents.map(write).flatmap(
        lambda text: st.integers(0, len(text)).map(lambda cut: text[:cut])
    )
)
@example("\ud800")
@example("[" * 3000)
@example("- " * 3000)
@example("a: {b: " * 300)
def test_no_text_makes_a_crash(text):
    assert place(text, ("a", 0)) >= (1, 1)
    try:
        data = read(text)
    except YamlFault as caught:
        fault = caught
    else:
        fault = None
    if fault is not None:
        assert 1 <= fault.line <= text.count("\n") + 2
        assert fault.column >= 1
        return
    departure(text, data)
    canonical = canonicalise(text)
    assert departure(canonical, data) is None
    assert canonicalise(canonical) == canonical
    assert edit(text, []) == text


@settings(deadline=None, max_examples=150)
@given(SYNTAX | SNIPPETS)
def test_pyyaml_without_libyaml_reads_the_same_or_refuses(text):
    from rowgate.yamltext import events, reader

    def told() -> object:
        try:
            return write(reader.read(text))
        except YamlFault:
            return "refused"

    with_libyaml = told()
    engine = events._PARSER
    events._PARSER = events._PureParser
    try:
        without = told()
    finally:
        events._PARSER = engine
    assert "refused" in (without, with_libyaml) or without == with_libyaml
