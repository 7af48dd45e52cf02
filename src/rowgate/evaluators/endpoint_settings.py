"""How a judge is set up: which model answers, where, and how much it may cost."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from rowgate.errors import UsageError


class Prices(NamedTuple):
    """US dollars per million tokens."""

    input: float
    output: float


class Settings(NamedTuple):
    """Which model answers, where, and how much it may cost."""

    model: str
    base_url: str | None = None
    """None: the client's own, api.openai.com."""
    api_key: str | None = None
    timeout: float = 60.0
    """Seconds that one request may take."""
    retries: int = 2
    """How often a request that failed on the way is sent again."""
    prices: Prices | None = None
    max_cost: float | None = None
    """US dollars that all questions together may cost; needs `prices`."""
    temperature: float | None = None
    """Where a question sets none; None: the endpoint's own."""
    seed: int | None = None
    """Sent with every question, the number of its repeat added: repeats are to differ."""


class Spent(NamedTuple):
    """What the questions took so far. A cached answer takes nothing."""

    requests: int = 0
    cached: int = 0
    input_tokens: int = 0
    output_tokens: int = 0
    cost: float | None = None
    """US dollars; None where no prices are set."""


def settings_from(environ: Mapping[str, str]) -> Settings | None:
    """The settings in environment variables, or None where `ROWGATE_JUDGE_MODEL` is not set.

    `ROWGATE_JUDGE_BASE_URL` and `ROWGATE_JUDGE_API_KEY` (else `OPENAI_BASE_URL` and
    `OPENAI_API_KEY`), `ROWGATE_JUDGE_TIMEOUT` in seconds, `ROWGATE_JUDGE_PRICES` as
    `INPUT,OUTPUT` in USD per million tokens, `ROWGATE_JUDGE_MAX_COST` in USD,
    `ROWGATE_JUDGE_TEMPERATURE`, and `ROWGATE_JUDGE_SEED`, a whole number.
    Raises UsageError where one cannot be read.
    """
    model = environ.get("ROWGATE_JUDGE_MODEL")
    if not model:
        return None
    prices = _numbers(environ, "ROWGATE_JUDGE_PRICES", 2)
    max_cost = _numbers(environ, "ROWGATE_JUDGE_MAX_COST", 1)
    timeout = _numbers(environ, "ROWGATE_JUDGE_TIMEOUT", 1)
    temperature = _numbers(environ, "ROWGATE_JUDGE_TEMPERATURE", 1)
    return Settings(
        model,
        environ.get("ROWGATE_JUDGE_BASE_URL") or environ.get("OPENAI_BASE_URL"),
        environ.get("ROWGATE_JUDGE_API_KEY") or environ.get("OPENAI_API_KEY"),
        timeout=timeout[0] if timeout else 60.0,
        prices=Prices(*prices) if prices else None,
        max_cost=max_cost[0] if max_cost else None,
        temperature=temperature[0] if temperature else None,
        seed=_seed(environ),
    )


def _numbers(environ: Mapping[str, str], name: str, count: int) -> list[float] | None:
    text = environ.get(name)
    if not text:
        return None
    try:
        numbers = [float(part) for part in text.split(",")]
    except ValueError:
        numbers = []
    if len(numbers) != count or not all(0 <= number < float("inf") for number in numbers):
        form = "a number" if count == 1 else "two numbers, INPUT,OUTPUT"
        raise UsageError(f"{name} is {text!r}: it takes {form}")
    return numbers


def _seed(environ: Mapping[str, str]) -> int | None:
    text = environ.get("ROWGATE_JUDGE_SEED")
    if not text:
        return None
    if not text.isascii() or not text.isdigit():
        raise UsageError(f"ROWGATE_JUDGE_SEED is {text!r}: it takes a whole number")
    return int(text)
