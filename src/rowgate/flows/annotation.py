"""What people say of a row, as edits of its data."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, fields
from datetime import UTC, date, datetime

from rowgate import yamltext
from rowgate.errors import RowgateError, UsageError
from rowgate.model import DataPath, Json
from rowgate.rows.rowfile import RowFile
from rowgate.shapes import meant

Edits = list[tuple[DataPath, Json]]

IMPLIED = {"incorrect-answer": "wrong", "golden-example": "right"}
"""What a `why` says of the response all by itself."""
_OWN = ("note", "expected", "repeat", "advisory", "known-failing")
CLEARABLE: Mapping[str, DataPath] = {
    **{name: (name.replace("-", "_"),) for name in _OWN},
    **{name: ("links", name) for name in ("behavior", "incident")},
}
"""What can be taken away whole, besides `metadata.KEY`."""


@dataclass(frozen=True, slots=True)
class Annotation:
    """What to set, add, replace and remove. None and empty: left as it is."""

    why: str | None = None
    response_was: str | None = None
    note: str | None = None
    expected: Json = None
    from_response: bool = False
    """Whether the recorded response, being right, is the `expected`."""
    add_labels: Sequence[str] = ()
    remove_labels: Sequence[str] = ()
    add_evaluators: Sequence[Json] = ()
    replace_evaluators: Sequence[Json] = ()
    """Each takes the place of the one entry of its name."""
    remove_evaluators: Sequence[Json] = ()
    """Names, or entries as they stand in the row."""
    behavior: str | None = None
    incident: str | None = None
    repeat: Mapping[str, int] | None = None
    advisory: bool | None = None
    known_failing: Mapping[str, str] | None = None
    metadata: Mapping[str, str] = field(default_factory=dict)
    clear: Sequence[str] = ()
    """Names of `CLEARABLE`, and `metadata.KEY`."""

    @property
    def is_empty(self) -> bool:
        """Whether nothing is asked for."""
        values = {each.name: getattr(self, each.name) for each in fields(self)}
        taken = values.pop("from_response")
        return not taken and all(value in (None, (), [], {}) for value in values.values())

    @property
    def evaluators(self) -> list[Json]:
        """Every entry that would come into the row."""
        return [*self.add_evaluators, *self.replace_evaluators]


NOTHING = Annotation()


def annotated(file: RowFile, asked: Annotation) -> str:
    """The row's text with the annotation in it; not yet in canonical form.

    Raises `RowgateError` where the row cannot take it, `UsageError` where it names what is not
    in the row.
    """
    edits, deletes = _edits(file.data, asked)
    touched = {path[0] for path in [*(path for path, _ in edits), *deletes]}
    for fault in file.faults:
        if fault.at and fault.at[0] in touched:
            raise RowgateError(fault.message, fix="rowgate annotate ROW --edit mends it")
    try:
        return yamltext.edit(file.text, edits, deletes)
    except yamltext.YamlFault as fault:
        raise RowgateError(f"line {fault.line}: {fault.message}") from None


def parse_evaluator(text: str) -> Json:
    """An evaluator as it is written on a command line: `contains-any: [30 days, thirty days]`.

    Raises `UsageError` where it is no YAML.
    """
    try:
        return yamltext.read(text)
    except yamltext.YamlFault as fault:
        raise UsageError(
            f"evaluator {text!r}: {fault.message}", fix="write NAME, or 'NAME: PARAMETERS' as YAML"
        ) from None


def parse_repeat(text: str) -> dict[str, int]:
    """`5`: five runs that all pass; `4/5`: four of five. Raises `UsageError` for anything else."""
    passes, slash, runs = text.partition("/")
    numbers = [passes.strip(), (runs if slash else passes).strip()]
    if not all(number.isascii() and number.isdigit() for number in numbers):
        raise UsageError(f"repeat cannot be {text!r}", fix="write RUNS or PASS/RUNS: 4/5")
    wanted, of = int(numbers[0]), int(numbers[1])
    if not 1 <= wanted <= of <= 1000:
        raise UsageError(
            f"repeat asks for {wanted} passes in {of} runs", fix="write PASS/RUNS: 4/5"
        )
    return {"runs": of, "pass": wanted} if wanted != of else {"runs": of}


def parse_exemption(reason: str | None, until: str | None) -> dict[str, str] | None:
    """`known_failing` from its reason and its last day. Raises `UsageError` where one is missing,
    or the day is no date or is over: it would exempt nothing."""
    if reason is None and until is None:
        return None
    if not (reason or "").strip() or until is None:
        raise UsageError(
            "known_failing needs a reason and a last day",
            fix="--known-failing 'the fix is in INC-1042' --until YYYY-MM-DD",
        )
    try:
        day = date.fromisoformat(until)
    except ValueError:
        raise UsageError(f"--until {until} is no date", fix="write it as YYYY-MM-DD") from None
    if day < datetime.now(UTC).date():
        raise UsageError(f"--until {until} is over", fix="pick a day to come")
    return {"reason": str(reason), "until": day.isoformat()}


def evaluator_name(entry: Json) -> str:
    """The name of an evaluator entry, whichever form it is written in."""
    return str(next(iter(entry))) if isinstance(entry, dict) and entry else str(entry)


def _edits(data: Mapping[str, Json], asked: Annotation) -> tuple[Edits, list[DataPath]]:
    plain: dict[DataPath, Json] = {
        ("why",): asked.why,
        ("note",): asked.note,
        ("response_was",): _response_was(data, asked),
        ("expected",): _expected(data, asked),
        ("links", "behavior"): asked.behavior,
        ("links", "incident"): asked.incident,
        ("repeat",): asked.repeat,
        ("advisory",): asked.advisory or None,
        ("known_failing",): asked.known_failing,
    }
    edits: Edits = [(path, value) for path, value in plain.items() if value is not None]
    edits += [(("metadata", key), value) for key, value in asked.metadata.items()]
    labels, less_labels = _list_edits(data, "labels", asked.add_labels, asked.remove_labels, str)
    added, less = _list_edits(
        data, "evaluators", asked.add_evaluators, asked.remove_evaluators, evaluator_name
    )
    replaced = [_replacement(data, entry) for entry in asked.replace_evaluators]
    return [*edits, *labels, *added, *replaced], [*less_labels, *less, *_cleared(data, asked)]


def _response_was(data: Mapping[str, Json], asked: Annotation) -> str | None:
    """What is said of the response, or what the new `why` says of one nobody has judged."""
    unjudged = data.get("response_was", "unjudged") == "unjudged"
    if asked.response_was is None and "response" in data and unjudged:
        return IMPLIED.get(asked.why or "")
    return asked.response_was


def _expected(data: Mapping[str, Json], asked: Annotation) -> Json:
    if not asked.from_response:
        return asked.expected
    if data.get("response") is None:
        raise RowgateError("the row has no response to take", fix="--expected TEXT")
    was = _response_was(data, asked) or data.get("response_was", "unjudged")
    if was != "right":
        raise RowgateError(
            f"the response was {was}: only one that was right can be the expected answer",
            fix="if it was right, add --response-was right",
        )
    return data["response"]


def _list_edits(
    data: Mapping[str, Json],
    name: str,
    added: Sequence[Json],
    removed: Sequence[Json],
    key: Callable[[Json], str],
) -> tuple[Edits, list[DataPath]]:
    """Appends what is not there yet and takes out what goes, item by item, for the diff."""
    found = data.get(name) or []
    present = list(found) if isinstance(found, list) else []
    goes = [i for i, item in enumerate(present) if key(item) in removed or item in removed]
    known = [*map(key, present), *present]
    missing = [word for word in removed if word not in known]
    if missing:
        word = key(missing[0])
        there = [*map(key, present)]
        fix = meant(word, there) or f"it has {', '.join(there) or 'none'}"
        raise UsageError(f"no {word} among the {name}", fix=fix)
    comes = [item for item in dict_unique(added) if item not in present]
    if not present and comes:
        return [((name,), comes)], []
    edits: Edits = [((name, len(present) + index), item) for index, item in enumerate(comes)]
    return edits, [(name, index) for index in goes]


def dict_unique(items: Sequence[Json]) -> list[Json]:
    """The items, each once, in their order; entries need not be hashable."""
    return [item for index, item in enumerate(items) if item not in items[:index]]


def _replacement(data: Mapping[str, Json], entry: Json) -> tuple[DataPath, Json]:
    name = evaluator_name(entry)
    found = data.get("evaluators") or []
    names = [evaluator_name(one) for one in found] if isinstance(found, list) else []
    if names.count(name) == 1:
        return ("evaluators", names.index(name)), entry
    if name not in names:
        fix = meant(name, names) or "--evaluator adds it"
        raise UsageError(f"no {name} among the evaluators", fix=fix)
    raise UsageError(
        f"{names.count(name)} evaluators are called {name}",
        fix="take one away with --remove-evaluator 'NAME: PARAMETERS', and add the new one",
    )


def _cleared(data: Mapping[str, Json], asked: Annotation) -> list[DataPath]:
    """The paths to delete; a mapping whose last key goes, goes with it."""
    wanted = [*map(_clearable, asked.clear), *([("advisory",)] if asked.advisory is False else [])]
    found: list[DataPath] = []
    for top in dict.fromkeys(path[0] for path in wanted):
        value = data.get(str(top))
        keys = [path[1] for path in wanted if path[0] == top and len(path) > 1]
        inside = value if isinstance(value, dict) else {}
        if top in data and (not keys or (inside and set(inside) <= set(keys))):
            found.append((top,))
        else:
            found += [(top, key) for key in dict.fromkeys(keys) if key in inside]
    return found


def _clearable(name: str) -> DataPath:
    head, dot, key = name.partition(".")
    if head == "metadata" and dot and key:
        return ("metadata", key)
    path = CLEARABLE.get(name.replace("_", "-"))
    if path is None:
        known = [*CLEARABLE, "metadata.KEY"]
        fix = meant(name, known) or f"one of {', '.join(known)}"
        raise UsageError(f"{name} cannot be cleared", fix=fix)
    return path
