"""Paths as a service names them: from the top of what it checked out."""

from __future__ import annotations

import os
from pathlib import Path


def from_top(path: str, top: str | None) -> str:
    """`path`, relative to the folder `top` where it lies in it, with `/` between its parts.

    Without `top` it stays relative to the current folder.
    """
    if not top:
        return Path(path).as_posix()
    shown = os.path.relpath(os.path.realpath(path), os.path.realpath(top))
    return Path(path if shown.startswith("..") else shown).as_posix()
