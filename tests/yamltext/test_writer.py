from __future__ import annotations

import io
import math

import pytest
import yaml
from hypothesis import given, settings
from ruamel.yaml import YAML

from rowgate.yamltext import departure, read, write
from rowgate.yamltext.reader import read as read_strictly
from tests.support.yaml_documents import AWKWARD, documents, texts

quick = settings(deadline=None, max_examples=150)


def same(one: object, other: object) -> bool:
    """Equal, and of equal types all the way down: 1, 1.0 and True are three values."""
    if isinstance(one, dict) and isinstance(other, dict):
        return list(one) == list(other) and all(same(one[key], other[key]) for key in one)
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(map(same, one, other))
    if isinstance(one, float) and isinstance(other, float):
        return one == other and math.copysign(1, one) == math.copysign(1, other)
    plain = (str, bool, int, float)
    kinds = [
        next((kind for kind in plain if isinstance(value, kind)), None) for value in (one, other)
    ]
    return one == other and (kinds[0] is kinds[1] or {kinds[0], kinds[1]} == {bool, int})


@quick
@given(documents)
def test_what_is_written_reads_back_the_same(document):
    text = write(document)
    assert same(read(text), document)
    assert same(read_strictly(text), document)
    assert write(read(text)) == text
    assert departure(text, document) is None


@quick
@given(documents)
def test_pyyaml_reads_the_canonical_form_alike(document):
    assert same(yaml.load(write(document), Loader=yaml.CSafeLoader), document)


@settings(deadline=None, max_examples=60)
@given(documents)
def test_ruamel_reads_the_canonical_form_alike(document):
    text = write(document)
    assert same(YAML(typ="safe", pure=True).load(text), document)
    assert same(YAML(pure=True).load(text), document)


@pytest.mark.parametrize("text", AWKWARD, ids=ascii)
def test_an_awkward_text_reads_alike_everywhere_in_every_position(text):
    document = {"value": text, "list": [text, [text]], "nested": {text[:300]: {"in": text}}}
    written = write(document)
    assert read(written) == document
    assert read_strictly(written) == document
    assert yaml.load(written, Loader=yaml.CSafeLoader) == document
    assert YAML(typ="safe", pure=True).load(written) == document
    assert YAML(pure=True).load(written) == document
    assert yaml.load(written, Loader=yaml.SafeLoader) == document


@quick
@given(texts)
def test_no_line_ends_in_a_blank_and_every_line_ends_in_lf(text):
    written = write({"key": text, "other": [text]})
    assert written.endswith("\n")
    assert not any(
        line != line.rstrip() for line in io.StringIO(written, newline="\n").read().split("\n")
    )


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("word", "word\n"),
        ("two words", "two words\n"),
        ("gpt-4o-mini v_1/a.b", "gpt-4o-mini v_1/a.b\n"),
        ("within 30 days", '"within 30 days"\n'),
        ("NO", '"NO"\n'),
        ("", '""\n'),
        ('say "\\"', '"say \\"\\\\\\""\n'),
        ("a\x85\u2028\U000e0041\u202e", '"a\\u0085\\u2028\\U000e0041\\u202e"\n'),
        ("👨‍👩‍👧 שלום é", '"👨‍👩‍👧 שלום é"\n'),
        ("one\n\ntwo", "|-\n  one\n\n  two\n"),
        ("one\n  two\n", "|\n  one\n    two\n"),
        ("one \ntwo", '"one \\n\\\n  two"\n'),
        ("one\n two\t\n\nx", '"one\\n\\\n  \\ two\\t\\n\\\n  \\n\\\n  x"\n'),
        ("one\n\n", '"one\\n\\\n  \\n"\n'),
        (1e-07, "1.0e-07\n"),
        (1e22, "1.0e+22\n"),
        (2.0, "2.0\n"),
        (10**30, "1" + "0" * 30 + "\n"),
        (True, "true\n"),
        (None, "null\n"),
        ({}, "{}\n"),
        ([], "[]\n"),
        ([["a", "b"], [[]]], "- - a\n  - b\n- - []\n"),
        ({"labels": ["refunds"], "m": {}}, "labels:\n  - refunds\nm: {}\n"),
        ([{"role": "user", "content": "a\nb"}], "- role: user\n  content: |-\n    a\n    b\n"),
        ({"dotted.name": {"on": [{"a": [1]}]}}, 'dotted.name:\n  "on":\n    - a:\n        - 1\n'),
    ],
)
def test_there_is_one_way_to_write_a_value(value, text):
    assert write(value) == text


@pytest.mark.parametrize(
    ("value", "error"),
    [
        (math.nan, ValueError),
        ({"a": [math.inf]}, ValueError),
        ("\ud800", ValueError),
        ("a \n\udfff", ValueError),
        ({"\ud800": 1}, ValueError),
        ({"k" * 1001: 1}, ValueError),
        ({"\x00" * 200: 1}, ValueError),
        ({1: 1}, TypeError),
        ({"a": {1, 2}}, TypeError),
        ([b"bytes"], TypeError),
    ],
)
def test_what_the_form_has_no_place_for_is_refused(value, error):
    with pytest.raises(error):
        write(value)


def test_a_container_that_holds_itself_is_refused():
    loop: list[object] = []
    loop.append(loop)
    with pytest.raises(ValueError, match="64"):
        write(loop)


def test_the_longest_key_reads_back_everywhere():
    document = {"k k " * 249 + "key": {"\x00" * 166: 1}}
    text = write(document)
    assert read(text) == document
    assert yaml.load(text, Loader=yaml.CSafeLoader) == document
    assert YAML(typ="safe", pure=True).load(text) == document
