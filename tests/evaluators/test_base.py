"""Writing an evaluator: a class, a name, annotated parameters."""

from typing import Annotated, Any, ClassVar, Literal

import pytest

from rowgate.evaluators.base import MAY_BE_EMPTY, Bounds, Evaluator, ParameterError
from rowgate.evaluators.describe import json_schema
from rowgate.evaluators.judge import PanelJudge
from rowgate.evaluators.parameters import parameters
from rowgate.model import Output, Row, Verdict


class Folded(Evaluator):
    ignore_case: bool = False


class Everything(Folded):
    """Passes when the text is one of everything.

    - `words`: the words.
    """

    name = "everything"
    words: list[str]
    share: Annotated[float, Bounds(above=0, most=1)] = 0.5
    mode: Literal["all", "any"] = "all"
    empty: Annotated[list[str], MAY_BE_EMPTY] = ()
    note: str | None = None
    extra: dict[str, int] = {}  # noqa: RUF012
    value: Any = None
    constant: ClassVar[int] = 3
    _private: int = 4

    def prepare(self) -> None:
        if "never" in self.words:
            raise ParameterError("`words` must not hold never", "words", self.words.index("never"))

    def evaluate(self, output: Output, row: Row) -> Verdict:
        return self.verdict(output.text in self.words, "looked it up")


ROW = Row(id="row")


def test_parameters_are_the_annotated_attributes_the_class_before_its_bases():
    assert [(one.name, one.type, one.required) for one in parameters(Everything)] == [
        ("words", "a list of text", True),
        ("share", "a number", False),
        ("mode", "one of `all`, `any`", False),
        ("empty", "a list of text", False),
        ("note", "text", False),
        ("extra", "a mapping to a whole number", False),
        ("value", "any JSON value", False),
        ("ignore_case", "true or false", False),
    ]


def test_an_evaluator_can_be_made_and_used_by_hand():
    evaluator = Everything(words=["a"], share=1)

    assert evaluator.evaluate(Output(text="a"), ROW) == Verdict("pass", "looked it up")
    assert evaluator.share == 1.0
    assert evaluator.mode == "all"


@pytest.mark.parametrize(
    ("given", "at", "words"),
    [
        ({}, (), "`words` (a list of text) is missing"),
        ({"words": "a"}, ("words",), "takes a list, not text"),
        ({"words": ["a", "never"]}, ("words", 1), "must not hold never"),
        ({"words": ["a"], "share": 0}, ("share",), "above 0"),
        ({"words": ["a"], "share": 1.5}, ("share",), "at most 1"),
        ({"words": ["a"], "share": True}, ("share",), "takes a number, not true or false"),
        ({"words": ["a"], "share": float("nan")}, ("share",), "finite"),
        ({"words": ["a"], "share": 10**400}, ("share",), "finite"),
        ({"words": ["a"], "mode": "some"}, ("mode",), "one of all, any"),
        ({"words": ["a"], "mode": ["all"]}, ("mode",), "one of all, any"),
        ({"words": ["a"], "note": ""}, ("note",), "must not be empty"),
        ({"words": ["a"], "extra": {"a": "1"}}, ("extra", "a"), "a whole number"),
        ({"words": ["a"], "extra": []}, ("extra",), "takes a mapping, not a list"),
        ({"words": ["a"], "ignore_case": 1}, ("ignore_case",), "true or false, not a number"),
        ({"words": ["a"], "constant": 4}, ("constant",), "no parameter"),
        ({"words": ["a"], "needs": "output"}, ("needs",), "no parameter"),
    ],
)
def test_values_are_never_converted_into_what_they_are_not(given, at, words):
    with pytest.raises(ParameterError) as raised:
        Everything(**given)

    assert raised.value.at == at
    assert words in raised.value.message


def test_empty_is_accepted_only_where_the_class_says_so():
    assert Everything(words=["a"], empty=[]).empty == []
    assert Everything(words=["a"], note=None).note is None


def test_a_mistake_of_the_class_is_a_fault_not_a_crash():
    class Odd(Evaluator):
        name = "odd"
        values: set[str]

    class Clashing(Evaluator):
        name = "clashing"
        needs: str = "text"

    class Crashing(Evaluator):
        name = "crashing"

        def prepare(self) -> None:
            raise KeyError("x")

    judge = PanelJudge({"odd": Odd, "crashing": Crashing, "clashing": Clashing})

    assert "set[str]" in judge.fault({"odd": ["a"]}).message
    assert "`needs` is a word of Evaluator" in judge.fault("clashing").message
    assert "KeyError" in judge.fault("crashing").message
    assert judge(Output(text="a"), ROW, ["odd", "crashing"])[1].outcome == "unknown"


def test_a_name_that_is_not_kebab_case_is_refused_when_the_class_is_made():
    with pytest.raises(TypeError, match="kebab-case"):

        class _Bad(Evaluator):
            name = "Not_Kebab"


def test_annotations_as_text_are_understood_in_a_module_that_is_not_imported():
    # A plugin loaded by its path need not stand in `sys.modules`.
    space = {"__name__": "a_plugin_loaded_by_path"}
    source = """
from __future__ import annotations
from typing import Literal
from rowgate.evaluators.base import Evaluator
class Mine(Evaluator):
    name = "mine"
    mode: Literal["a", "b"]
    def evaluate(self, output, row):
        return self.verdict(True, self.mode)
"""
    exec(source, space)  # noqa: S102

    assert space["Mine"](mode="b").evaluate(Output(text=""), ROW).reason == "b"


def test_the_schema_of_the_parameters_says_what_is_required_and_what_bounds_hold():
    schema = json_schema(Everything)

    assert schema["required"] == ["words"]
    assert schema["additionalProperties"] is False
    assert schema["properties"]["words"] == {
        "type": "array",
        "items": {"type": "string", "minLength": 1},
        "minItems": 1,
        "description": "the words.",
    }
    assert schema["properties"]["share"]["exclusiveMinimum"] == 0
    assert schema["properties"]["advisory"]["type"] == "boolean"
