"""`prompt`: a template and a model behind an OpenAI-compatible endpoint.

`POST {base_url}/chat/completions` (OpenAI API reference, "Create chat completion"): images as
`image_url`, PDFs as `file` parts.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from rowgate.errors import UsageError
from rowgate.gate.case import Case, NoOutputError
from rowgate.gate.messages import message, parts_of, rendered, slots_of
from rowgate.gate.settings import Pace
from rowgate.gate.templates import with_environment
from rowgate.gate.transport import Http
from rowgate.hookspecs import hookimpl
from rowgate.model import Json, Output
from rowgate.shapes import AnyJson, Either, Fields, ListOf, MapOf, Number, Text

_ROLES = ("system", "developer", "user", "assistant")
_TURN = Fields({"role": Text(choices=_ROLES), "text": Text(), "file": Text(), "variable": Text()})
_RESERVED = ("model", "messages", "stream", "n")
_MILLION = 1_000_000


class PromptCandidate:
    """Renders a prompt and asks a model.

    `prompt` is the path of a template, which becomes the user's message; or a list of messages,
    each `{role, text}`, `{role, file}` or `{variable: COLUMN}` for a column that holds a
    conversation. `{{column}}` stands for a variable: text as it is, anything else as JSON; an
    image or PDF becomes a content part where it stands. `model` is needed; `base_url` (else
    `OPENAI_BASE_URL`, else OpenAI's own), `api_key` (else `OPENAI_API_KEY`), `headers` and
    `parameters` (temperature, tools …) are sent along; `prices` in USD per million tokens give
    the cost. The version is the model that the endpoint says has answered.
    """

    name = "prompt"
    fields = {  # noqa: RUF012 - a schema
        "prompt": Either(
            "the path of a template, or a list of messages", text=Text(), items=ListOf(_TURN)
        ),
        "model": Text(),
        "base_url": Text(),
        "api_key": Text(),
        "headers": MapOf(Text()),
        "parameters": MapOf(AnyJson(null=True)),
        "prices": Fields(
            {"input": Number(real=True, least=0), "output": Number(real=True, least=0)},
            required=("input", "output"),
        ),
    }
    keeps_time = True

    def __init__(self, settings: Mapping[str, Json], place: Path) -> None:
        pace = Pace.of(settings)
        if "model" not in settings:
            raise UsageError("it names no model", fix="model: gpt-4o-mini")
        self._model: str = with_environment(settings["model"])
        self._turns = _turns(settings["prompt"], place)
        named = [slot for turn in self._turns for slot in slots_of(turn.get("text", ""))]
        if not named and not any("variable" in turn for turn in self._turns):
            raise UsageError(
                "its prompt names no variable", fix="write {{column}} where it belongs"
            )
        self.identity = _identity(self._turns)
        self._parameters = dict(settings.get("parameters", {}))
        for name in _RESERVED:
            if name in self._parameters:
                raise UsageError(f"parameters.{name} is rowgate's own to set")
        self._prices: Mapping[str, float] = settings.get("prices", {})
        base = settings.get("base_url") or os.environ.get("OPENAI_BASE_URL")
        self._url = with_environment(base or "https://api.openai.com/v1").rstrip("/")
        self._headers = _headers(settings)
        self._http = Http(pace.timeout, pace.concurrency)

    @classmethod
    def identity_of(cls, settings: Mapping[str, Json], place: Path) -> str:
        """What its files say, without setting it up. Raises UsageError where one is missing."""
        return _identity(_turns(settings["prompt"], place))

    def answer(self, case: Case) -> Output:
        """The output of the model. Raises NoOutputError."""
        body = {"model": self._model, "messages": self._messages(case), **self._parameters}
        started = time.perf_counter()
        answer = self._http.send("POST", f"{self._url}/chat/completions", self._headers, body)
        taken = round((time.perf_counter() - started) * 1000, 3)
        try:
            return _output(answer.json(), self._prices)._replace(latency_ms=taken)
        except (AttributeError, IndexError, KeyError, TypeError):
            raise NoOutputError("the answer is no chat completion") from None

    def close(self) -> None:
        """Closes the connections."""
        self._http.close()

    def _messages(self, case: Case) -> list[Json]:
        found: list[Json] = []
        for turn in self._turns:
            if "variable" in turn:
                found += _conversation(turn["variable"], case)
            else:
                content = parts_of(rendered(turn["text"], case.variables))
                found.append({"role": turn["role"], "content": content})
        return found


def _identity(turns: Sequence[Mapping[str, str]]) -> str:
    return "\n".join(turn.get("text", "") for turn in turns)


def _turns(prompt: Json, place: Path) -> list[dict[str, str]]:
    if isinstance(prompt, str):
        return [{"role": "user", "text": _template(prompt, place)}]
    if not prompt:
        raise UsageError("its prompt has no messages")
    return [_turn(turn, place) for turn in prompt]


def _turn(turn: Mapping[str, str], place: Path) -> dict[str, str]:
    said = [name for name in ("text", "file", "variable") if name in turn]
    if len(said) != 1 or ("role" in turn) == ("variable" in turn):
        raise UsageError(
            "a message of its prompt is none", fix="write {role, text}, {role, file} or {variable}"
        )
    if "file" in turn:
        return {"role": turn["role"], "text": _template(turn["file"], place)}
    return dict(turn)


def _template(name: str, place: Path) -> str:
    try:
        return (place / name).read_text(encoding="utf-8").removesuffix("\n")
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(f"its prompt {name} cannot be read ({type(error).__name__})") from None


def _headers(settings: Mapping[str, Json]) -> dict[str, str]:
    key = with_environment(settings["api_key"]) if "api_key" in settings else None
    key = key or os.environ.get("OPENAI_API_KEY")
    headers: dict[str, str] = {"Authorization": f"Bearer {key}"} if key else {}
    return {**headers, **with_environment(settings.get("headers", {}))}


def _conversation(column: str, case: Case) -> list[Json]:
    messages = case.variables.get(column)
    if not isinstance(messages, list):
        raise NoOutputError(f"the row has no conversation in column {column}")
    return [message(each) for each in messages]


def _output(answer: Json, prices: Mapping[str, float]) -> Output:
    (choice, *_) = answer["choices"] or [None]
    said = choice["message"]
    usage = answer.get("usage") or {}
    tokens = {
        name: usage[theirs]
        for name, theirs in (
            ("input_tokens", "prompt_tokens"),
            ("output_tokens", "completion_tokens"),
        )
        if type(usage.get(theirs)) is int
    }
    if not (said.get("content") or said.get("tool_calls") or said.get("refusal")):
        raise NoOutputError("the answer has neither text, a tool call nor a refusal")
    return Output(
        text=said.get("content") or None,
        tool_calls=[_call(call) for call in said.get("tool_calls") or ()],
        refusal=said.get("refusal"),
        finish_reason=choice.get("finish_reason"),
        usage=tokens,
        cost=_cost(tokens, prices),
        version=answer.get("model"),
    )


def _call(call: Mapping[str, Json]) -> dict[str, Json]:
    """A tool call as rows have it: arguments parsed, or as they are where they are no JSON."""
    import json

    function = call["function"]
    try:
        arguments = json.loads(function["arguments"] or "{}")
    except ValueError:
        arguments = function["arguments"]
    return {"name": function["name"], "arguments": arguments}


def _cost(tokens: Mapping[str, int], prices: Mapping[str, float]) -> float | None:
    if not prices or len(tokens) < 2:
        return None
    return (
        tokens["input_tokens"] * prices["input"] + tokens["output_tokens"] * prices["output"]
    ) / _MILLION


@hookimpl
def rowgate_candidates(register: Callable[[type[Any]], None]) -> None:
    """The candidate of this module."""
    register(PromptCandidate)
