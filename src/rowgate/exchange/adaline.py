"""Adaline dataset rows as JSONL: a line is one request of at most a hundred rows.

Source: adaline-api 2.2.1 (`AddDatasetRowsRequest` with `valuesBy=columnName`,
`AddDatasetColumnsRequest`). Cells are by modality: text, or where an image or PDF is. Only for
export: what Adaline holds is read from its logs, by `add`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from rowgate.exchange import answers
from rowgate.exchange.flat import columns_of
from rowgate.exchange.plaindata import lines_of, of_row, plain, text_of
from rowgate.hookspecs import hookimpl
from rowgate.model import Dataset, Json, Row
from rowgate.model.exchange import Form, Lost, Written

_AT_ONCE = 100
"""Rows that one request may hold."""
_CELLS = ("expected", "response")
_TEXTS = ("why", "note", "response_was")
_LOST = ("metadata", "links", "repeat", "advisory", "known_failing")


class Adaline:
    """Rows of an Adaline dataset."""

    name = "adaline"
    tool = "Adaline"
    forms: Sequence[Form] = ("jsonl",)
    takes: Sequence[Form] = ()

    def write(self, rows: Sequence[Row], dataset: Dataset, form: Form) -> Written:
        """The rows by the names of their columns, and beside them the columns."""
        lost: list[Lost] = []
        cells = [self._cells(row, dataset, lost) for row in rows]
        entries = [{"values": {key: {"value": item} for key, item in one.items()}} for one in cells]
        requests = [
            {"rows": entries[at : at + _AT_ONCE]} for at in range(0, len(entries), _AT_ONCE)
        ]
        columns = [{"name": name, "type": "static"} for name in columns_of(cells)]
        beside = {".columns.json": f"{text_of({'columns': columns})}\n".encode()}
        return Written(lines_of(requests), lost, beside)

    def _cells(self, row: Row, dataset: Dataset, lost: list[Lost]) -> dict[str, Json]:
        def say(what: str, why: str, *_: object) -> None:
            lost.append(Lost(what, why, row.id))

        data = plain(row, dataset)
        answers.unjudged(data, say, self.tool)
        for name in _LOST:
            if name in data:
                say(name, f"{self.tool} has no field for it")
        found: dict[str, Json] = {"id": of_row(row.id, "").lstrip("/")}
        variables = data.get("variables", {})
        found |= {key: _cell(value, say) for key, value in variables.items()}
        found |= {key: _cell(data[key], say) for key in _CELLS if key in data}
        found |= {key: data[key] for key in _TEXTS if key in data}
        return found | ({"labels": ", ".join(data["labels"])} if "labels" in data else {})


def _cell(value: Json, say: Callable[..., None]) -> Json:
    if isinstance(value, str):
        return value
    if isinstance(value, dict) and isinstance(value.get("url"), str):
        return {"type": "url", "uri": value["url"]}
    if isinstance(value, dict) and isinstance(value.get("path"), str):
        say("assets", "the file names images and PDFs of the dataset, it does not hold them")
    return text_of(value)


@hookimpl
def rowgate_exchange(register: Callable[[Any], None]) -> None:
    """Adaline is built in."""
    register(Adaline())
