"""`rowgate check --history`: a leak that was mended is still in every clone."""

from __future__ import annotations

import pytest

ADDRESS = "zoe.brandt" + "@" + "corporate-mail.net"


@pytest.fixture
def mended(clean):
    """Three commits: a clean row, one with an address, and one without it again."""
    clean.git("add", "-A")
    clean.git("commit", "-qm", "clean")
    clean.edit(clean.row(), "It promised 60 days.", f"{ADDRESS} was promised 60 days.")
    clean.git("commit", "-qam", "leak")
    clean.git("tag", "leak")
    clean.ok("redact")
    clean.git("commit", "-qam", "mended")
    return clean


def test_a_shallow_clone_is_not_called_clean(clean, tmp_path):
    clean.git("add", "-A")
    clean.git("commit", "-qm", "one")
    clean.edit(clean.row(), "It promised 60 days.", "Shorter.")
    clean.git("commit", "-qam", "two")
    url = clean.path.as_uri()
    clean.git("clone", "-q", "--depth", "1", url, str(tmp_path / "shallow"))
    there = type(clean)(tmp_path / "shallow", git=False)
    ran = there.rowgate("check", "--history")
    assert (ran.code, "git fetch --unshallow" in ran.err) == (4, True)
    there.git("fetch", "-q", "--unshallow")
    assert there.rowgate("check", "--history").code == 0


def test_a_mended_leak_is_found_in_its_commit_and_not_shown(mended):
    commit = mended.git("rev-parse", "leak")[:12]
    ran = mended.rowgate("check", "--history")
    assert ran.code == 1
    assert ran.out == f"{commit}:{mended.row()}:4:1: RG302 email in note\n"
    assert "rewriting history" in ran.err
    assert ADDRESS not in ran.all
    assert mended.rowgate("check").code == 0


def test_a_range_without_the_leak_is_clean(mended):
    ran = mended.rowgate("check", "--history", "leak..HEAD")
    assert ran.code == 0, ran.out
    assert "1 version of files in past commits: clean" in ran.err


def test_a_ref_that_is_not_there_and_an_empty_range_are_no_pass(mended):
    ran = mended.rowgate("check", "--history", "nowhere..HEAD")
    assert ran.code == 2
    assert "no commit, tag or branch nowhere" in ran.err
    ran = mended.rowgate("check", "--history", "HEAD..HEAD")
    assert ran.code == 4
    assert "nothing was scanned" in ran.err


def test_what_a_row_keeps_with_a_reason_is_no_finding(mended):
    mended.git("checkout", "-q", "leak")
    mended.ok("redact", "--keep", "email@note", "--reason", "made up")
    mended.git("commit", "-qam", "kept")
    ran = mended.rowgate("check", "--history", "leak..HEAD")
    assert ran.code == 0, ran.out


def test_all_branches_are_looked_at(mended):
    mended.git("checkout", "-q", "-b", "side", "leak~1")
    mended.git("branch", "-f", "main", "side")
    assert mended.rowgate("check", "--history").code == 1


def test_a_key_that_is_the_leak_is_not_shown_as_its_place(clean):
    clean.edit(clean.row(), "variables:\n", f'variables:\n  "of {ADDRESS}": "1"\n')
    clean.git("add", "-A")
    clean.git("commit", "-qm", "leak")
    ran = clean.rowgate("check", "--history")
    assert "RG302 email in variables\n" in ran.out
    assert ADDRESS not in ran.all
