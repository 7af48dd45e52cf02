"""The built-in redactors: modules with a `rowgate_redactors` hook, loaded as plugins are."""

from __future__ import annotations

_HERE = "rowgate.redaction.detectors"

REDACTORS: tuple[str, ...] = (
    f"{_HERE}.keys",
    f"{_HERE}.tokens",
    f"{_HERE}.assignments",
    f"{_HERE}.emails",
)
