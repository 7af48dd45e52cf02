from __future__ import annotations

import io
import math

import pytest
import yaml
from hypothesis import given, settings
from ruamel.yaml import YAML

from rowgate.yamltext import departure, read, write
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
