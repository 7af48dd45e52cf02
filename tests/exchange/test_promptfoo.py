"""promptfoo's own tests as cases: configs, test files, tables; and rows as tests."""

from __future__ import annotations

import json

import pytest

from rowgate.exchange.framing import document
from rowgate.model import Dataset
from rowgate.model.exchange import Item, Unread
from rowgate.rows.rowfile import row_of
from tests.support.exchanged import formats, read, write

NAME = Dataset("refund-policy")


def cases(text, name="tests.yaml"):
    found = document(name, text.encode())
    return [(each, found.lines(each.at)) for each in formats()["promptfoo"].read(found)]


def case(assertion, **variables):
    test = {"vars": {"question": "Q?", **variables}, "assert": [assertion]}
    ((item, _),) = cases(json.dumps([test]), "tests.json")
    return item


def row(text="Q?", **fields):
    return row_of("refunds-b53242078cb5", {"variables": {"question": text}, **fields})


CONFIG = """
description: evals
prompts: [file://prompt.txt]
defaultTest:
  vars: {tier: gold}
  assert:
    - {type: latency, threshold: 3000}
  options: {provider: openai:gpt-4o}
tests:
  - description: Return window
    vars:
      question: How long?
      wanted: 30 days
      when: 2026-11-20
      sure: yes
    threshold: 0.5
    assert:
      - type: contains
        value: "{{wanted}}"
  - vars:
      question: [A?, B?]
"""


def test_a_config_gives_its_tests_with_what_holds_for_all_of_them():
    (first, line), (second, _), (third, _) = cases(CONFIG)
    assert line == 10
    assert first.name == "Return window"
    # As YAML 1.2 says, and promptfoo: `yes` is text, and a date is.
    assert first.fields["variables"] == {
        "tier": "gold", "question": "How long?", "wanted": "30 days", "when": "2026-11-20",
        "sure": "yes",
    }  # fmt: skip
    assert first.fields["evaluators"] == [{"contains": "30 days"}, {"max-latency-ms": 3000}]
    assert {one.what for one in first.lost} == {"field threshold", "field provider"}
    assert [each.fields["variables"]["question"] for each in (second, third)] == ["A?", "B?"]


def test_a_list_is_one_value_where_promptfoo_is_told_so():
    text = "- vars: {question: [A?, B?]}\n  options: {disableVarExpansion: true}\n"
    ((item, _),) = cases(text)
    assert item.fields["variables"] == {"question": ["A?", "B?"]}


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("- vars: {question: file://q.txt}", "not followed"),
        ("- vars: {question: 'package:npm/thing:q'}", "not followed"),
        ("- vars: file://vars.yaml", "in another file"),
        ("- file://test.yaml", "in another file"),
        ("tests: file://tests.yaml", "in another file"),
        ("- {description: nothing}", "no variables"),
        ("- 7", "no mapping"),
    ],
)
def test_no_other_file_is_read(tmp_path, monkeypatch, text, reason):
    for name in ("q.txt", "vars.yaml", "test.yaml", "tests.yaml"):
        (tmp_path / name).write_text("- vars: {question: canary}", encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    ((found, _),) = cases(f"{text}\n")
    assert isinstance(found, Unread)
    assert reason in found.reason


@pytest.mark.parametrize(
    ("assertion", "evaluator"),
    [
        ({"type": "equals", "value": "x"}, {"equals": "x"}),
        ({"type": "equals", "value": {"a": 1}}, {"json-equals": {"value": {"a": 1}}}),
        ({"type": "contains", "value": 5}, {"contains": "5"}),
        ({"type": "icontains", "value": "x"}, {"contains": {"value": "x", "ignore_case": True}}),
        ({"type": "contains-any", "value": "a, b"}, {"contains-any": ["a", "b"]}),
        ({"type": "not-contains-any", "value": ["a"]}, {"not-contains-any": ["a"]}),
        ({"type": "regex", "value": r"\d+"}, {"regex": r"\d+"}),
        ({"type": "word-count", "value": {"max": 3}}, {"max-words": 3}),
        ({"type": "word-count", "value": 3}, {"length": {"unit": "words", "equals": 3}}),
        ({"type": "is-json"}, "valid-json"),
        ({"type": "llm-rubric", "value": "Polite."}, {"llm-judge": "Polite."}),
        ({"type": "cost", "threshold": 0.01}, {"max-cost": 0.01}),
        ({"type": "not-is-refusal"}, "not-refusal"),
        ({"type": "contains", "value": "{% raw %}{{x}}{% endraw %}"}, {"contains": "{{x}}"}),
        ({"type": "assert-set", "threshold": 0.5, "assert": [
            {"type": "contains", "value": "a"}, {"type": "contains", "value": "b"}]},
         {"any-of": [{"contains": "a"}, {"contains": "b"}]}),
    ],
    ids=lambda value: json.dumps(value)[:40],
)  # fmt: skip
def test_an_assertion_is_the_evaluator_that_judges_so(assertion, evaluator):
    item = case(assertion)
    assert item.fields["evaluators"] == [evaluator]
    assert item.lost == []


@pytest.mark.parametrize(
    "assertion",
    [
        {"type": "javascript", "value": "output.length < 5"},
        {"type": "contains", "value": "x", "weight": 0},
        {"type": "contains", "value": "x", "transform": "output.text"},
        {"type": "contains", "value": "file://expected.txt"},
        {"type": "contains", "value": "{{ missing }}"},
        {"type": "similar", "value": "x", "threshold": 0.8},
        {"type": "assert-set", "threshold": 0.7, "assert": [
            {"type": "contains", "value": "a"}, {"type": "contains", "value": "b"}]},
        {"type": "latency"},
        "contains: x",
    ],
    ids=lambda value: json.dumps(value)[:40],
)  # fmt: skip
def test_what_has_no_evaluator_here_is_reported_never_dropped(assertion):
    item = case(assertion)
    assert "evaluators" not in item.fields
    (one,) = item.lost
    assert one.what.startswith("assertion ")
    assert one.why


def test_its_table_has_assertions_in_columns():
    text = "question,__expected,__expected2,__description\nQ?,icontains: 30,plain,Window\nB?,,,\n"
    (first, line), (second, _) = cases(text, "tests.csv")
    assert line == 2
    assert first.name == "Window"
    assert first.fields == {
        "variables": {"question": "Q?"},
        "evaluators": [{"contains": {"value": "30", "ignore_case": True}}, {"equals": "plain"}],
    }
    assert second.fields == {"variables": {"question": "B?"}}


# --- out


def test_nothing_a_row_says_is_a_template_or_a_file_to_promptfoo():
    hostile = ["{{ 7 * 7 }}", "{% endraw %}{{ env.HOME }}", "file:///etc/passwd", "package:x:y",
               "{# gone #}", "{% raw %}"]  # fmt: skip
    written = write("promptfoo", [row(hostile[1], evaluators=[
        {"equals": hostile[0]}, {"contains-any": hostile}, {"not-contains": hostile[2]}])],
        NAME, "jsonl")  # fmt: skip
    (test,) = [json.loads(line) for line in written.content.splitlines()]
    assert test["vars"] == {"row": {"question": hostile[1]}}
    assert test["options"] == {"disableVarExpansion": True}
    values = [one["value"] for one in test["assert"]]
    for value in [values[0], *values[1], values[2]]:
        assert value.startswith("{% raw %}")
        inner = value.removeprefix("{% raw %}").removesuffix("{% endraw %}")
        # Whatever ends the raw text begins it anew, after a brace that is no tag.
        assert "{%" not in inner.replace("{% endraw %}{{ '{%' }}{% raw %}", "")


@pytest.mark.parametrize(
    ("variables", "form", "left"),
    [
        ({"q": "{{env.HOME}}"}, "yaml", True),
        ({"q": "{{ env['HOME'] | upper }}"}, "yaml", True),
        ({"deep": [{"q": "{{env.HOME}}"}]}, "yaml", True),
        ({"{{env.HOME}}": "x"}, "yaml", True),
        ({"q": "{{env.HOME}}"}, "jsonl", False),
        ({"q": "the environment {{ 7 }}"}, "yaml", False),
        ({"q": "file://{{env.HOME}}"}, "jsonl", True),
        ({"schema": {"$ref": "file:///etc/passwd"}}, "jsonl", True),
        ({"q": "file:///etc/passwd"}, "jsonl", False),
    ],
)
def test_a_row_that_promptfoo_would_change_is_left_out_and_said(variables, form, left):
    odd = row_of("odd-b53242078cb5", {"variables": variables})
    written = write("promptfoo", [row(), odd], NAME, form)
    said = [one for one in written.lost if one.how == "left out"]
    assert [one.of for one in said] == (["odd-b53242078cb5"] if left else [])
    assert [item.name for item in read("promptfoo", written.content, form)] == [
        "refunds-b53242078cb5", *([] if left else ["odd-b53242078cb5"])]  # fmt: skip


def test_what_stands_in_the_envelope_is_followed_by_nobody():
    said = "file:///etc/passwd"
    written = write("promptfoo", [row(response=said, expected="{{env.HOME}}",
                                      metadata={"of": said})], NAME, "yaml")  # fmt: skip
    (entry,) = document("t.yaml", written.content).value
    assert isinstance(entry["metadata"]["rowgate"], str)
    assert "{{" not in written.content.decode().split("metadata:")[1]
    (item,) = read("promptfoo", written.content, "yaml")
    assert item.fields["response"] == said
    assert item.fields["expected"] == "{{env.HOME}}"
    assert item.fields["metadata"] == {"of": said}


def test_a_schema_with_references_is_kept_but_not_handed_to_promptfoo():
    schema = {"$defs": {"n": {"type": "number"}}, "properties": {"a": {"$ref": "#/$defs/n"}}}
    evaluator = {"json-schema": {"value": schema}}
    written = write("promptfoo", [row(evaluators=[evaluator])], NAME, "jsonl")
    assert [one.what for one in written.lost] == ["evaluator json-schema"]
    (item,) = read("promptfoo", written.content, "jsonl")
    assert item.fields["evaluators"] == [evaluator]


def test_what_was_changed_in_promptfoo_wins_and_is_said():
    written = write("promptfoo", [row(note="N", evaluators=[{"ends-with": "x"}, "refusal",
                                                            {"called": "f"}])], NAME, "jsonl")  # fmt: skip
    test = json.loads(written.content)
    test["assert"][0]["value"] = "y$"
    (item,) = read("promptfoo", json.dumps(test).encode(), "jsonl")
    assert isinstance(item, Item)
    assert item.fields["evaluators"] == [{"regex": "y$"}, "refusal"]
    assert item.fields["note"] == "N"
    assert [(one.what, one.why) for one in item.lost] == [
        ("evaluators", "changed in promptfoo since the export: that was taken")
    ]
    test = json.loads(written.content)
    test["vars"]["row"]["question"] = "Another?"
    (item,) = read("promptfoo", json.dumps(test).encode(), "jsonl")
    assert item.fields["variables"] == {"question": "Another?"}
    assert item.fields["evaluators"] == [{"ends-with": "x"}, "refusal", {"called": "f"}]
    assert list(item.lost) == []


def test_what_the_dataset_adds_to_each_row_judges_there_too():
    dataset = Dataset("refund-policy", evaluators=[{"max-words": 200}])
    written = write("promptfoo", [row(evaluators=["refusal"])], dataset, "jsonl")
    test = json.loads(written.content)
    assert [one["type"] for one in test["assert"]] == ["is-refusal", "word-count"]
    (item,) = read("promptfoo", written.content, "jsonl")
    assert item.fields["evaluators"] == ["refusal", {"max-words": 200}]
