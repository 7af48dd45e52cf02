"""The built-in formats, in the order in which they are asked whether a file is theirs.

Whose entries have a field that nobody else has comes first, what takes any mapping last.
"""

from __future__ import annotations

_NAMES = (
    "promptfoo",
    "pydantic_evals",
    "openai_evals",
    "langfuse",
    "mlflow",
    "langsmith",
    "deepeval",
    "inspect_ai",
    "phoenix",
    "braintrust",
    "adaline",
    "huggingface",
    "plain",
)

FORMATS = tuple(f"{__package__}.{name}" for name in _NAMES)
"""Module paths: each has the hook `rowgate_exchange`."""
