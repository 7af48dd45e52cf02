"""Privacy (RG301-RG305): no secret and no personal data in a row, except what a person kept."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from rowgate.checks import fixes
from rowgate.checks.context import Context, Hit
from rowgate.checks.discreet import speakable
from rowgate.checks.rule import Found, Rule, rule
from rowgate.checks.scanned import scannable
from rowgate.errors import RowgateError
from rowgate.hookspecs import hookimpl
from rowgate.model import PERSONAL, DataPath, Row
from rowgate.shapes import path_text


@rule("RG301", "secret", release="error", exploratory="error")
def secret(row: Row, context: Context) -> Iterator[Found]:
    """No field of a row holds a key, a token, a password or anything else that opens a door.

    What was committed once is in every clone. Take it out, and revoke it. A false hit is kept
    by its type and place, with a reason that a reviewer reads; the message never shows what
    was found.

    Bad:
        note: The tool was called with password=Tr0ub4dor-and-3-more

    Good:
        note: The tool was called with password=[PASSWORD_1]
    """
    yield from _found(row, context, personal=False)


@rule("RG302", "personal data", release="error", exploratory="error")
def personal_data(row: Row, context: Context) -> Iterator[Found]:
    """No field of a row holds data about a person: e-mail, phone, card, address and the like.

    People named as owners, reviewers or adders are declared and stay. A false hit is kept by
    its type and place, with a reason that a reviewer reads; the message never shows what was
    found.

    Bad:
        variables: {question: "Please write to john.doe@corporate-mail.net about my return."}

    Good:
        variables: {question: "Please write to [EMAIL_1] about my return."}
    """
    yield from _found(row, context, personal=True)


@rule("RG303", "kept finding without reason", release="error", exploratory="error")
def kept_without_reason(row: Row, context: Context) -> Iterator[Found]:
    """An exception from redaction says which type, where, and why.

    A reviewer approves it with the row, and cannot approve what is not explained.

    Bad:
        kept: [{type: phone, path: variables.question}]

    Good:
        kept: [{type: phone, path: variables.question, reason: It is an order number.}]
    """
    for index, entry in enumerate(row.kept):
        at = ("kept", index)
        fix = fixes.keep(row, "TYPE@PATH")
        missing = [key for key in ("type", "path", "reason") if not str(entry.get(key, "")).strip()]
        if missing:
            yield Found(f"a kept finding does not say its {' and '.join(missing)}", fix, at)
            continue
        try:
            context.parse_keep(f"{entry['type']}@{entry['path']}")
        except RowgateError as error:
            yield Found(f"a kept finding cannot be used: {error.message}", error.fix or fix, at)


@rule("RG304", "stale exception", release="notice", exploratory="notice")
def stale_exception(row: Row, context: Context) -> Iterator[Found]:
    """A kept finding is still found.

    An exception for something that is gone would silently cover what is written there next.
    Only `check --thorough` tells: the commit hook does not run every redactor, and looks for
    confident findings only. An exception of `rowgate.yaml` is told, with its line, where
    everything is looked at; without `--thorough` only where nothing at all stands in its place.

    Bad:
        kept: [{type: email, path: note, reason: An address of ours.}]

    Good:
        kept: []
    """
    if context.scan_widely is None or not row.kept:
        return
    hits = list(context.scan_widely(scannable(row)))
    for index, entry in enumerate(row.kept):
        allows = _allows(entry.get("type"), entry.get("path"), context)
        if allows and not any(allows(kind, at) for at, kind, _ in hits):
            message = f"nothing is found any more at {entry['path']} of type {entry['type']}"
            yield Found(message, f"remove the entry from kept in {row.id}", ("kept", index))


@rule("RG305", "finding in dataset.yaml, a comment or a file name", release="error",
      exploratory="error", scope="file")  # fmt: skip
def finding_outside_rows() -> None:
    """What stands around the fields is as public as the fields.

    `dataset.yaml`, comments in rows, file names and text that could not be parsed are scanned
    as text. There is no exception for them: write it differently.

    Bad:
        # rows/late-refund-b53242078cb5.yaml, line 1
        # asked by john.doe@corporate-mail.net

    Good:
        # rows/late-refund-b53242078cb5.yaml, line 1
        # asked by a customer
    """


def hits_of(row: Row, context: Context) -> list[Hit]:
    """Everything the scan finds in a row, kept or not."""
    return list(context.scan_data(scannable(row)))


def _found(row: Row, context: Context, *, personal: bool) -> Iterator[Found]:
    hits = context.once(hits_of, row)
    wanted = [hit for hit in hits if (hit[1] in PERSONAL) == personal]
    if not wanted:
        return
    entries = [_allows(one.get("type"), one.get("path"), context) for one in row.kept]
    allowed = [allows for allows in entries if allows]
    for at, kind, detector in dict.fromkeys(wanted):
        if any(allows(kind, at) for allows in allowed):
            continue
        place = speakable(at, context)
        where = path_text(place)
        by = f", found by {detector}" if detector else ""
        fix = f"rowgate redact {row.id}; a false hit: {fixes.keep(row, f'{kind}@{where}')}"
        yield Found(f"{kind} in {where}{by}", fix, place)


def _allows(kind: object, path: object, context: Context) -> Callable[[str, DataPath], bool] | None:
    """What a kept entry covers; None where it is not usable, which RG303 reports."""
    try:
        return context.parse_keep(f"{kind}@{path}").allows if kind and path else None
    except RowgateError:
        return None


@hookimpl
def rowgate_rules(register: Callable[[Rule], None]) -> None:
    for one in (secret, personal_data, kept_without_reason, stale_exception, finding_outside_rows):
        register(one)
