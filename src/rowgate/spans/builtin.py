"""The formats that come with rowgate. The plugin loader imports and registers these modules.

Adding a format is a module with its hook, and its name here (docs/adding-a-format.md).
"""

from __future__ import annotations

CONTAINERS: tuple[str, ...] = (
    "rowgate.spans.containers.adaline",
    "rowgate.spans.containers.langfuse",
    "rowgate.spans.containers.langfuse_csv",
    "rowgate.spans.containers.langsmith",
    "rowgate.spans.containers.mlflow",
    "rowgate.spans.containers.braintrust",
    "rowgate.spans.containers.helicone",
    "rowgate.spans.containers.otlp_json",
    "rowgate.spans.containers.otlp_protobuf",
    "rowgate.spans.containers.otel_js",
    "rowgate.spans.containers.phoenix",
    "rowgate.spans.containers.phoenix_annotations",
    "rowgate.spans.containers.phoenix_tables",
    "rowgate.spans.containers.phoenix_csv",
    "rowgate.spans.containers.phoenix_parquet",
    "rowgate.spans.containers.weave",
    "rowgate.spans.containers.opik",
    "rowgate.spans.containers.datadog",
    "rowgate.spans.containers.openai_agents",
    "rowgate.spans.containers.zipkin",
    "rowgate.spans.containers.jaeger",
    "rowgate.spans.containers.otel_console",
)
"""Asked in this order; the first that detects the file reads it: specific before general."""

DIALECTS: tuple[str, ...] = (
    "rowgate.spans.dialects.adaline",
    "rowgate.spans.dialects.langfuse",
    "rowgate.spans.dialects.langsmith",
    "rowgate.spans.dialects.mlflow",
    "rowgate.spans.dialects.braintrust",
    "rowgate.spans.dialects.helicone",
    "rowgate.spans.dialects.weave",
    "rowgate.spans.dialects.opik",
    "rowgate.spans.dialects.datadog",
    "rowgate.spans.dialects.openai_agents",
    "rowgate.spans.dialects.openinference",
    "rowgate.spans.dialects.langfuse_otel",
    "rowgate.spans.dialects.vercel",
    "rowgate.spans.dialects.pydantic_ai",
    "rowgate.spans.dialects.traceloop",
    "rowgate.spans.dialects.logfire",
    "rowgate.spans.dialects.haystack",
    "rowgate.spans.dialects.genai",
)
"""Asked in this order; the first that detects the record applies: specific before general. A
record that speaks none of them is a plain span: the application's own."""
