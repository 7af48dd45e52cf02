"""Scores that travel with a span as events: evaluations of the GenAI conventions, and
annotations that a container found in a file of their own."""

from __future__ import annotations

from collections.abc import Iterable

from rowgate.model import Json

ANNOTATION = "annotation"
"""The name of the log record a container makes of an annotation; its attributes are GenAI's."""

NAME = "gen_ai.evaluation.name"
VALUE = "gen_ai.evaluation.score.value"
LABEL = "gen_ai.evaluation.score.label"


def scores_of(events: Iterable[dict[str, Json]]) -> dict[str, Json]:
    """Name to value, or to label where there is no value. Of several the last one counts."""
    found: dict[str, Json] = {}
    for event in events:
        attributes = event["attributes"]
        name = attributes.get(NAME)
        if name and (event["name"] == ANNOTATION or event["name"].startswith("gen_ai.evaluation")):
            value = attributes.get(VALUE)
            found[str(name)] = attributes.get(LABEL) if value is None else value
    return found


def annotation(name: Json, score: Json, label: Json) -> dict[str, Json]:
    """The attributes of a log record named ANNOTATION."""
    return {NAME: name, VALUE: score, LABEL: label}
