"""Phoenix's dataframes as CSV (`DataFrame.to_csv`).

CSV has only text: pandas writes lists and dictionaries as Python (numpy arrays, where the
dataframe came from parquet, as numpy prints them). Only the columns that OpenInference
defines as lists or objects are read so; everything else is text. An empty cell is no value.
"""

from __future__ import annotations

import ast
import re
import warnings
from collections.abc import Callable, Iterator
from typing import BinaryIO

from rowgate.hookspecs import Container, hookimpl
from rowgate.model import Json, Record
from rowgate.spans.containers.csv_rows import columns_of, rows_of
from rowgate.spans.containers.items import read_items
from rowgate.spans.containers.phoenix_tables import ROWS, SPAN_ID, TRACE_ID, row_record

_STRUCTURED = re.compile(
    r"events|attributes\.(?:llm\.(?:(?:input|output)_messages|tools|prompts|choices|"
    r"prompt_template\.variables)|metadata|tag\.tags|embedding\.embeddings|"
    r"(?:retrieval|reranker)\.(?:documents|input_documents|output_documents))"
)
_STEP = re.compile(
    r"'(?:[^'\\]|\\.)*'|\"(?:[^\"\\]|\\.)*\"|[\[{(]|[\]})]|(?<=[\]})'\"\w.])\s+(?=[\[{('\"\w-])",
    re.DOTALL,
)


class PhoenixCsv:
    """A Phoenix dataframe as CSV."""

    name = "phoenix-csv"

    def detect(self, head: bytes) -> bool:
        """Whether its first line names the dataframe's columns."""
        return {SPAN_ID, TRACE_ID} <= columns_of(head)

    def read(self, stream: BinaryIO) -> Iterator[Record]:
        """A record per row. Raises UsageError at the end, where some rows could not be read."""
        yield from read_items(rows_of(stream), _row, ROWS)


def _row(row: dict[str, str]) -> Record:
    facts: dict[str, Json] = {}
    unread: list[str] = []
    for name, cell in row.items():
        if not cell or not isinstance(name, str):
            continue
        if not _STRUCTURED.fullmatch(name):
            facts[name] = cell
            continue
        try:
            facts[name] = python_value(cell)
        except (ValueError, SyntaxError, RecursionError, MemoryError):
            unread.append(name)
    record = row_record(facts)
    record.marks += [f"the column {name} is cut off or damaged" for name in unread]
    return record


def python_value(text: str) -> Json:
    """The value that pandas wrote as Python, or numpy printed. Raises ValueError or SyntaxError.

    Nothing is run: literals only, and `array(…)` as the list inside it.
    """
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # Python warns of odd literals, quoting them
        return _literal(ast.parse(_with_commas(text.strip()), mode="eval").body)


def _literal(node: ast.expr) -> Json:
    if isinstance(node, ast.Constant):
        if isinstance(node.value, bytes | complex) or node.value is ...:
            raise ValueError("no value of JSON")
        return node.value
    if isinstance(node, ast.List | ast.Tuple):
        return [_literal(item) for item in node.elts]
    if isinstance(node, ast.Dict):
        return {
            str(_literal(key)): _literal(value)
            for key, value in zip(node.keys, node.values, strict=True)
            if key is not None
        }
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
        return -_literal(node.operand)
    if isinstance(node, ast.Name) and node.id in ("nan", "inf", "NaT"):
        return None
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "array":
        return _literal(node.args[0])
    raise ValueError("no value of JSON")


def _with_commas(text: str) -> str:
    """The text with commas between the items of an outer list: numpy prints none, which would
    make one text of two."""
    depth = 0
    parts: list[str] = []
    last = 0
    for match in _STEP.finditer(text):
        step = match.group()
        if step in ("[", "{", "("):
            depth += 1
        elif step in ("]", "}", ")"):
            depth -= 1
        elif step.isspace() and depth == 1:
            parts += [text[last : match.start()], ","]
            last = match.end()
    return "".join([*parts, text[last:]])


@hookimpl
def rowgate_containers(register: Callable[[Container], None]) -> None:
    """Phoenix's dataframes as CSV are built in."""
    register(PhoenixCsv())
