"""`rowgate owners`: who is asked to review which dataset."""

from __future__ import annotations


def test_a_line_for_every_dataset_with_owners(support):
    support.ok("new", "tone", "--owner", "@acme/tone", "--owner", "bo@example.com")
    support.ok("new", "orphan")
    ran = support.rowgate("owners")
    assert ran.code == 0
    assert ran.out.splitlines() == [
        "/datasets/refund-policy/ ada@example.com",
        "/datasets/tone/ @acme/tone bo@example.com",
    ]
    assert "orphan has no owners" in ran.err


def test_a_file_that_lacks_a_line_is_found_out(support):
    support.write("CODEOWNERS", "* @acme/all\n/datasets/refund-policy/ bo@example.com # Bo\n")
    ran = support.rowgate("owners", "--check", "CODEOWNERS")
    assert (ran.code, ran.out) == (1, "/datasets/refund-policy/ ada@example.com\n")
    support.write("CODEOWNERS", "/datasets/refund-policy/  bo@example.com ada@example.com # Bo\n")
    assert support.rowgate("owners", "--check", "CODEOWNERS").code == 0


def test_without_datasets_there_is_nothing_to_own(project):
    assert project.rowgate("owners").code == 4
