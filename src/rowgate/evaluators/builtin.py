"""The built-in evaluators: each module registers its own, like any plugin.

The names stand here too, so that `check` imports only the modules of the evaluators that
its rows name. A test holds that the two agree.
"""

from __future__ import annotations

import importlib
from collections.abc import Iterator, Mapping

from rowgate.evaluators.base import Evaluator

NAMES: dict[str, tuple[str, ...]] = {
    "text": ("equals", "not-equals"),
    "contains": (
        "contains",
        "not-contains",
        "contains-all",
        "contains-any",
        "not-contains-any",
        "not-contains-all",
        "starts-with",
        "ends-with",
    ),
    "pattern": ("regex", "not-regex"),
    "expected": ("matches-expected",),
    "similarity": ("similarity",),
    "length": (
        "max-words",
        "min-words",
        "max-characters",
        "min-characters",
        "length",
        "max-tokens",
    ),
    "json_text": ("valid-json", "json-equals", "json-contains", "json-condition"),
    "json_schema": ("json-schema",),
    "tool_calls": ("called", "not-called", "called-in-order", "calls-only"),
    "refusal": ("refusal", "not-refusal"),
    "language": ("language",),
    "privacy": ("no-personal-data",),
    "measures": ("max-cost", "max-latency-ms", "finish-reason"),
    "llm_judge": ("llm-judge",),
    "autoevals": ("autoevals",),
    "groups": ("any-of", "all-of", "none-of"),
}
"""The names of the evaluators by module, in the order of the documentation."""

EVALUATORS = tuple(f"{__package__}.{module}" for module in NAMES)
"""Module paths: each has the hook `rowgate_evaluators`."""


class EvaluatorClasses(Mapping[str, type[Evaluator]]):
    """Evaluator classes by name: the built-in ones, imported when asked for, and the given.

    Raises ValueError where a given class has the name of a built-in one.
    """

    def __init__(self, given: Mapping[str, type[Evaluator]] | None = None) -> None:
        self._modules = {name: module for module, names in NAMES.items() for name in names}
        self._classes = dict(given or {})
        for name in self._classes.keys() & self._modules.keys():
            raise ValueError(f"`{name}` is the name of a built-in evaluator")

    def __getitem__(self, name: str) -> type[Evaluator]:
        if name not in self._classes:
            module = importlib.import_module(f"{__package__}.{self._modules[name]}")
            module.rowgate_evaluators(register=self._register)
        return self._classes[name]

    def _register(self, cls: type[Evaluator]) -> None:
        self._classes[cls.name] = cls

    def __contains__(self, name: object) -> bool:
        return name in self._classes or name in self._modules

    def __iter__(self) -> Iterator[str]:
        return iter(self._modules | self._classes)

    def __len__(self) -> int:
        return len(self._modules | self._classes)
