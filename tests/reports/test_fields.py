"""A field that differs, in a line."""

from __future__ import annotations

import pytest

from rowgate.reports.fields import difference_line


@pytest.mark.parametrize(
    ("before", "after", "line"),
    [
        (["a"], ["b"], 'x."dotted.y": "a" → "b"'),
        ([None], [], 'x."dotted.y": null → nothing'),
        ([], [{"é": 1}], 'x."dotted.y": nothing → {"é": 1}'),
        (["a\n\x1b[31m"], ["a"], 'x."dotted.y": "a\\n\\u001b[31m" → "a"'),
    ],
)
def test_each_side_as_json_or_nothing(before, after, line):
    assert difference_line(("x", "dotted.y"), before, after) == line


def test_long_texts_are_shown_around_where_they_begin_to_differ():
    same = "word " * 100
    line = difference_line(("x",), [same + "before" + same], [same + "after" + same])
    assert "before" in line
    assert "after" in line
    assert len(line) < 140
    assert line.count("…") == 4
