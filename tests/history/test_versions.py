"""Reading git as it is: worktrees, other hashes, strange names, an index of its own."""

from __future__ import annotations

import subprocess

import pytest

from rowgate.errors import UsageError
from rowgate.history.blobs import read_named
from rowgate.history.life import BlobReader, commits
from rowgate.history.repository import open_repository
from rowgate.history.versions import ON_DISK, Versions
from tests.support.scratch import Scratch


@pytest.fixture
def two(scratch, monkeypatch):
    """Two commits: files that stay, change, go and come, in a folder of the repository."""
    for key, value in scratch.env.items():
        monkeypatch.setenv(key, value)
    return filled(scratch)


def filled(scratch):
    for name in ("stays", "changes", "goes"):
        scratch.write(f"rows/{name}", f"{name}\n")
    scratch.git("add", "-A")
    scratch.git("commit", "-qm", "one")
    scratch.write("rows/changes", "changed\n")
    (scratch.path / "rows/goes").unlink()
    scratch.write('rows/comes é\t"x"', "here\n")
    scratch.git("add", "-A")
    scratch.git("commit", "-qm", "two")
    return scratch


def versions(scratch):
    return Versions(open_repository(scratch.path))


def named(changed):
    return {one.path: (one.before is not None, one.after is not None) for one in changed}


CHANGED = {
    "rows/changes": (True, True),
    "rows/goes": (True, False),
    'rows/comes é\t"x"': (False, True),
}


def between(found, before, after, folders=("rows",)):
    return found.changed(found.point(before), found.point(after), folders)


def test_only_what_differs_is_named(two):
    assert named(between(versions(two), "HEAD~1", "HEAD")) == CHANGED


@pytest.mark.parametrize("after", ["@staged", "@worktree"])
def test_the_index_and_the_disk_differ_in_the_same_way(two, after):
    assert named(between(versions(two), "HEAD~1", after)) == CHANGED


def test_contents_come_in_the_order_of_the_names(two):
    found = versions(two)
    blobs = [(one.path, one.after) for one in between(found, "HEAD~1", "HEAD") if one.after]
    assert set(found.contents(blobs).values()) == {b"changed\n", b"here\n"}


def test_a_file_with_an_unfit_path_for_a_batch_is_read_by_its_id(two):
    two.write("rows/line\nbreak", "odd\n")
    two.git("add", "-A")
    found = versions(two)
    (one,) = between(found, "HEAD", "@staged")
    assert found.contents([(one.path, one.after)])[one.path, one.after] == b"odd\n"


def test_what_only_the_disk_has_is_read_from_there(two):
    two.write("rows/new", "new\n")
    two.write("rows/changes", "again\n")
    found = versions(two)
    changed = between(found, "HEAD", "@worktree")
    assert {(one.path, one.after) for one in changed} == {
        ("rows/new", ON_DISK),
        ("rows/changes", ON_DISK),
    }


def test_a_link_is_no_file(two):
    (two.path / "rows/stays").unlink()
    (two.path / "rows/stays").symlink_to("changes")
    two.git("add", "-A")
    assert named(between(versions(two), "HEAD", "@staged")) == {"rows/stays": (True, False)}


def test_a_worktree_is_a_repository_like_any_other(two, tmp_path):
    two.git("worktree", "add", "-q", tmp_path / "other", "HEAD~1")
    other = Scratch(tmp_path / "other", git=False)
    other.write("rows/stays", "differs\n")
    assert named(between(versions(other), "HEAD", "@worktree")) == {"rows/stays": (True, True)}


def test_a_repository_of_sha256(tmp_path, monkeypatch):
    scratch = Scratch(tmp_path / "repository", git=False)
    made = subprocess.run(
        ["git", "init", "-q", "--object-format=sha256"],
        cwd=scratch.path,
        env=scratch.env,
        check=False,
    )
    if made.returncode:
        pytest.skip("this git knows no SHA-256")
    scratch.git("config", "user.email", "ada@example.com")
    scratch.git("config", "user.name", "Ada")
    found = versions(filled(scratch))
    assert named(between(found, "HEAD~1", "HEAD")) == CHANGED
    assert len(found.point("HEAD").commit) == 64


def test_the_index_is_that_of_the_commit_being_made(two, monkeypatch):
    two.git("read-tree", "--index-output=.git/next", "HEAD~1")
    monkeypatch.setenv("GIT_INDEX_FILE", str(two.path / ".git" / "next"))
    assert between(versions(two), "HEAD~1", "@staged") == []


def test_nothing_is_committed_yet(scratch):
    scratch.write("rows/a", "a\n")
    found = versions(scratch)
    changed = found.changed(found.last(), found.point("@worktree"), ["rows"])
    assert named(changed) == {"rows/a": (False, True)}


def test_versions_that_share_nothing_are_told_so(two):
    two.git("checkout", "-q", "--orphan", "other")
    two.git("commit", "-qm", "other")
    found = versions(two)
    with pytest.raises(UsageError, match="share no commit"):
        found.fork(found.point("main"), found.point("other"))


def test_a_name_of_nothing_is_nothing(two):
    command = open_repository(two.path).command
    names = ["HEAD:rows/stays", "HEAD:rows/none", "HEAD:rows", "nowhere:rows/stays"]
    assert list(read_named(command, names)) == [b"stays\n", None, None, None]
    with BlobReader(open_repository(two.path)) as blobs:
        assert [content for _, content in blobs.read(names)] == [b"stays\n", None, None, None]


def test_commits_are_streamed_newest_first_and_can_be_left(two):
    found = commits(open_repository(two.path), "HEAD", ["rows"])
    first, *_ = next(found)
    assert (first.subject, first.author) == ("two", "ada@example.com")
    assert named(first.files) == CHANGED
    found.close()


def test_names_that_look_like_options_or_patterns_are_names(two):
    found = versions(two)
    with pytest.raises(UsageError, match="is no ref"):
        found.point("--output=x")
    two.write("r*s/a", "a\n")
    two.git("add", "-A")
    assert named(between(found, "HEAD", "@staged", ["r*s"])) == {"r*s/a": (False, True)}
