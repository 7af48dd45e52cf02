"""`annotate` and `approve`: from a raw row to one a team trusts."""

from __future__ import annotations

import pytest


def test_annotate_keeps_comments_and_order_and_says_what_changed(raw):
    raw.edit(raw.row(), "labels:\n", "# the written policy says 30 days\nlabels:\n")
    printed = raw.ok(
        "annotate", "refunds", "--label", "policy", "--evaluator", "contains-any: [30 days]",
        "--behavior", "overpromising", "--metadata", "risk=high",
    )  # fmt: skip
    assert "labels, evaluators" in printed
    text = raw.read(raw.row())
    assert "# the written policy says 30 days\nlabels:\n  - refunds\n  - policy\n" in text
    assert text.index("evaluators:") < text.index("links:") < text.index("review:")
    assert "RG009" not in raw.rowgate("check").out


def test_labels_and_evaluators_can_be_taken_away(clean):
    clean.ok("annotate", "refunds", "--label", "x", "--remove-evaluator", "contains-any")
    clean.ok("annotate", "refunds", "--remove-label", "x")
    assert "- x\n" not in clean.read(clean.row())
    assert "contains-any" not in clean.read(clean.row())
    ran = clean.rowgate("annotate", "refunds", "--remove-label", "refnds")
    assert ran.code == 2
    assert "did you mean refunds?" in ran.err


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["--evaluator", "contains-al: [a]"], "contains-all"),
        (["--evaluator", "contains-any: {vales: [a]}"], "values"),
        (["--evaluator", "regex: '('"], "regex"),
        (["--evaluator", "contains-any: ["], "contains-any: ["),
        (["--why", "incorect-answer"], "did you mean incorrect-answer?"),
        (["--response-was", "bad"], "response_was"),
        (["--metadata", "risk"], "KEY=VALUE"),
    ],
    ids=["name", "parameter", "pattern", "yaml", "why", "response-was", "metadata"],
)
def test_a_mistake_is_one_line_and_leaves_the_row_alone(clean, options, said):
    before = clean.files()
    ran = clean.rowgate("annotate", "refunds", *options)
    assert ran.code == 2
    assert said in ran.err
    assert len(ran.err.strip().splitlines()) == 1
    assert clean.files() == before


def test_personal_data_in_criteria_is_refused_and_not_shown(clean):
    address = "zoe.brandt" + "@" + "corporate-mail.net"
    before = clean.files()
    for options in (["--expected", f"Write to {address}"], ["--evaluator", f"contains: {address}"]):
        ran = clean.rowgate("annotate", "refunds", *options)
        assert ran.code == 1
        assert address not in ran.all
        assert "email" in ran.err
    assert clean.files() == before


def test_several_rows_are_edited_all_or_none(clean):
    ran = clean.rowgate("annotate", "refunds", "nowhere", "--label", "x")
    assert ran.code == 2
    assert "- x\n" not in clean.read(clean.row())


def test_a_row_of_broken_yaml_says_where_and_stays_as_it_is(clean):
    clean.write(clean.row(), "format: 1\nlabels: [a\n")
    before = clean.files()
    for command in (["annotate", "refunds", "--label", "x"], ["approve", "refunds"]):
        ran = clean.rowgate(*command)
        assert ran.code in (1, 2)
        assert f"{clean.row()}:" in ran.err
        assert clean.files() == before


def test_approve_records_who_when_and_of_what(clean):
    printed = clean.ok("approve", "refunds")
    assert "approved by ada@example.com" in printed
    text = clean.read(clean.row())
    assert "  status: approved\n" in text
    assert '  by: "ada@example.com"\n' in text
    assert '  digest: "sha256:' in text
    assert clean.rowgate("check", "--require-approval").code == 0
    assert "approved already" in clean.ok("approve", "refunds")


def test_an_edit_of_criteria_makes_the_approval_stale_and_a_mended_note_does_not(clean):
    clean.ok("approve", "refunds")
    assert "no longer covers" not in clean.ok("annotate", "refunds", "--note", "Promised 60 days.")
    assert clean.rowgate("check", "--require-approval").code == 0
    printed = clean.ok("annotate", "refunds", "--evaluator", "max-words: 50")
    assert "no longer covers" in printed
    assert "RG106 [notice]" in clean.rowgate("check").out
    ran = clean.rowgate("check", "--require-approval")
    assert ran.code == 1
    assert "RG106" in ran.out


def test_a_row_with_open_errors_is_not_approved(raw):
    before = raw.files()
    ran = raw.rowgate("approve", "refunds")
    assert ran.code == 1
    assert "RG102" in ran.err
    assert raw.files() == before


def test_nobody_approves_without_a_git_identity(clean):
    clean.git("config", "--unset", "user.email")
    clean.git("config", "user.useConfigOnly", "true")
    ran = clean.rowgate("approve", "refunds")
    assert ran.code == 1
    assert "git config user.email" in ran.err


def test_rows_are_named_by_path_id_dataset_and_beginning(clean):
    stem = clean.rows("refund-policy")[0].removesuffix(".yaml")
    for name in (clean.row(), stem, f"refund-policy/{stem}", "refunds", stem.rpartition("-")[2]):
        clean.ok("annotate", name, "--label", "refunds")
    clean.write(f"datasets/refund-policy/rows/{stem[:-1]}z.yaml", "format: 1\n")
    ran = clean.rowgate("annotate", "refunds", "--label", "x")
    assert ran.code == 2
    assert "names 2 rows" in ran.err


def test_columns_are_shown_added_and_retyped_all_or_none(clean):
    assert "question: text" in clean.ok("columns", "refund-policy")
    clean.ok("columns", "refund-policy", "--add", "receipt:image", "--optional")
    assert "receipt: {type: image, optional: true}" in clean.read(
        "datasets/refund-policy/dataset.yaml"
    ) or "optional: true" in clean.read("datasets/refund-policy/dataset.yaml")
    before = clean.files()
    ran = clean.rowgate("columns", "refund-policy", "--add", "a:text", "--retype", "question:image")
    assert ran.code == 1
    assert clean.files() == before
    assert clean.rowgate("columns", "refund-policy", "--add", "a:txet").code == 2
    assert clean.rowgate("check").code == 0
