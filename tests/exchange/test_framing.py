"""Bytes → entries with their lines: nothing is followed, and a broken line costs no other."""

from __future__ import annotations

import json

import pytest

from rowgate.errors import UsageError
from rowgate.exchange.framing import document
from rowgate.exchange.tables import csv_text, guarded, unguarded


def refused(name, content):
    with pytest.raises(UsageError) as found:
        document(name, content if isinstance(content, bytes) else content.encode())
    return found.value.message


def test_lines_of_json_keep_their_numbers():
    found = document("a.jsonl", b'{"a": 1}\n\n{broken\n{"a": "x\\u2028y"}\r\n')
    assert found.value == [{"a": 1}, {"a": "x\u2028y"}]
    assert [found.lines((at,)) for at in (0, 1)] == [1, 4]
    assert [one.line for one in found.unread] == [3]


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ('{"a": NaN}', "NaN"),
        ('{"a": Infinity}', "Infinity"),
        ('{"a": "\\ud800"}', "half of a character"),
        ('{"a": ' * 60 + "1" + "}" * 60, "deeper than"),
        ("[" * 5000, ""),
    ],
    ids=["nan", "infinity", "surrogate", "deep", "unending"],
)
def test_what_no_row_can_hold_is_said_of_its_line(line, said):
    found = document("a.jsonl", f'{{"a": 1}}\n{line}\n'.encode())
    assert found.value == [{"a": 1}]
    (one,) = found.unread
    assert one.line == 2
    assert said in one.reason


def test_one_document_of_json_and_lines_without_a_name_are_told_apart():
    assert document("-", b'[{"a": 1}]').form == "json"
    assert document("-", b'{"a": 1}\n{"a": 2}\n').value == [{"a": 1}, {"a": 2}]
    assert document("-", b"\xef\xbb\xbf{}").value == {}
    assert document("a.json", json.dumps({"ü": 1}).encode("utf-16")).value == {"ü": 1}


def test_yaml_is_read_as_other_tools_write_it():
    text = """
# a comment
tests:
  - &first {a: no, b: 0x1f, c: 1e3, d: 2026-11-20, e: ~, f: '12', g: 010, h: .5}
  - {<<: *first, a: true}
  - *first
"""
    found = document("a.yaml", text.encode())
    first, second, third = found.value["tests"]
    assert first == {"a": "no", "b": 31, "c": 1000.0, "d": "2026-11-20", "e": None, "f": "12",
                     "g": 10, "h": 0.5}  # fmt: skip
    assert second == {**first, "a": True}
    assert third == first
    assert [found.lines(("tests", at)) for at in (0, 1)] == [4, 5]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("a: !!python/object/apply:os.system ['true']", "tag"),
        ("a: !include secret.txt", "tag"),
        ("a: 1\na: 2", "twice"),
        ("? [a]\n: 1", "no text"),
        ("a: [", "no YAML"),
        ("&a [*a]", "holds itself"),
        ("a: " + "[" * 70 + "]" * 70, "deeper"),
        ("just words", "neither JSON, CSV nor YAML"),
    ],
)
def test_yaml_that_is_more_than_data_is_refused(text, said):
    assert said in refused("a.yaml", text)


def test_aliases_that_multiply_are_refused_in_little_time():
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]" for n in range(1, 10)]
    assert "aliases" in refused("bomb.yaml", "\n".join(lines))


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("a.csv", "a,a\n1,2\n", "names, each once"),
        ("a.csv", "a,,c\n1,2,3\n", "names, each once"),
        ("a.json", "7", "no cases"),
        ("a.jsonl", b"\xff\xfe\x00", "UTF-8"),
        ("a.txt", "", "is empty"),
    ],
)
def test_a_file_that_is_none_of_these_is_one_line(name, content, said):
    message = refused(name, content)
    assert said in message
    assert "\n" not in message


def test_a_table_is_read_by_its_columns_whatever_stands_in_its_cells():
    found = document("a.tsv", b'a\tb\n"x\n\ty"\t1\n2\t3\n')
    assert found.value == [{"a": "x\n\ty", "b": "1"}, {"a": "2", "b": "3"}]
    assert [found.lines((at,)) for at in (0, 1)] == [2, 4]
    found = document("a.csv", b'a,b\n1,2\n3\n"x\n')
    assert found.value == [{"a": "1", "b": "2"}]
    assert [one.line for one in found.unread] == [3, 4]


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@x", "\tx", "'=1", "''+1"])
def test_a_cell_that_a_spreadsheet_would_run_begins_with_an_apostrophe(text):
    assert guarded(text) == f"'{text}"
    assert unguarded(guarded(text)) == text
    (_, cells) = csv_text(["a"], [{"a": text}]).decode().split("\n", 1)
    assert cells.lstrip('"').startswith("'")


@pytest.mark.parametrize("text", ["", "a=1", "'quoted'", "1-2", 5, None])
def test_any_other_cell_stays_as_it_is(text):
    assert guarded(text) == text
    assert unguarded(text) == text
