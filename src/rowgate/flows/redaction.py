"""How this repository redacts: its scans, its field policy, its exceptions."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from rowgate.errors import UsageError
from rowgate.redaction.fields import Quiet
from rowgate.redaction.keep import Keep, parse_keep
from rowgate.redaction.policy import Policy, parse_policy
from rowgate.redaction.scan import Scan

if TYPE_CHECKING:
    from rowgate.flows.workspace import Workspace
    from rowgate.model import Finding, Json, Row
    from rowgate.model import Scan as AnyScan
    from rowgate.redaction.redact import RedactionResult


def scan_of(
    workspace: Workspace, *, gate: bool = False, fast: bool = False, literals: bool = True
) -> AnyScan:
    """A scan by every redactor, the repository's own patterns among them.

    `fast` takes those of the commit hook only; `gate` asks for the confident findings, which
    is what `check` reports. Literals that `rowgate.yaml` declares to be no secret stay, unless
    not even those shall (`literals`).
    """
    redactors = [found.object for found in workspace.registry.objects("redactors", fast=fast)]
    redactors += _configured(workspace.config.redaction)
    chosen = [each for each in redactors if getattr(each, "fast", False)] if fast else redactors
    scan = Scan(chosen, profile="gate" if gate else "redact")
    declared = _literals(workspace.config.redaction) if literals else {}
    return _Without(scan, declared) if declared else scan


def policy_of(workspace: Workspace) -> Policy:
    """What `rowgate.yaml` says of fields. Raises `UsageError` for what it cannot say."""
    return parse_policy(workspace.config.redaction.get("fields", {}))


def keeps_of(workspace: Workspace) -> list[Keep]:
    """The repository's exceptions by type and path pattern."""
    entries = workspace.config.redaction.get("kept", ())
    return [parse_keep(f"{entry['type']}@{entry['path']}") for entry in entries if "path" in entry]


def row_keeps(row: Row) -> list[Keep]:
    """The row's own exceptions, those with a reason; a faulty one allows nothing."""
    found = []
    for entry in row.kept:
        try:
            found.append(parse_keep(f"{entry['type']}@{entry['path']}"))
        except (KeyError, UsageError):
            continue
    return found


def account(counts: Mapping[str, int], detectors: Mapping[str, Sequence[str]]) -> dict[str, Json]:
    """What a row's source says of what was taken out: how often of each type, and by whom."""
    told = {"redactions": dict(sorted(counts.items())), "redacted_by": dict(detectors)}
    return {field: said for field, said in told.items() if said}


def left_out(result: RedactionResult) -> list[str]:
    """What to say of fields that `rowgate.yaml` drops."""
    return [f"{path} is left out, as rowgate.yaml says" for path in result.dropped]


class _Without:
    """A scan that lets declared literals be: a support address is no secret."""

    def __init__(self, scan: Scan, literals: Mapping[str, frozenset[str]]) -> None:
        self._scan = scan
        self._literals = literals
        self.quiet = Quiet()

    def ahead(self, texts: Iterable[str]) -> None:
        """Has the scan look at texts that are going to be asked about."""
        self._scan.ahead(texts)

    def __call__(self, text: str) -> Iterator[Finding]:
        for found in self._scan(text):
            value = text[found.start : found.end].casefold()
            if value not in self._literals.get(found.type, ()):
                yield found


def _literals(redaction: Mapping[str, Json]) -> dict[str, frozenset[str]]:
    by_type: dict[str, set[str]] = {}
    for entry in redaction.get("kept", ()):
        if "literal" in entry:
            by_type.setdefault(entry["type"], set()).add(entry["literal"].casefold())
        elif "path" not in entry:
            raise UsageError(
                "rowgate.yaml: an exception from redaction names neither a path nor a literal",
                fix="redaction.kept: {type, path or literal, reason}",
            )
    return {kind: frozenset(values) for kind, values in by_type.items()}


def _configured(redaction: Mapping[str, Json]) -> Sequence[Any]:
    """Patterns and models of the repository's own; imported where there are any."""
    found: list[Any] = []
    patterns: Iterable[Mapping[str, Json]] = redaction.get("patterns", ())
    if patterns:
        from rowgate.redaction.custom import custom_redactor

        found += [custom_redactor(entry) for entry in patterns]
    presidio = redaction.get("presidio")
    if presidio:
        from rowgate.redaction.detectors.presidio import PresidioRedactor

        found.append(PresidioRedactor(**presidio))
    return found
