"""An OpenAI-compatible chat endpoint, with a cache and a budget.

It speaks `POST /chat/completions` with `response_format: json_schema` (OpenAI API
reference, "Create chat completion"), through the official client, which also retries on
connection errors, 408, 409, 429 and 5xx. Needs the extra `rowgate[judge]`.
"""

from __future__ import annotations

import json
from collections.abc import MutableMapping
from hashlib import sha256
from threading import Condition, Lock
from typing import Any, Self

from rowgate.errors import UsageError
from rowgate.evaluators.chat import NoAnswerError, Question
from rowgate.evaluators.endpoint_settings import Prices, Settings, Spent, settings_from
from rowgate.evaluators.json_values import NotJsonError, parsed
from rowgate.model import Json

__all__ = ["Endpoint", "Prices", "Settings", "Spent", "settings_from"]

_MILLION = 1_000_000
_NO_COMPLETION = "the judge's answer is no chat completion"


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
        self._free = Condition(self._lock)
        self._client: Any = None
        self._unmetered = False
        self._dearest = 0.0
        self._asking = 0

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
        self._enter_budget()
        try:
            text = self._request(question)
        finally:
            self._leave_budget()
        answer = _checked(text, question.schema)
        self._cache[key] = text
        return answer

    def digest(self, question: Question) -> str:
        """What an answer depends on: server, model, temperature, seed, question, repeat."""
        asked = self.resolved(question)
        parts = [self.settings.base_url, self.settings.seed, *asked]
        text = json.dumps(parts, sort_keys=True, ensure_ascii=False)
        return sha256(text.encode("utf-8", "surrogatepass")).hexdigest()

    def resolved(self, question: Question) -> Question:
        """The question with the model and temperature that it is asked with."""
        temperature = question.temperature
        if temperature is None:
            temperature = self.settings.temperature
        model = question.model or self.settings.model
        return question._replace(model=model, temperature=temperature)

    def _enter_budget(self) -> None:
        """Refuses a question that may cost more than is left, taking it for as dear as any yet.

        While others are asked, whose cost is not known, one that may be too much waits for them.
        """
        with self._free:
            while self._asking and not self._affordable():
                self._free.wait()
            if not self._affordable():
                limit = self.settings.max_cost
                raise NoAnswerError(f"the judge may spend no more than {limit:g} USD")
            if self._unmetered:
                raise NoAnswerError(
                    "the judge does not report its usage: its cost cannot be limited"
                )
            self._asking += 1

    def _affordable(self) -> bool:
        limit, spent = self.settings.max_cost, self.spent.cost
        if limit is None or spent is None:
            return True
        if self._asking and not self._dearest:
            return False  # what one question costs, the first will show
        more = (self._asking + 1) * self._dearest
        return spent < limit and spent + more <= limit * (1 + 1e-9)

    def _leave_budget(self) -> None:
        with self._free:
            self._asking -= 1
            self._free.notify_all()

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
        asked = self.resolved(question)
        optional: dict[str, Json] = {}
        if asked.temperature is not None:
            optional["temperature"] = asked.temperature
        if self.settings.seed is not None:
            optional["seed"] = self.settings.seed + asked.repeat
        try:
            return self._connected(openai).chat.completions.create(
                model=asked.model,
                messages=list(asked.messages),
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
                from rowgate.evaluators import punctual

                settings = self.settings
                self._client = openai.OpenAI(
                    base_url=settings.base_url,
                    api_key=settings.api_key,
                    timeout=settings.timeout,
                    max_retries=settings.retries,
                    http_client=punctual.client(settings.timeout),
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
                one = (tokens[0] * prices.input + tokens[1] * prices.output) / _MILLION
                self._dearest = max(self._dearest, one)
                cost += one
            self.spent = Spent(
                spent.requests + 1,
                spent.cached,
                spent.input_tokens + tokens[0],
                spent.output_tokens + tokens[1],
                cost,
            )


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
