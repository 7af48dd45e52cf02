"""Rows and their traces: `verify`, `add --update`, and a case that was seen again."""

from __future__ import annotations

import base64

import pytest

from rowgate import yamltext
from tests.support.media import picture
from tests.support.otlp import TRACE, genai_span, span_id, write_otlp

DATASET = "datasets/refund-policy/dataset.yaml"


def traces(repository, *spans):
    return write_otlp(repository.path / "traces" / "day.json", spans)


def add(repository, *names, more=("--why", "incorrect-answer", "--label", "refunds")):
    file = repository.path / "traces" / "day.json"
    return repository.rowgate(
        "add", *map(span_id, names), "--from", file, "--to", "refund-policy", *more
    )


def verify(repository, row="refunds"):
    return repository.rowgate("verify", row, "--from", repository.path / "traces" / "day.json")


def row(repository):
    return yamltext.read(repository.read(repository.row()))


def data_uri(content, kind="png"):
    return f"data:image/{kind};base64,{base64.b64encode(content).decode()}"


# --- verify -----------------------------------------------------------------


def test_a_row_as_add_left_it_is_verified(raw):
    ran = verify(raw)
    assert ran.code == 0, ran.all
    assert ran.out == f"verified  {raw.row()}\n"


def test_a_row_of_a_version_is_verified_with_the_columns_of_that_version(clean):
    clean.git("add", "-A")
    clean.git("commit", "-qm", "one")
    clean.edit(clean.row(), "headphones", "earplugs")
    assert "differs" in verify(clean).out
    ran = verify(clean, "refunds@HEAD")
    assert (ran.code, ran.out) == (0, f"verified  {clean.row()}@HEAD\n")
    clean.git("rm", "-rqf", "datasets")
    assert verify(clean, "refunds@HEAD").code == 0
    ran = verify(clean, "refunds@staged")
    assert (ran.code, ran.err) == (2, "rowgate: refunds@staged names no row\n")


def test_what_people_write_is_not_compared(clean):
    clean.ok("annotate", "refunds", "--note", "Other", "--label", "policy", "--metadata", "a=b")
    clean.ok("approve", "refunds")
    assert verify(clean).code == 0


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        (
            "How long do I have",
            "How long have I",
            '"How long have I to return headphones?" → "How long do I have to return headphones?"',
        ),
        ("You have 60 days", "You have 30 days", 'response: "You have 30 days to return them." →'),
        ("model: gpt-4o-mini", "model: gpt-5", 'source.model: "gpt-5" → "gpt-4o-mini"'),
        ("  duration_ms: 812\n", "", "source.duration_ms: nothing → 812"),
    ],
)
def test_an_edit_of_the_evidence_is_found(raw, old, new, said):
    raw.edit(raw.row(), old, new)
    ran = verify(raw)
    assert ran.code == 1
    assert ran.out.startswith(f"differs   {raw.row()}\n")
    assert said in ran.out


def test_several_rows_are_verified_in_one_reading(support):
    traces(support, genai_span("one"), genai_span("two", question="Why?"))
    add(support, "one", "two")
    names = [name.removesuffix(".yaml") for name in support.rows("refund-policy")]
    path = support.path / "traces" / "day.json"
    ran = support.rowgate("verify", *names, "--from", path)
    assert ran.code == 0, ran.all
    assert ran.out.count("verified") == 2


def test_a_redacted_row_is_verified_though_a_note_took_the_first_number(support):
    one, two = ("zoe" + "@" + "corporate-mail.net", "max" + "@" + "corporate-mail.net")
    traces(support, genai_span(question=f"I am {one}, not {two}"))
    ran = add(
        support, "one", more=("--why", "incorrect-answer", "--label", "a", "--note", f"Of {two}")
    )
    assert ran.code == 0, ran.err
    assert "I am [EMAIL_2], not [EMAIL_1]" in support.read(support.row())
    assert verify(support, "a-").code == 0


def test_a_value_that_the_row_should_not_hold_is_not_printed(support):
    address = "zoe" + "@" + "corporate-mail.net"
    traces(support, genai_span(question=f"I am {address}"))
    add(support, "one")
    support.edit(support.row(), "[EMAIL_1]", address)
    ran = verify(support)
    assert ran.code == 1
    assert "variables.question" in ran.out
    assert "zoe" not in ran.all


def test_text_that_the_row_hides_further_is_said_and_not_printed(raw):
    raw.edit(raw.row(), "return headphones?", "return [THING_1]?")
    ran = verify(raw)
    assert ran.code == 1
    assert "variables.question: hides more than redaction takes out today" in ran.out
    assert "headphones" not in ran.all


def test_a_column_filled_in_by_hand_is_named_and_no_difference(raw):
    raw.ok("columns", "refund-policy", "--add", "tier:text", "--optional")
    raw.edit(raw.row(), "response: ", "  tier: gold\nresponse: ")
    ran = verify(raw)
    assert ran.code == 0, ran.all
    assert "not from the span: tier" in ran.out


def test_a_new_mapping_shows_what_it_would_change(raw):
    raw.edit(DATASET, "columns:", "mapping:\n  question: span.name\ncolumns:")
    ran = verify(raw)
    assert ran.code == 1
    assert '→ "chat gpt-4o-mini"' in ran.out
    assert 'source.variables_from: "the span\'s variables" → "the mapping (question)' in ran.out


def test_another_way_to_the_same_values_is_no_difference(raw):
    raw.edit(DATASET, "columns:", "mapping:\n  question: text(span.messages[-1])\ncolumns:")
    assert verify(raw).code == 0


def test_what_the_row_keeps_is_kept(support):
    traces(support, genai_span(question="Order 4111 1111 1111 1111?"))
    more = ("--why", "incorrect-answer", "--label", "a", "--reason", "order number")
    ran = add(support, "one", more=(*more, "--keep", "card@variables.question"))
    assert ran.code == 0, ran.err
    assert verify(support, "a-").code == 0
    assert "nothing changed" in add(support, "one", more=("--update",)).out


def test_a_stated_project_and_an_asset_are_verified_too(support):
    image = data_uri(picture())
    span = genai_span(variables={"question": "What?", "receipt": image}, question="What?")
    path = write_otlp(support.path / "traces" / "day.json", [span], project=None)
    ran = support.rowgate(
        "add", span_id("one"), "--from", path, "--to", "refund-policy", "--why",
        "incorrect-answer", "--label", "refunds", "--project", "support-bot",
    )  # fmt: skip
    assert ran.code == 0, ran.err
    assert verify(support).code == 0
    other = data_uri(picture("JPEG"), "jpeg")
    span = genai_span(variables={"question": "What?", "receipt": other}, question="What?")
    write_otlp(path, [span], project=None)
    ran = verify(support)
    assert ran.code == 1
    assert "variables.receipt.path" in ran.out
    assert add(support, "one", more=("--update", "--project", "support-bot")).code == 0
    assert verify(support).code == 0
    assert "RG20" not in support.rowgate("check").out


def test_a_trace_that_does_not_hold_the_span_is_wrong_usage(raw):
    traces(raw, genai_span("other"))
    ran = verify(raw)
    assert ran.code == 2
    assert f"no span or trace with the id {TRACE}/{span_id('one')}" in ran.err


def test_a_row_from_no_span_cannot_be_verified(raw):
    data = row(raw)
    data["source"] = {"kind": "manual"}
    raw.write(raw.row(), yamltext.write(data))
    ran = verify(raw)
    assert ran.code == 2
    assert "came from no span (its source is manual)" in ran.err


# --- add --update -----------------------------------------------------------


def test_an_update_shows_and_writes_what_changed_and_keeps_what_people_wrote(clean):
    clean.ok("approve", "refunds")
    clean.edit(clean.row(), "evaluators:\n", "# Ask legal first.\nevaluators:\n")
    clean.edit(clean.row(), "How long do I have to return", "How long may I keep")
    before = row(clean)
    ran = add(clean, "one", more=("--update",))
    assert ran.code == 0, ran.err
    assert (
        'variables.question: "How long may I keep headphones?" → '
        '"How long do I have to return headphones?"'
    ) in ran.out
    after = row(clean)
    assert after["variables"] == {"question": "How long do I have to return headphones?"}
    kept = ("why", "note", "labels", "response_was", "expected", "evaluators", "review")
    assert {key: after[key] for key in kept} == {key: before[key] for key in kept}
    assert "# Ask legal first.\nevaluators:" in clean.read(clean.row())
    assert verify(clean).code == 0


def test_an_update_makes_an_approval_stale_and_says_so(clean):
    clean.ok("approve", "refunds")
    traces(clean, genai_span(answer="You have 90 days to return them."))
    ran = add(clean, "one", more=("--update",))
    assert ran.code == 0, ran.err
    assert "its approval no longer covers this" in ran.out
    assert row(clean)["review"]["status"] == "approved"
    assert "RG106" in clean.rowgate("check").out


def test_an_update_without_changes_writes_nothing(clean):
    before = clean.files()
    ran = add(clean, "one", more=("--update",))
    assert ran.code == 0
    assert "nothing changed" in ran.out
    assert clean.files() == before


def test_an_update_never_brings_back_what_a_person_took_out(raw):
    raw.edit(raw.row(), "return headphones?", "return [THING_1]?")
    raw.edit(raw.row(), "model: gpt-4o-mini", "model: gpt-5")
    ran = add(raw, "one", more=("--update",))
    assert ran.code == 0, ran.err
    assert "variables.question: left as it is" in ran.out
    assert "headphones" not in ran.all
    assert "[THING_1]" in raw.read(raw.row())
    assert row(raw)["source"]["model"] == "gpt-4o-mini"


def test_an_update_leaves_a_column_filled_in_by_hand(raw):
    raw.ok("columns", "refund-policy", "--add", "tier:text", "--optional")
    raw.edit(raw.row(), "response: ", "  tier: gold\nresponse: ")
    raw.edit(raw.row(), "You have 60 days", "You have 61 days")
    assert add(raw, "one", more=("--update",)).code == 0
    assert row(raw)["variables"]["tier"] == "gold"
    assert "You have 60 days" in row(raw)["response"]


def test_an_update_redacts_what_is_new(raw):
    address = "zoe" + "@" + "corporate-mail.net"
    traces(raw, genai_span(answer=f"Write to {address}."))
    ran = add(raw, "one", more=("--update",))
    assert ran.code == 0, ran.err
    assert row(raw)["response"] == "Write to [EMAIL_1]."
    assert row(raw)["source"]["redactions"] == {"email": 1}
    assert "zoe" not in ran.all


def test_an_update_of_a_span_that_is_no_row_asks_why_it_is_to_be_one(raw):
    traces(raw, genai_span("new"))
    ran = add(raw, "new", more=("--update",))
    assert ran.code == 2
    assert "is no row of refund-policy yet; --why says why" in ran.err


def test_add_without_a_why_names_the_whys(raw):
    ran = add(raw, "one", more=())
    assert ran.code == 2
    assert "--why is missing: one of incorrect-answer, " in ran.err


# --- seen again -------------------------------------------------------------


def test_the_same_case_is_noted_in_the_row_there_is(raw):
    traces(raw, genai_span("one"), genai_span("two"))
    raw.edit(raw.row(), "evaluators: []\n", "# none yet\nevaluators: []\n")
    ran = add(raw, "two", more=("--why", "incorrect-answer", "--note-seen"))
    assert ran.code == 0, ran.err
    assert ran.out == (
        f"noted     {raw.row()} (span {span_id('two')} is the same case: noted in "
        "source.also_seen)\n"
    )
    (entry,) = row(raw)["source"]["also_seen"]
    assert entry["trace_id"] == TRACE
    assert entry["span_id"] == span_id("two")
    assert entry["added_by"] == "ada@example.com"
    assert "# none yet" in raw.read(raw.row())
    assert "RG0" not in raw.rowgate("check").out
    assert verify(raw).code == 0
    shown = [line.split() for line in raw.ok("show", "refunds").splitlines()]
    assert ["also", "seen", span_id("two")] in shown


def test_several_spans_of_one_case_are_one_row_and_its_notes(support):
    traces(support, genai_span("one"), genai_span("two"), genai_span("three"))
    more = ("--why", "incorrect-answer", "--label", "refunds", "--note-seen")
    ran = add(support, "one", "two", "three", more=more)
    assert ran.code == 0, ran.err
    assert [entry["span_id"] for entry in row(support)["source"]["also_seen"]] == [
        span_id("two"),
        span_id("three"),
    ]
    assert "RG009" not in support.rowgate("check").out


def test_a_span_that_was_noted_is_there(raw):
    traces(raw, genai_span("one"), genai_span("two"))
    add(raw, "two", more=("--why", "incorrect-answer", "--note-seen"))
    before = raw.files()
    ran = add(raw, "two")
    assert ran.code == 0
    assert "is noted in this row as seen again; nothing changed" in ran.out
    assert raw.files() == before


def test_a_note_leaves_an_approval_alone(clean):
    clean.ok("approve", "refunds")
    traces(clean, genai_span("one"), genai_span("two"))
    add(clean, "two", more=("--why", "incorrect-answer", "--note-seen"))
    assert "RG106" not in clean.rowgate("check").out


def test_another_case_is_a_row_of_its_own_all_the_same(raw):
    traces(raw, genai_span("one"), genai_span("two", question="Why?"))
    ran = add(raw, "two", more=("--why", "incorrect-answer", "--label", "a", "--note-seen"))
    assert ran.code == 0, ran.err
    assert ran.out.startswith("added")
    assert len(raw.rows("refund-policy")) == 2


def test_a_report_of_the_same_case_names_the_option(raw):
    traces(raw, genai_span("one"), genai_span("two"))
    assert "(--note-seen notes it there)" in add(raw, "two").out
