"""Standing (RG105, RG106, RG110, RG112): who approved a row, and what it is exempt from."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from rowgate.checks.context import Context
from rowgate.checks.forms import is_date
from rowgate.checks.rule import Found, Rule, rule
from rowgate.hookspecs import hookimpl
from rowgate.model import Dataset, Row


@rule("RG105", "not approved", release="notice", exploratory="notice")
def not_approved(row: Row, context: Context) -> Iterator[Found]:
    """A person has looked at the row and said that it holds.

    A pending row may be committed, or it would never reach its reviewers: a notice. What is
    released must be approved: an error under `--require-approval` in a release dataset. An
    approval names who, when, and the digest of what was approved. Where rowgate.yaml says so
    (`approval: {by: owners, second_person: true}`), it counts only from an owner of the
    dataset, and only from somebody else than who added the row. With `review: pull-request`
    the merge is the approval, and this rule is silent.

    Bad:
        review: {status: pending}

    Bad:
        review: {by: null}

    Good:
        review: {status: approved, by: ada@example.com, date: "2026-11-21"}
    """
    if context.review == "pull-request":
        return
    fix = f"rowgate approve {row.id}"
    review = row.review
    if review.status != "approved":
        yield Found("the row waits for its review", fix, ("review", "status"))
        return
    missing = [name for name in ("by", "date", "digest") if not getattr(review, name)]
    if missing:
        message = f"the approval does not say {', '.join(missing)}"
        yield Found(message, fix, ("review",))
        return
    doubt = doubt_about(
        str(review.by), row, context.dataset, context.approval_by, context.second_person
    )
    if doubt:
        yield Found(f"the approval does not count: {doubt}", fix, ("review", "by"))


def doubt_about(by: str, row: Row, dataset: Dataset, approval_by: str, second_person: bool) -> str:
    """Why an approval by this person would not count, or the empty string. Names nobody."""
    adder = (row.source.added_by if row.source is not None else None) or ""
    owners = [owner.casefold() for owner in dataset.owners]
    if approval_by == "owners" and not owners:
        return f"{dataset.name} names no owners, and only owners approve"
    if approval_by == "owners" and by.casefold() not in owners:
        return f"only owners of {dataset.name} approve its rows"
    if second_person and by.casefold() == adder.casefold():
        return "whoever added a row needs a second person to approve it"
    return ""


@rule("RG106", "stale approval", release="notice", exploratory="notice")
def stale_approval(row: Row, context: Context) -> Iterator[Found]:
    """What was approved is what stands in the row.

    The approval holds a digest of the case and its criteria. An edit of these makes it stale,
    and somebody has to look again; an edit of the note, labels or links does not. A notice at
    commit, an error under `--require-approval` in a release dataset.

    Bad:
        review:
          digest: "sha256:0000000000000000000000000000000000000000000000000000000000000000"

    Good:
        note: A better sentence about the same case.
    """
    review = row.review
    if context.review == "pull-request" or review.status != "approved" or not review.digest:
        return
    if review.digest != context.digest(row):
        yield Found(
            "the case or its criteria changed after they were approved",
            f"look at what changed, then: rowgate approve {row.id}",
            ("review", "digest"),
        )


@rule("RG110", "exemption expired or unfounded", release="error", exploratory="warning")
def known_failing(row: Row, context: Context) -> Iterator[Found]:
    """A row that may fail says why, and until when.

    `known_failing` lets a bug be recorded before its fix. It exempts the row from the gate, so
    it names a reason and a day on which it ends.

    Bad:
        known_failing: {reason: "The fix is in INC-1042."}

    Bad:
        known_failing: {reason: "The fix is in INC-1042.", until: "2026-01-31"}

    Good:
        known_failing: {reason: "The fix is in INC-1042.", until: "2027-01-31"}
    """
    exemption = row.known_failing
    if exemption is None:
        return
    at = ("known_failing",)
    fix = f"write `reason:` and `until: YYYY-MM-DD` under known_failing in {row.id}"
    until = exemption.get("until", "")
    if not (exemption.get("reason") or "").strip():
        yield Found("known_failing has no reason", fix, at)
    if not is_date(until):
        yield Found("known_failing does not say until when, as YYYY-MM-DD", fix, at)
    elif until < context.today:
        message = f"known_failing expired on {until}"
        yield Found(message, f"remove it from {row.id}: the row counts again", (*at, "until"))


@rule("RG112", "repeat that asks for nothing", release="error", exploratory="error")
def repeat(row: Row, context: Context) -> Iterator[Found]:  # noqa: ARG001
    """`repeat` asks for at least one passing run, and for no more than there are.

    `pass: 0` would let every candidate through; more passes than runs would let none.

    Bad:
        repeat: {runs: 3, pass: 0}

    Bad:
        repeat: {runs: 3, pass: 4}

    Good:
        repeat: {runs: 5, pass: 4}
    """
    if row.repeat is None:
        return
    runs = row.repeat.get("runs", 1)
    passes = row.repeat.get("pass", runs)
    if not 1 <= passes <= runs:
        message = f"repeat asks for {passes} passes in {runs} runs"
        yield Found(message, f"write a pass between 1 and runs in {row.id}", ("repeat",))


@hookimpl
def rowgate_rules(register: Callable[[Rule], None]) -> None:
    for one in (not_approved, stale_approval, known_failing, repeat):
        register(one)
