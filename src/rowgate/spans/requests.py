"""Request parameters, whatever a provider or an SDK calls them."""

from __future__ import annotations

from collections.abc import Mapping

from rowgate.model import Json
from rowgate.spans.fields import number

_NO_PARAMETERS = {
    "model",
    "model_name",
    "model_id",
    "modelId",
    "messages",
    "input",
    "prompt",
    "contents",
    "system",
    "system_instruction",
    "systemInstruction",
    "instructions",
    "tools",
    "functions",
    "stream_options",
    "extra_headers",
    "extra_body",
    "timeout",
    "api_key",
    "_type",
    "metadata",
    "user",
    "api_base",
    "base_url",
    "max_retries",
}
_PARAMETERS = {
    "stop_sequences": "stop",
    "stopSequences": "stop",
    "choice.count": "n",
    "candidate_count": "n",
    "maxTokens": "max_tokens",
    "maxOutputTokens": "max_tokens",
    "max_output_tokens": "max_tokens",
    "max_completion_tokens": "max_tokens",
    "maxTokenCount": "max_tokens",
    "topP": "top_p",
    "topK": "top_k",
    "frequencyPenalty": "frequency_penalty",
    "presencePenalty": "presence_penalty",
    "toolChoice": "tool_choice",
}
"""Names of request parameters that mean the same, to the most common one."""

_NOT_GIVEN = ("", "NOT_GIVEN")
_NUMBERS = frozenset(
    ("temperature", "top_p", "top_k", "max_tokens", "seed", "n", "frequency_penalty",
     "presence_penalty")
)  # fmt: skip


def parameters(request: Json) -> dict[str, Json]:
    """Request parameters in their common names; nulls, the model, messages and tools left out.
    Numbers that their writer made text of (Micrometer, LiteLLM) are numbers again."""
    if not isinstance(request, Mapping):
        return {}
    found: dict[str, Json] = {}
    for key, value in request.items():
        if value is None or key in _NO_PARAMETERS or value in _NOT_GIVEN:
            continue
        name = _PARAMETERS.get(key, str(key))
        found[name] = _number(value) if name in _NUMBERS and isinstance(value, str) else value
    return found


def _number(text: str) -> Json:
    amount = number(text)
    return text if amount is None else amount
