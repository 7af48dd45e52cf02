"""The built-in redactors: modules with a `rowgate_redactors` hook, loaded as plugins are.

The surer ones stand first: of two findings of one length the first names the type. Besides what
every redactor has, a built-in one has `marks`: what stands somewhere in any text in which it
finds something. A pass over a text says whose marks stand in it, and most texts hold none. Marks
go with the patterns: who widens the one looks at the other.
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
        for name in (
            "payloads",
            "several",
            "nearby",
            "columns",
            "national",
            "phones",
            "shaped",
            "addresses",
            "cloud",
            "kingfisher",
        )
    ),
)
"""All of them."""
