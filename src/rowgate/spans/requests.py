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
    "topP": "top_p",
    "topK": "top_k",
    "frequencyPenalty": "frequency_penalty",
    "presencePenalty": "presence_penalty",
    "toolChoice": "tool_choice",
}
"""Names of request parameters that mean the same, to the most common one."""

_NUMBERS = frozenset(
    ("temperature", "top_p", "top_k", "max_tokens", "seed", "n", "frequency_penalty",
     "presence_penalty")
)  # fmt: skip


def parameters(request: Json) -> dict[str, Json]:
    """Request parameters in their common names; nulls, the model, messages and tools left out.
    Numbers that their writer made text of (Micrometer, LiteLLM) are numbers again."""
    if not isinstance(request, Mapping):
        return {}
    found = {
        _PARAMETERS.get(str(name), str(name)): value
        for name, value in request.items()
        if value is not None and name not in _NO_PARAMETERS and value != "NOT_GIVEN"
    }
    for name in _NUMBERS & found.keys():
        if isinstance(found[name], str):
            amount = number(found[name])
            found[name] = found[name] if amount is None else amount
    return found
