"""Criteria that prove nothing (RG403-RG406, RG411): a row must show that it would have caught it.

Only what can be judged offline is tried here. A verdict of `unknown` is neither a catch nor a
pass, as at the gate.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from rowgate.checks import fixes
from rowgate.checks.context import Context
from rowgate.checks.rule import Found, Rule, rule
from rowgate.checks.trial import (
    applied_to,
    criteria_of,
    named,
    on_response,
    output_of,
    tried,
)
from rowgate.checks.trivial import trivial_outputs
from rowgate.hookspecs import hookimpl
from rowgate.model import Json, Output, Row


@rule("RG403", "a wrong response passes", release="error", exploratory="warning")
def wrong_passes(row: Row, context: Context) -> Iterator[Found]:
    """At least one of the row's criteria fails the response that was wrong.

    A regression row is worth its name only when its criteria would have caught what happened
    in production. Every criterion (the row's evaluators that are not advisory, and those of
    the dataset that read its `expected`) is tried on the recorded response; one has to say
    `fail`. `unknown` is not caught. Where criteria remain that cannot be tried offline, this
    rule is silent and RG411 asks for their proof.

    Bad:
        response: You have 60 days to return them.
        response_was: wrong
        evaluators: [{contains: days}]

    Good:
        response: You have 60 days to return them.
        response_was: wrong
        evaluators: [{contains: 30 days}]
    """
    if row.response is None or row.response_was != "wrong":
        return
    criteria = context.once(criteria_of, row)
    verdicts = context.once(on_response, row)
    if not verdicts or not criteria.certain or any(one.outcome == "fail" for one in verdicts):
        return
    undecided = [one for one in verdicts if one.outcome == "unknown"]
    message = f"the wrong response is not caught: {named(verdicts)} passed it"
    if undecided:
        message = f"the wrong response is not caught: {named(undecided)} could not decide"
    fix = fixes.annotate(row, "--evaluator 'not-contains-any: [WHAT WAS WRONG]'")
    yield Found(message, fix, ("evaluators",))


@rule("RG404", "a right response fails", release="error", exploratory="warning")
def right_fails(row: Row, context: Context) -> Iterator[Found]:
    """A recorded response that was right passes everything the gate would hold it to.

    That is the row's criteria and, since the response is a whole output, every evaluator of
    the dataset. One that fails it, or cannot decide, would reject a prompt that answers well.

    Bad:
        why: golden-example
        response: Returns are accepted within 30 days.
        response_was: right
        evaluators: [{contains: thirty}]

    Good:
        why: golden-example
        response: Returns are accepted within 30 days.
        response_was: right
        evaluators: [{contains-any: [30 days, thirty]}]
    """
    if row.response is None or row.response_was != "right":
        return
    entries = applied_to(row, context).here
    verdicts = tried(Output.of_response(row.response), row, entries, context)
    against = [one for one in verdicts if one.outcome != "pass"]
    if against:
        failing = [one for one in against if one.outcome == "fail"]
        says = f"{named(failing)} failed it" if failing else f"{named(against)} could not decide"
        fix = "loosen the evaluator, or: " + fixes.annotate(row, "--response-was wrong")
        yield Found(f"the right response is refused: {says}", fix, ("evaluators",))


@rule("RG405", "expected fails its own evaluators", release="error", exploratory="warning")
def expected_fails(row: Row, context: Context) -> Iterator[Found]:
    """The row's `expected` passes the row's criteria.

    An answer that a person wrote as the right one, and that the criteria reject, means that one
    of the two is mistaken; no candidate can satisfy both. An `expected` that is neither text nor
    a response is tried as its JSON.

    Bad:
        expected: Returns are accepted within a month.
        evaluators: [{contains: 30 days}]

    Good:
        expected: Returns are accepted within 30 days.
        evaluators: [{contains: 30 days}]
    """
    if row.expected is None:
        return
    entries = context.once(criteria_of, row).here
    verdicts = tried(output_of(row.expected), row, entries, context)
    against = [one for one in verdicts if one.outcome != "pass"]
    if against:
        failing = [one for one in against if one.outcome == "fail"]
        says = f"{named(failing)} failed it" if failing else f"{named(against)} could not decide"
        fix = fixes.annotate(row, "--expected TEXT") + ", or correct the evaluator"
        yield Found(f"`expected` is refused: {says}", fix, ("expected",))


@rule("RG406", "trivial outputs pass", release="notice", exploratory="notice")
def trivial_passes(row: Row, context: Context) -> Iterator[Found]:
    """An output that answers nothing does not pass.

    The empty output and each short text of the case given back (a text variable, the last
    message of the user; at most 1,000 characters) are tried on everything the gate applies.
    Criteria that pass them would approve a model that is silent or a parrot. An output that
    *is* the `expected` or the right response is not trivial.

    Bad:
        evaluators: [{not-contains: 60 days}]

    Good:
        evaluators: [{not-contains: 60 days}, {contains: 30 days}]
    """
    applied = applied_to(row, context)
    if not applied.certain or not context.once(criteria_of, row).here:
        return
    passed = [
        name
        for name, text in trivial_outputs(row)
        if _passes(Output(text=text, recorded=True), row, applied.here, context)
    ]
    if passed:
        fix = fixes.annotate(row, "--evaluator 'contains-any: [WHAT A RIGHT ANSWER SAYS]'")
        yield Found(f"{' and '.join(passed)} would pass", fix, ("evaluators",))


def _passes(output: Output, row: Row, entries: list[Json], context: Context) -> bool:
    """Whether no criterion rejects an output; the first that does is enough."""
    return all(
        one.outcome == "pass" for entry in entries for one in tried(output, row, [entry], context)
    )


@rule("RG411", "criteria without proof", release="notice", exploratory="notice")
def unproven(row: Row, context: Context) -> Iterator[Found]:
    """Model-graded criteria were tried by `rowgate prove`.

    A model-graded evaluator shows that it fails the wrong and passes the right answer when
    `rowgate prove` asks the judge. It records `review.proof {judge, digest, date}`, and the
    proof holds as long as the case and its criteria stay the same. A wrong response that an
    offline criterion catches needs no proof. Latency and cost say nothing about a recorded
    response: nobody can prove them.

    Bad:
        evaluators: [{llm-judge: The answer gives the period of the written policy.}]

    Good:
        evaluators: [{contains: 30 days}, {llm-judge: The answer is polite.}]
    """
    criteria = context.once(criteria_of, row)
    if not criteria.graded or row.response is None or row.response_was == "unjudged":
        return
    verdicts = context.once(on_response, row)
    if row.response_was == "wrong" and any(one.outcome == "fail" for one in verdicts):
        return
    proof = row.review.proof.get("digest")
    if proof == context.digest(row):
        return
    state = "have a proof of other content" if proof else "have no proof"
    message = f"criteria that need a judge {state}"
    yield Found(message, f"rowgate prove {row.id}", ("evaluators",))


@hookimpl
def rowgate_rules(register: Callable[[Rule], None]) -> None:
    for one in (wrong_passes, right_fails, expected_fails, trivial_passes, unproven):
        register(one)
