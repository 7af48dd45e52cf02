"""Entries as YAML that every reader takes for the same, or a refusal."""

from __future__ import annotations

from rowgate import yamltext
from rowgate.errors import RowgateError
from rowgate.model import Json


def yaml_bytes(data: Json, fix: str) -> bytes:
    """The canonical YAML of the data. Raises `RowgateError` for what YAML cannot hold."""
    try:
        return yamltext.write(data).encode()
    except (ValueError, TypeError) as error:
        raise RowgateError(f"YAML cannot hold a row: {error}", fix=fix) from None
