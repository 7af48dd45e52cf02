"""The panel: evaluators as YAML writes them, an output and a row → verdicts."""

from __future__ import annotations

import math
from collections.abc import Container, Mapping, Sequence

from rowgate.evaluators.base import Evaluator, Services
from rowgate.evaluators.chat import Chat
from rowgate.evaluators.entries import EntryError, build, name_of
from rowgate.evaluators.forms import ParameterError
from rowgate.evaluators.looser import loosened
from rowgate.model import EvaluatorFault, Json, Output, Row, Scan, Verdict

_OUTCOMES = ("pass", "fail", "unknown")


class PanelJudge:
    """`rowgate.model.Judge` over a set of evaluator classes, by name.

    `left_out` holds the names whose plugin was left out on purpose (any `Container`, so
    a caller that cannot know them may answer by a rule). `scan` and `chat` are lent to the
    evaluators that need them; without them those are `unknown`.
    """

    def __init__(
        self,
        classes: Mapping[str, type[Evaluator]],
        left_out: Container[str] = frozenset(),
        *,
        scan: Scan | None = None,
        chat: Chat | None = None,
    ) -> None:
        self._classes = classes
        self._left_out = left_out
        self._services = Services(scan, self._build_nested, chat)
        self._built: dict[str, Evaluator | EvaluatorFault] = {}

    def __call__(self, output: Output, row: Row, evaluators: Sequence[Json]) -> list[Verdict]:
        return [self._verdict(output, row, entry) for entry in evaluators]

    def fault(self, evaluator: Json) -> EvaluatorFault | None:
        found = self._evaluator(evaluator)
        return found if isinstance(found, EvaluatorFault) else None

    def reads_expected(self, evaluator: Json) -> bool:
        found = self._evaluator(evaluator)
        return isinstance(found, Evaluator) and bool(found.reads_expected)

    def offline(self, evaluator: Json) -> bool:
        found = self._evaluator(evaluator)
        return isinstance(found, Evaluator) and bool(found.offline())

    def graded(self, evaluator: Json) -> bool:
        found = self._evaluator(evaluator)
        return (
            isinstance(found, Evaluator)
            and not found.deterministic
            and bool(found.applies_to_recorded)
        )

    def tools(self, evaluator: Json) -> Sequence[str]:
        found = self._evaluator(evaluator)
        return found.tools_named() if isinstance(found, Evaluator) else ()

    def loosened(self, before: Json, after: Json) -> Sequence[str]:
        old, new = self._evaluator(before), self._evaluator(after)
        if isinstance(old, Evaluator) and isinstance(new, type(old)):
            return loosened(old, new)
        return ()

    def _evaluator(self, entry: Json) -> Evaluator | EvaluatorFault:
        # `repr` tells 1, True, 1.0 and "1" apart, which equality does not.
        key = entry if type(entry) is str else repr(entry)
        found = self._built.get(key)
        if found is None:
            found = self._built[key] = self._build(entry)
        return found

    def _build(self, entry: Json) -> Evaluator | EvaluatorFault:
        try:
            return build(entry, self._classes, self._services, self._left_out)
        except EntryError as error:
            return error.fault

    def _build_nested(self, entry: Json) -> Evaluator:
        found = self._evaluator(entry)
        if isinstance(found, Evaluator):
            return found
        raise ParameterError(found.message, *found.at, fault=found.kind)

    def _verdict(self, output: Output, row: Row, entry: Json) -> Verdict:
        evaluator = self._evaluator(entry)
        if isinstance(evaluator, EvaluatorFault):
            return Verdict("unknown", evaluator.message, None, name_of(entry))
        outcome, reason, score, _, _ = verdict_of(evaluator, output, row)
        return Verdict(outcome, reason, score, evaluator.name, evaluator.advisory)


def verdict_of(evaluator: Evaluator, output: Output, row: Row) -> Verdict:
    """What an evaluator says of an output; `unknown` where it raised or said nothing usable."""
    if output.text is None and evaluator.needs == "text":
        return Verdict("fail", _without_text(output))
    if output.recorded and not evaluator.applies_to_recorded:
        return Verdict("unknown", "does not apply to a recorded response")
    try:
        if evaluator.time_limit is None:
            return _usable(evaluator.evaluate(output, row))
        return _in_time(evaluator, output, row)
    except (Exception, SystemExit) as error:  # noqa: BLE001 — whatever a plugin raises
        # Its message may quote the output, so only the type is shown. One that asks to exit
        # must not end the gate, by a code of its own choice.
        return Verdict("unknown", f"raised {type(error).__name__}")


def _in_time(evaluator: Evaluator, output: Output, row: Row) -> Verdict:
    # Only evaluators of plugins come here: the built-in ones are bounded by themselves.
    from rowgate.evaluators.limits import TimeUpError, time_limit

    seconds = evaluator.time_limit or 0.0
    try:
        with time_limit(seconds):
            return _usable(evaluator.evaluate(output, row))
    except TimeUpError:
        return Verdict(
            "unknown", f"took longer than {seconds:g} second{'' if seconds == 1 else 's'}"
        )


def _usable(verdict: object) -> Verdict:
    if type(verdict) is not Verdict:
        return Verdict("unknown", f"gave {type(verdict).__name__}, no Verdict")
    if verdict.outcome not in _OUTCOMES or type(verdict.reason) is not str:
        return Verdict("unknown", "gave a Verdict that is neither pass, fail nor unknown")
    if verdict.score is not None and not math.isfinite(verdict.score):
        return Verdict("unknown", f"gave the score {verdict.score}: no number to decide by")
    return verdict


def _without_text(output: Output) -> str:
    if output.refusal is not None:
        return "the output has no text: it is a refusal"
    if output.tool_calls:
        return "the output has no text: it calls tools"
    return "the output has no text"
