"""Comments of a row file as texts: what people note beside the fields is as public as these."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from rowgate.rows.modeline import body_of


class Block(NamedTuple):
    """Comment lines that follow one another, or a comment beside a value."""

    text: str
    """What they say: lines without what marks them as comments."""
    line: int
    column: int
    """Where the first begins, from 1."""
    start: int
    end: int
    mark: str
    """`# ` as the first is written."""


def blocks(text: str) -> list[Block]:
    """The comments of a file that can be read, in order; that of its schema says nothing."""
    found: list[Block] = []
    if "#" not in body_of(text):
        return found
    for block in _comments(text):
        last = found[-1] if found else None
        if last and last.column == block.column and text[last.end : block.start].strip(" ") == "\n":
            found[-1] = last._replace(text=f"{last.text}\n{block.text}", end=block.end)
        else:
            found.append(block)
    return found


def _comments(text: str) -> Iterator[Block]:
    from rowgate.yamltext.comments import scan

    head = len(text) - len(body_of(text))
    for start, written, _, _, column in scan(text).comments:
        if written and start >= head:
            said = written.lstrip("# ")
            line = text.count("\n", 0, start) + 1
            mark = written[: len(written) - len(said)]
            yield Block(said, line, column + 1, start, start + len(written), mark)


def rewritten(text: str, new: Mapping[Block, str]) -> str:
    """The file's text with comments that say something else."""
    for block in sorted(new, key=lambda one: -one.start):
        between = "\n" + " " * (block.column - 1) + block.mark
        said = block.mark + new[block].replace("\n", between)
        text = text[: block.start] + said + text[block.end :]
    return text
