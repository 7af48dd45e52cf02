"""What a class says of its parameters is so: a looser one never turns a pass into a fail."""

from __future__ import annotations

from json import dumps

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from rowgate.evaluators.base import EACH, Evaluator, ParameterError, Services, declared_by
from rowgate.evaluators.builtin import EvaluatorClasses
from rowgate.evaluators.judge import PanelJudge, verdict_of
from rowgate.evaluators.looser import comparable, loosened
from rowgate.model import EvaluatorFault, Finding, Output, Row

CLASSES = EvaluatorClasses()
GROUPS = {name for name, cls in CLASSES.items() if hasattr(cls, "first")}
DECLARING = [name for name, cls in CLASSES.items() if cls.loosens]
SERVICES = Services(
    scan=lambda text: [Finding(0, 1, letter) for letter in "ab" if letter in text],
    build=PanelJudge(CLASSES)._build_nested,
)

words = st.sampled_from(["a", "b", "ab", "aB", "a b", " b", "b\n a", "stop"])
numbers = st.integers(1, 4)
objects = st.dictionaries(words, numbers | st.dictionaries(words, numbers, max_size=2), max_size=3)
calls = st.lists(st.fixed_dictionaries({"name": words, "arguments": objects}), max_size=3)
outputs = st.builds(
    Output,
    text=st.none() | st.lists(words, max_size=4).map("".join) | objects.map(dumps),
    tool_calls=calls,
    refusal=st.none() | words,
    finish_reason=st.none() | words,
    usage=st.fixed_dictionaries({"output_tokens": numbers}),
    cost=numbers,
    latency_ms=numbers,
)
entries = st.one_of(
    words.map(lambda word: {"contains": word}), numbers.map(lambda number: {"max-words": number})
)


def values(parameter, group):
    schema = parameter.form.schema
    if "enum" in schema:
        return st.sampled_from(schema["enum"])
    kinds = {
        "integer": numbers,
        "number": st.floats(0.1, 0.9),
        "boolean": st.booleans(),
        "object": objects,
        "array": st.lists(entries if group else words, min_size=1, max_size=3),
        "string": words,
    }
    kind = schema.get("type") or next((one.get("type") for one in schema.get("anyOf", ())), None)
    return kinds.get(kind, objects)


@st.composite
def moves(draw, name):
    """An evaluator, a looser one, and the parameter by which it is."""
    cls = CLASSES[name]
    declared = declared_by(cls)
    group = name in GROUPS
    given = {one.name: draw(values(one, group)) for one in declared.values()
             if one.required or draw(st.booleans())}  # fmt: skip
    ways = sorted(build(cls, given).loosens.items())
    assume(ways)
    said, way = draw(st.sampled_from(ways))
    assume(not (group and said.endswith(EACH)))
    moved = said.removesuffix(EACH)
    value = given.get(moved, declared[moved].default)
    assume(value is not None)
    if way == "absent" or (declared[moved].default is None and draw(st.booleans())):
        pair = {**given, moved: value}, {k: v for k, v in given.items() if k != moved}
    else:
        item = entries if group else words
        more = draw(each(value) if said.endswith(EACH) else bigger(value, item))
        pair = {**given, moved: value}, {**given, moved: more}
        pair = pair if way == "up" else pair[::-1]
    old, new = (build(cls, one) for one in pair)
    assume(said in old.loosens and said in new.loosens)
    return old, new, moved


def build(cls, given):
    try:
        return cls.build(given, SERVICES, advisory=False)
    except (ParameterError, TypeError):
        assume(False)


def bigger(value, item):
    if isinstance(value, bool):
        return st.just(True) if not value else st.nothing()
    if isinstance(value, int):
        return numbers.map(lambda more: value + more)
    if isinstance(value, float):
        return st.just(min(1.0, value + 0.1))
    if isinstance(value, str):
        return st.tuples(words, words).map(lambda ends: f"{ends[0]}{value}{ends[1]}")
    if isinstance(value, dict):
        return st.tuples(words, numbers).map(lambda one: {one[0]: one[1]} | value)
    return item.map(lambda one: [*value, one])


def each(value):
    return words.map(lambda word: [f"{value[0]}{word}", *value[1:]])


@pytest.mark.parametrize("name", DECLARING)
def test_a_looser_parameter_never_turns_a_pass_into_a_fail(name):
    slow = (HealthCheck.filter_too_much, HealthCheck.too_slow, HealthCheck.data_too_large)

    @settings(deadline=None, max_examples=30, suppress_health_check=slow)
    @given(moves(name), st.lists(outputs, min_size=1, max_size=6))
    def holds(move, tried):
        old, new, _ = move
        row = Row("r", expected="a b")
        for output in tried:
            before, after = (verdict_of(one, output, row).outcome for one in (old, new))
            assert (before, after) != ("pass", "fail")

    holds()


@pytest.mark.parametrize("name", sorted(GROUPS))
def test_nor_does_it_inside_of_a_group_and_of_a_group_in_that(name):
    slow = (HealthCheck.filter_too_much, HealthCheck.too_slow, HealthCheck.data_too_large)
    others = st.lists(entries, max_size=1)

    @settings(deadline=None, max_examples=60, suppress_health_check=slow)
    @given(st.sampled_from(sorted(GROUPS)), entries, entries, others, outputs)
    def holds(inner, one, another, beside, output):
        pair = [build(CLASSES[name], {"values": [{inner: [entry, *beside]}]})
                for entry in (one, another)]  # fmt: skip
        row = Row("r", expected="a b")
        outcomes = [verdict_of(group, output, row).outcome for group in pair]
        if not loosened(*pair):
            assert outcomes != ["fail", "pass"] or not comparable(*pair)
        if not loosened(*reversed(pair)):
            assert outcomes != ["pass", "fail"] or not comparable(*pair)

    holds()


@pytest.mark.parametrize(
    ("before", "after", "names"),
    [
        ({"max-words": 50}, {"max-words": 90}, ["value"]),
        ({"max-words": 90}, {"max-words": {"value": 50}}, []),
        ({"similarity": 0.9}, {"similarity": {"least": 0.5}}, ["least"]),
        ({"similarity": {"least": 0.9}}, {"similarity": {"least": 0.9, "ignore_case": True}}, []),
        ({"not-contains-any": ["a", "b"]}, {"not-contains-any": ["a"]}, ["values"]),
        ({"not-contains-any": ["60 days", "b"]}, {"not-contains-any": ["60", "b"]}, []),
        ({"not-contains-any": ["60 days"]}, {"not-contains-any": ["in 60 days"]}, ["values"]),
        ({"not-contains-any": ["60 days"]}, {"not-contains-any": ["never"]}, ["values"]),
        ({"contains-any": ["30 days"]}, {"contains-any": ["days"]}, ["values"]),
        ({"contains-any": ["a"]}, {"contains-any": ["a", "b"]}, ["values"]),
        ({"contains-any": ["a", "b"]}, {"contains-any": ["b", "a"]}, []),
        ({"contains-all": ["a", "b"]}, {"contains-all": ["a"]}, ["values"]),
        ({"contains": "30 days"}, {"contains": "30"}, ["value"]),
        ({"contains": "30 days"}, {"contains": "31 days"}, []),
        ({"contains": "a"}, {"contains": {"value": "a", "ignore_case": True}}, ["ignore_case"]),
        ({"length": {"unit": "words", "less": 5}}, {"length": {"unit": "words", "greater": 1}}, ["less"]),
        ({"json-equals": {"tolerance": 0.1}}, {"json-equals": {"tolerance": 0.2}}, ["tolerance"]),
        ({"json-contains": {"value": {"a": {"b": 1, "c": 2}}}}, {"json-contains": {"value": {"a": {"b": 1}}}}, ["value"]),
        ({"json-contains": {"value": [1, 2]}}, {"json-contains": {"value": [1]}}, []),
        ({"called": {"tool": "a", "times": 2}}, {"called": "a"}, ["times"]),
        ({"called": {"tool": "a", "arguments": {"b": 1}}}, {"called": "a"}, ["arguments"]),
        ({"llm-judge": {"value": "Is it kind?", "votes": 3}}, {"llm-judge": "Is it kind?"}, ["votes"]),
        ({"any-of": [{"contains": "a"}]}, {"any-of": [{"contains": "a"}, "refusal"]}, ["values"]),
        ({"any-of": ["not-refusal"]}, {"any-of": ["refusal"]}, ["values"]),
        ({"any-of": [{"contains": "a"}, {"max-words": 5}]}, {"any-of": [{"max-words": 9}, {"contains": {"value": "a"}}]}, ["value of max-words"]),
        ({"all-of": [{"contains": "30 days"}]}, {"all-of": [{"contains": "in 30 days"}]}, []),
        ({"all-of": [{"contains": "30 days"}, {"contains": "free"}]}, {"all-of": [{"contains": "free of charge"}, {"contains": "30"}]}, ["value of contains"]),
        ({"none-of": [{"contains": "60 days"}]}, {"none-of": [{"contains": "exactly 60 days"}]}, ["value of contains"]),
        ({"none-of": [{"contains": "60 days"}]}, {"none-of": [{"contains": "60"}]}, []),
        ({"none-of": [{"none-of": [{"max-words": 5}]}]}, {"none-of": [{"none-of": [{"max-words": 9}]}]}, ["value of max-words"]),
        ({"none-of": [{"any-of": ["refusal", "valid-json"]}]}, {"none-of": [{"any-of": ["refusal"]}]}, ["values of any-of"]),
        ({"regex": "30 days"}, {"regex": "days"}, []),
        ({"max-words": 50}, {"max-words": "many"}, []),
        ({"max-words": 50}, {"max-characters": 500}, []),
        ("nothing", "nothing-else", []),
    ],
)  # fmt: skip
def test_what_the_parameters_say_without_an_output(before, after, names):
    assert list(PanelJudge(CLASSES).loosened(before, after)) == names


def test_a_plugin_says_it_of_its_own_parameters():
    class NoShouting(Evaluator):
        name = "no-shouting"
        value: float = 0.3
        loosens = {"value": "up"}  # noqa: RUF012 - as a plugin writes it

    judge = PanelJudge({"no-shouting": NoShouting})
    assert judge.loosened("no-shouting", {"no-shouting": 0.5}) == ["value"]
    assert loosened(NoShouting(), NoShouting(value=0.2)) == []


@pytest.mark.parametrize("loosens", [{"vaule": "up"}, {"value": "more"}])
def test_what_is_no_parameter_or_no_direction_is_a_fault_of_the_class(loosens):
    class Misspelt(Evaluator):
        name = "misspelt"
        value: float = 0.3

    Misspelt.loosens = loosens
    fault = PanelJudge({"misspelt": Misspelt}).fault("misspelt")
    assert isinstance(fault, EvaluatorFault)
    assert "loosens" in fault.message
