"""The docstring of an evaluator is its documentation: it is complete, and its examples hold."""

import importlib
import os
from pathlib import Path

import pytest
import yaml
from jsonschema import Draft202012Validator

from rowgate.evaluators.base import Evaluator, declared_by
from rowgate.evaluators.builtin import EVALUATORS, NAMES, EvaluatorClasses
from rowgate.evaluators.describe import (
    describe,
    entries_schema,
    examples,
    parameter_notes,
    summary,
)
from rowgate.evaluators.judge import PanelJudge
from rowgate.model import Finding, Output, Row
from tests.support.evaluators import page

CLASSES = EvaluatorClasses()
PAGE = Path(__file__).parents[2] / "docs" / "evaluators.md"
OFFLINE = [name for name, cls in CLASSES.items() if cls.deterministic]


def cases():
    for name in OFFLINE:
        for text in examples(CLASSES[name]):
            for document in yaml.safe_load_all(text):
                for outcome in ("pass", "fail", "unknown"):
                    for given in document.get(outcome, []):
                        yield pytest.param(
                            document, given, outcome, id=f"{name}-{outcome}-{given!s:.30}"
                        )


def output(given):
    return Output(**given) if isinstance(given, dict) else Output(text=given)


def scan(text):
    marks = (("@", "email"), ("+1 ", "phone"))
    return [Finding(text.find(mark), 1, type_) for mark, type_ in marks if mark in text]


@pytest.mark.parametrize(("document", "given", "outcome"), [*cases()])
def test_every_example_of_the_documentation_holds(document, given, outcome):
    for name, library in (("language", "lingua"), ("autoevals", "autoevals")):
        if name in document["evaluator"]:
            pytest.importorskip(library, reason=f"the extra rowgate[{name}] is not installed")
    judge = PanelJudge(CLASSES, scan=scan)
    row = Row(id="example", expected=document.get("expected"))

    assert judge.fault(document["evaluator"]) is None
    (verdict,) = judge(output(given), row, [document["evaluator"]])

    assert verdict.outcome == outcome, verdict.reason
    assert verdict.evaluator in CLASSES
    assert verdict.reason


@pytest.mark.parametrize("name", [*CLASSES])
def test_every_evaluator_is_documented(name):
    cls = CLASSES[name]

    assert summary(cls).startswith("Passes ")
    assert parameter_notes(cls).keys() >= declared_by(cls).keys()
    documents = [one for text in examples(cls) for one in yaml.safe_load_all(text)]
    assert any(document.get("pass") for document in documents)
    assert any(document.get("fail") for document in documents)
    for document in documents:
        assert document.keys() <= {"evaluator", "expected", "pass", "fail", "unknown"}
        entry = document["evaluator"]
        assert (entry if isinstance(entry, str) else next(iter(entry))) == name


def test_the_index_names_exactly_what_the_modules_register():
    registered = {}
    for module, path in zip(NAMES, EVALUATORS, strict=True):
        found: list[type[Evaluator]] = []
        importlib.import_module(path).rowgate_evaluators(register=found.append)
        registered[module] = tuple(cls.name for cls in found)

    assert registered == NAMES


def test_the_page_of_the_documentation_is_what_the_docstrings_say():
    text = page(CLASSES)
    if "ROWGATE_WRITE_DOCS" in os.environ:
        PAGE.write_text(text, encoding="utf-8")

    assert PAGE.read_text(encoding="utf-8") == text, "run it with ROWGATE_WRITE_DOCS=1"
    assert all(f"### `{name}`\n\n{describe(CLASSES[name])}" in text for name in CLASSES)


def test_the_schema_for_editors_takes_every_example_and_is_a_schema():
    schema = entries_schema(CLASSES)
    Draft202012Validator.check_schema(schema)
    validator = Draft202012Validator(schema)

    for name in CLASSES:
        for text in examples(CLASSES[name]):
            for document in yaml.safe_load_all(text):
                assert validator.is_valid(document["evaluator"]), document["evaluator"]


@pytest.mark.parametrize(
    "entry",
    [
        "contains-any",
        "contain-any",
        {"contains-any": "refund"},
        {"contains-any": []},
        {"contains-any": {"values": ["a"], "ignorecase": True}},
        {"max-words": 0},
        {"max-words": "200"},
        {"contains": "a", "regex": "b"},
    ],
)
def test_the_schema_for_editors_refuses_what_the_judge_refuses(entry):
    assert PanelJudge(CLASSES).fault(entry) is not None
    assert not Draft202012Validator(entries_schema(CLASSES)).is_valid(entry)
