"""What git tracks, asked by a plain process.

The library that is the door to git elsewhere takes a tenth of a second to import, for which a gate
on outputs that are there already need not wait.
"""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator
from pathlib import Path


def called(folder: Path, name: str) -> list[Path]:
    """The files of this name at or below a folder that git tracks or would track, and that are on
    disk, sorted. None outside of a repository: whose home a folder is nobody wants searched."""
    asked = ["git", "-C", str(folder), "ls-files", "-z", "--cached", "--others"]
    asked += ["--exclude-standard", "--", f":(glob)**/{name}"]
    try:
        listed = subprocess.run(asked, capture_output=True, check=True).stdout
    except (OSError, subprocess.CalledProcessError):
        return []
    found = {folder / os.fsdecode(one) for one in listed.split(b"\0") if one}
    return sorted(path for path in found if path.is_file())


def tracked(root: Path, folder: Path) -> Iterator[str]:
    """The absolute paths of the files below `folder` that the index holds, on disk or not. None
    outside of a repository, and where there is no git."""
    asked = ["git", "-C", str(root), "ls-files", "-z", "--cached", "--", str(folder)]
    try:
        listed = subprocess.run(asked, capture_output=True, check=True).stdout
    except (OSError, subprocess.CalledProcessError):
        return
    for name in listed.split(b"\0"):
        if name:
            yield f"{root}/{os.fsdecode(name)}"
