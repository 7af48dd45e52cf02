"""Ids, file names and the digest of a row."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from hashlib import sha256
from json import JSONEncoder

from rowgate.model import Json, Row

SLUG_LENGTH = 40
_ID = re.compile(r"[a-z0-9][a-z0-9-]*\Z")
_ENDING = re.compile(r"-([0-9a-f]{12})\Z")
_RESERVED = re.compile(r"(con|prn|aux|nul|com[0-9]|lpt[0-9])\Z")
_ASSET_NAME = re.compile(r"assets/([0-9a-f]{64})\.[a-z0-9]+\Z")
_SAFE_INTEGER = 2**53
_ENCODER = JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def slug_of(text: str) -> str:
    """`text` as the readable part of an id: `[a-z0-9-]`, at most 40 characters, or empty."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:SLUG_LENGTH].strip("-")


def span_ending(trace_id: str, span_id: str) -> str:
    """The 12 hex digits that every row made from this span ends with."""
    return sha256(f"{trace_id.lower()}/{span_id.lower()}".encode()).hexdigest()[:12]


def case_ending(variables: Mapping[str, Json]) -> str:
    """The 12 hex digits of a row that came from no span: of its redacted variables."""
    return sha256(canonical_json(variables)).hexdigest()[:12]


def row_id(slug: str, ending: str) -> str:
    """The id, which is the stem of the row's file."""
    return f"{slug or 'row'}-{ending}"


def ending_of(row_id: str) -> str | None:
    """The 12 hex digits a row's id ends with, or None."""
    found = _ENDING.search(row_id)
    return found[1] if found else None


def name_fault(file_name: str) -> str | None:
    """What makes a row's file name unfit for every file system, or None."""
    stem, dot, suffix = file_name.rpartition(".")
    if dot + suffix != ".yaml":
        return "a row's file name ends in .yaml"
    return _unfit(file_name, stem, "a row's file name")


def folder_fault(name: str) -> str | None:
    """What makes a dataset's folder name unfit for every file system and for commands, or None."""
    return _unfit(name, name, "a dataset's folder name")


def _unfit(name: str, stem: str, what: str) -> str | None:
    if not _ID.match(stem):
        return f"{what} holds only a-z, 0-9 and -, and begins with a letter or digit"
    if len(name) > 80:
        return f"{what} has at most 80 characters"
    if _RESERVED.match(stem):
        return f"{stem} is a reserved name on Windows"
    return None


def digest_of(row: Row) -> str:
    """`sha256:…` over what an approval covers: the case and its criteria.

    The RFC 8785 JSON of variables (assets by their digest), response, response_was,
    expected, evaluators, repeat, advisory, known_failing and kept, defaults left out and
    integers beyond 2^53 as strings. Note, labels, links, metadata and source stay out, so
    that a typo mended in a note leaves an approval alone.
    """
    content: dict[str, Json] = {"variables": dict(row.variables)}
    for name, default in _COVERED.items():
        value = getattr(row, name)
        value = list(value) if isinstance(value, tuple) else value
        if value is not None and (default is None or value != default):
            content[name] = value
    text = canonical_json(content)
    if b'"assets/' in text:
        assets = {key: _asset_by_digest(value) for key, value in row.variables.items()}
        text = canonical_json({**content, "variables": assets})
    return "sha256:" + sha256(text).hexdigest()


def canonical_json(data: Json) -> bytes:
    """RFC 8785 (JSON Canonicalization Scheme) of `data`, integers beyond 2^53 as strings."""
    if _plain(data):
        # Without floats, large integers and astral keys the standard library writes RFC 8785.
        return _ENCODER.encode(data).encode("utf-8", "surrogatepass")
    import rfc8785

    return rfc8785.dumps(_safe_numbers(data))


def _plain(data: Json) -> bool:
    kind = type(data)
    if kind is str or kind is bool or data is None:
        return True
    if isinstance(data, dict | Mapping):
        return all(map(_plain_key, data)) and all(map(_plain, data.values()))
    if isinstance(data, list | tuple):
        return all(map(_plain, data))
    if isinstance(data, int):
        return -_SAFE_INTEGER < data < _SAFE_INTEGER
    return not isinstance(data, float)


def _plain_key(key: str) -> bool:
    return key.isascii() or max(key) < "\ud800"


def _safe_numbers(data: Json) -> Json:
    if isinstance(data, Mapping):
        return {key: _safe_numbers(value) for key, value in data.items()}
    if isinstance(data, list | tuple):
        return [_safe_numbers(item) for item in data]
    if isinstance(data, int) and not -_SAFE_INTEGER < data < _SAFE_INTEGER:
        return str(data)
    return data


def _asset_by_digest(value: Json) -> Json:
    if isinstance(value, dict):
        found = _ASSET_NAME.match(value["path"]) if isinstance(value.get("path"), str) else None
        if found:
            return {**_without_path(value), "sha256": found[1]}
        return {key: _asset_by_digest(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_asset_by_digest(item) for item in value]
    return value


def _without_path(value: dict[str, Json]) -> dict[str, Json]:
    return {key: item for key, item in value.items() if key != "path"}


# `None` stands for "absent": an `expected` of 0 or {} is an answer and is covered.
_COVERED: dict[str, Json] = {
    "response": None,
    "response_was": "unjudged",
    "expected": None,
    "evaluators": [],
    "repeat": None,
    "advisory": False,
    "known_failing": None,
    "kept": [],
}
