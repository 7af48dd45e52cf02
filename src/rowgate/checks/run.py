"""Rows and rules → problems."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from rowgate.checks.context import Context
from rowgate.checks.discreet import discreet
from rowgate.checks.rule import Rule
from rowgate.errors import RowgateError, UsageError
from rowgate.model import Gate, Problem, Row, Severity

APPROVAL = ("RG105", "RG106")
"""Notices that `--require-approval` turns into errors in a release dataset."""


def table(rules: Iterable[Rule]) -> dict[str, Rule]:
    """The rules by code. Raises `UsageError` where two plugins took the same code."""
    found: dict[str, Rule] = {}
    for one in rules:
        other = found.setdefault(one.code, one)
        if other is not one:
            raise UsageError(
                f"rule {one.code} is registered by {other.module} and by {one.module}",
                fix="give one of them another code",
            )
    return dict(sorted(found.items()))


def severity_of(
    rule: Rule,
    *,
    gate: Gate,
    overrides: Mapping[str, str],
    require_approval: bool = False,
) -> Severity | None:
    """The severity of a rule's problems in a dataset with this gate; None: switched off.

    `require_approval` wins over `overrides`: a configuration cannot take from CI what CI asks.
    """
    if require_approval and gate == "release" and rule.code in APPROVAL:
        return "error"
    chosen = overrides.get(rule.code, rule.default(gate))
    return None if chosen == "off" else chosen  # type: ignore[return-value]


def chosen(rules: Iterable[Rule], select: Sequence[str], ignore: Sequence[str]) -> list[Rule]:
    """The rules whose code begins with one of `select` (or all) and with none of `ignore`.

    Raises `UsageError` for a prefix that no rule has: nothing would be checked, in silence.
    """
    known = list(rules)
    for prefix in (*select, *ignore):
        if not any(one.code.startswith(prefix) for one in known):
            raise UsageError(f"no rule begins with {prefix!r}", fix="rowgate rule")
    wanted = tuple(select) or ("",)
    return [
        one
        for one in known
        if one.code.startswith(wanted) and not (ignore and one.code.startswith(tuple(ignore)))
    ]


def check_rows(
    rows: Sequence[Row],
    context: Context,
    rules: Iterable[Rule],
    *,
    whole: bool = True,
    select: Sequence[str] = (),
    ignore: Sequence[str] = (),
) -> list[Problem]:
    """The problems of rows of one dataset, by row, place and code.

    `whole`: the rows are all of the dataset's, so that the rules of the dataset can be judged
    too. A rule of a plugin that raises is an error of its own, with the place in the plugin;
    one of rowgate's own is a bug and raises.
    """
    known = chosen(rules, select, ignore)
    graded = _graded(known, context)
    found: list[Problem] = []
    rows = sorted(rows, key=lambda row: row.id)
    for row in rows:
        for one, severity in graded:
            if one.row is not None:
                found += _problems(one, severity, one.row, row, context, row.id)
    if whole:
        found += check_dataset(rows, context, known)
    return sorted(found, key=_order)


def check_dataset(rows: Sequence[Row], context: Context, rules: Iterable[Rule]) -> list[Problem]:
    """What the rules of the dataset say of all its rows together, by row, place and code."""
    rows = sorted(rows, key=lambda row: row.id)
    found: list[Problem] = []
    for one, severity in _graded(rules, context):
        if one.dataset is not None:
            found += _problems(one, severity, one.dataset, rows, context, None)
    return sorted(found, key=_order)


def _graded(rules: Iterable[Rule], context: Context) -> list[tuple[Rule, Severity]]:
    graded = [
        (
            one,
            severity_of(
                one,
                gate=context.dataset.gate,
                overrides=context.overrides,
                require_approval=context.require_approval,
            ),
        )
        for one in rules
    ]
    return [(one, severity) for one, severity in graded if severity is not None]


def _problems(
    rule: Rule,
    severity: Severity,
    check: Callable[[Any, Context], Iterable[Any]],
    subject: Any,
    context: Context,
    row: str | None,
) -> list[Problem]:
    try:
        said = list(check(subject, context) or ())
        if not said:
            return said
        found = [
            Problem(rule.code, severity, one.message, one.fix, one.at, one.row or row)
            for one in said
        ]
    except RowgateError:
        raise
    except Exception as error:
        if rule.module.startswith("rowgate."):
            raise
        return [_broken(rule, error, row)]
    return [discreet(one, rule.title, context) for one in found]


def _broken(rule: Rule, error: Exception, row: str | None) -> Problem:
    """The message leaves the error's own text out: it may hold a value of the row."""
    trace = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    where = ""
    if trace is not None:
        name = trace.tb_frame.f_code.co_filename.replace("\\", "/").rpartition("/")[2]
        where = f" in line {trace.tb_lineno} of {name}"
    message = f"the rule itself failed: {type(error).__name__}{where}"
    return Problem(rule.code, "error", message, f"mend {rule.module}", (), row)


def _order(problem: Problem) -> tuple[str, list[tuple[bool, int, str]], str, str]:
    at = [(False, part, "") if isinstance(part, int) else (True, 0, part) for part in problem.at]
    return (problem.row or "", at, problem.code, problem.message)
