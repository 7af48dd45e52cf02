"""An OpenAI-compatible chat endpoint, with a cache and a budget.

It speaks `POST /chat/completions` with `response_format: json_schema` (OpenAI API
reference, "Create chat completion"), through the official client, which also retries on
connection errors, 408, 409, 429 and 5xx. Needs the extra `rowgate[judge]`.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, MutableMapping
from hashlib import sha256
from threading import Lock
from typing import Any, NamedTuple, Self

from rowgate.errors import UsageError
from rowgate.evaluators.chat import NoAnswerError, Question
from rowgate.evaluators.json_values import NotJsonError, parsed
from rowgate.model import Json

_MILLION = 1_000_000
_NO_COMPLETION = "the judge's answer is no chat completion"


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


class Spent(NamedTuple):
    """What the questions took so far. A cached answer takes nothing."""

    requests: int = 0
    cached: int = 0
    input_tokens: int = 0
    output_tokens: int = 0
    cost: float | None = None
    """US dollars; None where no prices are set."""


class Endpoint:
    """`Chat` over a server. `cache` maps digests of questions to answers; it may be a file's."""

    def __init__(self, settings: Settings, cache: MutableMapping[str, str] | None = None) -> None:
        if settings.max_cost is not None and settings.prices is None:
            raise UsageError(
                "a judge's cost can only be limited where its prices are known",
                fix="set ROWGATE_JUDGE_PRICES=INPUT,OUTPUT in USD per million tokens",
            )
        self.settings = settings
        self.spent = Spent(cost=0.0 if settings.prices else None)
        self._cache = cache if cache is not None else {}
        self._lock = Lock()
        self._client: Any = None
        self._unmetered = False

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Close the connections; a later question opens new ones."""
        with self._lock:
            if self._client is not None:
                self._client.close()
                self._client = None

    def ask(self, question: Question) -> Json:
        """The answer, parsed and checked. Raises NoAnswerError; only usable answers are cached."""
        key = self.digest(question)
        known = self._cache.get(key)
        if known is not None:
            with self._lock:
                self.spent = self.spent._replace(cached=self.spent.cached + 1)
            return _checked(known, question.schema)
        self._check_budget()
        text = self._request(question)
        answer = _checked(text, question.schema)
        self._cache[key] = text
        return answer

    def digest(self, question: Question) -> str:
        """What an answer depends on: server, model, question, repeat."""
        parts = [self.settings.base_url, self._model(question), *question._replace(model=None)]
        text = json.dumps(parts, sort_keys=True, ensure_ascii=False)
        return sha256(text.encode("utf-8", "surrogatepass")).hexdigest()

    def _model(self, question: Question) -> str:
        return question.model or self.settings.model

    def _check_budget(self) -> None:
        limit, cost = self.settings.max_cost, self.spent.cost
        if limit is not None and cost is not None and cost >= limit:
            raise NoAnswerError(f"the judge has spent its {limit:g} USD")
        if self._unmetered:
            raise NoAnswerError("the judge does not report its usage: its cost cannot be limited")

    def _request(self, question: Question) -> str:
        completion = self._complete(question)
        try:
            self._count(completion.usage)
            return _text_of(completion)
        except (AttributeError, IndexError, TypeError):
            # The client hands on what a server sends, in whatever form.
            raise NoAnswerError(_NO_COMPLETION) from None

    def _complete(self, question: Question) -> Any:
        openai = _library()
        optional = {} if question.temperature is None else {"temperature": question.temperature}
        try:
            return self._connected(openai).chat.completions.create(
                model=self._model(question),
                messages=list(question.messages),
                response_format=_response_format(question.schema),
                **optional,
            )
        except openai.APIStatusError as error:
            raise NoAnswerError(f"the judge answers HTTP {error.status_code}") from None
        except openai.OpenAIError as error:
            raise NoAnswerError(f"the judge does not answer: {type(error).__name__}") from None
        except ValueError:
            raise NoAnswerError(_NO_COMPLETION) from None

    def _connected(self, openai: Any) -> Any:
        with self._lock:
            if self._client is None:
                settings = self.settings
                self._client = openai.OpenAI(
                    base_url=settings.base_url,
                    api_key=settings.api_key,
                    timeout=settings.timeout,
                    max_retries=settings.retries,
                )
            return self._client

    def _count(self, usage: Any) -> None:
        tokens = (usage.prompt_tokens, usage.completion_tokens) if usage else (0, 0)
        # Without a count the budget cannot be held: this answer counts, and nothing more is asked.
        self._unmetered = usage is None and self.settings.max_cost is not None
        with self._lock:
            spent, prices = self.spent, self.settings.prices
            cost = spent.cost
            if prices is not None and cost is not None:
                cost += (tokens[0] * prices.input + tokens[1] * prices.output) / _MILLION
            self.spent = Spent(
                spent.requests + 1,
                spent.cached,
                spent.input_tokens + tokens[0],
                spent.output_tokens + tokens[1],
                cost,
            )


def settings_from(environ: Mapping[str, str]) -> Settings | None:
    """The settings in environment variables, or None where `ROWGATE_JUDGE_MODEL` is not set.

    `ROWGATE_JUDGE_BASE_URL` and `ROWGATE_JUDGE_API_KEY` (else `OPENAI_BASE_URL` and
    `OPENAI_API_KEY`), `ROWGATE_JUDGE_TIMEOUT` in seconds, `ROWGATE_JUDGE_PRICES` as
    `INPUT,OUTPUT` in USD per million tokens, `ROWGATE_JUDGE_MAX_COST` in USD.
    Raises UsageError where one cannot be read.
    """
    model = environ.get("ROWGATE_JUDGE_MODEL")
    if not model:
        return None
    prices = _numbers(environ, "ROWGATE_JUDGE_PRICES", 2)
    max_cost = _numbers(environ, "ROWGATE_JUDGE_MAX_COST", 1)
    timeout = _numbers(environ, "ROWGATE_JUDGE_TIMEOUT", 1)
    return Settings(
        model,
        environ.get("ROWGATE_JUDGE_BASE_URL") or environ.get("OPENAI_BASE_URL"),
        environ.get("ROWGATE_JUDGE_API_KEY") or environ.get("OPENAI_API_KEY"),
        timeout=timeout[0] if timeout else 60.0,
        prices=Prices(*prices) if prices else None,
        max_cost=max_cost[0] if max_cost else None,
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


def _library() -> Any:
    try:
        import openai
    except ImportError:
        raise NoAnswerError("openai is not installed: pip install rowgate[judge]") from None
    return openai


def _response_format(schema: dict[str, Json]) -> dict[str, Json]:
    return {
        "type": "json_schema",
        "json_schema": {"name": "verdict", "strict": True, "schema": schema},
    }


def _text_of(completion: Any) -> str:
    choices = completion.choices or []
    if not choices:
        raise NoAnswerError("the judge's answer is empty")
    choice = choices[0]
    if choice.finish_reason == "length":
        raise NoAnswerError("the judge's answer is cut short")
    if getattr(choice.message, "refusal", None):
        raise NoAnswerError("the judge refuses")
    return str(choice.message.content or "")


def _checked(text: str, schema: dict[str, Json]) -> Json:
    from jsonschema import Draft202012Validator

    try:
        answer = parsed(text)
    except NotJsonError as error:
        raise NoAnswerError(f"the judge's answer is {error}") from None
    if not Draft202012Validator(schema).is_valid(answer):
        raise NoAnswerError("the judge's answer does not fit the schema")
    return answer
