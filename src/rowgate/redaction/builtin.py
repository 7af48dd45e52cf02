"""The built-in redactors: modules with a `rowgate_redactors` hook, loaded as plugins are.

The surer ones stand first: of two findings of one length the first names the type.
"""

from __future__ import annotations

_HERE = "rowgate.redaction.detectors"

REDACTORS: tuple[str, ...] = (
    f"{_HERE}.keys",
    f"{_HERE}.tokens",
    f"{_HERE}.urls",
    f"{_HERE}.headers",
    f"{_HERE}.assignments",
    f"{_HERE}.entropy",
    f"{_HERE}.emails",
    f"{_HERE}.cards",
    f"{_HERE}.network",
    f"{_HERE}.national",
    f"{_HERE}.phones",
    f"{_HERE}.shaped",
    f"{_HERE}.addresses",
    f"{_HERE}.cloud",
    f"{_HERE}.kingfisher",
)
