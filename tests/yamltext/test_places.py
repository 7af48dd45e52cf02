from __future__ import annotations

import re

import pytest
from hypothesis import given, settings

from rowgate.yamltext import canonical_place, place, places, write
from tests.support.yaml_documents import documents

ROW = """\
# a comment
format: 1
variables:
  question: How long?
  messages:
    - role: user
      content: |
        role: assistant
    - - deep
      - {x: 1, "y z": [a, b]}
"a.b": 2
"""


@pytest.mark.parametrize(
    ("path", "line", "column"),
    [
        ((), 1, 1),
        (("format",), 2, 1),
        (("variables", "question"), 4, 3),
        (("variables", "messages", 0), 6, 7),
        (("variables", "messages", 0, "content"), 7, 7),
        (("variables", "messages", 1, 0), 9, 9),
        (("variables", "messages", 1, 1, "y z"), 10, 16),
        (("variables", "messages", 1, 1, "y z", 1), 10, 27),
        (("a.b",), 11, 1),
        (("variables", "messages", 7, "role"), 5, 3),
        (("variables", "question", "x"), 4, 3),
        (("nothing", "here"), 1, 1),
    ],
)
def test_a_path_has_the_place_of_its_key_or_its_nearest_ancestor(path, line, column):
    assert place(ROW, path) == (line, column)


def test_many_paths_are_placed_at_once():
    assert places(ROW, [("format",), ("no",)]) == [(2, 1), (1, 1)]


def test_a_text_that_cannot_be_read_still_has_the_places_before_the_fault():
    assert place("a: 1\nb: [1\nc: 2\n", ("a",)) == (1, 1)
    assert place("a: 1\nb: 2\nc: [1\n", ("b",)) == (2, 1)
    assert place("\ud800", ("a",)) == (1, 1)


def test_a_key_that_stands_twice_has_its_second_place():
    assert place("a: 1\na: 2\n", ("a",)) == (2, 1)


def paths(document: object, path: tuple[str | int, ...] = ()):
    entries = document.items() if isinstance(document, dict) else ()
    if isinstance(document, list):
        entries = enumerate(document)
    for part, value in entries:
        yield (*path, part)
        yield from paths(value, (*path, part))


@settings(deadline=None, max_examples=100)
@given(documents)
def test_every_key_of_a_canonical_text_is_where_its_place_says(document):
    text = write(document)
    lines = text.split("\n")
    every = list(paths(document))
    for path, (line, column) in zip(every, places(text, every), strict=True):
        rest = lines[line - 1][column - 1 :]
        if isinstance(path[-1], str):
            assert rest.startswith(write({path[-1]: None})[: -len(" null\n")])
        else:
            assert re.fullmatch(r" *(- )+", lines[line - 1][: column - 1])


def paths_of(data, path=()):
    yield path
    if isinstance(data, dict):
        for key, value in data.items():
            yield from paths_of(value, (*path, key))
            yield (*path, f"{key} x")
    elif isinstance(data, list):
        for index, value in enumerate(data):
            yield from paths_of(value, (*path, index))


@given(documents)
@settings(deadline=None, max_examples=150)
def test_in_a_canonical_text_indentation_gives_the_same_places(document):
    for text in (write(document), "# yaml-language-server: $schema=x.json\n" + write(document)):
        for path in paths_of(document):
            found = canonical_place(text, path)
            if found is None:
                assert any(isinstance(part, int) for part in path)
            else:
                assert found == place(text, path), path
