"""The proof of a row: its criteria, tried on every answer whose worth is known.

What `check` tries offline (RG403-RG406) is tried here with the model-graded evaluators too,
several times each where it is asked for. An evaluator that does not say the same every time
has decided nothing.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from typing import Literal, NamedTuple

from rowgate.checks import fixes
from rowgate.checks.context import Context
from rowgate.checks.trial import Criteria, applied_to, criteria_of, output_of
from rowgate.checks.trivial import trivial_outputs
from rowgate.model import Json, Outcome, Output, Row, Verdict

Standing = Literal["proven", "refuted", "unproven"]
Judged = Callable[[Output, Row, Sequence[Json]], list[Verdict]]
"""A judge as far as it is called here."""


class Tried(NamedTuple):
    """One evaluator on one answer: a verdict a run; none where it need not be asked."""

    evaluator: Json
    verdicts: Sequence[Verdict] = ()

    @property
    def outcome(self) -> Outcome:
        """What all runs say; `unknown` where they are divided."""
        said = {one.outcome for one in self.verdicts}
        return said.pop() if len(said) == 1 else "unknown"

    @property
    def reason(self) -> str:
        """Why, in the words of a verdict that is no pass; or how the runs are divided."""
        counted = Counter(one.outcome for one in self.verdicts)
        if len(counted) > 1:
            return "divided: " + ", ".join(f"{counted[one]} {one}" for one in sorted(counted))
        return next((one.reason for one in self.verdicts if one.outcome != "pass"), "")


class Trial(NamedTuple):
    """One answer of known worth, tried by everything that applies to it."""

    answer: str
    wanted: Literal["pass", "fail"]
    tried: Sequence[Tried]
    trivial: bool = False
    """Whether the answer says nothing: that it passes is worth a notice, no refusal."""

    @property
    def outcome(self) -> Outcome:
        """As at the gate: one fail fails, and only where all pass it is a pass."""
        said = {one.outcome for one in self.tried if one.verdicts}
        if "fail" in said:
            return "fail"
        return "pass" if said == {"pass"} else "unknown"

    @property
    def holds(self) -> bool:
        """Whether the answer gets what it should; a trivial one must only not pass."""
        return self.outcome != "pass" if self.trivial else self.outcome == self.wanted


class Proof(NamedTuple):
    """What the trials of one row come to."""

    row: Row
    trials: Sequence[Trial] = ()
    untried: Sequence[Json] = ()
    """Criteria that say nothing about a recorded answer, such as latency."""
    graded: bool = False
    """Whether a model graded a part of it, so that `check` will ask for its record."""
    doubts: Sequence[str] = ()
    """Why it is not proven, each with what to type."""
    remarks: Sequence[str] = ()
    """What a reviewer should know of a proof that holds."""

    @property
    def standing(self) -> Standing:
        """`refuted`: an answer gets the opposite of what it should."""
        of_worth = [trial for trial in self.trials if not trial.trivial]
        if any(not one.holds and one.outcome != "unknown" for one in of_worth):
            return "refuted"
        sure = of_worth and all(one.holds for one in of_worth) and not self.doubts
        return "proven" if sure else "unproven"


def prove_row(row: Row, context: Context, judges: Sequence[Judged]) -> Proof:
    """Tries the row's criteria; model-graded ones once by every judge, the others by the first."""
    own, applied = criteria_of(row, context), applied_to(row, context)
    trials = [*_of_worth(row, own, applied, judges)]
    trivial = [*_trivial(row, applied, judges)] if own.here or own.graded else []
    graded = own.graded or (applied.graded if row.response_was == "right" else [])
    untried = [one for one in own.elsewhere if one not in own.graded]
    doubts = [*_doubts(row, own, applied, trials), *_undecided(graded, trials)]
    remarks = [*_remarks(row, trials, trivial)]
    return Proof(row, [*trials, *trivial], untried, bool(graded), doubts, remarks)


def graded_of(row: Row, context: Context) -> Iterator[tuple[Output, Json]]:
    """What `prove_row` will ask every judge for certain: outputs and model-graded evaluators."""
    for _, _, output, criteria in _answers(
        row, criteria_of(row, context), applied_to(row, context)
    ):
        for entry in criteria.graded:
            yield output, entry


_Answer = tuple[str, Literal["pass", "fail"], Output, Criteria]


def _answers(row: Row, own: Criteria, applied: Criteria) -> Iterator[_Answer]:
    """The answers of known worth, and what each is held to."""
    if row.response is not None and row.response_was == "wrong":
        yield "wrong response", "fail", Output.of_response(row.response), own
    if row.response is not None and row.response_was == "right":
        yield "right response", "pass", Output.of_response(row.response), applied
    if row.expected is not None:
        yield "expected", "pass", output_of(row.expected), own


def _of_worth(
    row: Row, own: Criteria, applied: Criteria, judges: Sequence[Judged]
) -> Iterator[Trial]:
    for answer, wanted, output, criteria in _answers(row, own, applied):
        here = _asked(output, row, criteria.here, judges[:1])
        yield Trial(answer, wanted, [*here, *_asked(output, row, criteria.graded, judges)])


def _trivial(row: Row, applied: Criteria, judges: Sequence[Judged]) -> Iterator[Trial]:
    """A model is asked only about what everything else lets through: it costs money."""
    for name, text in trivial_outputs(row):
        output = Output(text=text, recorded=True)
        tried = _asked(output, row, applied.here, judges[:1])
        if all(one.outcome == "pass" for one in tried):
            tried += _asked(output, row, applied.graded, judges[:1])
        else:
            tried += [Tried(entry) for entry in applied.graded]
        yield Trial(name, "fail", tried, trivial=True)


def _asked(
    output: Output, row: Row, entries: Sequence[Json], judges: Sequence[Judged]
) -> list[Tried]:
    """What binds; an evaluator may say of itself that it only warns."""
    found = [
        Tried(entry, [judge(output, row, [entry])[0] for judge in judges]) for entry in entries
    ]
    return [one for one in found if not any(verdict.advisory for verdict in one.verdicts)]


def _doubts(row: Row, own: Criteria, applied: Criteria, trials: Sequence[Trial]) -> Iterator[str]:
    if applied.broken:
        yield "an evaluator cannot be used: rowgate check says why"
    if row.response is not None and row.response_was == "unjudged":
        fix = fixes.annotate(row, "--response-was wrong")
        yield f"nobody said whether the response was right: {fix}"
    if not (own.here or own.graded or own.elsewhere):
        yield f"no pass criteria: {fixes.criteria(row)}"
    elif not trials:
        fix = fixes.annotate(row, "--expected TEXT")
        yield f"no answer of known worth to try: {fix}"
    elif not any(trial.tried for trial in trials):
        fix = fixes.annotate(row, "--evaluator 'contains-any: [PHRASE]'")
        yield f"no evaluator says anything about a recorded answer: {fix}"


def _undecided(graded: Sequence[Json], trials: Sequence[Trial]) -> Iterator[str]:
    """A judge that never answers proves nothing, even where another evaluator decides."""
    for trial in trials:
        for one in trial.tried:
            if trial.holds and one.outcome == "unknown" and one.evaluator in graded:
                name = next(iter(one.evaluator)) if type(one.evaluator) is dict else one.evaluator
                yield f"`{name}` on {trial.answer}: unknown: {one.reason}"


def _remarks(row: Row, trials: Sequence[Trial], trivial: Sequence[Trial]) -> Iterator[str]:
    if trials and not any(trial.wanted == "pass" for trial in trials):
        fix = fixes.annotate(row, "--expected TEXT")
        yield f"no answer known to be right was tried: {fix}"
    passed = [trial.answer for trial in trivial if not trial.holds]
    if passed:
        fix = fixes.annotate(row, "--evaluator 'contains-any: [WHAT A RIGHT ANSWER SAYS]'")
        yield f"{' and '.join(passed)} would pass: {fix}"
