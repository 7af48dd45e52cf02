"""Evaluators as they are written (RG401, RG402, RG410, RG412): each exists and can be used."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from rowgate.checks.context import Context
from rowgate.checks.rule import Found, Rule, rule
from rowgate.hookspecs import hookimpl
from rowgate.model import Json, Row
from rowgate.shapes import meant


@rule("RG401", "unknown evaluator", release="error", exploratory="error")
def unknown_evaluator(row: Row, context: Context) -> Iterator[Found]:
    """Every evaluator of a row or of `dataset.yaml` exists.

    A misspelt one checks nothing, and a criterion that checks nothing passes everything.

    Bad:
        evaluators: [{contain-any: [30 days]}]

    Bad:
        # dataset.yaml
        evaluators: [{max-word: 200}]

    Good:
        evaluators: [{contains-any: [30 days]}]
    """
    yield from _faulty(row.evaluators, "unknown", context, "rowgate evaluators lists them")


@unknown_evaluator.of_dataset
def _unknown_in_dataset(rows: Sequence[Row], context: Context) -> Iterator[Found]:  # noqa: ARG001
    entries = context.dataset.evaluators
    yield from _faulty(entries, "unknown", context, "rowgate evaluators lists them")


@rule("RG402", "bad parameters", release="error", exploratory="error")
def bad_parameters(row: Row, context: Context) -> Iterator[Found]:
    """Every evaluator has the parameters it needs, of the right type, and no others.

    Bad:
        evaluators: [{contains-any: []}]

    Bad:
        # dataset.yaml
        evaluators: [{contains: 30}]

    Good:
        evaluators: [{contains-any: [30 days, thirty days]}]
    """
    yield from _faulty(row.evaluators, "parameters", context, _EXPLAINS)


@bad_parameters.of_dataset
def _bad_in_dataset(rows: Sequence[Row], context: Context) -> Iterator[Found]:  # noqa: ARG001
    yield from _faulty(context.dataset.evaluators, "parameters", context, _EXPLAINS)


@rule("RG410", "evaluator not judged", release="notice", exploratory="notice")
def not_judged(row: Row, context: Context) -> Iterator[Found]:
    """An evaluator of a plugin that was left out says nothing here.

    `--no-plugins` leaves the repository's own code out, for reviewing a fork. What that code
    would have judged is not judged, and rules that need its verdict are silent: it is no pass.

    Bad:
        # a row under --no-plugins, where plugins/our_checks.py registers our-tone
        evaluators: [our-tone]

    Good:
        evaluators: [{contains: 30 days}]
    """
    yield from _faulty(row.evaluators, "not-loaded", context, "check it where plugins are loaded")


@not_judged.of_dataset
def _not_judged_in_dataset(rows: Sequence[Row], context: Context) -> Iterator[Found]:  # noqa: ARG001
    fix = "check it where plugins are loaded"
    yield from _faulty(context.dataset.evaluators, "not-loaded", context, fix)


@rule("RG412", "tool that was not offered", release="notice", exploratory="notice")
def not_offered(row: Row, context: Context) -> Iterator[Found]:
    """The tools that evaluators name are among those the model was offered.

    `source.tools_offered` says which those were. A misspelt tool is never called: `called` then
    fails every answer, and `not-called` passes every one, which no test of the recorded response
    need show. A tool that only the next version will have is named rightly, hence a notice.

    Bad:
        source: {kind: span, tools_offered: [get_order, refund]}
        evaluators: [{contains: 30 days}, {not-called: refnud}]

    Good:
        source: {kind: span, tools_offered: [get_order, refund]}
        evaluators: [{contains: 30 days}, {not-called: refund}]
    """
    offered = row.source.tools_offered if row.source is not None else ()
    for index, entry in enumerate(row.evaluators if offered else ()):
        for tool in context.judge.tools(entry):
            if tool not in offered:
                near = meant(tool, list(offered))
                message = f"the model was not offered a tool `{tool}`"
                fix = near or f"it was offered {', '.join(offered)}"
                yield Found(message, fix, ("evaluators", index))


_EXPLAINS = "rowgate evaluators NAME explains the parameters"


def _faulty(entries: Sequence[Json], kind: str, context: Context, fix: str) -> Iterator[Found]:
    for index, entry in enumerate(entries):
        fault = context.judge.fault(entry)
        if fault is not None and fault.kind == kind:
            yield Found(fault.message, fix, ("evaluators", index, *fault.at))


@hookimpl
def rowgate_rules(register: Callable[[Rule], None]) -> None:
    for one in (unknown_evaluator, bad_parameters, not_judged, not_offered):
        register(one)
