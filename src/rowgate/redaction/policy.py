"""What is done with a field whatever stands in it, and what is typed rather than text.

A policy gives a path pattern one of four actions: `keep` (not looked at), `scan` (the
default), `mask` (the whole value becomes a placeholder, `mask:TYPE` names its type) and
`drop` (the field goes). Provenance fields have a form: while their value is of it they
are kept as they are, and a value that is not is text like any other.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, Literal, NamedTuple

from rowgate.errors import UsageError
from rowgate.redaction.paths import Pattern, covers, parse_path

if TYPE_CHECKING:
    from collections.abc import Container, Mapping

    from rowgate.model import DataPath

Action = Literal["keep", "scan", "mask", "drop"]
_ACTIONS: tuple[Action, ...] = ("keep", "scan", "mask", "drop")
_TYPE = re.compile(r"[a-z][a-z0-9]*(?:-[a-z0-9]+)*")


class Rule(NamedTuple):
    """One line of a policy. `type` is what a masked value becomes, `text` the path as written."""

    path: Pattern
    action: Action
    type: str | None = None
    text: str = ""


class Policy(NamedTuple):
    """The first rule that covers a place decides; where none does, it is scanned."""

    rules: tuple[Rule, ...] = ()

    def rule(self, path: DataPath) -> Rule | None:
        return next((rule for rule in self.rules if covers(rule.path, path)), None)

    def action(self, path: DataPath) -> Action:
        rule = self.rule(path) if self.rules else None
        return "scan" if rule is None else rule.action

    def only(self, dropping: Rule) -> Policy:
        """The policy with this one of its rules that drop."""
        return Policy(
            tuple(
                rule if rule is dropping or rule.action != "drop" else rule._replace(action="scan")
                for rule in self.rules
            )
        )

    def drops(self, path: DataPath) -> bool:
        """Whether a place goes, and with it its key or its index."""
        rule = self.rule(path)
        return rule is not None and rule.action == "drop" and not isinstance(rule.path[-1], int)

    def empties(self, path: DataPath) -> bool:
        """Whether a place of a list becomes null: those behind it keep their index, so that
        what is dropped twice is what was dropped once."""
        rule = self.rule(path)
        return rule is not None and rule.action == "drop" and isinstance(rule.path[-1], int)

    def reaches(self, path: DataPath) -> bool:
        """Whether a rule is about something below a place."""
        return any(
            len(rule.path) > len(path) and covers(rule.path[: len(path)], path)
            for rule in self.rules
        )


NO_POLICY = Policy()


def parse_policy(fields: Mapping[str, str]) -> Policy:
    """A policy from `path pattern → action` as `rowgate.yaml` has it.

    Raises UsageError on an unknown action or an unreadable path.
    """
    return Policy(tuple(_rule(path, action) for path, action in fields.items()))


def _rule(path: str, written: str) -> Rule:
    action, colon, type_ = written.partition(":")
    known = next((each for each in _ACTIONS if each == action.strip()), None)
    type_ = type_.strip()
    if known is None or (colon and (known != "mask" or not _TYPE.fullmatch(type_))):
        raise UsageError(
            f"unknown action {written!r} for {path}", fix="use keep, scan, mask, mask:TYPE or drop"
        )
    return Rule(parse_path(path), known, type_ or None, path)


def type_of_field(path: DataPath) -> str:
    """The type of a masked value, from the name of its field: `customer_name` → `customer-name`."""
    name = next((part for part in reversed(path) if isinstance(part, str)), "")
    words = re.findall(r"[a-z0-9]+", re.sub(r"([a-z])([A-Z])", r"\1-\2", name).lower())
    type_ = "-".join(words)[:40].strip("-")
    return type_ if _TYPE.fullmatch(type_) else "masked"


# --- provenance ---------------------------------------------------------------

_UUID = r"[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}"
# OpenTelemetry ids (trace 32, span 16 hex), Datadog's decimals, UUIDs (Langfuse, LangSmith,
# MLflow's tr-), ULIDs and KSUIDs.
_ID = (
    rf"(?:tr-)?[0-9a-fA-F]{{16}}|(?:tr-)?[0-9a-fA-F]{{32}}|{_UUID}|[0-9]{{1,20}}|"
    rf"[0-9A-HJKMNP-TV-Z]{{26}}"
)
_DIGEST = r"sha256:[0-9a-f]{64}"
_DATE = r"\d{4}-\d{2}-\d{2}"
_TIME = rf"{_DATE}T\d{{2}}:\d{{2}}:\d{{2}}(?:\.\d{{1,9}})?Z"
_NUMBER = r"-?\d+(?:\.\d+)?(?:e[+-]?\d+)?"
_WORD = r"[a-z][a-z_/-]{0,40}"
# Whose API it was: Opik says the host, where the library does not know it.
_DETECTOR = rf"{_WORD}[0-9]{{0,2}}"
_HOST = r"(?:\d{1,3}(?:\.\d{1,3}){3}|\[?[0-9a-fA-F:]*:[0-9a-fA-F:]*:[0-9a-fA-F]*\]?)(?::\d{1,5})?"
# MLflow's experiments are numbers, LangSmith's projects UUIDs.
_PROJECT = rf"\d{{1,20}}|{_UUID}"

_FORMS: tuple[tuple[str, str], ...] = (
    ("format", r"\d{1,3}"),
    ("why", _WORD),
    ("response_was", _WORD),
    ("review.status", _WORD),
    ("review.date", _DATE),
    ("review.digest", _DIGEST),
    ("review.proof.digest", _DIGEST),
    ("review.proof.date", _DATE),
    ("known_failing.until", _DATE),
    ("repeat", _NUMBER),
    ("source.kind", _WORD),
    ("source.format", _WORD),
    ("source.file.digest", _DIGEST),
    ("source.file.line", _NUMBER),
    ("source.file.item", _NUMBER),
    ("source.project", _PROJECT),
    ("source.provider", _HOST),
    ("source.trace_id", _ID),
    ("source.span_id", _ID),
    ("source.started_at", _TIME),
    ("source.duration_ms", _NUMBER),
    ("source.finish_reason", _WORD),
    ("source.usage", _NUMBER),
    ("source.redactions", _NUMBER),
    ("source.redacted_by", _DETECTOR),
    ("source.added_on", _DATE),
    ("source.tool", r"rowgate \d+(?:\.\d+){1,2}(?:[a-z0-9.+-]{0,12})"),
    ("source.also_seen.*.trace_id", _ID),
    ("source.also_seen.*.span_id", _ID),
    ("source.also_seen.*.started_at", _TIME),
    ("source.also_seen.*.added_on", _DATE),
    ("variables.*.path", r"assets/[0-9a-f]{64}\.[a-z]{3,4}"),
)


@lru_cache(maxsize=64)
def _forms(head: str | int) -> list[tuple[Pattern, re.Pattern[str]]]:
    """The forms of the fields under one key, read when a document first has it."""
    read = ((parse_path(path), form) for path, form in _FORMS)
    return [(path, re.compile(form)) for path, form in read if path[0] == head]


@lru_cache(maxsize=4096)
def _form_at(path: DataPath) -> re.Pattern[str] | None:
    """The form of a value at this place: the rows of a dataset share their places."""
    places = _forms(path[0]) if path else ()
    return next((form for place, form in places if covers(place, path)), None)


def is_provenance(path: DataPath, text: str) -> bool:
    """Whether a leaf of a row is a provenance field of its form, to be kept verbatim."""
    form = _form_at(path)
    return form is not None and form.fullmatch(text) is not None


# --- declared identities ------------------------------------------------------

_DECLARED: tuple[Pattern, ...] = tuple(
    map(parse_path, ("review.by", "source.added_by", "source.also_seen.*.added_by", "owners"))
)


def is_declared(path: DataPath, value: str, declared: Container[str]) -> bool:
    """Whether a value names an owner, reviewer or adder in a field where such a name belongs.

    `declared` are their names in lower case (`str.casefold`).
    """
    return value.casefold() in declared and any(covers(place, path) for place in _DECLARED)
