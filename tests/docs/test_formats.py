"""`docs/formats.md`: what survives in which format, measured over genuine files.

The table is made here from the oracle; `make docs` writes it.
"""

from __future__ import annotations

import os
from collections import Counter, defaultdict
from collections.abc import Sequence

import pytest

from rowgate.spans.jsonform import FIELDS
from tests.support import asked
from tests.support.oracle import judge
from tests.support.scratch import PROJECT
from tests.support.traces import spans_of

PAGE = PROJECT / "docs" / "formats.md"
INTRODUCTION = PROJECT / "tests" / "support" / "formats-introduction.md"

# What a reader of the page calls it, and the genuine files it is measured on.
FORMATS: dict[str, Sequence[str]] = {
    "OTLP, GenAI: content on spans": ["otel_genai_openai_1.3b0_span_and_event.pb"],
    "OTLP, GenAI: content in events": [
        "otel_openai_v2_2.4b0_latest_event_only.fileexporter.jsonl",
        "otel_openai_v2_2.4b0_latest_event_only.logs.jsonl",
    ],
    "OTLP, GenAI 1.30: legacy events": [
        "otel_openai_v2_2.4b0_legacy_v1.30.fileexporter.jsonl",
        "otel_openai_v2_2.4b0_legacy_v1.30.logs.jsonl",
    ],
    "OTLP, GenAI: content not recorded": ["otel_genai_openai_1.3b0_no_content.fileexporter.jsonl"],
    "OTLP, GenAI: attributes cut at 256": [
        "otel_genai_openai_1.3b0_TRUNCATED_attr_len256.fileexporter.jsonl"
    ],
    "OTLP, OpenInference": ["openinference_openai_0.1.66.fileexporter.jsonl"],
    "ConsoleSpanExporter, OpenInference": ["openinference_openai_0.1.66.consoleexporter.txt"],
    "Phoenix REST": ["phoenix_20.26.1.rest_spans.json"],
    "Phoenix REST, otlpv1": ["phoenix_20.26.1.rest_spans_otlpv1.json"],
    "Phoenix dataframe (parquet)": ["phoenix_20.26.1.spans_dataframe_openinference_only.parquet"],
    "OTLP, Traceloop 0.47": ["traceloop_openai_0.47.5_legacy.otlp.jsonl"],
    "OTLP, Traceloop 0.62": ["traceloop_openai_0.62.4.fileexporter.jsonl"],
    "Zipkin, Traceloop 0.47": ["zipkin_json_1.37.0_traceloop_0.47.5.json"],
    "OTLP, Langfuse SDK 5": ["langfuse_sdk_5.0.4.otlp.jsonl"],
    "OTLP, Vercel AI SDK 4": ["vercel_ai_4.otlphttp.jsonl"],
    "OTLP, Vercel AI SDK 6": ["vercel_ai_6.0.326.otlp.jsonl"],
    "OTLP, Vercel AI SDK 7": ["vercel_ai_7.0.173_ai-sdk-otel_1.0.173.otlphttp.jsonl"],
    "OTLP, pydantic-ai 1": ["pydantic_ai_1.0.5_instr_v1_events.otlp.jsonl"],
    "OTLP, pydantic-ai 2": ["pydantic_ai_2.68.0_instr_v2.otlp.jsonl"],
    "OTLP, Logfire 3": ["logfire_3.25.0_openai.otlp.jsonl"],
    "OTLP, Logfire 5": ["logfire_5.2.0_openai.otlp.jsonl"],
    "MLflow 3": ["mlflow_3.17.2.traces.jsonl"],
    "Braintrust": ["braintrust_0.47.0.jsonl"],
    "Adaline": ["adaline_sdk_2.2.1.requests.jsonl"],
    "Weave": ["weave_0.54.0.calls_merged.jsonl"],
    "Opik": ["opik_2.2.122.spans.jsonl", "opik_2.2.122.traces.jsonl"],
    "Datadog LLM Observability": ["datadog_llmobs_ddtrace_4.16.0.wire.jsonl"],
}  # fmt: skip

# These files hold the same requests in several dialects; the one that the row is about.
ONLY = {"Phoenix REST": "openinference", "Phoenix REST, otlpv1": "openinference"}

COLUMNS = (
    "messages", "response", "tool_calls", "refusal", "model", "parameters", "usage", "status",
    "session", "user", "variables",
)  # fmt: skip


def table() -> str:
    """Format × field: `all` scenarios, how many of them, or none."""
    lines = [
        "| format | requests | " + " | ".join(COLUMNS).replace("_", " ") + " |",
        "|---" * (len(COLUMNS) + 2) + "|",
    ]
    for name, files in FORMATS.items():
        found = defaultdict(list)
        spans = [
            span
            for span in spans_of(*files)
            if span.kind != "model" or span.format.endswith(ONLY.get(name, ""))
        ]
        for one in judge(spans):
            if one.field != "span":
                found[one.field].append(one.outcome)
        cells = [name, str(len(found["messages"])), *(_cell(found[field]) for field in COLUMNS)]
        lines.append(f"| {' | '.join(cells)} |")
    return "\n".join(lines)


OTHERS = """
Smaller traces, of other instrumentations and other providers than OpenAI (Anthropic, Gemini, Amazon
Bedrock, Cohere), are compared in the same way with what a server was asked and answered:
"""


WHOLE = """
Made in the same way, and whole without anything to mend: the Vercel AI SDK 5 and 6, pydantic-ai,
Microsoft Agent Framework, Opik, and LangGraph and DSPy under OpenInference, all with Anthropic or
Gemini; OpenTelemetry's instrumentation of google-genai. Those of OpenInference read the same from
ConsoleSpanExporter and Zipkin. What leaves no trace in a file cannot be told: OpenLIT, OpenLLMetry
of Ollama and Groq, and Google's ADK 1 leave images out, and OpenLLMetry of Bedrock writes the calls
of InvokeModel's streams without their arguments.
"""


def others() -> str:
    """Instrumentation, its calls, and what of them its file does not hold."""
    lines = ["| written by | calls | not in the file |", "|---|---|---|"]
    for name in asked.names():
        gone = Counter(field for lost in asked.differences(name).values() for field in lost)
        calls = len(asked.calls_of(name))
        said = ", ".join(f"{field} ({gone[field]})" for field in asked.FIELDS if gone[field])
        lines.append(f"| {name.replace('_', ' ')} | {calls} | {said or '–'} |")
    return "\n".join(lines)


def _cell(outcomes: list[str]) -> str:
    kept = outcomes.count("ok")
    if kept == len(outcomes):
        return "all"
    return f"{kept} of {len(outcomes)}" if kept else "–"


def test_the_table_of_what_survives_is_up_to_date():
    made = "\n".join([INTRODUCTION.read_text(encoding="utf-8"), table(), OTHERS, others(), WHOLE])
    if os.environ.get("ROWGATE_WRITE_DOCS"):
        PAGE.write_text(made, encoding="utf-8")
    assert PAGE.read_text(encoding="utf-8") == made, "make docs"


@pytest.mark.parametrize("field", FIELDS)
def test_the_page_explains_every_field_of_a_span(field):
    assert f"`{field}`" in INTRODUCTION.read_text(encoding="utf-8")
