"""Whatever is read without a parser is what the parser reads."""

from __future__ import annotations

import subprocess
import sys

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rowgate.yamltext import YamlFault, read, read_canonical, write
from rowgate.yamltext.reader import read as read_strictly
from tests.support.yaml_documents import AWKWARD, documents, keys

mappings = st.dictionaries(keys, documents, min_size=1, max_size=5)
LINES = [
    "# said",
    "  # said",
    "",
    "a: 1",
    "  a: 1",
    "- a",
    "    b",
    "|-",
    '"',
    "---",
    "\t",
    "<<: *a",
]


def outcome(reader, text):
    try:
        return repr(reader(text))
    except YamlFault as fault:
        return (fault.kind, fault.message, fault.line, fault.column)


@settings(deadline=None, max_examples=200)
@given(mappings)
def test_a_canonical_text_is_read_as_what_was_written_or_left_to_the_parser(document):
    text = write(document)
    assert read_canonical(text) is None or repr(read_canonical(text)) == repr(document)
    assert repr(read(text)) == repr(document)


@pytest.mark.parametrize(
    "text", [text for text in AWKWARD if "\\U" not in write([text])], ids=ascii
)
def test_an_awkward_text_needs_no_parser_in_any_position(text):
    document = {
        "value": text,
        "list": [text, [1, [2, "three"]], {"first": text, "second": [{"in": text}]}],
        "nested": {text[:300]: {"in": text, "after": 1}, "last": {}},
    }
    assert read_canonical(write(document)) == document


@settings(deadline=None, max_examples=300)
@given(mappings, st.data())
def test_a_changed_line_is_read_or_refused_as_the_parser_does(document, data):
    lines = write(document).split("\n")
    at = data.draw(st.integers(0, len(lines) - 1))
    replaced = data.draw(st.integers(0, 1))
    lines[at : at + replaced] = [data.draw(st.sampled_from(LINES))]
    text = "\n".join(lines)
    assert outcome(read, text) == outcome(read_strictly, text)


@settings(deadline=None, max_examples=300)
@given(mappings, st.data())
def test_a_changed_sign_is_read_or_refused_as_the_parser_does(document, data):
    text = write(document)
    at = data.draw(st.integers(0, len(text) - 1))
    replaced = data.draw(st.integers(0, 2))
    sign = data.draw(
        st.sampled_from(["", " ", "\n", "#", '"', "\\", "-", ":", "|", "0", "\r", "é"])
    )
    text = text[:at] + sign + text[at + replaced :]
    assert outcome(read, text) == outcome(read_strictly, text)


def test_keys_in_another_order_are_not_canonical():
    text = "b: 1\na: 2\n"
    assert read_canonical(text) == {"b": 1, "a": 2}
    assert read_canonical(text, lambda data: dict(sorted(data.items()))) is None


@pytest.mark.parametrize(
    "text",
    [
        "a: |-\n  one\n# said\n  two\n",
        'a: "one\\n\\\n# said\n  two"\n',
        "a: 1\n# said\n\nb: 2\n",
        "# \u202f\x85 said\na: 1\n",
        "# said\r\na: 1\n",
    ],
    ids=ascii,
)
def test_a_comment_that_ends_a_text_or_hides_a_sign_is_left_to_the_parser(text):
    assert outcome(read, text) == outcome(read_strictly, text)


def test_comments_above_the_keys_of_the_root_need_no_parser():
    code = """
import sys
from rowgate import yamltext
assert yamltext.read("# said\\nformat: 1\\n# more\\n# lines\\ngate: release\\n# last\\n")
assert "yaml" not in sys.modules
"""
    subprocess.run([sys.executable, "-c", code], check=True)
