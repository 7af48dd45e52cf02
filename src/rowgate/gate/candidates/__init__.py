"""The built-in ways to get an output for a case; each module registers its own."""

CANDIDATES = tuple(
    f"{__name__}.{module}" for module in ("command", "python", "http", "prompt", "recorded")
)
"""Module paths: each has the hook `rowgate_candidates`."""
