"""What stands around the fields: comments, `dataset.yaml`, file names, text no reader takes.

It is as public as the rows, so it is scanned as text (RG305).
"""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from pathlib import PurePath
from typing import NamedTuple

from rowgate import yamltext
from rowgate.flows.comments import blocks
from rowgate.flows.reading import Read
from rowgate.model import Scan
from rowgate.redaction.document import scan_document
from rowgate.rows import store
from rowgate.rows.rowfile import read_fields

Place = tuple[int, int]

COMMENT = "a comment"
NAME = "the file's name"
_HASH = re.compile("-?[0-9a-f]{12}$")


class Hit(NamedTuple):
    """A finding outside of a row's fields: the file in the dataset, its place, its type."""

    file: str
    place: Place
    type: str
    where: str


def surrounding_hits(read: Read, scan: Scan) -> Iterator[Hit]:
    """Every finding around the fields of what was read, `dataset.yaml` where it was asked for."""
    if read.whole:
        for place, kind, where in _in_definition(read, scan):
            yield Hit(store.DATASET_FILE, place, kind, where)
    for row_id, file in read.rows.items():
        name = f"{store.ROWS}/{row_id}.yaml"
        found = _in_comments(file.text, scan) if file.data else _in_text(file.text, scan)
        for place, kind in () if file.bare else found:
            yield Hit(name, place, kind, COMMENT if file.data else "text that is no YAML")
        for kind in _in_name(row_id, scan):
            yield Hit(name, (1, 1), kind, NAME)


def mended_by(hit: Hit) -> str:
    """What to do about a hit, in a line."""
    if hit.where == NAME:
        return "git mv it to another name with the same last 12 characters"
    if hit.where == COMMENT and hit.file != store.DATASET_FILE:
        return f"rowgate redact {shlex.quote(PurePath(hit.file).stem)}, or write it differently"
    return "write it differently: there is no exception for what stands around the fields"


def _in_name(name: str, scan: Scan) -> list[str]:
    """The types found in the name of a row, as it stands and as the words it is made of."""
    # The last part is a hash mostly: it says nothing, and looks like much.
    words = _HASH.sub("", name)
    return list(dict.fromkeys(found.type for said in (words, words.replace("-", " "))
                              for found in scan(said)))  # fmt: skip


def _in_definition(read: Read, scan: Scan) -> Iterator[tuple[Place, str, str]]:
    text = read.definition.text
    data, _ = read_fields(text)
    if data is None:
        yield from ((place, kind, "dataset.yaml") for place, kind in _in_text(text, scan))
        return
    declared = [owner for owner in data.get("owners") or () if isinstance(owner, str)]
    for path, kind, _ in scan_document(data, scan, declared=declared):
        yield yamltext.place(text, path), kind, "dataset.yaml"
    for place, kind in _in_comments(text, scan):
        yield place, kind, COMMENT


def _in_comments(text: str, scan: Scan) -> Iterator[tuple[Place, str]]:
    for block in blocks(text):
        for finding in scan(block.text):
            line = block.line + block.text.count("\n", 0, finding.start)
            yield (line, block.column), finding.type


def _in_text(text: str, scan: Scan) -> Iterator[tuple[Place, str]]:
    for number, line in enumerate(text.splitlines(), 1):
        for finding in scan(line):
            yield (number, finding.start + 1), finding.type
