"""The first line of a YAML file that tells an editor its schema.

Read by yaml-language-server, and with it by VS Code, Neovim, Emacs, Helix, Zed and others:
https://github.com/redhat-developer/yaml-language-server#using-inlined-schema
"""

from __future__ import annotations

import os
import re
from pathlib import Path

SCHEMAS = ".rowgate/schemas"
"""The folder beside `rowgate.yaml` that holds the schemas."""


_OURS = re.compile(r"# yaml-language-server: \$schema=(?:\.\./)*\.rowgate/schemas/[a-z]+\.json\n")


def body_of(text: str) -> str:
    """The text below a line that names one of our schemas, else all of it."""
    found = _OURS.match(text)
    return text[found.end() :] if found else text


def headed(text: str, file: Path, root: Path, kind: str) -> str:
    """The text with the line on top, where the tree at `root` has the schema of this kind.

    The path is relative to the file, so that it holds in every clone.
    """
    schema = root / SCHEMAS / f"{kind}.json"
    if not schema.is_file():
        return text
    return modeline(os.path.relpath(schema, file.parent)) + text


def modeline(schema: str) -> str:
    """The line that names a schema by its path."""
    return f"# yaml-language-server: $schema={Path(schema).as_posix()}\n"
