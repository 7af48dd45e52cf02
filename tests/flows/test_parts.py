"""Many rows are checked in several processes, with the same outcome as in one."""

from __future__ import annotations

import os
import shutil
import time

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
    found = parts.in_parts(lambda items: [item * item for item in items], range(1000), 3)
    assert [square for part in found for square in part] == [item * item for item in range(1000)]


def test_there_may_be_fewer_things_than_processes():
    assert parts.in_parts(list, range(2), 5) == [[0], [1]]


def test_the_work_is_shared_between_processes():
    def work(items):
        time.sleep(0.01)
        return os.getpid()

    ids = parts.in_parts(work, range(60), 3)
    assert len(set(ids)) == 3
    assert os.getpid() in ids


def test_what_a_part_raises_is_raised_here():
    def work(items):
        if 9 in items:
            raise RowgateError("nine is no number", fix="leave it out")
        return len(items)

    with pytest.raises(RowgateError, match="nine is no number"):
        parts.in_parts(work, range(10), 2)
