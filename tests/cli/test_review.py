"""`review`, as a person uses it: in a terminal of 80 columns and 24 lines."""

from __future__ import annotations

import pytest

from tests.support.otlp import genai_span, span_id, write_otlp
from tests.support.person import CTRL_C, CTRL_D, UP, Person, editor

QUESTION = "Approve: I have read it"


def _add(scratch, *names, **wish):
    """Rows of the support bot, one a span of this name."""
    for name in names:
        span = genai_span(name, **wish)
        file = write_otlp(scratch.path / "traces" / f"{name}.json", [span])
        scratch.ok(
            "add", span_id(name), "--from", file, "--to", "refund-policy", "--why",
            "incorrect-answer", "--label", "refunds", "--note", f"It is {name}.", "--name", name,
        )  # fmt: skip


def _row(scratch, beginning):
    (name,) = [name for name in scratch.rows("refund-policy") if name.startswith(beginning)]
    return scratch.read(f"datasets/refund-policy/rows/{name}")


def test_a_raw_row_becomes_an_approved_one(raw):
    ada = Person(raw, "review")
    ada.sees("1 of 1")
    ada.sees("How long do I have to return headphones?")
    ada.sees("response (wrong)")
    ada.sees("RG102 no pass criteria")
    ada.presses("v")
    ada.types("contains-any: [60 days]", after="evaluator")
    ada.sees("it passes the wrong response")
    ada.answers("\r")
    assert "evaluators: []" in _row(raw, "refunds")
    ada.presses("v")
    ada.types("contains-any: [30 days, thirty days]", after="evaluator")
    ada.sees("it fails the wrong response: it catches what happened")
    ada.answers("\r")
    ada.presses("x")
    ada.types("Returns are accepted within 30 days.", after="expected")
    ada.sees("nothing is missing")
    ada.presses("a")
    ada.sees(QUESTION)
    ada.answers("y")
    ada.sees("approved by ada@example.com")
    assert ada.leaves() == 0
    assert "1 approved; 0 rows still wait" in ada.seen
    assert ada.widest <= 80
    assert raw.rowgate("check", "--require-approval").code == 0


def test_every_answer_is_in_the_file_when_the_review_is_left(raw):
    for leave in ("q", CTRL_D, CTRL_C):
        ada = Person(raw, "review")
        ada.presses("l")
        ada.types(f"policy, {'x' + str(ord(leave))}", after="labels")
        ada.sees("written: labels")
        ada.presses(leave)
        assert ada.leaves() == 0
        assert "1 changed; 1 row still waits" in ada.seen
        assert f"- x{ord(leave)}\n" in _row(raw, "refunds")


def test_what_is_typed_ahead_is_not_lost(raw):
    ada = Person(raw, "review")
    ada.sees("1 of 1")
    ada.process.send("y")
    ada.process.send("golden-example\rrxyv-contains\rq")
    ada.sees("no contains among the evaluators")
    assert ada.leaves() == 0
    text = _row(raw, "refunds")
    assert "why: golden-example\n" in text
    assert "response_was: right\n" in text
    assert 'expected: "You have 60 days to return them."\n' in text


def test_a_question_opened_by_mistake_changes_nothing(raw):
    before = raw.files()
    ada = Person(raw, "review")
    for key, question in (("n", "note"), ("l", "labels"), ("v", "evaluator"), ("y", "why, or")):
        ada.presses(key)
        ada.sees(question)
        ada.process.send(CTRL_C)
        ada.sees("nothing was changed")
    ada.presses("l")
    ada.types("", after="labels")
    ada.presses(UP, "z")
    ada.sees("no such key")
    ada.presses("q")
    assert ada.leaves() == 0
    assert raw.files() == before


def test_a_mistake_is_said_and_the_row_stays_on_the_table(raw):
    ada = Person(raw, "review")
    ada.presses("v")
    ada.types("contains-al: [a]", after="evaluator")
    ada.sees("did you mean `contains-all`?")
    ada.presses("y")
    ada.types("incorect-answer", after="why, or its number")
    ada.sees("did you mean incorrect-answer?")
    ada.presses("a")
    ada.sees("not yet: 1 error stands in the way")
    address = "zoe.brandt" + "@" + "corporate-mail.net"
    ada.presses("n")
    ada.types(f"\x15{address} wrote", after="note")
    said = ada.sees("note would hold a value of type email")
    assert address not in said.split("\r\n", 1)[1]
    ada.presses("q")
    assert ada.leaves() == 0
    assert address not in _row(raw, "refunds")


def test_evaluators_are_listed_and_explained_where_one_is_asked_for(raw):
    ada = Person(raw, "review")
    ada.presses("v")
    ada.types("?", after="evaluator")
    ada.sees("not-contains-any")
    ada.types("? max-words", after="evaluator")
    ada.sees("words")
    ada.types("? max-word", after="evaluator")
    ada.sees("did you mean max-words?")
    ada.types("", after="evaluator")
    ada.presses("q")
    assert ada.leaves() == 0
    assert ada.widest <= 80


def test_a_long_case_shows_its_head_and_tail_and_o_opens_all_of_it(support):
    mail = "zoe.brandt" + "@" + "corporate-mail.net"
    text = "\n".join(f"Line {n} of an answer that goes on and on: {mail}." for n in range(60))
    _add(support, "long", answer=text + "\n払い戻しは六十日以内です。" * 3)
    support.ok("annotate", "long", "--evaluator", "contains: 30 days")
    ada = Person(support, "review")
    shown = ada.sees("o opens all")
    assert "How long do I have to return headphones?" in shown
    assert "Line 0 " in shown
    assert "Line 30 " not in shown
    ada.presses("a")
    ada.sees("lines of it were not shown")
    ada.answers("n")
    ada.presses("o")
    assert "Line 30 of an answer" in ada.sees("Line 59")
    ada.presses("a")
    ada.sees("redacted: [EMAIL_1] 60 times")
    ada.answers("n")
    ada.sees("not approved")
    ada.presses("q")
    assert ada.leaves() == 0
    assert "status: pending" in _row(support, "long")
    assert ada.widest <= 80
    assert "\x1b[7m" not in ada.seen


def test_placeholders_are_set_off_where_there_is_colour(support):
    _add(support, "mail", question="I am zoe.brandt" + "@" + "corporate-mail.net, where is it?")
    ada = Person(support, "review", NO_COLOR="")
    ada.sees("\x1b[7m[EMAIL_1]\x1b[0m")
    ada.presses("q")
    assert ada.leaves() == 0


def test_rows_are_skipped_gone_back_to_and_passed_over_when_they_are_gone(support):
    _add(support, "one", question="Where is my parcel with the blue shoes?")
    _add(support, "two", question="Can I pay by invoice as a new customer?")
    _add(support, "three", question="Do you repair phones that fell into water?")
    ada = Person(support, "review", "refund-policy")
    ada.sees("1 of 3")
    ada.presses("b")
    ada.sees("this is the first row")
    ada.presses("s")
    ada.sees("2 of 3")
    ada.presses("b")
    ada.sees("1 of 3")
    (support.path / "datasets/refund-policy/rows").joinpath(
        support.rows("refund-policy")[1]
    ).unlink()
    ada.presses("s")
    ada.sees("3 of 3")
    ada.presses("s")
    assert ada.leaves() == 0
    assert "nothing changed; 2 rows still wait" in ada.seen


def test_near_duplicates_are_named(support):
    _add(support, "one", question="How long do I have to return these headphones to you?")
    _add(support, "two", question="How long do I have to return the headphones to you?")
    ada = Person(support, "review")
    ada.sees("near-duplicate: ")
    ada.sees("of the words are those of two-")
    ada.presses("s")
    ada.sees("of the words are those of one-")
    ada.presses("q")
    assert ada.leaves() == 0


def test_what_changed_on_disk_since_it_was_shown_is_not_approved_unseen(clean):
    ada = Person(clean, "review")
    ada.presses("a")
    ada.sees(QUESTION)
    clean.edit(clean.row(), "How long do I have", "How much time do I have")
    ada.answers("y")
    ada.sees("not approved: the row changed on disk since it was shown")
    ada.sees("How much time do I have")
    ada.presses("a")
    ada.answers("y")
    ada.sees("approved by ada@example.com")
    assert ada.leaves() == 0
    assert clean.rowgate("check", "--require-approval").code == 0


def test_the_whole_row_is_edited_and_a_wrong_edit_is_asked_for_again(raw):
    command = editor(
        raw, "editing", "sed -i 's/^labels:/lables:/' \"$1\"", "sed -i 's/^lables:/labels:/' \"$1\"",
        "sed -i 's/60 days to return them/60 days, says [NAME_1]/' \"$1\"",
    )  # fmt: skip
    ada = Person(raw, "review", GIT_EDITOR=command)
    ada.presses("e")
    ada.sees("unknown field lables (did you mean labels?)")
    ada.answers("y")
    ada.sees("as it was")
    ada.presses("e")
    ada.sees("written: response")
    ada.sees("60 days, says [NAME_1]")
    ada.presses("q")
    assert ada.leaves() == 0


def test_an_expected_answer_of_several_lines_is_written_in_the_editor(raw):
    ada = Person(
        raw, "review", GIT_EDITOR=editor(raw, "lines", "printf 'One.\\n\\nTwo.\\n' > \"$1\"")
    )
    ada.presses("x")
    ada.sees("e opens your editor, for several")
    ada.types("e", after="expected")
    ada.sees("written: expected")
    ada.presses("q")
    assert ada.leaves() == 0
    assert "expected: |-\n  One.\n\n  Two.\n" in raw.read(raw.row())


def test_a_row_that_cannot_be_read_is_shown_as_such_and_can_be_mended(raw):
    raw.edit(raw.row(), "labels:\n", "labels: [\n")
    ada = Person(
        raw, "review", GIT_EDITOR=editor(raw, "mend", "sed -i 's/labels: \\[/labels:/' \"$1\"")
    )
    ada.sees("this file cannot be read")
    ada.presses("w")
    ada.sees("mend the file first")
    ada.presses("e")
    ada.sees("How long do I have to return headphones?")
    ada.presses("q")
    assert ada.leaves() == 0


def test_what_was_changed_after_its_approval_waits_again(clean):
    clean.ok("approve", "refunds")
    assert "no row waits" in _seen(clean, "review")
    clean.ok("annotate", "refunds", "--evaluator", "max-words: 50")
    ada = Person(clean, "review")
    ada.sees("1 of 1")
    ada.sees("(changed since it was approved)")
    ada.presses("q")
    assert ada.leaves() == 0


@pytest.mark.parametrize(("columns", "lines"), [(80, 24), (60, 20), (46, 22), (200, 50)])
def test_question_response_and_what_is_missing_are_seen_in_a_window_of_any_size(
    support, columns, lines
):
    _add(support, "long", answer="\n".join(f"Line {number}." for number in range(40)))
    wanted = [f"--add=column-{number}:text" for number in range(8)]
    support.ok("columns", "refund-policy", *wanted)
    ada = Person(support, "review", columns=columns, lines=lines)
    seen = ada.presses("q")
    assert ada.leaves() == 0
    assert len(seen.split("\n")) <= lines + 1
    for text in ("-- 1 of 1", "How long do I have to", "response (wrong)", "Line 0.", "RG102"):
        assert text in seen
    assert seen.count("has no value") == 1
    assert "(and 7 more of RG201) -> e" in " ".join(seen.split())
    assert ada.widest <= columns


def test_where_the_merge_is_the_approval_only_what_is_not_merged_is_reviewed(clean):
    clean.git("add", ".")
    clean.git("commit", "-qm", "rows")
    clean.write("rowgate.yaml", "format: 1\nreview: pull-request\n")
    assert "no row waits" in _seen(clean, "review")
    clean.git("checkout", "-qb", "feature")
    _add(clean, "new", question="Do you repair phones that fell into water?")
    clean.ok("annotate", "new", "--evaluator", "contains: 30 days")
    ada = Person(clean, "review")
    ada.sees("1 of 1 -- refund-policy/new-")
    ada.presses("a")
    ada.sees("the merge of the pull request is the approval here")
    ada.presses("q")
    assert ada.leaves() == 0


def test_a_row_is_moved_to_the_dataset_it_fits_and_reviewed_there(clean):
    clean.ok("new", "returns", "--project", "support-bot", "--purpose", "Returns.",
             "--workflow", "returns", "--owner", "ada@example.com")  # fmt: skip
    ada = Person(clean, "review", lines=40)
    ada.presses("m")
    ada.sees("datasets: returns")
    ada.types("retruns", after="move to")
    ada.sees("did you mean returns?")
    ada.presses("m")
    ada.types("returns", after="move to")
    ada.sees("1 of 1 -- returns/refunds-")
    ada.presses("a")
    ada.answers("y")
    assert ada.leaves() == 0
    assert "1 moved, 1 approved; 0 rows still wait" in ada.seen
    assert "Next: git" in ada.seen
    assert clean.rows("refund-policy") == []
    assert "status: approved" in clean.read(clean.row("returns"))


def test_a_row_is_dropped_with_a_reason_and_not_by_mistake(clean):
    ada = Person(clean, "review")
    ada.presses("d")
    ada.types("", after="drop it, because (empty: keep it)")
    ada.presses("d")
    ada.types("a duplicate", after="drop it, because (empty: keep it)")
    ada.sees("It was never committed")
    ada.answers("n")
    ada.presses("q")
    assert ada.leaves() == 0
    assert len(clean.rows("refund-policy")) == 1
    clean.git("add", ".")
    clean.git("commit", "-qm", "rows")
    ada = Person(clean, "review")
    ada.presses("d")
    ada.types("a duplicate", after="drop it, because (empty: keep it)")
    assert ada.leaves() == 0
    assert clean.rows("refund-policy") == []
    assert "1 dropped; 0 rows still wait" in ada.seen
    assert "Next: git commit" in ada.seen
    assert ": a duplicate" in ada.seen


def _seen(scratch, *arguments):
    person = Person(scratch, *arguments)
    assert person.leaves() == 0
    return person.seen


@pytest.mark.parametrize("stdin", ["", "w\n"], ids=["nothing", "a key"])
def test_without_a_terminal_it_says_what_does_the_same(raw, stdin):
    ran = raw.process("review", stdin=stdin)
    assert ran.code == 2
    assert "needs a terminal" in ran.err
    assert "rowgate approve ROW" in ran.err


def test_a_dataset_that_is_not_there_is_named_with_the_nearest(raw):
    ran = raw.rowgate("review", "refund-polcy")
    assert ran.code == 2
    assert "did you mean refund-policy?" in ran.err
