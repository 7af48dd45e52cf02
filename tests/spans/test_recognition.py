"""Every genuine file is read by the right container, and its spans by the right dialect.

Told from the content: the files are read through a stream that has no name. A file that is
added to `tests/data/traces` is added here.
"""

from __future__ import annotations

import io
from fnmatch import fnmatchcase

import pytest

from rowgate.spans.framing import HEAD
from tests.support.traces import TRACES, built_in, spans_of

# a pattern of files (the first that matches counts) → the formats of their spans; "otlp" alone are the application's own spans
FORMATS: dict[str, set[str]] = {
    "adaline_*": {"adaline"},
    "braintrust_*": {"braintrust"},
    "datadog_*": {"datadog"},
    "langfuse_sdk_*": {"otlp/langfuse-otel"},
    "langsmith_*": {"langsmith"},
    "logfire_*": {"otlp/logfire"},
    "mlflow_*": {"mlflow"},
    "openai_agents_*": {"openai-agents"},
    "openinference_langchain.*": {"otlp/openinference"},
    "openinference_openai_*.consoleexporter.txt": {"otel-console", "otel-console/openinference"},
    "openinference_openai_0.1.66.fileexporter.jsonl": {"otlp", "otlp/openinference"},
    "openinference_openai_*_attr_count128.*": {"otlp/openinference"},
    "openinference_openai_*_attr_len256.*": {"otlp", "otlp/openinference"},
    "opik_*.spans.jsonl": {"opik"},
    "opik_*.traces.jsonl": set(),
    "otel_util_genai_*": {"otlp/genai"},
    "otel_*.logs.jsonl": {"otlp/genai"},
    "otel_*": {"otlp", "otlp/genai"},
    "phoenix_*.rest_span_annotations.json": set(),
    "phoenix_*.rest_spans*.json": {
        "phoenix",
        "phoenix/genai",
        "phoenix/openinference",
        "phoenix/pydantic-ai",
        "phoenix/traceloop",
    },
    "phoenix_*.parquet": {"phoenix/openinference"},
    "pydantic_ai_1.*": {"otlp/pydantic-ai"},
    "pydantic_ai_*_instr_v2.*": {"otlp/pydantic-ai"},
    "pydantic_ai_*_instr_v6.*": {"otlp", "otlp/pydantic-ai"},
    "pydantic_ai_*_logfire_*": {"otlp/logfire", "otlp/pydantic-ai"},
    "traceloop_openai_*": {"otlp", "otlp/traceloop"},
    "traceloop_sdk_*": {"otlp/traceloop"},
    "vercel_ai_[46]*": {"otlp/vercel"},
    "vercel_ai_7*": {"otlp/genai"},
    "weave_*": {"weave"},
    "zipkin_json_*_traceloop_*": {"zipkin", "zipkin/traceloop"},
}
NO_TRACES = {"README.md", "scenarios.json"}
FILES = sorted(
    path.name
    for path in TRACES.iterdir()
    if path.is_file() and not path.name.endswith("versions.txt") and path.name not in NO_TRACES
)


@pytest.mark.parametrize("name", FILES)
def test_a_file_is_recognised_by_its_content(name: str) -> None:
    expected = next((FORMATS[p] for p in FORMATS if fnmatchcase(name, p)), {"not listed above"})
    content = io.BytesIO((TRACES / name).read_bytes())
    assert {span.format for span in spans_of(content)} == expected


@pytest.mark.parametrize("name", FILES)
@pytest.mark.parametrize("size", [HEAD, 3000])
def test_a_file_is_claimed_by_one_container_only(name: str, size: int) -> None:
    head = (TRACES / name).read_bytes()[:size]
    claimed = [container.name for container in built_in("containers") if container.detect(head)]
    assert len(claimed) == 1, claimed
