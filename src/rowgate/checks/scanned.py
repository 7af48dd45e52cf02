"""The part of a row that a scan for secrets and personal data looks at."""

from __future__ import annotations

from collections.abc import Mapping

from rowgate.model import Json, Row, Source

_ROW_FIELDS = (
    "why", "note", "labels", "variables", "response", "response_was", "expected", "evaluators",
    "known_failing", "links", "metadata", "kept",
)  # fmt: skip
_SOURCE_FIELDS = tuple(name for name in Source._fields if name not in ("added_by", "also_seen"))


def scannable(row: Row) -> dict[str, Json]:
    """The row as plain data, by the names of the file, less the declared identities.

    Reviewers and adders are named on purpose and stay. Whether an id or a date is of its form,
    and so no text to search, is the scan's business: it sees the path.
    """
    data: dict[str, Json] = {name: value for name in _ROW_FIELDS if (value := getattr(row, name))}
    review = {name: value for name in ("date", "digest") if (value := getattr(row.review, name))}
    if row.review.proof:
        review["proof"] = row.review.proof
    if review:
        data["review"] = review
    if row.source is not None:
        data["source"] = _source(row.source)
    return data


def _source(source: Source) -> Mapping[str, Json]:
    found = {name: value for name in _SOURCE_FIELDS if (value := getattr(source, name))}
    if source.also_seen:
        found["also_seen"] = [
            {key: value for key, value in one.items() if key != "added_by"}
            for one in source.also_seen
        ]
    return found
