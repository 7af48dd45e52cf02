"""What a renamed column gets from the spans that are added later: they know its old name only."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from json import dumps

from rowgate.flows.derive import OF_THE_PROMPT_SPAN, OF_THE_ROOT
from rowgate.model import Row
from rowgate.rows.variables import MESSAGES, Given

_RECORDED = (Given().recorded, OF_THE_PROMPT_SPAN, OF_THE_ROOT)
_NAMED = re.compile(r"\(([^()]*)\)")
_BARE = re.compile(r"[A-Za-z_][A-Za-z0-9_]*").fullmatch


def mapping_for(renamed: Mapping[str, str], rows: Iterable[Row]) -> dict[str, str]:
    """New name → the JMESPath that finds the value, for columns that all rows took from what
    their spans record; where a template or a person gave the value, there is no such path."""
    given = list(rows)
    found = {}
    for old, new in renamed.items():
        ways = {_expression(row, old) for row in given if old in row.variables and _of_span(row)}
        if len(ways) == 1 and (way := ways.pop()):
            found[new] = way
    return found


def _of_span(row: Row) -> bool:
    return row.source is not None and row.source.kind == "span"


def _expression(row: Row, name: str) -> str:
    """Where a variable of the row stood in its span; empty where it did not stand in it."""
    way = (row.source and row.source.variables_from) or ""
    if name == MESSAGES and way.endswith("its messages"):
        return "span.messages[?role!='system']"
    elsewhere = {word.strip() for words in _NAMED.findall(way) for word in words.split(",")}
    if not way.startswith(_RECORDED) or name in elsewhere:
        return ""
    return "span.variables." + (name if _BARE(name) else dumps(name, ensure_ascii=False))
