"""OpenLLMetry: flat messages and GenAI messages; the SDK's prompt, variables and properties."""

from __future__ import annotations

from typing import Any

from rowgate.model import Record, Span
from rowgate.spans.assemble import assemble
from tests.support.oracle import assert_true_to, oracle
from tests.support.traces import built_in, model_spans_of, spans_of

OLD = "traceloop_openai_0.47.5_legacy.otlp.jsonl"
NEW = "traceloop_openai_0.62.4.fileexporter.jsonl"
SDK = "traceloop_sdk_0.62.1_prompt.otlp.jsonl"

# the instrumentation does not record these parameters, and drops an image given as bytes
LOST = {"plain_text.parameters", "multi_turn.parameters", "n_choices.parameters"}
LOST |= {"image_base64.messages"}


def test_every_scenario_of_the_old_conventions_is_what_happened() -> None:
    assert_true_to(spans_of(OLD), lost={"*.variables", *LOST})


def test_every_scenario_of_the_new_conventions_is_what_happened() -> None:
    assert_true_to(spans_of(NEW), lost={"*.variables", *LOST})


def test_every_scenario_with_the_sdk_is_what_happened_variables_too() -> None:
    assert_true_to(spans_of(SDK), lost=LOST)


def test_variables_keep_their_types_and_the_prompt_its_template() -> None:
    span = model_spans_of(SDK)[0]
    assert span.format == "otlp/traceloop"
    assert span.variables == {
        **oracle()["prompt"]["variables"],
        "attempts": 3,
        "nested": {"a": [1, 2]},
    }
    assert span.prompt == {"version": "7", "template": oracle()["prompt"]["template"]}


def test_a_workflow_is_a_chain_and_renders_no_prompt() -> None:
    chains = [span for span in spans_of(SDK) if span.kind == "chain"]
    assert len(chains) == 16
    assert all(not span.variables and span.session_id for span in chains)


def test_refusals_and_usage_are_there_in_both_conventions() -> None:
    for name in (OLD, NEW):
        by_session = {span.session_id: span for span in model_spans_of(name)}
        assert by_session["sess-refusal"].response == {
            "refusal": "I'm sorry, but I can't help with that."
        }
        usage = by_session["sess-multi_turn"].usage
        assert (usage["cache_read_tokens"], usage["total_tokens"]) == (68, 211)


def test_text_that_is_a_list_of_parts_is_taken_apart_and_other_json_is_text() -> None:
    span = one(
        {
            "gen_ai.prompt.0.role": "user",
            "gen_ai.prompt.0.content": '[{"type": "text", "text": "hi"}]',
            "gen_ai.prompt.1.role": "user",
            "gen_ai.prompt.1.content": '[{"type": "invoice"}]',
            "gen_ai.prompt.2.role": "tool",
            "gen_ai.prompt.2.content": '[{"type": "text", "text": "raw"}]',
            "gen_ai.prompt.3.role": "user",
            "gen_ai.prompt.3.content": '[{"type": "text"}] is what I sent',
            "gen_ai.completion.0.content": "fine",
        }
    )
    assert [message["content"][0]["text"] for message in span.messages] == [
        "hi",
        '[{"type": "invoice"}]',
        '[{"type": "text", "text": "raw"}]',
        '[{"type": "text"}] is what I sent',
    ]
    assert span.incomplete is None


def test_parts_cut_off_by_a_limit_and_messages_dropped_are_said_to_be() -> None:
    span = one(
        {
            "gen_ai.prompt.0.role": "user",
            "gen_ai.prompt.0.content": '[{"type": "text", "te',
            "gen_ai.prompt.3.role": "user",
            "gen_ai.prompt.3.content": "hi",
            "gen_ai.completion.0.content": "fine",
        }
    )
    assert "content is cut off" in (span.incomplete or "")
    assert "2 of 4 entries of gen_ai.prompt are missing" in (span.incomplete or "")


def test_a_prompts_name_is_no_flat_message() -> None:
    span = one({"gen_ai.prompt.name": "refund", "gen_ai.operation.name": "chat"})
    assert span.format == "otlp/genai"
    assert span.prompt == {"name": "refund"}


def one(attributes: dict[str, Any]) -> Span:
    """The span of one record with these attributes."""
    record = Record(
        container="otlp",
        trace_id="a" * 32,
        span_id="b" * 16,
        parent_id=None,
        name="openai.chat",
        attributes=attributes,
        ended_ns=2,
        status="ok",
    )
    (span,) = assemble([record], built_in("dialects"))
    return span
