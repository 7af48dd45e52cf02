"""What `check` asks: where in a document something stands that should not."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rowgate.redaction.fields import known_quiet, look_ahead
from rowgate.redaction.keep import Keep, parse_keep
from rowgate.redaction.limits import one_alarm
from rowgate.redaction.look import Look, Verbatim
from rowgate.redaction.policy import NO_POLICY, Policy, is_provenance
from rowgate.redaction.prepare import with_masked_vectors
from rowgate.redaction.walk import leaves

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from rowgate.model import DataPath, Finding, Json, Scan


def scan_document(
    data: Json,
    scan: Scan,
    *,
    keep: Iterable[str | Keep] = (),
    declared: Iterable[str] = (),
    policy: Policy = NO_POLICY,
    verbatim: Verbatim = is_provenance,
) -> Iterator[tuple[DataPath, str, str]]:
    """The path, type and detector of each finding in the leaves and keys of parsed data.

    Arguments as for `redact`; a scan of profile `gate` is meant. A path may name a key
    that was found: show it only through `redact`. Raises RedactionFailed.
    """
    keeps = tuple(each if isinstance(each, Keep) else parse_keep(each) for each in keep)
    look = Look(scan, keeps, declared, policy, verbatim)
    # A field that is masked is a finding whatever it holds.
    data = with_masked_vectors(data, policy)
    every = leaves(data, less=() if policy.rules else known_quiet(scan))
    with one_alarm():
        looked = [leaf for leaf in every if look.looks_at(leaf)]
        look_ahead(scan, looked)
        found = [(leaf, look.findings(leaf)) for leaf in looked]
    for leaf, here in found:
        for each in here:
            yield leaf.path, each.type, each.detector


def scan_text(text: str, scan: Scan) -> list[Finding]:
    """The findings of raw text: comments of a file, a file's name."""
    return list(scan(text))


def speakable(path: DataPath, scan: Scan) -> DataPath:
    """The path, cut before the first key that is itself a finding."""
    for index, part in enumerate(path):
        if isinstance(part, str) and list(scan(part)):
            return path[:index]
    return path
