"""Material kept beside the repository (`../shared`): read in place, never required."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

_REPOSITORY = Path(__file__).resolve().parents[2]


def shared(relative: str) -> Path:
    """The path of a shared file or folder; skips the test where it is not there."""
    root = Path(os.environ.get("ROWGATE_SHARED") or _REPOSITORY.parent / "shared")
    path = root / relative
    if not path.exists():
        pytest.skip(f"needs {relative} of ../shared, which is not here")
    return path
