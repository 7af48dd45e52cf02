"""Detectors that find too much for a gate: the redactor has them, a commit is not stopped."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rowgate.model import Finding


class Ungated:
    """A redactor of which the gate hears nothing."""

    def confident(self, text: str) -> Iterator[Finding]:
        """Nothing."""
        del text
        return iter(())
