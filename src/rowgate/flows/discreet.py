"""Changes and notes as they may be told: reports go to pull requests and logs, from where nobody
takes a secret back."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

from rowgate.errors import RowgateError
from rowgate.flows.redaction import keeps_of, scan_of
from rowgate.redaction.builtin import FAST
from rowgate.redaction.document import speakable
from rowgate.redaction.keep import Keep, parse_keep
from rowgate.redaction.limits import RedactionFailed
from rowgate.redaction.paths import ANY_SEGMENT
from rowgate.redaction.policy import is_provenance
from rowgate.redaction.redact import redact
from rowgate.redaction.scan import Scan as BuiltInScan

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rowgate.checks.proof import Proof, Trial
    from rowgate.flows.workspace import Workspace
    from rowgate.hookspecs import Redactor
    from rowgate.model import Change, DataPath, Json, Scan

# Whoever stands there is named: a change of owners tells who they are.
_PEOPLE = ("owners", "review.by", "source.added_by", "source.also_seen.*.added_by")


class Discreet:
    """Puts placeholders where the gate's fast detectors find something in what is to be told."""

    def __init__(self, workspace: Workspace) -> None:
        self._scan, own = _means(workspace)
        people = [parse_keep(f"*@{place}") for place in _PEOPLE]
        self._messages: dict[str, str] = {}
        self._keeps = [_either_side(keep) for keep in (*people, *own)]

    def change(self, change: Change) -> Change:
        """The change with both sides, its message and its place fit to be seen."""
        before, after = self._sides(change.field, [change.before, change.after])
        message = self._message(change.message)
        field = speakable(change.field, self._scan)
        return change._replace(before=before, after=after, message=message, field=field)

    def _message(self, message: str) -> str:
        """Few are said of many rows."""
        if message not in self._messages:
            (self._messages[message],) = self._sides((), [message])
        return self._messages[message]

    def note(self, note: str | None) -> str | None:
        """A row's note, fit to be seen."""
        return self._sides(("note",), [note])[0] if note else note

    def variables(self, variables: Json) -> Json:
        """A row's variables, fit to be seen."""
        return self._sides(("variables",), [variables])[0]

    def proof(self, proof: Proof) -> Proof:
        """What the trials of a row come to, fit to be seen: answers are called after variables,
        and reasons quote them."""
        told = [
            {
                "answer": trial.answer,
                "tried": [
                    {"evaluator": one.evaluator, "reasons": [said.reason for said in one.verdicts]}
                    for one in trial.tried
                ],
            }
            for trial in proof.trials
        ]
        trials, untried, remarks = self._sides((), [told, list(proof.untried), list(proof.remarks)])
        if trials is None:  # keys that fall together
            return proof._replace(trials=(), untried=(), remarks=())
        pairs = zip(proof.trials, trials, strict=True)
        return proof._replace(
            trials=[_told(trial, safe) for trial, safe in pairs], untried=untried, remarks=remarks
        )

    def _sides(self, place: DataPath, values: Sequence[Json]) -> list[Json]:
        """Values of one place, in which the same value is the same placeholder."""
        placed: list[Json] = list(values)
        for part in reversed(place):
            # An index says where in a list it stood, which only a pattern of it would ask.
            placed = [{part: one} if isinstance(part, str) else [one] for one in placed]
        try:
            found = redact(placed, self._scan, keep=self._keeps, verbatim=_is_provenance).data
        except RedactionFailed:
            raise
        except RowgateError:  # keys that fall together: there is no telling them apart
            return [None] * len(values)
        if found == placed:
            return list(values)
        for _ in place:
            found = [next(iter(one.values())) if isinstance(one, dict) else one[0] for one in found]
        return list(found)


def _told(trial: Trial, safe: Json) -> Trial:
    tried = [
        one._replace(
            evaluator=said["evaluator"],
            verdicts=[
                verdict._replace(reason=reason)
                for verdict, reason in zip(one.verdicts, said["reasons"], strict=True)
            ],
        )
        for one, said in zip(trial.tried, safe["tried"], strict=True)
    ]
    return trial._replace(answer=safe["answer"], tried=tried)


def _means(workspace: Workspace) -> tuple[Scan, list[Keep]]:
    """What to look with, and what is let be; the built-in ways of a repository that says nothing
    usable of its own: what differs is told all the same."""
    try:
        return scan_of(workspace, gate=True, fast=True), keeps_of(workspace)
    except RowgateError:
        found: list[Redactor] = []
        for name in FAST:
            import_module(name).rowgate_redactors(found.append)
        return BuiltInScan(found, profile="gate"), []


def _either_side(keep: Keep) -> Keep:
    return keep._replace(path=(ANY_SEGMENT, *keep.path))


def _is_provenance(path: DataPath, text: str) -> bool:
    return is_provenance(path[1:], text)
