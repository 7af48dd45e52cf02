"""Which way a case's variables are found, and what they must account for."""

from __future__ import annotations

import json

import pytest

from rowgate.errors import RowgateError
from rowgate.model import Column
from rowgate.rows.mapping import expression_fault, mapped_values
from rowgate.rows.messages import text_in
from rowgate.rows.variables import Given, Template, variables_of
from rowgate.spans.roots import application, topmost
from tests.support.spans import model_span
from tests.support.traces import TRACES, model_spans_of, spans_of

PROMPT = json.loads((TRACES / "scenarios.json").read_text(encoding="utf-8"))["prompt"]


def said(role, *texts, **more):
    return {"role": role, "content": [{"type": "text", "text": text} for text in texts], **more}


def found(span, *templates, columns=None, **given):
    named = [Template(text, f"prompt {number}") for number, text in enumerate(templates, 1)]
    return variables_of(span, columns or {}, Given(templates=named, **given))


# --- text() -----------------------------------------------------------------


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (said("user", "Hi"), "Hi"),
        (said("user", "Hi ", "there"), "Hi there"),
        ({"role": "user", "content": "Hi"}, "Hi"),
        ([{"type": "text", "text": "Hi "}, {"type": "text", "text": "there"}], "Hi there"),
        ([said("user", "Hi"), said("assistant", "Hello")], "Hi\n\nHello"),
        ({"type": "text", "text": "Hi"}, "Hi"),
        ("Hi", "Hi"),
        (
            {
                "role": "user",
                "content": [
                    {"type": "image", "url": "x"},
                    {"type": "text", "text": "Hi"},
                    {"type": "reasoning", "text": "no"},
                ],
            },
            "Hi",
        ),
        ({"role": "user", "content": [{"type": "image", "url": "x"}]}, None),
        (said("assistant", tool_calls=[{"name": "a"}]), None),
        ([], None),
        (None, None),
        (3, None),
        ([said("user", "Hi"), said("assistant", tool_calls=[{"name": "a"}])], "Hi"),
    ],
)
def test_the_text_of_messages_and_parts(value, text):
    assert text_in(value) == text


# --- the mapping ------------------------------------------------------------


def test_a_null_is_no_value_for_an_optional_column_only():
    around = {"span": {"tags": []}, "parent": None, "root": None, "prompt_span": None}
    optional = {"tier": Column("tier", "text", optional=True)}
    assert mapped_values({"tier": "parent.name"}, around, optional) == {}
    with pytest.raises(RowgateError, match=r"mapping.tier: parent.name finds nothing"):
        mapped_values({"tier": "parent.name"}, around, {})
    assert mapped_values({"tags": "span.tags"}, around, {}) == {"tags": []}


@pytest.mark.parametrize(
    "expression",
    ["abs(span.name)", "length(`3`)", "text(span.name, span.name)", "sort(span.messages)", "join(span.name, span.name)"],
)  # fmt: skip
def test_no_message_of_a_mapping_holds_a_value(expression):
    around = {"span": {"name": "hunter2", "messages": ["hunter2", 1]}}
    with pytest.raises(RowgateError) as refused:
        mapped_values({"x": expression}, around, {})
    assert "hunter2" not in refused.value.message
    assert refused.value.message.startswith(f"mapping.x: {expression}: ")


@pytest.mark.parametrize("expression", ["", "a b", "[", "`", "'", "span.", "@@"])
def test_what_is_no_jmespath_is_a_fault_with_its_place(expression):
    if expression:
        fault = expression_fault(expression)
        assert fault is not None
        assert fault[0].startswith("no JMESPath expression")


# --- templates --------------------------------------------------------------


def test_recorded_variables_are_not_asked_of_the_template():
    span = model_span(
        variables={"days": "30"},
        messages=[said("user", "May I return headphones after 30 days?")],
    )
    case = found(span, "May I return {thing} after {days} days?")
    assert case.values == {"days": "30", "thing": "headphones"}
    assert case.ways == ["the span's variables", "prompt 1 (thing)"]


def test_a_renamed_variable_is_not_asked_of_the_template_either():
    span = model_span(
        variables={"question": "How long?"},
        prompt={"template": "{{question}}"},
        messages=[{"role": "user", "content": [{"type": "text", "text": "How long?"}]}],
    )
    found = variables_of(span, {}, Given(mapped={"ask": "How long?"}, renamed=["question"]))
    assert found.values == {"ask": "How long?"}
    assert found.ways == ["the mapping (ask)"]


def test_a_template_of_other_names_than_the_recorded_is_not_asked():
    case = found(model_span(), "{everything}")
    assert case.values == {"question": "How long do I have to return headphones?"}
    assert case.ways == ["the span's variables"]


@pytest.mark.parametrize(
    ("template", "why"),
    [
        ("Be kind.", ""),
        ("Answer {0}", ""),
        ("{% for m in messages %}", " without tags, filters or formats"),
        ("Answer {question!r}", " without tags, filters or formats"),
    ],
)
def test_a_template_without_a_placeholder_that_can_be_read_is_said(template, why):
    remark = f"prompt 1: it holds no placeholder like {{{{name}}}} or {{name}}{why}"
    assert remark in found(model_span(), template).remarks


def test_a_template_is_asked_for_all_it_names_or_two_cases_would_look_alike():
    columns = {"question": Column("question", "text")}
    cases = [
        found(
            model_span(variables={}, messages=[said("user", f"{tier}: Why?")]),
            "{tier}: {question}",
            columns=columns,
        )
        for tier in ("gold", "silver")
    ]
    assert cases[0].values == {"tier": "gold", "question": "Why?"}
    assert cases[0].values != cases[1].values


def test_where_the_conversation_is_a_column_the_rest_of_the_template_is_in_it():
    columns = {"question": Column("question", "text"), "messages": Column("messages", "json")}
    span = model_span(variables={}, messages=[said("user", "gold: Why?")])
    case = found(span, "{tier}: {question}", columns=columns)
    assert case.values == {
        "question": "Why?",
        "messages": [{"role": "user", "content": "gold: Why?"}],
    }


def test_a_template_of_no_column_is_not_asked():
    columns = {"ask": Column("ask", "text")}
    span = model_span(variables={}, messages=[said("user", "gold: Why?")])
    assert set(found(span, "{tier}: {question}", columns=columns).values) == {"messages"}


def test_a_dataset_of_conversations_is_not_refused_for_its_template():
    span = model_span(variables={}, messages=[said("user", "a b c")])
    columns = {"messages": Column("messages", "json")}
    case = found(span, "{a} {b}", columns=columns)
    assert case.values == {"messages": [{"role": "user", "content": "a b c"}]}
    with pytest.raises(RowgateError, match="in several ways"):
        found(span, "{a} {b}")


def test_an_item_of_a_list_is_accounted_for():
    span = model_span(
        variables={"question": "Why?"},
        messages=[said("user", "Hi"), said("assistant", "Hello"), said("user", "Why?")],
    )
    assert "messages" in found(span).values
    history = [{"role": "user", "content": "Hi"}, said("assistant", "Hello")]
    case = found(span, mapped={"history": history})
    assert set(case.values) == {"question", "history"}


def test_a_message_with_an_image_is_not_accounted_for_by_its_text():
    image = {"type": "image", "url": "https://example.com/a.png"}
    span = model_span(
        variables={"question": "What is it?"},
        messages=[{"role": "user", "content": [{"type": "text", "text": "What is it?"}, image]}],
    )
    assert "messages" in found(span).values


def test_answers_and_tool_results_are_rendered_by_no_template():
    span = model_span(
        variables={},
        messages=[said("user", "Q: Why?"), said("assistant", "Q: Who?"), said("tool", "Q: What?")],
    )
    assert found(span, "Q: {q}").values["q"] == "Why?"


# --- genuine files ----------------------------------------------------------

RENDERED = [
    "braintrust_0.47.0.jsonl",
    "datadog_llmobs_ddtrace_4.16.0.wire.jsonl",
    "langfuse_sdk_5.0.4.otlp.jsonl",
    "mlflow_3.17.2.traces.jsonl",
    "openai_agents_0.24.0.jsonl",
    "opik_2.2.122.spans.jsonl",
    "otel_genai_openai_1.3b0_span_and_event.pb",
    "phoenix_20.26.1.rest_spans.json",
    "pydantic_ai_2.68.0_instr_v6.otlp.jsonl",
    "traceloop_openai_0.62.4.fileexporter.jsonl",
    "vercel_ai_6.0.326.otlp.jsonl",
    "weave_0.54.0.calls_merged.jsonl",
]


@pytest.mark.parametrize("name", RENDERED)
def test_the_template_of_genuine_calls_gives_back_what_they_were_rendered_with(name):
    recovered = 0
    for span in model_spans_of(name):
        if not (span.variables or span.messages):
            continue
        case = found(span, PROMPT["template"])
        if any(way.startswith("prompt 1") for way in case.ways):
            assert {key: case.values[key] for key in PROMPT["variables"]} == PROMPT["variables"]
            assert "messages" in case.values, "the question stands in another message"
            recovered += 1
    assert recovered >= 2


@pytest.mark.parametrize(
    ("name", "variables", "response"),
    [
        ("langsmith_langchain.runs_merged.jsonl", PROMPT["variables"], "Yes.\n\n1."),
        ("openinference_langchain.otlp.jsonl", PROMPT["variables"], "Yes.\n\n1."),
        ("langfuse_sdk_5.0.4.otlp.jsonl", {"question": "How do I cancel my plan?"}, "done"),
        ("braintrust_0.47.0.jsonl", {"variables": PROMPT["variables"]}, "ok"),
        ("datadog_llmobs_ddtrace_4.16.0.wire.jsonl", {"n": "plain_text"}, "ok"),
        ("mlflow_3.17.2.traces.jsonl", {"variables": PROMPT["variables"]}, "ok"),
        ("opik_2.2.122.spans.jsonl", {"n": "plain_text"}, "ok"),
        ("weave_0.54.0.calls_merged.jsonl", {"n": "plain_text"}, "ok"),
    ],
)
def test_the_root_span_of_genuine_traces_is_the_application_s_call(name, variables, response):
    spans = spans_of(name)
    roots = [application(topmost(span, spans)) for span in spans]
    assert any(
        root.kind != "model"
        and variables.items() <= root.variables.items()
        and str(root.response).startswith(response)
        for root in roots
    )


def test_messages_that_a_dialect_reads_are_the_input_of_a_root():
    spans = spans_of("vercel_ai_4.otlphttp.jsonl")
    roots = [application(topmost(span, spans)) for span in spans]
    asked = [root for root in roots if root.name == "ai.generateText"]
    assert asked
    assert all(root.messages for root in asked)
    assert all(root.response is not None for root in asked if root.status == "ok")
