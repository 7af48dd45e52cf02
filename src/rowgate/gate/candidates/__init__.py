"""The built-in ways to get an output for a case; each module registers its own.

The fields that choose them stand here too, so that a run imports only the one it needs. A test
holds that the two agree.
"""

from __future__ import annotations

import importlib
from collections.abc import Iterator, Mapping
from typing import Any

NAMES = {
    "command": "command",
    "python": "python",
    "url": "http",
    "prompt": "prompt",
    "outputs": "recorded",
}
"""The module of each kind, by the field of rowgate.yaml that chooses it."""

CANDIDATES = tuple(f"{__name__}.{module}" for module in NAMES.values())
"""Module paths: each has the hook `rowgate_candidates`."""


class CandidateClasses(Mapping[str, Any]):
    """Candidate classes by name: the built-in ones, imported when asked for, and the given."""

    def __init__(self, given: Mapping[str, Any]) -> None:
        self._classes = dict(given)

    def __getitem__(self, name: str) -> Any:
        if name not in self._classes:
            module = importlib.import_module(f"{__name__}.{NAMES[name]}")
            module.rowgate_candidates(register=self._register)
        return self._classes[name]

    def _register(self, cls: Any) -> None:
        self._classes[cls.name] = cls

    def __contains__(self, name: object) -> bool:
        return name in NAMES or name in self._classes

    def __iter__(self) -> Iterator[str]:
        return iter({**NAMES, **self._classes})

    def __len__(self) -> int:
        return len({**NAMES, **self._classes})
