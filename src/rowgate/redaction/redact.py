"""Takes secrets and personal data out of a row, or stops.

Every leaf and every key is scanned, findings become placeholders, a value found once is
replaced wherever it stands in the row, and the result is scanned again until nothing is
left: redacting what was redacted changes nothing. No message of this module holds a
value.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from rowgate.errors import RowgateError
from rowgate.model import Finding, Redacted
from rowgate.redaction import seeds
from rowgate.redaction.fields import findings_of
from rowgate.redaction.keep import Keep, kept_by, parse_keep
from rowgate.redaction.limits import one_alarm
from rowgate.redaction.merge import merged, without
from rowgate.redaction.placeholders import Numbering, masked
from rowgate.redaction.policy import NO_POLICY, Policy, is_declared, is_provenance, type_of_field
from rowgate.redaction.walk import Leaf, leaves, rebuilt

if TYPE_CHECKING:
    from rowgate.model import DataPath, Json, Scan

ROUNDS = 12
"""Enough for placeholders that change what stands around them; each round only removes."""

Verbatim = Callable[["DataPath", str], bool]


@dataclass(frozen=True, slots=True)
class RedactionResult:
    """The redacted data and what was done; nothing of it holds or derives from a value."""

    data: Json
    removed: list[Redacted] = field(default_factory=list)
    """By place (in the redacted data), type and detector."""
    counts: dict[str, int] = field(default_factory=dict)
    """How many findings of each type were replaced: `source.redactions`."""
    kept_used: tuple[Keep, ...] = ()
    """The exceptions that let something stay; one that is not here is not needed."""


def redact(
    data: Json,
    scan: Scan,
    *,
    keep: Iterable[str | Keep] = (),
    declared: Iterable[str] = (),
    policy: Policy = NO_POLICY,
    verbatim: Verbatim = is_provenance,
) -> RedactionResult:
    """The data of a row with every finding replaced by a typed placeholder.

    `keep`: exceptions `TYPE@PATH`. `declared`: e-mail addresses of owners, reviewers and
    adders, which stay in the fields where they belong. `verbatim` says which leaves are
    provenance of its form. Raises RedactionFailed where a detector fails, and
    RowgateError where two keys would become the same; nothing is returned then.
    """
    keeps = tuple(each if isinstance(each, Keep) else parse_keep(each) for each in keep)
    look = Look(scan, keeps, declared, policy, verbatim)
    data = dropped(data, policy)
    numbering = Numbering()
    numbering.reserve(leaf.text for leaf in leaves(data))
    counted: Counter[tuple[DataPath, str, str]] = Counter()
    for _ in range(ROUNDS):
        with one_alarm():
            found = _found(data, look)
        if not found:
            return _result(data, counted, look)
        data = _replaced(data, found, numbering, counted)
    raise RowgateError("redaction does not come to an end; nothing was written")


class Look:
    """How the leaves of one document are looked at: what is scanned and what may stay."""

    def __init__(
        self,
        scan: Scan,
        keeps: tuple[Keep, ...] = (),
        declared: Iterable[str] = (),
        policy: Policy = NO_POLICY,
        verbatim: Verbatim = is_provenance,
    ) -> None:
        self.scan = scan
        self.keeps = keeps
        self.declared = frozenset(map(str.casefold, declared))
        self.policy = policy
        self.verbatim = verbatim
        self.used: dict[Keep, None] = {}

    def looks_at(self, leaf: Leaf) -> bool:
        """Whether a leaf is scanned at all."""
        if not leaf.is_key and self.verbatim(leaf.path, leaf.text):
            return False
        return self.policy.action(leaf.path) != "keep"

    def findings(self, leaf: Leaf) -> list[Finding]:
        """What has to go from a leaf."""
        if not leaf.is_key and self.policy.action(leaf.path) == "mask":
            return self._whole(leaf)
        return self.allowed(leaf, findings_of(self.scan, leaf))

    def allowed(self, leaf: Leaf, found: Iterable[Finding]) -> list[Finding]:
        """The findings less those that may stay here."""
        return [each for each in found if not self._stays(leaf, each)]

    def _stays(self, leaf: Leaf, found: Finding) -> bool:
        if is_declared(leaf.path, leaf.text[found.start : found.end], self.declared):
            return True
        keep = kept_by(self.keeps, found.type, leaf.path)
        if keep is not None:
            self.used[keep] = None
        return keep is not None

    def _whole(self, leaf: Leaf) -> list[Finding]:
        rule = self.policy.rule(leaf.path)
        type_ = (rule.type if rule else None) or type_of_field(leaf.path)
        _, holes = masked(leaf.text)
        if not leaf.text.strip():
            return []
        return without([Finding(0, len(leaf.text), type_, "policy")], holes)


def dropped(data: Json, policy: Policy, path: DataPath = ()) -> Json:
    """The data without the fields that the policy drops."""
    if not any(rule.action == "drop" for rule in policy.rules):
        return data
    if isinstance(data, dict):
        return {
            name: dropped(value, policy, (*path, name))
            for name, value in data.items()
            if policy.action((*path, name)) != "drop"
        }
    if isinstance(data, list | tuple):
        return [
            dropped(value, policy, (*path, index))
            for index, value in enumerate(data)
            if policy.action((*path, index)) != "drop"
        ]
    return data


_Place = tuple["DataPath", bool]


def _found(data: Json, look: Look) -> dict[_Place, list[Finding]]:
    looked = [leaf for leaf in leaves(data) if look.looks_at(leaf)]
    by_scan = [look.findings(leaf) for leaf in looked]
    sown = seeds.sown(
        (each.type, leaf.text[each.start : each.end])
        for leaf, found in zip(looked, by_scan, strict=True)
        for each in found
    )
    result: dict[_Place, list[Finding]] = {}
    for leaf, found in zip(looked, by_scan, strict=True):
        spread = look.allowed(leaf, sown.occurrences(leaf.text)) if sown else []
        if found or spread:
            _, holes = masked(leaf.text)
            result[leaf.path, leaf.is_key] = merged(without([*found, *spread], holes))
    return {place: found for place, found in result.items() if found}


def _replaced(
    data: Json,
    found: dict[_Place, list[Finding]],
    numbering: Numbering,
    counted: Counter[tuple[DataPath, str, str]],
) -> Json:
    # Rebuilding walks in the order of the leaves, which is what numbers go by.
    renamed: dict[DataPath, str] = {}

    def change(leaf: Leaf) -> str | None:
        here = found.get((leaf.path, leaf.is_key))
        if here is None:
            return None
        text = _with_placeholders(leaf.text, here, numbering)
        if leaf.is_key:
            renamed[leaf.path] = text
        for each in here:
            counted[_shown(leaf.path, renamed), each.type, each.detector] += 1
        return text

    return rebuilt(data, change)


def _with_placeholders(text: str, found: list[Finding], numbering: Numbering) -> str:
    parts: list[str] = []
    at = 0
    for each in found:
        parts += [
            text[at : each.start],
            numbering.placeholder(each.type, text[each.start : each.end]),
        ]
        at = each.end
    return "".join([*parts, text[at:]])


def _shown(path: DataPath, renamed: dict[DataPath, str]) -> DataPath:
    if not renamed:
        return path
    return tuple(renamed.get(path[: at + 1], part) for at, part in enumerate(path))


def _result(data: Json, counted: Counter[tuple[DataPath, str, str]], look: Look) -> RedactionResult:
    counts: Counter[str] = Counter()
    for (_, type_, _), count in counted.items():
        counts[type_] += count
    removed = [Redacted(*what, count) for what, count in counted.items()]
    return RedactionResult(data, removed, dict(sorted(counts.items())), tuple(look.used))
