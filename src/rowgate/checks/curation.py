"""Curation (RG101-RG104, RG108, RG109): a row has a reason to exist and a rule to satisfy."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from rowgate.checks import fixes
from rowgate.checks.context import Context
from rowgate.checks.rule import Found, Rule, rule
from rowgate.checks.spelling import respellings, skeleton
from rowgate.checks.trial import is_advisory, reads_expected
from rowgate.hookspecs import hookimpl
from rowgate.model import WHYS, WHYS_NOT_FROM_SPANS, Row
from rowgate.shapes import meant


@rule("RG101", "no labels", release="error", exploratory="error")
def no_labels(row: Row, context: Context) -> Iterator[Found]:
    """A row has at least one label, a short word that says what it is about.

    Labels are how rows are found, grouped in reports and given to the right reviewer.

    Bad:
        labels: []

    Good:
        labels: [refunds]
    """
    if not row.labels:
        allowed = context.dataset.labels
        label = f"({'|'.join(allowed)})" if allowed else "LABEL"
        yield Found("the row has no labels", fixes.annotate(row, f"--label {label}"), ("labels",))


@rule("RG102", "no pass criteria", release="error", exploratory="warning")
def no_criteria(row: Row, context: Context) -> Iterator[Found]:
    """A row says what tells a right output from a wrong one.

    Pass criteria are the row's own evaluators, or its `expected` where an evaluator (the row's
    own or the dataset's) reads it. An evaluator of the dataset that holds for every row, such
    as `max-words`, is nobody's criterion, and neither is an `expected` that no evaluator reads,
    an evaluator that reads an `expected` the row does not have, or one that is advisory.

    Bad:
        # dataset.yaml
        evaluators: [{max-words: 200}]
        # row.yaml
        expected: Returns are accepted within 30 days.
        evaluators: []

    Good:
        expected: Returns are accepted within 30 days.
        evaluators: [{contains: 30 days}]

    Good:
        # dataset.yaml
        evaluators: [matches-expected]
        # row.yaml
        expected: Returns are accepted within 30 days.
        evaluators: []
    """
    binding = [one for one in row.evaluators if not is_advisory(one)]
    of_dataset = [one for one in context.dataset.evaluators if not is_advisory(one)]
    if row.expected is None:
        if not all(reads_expected(one, context) for one in binding):
            return
    elif binding or any(reads_expected(one, context) for one in of_dataset):
        return
    yield Found(_why_no_criteria(row, bool(binding)), fixes.criteria(row), ("evaluators",))


def _why_no_criteria(row: Row, reading: bool) -> str:
    if reading:
        return "no pass criteria: the row's evaluators read `expected`, and it has none"
    if row.evaluators:
        return "no pass criteria: all of the row's evaluators are advisory"
    if row.expected is not None:
        return "no pass criteria: no evaluator reads the row's `expected`"
    return "no pass criteria: nothing tells a right output from a wrong one"


@rule("RG103", "no valid why", release="error", exploratory="error")
def why(row: Row, context: Context) -> Iterator[Found]:  # noqa: ARG001
    """`why` says for which reason, of a fixed list, the row exists.

    `incorrect-answer`, `golden-example`, `regression-case`, `context-change`,
    `evaluator-failure`, `behavior-investigation` and `improve-evidence`; for rows that do not
    come from a span also `adversarial` and `edge-case`. An `incorrect-answer` was wrong and a
    `golden-example` was right, so `response_was` may not say otherwise.

    Bad:
        why: bad-answer

    Bad:
        why: golden-example
        response_was: wrong

    Bad:
        why: adversarial
        source: {kind: span}

    Good:
        why: incorrect-answer
        response_was: wrong
    """
    from_span = row.source is not None and row.source.kind == "span"
    allowed = WHYS if from_span else (*WHYS, *WHYS_NOT_FROM_SPANS)
    listed = f"--why ({'|'.join(allowed)})"
    if row.why is None:
        yield Found("the row does not say why it exists", fixes.annotate(row, listed), ("why",))
    elif row.why in WHYS_NOT_FROM_SPANS and from_span:
        message = f"`{row.why}` is for rows that do not come from a span"
        yield Found(message, fixes.annotate(row, listed), ("why",))
    elif row.why not in allowed:
        hint = meant(row.why, allowed)
        message = f"`{row.why}` is no reason of the list" + (f"; {hint}" if hint else "")
        meaning = hint.removeprefix("did you mean ").removesuffix("?")
        fix = fixes.annotate(row, f"--why {meaning}" if meaning else listed)
        yield Found(message, fix, ("why",))
    elif row.response_was == _CONTRARY.get(row.why):
        message = f"`{row.why}` and a response that was {row.response_was} exclude each other"
        yield Found(message, fixes.annotate(row, listed), ("response_was",))


_CONTRARY = {"incorrect-answer": "right", "golden-example": "wrong"}


@rule("RG104", "response unjudged", release="error", exploratory="warning")
def unjudged(row: Row, context: Context) -> Iterator[Found]:  # noqa: ARG001
    """A person has said whether the recorded response was wrong or right.

    What was answered in production is evidence, never the truth. Without this word nobody can
    tell whether the row's criteria should fail or pass it, so nothing can be proven.

    Bad:
        response_was: unjudged

    Good:
        response_was: wrong
    """
    if row.response is not None and row.response_was == "unjudged":
        yield Found(
            "nobody has said whether the recorded response was wrong or right",
            fixes.annotate(row, "--response-was (wrong|right)"),
            ("response_was",),
        )


@rule("RG108", "label outside the list", release="error", exploratory="error")
def unlisted_label(row: Row, context: Context) -> Iterator[Found]:
    """Where `dataset.yaml` lists labels, a row uses only these.

    Two spellings of one label split a group in two, and half of the rows go unseen. Where only
    case, blanks, hyphens or underscores differ, `rowgate check --fix` mends it.

    Bad:
        # dataset.yaml
        labels: [refunds, policy]
        # row.yaml
        labels: [refund]

    Good:
        # dataset.yaml
        labels: [refunds, policy]
        # row.yaml
        labels: [refunds]
    """
    allowed = context.dataset.labels
    if allowed is None:
        return
    for index, label in enumerate(row.labels):
        if label not in allowed:
            right = respellings(allowed).get(skeleton(label))
            hint = meant(label, list(allowed)) or "allowed: " + ", ".join(allowed)
            hint = f"it is spelt `{right}` there" if right else hint
            message = f"label `{label}` is not in the dataset's list; {hint}"
            change = "change the label, or add it to labels in dataset.yaml"
            fix = "rowgate check --fix" if right else change
            yield Found(message, fix, ("labels", index))


@rule("RG109", "no note", release="warning", exploratory="notice")
def no_note(row: Row, context: Context) -> Iterator[Found]:  # noqa: ARG001
    """A sentence says what went wrong or right in this case.

    Half a year later the person who has to decide whether the row still holds was not there.

    Bad:
        note: null

    Good:
        note: The assistant promised 60 days; the policy says 30.
    """
    if not (row.note or "").strip():
        fix = fixes.annotate(row, "--note TEXT")
        yield Found("no note says what this case shows", fix, ("note",))


@hookimpl
def rowgate_rules(register: Callable[[Rule], None]) -> None:
    for one in (no_labels, no_criteria, why, unjudged, unlisted_label, no_note):
        register(one)
