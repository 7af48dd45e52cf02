"""What `candidates:` of rowgate.yaml may say: fields that all kinds share, and the kind's own."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from rowgate.model import Json
from rowgate.shapes import Fault, Fields, Number, Shape, Text, meant

SHARED: dict[str, Shape] = {
    "timeout": Number(real=True, least=0.001),
    "concurrency": Number(least=1),
    "rate": Number(real=True, least=0.001),
    "retries": Number(least=0),
    "version": Text(),
}


class Pace(NamedTuple):
    """How fast and how patiently a candidate is asked."""

    timeout: float = 60.0
    """Seconds that one answer may take."""
    concurrency: int = 8
    rate: float | None = None
    """Answers that may be asked for each second; None: no limit."""
    retries: int = 2
    """How often a case is asked again after an error that may pass."""

    @classmethod
    def of(cls, settings: Mapping[str, Json]) -> Pace:
        """The pace of a candidate's settings."""
        return cls(**{name: settings[name] for name in cls._fields if name in settings})


def kind_of(settings: Mapping[str, Json], kinds: Mapping[str, Any]) -> Any:
    """The kind that sound settings choose by its field."""
    return next(kinds[name] for name in kinds if name in settings)


def faults(name: str, settings: Mapping[str, Json], kinds: Mapping[str, Any]) -> Iterator[Fault]:
    """Every fault of one candidate's settings, with "did you mean"."""
    at = ("candidates", name)
    chosen = [kind for kind in kinds if kind in settings]
    if len(chosen) > 1:
        message = f"it is two things at once: {' and '.join(chosen)}"
        yield Fault("RG005", message, "keep one of them", (*at, chosen[1]))
    elif not chosen:
        known = f"one of {', '.join(kinds)}"
        near = next(filter(None, (meant(key, tuple(kinds)) for key in settings)), "")
        message = f"it does not say how it answers: {known}"
        yield Fault("RG005", message, near or "see docs/gate.md", at)
    else:
        yield from _shape(chosen[0], kinds).faults(dict(settings), at)


def schema(kinds: Mapping[str, Any]) -> dict[str, Json]:
    """The JSON Schema of one candidate: the fields of exactly one kind, and the shared ones."""
    return {"oneOf": [{"title": name, **_shape(name, kinds).schema()} for name in kinds]}


def _shape(name: str, kinds: Mapping[str, Any]) -> Fields:
    own: Mapping[str, Shape] = getattr(kinds[name], "fields", {})
    return Fields({**own, **SHARED}, required=(name,))
