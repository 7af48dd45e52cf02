"""The digest of a whole dataset: what it says, not how its files are written."""

from __future__ import annotations

from collections.abc import Mapping
from hashlib import sha256

from rowgate.model import Json
from rowgate.rows.identity import canonical_json


def content_digest(
    definition: Mapping[str, Json],
    rows: Mapping[str, Mapping[str, Json]],
    assets: Mapping[str, str],
) -> str:
    """`sha256:…` over `dataset.yaml`, every field of every row by id, and every asset.

    `assets`: name → sha256 of its bytes. The RFC 8785 JSON of `{dataset, rows, assets}`;
    reformatting, comments and the order of fields make no difference.
    """
    content = {"dataset": dict(definition), "rows": dict(rows), "assets": dict(assets)}
    return "sha256:" + sha256(canonical_json(content)).hexdigest()
