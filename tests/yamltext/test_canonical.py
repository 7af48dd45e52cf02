from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rowgate.yamltext import canonicalise, departure, read, write
from tests.support.yaml_documents import documents

HAND_WRITTEN = """\
# yaml-language-server: $schema=row.json
# head

# about format
format: 1   # one
scope: {workflow: 'refunds'}        # or behavior
x: {a: 1, # c1
  b: 2} # c2
owners:
- ada # Ada
# - bob
gate: | # lit
  # text
  foo

  # more

# before l
l:
  - # dash
    # dd
    role: u # r
    c: [1, # one
    # two
    2]
    # after
  - - a # no comment: "# inside
    # inner
    - "b # text"
e: []
 # end
"""


def comments(text: str) -> list[str]:
    return [line.strip() for line in text.split("\n") if line.strip().startswith("#")]


def test_the_canonical_form_keeps_every_comment_beside_its_key():
    assert (
        canonicalise(HAND_WRITTEN)
        == """\
# yaml-language-server: $schema=row.json
# head
# about format
# one
format: 1
# or behavior
scope:
  workflow: refunds
x:
  # c1
  # c2
  a: 1
  b: 2
owners:
  # Ada
  - ada
# - bob
# lit
gate: |
  # text
  foo

  # more
# before l
l:
  # dash
  # dd
  # r
  - role: u
    c:
      # one
      - 1
      # two
      - 2
  # after
  # no comment: "# inside
  - - a
    # inner
    - "b # text"
e: []
# end
"""
    )


def test_bringing_a_text_into_the_form_changes_no_data_and_is_done_once():
    once = canonicalise(HAND_WRITTEN)
    assert read(once) == read(HAND_WRITTEN)
    assert canonicalise(once) == once
    assert departure(once, read(once)) is None


def test_a_comment_moves_with_its_key_when_keys_are_ordered():
    text = "# head\n\n# two\nb: 2\na: 1 # one\n# end\n"
    ordered = canonicalise(text, lambda data: dict(sorted(data.items())))
    assert ordered == "# head\n# one\na: 1\n# two\nb: 2\n# end\n"


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("a: 1\nb: 2\n", None),
        ("# c\na: 1\n    # d\nb: 2\n# e\n", None),
        ("a: 1 # c\nb: 2\n", 1),
        ("a: 1\n\nb: 2\n", 2),
        ("a: 1\nb: '2'\n", 2),
        ("a: 1\nb: 2", 2),
        ("a: 1\nb: 2\n\n", 3),
        ("---\na: 1\nb: 2\n", 1),
        ("a: 1\nb: 2\n...\n", 3),
        ("a:  1\nb: 2\n", 1),
        ("{a: 1, b: 2}\n", 1),
    ],
)
def test_the_first_line_outside_the_canonical_form_is_named(text, line):
    assert departure(text, read(text)) == line


def test_a_comment_inside_a_block_text_is_text():
    text = "a: |\n  one\n  # two\nb: 1\n"
    assert read(text) == {"a": "one\n# two\n", "b": 1}
    assert canonicalise(text) == text


@settings(deadline=None, max_examples=150)
@given(documents, st.lists(st.tuples(st.integers(0, 40), st.integers(0, 9)), max_size=5))
def test_comments_survive_wherever_they_stand(document, marks):
    lines = write(document).split("\n")[:-1]
    for number, (line, column) in enumerate(marks):
        lines.insert(line % (len(lines) + 1), " " * column + f"# comment {number}")
    text = "\n".join(lines) + "\n"
    try:
        data = read(text)
    except ValueError:
        return  # the comment broke a block or quoted text
    once = canonicalise(text)
    assert departure(once, data) is None
    assert canonicalise(once) == once
    assert read(once) == data
    if data == document:
        assert departure(text, data) is None
        assert comments(once) == comments(text)


@settings(deadline=None, max_examples=60)
@given(documents)
def test_a_canonical_text_is_left_alone(document):
    text = write(document)
    assert canonicalise(text) == text
