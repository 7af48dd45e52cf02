"""The built-in redactors: modules with a `rowgate_redactors` hook, loaded as plugins are.

The surer ones stand first: of two findings of one length the first names the type.
"""

from __future__ import annotations

_HERE = "rowgate.redaction.detectors"

FAST: tuple[str, ...] = tuple(
    f"{_HERE}.{name}"
    for name in (
        "keys", "tokens", "urls", "headers", "assignments", "idioms", "entropy", "emails", "cards",
        "network",
    )
)  # fmt: skip
"""Those of the commit hook: quick to import and to start."""

REDACTORS: tuple[str, ...] = (
    *FAST,
    *(
        f"{_HERE}.{name}"
        for name in ("national", "phones", "shaped", "addresses", "cloud", "kingfisher")
    ),
)
"""All of them."""
