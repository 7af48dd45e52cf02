"""The modules of rowgate's own rules, which register like a plugin's."""

from __future__ import annotations

from importlib import import_module

from rowgate.checks.rule import Rule

RULES: tuple[str, ...] = (
    "rowgate.checks.files",
    "rowgate.checks.curation",
    "rowgate.checks.standing",
    "rowgate.checks.provenance",
    "rowgate.checks.columns",
    "rowgate.checks.assets",
    "rowgate.checks.privacy",
    "rowgate.checks.entries",
    "rowgate.checks.criteria",
    "rowgate.checks.duplicates",
    "rowgate.checks.datasets",
    "rowgate.checks.focus",
)


def builtin_rules() -> list[Rule]:
    """Every rule of rowgate's own, by module."""
    found: list[Rule] = []
    for name in RULES:
        import_module(name).rowgate_rules(found.append)
    return found
