"""Many rows are checked in several processes, with the same outcome as in one."""

from __future__ import annotations

import os
import shutil

import pytest

from rowgate.errors import RowgateError
from rowgate.flows import parts


def many(scratch, count):
    """So many copies of the row, under names of their own: each is at fault in several ways."""
    text = scratch.read(scratch.row())
    for number in range(count):
        copy = text.replace("How long", f"How long in case {number}")
        scratch.write(f"datasets/refund-policy/rows/copy-{number:012x}.yaml", copy)


def test_many_rows_have_the_same_problems_in_one_process_and_in_several(clean, monkeypatch):
    many(clean, 520)
    clean.write("datasets/refund-policy/rows/broken-000000000abc.yaml", "a: [\n")
    clean.write("datasets/refund-policy/rows/notes.txt", "x")
    clean.edit("datasets/refund-policy/dataset.yaml", "purpose:", "purposes:")
    monkeypatch.setattr(parts, "cores", lambda: 3)
    several = clean.rowgate("check")
    monkeypatch.setattr(parts, "cores", lambda: 1)
    alone = clean.rowgate("check")
    assert several == alone
    clean.git("add", "-A")
    shutil.rmtree(clean.path / "datasets")
    staged = clean.rowgate("check", "--staged")
    monkeypatch.setattr(parts, "cores", lambda: 3)
    assert clean.rowgate("check", "--staged") == staged == alone
    assert "522 rows checked" in several.err
    for code in ("RG001", "RG004", "RG007", "RG012", "RG105", "RG409"):
        assert f" {code} " in several.out, code


def test_parts_come_back_in_order():
    assert parts.in_parts(lambda items: list(items), range(10), 3) == [
        [0, 1, 2],
        [3, 4, 5, 6],
        [7, 8, 9],
    ]


def test_each_part_but_the_first_has_a_process_of_its_own():
    ids = parts.in_parts(lambda items: (os.getpid(), len(items))[0], range(9), 3)
    assert ids[0] == os.getpid()
    assert len(set(ids)) == 3


def test_what_a_part_raises_is_raised_here():
    def work(items):
        if 9 in items:
            raise RowgateError("nine is no number", fix="leave it out")
        return len(items)

    with pytest.raises(RowgateError, match="nine is no number"):
        parts.in_parts(work, range(10), 2)
