"""`rowgate redact`, and what `rowgate.yaml` says of redaction."""

from __future__ import annotations

import pytest

from tests.support.redaction import private_key

ADDRESS = "zoe.brandt" + "@" + "corporate-mail.net"


@pytest.fixture
def leaking(clean):
    """A row into which somebody typed an address, twice, beside a comment."""
    clean.edit(clean.row(), "It promised 60 days.", f"{ADDRESS} was promised 60 days.")
    clean.edit(clean.row(), "Returns are accepted", f"Tell {ADDRESS.upper()}: returns are accepted")
    clean.edit(clean.row(), "labels:\n", "# the policy says 30\nlabels:\n")
    return clean


def test_a_dry_run_shows_places_types_and_counts_and_changes_nothing(leaking):
    before = leaking.files()
    printed = leaking.ok("redact", "--dry-run")
    assert "would redact email at note (1, by emails)" in printed
    assert "would redact email at expected (1, by emails)" in printed
    assert ADDRESS not in printed
    assert leaking.files() == before


def test_redact_mends_a_row_keeps_its_comments_and_counts(leaking):
    assert "RG302" in leaking.rowgate("check").out
    leaking.ok("redact", "refunds")
    text = leaking.read(leaking.row())
    assert ADDRESS.lower() not in text.lower()
    assert text.count("[EMAIL_1]") == 2
    assert "# the policy says 30\nlabels:\n" in text
    assert "  redactions:\n    email: 2\n" in text
    assert leaking.rowgate("check").code == 0
    assert leaking.ok("redact", "refunds") == "nothing to redact\n"


def test_a_comment_is_redacted_where_it_stands(clean):
    key = private_key().replace("\n", "\n# ")
    clean.edit(clean.row(), "It promised 60 days.", f"{ADDRESS} was promised 60 days.")
    clean.edit(clean.row(), "labels:\n", f"# asked by {ADDRESS.upper()}\n# in May\nlabels:\n")
    clean.edit(clean.row(), "expected:", f"# the key:\n# {key}\nexpected:")
    before = clean.read(clean.row())
    line = before[: before.index("# asked")].count("\n") + 1
    out = clean.rowgate("check").out
    assert out.count("RG305 a comment holds a value of type") == 2
    assert f"(fix: rowgate redact {clean.rows('refund-policy')[0][:-5]}, or" in out
    dry = clean.ok("redact", "--dry-run")
    assert f"{clean.row()}:{line}: would redact email in a comment (1, by emails)" in dry
    assert clean.read(clean.row()) == before
    clean.ok("redact")
    text = clean.read(clean.row())
    assert "# asked by [EMAIL_1]\n# in May\nlabels:\n" in text
    assert 'note: "[EMAIL_1] was promised 60 days."\n' in text
    assert "# the key:\n# [PRIVATE_KEY_1]\nexpected:" in text
    assert clean.rowgate("check").code == 0
    assert clean.ok("redact") == "nothing to redact\n"


def test_what_is_not_redacted_around_the_fields_is_said_with_what_to_do(clean):
    path = "datasets/refund-policy/dataset.yaml"
    clean.edit(path, "Refunds.", f"Refunds, says {ADDRESS}.")
    name = clean.row().replace("refunds", "glpat-" + "x7k2m9q4w1z8r5t3v6n0")
    (clean.path / clean.row()).rename(clean.path / name)
    ran = clean.rowgate("redact")
    assert ran.code == 1
    assert "email in dataset.yaml is left: write it differently" in ran.out
    assert "in the file's name is left: git mv it to another name" in ran.out
    assert "nothing to redact" not in ran.out
    assert ADDRESS not in ran.all


def test_a_criterion_is_never_rewritten(clean):
    clean.edit(clean.row(), "- thirty days", f'- "{ADDRESS}"')
    before = clean.files()
    ran = clean.rowgate("redact")
    assert ran.code == 1
    assert "email at evaluators[0].contains-any[1] is part of a criterion" in ran.out
    assert ADDRESS not in ran.all
    assert clean.files() == before


def test_a_criterion_whose_key_is_the_finding_is_named_without_it(clean):
    clean.edit(clean.row(), "evaluators:\n", f'evaluators:\n  - json-schema: {{"{ADDRESS}": 1}}\n')
    ran = clean.rowgate("redact")
    assert ran.code == 1
    assert "email at evaluators[0].json-schema is part of a criterion" in ran.out
    assert ADDRESS not in ran.all


def test_a_false_hit_is_kept_in_a_row_that_exists(leaking):
    assert leaking.rowgate("redact", "--keep", "email@note").code == 2
    leaking.ok("redact", "refunds", "--keep", "email@note", "--reason", "a made-up customer")
    text = leaking.read(leaking.row())
    assert f"{ADDRESS} was promised" in text
    assert "reason: a made-up customer" in text
    assert leaking.rowgate("check").code == 0


def test_a_declared_literal_and_a_path_are_exceptions_for_the_whole_repository(leaking):
    leaking.write(
        "rowgate.yaml",
        "format: 1\nredaction:\n  kept:\n"
        f"    - {{type: email, literal: {ADDRESS}, reason: our own address}}\n",
    )
    assert leaking.rowgate("check").code == 0
    assert leaking.ok("redact") == "nothing to redact\n"
    leaking.write(
        "rowgate.yaml",
        "format: 1\nredaction:\n  kept:\n    - {type: email, path: note, reason: signed notes}\n",
    )
    out = leaking.rowgate("check").out
    assert "in expected" in out
    assert "in note" not in out


def test_a_pattern_of_the_team_redacts_and_must_prove_itself(clean):
    pattern = (
        "format: 1\nredaction:\n  patterns:\n    - name: customer-number\n"
        "      pattern: 'C-[0-9]{6}'\n      matches: [C-123456]\n      ignores: [C-12]\n"
    )
    clean.write("rowgate.yaml", pattern)
    clean.edit(clean.row(), "It promised 60 days.", "C-987654 was promised 60 days.")
    assert "customer-number in note" in clean.rowgate("check").out
    clean.ok("redact")
    assert "[CUSTOMER_NUMBER_1] was promised" in clean.read(clean.row())
    clean.write("rowgate.yaml", pattern.replace("ignores: [C-12]", "ignores: [C-123456]"))
    for command in (["check"], ["redact"], ["annotate", "refunds", "--label", "x"]):
        ran = clean.rowgate(*command)
        assert ran.code == 2, ran.all
        assert "customer-number" in ran.err


def test_what_is_left_out_of_a_row_is_told(clean):
    clean.write("rowgate.yaml", "format: 1\nredaction:\n  fields: {metadata.customer: drop}\n")
    clean.ok("annotate", "refunds", "--metadata", "customer=4711", "--metadata", "tier=gold")
    told = f"{clean.row()}: metadata.customer is left out, as rowgate.yaml says\n"
    before = clean.read(clean.row())
    assert clean.ok("redact", "--dry-run") == told
    assert clean.read(clean.row()) == before
    assert clean.ok("redact") == told
    assert "customer" not in clean.read(clean.row())
    assert clean.ok("redact") == "nothing to redact\n"


def test_a_masked_field_is_replaced_wherever_its_value_stands(support):
    from tests.support.otlp import genai_span, span_id, write_otlp

    support.write("rowgate.yaml", "format: 1\nredaction:\n  fields: {variables.customer: mask}\n")
    question = "What may I return?"
    file = write_otlp(
        support.path / "traces" / "day.json",
        [genai_span(variables={"customer": "Brigitta Quux", "question": question},
                    question=question, answer="Dear Brigitta Quux, anything.")],
    )  # fmt: skip
    support.ok("add", span_id("one"), "--from", file, "--to", "refund-policy", "--why",
               "incorrect-answer", "--label", "x")  # fmt: skip
    text = support.read(support.row())
    assert "Quux" not in text
    assert text.count("[CUSTOMER_1]") == 2
