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
        (["--repeat", "5/4"], "5 passes in 4 runs"),
        (["--repeat", "0"], "0 passes"),
        (["--repeat", "often"], "PASS/RUNS"),
        (["--known-failing", "INC-1042"], "--until YYYY-MM-DD"),
        (["--known-failing", "INC-1042", "--until", "soon"], "is no date"),
        (["--known-failing", "INC-1042", "--until", "2020-01-01"], "is over"),
        (["--clear", "exepcted"], "did you mean expected?"),
        (["--remove-evaluator", "contains-al"], "did you mean contains-any?"),
        (["--replace-evaluator", "contains: a"], "did you mean contains-any?"),
        (["--expected", "a", "--from-response"], "exclude each other"),
    ],
    ids=[
        "name",
        "parameter",
        "pattern",
        "yaml",
        "why",
        "response-was",
        "metadata",
        "repeat",
        "repeat nothing",
        "repeat word",
        "no day",
        "no date",
        "a day gone by",
        "clear",
        "remove",
        "replace",
        "expected twice",
    ],
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


def test_personal_data_in_a_key_is_not_shown_either(clean):
    address = "zoe.brandt" + "@" + "corporate-mail.net"
    ran = clean.rowgate("annotate", "refunds", "--metadata", f"{address}=asked")
    assert ran.code == 1
    assert address not in ran.all


def test_what_a_person_kept_may_be_said_again(clean):
    address = "zoe.brandt" + "@" + "corporate-mail.net"
    kept = (
        "kept:\n  - type: email\n    path: expected\n    reason: An address of the shop.\nreview:\n"
    )
    clean.edit(clean.row(), "review:\n", kept)
    clean.ok("annotate", "refunds", "--expected", f"Within 30 days, to {address}.")
    assert address in clean.read(clean.row())
    assert clean.rowgate("check", "--thorough").code == 0


def test_an_evaluator_is_replaced_where_it_stands_and_its_parameters_are_never_rewritten(clean):
    clean.ok("annotate", "refunds", "--evaluator", "max-words: 50")
    clean.ok(
        "annotate", "refunds", "--replace-evaluator", "contains-any: [30 days, '30 [EMAIL_1]']"
    )
    text = clean.read(clean.row())
    assert (
        '  - contains-any:\n      - "30 days"\n      - "30 [EMAIL_1]"\n  - max-words: 50\n' in text
    )
    clean.ok("annotate", "refunds", "--evaluator", "contains-any: [thirty]")
    before = clean.files()
    ran = clean.rowgate("annotate", "refunds", "--replace-evaluator", "contains-any: [x]")
    assert ran.code == 2
    assert "2 evaluators are called contains-any" in ran.err
    assert clean.files() == before
    clean.ok("annotate", "refunds", "--remove-evaluator", "contains-any: [thirty]")
    assert "- thirty\n" not in clean.read(clean.row())
    assert "contains-any" in clean.read(clean.row())


def test_a_response_that_was_right_is_the_expected_answer(raw):
    before = raw.files()
    ran = raw.rowgate("annotate", "refunds", "--from-response")
    assert ran.code == 1
    assert "the response was wrong" in ran.err
    assert raw.files() == before
    raw.ok("annotate", "refunds", "--why", "golden-example", "--response-was", "right",
           "--from-response", "--evaluator", "matches-expected")  # fmt: skip
    assert 'expected: "You have 60 days to return them."\n' in raw.read(raw.row())
    assert raw.rowgate("check").code == 0


def test_a_why_says_what_an_unjudged_response_was(raw):
    raw.ok("annotate", "refunds", "--response-was", "unjudged", "--why", "regression-case")
    raw.ok("annotate", "refunds", "--why", "incorrect-answer")
    assert "response_was: wrong\n" in raw.read(raw.row())


def test_repeat_advisory_exemption_and_links_come_and_go(clean):
    before = clean.files()
    clean.ok("annotate", "refunds", "--repeat", "4/5", "--advisory", "--known-failing", "INC-1042",
             "--until", "2999-12-31", "--behavior", "overpromising", "--metadata", "risk=high")  # fmt: skip
    text = clean.read(clean.row())
    assert (
        "repeat:\n  runs: 5\n  pass: 4\nadvisory: true\nknown_failing:\n  reason: INC-1042\n"
        in text
    )
    assert "RG" not in clean.rowgate("check", "--ignore", "RG105").out
    clean.ok("annotate", "refunds", "--clear", "advisory", "--clear", "repeat", "--clear",
             "known-failing", "--clear", "behavior", "--clear", "metadata.risk")  # fmt: skip
    assert clean.files() == before
    clean.ok("annotate", "refunds", "--advisory")
    clean.ok("annotate", "refunds", "--no-advisory")
    assert clean.files() == before


def test_only_labels_of_the_datasets_list_are_taken(clean):
    clean.edit(
        "datasets/refund-policy/dataset.yaml", "columns:", "labels: [refunds, policy]\ncolumns:"
    )
    ran = clean.rowgate("annotate", "refunds", "--label", "polcy")
    assert ran.code == 2
    assert "did you mean policy?" in ran.err
    clean.ok("annotate", "refunds", "--label", "policy")


def test_a_field_of_the_wrong_shape_is_left_alone(clean):
    clean.edit(clean.row(), "labels:\n  - refunds\n", "labels: refunds\n")
    ran = clean.rowgate("annotate", "refunds", "--label", "policy")
    assert ran.code == 1
    assert "--edit" in ran.err


def test_several_rows_are_edited_all_or_none(clean):
    ran = clean.rowgate("annotate", "refunds", "nowhere", "--label", "x")
    assert ran.code == 2
    assert "- x\n" not in clean.read(clean.row())


@pytest.mark.parametrize(
    "command",
    [
        "annotate refunds --label x",
        "approve refunds",
        "move refunds --to tone",
        "remove refunds --reason x",
        "columns refund-policy --rename question=asked",
        "redact",
        "show refunds",
        "prove refunds",
        "check",
        "check --fix",
        "status",
    ],
)
def test_every_command_says_where_a_row_is_broken_and_leaves_it_as_it_is(clean, command):
    clean.ok("new", "tone", "--project", "support-bot")
    clean.write(clean.row(), "format: 1\nlabels: [a\n")
    before = clean.files()
    ran = clean.rowgate(*command.split())
    assert ran.code in (0, 1, 2, 4)
    assert f"{clean.row()}:3:1: " in ran.all
    assert clean.files() == before


def test_diff_says_on_which_line_a_row_is_broken(clean):
    clean.git("add", "-A")
    clean.git("commit", "-qm", "rows")
    clean.write(clean.row(), "format: 1\nlabels: [a\n")
    assert "the row cannot be read: line 3: " in clean.rowgate("diff").out


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


OWNERS = "format: 1\napproval:\n  by: owners\n"
SECOND = "format: 1\napproval:\n  second_person: true\n"


@pytest.mark.parametrize(
    ("rules", "by", "said"),
    [
        (OWNERS, "bob@example.com", "only owners of refund-policy approve its rows"),
        (SECOND, "ada@example.com", "a second person"),
        (SECOND, "Ada@Example.com", "a second person"),
    ],
    ids=["no owner", "who added it", "spelt otherwise"],
)
def test_only_those_approve_whose_approval_counts(clean, rules, by, said):
    clean.write("rowgate.yaml", rules)
    clean.git("config", "user.email", by)
    before = clean.files()
    ran = clean.rowgate("approve", "refunds")
    assert ran.code == 1
    assert said in ran.err
    assert clean.files() == before


@pytest.mark.parametrize(
    ("rules", "by"),
    [(OWNERS, "ADA@example.com"), (SECOND, "bob@example.com")],
    ids=["owner", "second"],
)
def test_those_whose_approval_counts_approve(clean, rules, by):
    clean.write("rowgate.yaml", rules)
    clean.git("config", "user.email", by)
    assert f"approved by {by}" in clean.ok("approve", "refunds")
    assert clean.rowgate("check", "--require-approval").code == 0


def test_an_approval_that_does_not_count_is_found_and_can_be_given_again(clean):
    clean.ok("approve", "refunds")
    clean.write("rowgate.yaml", SECOND)
    ran = clean.rowgate("check", "--require-approval")
    assert ran.code == 1
    assert "RG105 the approval does not count" in ran.out
    clean.git("config", "user.email", "bob@example.com")
    assert "approved by bob@example.com" in clean.ok("approve", "refunds")
    assert clean.rowgate("check", "--require-approval").code == 0


def test_where_only_owners_approve_and_there_are_none_it_says_so(clean):
    clean.write("rowgate.yaml", OWNERS)
    clean.edit("datasets/refund-policy/dataset.yaml", 'owners:\n  - "ada@example.com"\n', "")
    ran = clean.rowgate("approve", "refunds")
    assert ran.code == 1
    assert "names no owners" in ran.err


def test_the_merge_of_a_pull_request_is_the_approval_where_rowgate_yaml_says_so(clean):
    clean.write("rowgate.yaml", "format: 1\nreview: pull-request\n")
    assert clean.rowgate("check", "--require-approval").code == 0
    assert "RG105" not in clean.rowgate("check").out
    ran = clean.rowgate("approve", "refunds")
    assert ran.code == 1
    assert "the merge of the pull request is the approval" in ran.err


def test_of_several_rows_all_are_approved_or_none(clean):
    from tests.support.otlp import genai_span, span_id, write_otlp

    question = "Do you repair phones that fell into water?"
    file = write_otlp(clean.path / "traces" / "two.json", [genai_span("two", question=question)])
    clean.ok("add", span_id("two"), "--from", file, "--to", "refund-policy", "--why",
             "incorrect-answer", "--label", "repairs", "--note", "x")  # fmt: skip
    before = clean.files()
    ran = clean.rowgate("approve", "refunds", "repairs")
    assert ran.code == 1
    assert "RG102" in ran.err
    assert clean.files() == before
    clean.ok("annotate", "repairs", "refunds", "--evaluator", "contains: 30 days")
    assert clean.ok("approve", "refunds", "repairs").count("approved by ada@example.com") == 2


def test_an_approval_names_who_gave_it_not_who_asks(clean):
    clean.ok("approve", "refunds")
    clean.git("config", "user.email", "bob@example.com")
    assert "was approved already, by ada@example.com" in clean.ok("approve", "refunds")


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
