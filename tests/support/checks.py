"""`check` over nouns, with the real judge, the real scan and the built-in rules."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache, partial
from typing import Any, NamedTuple

import yaml

from rowgate.checks.builtin import builtin_rules
from rowgate.checks.context import Context
from rowgate.checks.run import check_rows
from rowgate.evaluators.judge import PanelJudge
from rowgate.model import Dataset, Problem, Row
from rowgate.plugins import Registry
from rowgate.redaction.document import scan_document
from rowgate.redaction.keep import parse_keep
from rowgate.redaction.scan import Scan
from rowgate.rows.identity import digest_of
from tests.support.rows import dataset, row

REPLACED = f"assets/{'f' * 64}.png"
ASSETS = {"assets/there.png": 1000, REPLACED: 1000}
DIGESTS = {REPLACED: "0" * 64}
LEFT_OUT = frozenset({"our-tone"})
TODAY = "2026-11-22"

RULES = builtin_rules()
BY_CODE = {one.code: one for one in RULES}


def context(of: Dataset | None = None, rows: Sequence[Row] = (), **overrides: Any) -> Context:
    """A context of real parts: built-in evaluators, built-in fast redactors."""
    fields: dict[str, Any] = {
        "dataset": of or dataset(),
        "judge": judge(),
        "scan_data": partial(scan_document, scan=scan("gate")),
        "scan_widely": partial(scan_document, scan=scan("redact")),
        "parse_keep": parse_keep,
        "digest": digest_of,
        "asset": ASSETS.get,
        "asset_digest": DIGESTS.get,
        "ids": [one.id for one in rows],
        "today": TODAY,
    }
    return Context(**{**fields, **overrides})


def judge(**more: Any) -> PanelJudge:
    """The judge over the built-in evaluators and `more`, by name."""
    return PanelJudge({**registry().named("evaluators"), **more}, LEFT_OUT)


@cache
def scan(profile: Any) -> Scan:
    redactors = [one.object for one in registry().objects("redactors")]
    return Scan([one for one in redactors if getattr(one, "fast", False)], profile=profile)


@cache
def registry() -> Registry:
    return Registry()


def problems(
    *rows: Row, of: Dataset | None = None, code: str = "", **overrides: Any
) -> list[Problem]:
    """What `check` finds in these rows of a dataset; with `code`, by that rule alone."""
    select = (code,) if code else ()
    return check_rows(rows, context(of, rows, **overrides), RULES, select=select)


def messages(*rows: Row, code: str, of: Dataset | None = None, **overrides: Any) -> list[str]:
    """What one rule says of these rows."""
    return [one.message for one in problems(*rows, of=of, code=code, **overrides)]


class Snippet(NamedTuple):
    """An example of a rule's documentation over the valid row and dataset."""

    rows: list[Row]
    dataset: Dataset


_HEADER = re.compile(r"# (dataset\.yaml|row\.yaml|rows/([a-z0-9-]+)\.yaml)")


def snippet(text: str) -> Snippet:
    """Parses an example: YAML of a row, or parts headed `# dataset.yaml`, `# rows/NAME.yaml`."""
    text = text.replace("(more than 100 KiB)", "word " * 25_000)
    parts: list[tuple[str, list[str]]] = [("row.yaml", [])]
    for line in text.splitlines():
        header = _HEADER.fullmatch(line)
        if header:
            parts.append((header[1], []))
        else:
            parts[-1][1].append(line)
    data = [(name, yaml.safe_load("\n".join(lines))) for name, lines in parts]
    of_dataset = next((found for name, found in data if name == "dataset.yaml"), None)
    rows = [(name, found) for name, found in data if name != "dataset.yaml" and found]
    return Snippet([_row(*one) for one in rows] or [row()], dataset(**(of_dataset or {})))


def _row(name: str, data: dict[str, Any]) -> Row:
    header = _HEADER.fullmatch(f"# {name}")
    assert header
    return row(header[2], **data) if header[2] else row(**data)
