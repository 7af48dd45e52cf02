"""What the commit hook sees and what it does not, case by case, with pre-commit and with prek.

Rows 1 and 2 are committed and good. A bad row has no pass criteria.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import pytest

from tests.support.hooked import commit_unseen, expect, put, row_path, row_text, stage
from tests.support.scratch import Scratch

pytestmark = pytest.mark.slow

COMMIT = ("git", "commit", "-m", "rows")


class Case(NamedTuple):
    """How a commit is prepared and made, and what the hook makes of it."""

    id: str
    given: Callable[[Scratch], object]
    refused: str | None
    """The rule that refuses it; None: it is let through."""
    looked_at: int | None
    """How many rows the hook says it looked at; None: it did not run."""
    command: tuple[str, ...] = COMMIT
    said: tuple[str, ...] = ()


def _good_row(there: Scratch) -> None:
    stage(there, 3)


def _bad_row(there: Scratch) -> None:
    stage(there, 3, good=False)


def _good_staged_bad_on_disk(there: Scratch) -> None:
    stage(there, 3)
    put(there, 3, good=False)


def _bad_staged_good_on_disk(there: Scratch) -> None:
    stage(there, 3, good=False)
    put(there, 3)


def _good_staged_gone_from_disk(there: Scratch) -> None:
    (there.path / stage(there, 3)).unlink()


def _only_meant_to_be_added(there: Scratch) -> None:
    stage(there, 3)
    there.git("add", "--intent-to-add", put(there, 4, good=False))


def _untracked_bad_row(there: Scratch) -> None:
    stage(there, 3)
    put(there, 4, good=False)


def _dataset_with_an_untracked_bad_row(there: Scratch) -> None:
    there.edit("datasets/refund-policy/dataset.yaml", "Refund answers", "Answers")
    there.git("add", "-A")
    put(there, 4, good=False)


def _deletion(there: Scratch) -> None:
    there.git("rm", "-q", row_path(1))


def _deletion_and_a_row(there: Scratch) -> None:
    _deletion(there)
    stage(there, 3)


def _new_slug(there: Scratch) -> None:
    there.git("mv", row_path(1), row_path(1, slug="late"))


def _name_of_another_span(there: Scratch) -> None:
    there.git("mv", row_path(1), row_path(9))


def _bad_row_staged_beside(there: Scratch) -> None:
    stage(there, 3)
    stage(there, 4, good=False)


def _bad_edit(there: Scratch) -> None:
    put(there, 1, good=False)


def _bad_row_past_the_hook(there: Scratch) -> None:
    stage(there, 3, good=False)
    commit_unseen(there)


def _bad_row_past_the_hook_then_a_good_one(there: Scratch) -> None:
    _bad_row_past_the_hook(there)
    stage(there, 4)


def _no_row(there: Scratch) -> None:
    there.write("README.md", "Refunds\n")
    there.git("add", "README.md")


def _symbolic_link(there: Scratch) -> None:
    (there.path / "datasets" / "link.yaml").symlink_to("refund-policy/dataset.yaml")
    stage(there, 3)
    there.git("add", "-A")


def _name_beyond_ascii(there: Scratch) -> None:
    there.git("config", "core.quotePath", "true")
    there.write("datasets/refund-policy/rows/rückgabe ü.yaml", row_text(3))
    there.git("add", "-A")


def _line_ends_of_windows(there: Scratch) -> None:
    there.git("config", "core.autocrlf", "true")
    _good_row(there)


def _row_saved_with_line_ends_of_windows(there: Scratch) -> None:
    there.write(row_path(3), row_text(3).replace("\n", "\r\n"))
    there.git("add", "-A")


def _index_of_version_4(there: Scratch) -> None:
    there.git("update-index", "--index-version", "4")
    _bad_row(there)


def _split_index(there: Scratch) -> None:
    there.git("update-index", "--split-index")
    _bad_row(there)


CASES = [
    Case("a good row", _good_row, None, 1),
    Case("a bad row", _bad_row, "RG102", 1),
    Case("good staged, bad on disk", _good_staged_bad_on_disk, None, 1),
    Case("bad staged, good on disk", _bad_staged_good_on_disk, "RG102", 1),
    Case("good staged, gone from disk", _good_staged_gone_from_disk, None, 1),
    Case("bad row only meant to be added", _only_meant_to_be_added, None, 1),
    Case("untracked bad row", _untracked_bad_row, None, 1),
    Case("dataset with an untracked row", _dataset_with_an_untracked_bad_row, None, 2),
    Case("deletion only", _deletion, None, None),
    Case("deletion and a row", _deletion_and_a_row, None, 1),
    Case("renamed to a new slug", _new_slug, None, 1),
    Case("renamed to another span's name", _name_of_another_span, "RG012", 1),
    Case("commit PATH", _bad_row_staged_beside, None, 1, (*COMMIT, row_path(3))),
    Case("commit PATH of the bad one", _bad_row_staged_beside, "RG102", 1, (*COMMIT, row_path(4))),
    Case("commit -a", _bad_edit, "RG102", 1, (*COMMIT, "-a")),
    Case("amend with a bad row", _bad_row, "RG102", 1, (*COMMIT, "--amend")),
    Case("amend of the message", _bad_row_past_the_hook, None, None, (*COMMIT, "--amend")),
    Case("bad row committed before", _bad_row_past_the_hook_then_a_good_one, None, 1),
    Case("no verify", _bad_row, None, None, (*COMMIT, "--no-verify")),
    Case("no row", _no_row, None, 0),
    Case("symbolic link", _symbolic_link, None, 1),
    Case("name beyond ASCII", _name_beyond_ascii, "RG006", 1, said=("rückgabe ü.yaml:1:1",)),
    Case("core.autocrlf", _line_ends_of_windows, None, 1),
    Case(
        "saved with CRLF", _row_saved_with_line_ends_of_windows, "RG011", 1, said=("LF line ends",)
    ),
    Case("index of version 4", _index_of_version_4, "RG102", 1),
    Case("split index", _split_index, "RG102", 1),
]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.id)
def test_what_a_commit_lets_the_hook_see(hooked, case):
    case.given(hooked)
    before = hooked.git("rev-parse", "HEAD")
    ran = hooked.run(*case.command)
    expect(ran, refused=case.refused, looked_at=case.looked_at, said=case.said)
    assert (hooked.git("rev-parse", "HEAD") == before) == (case.refused is not None)
