"""What single formats do, beside the law that holds for all of them."""

from __future__ import annotations

import json

import pytest

from rowgate.exchange.framing import document
from rowgate.model import Dataset
from rowgate.model.exchange import Unread
from rowgate.rows.rowfile import row_of
from tests.support.exchanged import both_ways, formats, read, write

NAME = Dataset("refund-policy")


def row(name="refunds-b53242078cb5", **fields):
    return row_of(name, {"variables": {"question": "Q?"}, **fields})


def entries(name, *rows, form="jsonl"):
    return [json.loads(line) for line in write(name, list(rows), NAME, form).content.splitlines()]


def test_an_id_of_digits_stays_text_everywhere():
    digits = row("0123456789012345", variables={"question": "0123456789012345"},
                 source={"kind": "span", "trace_id": "1" * 32, "span_id": "0123456789012345"})  # fmt: skip
    assert entries("inspect", digits)[0]["id"] == "row-0123456789012345"
    assert entries("langfuse", digits)[0]["sourceObservationId"] == "0123456789012345"
    for name, form in (("pydantic-evals", "yaml"), ("promptfoo", "yaml")):
        text = write(name, [digits], NAME, form).content.decode()
        assert text.count('"0123456789012345"') == text.count("0123456789012345") - text.count(
            "/0123456789012345"
        )
    (item,) = read("csv", write("csv", [digits], NAME, "csv").content, "csv")
    assert item.fields["variables"] == {"question": "0123456789012345"}


def test_the_same_row_is_the_same_example_of_langsmith():
    first, again = entries("langsmith", row(), row())
    assert first["id"] == again["id"] == "f91156c0-0333-5321-ae50-9b8f140b5ad9"
    assert entries("langsmith", row("other-b53242078cb5"))[0]["id"] != first["id"]


def test_a_candidate_s_input_never_holds_the_answer():
    secret = row(expected="THE ANSWER", evaluators=[{"contains": "THE ANSWER"}], note="THE ANSWER",
                 labels=["THE-ANSWER"], response="THE ANSWER")  # fmt: skip
    inputs = {"inspect": "input", "openai-evals": "input", "deepeval": "input", "langfuse": "input",
              "langsmith": "inputs", "braintrust": "input", "phoenix": "input",
              "mlflow": "inputs", "promptfoo": "vars"}  # fmt: skip
    for name, field in inputs.items():
        (entry,) = entries(name, secret)
        assert "ANSWER" not in json.dumps(entry[field]), name


def test_messages_are_handed_over_as_messages():
    chat = [{"role": "user", "content": "Hi"}, {"role": "assistant", "content": "Yes?"}]
    for name in ("inspect", "openai-evals"):
        written = write(name, [row(variables={"messages": chat, "tier": "gold"})], NAME, "jsonl")
        assert json.loads(written.content)["input"] == chat
        assert [one.what for one in written.lost] == ["variables"]


def test_several_right_answers_of_openai_are_any_of_them():
    text = json.dumps({"input": [{"role": "system", "content": "Be brief."},
                                 {"role": "user", "content": "2+2?"}], "ideal": ["4", "four"]})  # fmt: skip
    (item,) = read("openai-evals", text.encode(), "jsonl")
    assert item.fields == {
        "variables": {"messages": [{"role": "user", "content": "2+2?"}]},
        "evaluators": [{"any-of": [{"starts-with": "4"}, {"starts-with": "four"}]}],
        "source": {"system": "Be brief."},
    }


def test_a_conversation_to_be_simulated_is_no_case():
    line = json.dumps({"scenario": "A customer calls", "turns": []}).encode()
    (found,) = formats()["deepeval"].read(document("g.jsonl", line))
    assert isinstance(found, Unread)
    assert "simulated" in found.reason


def test_adaline_gets_a_hundred_rows_at_a_time():
    rows = [row(f"r-{number:012x}") for number in range(205)]
    assert [len(one["rows"]) for one in entries("adaline", *rows)] == [100, 100, 5]


def test_records_of_hugging_face_have_the_same_columns_each():
    first, second = entries("huggingface", row(), row("b-000000000000", variables={"other": [1]}))
    assert list(first) == list(second)
    assert first["other"] is None
    assert (second["other"], second["json"]) == ("[1]", "other")


@pytest.mark.parametrize("name", ["braintrust", "langfuse", "langsmith", "phoenix"])
def test_what_was_changed_in_the_tool_wins(name):
    (entry,) = entries(name, row(expected="30 days", note="N", evaluators=["refusal"]))
    changed = json.loads(json.dumps(entry).replace('"30 days"', '"14 days"'))
    changed["created_at"] = "2026-11-20"
    (item,) = read(name, json.dumps(changed).encode(), "jsonl")
    assert item.fields["expected"] == "14 days"
    assert item.fields["note"] == "N"
    assert item.fields["evaluators"] == ["refusal"]


@pytest.mark.parametrize("envelope", ["text", 7, [], {"evaluators": 7, "variables": "x"}, {}])
def test_an_envelope_that_somebody_wrote_by_hand_breaks_nothing(envelope):
    entry = {
        "id": "a",
        "input": {"question": "Q?"},
        "expected": "A.",
        "metadata": {"rowgate": envelope},
    }
    (item,) = formats()["braintrust"].read(document("b.jsonl", json.dumps(entry).encode()))
    if not isinstance(item, Unread):
        assert item.fields["expected"] == "A."


def test_a_flat_record_has_variables_and_the_fields_of_a_row():
    line = {"id": "a", "question": "Q?", "n": 3, "expected": "A.", "labels": ["x"], "json": "J"}
    (item,) = read("jsonl", json.dumps(line).encode(), "jsonl")
    assert item.fields == {
        "variables": {"question": "Q?", "n": 3, "json": "J"}, "expected": "A.", "labels": ["x"],
    }  # fmt: skip
    assert item.name == "a"


def test_what_is_kept_from_redaction_is_said_to_be_lost():
    kept = [{"type": "card", "path": "variables.question", "reason": "order number"}]
    for name in formats():
        if name == "adaline":
            continue
        written = write(name, [row(kept=kept)], NAME, formats()[name].forms[0])
        assert "kept" in {one.what for one in written.lost}, name
        assert b"order number" not in written.content


@pytest.mark.parametrize(("name", "form"), both_ways())
def test_what_the_dataset_adds_to_every_row_comes_along(name, form):
    dataset = Dataset("refund-policy", evaluators=[{"max-words": 200}, {"contains": "x"}])
    written = write(name, [row(evaluators=["refusal"])], dataset, form)
    (item,) = read(name, written.content, form)
    assert item.fields["evaluators"] == ["refusal", {"max-words": 200}, {"contains": "x"}]


def test_a_number_that_javascript_rounds_is_said():
    large = row(variables={"order": {"id": 2**53 + 1}})
    said = {one.why for one in write("promptfoo", [large], NAME, "jsonl").lost}
    assert "promptfoo rounds whole numbers beyond 2^53" in said
    assert write("promptfoo", [row()], NAME, "jsonl").lost == []
