"""`rowgate tag`: named versions of a dataset that say what they hold."""

from __future__ import annotations

import pytest


@pytest.fixture
def tagged(clean):
    """A dataset that is committed and tagged."""
    clean.git("add", "-A")
    clean.git("commit", "-qm", "one")
    clean.ok("tag", "refund-policy", "v1")
    return clean


def test_a_tag_is_annotated_and_carries_the_digest(tagged):
    assert tagged.git("cat-file", "-t", "v1").strip() == "tag"
    message = tagged.git("tag", "-n9", "v1")
    assert "refund-policy: 1 row" in message
    assert "Rowgate-Path: datasets/refund-policy" in message
    assert "Rowgate-Digest: sha256:" in message


def test_what_is_read_is_what_was_tagged(tagged):
    tagged.edit(tagged.row(), "It promised 60 days.", "Changed.")
    tagged.git("commit", "-qam", "two")
    ran = tagged.rowgate("tag", "--verify", "v1")
    assert ran.code == 0
    assert ran.out.startswith("same     v1: datasets/refund-policy, 1 row, sha256:")


def test_a_tag_that_was_moved_with_its_message_is_found_out(tagged):
    message = tagged.git("tag", "-l", "--format=%(contents)", "v1")
    tagged.edit(tagged.row(), "It promised 60 days.", "Changed.")
    tagged.git("commit", "-qam", "two")
    tagged.git("tag", "-f", "-a", "v1", "-m", message)
    ran = tagged.rowgate("tag", "--verify", "v1")
    assert ran.code == 1
    assert ran.out.startswith("differs  v1: datasets/refund-policy holds sha256:")


def test_reformatting_leaves_the_digest_alone_and_any_field_does_not(tagged):
    digest = tagged.ok("tag", "refund-policy").split()[-1]
    tagged.edit(tagged.row(), "why: incorrect-answer", "why: 'incorrect-answer'")
    tagged.git("commit", "-qam", "form")
    assert digest in tagged.ok("tag", "refund-policy", "v2")
    tagged.edit(tagged.row(), "It promised 60 days.", "Changed.")
    tagged.git("commit", "-qam", "note")
    assert digest not in tagged.ok("tag", "refund-policy", "v3")


def test_another_version_can_be_tagged_later(tagged):
    digest = tagged.ok("tag", "refund-policy").split()[-1]
    tagged.edit(tagged.row(), "It promised 60 days.", "Changed.")
    assert digest in tagged.ok("tag", "refund-policy@v1", "v1-again")
    assert len(tagged.ok("tag").splitlines()) == 2


@pytest.mark.parametrize(
    ("arguments", "code", "says"),
    [
        (("refund-policy", "v1"), 1, "there is a tag v1 already"),
        (("refund-polcy", "v2"), 2, "did you mean refund-policy?"),
        (("refund-policy", "a..b"), 2, "no name for a tag"),
        (("refund-policy@staged", "v2"), 2, "only commits get tags"),
        (("--verify", "v2"), 2, "no tag v2 that names a dataset; there are v1"),
    ],
)
def test_mistakes_are_answered_in_one_line(tagged, arguments, code, says):
    ran = tagged.rowgate("tag", *arguments)
    assert (ran.code, ran.out) == (code, "")
    assert says in ran.err
    assert len(ran.err.splitlines()) == 1


def test_what_is_not_committed_is_not_tagged(tagged):
    tagged.edit(tagged.row(), "It promised 60 days.", "Changed.")
    ran = tagged.rowgate("tag", "refund-policy", "v2")
    assert ran.code == 1
    assert "is not committed as it is on disk" in ran.err


def test_a_foreign_tag_is_none_of_ours(tagged):
    tagged.git("tag", "plain")
    tagged.git("tag", "-a", "-m", "release", "v9")
    assert [line.split()[0] for line in tagged.ok("tag").splitlines()] == ["v1"]
