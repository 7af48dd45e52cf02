"""What the gate says as JUnit XML, as GitLab, Jenkins and Azure read it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from rowgate.reports.gate import headline, why
from rowgate.reports.gated import AnyRowDecision, Gated
from rowgate.reports.xmltext import escaped, quoted


def as_junit(found: Gated) -> Iterator[str]:
    """A suite a dataset, a case a row: a fail is a failure, what is not known an error, and a
    row that does not decide is skipped. What keeps the whole from an approval is a case too."""
    decision = found.decision
    suites: dict[str, list[AnyRowDecision]] = {}
    for one in decision.rows:
        suites.setdefault(one.subject.dataset, []).append(one)
    said = [*decision.doubts]
    said += [
        f"label {one.label} is below its threshold"
        for one in decision.labels
        if one.outcome != "pass"
    ]
    tests, failures, errors, skipped = _numbers(decision.rows)
    # A report without a case, or without a failure, reads as green.
    if decision.status != "approved" and not said and not failures + errors:
        said = [headline(found)]
    yield '<?xml version="1.0" encoding="UTF-8"?>'
    counts = _counts((tests + len(said), failures, errors + len(said), skipped))
    yield f'<testsuites name="rowgate gate" {counts}>'
    if said:
        yield f'  <testsuite name="gate" {_counts((len(said), 0, len(said), 0))}>'
        for at, message in enumerate(said, start=1):
            yield f'    <testcase name="decision {at}" classname="gate">'
            yield f"      <error message={quoted(message)}/>"
            yield "    </testcase>"
        yield "  </testsuite>"
    for name, rows in suites.items():
        yield f"  <testsuite name={quoted(name)} {_counts(_numbers(rows))}>"
        for one in rows:
            yield from _case(name, one)
        yield "  </testsuite>"
    yield "</testsuites>"


def _case(suite: str, one: AnyRowDecision) -> Iterator[str]:
    subject = one.subject
    head = f"name={quoted(subject.row.id)} classname={quoted(suite)} file={quoted(subject.path)}"
    kind = _kind(one)
    if not kind:
        yield f"    <testcase {head}/>"
        return
    yield f"    <testcase {head}>"
    yield f"      <{kind} message={quoted(why(one))}>{escaped(chr(10).join(one.reasons))}</{kind}>"
    yield "    </testcase>"


def _kind(one: AnyRowDecision) -> str:
    """The element of a case that did not pass; one that does not decide is skipped."""
    if one.outcome == "pass":
        return ""
    if not one.decides:
        return "skipped"
    return "failure" if one.outcome == "fail" else "error"


def _numbers(rows: Sequence[AnyRowDecision]) -> tuple[int, int, int, int]:
    kinds = [_kind(one) for one in rows]
    return len(kinds), kinds.count("failure"), kinds.count("error"), kinds.count("skipped")


def _counts(numbers: tuple[int, int, int, int]) -> str:
    tests, failures, errors, skipped = numbers
    return f'tests="{tests}" failures="{failures}" errors="{errors}" skipped="{skipped}"'
