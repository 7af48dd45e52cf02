"""Takes secrets and personal data out of a row, or stops.

Every leaf and every key is scanned, findings become placeholders, a value found once is
replaced wherever it stands in the row, and the result is scanned again until nothing is
left: redacting what was redacted changes nothing. No message of this module holds a
value.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

from rowgate.errors import RowgateError
from rowgate.model import Finding, Redacted
from rowgate.redaction import seeds
from rowgate.redaction.embedded import quote_for
from rowgate.redaction.fields import look_ahead
from rowgate.redaction.keep import Keep, parse_keep
from rowgate.redaction.limits import one_alarm
from rowgate.redaction.look import Look, Verbatim
from rowgate.redaction.meaning import everywhere
from rowgate.redaction.merge import merged, without
from rowgate.redaction.paths import written
from rowgate.redaction.placeholders import Numbering
from rowgate.redaction.policy import NO_POLICY, Policy, is_provenance
from rowgate.redaction.prepare import dropped, with_masked_vectors, without_dropped
from rowgate.redaction.values import Values
from rowgate.redaction.walk import Leaf, SameKeys, leaves, rebuilt

if TYPE_CHECKING:
    from rowgate.model import DataPath, Json, Scan

ROUNDS = 12
"""Enough for placeholders that change what stands around them; each round only removes."""


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
    dropped: Sequence[str] = ()
    """The paths of the policy that dropped something."""

    def detectors(self, before: Mapping[str, Sequence[str]] = {}) -> dict[str, list[str]]:
        """`source.redacted_by`: who found something of each type, those of `before` too.

        A plugin whose name is no word is left out: it would be text like any other.
        """
        found = {type_: set(names) for type_, names in before.items()}
        for _, type_, name, _ in self.removed:
            if is_provenance(("source", "redacted_by", type_), name):
                found.setdefault(type_, set()).add(name)
        return {type_: sorted(names) for type_, names in sorted(found.items())}


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
    left_out = dropped(data, policy)
    data = with_masked_vectors(without_dropped(data, policy), policy)
    numbering = Numbering()
    numbering.reserve(leaf.text for leaf in leaves(data))
    counted: Counter[tuple[DataPath, str, str]] = Counter()
    for _ in range(ROUNDS):
        with one_alarm():
            found, values = _found(data, look)
        if not found:
            return _result(data, counted, look, left_out)
        data = _replaced(data, found, _Placeholders(numbering, values), counted)
    raise RowgateError("redaction does not come to an end; nothing was written")


_Place = tuple["DataPath", bool]


def _found(data: Json, look: Look) -> tuple[dict[_Place, list[Finding]], Values]:
    """What has to go, by place, and what it spells."""
    looked = [leaf for leaf in leaves(data) if look.looks_at(leaf)]
    look_ahead(look.scan, looked)
    by_scan = [look.findings(leaf) for leaf in looked]
    values = Values(look.scan)
    regions = (
        (each.type, leaf.text[each.start : each.end])
        for leaf, found in zip(looked, by_scan, strict=True)
        for each in found
    )
    sown = seeds.sown((region, values(type_, region)) for type_, region in regions)
    if sown is not None:
        values = Values(look.scan, sown)
    result: dict[_Place, list[Finding]] = {}
    for leaf, found in zip(looked, by_scan, strict=True):
        spread = look.allowed(leaf, everywhere(leaf.text, sown.occurrences)) if sown else []
        if found or spread:
            named = [
                each._replace(type=values(each.type, leaf.text[each.start : each.end]).type)
                for each in found
            ]
            here = merged(without([*named, *spread], look.holes(leaf)))
            if here:
                result[leaf.path, leaf.is_key] = here
    return result, values


def _replaced(
    data: Json,
    found: dict[_Place, list[Finding]],
    placeholders: _Placeholders,
    counted: Counter[tuple[DataPath, str, str]],
) -> Json:
    # Rebuilding walks in the order of the leaves, which is what numbers go by.
    renamed: dict[DataPath, str] = {}

    def change(leaf: Leaf) -> str | None:
        here = found.get((leaf.path, leaf.is_key))
        if here is None:
            return None
        text = placeholders.put(leaf.text, here)
        if leaf.is_key:
            renamed[leaf.path] = text
        for each in here:
            counted[_shown(leaf.path, renamed), each.type, each.detector] += 1
        return text

    try:
        return rebuilt(data, change)
    except SameKeys as error:
        # Where it is can be said with the keys above it as they are now.
        same = SameKeys(error.path, error.key, written(_shown(error.path, renamed)) or "the data")
    raise same


class _Placeholders(NamedTuple):
    """Puts the placeholder of a value where the value stands."""

    numbering: Numbering
    values: Values

    def put(self, text: str, found: list[Finding]) -> str:
        """The text with placeholders for what was found; a number of JSON becomes a string."""
        parts: list[str] = []
        at = 0
        for each in found:
            known = self.values(each.type, text[each.start : each.end])
            quote = quote_for(text, each.start, each.end)
            new = self.numbering.placeholder(each.type, known.value)
            parts += [text[at : each.start], quote, new, quote]
            at = each.end
        return "".join([*parts, text[at:]])


def _shown(path: DataPath, renamed: dict[DataPath, str]) -> DataPath:
    if not renamed:
        return path
    return tuple(renamed.get(path[: at + 1], part) for at, part in enumerate(path))


def _result(
    data: Json,
    counted: Counter[tuple[DataPath, str, str]],
    look: Look,
    left_out: Sequence[str],
) -> RedactionResult:
    counts: Counter[str] = Counter()
    for (_, type_, _), count in counted.items():
        counts[type_] += count
    removed = [Redacted(*what, count) for what, count in counted.items()]
    return RedactionResult(data, removed, dict(sorted(counts.items())), tuple(look.used), left_out)
