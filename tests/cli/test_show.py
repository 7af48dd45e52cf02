"""`show` as a user meets it: traces as trees, spans as conversations."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.support.otlp import TRACE, genai_span, span_id, write_otlp
from tests.support.scratch import Scratch


def inner(name: str, parent: str | None, at: int, **changes: Any) -> dict[str, Any]:
    """A span that is no model span, `at` seconds after the first."""
    return {
        **genai_span(name),
        "attributes": [],
        "name": name,
        "parentSpanId": span_id(parent) if parent else "",
        "startTimeUnixNano": str((1763629960 + at) * 10**9),
        "endTimeUnixNano": str((1763629961 + at) * 10**9),
        **changes,
    }


@pytest.fixture
def tree(scratch: Scratch) -> Path:
    """A trace whose children come before their parents, and one span of another."""
    chat = {**genai_span("chat"), "parentSpanId": span_id("handle"), "name": "chat"}
    search = inner("search", "handle", 1, status={"code": 2, "message": "no index\nhere"})
    return write_otlp(
        scratch.path / "t.json",
        [chat, search, inner("handle", None, 0), {**genai_span("alone"), "traceId": "ab" * 16}],
    )


def test_a_trace_is_a_tree_in_time(scratch: Scratch, tree: Path) -> None:
    lines = scratch.ok("show", TRACE[:10], "--from", tree).splitlines()
    assert [line.split()[0].strip("*") or line.split()[1] for line in lines] == [
        "handle", "search", "chat",
    ]  # fmt: skip
    assert lines[1].startswith("    search")
    assert "error: no index here" in lines[1]
    assert lines[2].startswith("*   chat")


def test_a_span_is_a_conversation(scratch: Scratch, tree: Path) -> None:
    for named in (span_id("chat"), span_id("chat")[:6].upper(), f"{TRACE}/{span_id('chat')}"):
        out = scratch.ok("show", named, "--from", tree)
        assert "user\n    How long do I have to return headphones?" in out
        assert "answer (stop)\n    You have 60 days to return them." in out


def test_a_span_says_how_long_it_took_and_how_it_was_scored(scratch: Scratch) -> None:
    score = {"gen_ai.evaluation.name": "helpful", "gen_ai.evaluation.score.label": "no"}
    values = [{"key": key, "value": {"stringValue": value}} for key, value in score.items()]
    event = {"name": "gen_ai.evaluation.result", "attributes": values}
    span = {**genai_span("call"), "events": [event]}
    backwards = {**genai_span("back"), "endTimeUnixNano": "1763629961123456789"}
    write_otlp(scratch.path / "t.json", [span, backwards])
    shown = scratch.ok("show", span_id("call"), "--from", "t.json")
    assert "took     812 ms" in shown
    assert 'scores   {"helpful": "no"}' in shown
    back = scratch.ok("show", span_id("back"), "--from", "t.json")
    assert "took     it ended before it started: a clock was wrong" in back


def test_a_trace_of_one_span_is_shown_as_that_span(scratch: Scratch, tree: Path) -> None:
    assert "answer (stop)\n" in scratch.ok("show", "abababab", "--from", tree)


def test_a_row_says_where_placeholders_stand(clean: Scratch) -> None:
    assert "placeholders" not in clean.ok("show", "refunds")
    clean.edit(clean.row(), "It promised 60 days.", "[EMAIL_1] told [EMAIL_2] and [US_SSN_1].")
    clean.edit(clean.row(), "Returns are accepted", "[EMAIL_1]: returns are accepted")
    out = clean.ok("show", "refunds")
    assert out.endswith(
        "\nplaceholders\n    email at note (2)\n    us-ssn at note (1)\n    email at expected (1)\n"
    )


def test_a_row_says_which_detectors_found_what_was_there(clean: Scratch) -> None:
    address = "zoe.brandt" + "@" + "corporate-mail.net"
    clean.edit(clean.row(), "It promised 60 days.", f"db password: tulip4711x; {address}")
    clean.edit(clean.row(), "Returns are accepted", f"Tell {address}: returns are accepted")
    clean.ok("redact")
    out = clean.ok("show", "refunds")
    assert "    email at note (1, by emails)\n" in out
    assert "    password at note (1, by " in out
    assert "redacted_by:\n    email:\n      - emails\n" in clean.read(clean.row())
    assert "[EMAIL_" in out
    # What says who found a password is none itself.
    assert clean.ok("redact") == "nothing to redact\n"
    assert "RG30" not in clean.rowgate("check", "--thorough").out


def test_json_is_what_find_prints(scratch: Scratch, tree: Path) -> None:
    shown = scratch.ok("show", span_id("chat"), "--from", tree, "--json")
    found = scratch.ok("find", tree, "--json", "--name", "chat").splitlines()
    assert json.loads(shown) == json.loads(found[0])


def test_an_unknown_id_is_answered_with_the_nearest(scratch: Scratch, tree: Path) -> None:
    wrong = span_id("chat")[:-2] + "zz"
    ran = scratch.rowgate("show", wrong, "--from", tree)
    assert (ran.code, ran.out) == (2, "")
    assert span_id("chat") in ran.err
    assert scratch.rowgate("show", "abc", "--from", tree).err == (
        "rowgate: abc: too short for an id; give 4 characters\n"
    )


def test_an_id_is_found_in_a_large_file_and_a_wrong_one_has_a_nearest(scratch: Scratch) -> None:
    spans = [
        {**genai_span(f"n{number}"), "traceId": f"{number * 7919 + 10**9:032x}"}
        for number in range(6000)
    ]
    one = write_otlp(scratch.path / "t.json", []).read_text("utf-8").strip()
    lines = (one.replace('"spans": []', '"spans": [' + json.dumps(span) + "]") for span in spans)
    scratch.write("large.jsonl", "\n".join(lines) + "\n")
    assert (scratch.path / "large.jsonl").stat().st_size > 4 << 20
    wanted = span_id("n4321")
    assert f"span     {wanted}" in scratch.ok("show", wanted, "--from", "large.jsonl").replace(
        "  span ", "span "
    )
    ran = scratch.rowgate("show", wanted[:-4] + "0000", "--from", "large.jsonl")
    assert ran.code == 2
    assert wanted in ran.err


def test_a_broken_line_fails_unless_it_may(scratch: Scratch, tree: Path) -> None:
    text = tree.read_text("utf-8")
    scratch.write("t.jsonl", text + '{"resourceSpans": 7}\n' + text[:50] + "\n")
    ran = scratch.rowgate("show", span_id("chat"), "--from", "t.jsonl")
    assert ran.code == 2
    assert "You have 60 days" in ran.out
    assert "t.jsonl:3: " in ran.err
    assert scratch.rowgate("show", span_id("chat"), "--from", "t.jsonl", "--skip-bad").code == 0


def test_a_terminal_is_not_steered_by_what_a_trace_holds(scratch: Scratch) -> None:
    evil = genai_span("one", answer="\x1b[2Jgone", question="\x1b]0;title\x07")
    file = write_otlp(scratch.path / "t.json", [{**evil, "name": "chat\x1b[31m"}])
    for command in (
        ("show", span_id("one"), "--from", file),
        ("find", file),
        ("find", file, "--text", "gone"),
    ):
        assert "\x1b" not in scratch.ok(*command)


def test_a_loop_of_parents_is_shown_and_ends(scratch: Scratch) -> None:
    spans = [inner("a", "b", 0), inner("b", "a", 1), inner("c", "c", 2)]
    file = write_otlp(scratch.path / "t.json", spans)
    assert len(scratch.ok("show", TRACE, "--from", file).splitlines()) == 3
