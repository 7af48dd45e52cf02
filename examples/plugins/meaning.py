"""Similarity of meaning by embeddings: copy it into your `plugins/` and rows can say

    evaluators:
      - similar-meaning: 0.8

It asks `POST {EMBEDDINGS_URL}/embeddings` (OpenAI API reference, "Create embeddings"), which
OpenAI, Ollama, vLLM, llama.cpp and text-embeddings-inference all answer.
"""

from __future__ import annotations

import json
import math
import os
from functools import lru_cache
from typing import Annotated
from urllib.request import Request, urlopen

import rowgate


class SimilarMeaning(rowgate.Evaluator):
    """Passes when the text means what the wanted one means: the cosine of their embeddings.

    `EMBEDDINGS_URL`, `EMBEDDINGS_MODEL` and, where one is needed, `EMBEDDINGS_API_KEY` say who
    embeds. Both texts are sent there. A server that does not answer leaves it unknown.

    - `least`: the lowest cosine that passes. Try it on answers known to be wrong: embeddings
      find "30 days" and "60 days" much alike.
    - `to`: the wanted text. Without it, the row's `expected`.
    """

    name = "similar-meaning"
    deterministic = False  # asked at the gate and by `prove`, never in the commit hook
    time_limit = 30.0
    loosens = {"least": "down"}  # noqa: RUF012 - so `rowgate diff` calls a lower one weakened
    least: Annotated[float, rowgate.Bounds(above=0, most=1)]
    to: str | None = None

    def prepare(self) -> None:
        self.reads_expected = self.to is None

    def evaluate(self, output: rowgate.Output, row: rowgate.Row) -> rowgate.Verdict:
        wanted = self.to or row.expected
        if not isinstance(wanted, str):
            return rowgate.unknown("the row has no `expected` text")
        if "EMBEDDINGS_URL" not in os.environ:
            return rowgate.unknown("nobody embeds: set EMBEDDINGS_URL and EMBEDDINGS_MODEL")
        score = _cosine(_embedded(wanted), _embedded(output.text))
        return self.verdict(score >= self.least, f"{score:.2f}, at least {self.least}", score)


@lru_cache(maxsize=10_000)
def _embedded(text: str) -> tuple[float, ...]:
    environ = os.environ
    headers = {"Content-Type": "application/json"}
    if "EMBEDDINGS_API_KEY" in environ:
        headers["Authorization"] = f"Bearer {environ['EMBEDDINGS_API_KEY']}"
    body = json.dumps({"model": environ.get("EMBEDDINGS_MODEL", ""), "input": text}).encode()
    url = f"{environ['EMBEDDINGS_URL'].rstrip('/')}/embeddings"
    request = Request(url, body, headers)  # noqa: S310 - the user's own setting
    with urlopen(request, timeout=10) as answer:  # noqa: S310 - the user's own setting
        return tuple(json.load(answer)["data"][0]["embedding"])


def _cosine(one: tuple[float, ...], other: tuple[float, ...]) -> float:
    """0 for a vector of nothing but zeros, which is like no other."""
    size = math.hypot(*one) * math.hypot(*other)
    return sum(a * b for a, b in zip(one, other, strict=True)) / size if size else 0.0


@rowgate.hookimpl
def rowgate_evaluators(register) -> None:
    register(SimilarMeaning)
