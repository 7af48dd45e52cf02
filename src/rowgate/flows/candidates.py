"""The candidates that rowgate.yaml describes."""

from __future__ import annotations

from collections.abc import Mapping
from hashlib import sha256
from typing import TYPE_CHECKING, Any, NamedTuple

from rowgate.config import refusal
from rowgate.errors import UsageError
from rowgate.gate.candidates import NAMES, CandidateClasses
from rowgate.gate.settings import Pace, faults, kind_of
from rowgate.rows.identity import canonical_json
from rowgate.shapes import meant

if TYPE_CHECKING:
    from rowgate.flows.workspace import Workspace
    from rowgate.model import Json
    from rowgate.plugins import Registry


class Chosen(NamedTuple):
    """A candidate, ready to be asked."""

    name: str
    candidate: Any
    pace: Pace
    settings: str
    """The digest of its settings, and of the files they name."""
    version: str | None

    @property
    def is_recorded(self) -> bool:
        """Whether its outputs stand in a file, by row."""
        return hasattr(self.candidate, "recorded")

    def close(self) -> None:
        """Lets go of what the candidate holds."""
        if hasattr(self.candidate, "close"):
            self.candidate.close()


def candidate_named(workspace: Workspace, name: str | None) -> Chosen:
    """The candidate of this name, or the only one there is.

    Raises `UsageError` where there is none, where its settings are faulty, or where it cannot
    be set up: before anything is run.
    """
    known = workspace.config.candidates
    if name is None and len(known) == 1:
        (name,) = known
    if name is None or name not in known:
        raise _no_candidate(name, known)
    settings = known[name]
    kinds = candidate_kinds(workspace.registry)
    refuse_faulty(workspace, kinds, name)
    kind = kind_of(settings, kinds)
    try:
        candidate = kind(settings, workspace.config.root)
    except UsageError as error:
        raise UsageError(f"candidate {name}: {error.message}", fix=error.fix) from None
    digest = _digest(settings, getattr(candidate, "identity", ""))
    return Chosen(name, candidate, Pace.of(settings), digest, _stated(settings))


def settings_now(workspace: Workspace, name: str) -> str | None:
    """The digest of a candidate's settings and prompts as they are now, without setting it up;
    None where that cannot be told: there is none of the name, or a plugin knows what it is."""
    settings = workspace.config.candidates.get(name)
    kind = next((one for one in NAMES if one in (settings or {})), None)
    if settings is None or kind is None:
        return None
    identity = ""
    if kind == "prompt":
        try:
            identity = CandidateClasses({})[kind].identity_of(settings, workspace.config.root)
        except UsageError:
            return None
    return _digest(settings, identity)


def _digest(settings: Mapping[str, Json], identity: str) -> str:
    """A prompt in a file of its own is as much of the candidate as its settings are."""
    return f"sha256:{sha256(canonical_json([dict(settings), identity])).hexdigest()}"


def refuse_faulty(workspace: Workspace, kinds: CandidateClasses, chosen: str = "") -> None:
    """Raises `UsageError` where the settings of a candidate are faulty: the chosen one's first, yet
    a misspelling in any counts. Their code and their files are not touched."""
    known = workspace.config.candidates
    for name in sorted(known, key=lambda each: each != chosen):
        if name == chosen or _kind_is_known(workspace, known[name], kinds):
            for fault in faults(name, known[name], kinds):
                raise refusal(workspace.config, fault)


def _kind_is_known(
    workspace: Workspace, settings: Mapping[str, Json], kinds: CandidateClasses
) -> bool:
    """Whether its faults can be told: a plugin that was left out may know what it is."""
    return not workspace.registry.left_out or any(kind in settings for kind in kinds)


def candidate_kinds(registry: Registry) -> CandidateClasses:
    """The kinds of candidates by the field that chooses them. Raises `UsageError` for a double."""
    given = {}
    for found in registry.external("candidates"):
        if found.object.name in NAMES:
            raise UsageError(
                f"{found.object.name} is registered twice: by {found.origin} and built in",
                fix="rename the one in the plugin",
            )
        given[found.object.name] = found.object
    return CandidateClasses(given)


def _stated(settings: Mapping[str, Json]) -> str | None:
    """The version that the settings state; where a kind reads it from answers, that is no text
    to be shown but a place to look, and the kind says so by its own field."""
    return settings.get("version") if "url" not in settings else None


def _no_candidate(name: str | None, known: Mapping[str, Json]) -> UsageError:
    if not known:
        return UsageError(
            "rowgate.yaml has no candidates",
            fix="describe one under `candidates:` (docs/gate.md)",
        )
    listed = f"one of {', '.join(known)}"
    if name is None:
        return UsageError("which candidate", fix=f"--candidate NAME, {listed}")
    return UsageError(
        f"no candidate {name} in rowgate.yaml", fix=meant(name, dict(known)) or listed
    )
