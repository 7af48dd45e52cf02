"""Where a row's variables come from: the span, the mapping, a template backwards, the messages."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import NamedTuple

from rowgate.errors import RowgateError
from rowgate.model import Column, Json, Span
from rowgate.rows.messages import SYSTEM, conversation, held_message, plain_text, text_in
from rowgate.rows.template import as_text, names_of, renderings, tags_of
from rowgate.rows.unrender import Recovered, recover

MESSAGES = "messages"
_ANSWERS = ("assistant", "tool")


class Template(NamedTuple):
    """A prompt template and what to call it in messages."""

    text: str
    name: str
    required: bool = True
    """Whether it is one that somebody named, and not just what the span records."""


class Given(NamedTuple):
    """What is known beside the span itself."""

    mapped: Mapping[str, Json] = {}
    """Column → value, from the dataset's mapping."""
    renamed: Collection[str] = ()
    """Recorded variables that the mapping takes over under another name."""
    templates: Sequence[Template] = ()
    """The dataset's prompt, where it has one; the span's own comes before it."""
    recorded: str = "the span's variables"
    """What the span's own variables are called in the output."""


class Found(NamedTuple):
    """A case's variables as the span holds them, and which way they were found."""

    values: dict[str, Json]
    ways: list[str]
    remarks: list[str]
    """What the user may want to know: a template that did not match."""


def variables_of(span: Span, columns: Mapping[str, Column], given: Given) -> Found:
    """The variables of `span`; `columns` are the dataset's, where it has any.

    The span's own, those of the mapping, which add to them, override or rename them, then those
    that a template still names, matched backwards. Where all of that does not account for every
    message that is no system message, the column `messages` holds the conversation, so that two
    different questions never look alike. Raises `RowgateError` for a template that matches in
    several ways.
    """
    gone = {name for name in given.renamed if name not in columns}
    recorded = {name: value for name, value in span.variables.items() if name not in gone}
    found = Found({**recorded, **given.mapped}, [], [])
    if any(name not in given.mapped for name in recorded):
        found.ways.append(given.recorded)
    if given.mapped:
        found.ways.append(f"the mapping ({', '.join(given.mapped)})")
    templates = _templates(span, given)
    renamed = {name: span.variables[name] for name in gone if name in span.variables}
    rendered = {
        text
        for each in templates
        for text in [_recovered(span, columns, each, found, renamed)]
        if text
    }
    for each in templates:
        rendered |= renderings(each.text, renamed | found.values)
    if MESSAGES not in found.values and (
        MESSAGES in columns or not _accounted(span, found.values, rendered)
    ):
        found.values[MESSAGES] = conversation(span.messages)
        found.ways.append("its messages")
    return found


def _templates(span: Span, given: Given) -> list[Template]:
    own = (span.prompt or {}).get("template")
    found = [Template(own, "the span's template", False)] if isinstance(own, str) and own else []
    return [*found, *given.templates]


def _recovered(
    span: Span,
    columns: Mapping[str, Column],
    template: Template,
    found: Found,
    renamed: Mapping[str, Json],
) -> str | None:
    """Adds the values that a template still has to tell, and gives the message it rendered
    where the row holds all of them, be it under another name."""
    known = {**renamed, **found.values}
    wanted = _wanted(template, columns, known)
    if not names_of(template.text) and template.required:
        found.remarks.append(
            f"{template.name}: it holds no placeholder like {{{{name}}}} or {{name}}"
            + (" without tags, filters or formats" if tags_of(template.text) else "")
        )
    if not wanted:
        return None
    result = recover(template.text, _rendered_by_a_template(span), known)
    if isinstance(result, Recovered):
        new = {name: value for name, value in result.values.items() if name in wanted}
        found.values.update(new)
        found.ways.append(f"{template.name} ({', '.join(new)})")
        return result.rendered if result.values.keys() <= {*known, *new} else None
    if result.ambiguous:
        raise RowgateError(
            f"span {span.span_id}: {template.name} can be matched in several ways: {result.reason}",
            fix=f"say by mapping: in dataset.yaml where {wanted[0]} stands"
            f"{'' if columns else ', or make messages: json its column'} (docs/variables.md)",
        )
    found.remarks.append(f"{template.name}: {result.reason}")
    return None


def _wanted(
    template: Template, columns: Mapping[str, Column], known: Mapping[str, Json]
) -> list[str]:
    """The names a template is asked for: all that have no value yet.

    Not where it knows none of the recorded names, so that it is another template than the
    span's, nor any of the columns. A dataset of conversations asks for its columns only: the
    rest is in the messages.
    """
    names = names_of(template.text)
    if not columns and known and not any(name in known for name in names):
        return []
    unknown = [name for name in names if name not in known]
    in_columns = [name for name in unknown if name in columns]
    return unknown if not columns or (in_columns and MESSAGES not in columns) else in_columns


def _rendered_by_a_template(span: Span) -> dict[str, str]:
    """The texts that may have been rendered, by what to call their messages."""
    return {
        f"message {number} ({message.get('role')})": text
        for number, message in enumerate(span.messages, 1)
        for text in [text_in(message)]
        if message.get("role") not in _ANSWERS and text is not None
    }


def _accounted(span: Span, values: Mapping[str, Json], rendered: set[str]) -> bool:
    """Whether the variables hold every non-system message, by value or by a template."""
    if not values:
        return False
    texts = rendered | {as_text(value) for value in values.values()}
    lists = [item for value in values.values() if isinstance(value, list) for item in value]
    return all(
        plain_text(message) in texts or message in lists or held_message(message) in lists
        for message in span.messages
        if message.get("role") not in SYSTEM
    )
