"""Columns (RG201-RG203, RG206, RG207): a row has a value of the right type for each."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from rowgate.checks import fixes
from rowgate.checks.context import Context
from rowgate.checks.rule import Found, Rule, rule
from rowgate.hookspecs import hookimpl
from rowgate.model import Json, Row
from rowgate.shapes import kind_of, meant, path_text

_PLACES = ("path", "url", "file_id", "placeholder")
_MEDIA_FIELDS = ("type", *_PLACES, "media_type", "name", "detail")
_RESPONSE_FIELDS = ("text", "tool_calls", "refusal")


@rule("RG201", "missing variable", release="error", exploratory="error")
def missing_variable(row: Row, context: Context) -> Iterator[Found]:
    """A row has a value for every column that is not optional.

    Without it a candidate's prompt has a hole, and the answer says nothing about production.

    Bad:
        # dataset.yaml
        columns: {question: text, plan: text}
        # row.yaml
        variables: {question: "How long do I have to return headphones?"}

    Good:
        # dataset.yaml
        columns: {question: text, plan: {type: text, optional: true}}
        # row.yaml
        variables: {question: "How long do I have to return headphones?"}
    """
    for name, column in context.dataset.columns.items():
        if name not in row.variables and not column.optional:
            where = path_text(("variables", name))
            message = f"column `{name}` has no value"
            fix = f"fill in {where}, or make the column optional in dataset.yaml"
            yield Found(message, fix, ("variables",))


@rule("RG202", "unknown column", release="error", exploratory="error")
def unknown_column(row: Row, context: Context) -> Iterator[Found]:
    """Every variable of a row is a column of the dataset.

    A variable that no column names never reaches a candidate: the case is not the one that
    was recorded.

    Bad:
        # dataset.yaml
        columns: {question: text}
        # row.yaml
        variables: {qestion: "How long do I have to return headphones?"}

    Good:
        # dataset.yaml
        columns: {question: text}
        # row.yaml
        variables: {question: "How long do I have to return headphones?"}
    """
    columns = context.dataset.columns
    for name, value in row.variables.items():
        if name not in columns:
            hint = meant(name, columns)
            message = f"variable `{name}` has no column" + (f"; {hint}" if hint else "")
            kind = "text" if isinstance(value, str) else "json"
            fix = fixes.columns(context.dataset.name, f"--add {name}:{kind}")
            yield Found(message, fix, ("variables", name))


@rule("RG203", "wrong type", release="error", exploratory="error")
def wrong_type(row: Row, context: Context) -> Iterator[Found]:
    """A value has the type of its column.

    `text` takes strings only, `json` takes anything, `image` and `pdf` take `{path, media_type}`
    or `{url, media_type}`. A response is text, or `{text, tool_calls, refusal}` where the model
    called tools or refused.

    Bad:
        # dataset.yaml
        columns: {question: text}
        # row.yaml
        variables: {question: 42}

    Bad:
        # dataset.yaml
        columns: {receipt: image}
        # row.yaml
        variables: {receipt: {url: https://example.com/receipt.pdf, media_type: application/pdf}}

    Good:
        # dataset.yaml
        columns: {question: text, order: json}
        # row.yaml
        variables: {question: "42", order: {id: 42}}
    """
    for name, value in row.variables.items():
        column = context.dataset.columns.get(name)
        at = ("variables", name)
        if column is None or column.type == "json":
            continue
        if column.type == "text":
            if not isinstance(value, str):
                change = fixes.columns(context.dataset.name, f"--retype {name}:json")
                message = f"column `{name}` takes text, not {kind_of(value)}"
                yield Found(message, f"write it as text, or: {change}", at)
            continue
        for message, field in media_faults(value, column.type):
            fix = f"write {path_text(at)} as {{path, media_type}} or {{url, media_type}}"
            yield Found(f"column `{name}`: {message}", fix, (*at, *field))
    yield from _response_type(row)


def _response_type(row: Row) -> Iterator[Found]:
    response = row.response
    if response is None or isinstance(response, str):
        return
    if not isinstance(response, dict) or not response.keys() <= set(_RESPONSE_FIELDS):
        message = "a response is text, or a mapping of text, tool_calls and refusal"
        yield Found(message, f"write the response of {row.id} in that form", ("response",))


def media_faults(value: Json, kind: str) -> Iterator[tuple[str, tuple[str, ...]]]:
    """What keeps a value from being an image or a PDF: a message, and the field it is about."""
    if not isinstance(value, dict):
        yield f"takes {{path|url, media_type}}, not {kind_of(value)}", ()
        return
    for key in value:
        if key not in _MEDIA_FIELDS:
            yield f"unknown field {key} {meant(key, _MEDIA_FIELDS)}".rstrip(), (key,)
    places = [key for key in _PLACES if isinstance(value.get(key), str) and value[key]]
    if len(places) != 1:
        yield "needs exactly one of path and url", ()
    stated = value.get("media_type")
    if stated is None:
        if places == ["path"]:
            yield "needs a media_type", ()
    elif not isinstance(stated, str) or not _of_kind(stated, kind):
        yield f"its media_type is that of no {_SAID[kind]}", ("media_type",)


def _of_kind(media_type: str, kind: str) -> bool:
    return media_type == "application/pdf" if kind == "pdf" else media_type.startswith("image/")


_SAID = {"image": "image", "pdf": "PDF"}


@rule("RG206", "empty value", release="error", exploratory="error")
def empty_value(row: Row, context: Context) -> Iterator[Found]:
    """A required column is filled in, and an `expected` says something.

    Empty text or null in a required column is a case that was lost on the way. Where emptiness
    *is* the case, the column is optional. An empty list or mapping is a value: a search may
    find nothing.

    Bad:
        variables: {question: " "}

    Bad:
        expected: ""

    Good:
        # dataset.yaml
        columns: {question: text, history: {type: text, optional: true}}
        # row.yaml
        variables: {question: "How long do I have to return headphones?", history: ""}
    """
    for name, value in row.variables.items():
        column = context.dataset.columns.get(name)
        required = column is not None and not column.optional
        if required and (value is None or (isinstance(value, str) and not value.strip())):
            where = path_text(("variables", name))
            message = f"column `{name}` is empty"
            fix = f"fill in {where}, or make the column optional in dataset.yaml"
            yield Found(message, fix, ("variables", name))
    if isinstance(row.expected, str) and not row.expected.strip():
        fix = fixes.annotate(row, "--expected TEXT")
        yield Found("`expected` is empty", fix, ("expected",))


@rule("RG207", "response where none belongs, or none where one does", release="error",
      exploratory="error")  # fmt: skip
def response_column(row: Row, context: Context) -> Iterator[Found]:
    """The row keeps the response exactly where the dataset has a response column.

    `response: none` in `dataset.yaml` keeps responses out of the repository, all of them. Where
    there is a response column, a row that judges its response (`response_was`) holds it.

    Bad:
        # dataset.yaml
        response: none
        # row.yaml
        response: You have 60 days to return them.

    Bad:
        response: null
        response_was: wrong

    Good:
        response: You have 60 days to return them.
        response_was: wrong
    """
    column = context.dataset.response_column
    if row.response is not None:
        if column == "none":
            fix = f"remove the response from {row.id}"
            yield Found("this dataset keeps no responses", fix, ("response",))
        elif column is None:
            message = "the dataset has no response column"
            yield Found(message, "add `response: text` to dataset.yaml", ("response",))
    elif column not in (None, "none") and row.response_was != "unjudged":
        message = f"the response was {row.response_was}, but the row does not hold it"
        fix = fixes.annotate(row, "--response-was unjudged") + ", or add the span again"
        yield Found(message, fix, ("response_was",))


@hookimpl
def rowgate_rules(register: Callable[[Rule], None]) -> None:
    for one in (missing_variable, unknown_column, wrong_type, empty_value, response_column):
        register(one)
