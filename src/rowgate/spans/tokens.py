"""Token counts, whatever a provider or an SDK calls them."""

from __future__ import annotations

from collections.abc import Mapping

from rowgate.model import Json
from rowgate.spans.fields import number

USAGE = {
    "input_tokens": "input_tokens",
    "prompt_tokens": "input_tokens",
    "input": "input_tokens",
    "prompt": "input_tokens",
    "promptTokens": "input_tokens",
    "inputTokens": "input_tokens",
    "promptTokenCount": "input_tokens",
    "output_tokens": "output_tokens",
    "completion_tokens": "output_tokens",
    "output": "output_tokens",
    "completion": "output_tokens",
    "completionTokens": "output_tokens",
    "outputTokens": "output_tokens",
    "candidatesTokenCount": "output_tokens",
    "candidates_token_count": "output_tokens",
    "total_tokens": "total_tokens",
    "total": "total_tokens",
    "tokens": "total_tokens",
    "totalTokens": "total_tokens",
    "totalTokenCount": "total_tokens",
    "total_token_count": "total_tokens",
    "prompt_token_count": "input_tokens",
    "cacheReadInputTokens": "cache_read_tokens",
    "cacheWriteInputTokens": "cache_write_tokens",
    "cache_read.input_tokens": "cache_read_tokens",
    "cache_read_input_tokens": "cache_read_tokens",
    "cached_tokens": "cache_read_tokens",
    "cache_read": "cache_read_tokens",
    "prompt_details.cache_read": "cache_read_tokens",
    "prompt_details.cache_write": "cache_write_tokens",
    "completion_details.reasoning": "reasoning_tokens",
    "cachedInputTokens": "cache_read_tokens",
    "cachedContentTokenCount": "cache_read_tokens",
    "cache_write.input_tokens": "cache_write_tokens",
    "cache_creation.input_tokens": "cache_write_tokens",
    "cache_creation_input_tokens": "cache_write_tokens",
    "cache_write_input_tokens": "cache_write_tokens",
    "cache_creation": "cache_write_tokens",
    "cache_write": "cache_write_tokens",
    "reasoning.output_tokens": "reasoning_tokens",
    "reasoning_tokens": "reasoning_tokens",
    "reasoning": "reasoning_tokens",
    "reasoningTokens": "reasoning_tokens",
    "thoughtsTokenCount": "reasoning_tokens",
}
"""The names SDKs and providers give token counts, to `Span.usage`'s."""

_DETAILS = (
    "prompt_tokens_details",
    "completion_tokens_details",
    "input_tokens_details",
    "output_tokens_details",
    "input_token_details",
    "output_token_details",
    "prompt_details",
    "completion_details",
)


def usage(counts: Json) -> dict[str, Json]:
    """Token counts in `Span.usage`'s names, of a provider's or SDK's usage object.

    Details one level down (`prompt_tokens_details.cached_tokens`) are taken; counts of zero
    are kept for input and output only.
    """
    found: dict[str, Json] = {}
    if not isinstance(counts, Mapping):
        return found
    nested = False
    for name, value in counts.items():
        known = USAGE.get(name)
        if known is None:
            nested = nested or name in _DETAILS
            continue
        amount = value if type(value) is int else number(value)
        if amount or (amount is not None and known in ("input_tokens", "output_tokens")):
            found.setdefault(known, amount)
    for name in _DETAILS if nested else ():
        inner = counts.get(name)
        if isinstance(inner, Mapping):
            for known in ("cache_read_tokens", "cache_write_tokens", "reasoning_tokens"):
                amount = usage(inner).get(known)
                if amount:
                    found.setdefault(known, amount)
    return found
