"""rowgate: reviewed rows from production traces, as a release gate in git.

What this module exports is the public API; everything else may change.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from rowgate.api import LoadedDataset as LoadedDataset
    from rowgate.api import LoadedRow as LoadedRow
    from rowgate.api import RowFailedError as RowFailedError
    from rowgate.api import load as load
    from rowgate.checks.rule import Found as Found
    from rowgate.checks.rule import rule as rule
    from rowgate.errors import RowgateError as RowgateError
    from rowgate.evaluators.base import Evaluator as Evaluator
    from rowgate.evaluators.base import unknown as unknown
    from rowgate.evaluators.forms import MAY_BE_EMPTY as MAY_BE_EMPTY
    from rowgate.evaluators.forms import Bounds as Bounds
    from rowgate.evaluators.forms import ParameterError as ParameterError
    from rowgate.hookspecs import Redactor as Redactor
    from rowgate.hookspecs import hookimpl as hookimpl
    from rowgate.model import Finding as Finding
    from rowgate.model import Output as Output
    from rowgate.model import Row as Row
    from rowgate.model import Span as Span
    from rowgate.model import Verdict as Verdict

__version__ = "0.1.0"

# Imported when first asked for: a plugin needs one or two of them, the command line none.
_HOMES = {
    "MAY_BE_EMPTY": "rowgate.evaluators.forms",
    "Bounds": "rowgate.evaluators.forms",
    "Evaluator": "rowgate.evaluators.base",
    "Finding": "rowgate.model",
    "Found": "rowgate.checks.rule",
    "LoadedDataset": "rowgate.api",
    "LoadedRow": "rowgate.api",
    "Output": "rowgate.model",
    "ParameterError": "rowgate.evaluators.forms",
    "Redactor": "rowgate.hookspecs",
    "Row": "rowgate.model",
    "RowFailedError": "rowgate.api",
    "RowgateError": "rowgate.errors",
    "Span": "rowgate.model",
    "Verdict": "rowgate.model",
    "hookimpl": "rowgate.hookspecs",
    "load": "rowgate.api",
    "rule": "rowgate.checks.rule",
    "unknown": "rowgate.evaluators.base",
}

__all__ = ["__version__", *_HOMES]


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module 'rowgate' has no attribute {name!r}")
    return getattr(import_module(_HOMES[name]), name)
