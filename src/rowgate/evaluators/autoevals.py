"""`autoevals`: scorers of the library autoevals (Braintrust). Needs `rowgate[autoevals]`.

Its model-graded scorers ask the same judge as `llm-judge`: left to itself the library would
send the output to its maker's gateway.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from importlib.util import find_spec
from typing import Annotated, Any, Literal, NamedTuple

from rowgate.evaluators.base import Bounds, Evaluator, ParameterError, unknown
from rowgate.evaluators.chat import Chat, NoAnswerError, Question
from rowgate.evaluators.json_values import NotJsonError, parsed
from rowgate.hookspecs import hookimpl
from rowgate.model import Json, Output, Row, Verdict


class _Scorer(NamedTuple):
    graded: bool
    reads_expected: bool
    needed: tuple[str, ...] = ()
    """Arguments without which the scorer's prompt has a hole."""


_SCORERS = {
    "ExactMatch": _Scorer(False, True),
    "Levenshtein": _Scorer(False, True),
    "NumericDiff": _Scorer(False, True),
    "JSONDiff": _Scorer(False, True),
    "ClosedQA": _Scorer(True, False, ("criteria",)),
    "Factuality": _Scorer(True, True),
    "Humor": _Scorer(True, False),
    "Possible": _Scorer(True, False),
    "Security": _Scorer(True, False),
    "Sql": _Scorer(True, True),
    "Summary": _Scorer(True, True),
    "Translation": _Scorer(True, True, ("language",)),
}


class Autoevals(Evaluator):
    """Passes when a scorer of the library autoevals gives at least the score `least`.

    Needs `pip install rowgate[autoevals]`; without it the verdict is unknown. `ExactMatch`,
    `Levenshtein`, `NumericDiff` and `JSONDiff` compute a score; the others ask the judge that
    is set up for `llm-judge`, within its budget and cache. `input` is the row's only variable,
    or all of them as JSON; `expected` the row's.

    - `scorer`: the name of the scorer.
    - `least`: the lowest score that passes, above 0 and at most 1.
    - `arguments`: further arguments of the scorer: `criteria` of `ClosedQA`, `language` of
      `Translation`.
    - `model`: the judge's model, where it shall not be the one of the environment.

    ```yaml
    evaluator: {autoevals: {scorer: Levenshtein, least: 0.9}}
    expected: Within 30 days.
    pass: [Within 30 days]
    fail: [Sorry]
    ---
    evaluator: {autoevals: {scorer: NumericDiff, least: 0.9}}
    expected: 100
    pass: ["95"]
    fail: ["50", about 100]
    ---
    evaluator: {autoevals: {scorer: Factuality, least: 0.6}}
    unknown: [Within 30 days.]
    ```
    """

    name = "autoevals"
    loosens = {"least": "down"}
    scorer: Literal[
        "ExactMatch",
        "Levenshtein",
        "NumericDiff",
        "JSONDiff",
        "ClosedQA",
        "Factuality",
        "Humor",
        "Possible",
        "Security",
        "Sql",
        "Summary",
        "Translation",
    ]
    least: Annotated[float, Bounds(above=0, most=1)]
    arguments: dict[str, str] | None = None
    model: str | None = None

    def prepare(self) -> None:
        self._known = _SCORERS[self.scorer]
        self.deterministic = not self._known.graded
        self.reads_expected = self._known.reads_expected
        given = self.arguments or {}
        for name in self._known.needed:
            if name not in given:
                raise ParameterError(f"`{self.scorer}` needs the argument `{name}`", "arguments")
        for name in given:
            if name not in self._known.needed:
                message = f"`{self.scorer}` takes no argument `{name}`"
                raise ParameterError(message, "arguments", name)

    def offline(self) -> bool:
        return self.deterministic and find_spec("autoevals") is not None

    def evaluate(self, output: Output, row: Row) -> Verdict:
        if not find_spec("autoevals"):
            return unknown("autoevals is not installed: pip install rowgate[autoevals]")
        if self._known.reads_expected and row.expected is None:
            return unknown("the row has no `expected`")
        text = output.text or ""
        return self._graded(text, row) if self._known.graded else self._computed(text, row)

    def _computed(self, text: str, row: Row) -> Verdict:
        import autoevals

        given: Json = text
        if self.scorer == "NumericDiff":
            if type(row.expected) not in (int, float):
                return unknown("the row's `expected` is no number")
            try:
                given = parsed(text)
            except NotJsonError:
                given = None
            if type(given) not in (int, float):
                return Verdict("fail", "the text is no number")
        return self._verdict(getattr(autoevals, self.scorer)().eval(given, row.expected))

    def _graded(self, text: str, row: Row) -> Verdict:
        if self.services.chat is None:
            return unknown("no judge is set up: set ROWGATE_JUDGE_MODEL")
        import autoevals

        client = _bridge(self.services.chat, self.model)
        scorer = getattr(autoevals, self.scorer)(client=client)
        try:
            score = scorer.eval(
                text, _as_text(row.expected), input=_input_of(row), **(self.arguments or {})
            )
        except NoAnswerError as error:
            return unknown(str(error))
        return self._verdict(score)

    def _verdict(self, score: Any) -> Verdict:
        if score.score is None:
            return unknown(f"{self.scorer} gives no score")
        reason = f"{self.scorer} gives {score.score:.2f}, at least {self.least:g}"
        return self.verdict(score.score >= self.least, reason, float(score.score))


def _input_of(row: Row) -> str:
    values = list(row.variables.values())
    return _as_text(values[0] if len(values) == 1 else dict(row.variables)) or ""


def _as_text(value: Json) -> str | None:
    if value is None or isinstance(value, str):
        return value
    return json.dumps(value, ensure_ascii=False)


def _bridge(chat: Chat, model: str | None) -> Any:
    """A client for autoevals that asks our judge: its budget, cache and endpoint hold."""
    from autoevals.oai import LLMClient

    class Bridge(LLMClient):  # type: ignore[misc]
        RateLimitError = NeverRaisedError

        def __post_init__(self) -> None:
            """Without the base's own, which would look for a client and wrap it."""

        def complete(self, **asked: Any) -> dict[str, Json]:
            schema = asked["tools"][0]["function"]["parameters"]
            closed = {**schema, "additionalProperties": False}
            return _completion(chat.ask(Question(asked["messages"], closed, model)))

    client = Bridge.__new__(Bridge)
    client.openai = None
    return client


class NeverRaisedError(Exception):
    """What autoevals waits for to try again; the judge's own client has tried by then."""


def _completion(answer: Mapping[str, Json]) -> dict[str, Json]:
    call = {"name": "select_choice", "arguments": json.dumps(answer)}
    return {"choices": [{"message": {"tool_calls": [{"function": call}]}}]}


@hookimpl
def rowgate_evaluators(register: Callable[[type[Any]], None]) -> None:
    """The evaluators of this module."""
    register(Autoevals)
