"""Commits as git finds them, and their blobs."""

from __future__ import annotations

import pytest

from rowgate.history.life import BlobReader, commits
from rowgate.history.repository import Repository, open_repository

COMMITS = 300


@pytest.fixture
def long_lived(scratch, monkeypatch) -> Repository:
    """A file that many commits changed, each with much to say."""
    parts = []
    for number in range(COMMITS):
        said = f"{number} " + "word " * 400
        parts.append(
            f"commit refs/heads/main\ncommitter A <a@example.com> {1700000000 + number} +0000\n"
            f"data {len(said)}\n{said}\nM 100644 inline file\ndata {len(str(number))}\n{number}\n"
        )
    done = scratch.run("git", "fast-import", "--quiet", stdin="".join(parts))
    assert done.code == 0, done.all
    monkeypatch.chdir(scratch.path)
    return open_repository(scratch.path)


def test_commits_come_before_git_is_done(long_lived):
    arriving = commits(long_lived, "main", ["file"])
    first = next(arriving)
    # A pipe holds 64 KiB: git waits to write the rest, which nobody has read.
    assert 0 < len(first) < COMMITS // 3
    found = [one for part in (first, *arriving) for one in part]
    assert [one.subject.split()[0] for one in found] == [str(n) for n in reversed(range(COMMITS))]
    assert {len(one.files) for one in found} == {1}


def test_whoever_has_seen_enough_stops_git(long_lived):
    arriving = commits(long_lived, "main", ["file"])
    next(arriving)
    arriving.close()
    assert next(commits(long_lived, "main", ["file"], most=1))[0].files[0].path == "file"


def test_blobs_are_read_by_any_name_and_what_is_not_there_is_none(long_lived):
    names = [f"main~{number}:file" for number in range(COMMITS)]
    with BlobReader(long_lived) as blobs:
        found = dict(blobs.read([*names, "main:nothing", "a\nb"]))
    assert [found[name] for name in names] == [
        str(number).encode() for number in reversed(range(COMMITS))
    ]
    assert found["main:nothing"] is None
    assert "a\nb" not in found
