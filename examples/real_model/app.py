"""The application in production: it asks the model, and exports a span of every call.

    python app.py France Switzerland > traces/production.jsonl

The span is written as an OTLP exporter writes it (JSON lines), in the GenAI conventions. Its ids
follow from the country, so that a session can name them.
"""

from __future__ import annotations

import json
import os
import sys
import time
from hashlib import sha256
from typing import Any

from openai import OpenAI

MODEL = "smollm2-135m-instruct"


def asked(country: str) -> list[dict[str, str]]:
    """The prompt as it is in production: the bare question."""
    return [{"role": "user", "content": f"What is the capital of {country}?"}]


def span(country: str) -> dict[str, Any]:
    """The model's answer, and the span of the call that gave it."""
    messages = asked(country)
    started = time.time_ns()
    done = OpenAI().chat.completions.create(
        model=MODEL, messages=messages, temperature=0, seed=1, max_tokens=60
    )
    choice = done.choices[0]
    answered = {"role": "assistant", "parts": _parts(choice.message.content),
                "finish_reason": choice.finish_reason}  # fmt: skip
    facts = {
        "gen_ai.operation.name": "chat",
        "gen_ai.provider.name": "llama.cpp",
        "gen_ai.request.model": MODEL,
        "gen_ai.response.model": done.model,
        "gen_ai.request.temperature": "0",
        "gen_ai.prompt.name": "capital",
        "gen_ai.prompt.variable.country": country,
        "gen_ai.input.messages": json.dumps(
            [{"role": m["role"], "parts": _parts(m["content"])} for m in messages]
        ),
        "gen_ai.output.messages": json.dumps([answered]),
    }
    name = sha256(country.encode()).hexdigest()
    return {
        "traceId": name[:32],
        "spanId": name[32:48],
        "name": f"chat {MODEL}",
        "kind": 3,
        "startTimeUnixNano": str(started),
        "endTimeUnixNano": str(time.time_ns()),
        "attributes": [{"key": k, "value": {"stringValue": v}} for k, v in facts.items()],
        "status": {},
    }


def _parts(text: str | None) -> list[dict[str, str]]:
    return [{"type": "text", "content": text or ""}]


def main() -> None:
    resource = {"attributes": [{"key": "service.name", "value": {"stringValue": "atlas"}}]}
    for country in sys.argv[1:]:
        spans = [{"scope": {"name": "atlas"}, "spans": [span(country)]}]
        print(json.dumps({"resourceSpans": [{"resource": resource, "scopeSpans": spans}]}))


if __name__ == "__main__":
    if not os.environ.get("OPENAI_BASE_URL"):
        sys.exit("set OPENAI_BASE_URL to what server.py prints, and OPENAI_API_KEY to anything")
    main()
