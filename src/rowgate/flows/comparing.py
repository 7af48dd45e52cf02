"""A row beside what its span gives today: where they differ, shown without what is redacted."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from rowgate.flows.derive import Derived, Deriver
from rowgate.flows.redaction import account, row_keeps
from rowgate.model import DataPath, Json, Row, Scan
from rowgate.model.difference import ABSENT, Difference
from rowgate.redaction.document import speakable
from rowgate.redaction.keep import Keep
from rowgate.redaction.placeholders import PLACEHOLDER
from rowgate.redaction.renumber import aligned
from rowgate.rows.differences import differences, found_at
from rowgate.rows.template import Reading
from rowgate.rows.unrender import unrender

OF_THE_ADD = ("redactions", "redacted_by", "added_by", "added_on", "tool", "also_seen")
"""Fields of `source` that are about the adding and not about the span."""

WAY = ("source", "variables_from")


class Field(NamedTuple):
    """A field that differs. Each side is a list of its one value, or empty: null is a value."""

    at: DataPath
    row: Sequence[Json]
    trace: Sequence[Json]
    place: DataPath
    """`at` as far as it may be shown: a name in a row may be what it should not hold."""


class Comparison(NamedTuple):
    """Where a row and its span differ."""

    fresh: dict[str, Json]
    """The derived fields as redacted now, numbered as in the row; what the row hides stays so."""
    changed: list[Field]
    hidden: list[DataPath]
    """Texts that the row redacts further than redaction does now. Not written, not shown."""
    by_hand: list[str]
    """Columns that the span has no value for, filled in by a person."""
    account: dict[str, Json]
    """What `source` says of what was taken out."""


def compare(
    deriver: Deriver, row: Row, data: dict[str, Json], derived: Derived, keeps: Sequence[Keep] = ()
) -> Comparison:
    """What the span of a row gives today against what the row holds; `data` is the row's.

    What people wrote (labels, note, criteria, review, columns filled in) is not compared.
    """
    allowed = [*keeps, *row_keeps(row)]
    before = _derived_fields(data)
    project = row.source.project if row.source and row.source.project_stated else None
    result = deriver.redacted(_derived_fields(derived.data(project, "")), allowed)
    by_hand = [
        name
        for name in before["variables"]
        if name not in result.data["variables"] and name in deriver.dataset.columns
    ]
    for name in by_hand:
        del before["variables"][name]
    fresh = aligned(result.data, before)
    found = list(differences(before, fresh))
    hidden = [each for each in found if _hides(each)]
    for each in hidden:
        fresh = _put(fresh, each.at, each.before)
    safe = deriver.redacted(before, allowed).data
    scan = deriver.scan
    changed = [_shown(each, safe, scan) for each in found if each not in hidden]
    # Which way the same values were found is no evidence: a renamed column takes another one.
    if [each.at for each in changed] == [WAY]:
        changed = []
    taken = account({**derived.dropped, **result.counts}, result.detectors())
    places = [speakable(each.at, scan) for each in hidden]
    named = [name if speakable((name,), scan) else "a name that redaction takes out"
             for name in by_hand]  # fmt: skip
    return Comparison(fresh, changed, places, named, taken)


def _derived_fields(data: dict[str, Json]) -> dict[str, Json]:
    source = {key: item for key, item in data.get("source", {}).items() if key not in OF_THE_ADD}
    found = {"variables": dict(data.get("variables", {})), "source": source}
    return {**found, "response": data["response"]} if "response" in data else found


def _shown(found: Difference, safe: dict[str, Json], scan: Scan) -> Field:
    """The difference with the row's side as redaction leaves it: a row may hold what it should
    not, which is no reason to print it."""
    before = ABSENT if found.before is ABSENT else found_at(safe, found.at)
    row, trace = ([] if side is ABSENT else [side] for side in (before, found.after))
    return Field(found.at, row, trace, speakable(found.at, scan))


def _hides(found: Difference) -> bool:
    """Whether the row's text is the span's with more taken out of it."""
    before, after = found.before, found.after
    if not isinstance(before, str) or not isinstance(after, str) or "[" not in before:
        return False
    placeholders = PLACEHOLDER.findall(before)
    if len(placeholders) <= len(PLACEHOLDER.findall(after)):
        return False
    literals = PLACEHOLDER.sub("\0", before).split("\0")
    names = (f"{name} {number}" for number, (name, _) in enumerate(placeholders))
    return unrender(Reading(tuple(literals), tuple(names)), after) is not None


def _put(data: Json, at: DataPath, value: Json) -> Json:
    if not at:
        return value
    if isinstance(data, list):
        return [_put(item, at[1:], value) if i == at[0] else item for i, item in enumerate(data)]
    return {key: _put(item, at[1:], value) if key == at[0] else item for key, item in data.items()}
