"""`plugins`, `rule` and `evaluators`: what is loaded, and what it means."""

from __future__ import annotations

from typing import Any

from rowgate.checks.describe import describe as describe_rule
from rowgate.checks.rule import Rule
from rowgate.checks.run import table
from rowgate.errors import UsageError
from rowgate.evaluators.describe import describe as describe_evaluator
from rowgate.flows.plugged import registry_here
from rowgate.flows.ruling import nearest
from rowgate.plugins import Plugin
from rowgate.shapes import meant


def plugins(*, local_plugins: bool = True) -> list[Plugin]:
    """Every plugin that is loaded."""
    return registry_here(local_plugins=local_plugins).plugins()


def rules() -> dict[str, Rule]:
    """Every rule by its code."""
    return table(found.object for found in registry_here().objects("rules"))


def rule_text(code: str) -> str:
    """The documentation of one rule. Raises `UsageError` with the nearest codes."""
    found = rules()
    if code.upper() not in found:
        begun = [one for one in found if one.startswith(code.upper())]
        fix = f"there are {', '.join(begun)}" if begun else nearest(code, found)
        raise UsageError(f"no rule {code}", fix=fix)
    return describe_rule(found[code.upper()])


def evaluators() -> dict[str, type[Any]]:
    """Every evaluator class by its name."""
    return dict(sorted(registry_here().named("evaluators").items()))


def evaluator_text(name: str) -> str:
    """The documentation of one evaluator. Raises `UsageError` with the nearest names."""
    found = evaluators()
    if name not in found:
        raise UsageError(
            f"no evaluator {name}", fix=meant(name, found) or "rowgate evaluators lists them"
        )
    return describe_evaluator(found[name])
