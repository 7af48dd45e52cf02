"""How the leaves of one document are looked at: what is scanned, what goes and what may stay."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

from rowgate.model import Finding
from rowgate.redaction import reach
from rowgate.redaction.fields import findings_of
from rowgate.redaction.keep import Keep, kept_by
from rowgate.redaction.merge import without
from rowgate.redaction.placeholders import masked
from rowgate.redaction.policy import NO_POLICY, Policy, is_declared, is_provenance, type_of_field

if TYPE_CHECKING:
    from rowgate.model import DataPath, Scan
    from rowgate.redaction.reach import Part
    from rowgate.redaction.walk import Leaf

Verbatim = Callable[["DataPath", str], bool]


class Look:
    """What is asked about each leaf of a document."""

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
        """Whether a leaf is looked at at all."""
        if not leaf.is_key and self.verbatim(leaf.path, leaf.text):
            return False
        return self.policy.action(leaf.path) != "keep" or (
            not leaf.is_key and reach.reaches_into(self.policy, leaf.path, leaf.text)
        )

    def findings(self, leaf: Leaf) -> list[Finding]:
        """What has to go from a leaf."""
        if leaf.is_key or not self.policy.rules:
            return self.allowed(leaf, findings_of(self.scan, leaf))
        parts = list(reach.parts(self.policy, leaf.path, leaf.text))
        found = self._masked(leaf, parts)
        if parts == [(leaf.path, 0, len(leaf.text))] and self.policy.action(leaf.path) == "mask":
            return found
        scanned = self.allowed(leaf, findings_of(self.scan, leaf))
        return [*found, *without(scanned, self._decided(leaf, parts))]

    def holes(self, leaf: Leaf) -> list[tuple[int, int]]:
        """What stays of a leaf whatever is found: placeholders, and fields that are kept."""
        _, holes = masked(leaf.text)
        if leaf.is_key or not reach.reaches_into(self.policy, leaf.path, leaf.text):
            return holes
        parts = reach.parts(self.policy, leaf.path, leaf.text)
        kept = [(one.start, one.end) for one in parts if self.policy.action(one.path) == "keep"]
        return _united([*holes, *kept])

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

    def _masked(self, leaf: Leaf, parts: list[Part]) -> list[Finding]:
        """All of what is to be masked, whatever stands there."""
        found = []
        for path, start, end in parts:
            rule = self.policy.rule(path)
            if rule and rule.action == "mask" and leaf.text[start:end].strip():
                found.append(Finding(start, end, rule.type or type_of_field(path), "policy"))
        return without(found, masked(leaf.text)[1]) if found else found

    def _decided(self, leaf: Leaf, parts: list[Part]) -> list[tuple[int, int]]:
        """What a scan says nothing of: it is masked or kept."""
        actions = [(self.policy.action(part.path), part) for part in parts]
        if self.policy.action(leaf.path) != "keep":
            return [(part.start, part.end) for action, part in actions if action != "scan"]
        scanned = [(part.start, part.end) for action, part in actions if action == "scan"]
        starts = [0, *(end for _, end in scanned)]
        return list(zip(starts, [*(start for start, _ in scanned), len(leaf.text)], strict=True))


def _united(regions: list[tuple[int, int]]) -> list[tuple[int, int]]:
    union: list[tuple[int, int]] = []
    for start, end in sorted(regions):
        if union and start <= union[-1][1]:
            union[-1] = union[-1][0], max(union[-1][1], end)
        else:
            union.append((start, end))
    return union
