"""promptfoo tests, as a file that a config names by `tests: file://…`.

Source: promptfoo 0.121.20, tried. Variables stand below one name, `row`, so that prompts say
`{{row.question}}`: there nothing is rendered, no `file://` is read and no list is multiplied.
Two things are done even there, so a row that would meet them is left out: a `file://…` with a
template in it is rendered, and a `$ref` followed. YAML is rendered with the environment before
anything else; JSONL and JSON are not. Elsewhere a text that begins with `file://` is read, so
what would be is kept in the envelope as JSON in a text.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import product
from typing import Any

from rowgate.exchange import answers
from rowgate.exchange.asserted import evaluator, of_text
from rowgate.exchange.asserts import assertion
from rowgate.exchange.criteria import UnmatchedError, parts
from rowgate.exchange.envelope import Envelope, NoCaseError, Read, Say
from rowgate.exchange.plaindata import criteria, holds_large, lines_of, text_of
from rowgate.exchange.templates import (
    filled,
    holds,
    is_fetched,
    is_rendered,
    names_environment,
    names_file,
    names_rendered_file,
    unraw,
    untouchable,
)
from rowgate.exchange.unknown import others
from rowgate.exchange.yamlout import yaml_bytes
from rowgate.hookspecs import hookimpl
from rowgate.model import Dataset, Json
from rowgate.model.exchange import Document, Form, Item, Lost, Unread, Written

ROW = "row"
_NO_EXPANSION = "disableVarExpansion"
_KNOWN = ("description", "vars", "assert", "metadata", "options")
_MOST = 1000
"""Tests that the lists of one may come to."""
_HEAD = b"""\
# tests of promptfoo: its config names this file by `tests: file://...`, and its prompts say
# {{row.NAME}} for a variable
"""


class Promptfoo(Envelope):
    """Tests of promptfoo."""

    name = "promptfoo"
    tool = "promptfoo"
    forms = ("yaml", "jsonl", "json")
    takes = ("yaml", "jsonl", "json", "csv")
    lists = ("tests",)

    # --- out

    def native(self, data: dict[str, Json], name: str, say: Say) -> dict[str, Json]:
        made: dict[str, Json] = {"description": name.rpartition("/")[2]}
        made["vars"] = {ROW: data.get("variables", {})}
        made["options"] = {_NO_EXPANSION: True}
        if holds_large(made["vars"]):
            say("variables", "promptfoo rounds whole numbers beyond 2^53", "metadata")
        asserts = list(_assertions(data, say))
        if asserts:
            made["assert"] = asserts
        if "expected" in data:
            say("expected", "promptfoo has no field for it: only assertions judge", "metadata")
        metadata = answers.metadata_of(data)
        if metadata and not holds(metadata, _is_followed):
            made["metadata"] = metadata
        return made

    def wrapped(self, extra: dict[str, Json]) -> Json:
        return untouchable(text_of(extra)) if holds(extra, _is_followed) else extra

    def file(
        self, entries: list[dict[str, Json]], dataset: Dataset, form: Form, lost: list[Lost]
    ) -> Written:
        left = {entry["description"]: why for entry in entries if (why := _left_out(entry, form))}
        entries = [entry for entry in entries if entry["description"] not in left]
        lost = [one for one in lost if one.of not in left]
        lost += [Lost("row", why, name, "left out") for name, why in left.items()]
        if form == "jsonl":
            return Written(lines_of(entries), lost)
        if form == "json":
            return Written(f"{text_of(entries)}\n".encode(), lost)
        return Written(_HEAD + yaml_bytes(entries, "--output FILE.jsonl"), lost)

    # --- in

    def detect(self, entry: Json) -> bool:
        """A config with tests, or a test; a row of CSV with what is expected of it."""
        if not isinstance(entry, dict):
            return False
        if "tests" in entry or any(key.startswith("__expected") for key in entry):
            return True
        return "vars" in entry and not {"inputs", "input"} & entry.keys()

    def read(self, document: Document) -> Iterator[Item | Unread]:
        """The tests of a file; a list in a test's variables stands for as many tests."""
        whole = document.value if isinstance(document.value, dict) else {}
        common = whole.get("defaultTest")
        if isinstance(whole.get("tests"), str) or isinstance(common, str):
            yield Unread(("tests",), "stands in another file: import that one")
            return
        for at, test in self.entries(document.value):
            if isinstance(test, str):
                yield Unread(at, "stands in another file: import that one")
                continue
            if document.form == "csv" and isinstance(test, dict):
                test = _of_cells(test)
            if isinstance(test, dict) and isinstance(common, dict):
                test = _with_common(test, common)
            yield from (self.item(one, at) for one in _expanded(test))

    def fields(self, entry: dict[str, Json]) -> Read:
        variables, lost = _variables(entry)
        fields: dict[str, Json] = {"variables": variables}
        evaluators: list[Json] = []
        asserts = entry.get("assert")
        for one in asserts if isinstance(asserts, list) else [asserts] if asserts else []:
            try:
                evaluators.append(evaluator(_filled(one, variables)))
            except UnmatchedError as error:
                kind = one.get("type") if isinstance(one, dict) else None
                lost.append(Lost(f"assertion {str(kind)[:40]}", str(error)))
        if evaluators:
            fields["evaluators"] = evaluators
        fields |= answers.read_metadata(entry.get("metadata"))
        options = entry.get("options")
        more = {key: item for key, item in options.items() if key != _NO_EXPANSION} \
            if isinstance(options, dict) else {}  # fmt: skip
        lost += others({**_rest(entry), **more}, ())
        name = entry.get("description")
        return Read(fields, name if isinstance(name, str) else None, lost)


def _is_followed(text: str) -> bool:
    return names_file(text) or names_environment(text)


def _left_out(entry: Mapping[str, Json], form: Form) -> str:
    """Why a row cannot be given to promptfoo as it is; empty where it can."""
    if holds(entry["vars"], names_rendered_file):
        return "promptfoo would follow a reference in its variables, or render a file's name"
    if form == "yaml" and holds({**entry, "metadata": {}}, names_environment):
        return "promptfoo would fill in the environment as it reads YAML: --output FILE.jsonl"
    return ""


def _assertions(data: Mapping[str, Json], say: Say) -> Iterator[dict[str, Json]]:
    for one in criteria(data):
        try:
            yield assertion(one, data.get("expected"))
            why = _otherwise(one)
            if why:
                say(f"evaluator {answers.name_of(one)}", why, "metadata")
        except UnmatchedError as error:
            say(f"evaluator {answers.name_of(one)}", str(error), "metadata")


def _otherwise(found: Json) -> str:
    """What its assertion, or that of one in a group, does not see; empty where it is the same."""
    name = answers.name_of(found)
    if name.startswith("not-contains"):
        return "promptfoo finds a text in the same typography only"
    if name in ("refusal", "not-refusal"):
        return "promptfoo tells a refusal by phrases of its own"
    members = parts(found)[1].get("values")
    inner = [one for one in members if one != found] if isinstance(members, list) else []
    return next(filter(None, map(_otherwise, filter(answers.name_of, inner))), "")


def _rest(entry: Mapping[str, Json]) -> dict[str, Json]:
    return {key: item for key, item in entry.items() if key not in _KNOWN}


def _variables(test: Mapping[str, Json]) -> tuple[dict[str, Json], list[Lost]]:
    """The variables of a test: below `row` those of our exports, else all there are."""
    found = test.get("vars")
    if not isinstance(found, dict) or not found:
        raise NoCaseError("has no variables" if not isinstance(found, str) else
                          "has its variables in another file")  # fmt: skip
    if set(found) == {ROW} and isinstance(found[ROW], dict):
        return dict(found[ROW]), []
    fetched = next((key for key, value in found.items() if is_fetched(value)), None)
    if fetched is not None:
        raise NoCaseError("has a variable that stands in another file, which is not followed")
    variables = {key: unraw(value) for key, value in found.items()}
    rendered = any(map(is_rendered, variables.values()))
    why = "promptfoo renders it; here it stays as it stands"
    return variables, [Lost("template in a variable", why)] if rendered else []


def _filled(found: Json, variables: dict[str, Json]) -> Json:
    if not isinstance(found, dict) or "value" not in found:
        return found
    return {**found, "value": filled(found["value"], variables)}


def _with_common(test: dict[str, Json], common: Mapping[str, Json]) -> dict[str, Json]:
    """A test with what the config says of all tests. Source: promptfoo, `defaultTest`."""
    made = {**common, **test}
    for key in ("vars", "metadata", "options"):
        both = [one.get(key) for one in (common, test)]
        if all(isinstance(one, dict) for one in both):
            made[key] = {**both[0], **both[1]}  # type: ignore[dict-item]
    lists = [one.get("assert") for one in (test, common)]
    asserts = [item for one in lists if isinstance(one, list) for item in one]
    return made | ({"assert": asserts} if asserts else {})


def _expanded(test: Json) -> Sequence[Json]:
    """A test for each combination of the lists in its variables."""
    options = test.get("options") if isinstance(test, dict) else None
    variables = test.get("vars") if isinstance(test, dict) else None
    off = isinstance(options, dict) and options.get(_NO_EXPANSION)
    if off or not isinstance(variables, dict):
        return [test]
    lists = {key: value for key, value in variables.items() if isinstance(value, list) and value}
    count = 1
    for value in lists.values():
        count *= len(value)
    if not lists or count > _MOST:
        return [test]
    return [
        {**test, "vars": {**variables, **dict(zip(lists, values, strict=True))}}
        for values in product(*lists.values())
    ]


def _of_cells(cells: Mapping[str, Json]) -> dict[str, Json]:
    """A row of promptfoo's CSV as a test: `__expected…` are assertions, the rest variables."""
    asserts = [of_text(str(value)) for key, value in cells.items()
               if key.startswith("__expected") and value]  # fmt: skip
    test: dict[str, Json] = {"vars": {k: v for k, v in cells.items() if not k.startswith("__")}}
    if cells.get("__description"):
        test["description"] = cells["__description"]
    return test | ({"assert": asserts} if asserts else {})


@hookimpl
def rowgate_exchange(register: Callable[[Any], None]) -> None:
    """promptfoo is built in."""
    register(Promptfoo())
