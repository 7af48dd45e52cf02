"""Every family of secrets in the dress it comes in: files, commands, headers, prose, code."""

from __future__ import annotations

from tests.support import families_files, families_prose, families_wire

FAMILIES = families_files.LINES | families_wire.LINES | families_prose.LINES
