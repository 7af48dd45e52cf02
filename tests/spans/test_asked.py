"""Traces of other SDKs and other providers than OpenAI, compared with what a server recorded."""

from __future__ import annotations

import pytest

from tests.support.asked import CONTENT, differences, incomplete, names

# What is not as it was: it is not in the file, or something else is.
LOST: dict[str, dict[str, set[str]]] = {
    "braintrust_0.47.0_gemini": {
        "gemini-image": {"messages"},
    },
    "ddtrace_4.16.0_anthropic": {
        "anthropic-image-2": {"messages"},
    },
    "ddtrace_4.16.0_bedrock": {
        "bedrock-image": {"finish", "messages"},
        "bedrock-riddle": {"finish"},
        "bedrock-weather": {"finish"},
    },
    "ddtrace_4.16.0_gemini": {
        "gemini-image": {"finish", "messages"},
        "gemini-plain-stream": {"finish"},
        "gemini-riddle": {"finish"},
        "gemini-weather": {"finish"},
    },
    "langfuse_5.0.4_observe": {
        "anthropic-plain-2": {"finish", "model", "parameters", "usage"},
        "openai-weather": {"finish"},
    },
    "langsmith_0.15.0": {
        "gemini-weather-stream": {"finish", "tool calls"},
    },
    "litellm_callback_1.83.0": {
        "anthropic-pdf": {"parameters"},
        "anthropic-weather": {"call ids", "parameters"},
        "openai-weather": {"call ids"},
    },
    "mlflow_3.17.2_bedrock": {
        "anthropic-plain-stream": {"finish", "response", "tool calls"},
    },
    "mlflow_3.17.2_gemini": {
        "gemini-image": {"messages"},
    },
    "openinference_agno_1.0.15": {
        "anthropic-image": {"finish"},
    },
    "openinference_autogen_0.1.22": {
        "openai-weather": {"parameters"},
        "openai-weather-2": {"parameters"},
    },
    "openinference_bedrock_0.1.61": {
        "titan-plain": {"usage"},
    },
    "openinference_groq_0.1.33": {
        "openai-plain-stream": {"finish", "response", "usage"},
    },
    "openinference_litellm_0.1.51": {
        "openai-two": {"finish"},
    },
    "openinference_llama_index_4.6.1": {
        "openai-plain-stream": {"parameters", "usage"},
        "openai-weather": {"parameters"},
        "openai-weather-2": {"parameters"},
    },
    "openinference_strands_0.1.12": {
        "bedrock-image-stream": {"messages", "parameters"},
        "bedrock-weather-stream": {"parameters"},
        "bedrock-weather-stream-2": {"parameters"},
    },
    "openlit_1.45.0_anthropic": {
        "anthropic-image": {"messages"},
    },
    "openlit_1.45.0_gemini": {
        "gemini-json": {"messages"},
        "gemini-plain": {"messages", "parameters"},
    },
    "opik_2.0.21_bedrock": {
        "anthropic-weather-stream": {"call ids", "tool calls"},
        "bedrock-weather": {"finish"},
        "bedrock-weather-stream": {"call ids", "finish", "tool calls"},
    },
    "semantic_kernel_1.45.0": {
        "anthropic-plain": {"parameters", "usage"},
        "openai-image": {"parameters"},
        "openai-weather": {"parameters"},
        "openai-weather-2": {"parameters"},
    },
    "strands_1.62.0": {
        "anthropic-image-stream": {"messages", "parameters"},
        "bedrock-riddle-stream": {"parameters"},
        "bedrock-weather-stream": {"parameters"},
        "bedrock-weather-stream-2": {"parameters"},
    },
    "strands_1.62.0_events": {
        "anthropic-image-stream": {"messages", "parameters"},
        "bedrock-weather-stream": {"parameters"},
        "bedrock-weather-stream-2": {"parameters"},
    },
    "traceloop_anthropic_0.40.14": {
        "anthropic-image": {"parameters"},
        "anthropic-riddle": {"parameters"},
        "anthropic-weather": {"parameters"},
        "anthropic-weather-stream": {"call ids", "parameters", "tool calls", "usage"},
    },
    "traceloop_bedrock_0.40.14": {
        "anthropic-weather": {"finish", "messages"},
        "bedrock-image": {"finish"},
        "bedrock-riddle": {"finish"},
        "bedrock-weather": {"finish"},
    },
    "traceloop_bedrock_0.62.4": {
        "bedrock-image": {"messages"},
    },
    "traceloop_cohere_0.62.4": {
        "cohere-image": {"usage"},
        "cohere-plain-stream": {"usage"},
        "cohere-weather": {"response", "usage"},
    },
    "traceloop_google_genai_0.62.4": {
        "gemini-plain": {"parameters", "response"},
    },
    "traceloop_langchain_0.40.14": {
        "anthropic-image": {"finish"},
        "openai-refusal": {"response"},
        "openai-weather-2": {"finish"},
    },
    "traceloop_langchain_0.62.4": {
        "anthropic-plain": {"finish"},
        "anthropic-plain-stream": {"finish"},
        "anthropic-weather": {"finish"},
    },
}

# Content that is lost without a sign of it in the file.
UNSAID: set[tuple[str, str]] = {
    ("openlit_1.45.0_anthropic", "anthropic-image"),
    ("traceloop_bedrock_0.40.14", "anthropic-weather"),
    ("traceloop_cohere_0.62.4", "cohere-weather"),
}


@pytest.mark.parametrize("name", names())
def test_a_trace_holds_what_was_asked_and_answered(name: str) -> None:
    assert differences(name) == LOST.get(name, {})


@pytest.mark.parametrize("name", names())
def test_a_span_says_what_content_is_lost(name: str) -> None:
    lost = {case for case, fields in LOST.get(name, {}).items() if fields & CONTENT}
    unsaid = {case for other, case in UNSAID if other == name}
    assert lost - unsaid <= incomplete(name)
    assert not unsaid & incomplete(name)
