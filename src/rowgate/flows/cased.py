"""Cases of other tools as the fields of a row, before redaction; what of them is refused."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from rowgate.errors import UsageError
from rowgate.flows.annotation import evaluator_name
from rowgate.flows.making import IMPLIED
from rowgate.flows.tools import judge_of
from rowgate.model import FORMAT, WHYS, WHYS_NOT_FROM_SPANS, Json
from rowgate.model.exchange import Item, Lost
from rowgate.rows.shape import ROW
from rowgate.shapes import meant

if TYPE_CHECKING:
    from rowgate.flows.incoming import Incoming
    from rowgate.flows.wish import Wish
    from rowgate.flows.workspace import Workspace
    from rowgate.model import Dataset, Scan

FIELDS = ("expected", "response", "note", "labels", "metadata")
"""What a variable may be moved to."""
_OF_ITEM = (
    "variables", "response", "expected", "repeat", "advisory", "known_failing", "links", "metadata",
)  # fmt: skip
_SOURCE = ("trace_id", "span_id", "project", "system")
_ID = re.compile(r"\S{1,128}")


class Selection(NamedTuple):
    """Which variables of a case are something else, or left out."""

    moved: Mapping[str, str] = {}
    """Variable → field of the row."""
    dropped: Sequence[str] = ()

    @classmethod
    def of(cls, moves: Sequence[str], dropped: Sequence[str]) -> Selection:
        """From `FIELD=VARIABLE` as users write it. Raises `UsageError`."""
        moved = {}
        for text in moves:
            field, equals, variable = text.partition("=")
            if field not in FIELDS or not equals or not variable:
                fix = meant(field, FIELDS) or f"--map FIELD=VARIABLE, of {', '.join(FIELDS)}"
                raise UsageError(f"--map {text} names no field of a row", fix=fix)
            moved[variable] = field
        return cls(moved, dropped)

    def refuse_unmet(self, met: set[str], names: set[str]) -> None:
        """A variable that no case has is misspelt. Raises `UsageError`."""
        for name in (*self.moved, *self.dropped):
            if name not in met and met | names:
                fix = meant(name, sorted(names)) or f"there are {', '.join(sorted(names)[:8])}"
                raise UsageError(f"no case has a variable {name}", fix=fix)


class Cased:
    """Turns cases into fields and keeps what was lost on the way."""

    def __init__(
        self, workspace: Workspace, dataset: Dataset, wish: Wish, selection: Selection, scan: Scan
    ) -> None:
        self._judge = judge_of(workspace)
        self._dataset = dataset
        self._wish = wish
        self._selection = selection
        self._clean = cache(lambda text: not list(scan(text)))
        self.lost: list[Lost] = []
        self.unread: list[tuple[str, str]] = []
        self.met: set[str] = set()
        self.names: set[str] = set()
        """Variables that were met, to be moved or dropped, and all others."""

    def all_of(self, file: Incoming) -> Iterator[tuple[str, int, dict[str, Json]]]:
        """The place, line and fields of each case that can be a row."""
        for item, at in file.cases:
            place = file.place(at)
            fields = self._fields(item, place)
            reason = self._fault(fields)
            if reason:
                self.unread.append((place, reason))
                continue
            self.lost += [
                Lost(self._said(one.what), self._said(one.why), place, one.how) for one in item.lost
            ]  # fmt: skip
            yield place, at, fields

    def _fields(self, item: Item, place: str) -> dict[str, Json]:
        wish = self._wish
        found = {key: item.fields[key] for key in _OF_ITEM if key in item.fields}
        data: dict[str, Json] = {"format": FORMAT, "why": wish.why or item.fields.get("why")}
        note = wish.note or item.fields.get("note")
        labels = [*wish.labels, *_list(item.fields.get("labels"))]
        data |= {"note": note} if note else {}
        data |= {"labels": labels, **found}
        self._move(data)
        data["labels"] = _once(data["labels"])
        if "response" in data:
            said = item.fields.get("response_was")
            data["response_was"] = (
                wish.response_was or said or IMPLIED.get(str(data["why"]), "unjudged")
            )
        data["evaluators"] = self._evaluators(_list(item.fields.get("evaluators")), place)
        data["review"] = {"status": "pending"}
        data["source"] = _source(item.fields.get("source"))
        return data | ({"name": item.name} if item.name else {})

    def _move(self, data: dict[str, Json]) -> None:
        """Variables that the user knows to be something else."""
        variables = data.get("variables")
        if not isinstance(variables, dict):
            return
        data["variables"] = variables = dict(variables)
        self.names |= variables.keys()
        for name, field in self._selection.moved.items():
            if name in variables:
                self.met.add(name)
                _put(data, field, name, variables.pop(name))
        for name in self._selection.dropped:
            if variables.pop(name, None) is not None:
                self.met.add(name)

    def _evaluators(self, entries: Sequence[Json], place: str) -> list[Json]:
        """Those that can judge here; what the dataset adds anyway is not said twice."""
        found: list[Json] = []
        for entry in entries:
            fault = self._judge.fault(entry)
            if fault is None or fault.kind == "not-loaded":
                if entry not in (*self._dataset.evaluators, *found):
                    found.append(entry)
                continue
            name = self._said(f"evaluator {evaluator_name(entry) or 'without a name'}")
            known = fault.kind != "unknown"
            why = "rowgate refuses its parameters" if known else "rowgate has no such evaluator"
            self.lost.append(Lost(name, why, place))
        return found

    def _fault(self, fields: Mapping[str, Json]) -> str:
        """What makes the fields no row, empty where nothing does."""
        if not fields.get("variables"):
            return "has no variables"
        why = fields["why"]
        if why is None:
            raise UsageError(
                "the cases do not say why they are there",
                fix=f"--why, one of {', '.join((*WHYS, *WHYS_NOT_FROM_SPANS))}",
            )
        if why not in (*WHYS, *WHYS_NOT_FROM_SPANS):
            return "says a `why` that is none of rowgate's; --why says another"
        plain = {key: value for key, value in fields.items() if key not in ("name", "source")}
        faults = list(ROW.faults(plain, ()))
        return self._said(faults[0].message, "has a field that is none of a row") if faults else ""

    def _said(self, text: str, instead: str = "something that redaction would remove") -> str:
        """What may be printed of a file that nobody has redacted yet."""
        return text if self._clean(text) else instead


def _source(given: Json) -> dict[str, Json]:
    """What a file may say of where a case came from."""
    found = given if isinstance(given, dict) else {}
    ids = {key: found[key] for key in _SOURCE[:-1]
           if isinstance(found.get(key), str) and _ID.fullmatch(found[key])}  # fmt: skip
    return ids | ({"system": found["system"]} if found.get("system") else {})


def _put(data: dict[str, Json], field: str, name: str, value: Json) -> None:
    if value in (None, ""):
        return
    if field == "labels":
        given = value if isinstance(value, list) else str(value).split(",")
        data["labels"] = [*data["labels"], *(str(one).strip() for one in given if str(one).strip())]
    elif field == "metadata":
        text = value if isinstance(value, str) else str(value)
        data["metadata"] = {**data.get("metadata", {}), name: text}
    elif field == "expected":
        data["expected"] = value
    else:
        data[field] = value if isinstance(value, str | dict) else str(value)


def _once(values: Sequence[Json]) -> list[Json]:
    """Each once, whatever it is: what is no label is refused later."""
    return [one for at, one in enumerate(values) if one not in values[:at]]


def _list(value: Json) -> list[Json]:
    return list(value) if isinstance(value, list) else []
