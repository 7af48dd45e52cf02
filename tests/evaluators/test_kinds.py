"""What the examples of the documentation do not show of single evaluators."""

import importlib
import subprocess
import sys

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rowgate.evaluators.builtin import EvaluatorClasses
from rowgate.evaluators.json_values import difference, pointer
from rowgate.evaluators.judge import PanelJudge
from rowgate.evaluators.similarity import rouge_l
from rowgate.model import Finding, Output, Row, Verdict

ROW = Row(id="row", expected="Within 30 days.")
PANEL = PanelJudge(EvaluatorClasses())

JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(10**20), 10**20)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(max_size=4),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3)
    ),
    max_leaves=8,
)


def verdict(entry, output, row=ROW, panel=PANEL) -> Verdict:
    assert panel.fault(entry) is None, panel.fault(entry)
    given_output = output if isinstance(output, Output) else Output(text=output)
    return panel(given_output, row, [entry])[0]


@settings(deadline=None)
@given(JSON)
def test_every_json_value_equals_itself_and_holds_itself(value):
    assert difference(value, value) is None
    assert difference(value, value, subset=True) is None


@settings(deadline=None)
@given(JSON, JSON)
def test_difference_is_symmetric_and_a_subset_asks_for_less(one, other):
    assert (difference(one, other) is None) == (difference(other, one) is None)
    if difference(one, other) is None:
        assert difference(one, other, subset=True) is None


@settings(deadline=None)
@given(JSON, st.text(min_size=4, max_size=5), JSON)
def test_a_key_more_breaks_equality_and_not_the_subset(value, key, extra):
    wanted, found = {"a": value}, {"a": value, key: extra}

    assert difference(wanted, found) is not None
    assert difference(wanted, found, subset=True) is None


def test_json_tells_true_from_one_and_says_where_values_part():
    assert difference({"a": [1, {"b/c": True}]}, {"a": [1, {"b/c": 1}]}).at == ("a", 1, "b/c")
    assert pointer(("a", 1, "b/c")) == "/a/1/b~1c"
    assert difference(1, 1.0) is None
    assert difference(1, 1.1, tolerance=0.1) is None
    assert difference(10**400, 10**400 + 1, tolerance=0.5) is not None


@pytest.mark.parametrize("text", ["NaN", "-Infinity", "[1,]", "", "9" * 5000, "[" * 100_000])
def test_text_that_is_no_json_fails_and_never_raises(text):
    assert verdict("valid-json", text).outcome == "fail"


@pytest.mark.parametrize(
    "schema",
    [
        {"type": "string", "pattern": "^(a+)+$"},
        {"patternProperties": {"^(a+)+$": False}, "type": ["object", "string"], "maxLength": 20},
    ],
)
def test_no_schema_can_hang_the_gate(schema):
    evil = '"' + "a" * 40 + '!"'

    assert verdict({"json-schema": {"value": schema}}, evil).outcome == "fail"


def test_pattern_properties_hold_for_the_keys_that_match():
    entry = {"json-schema": {"value": {"patternProperties": {"^n_": {"type": "integer"}}}}}

    assert verdict(entry, '{"n_a": 1, "x": "y"}').outcome == "pass"
    found = verdict(entry, '{"n_a": "1"}')
    assert found.outcome == "fail"
    assert "/n_a" in found.reason


def test_a_schema_may_point_into_itself():
    schema = {"$defs": {"day": {"type": "integer"}}, "items": {"$ref": "#/$defs/day"}}

    assert verdict({"json-schema": {"value": schema}}, "[30]").outcome == "pass"
    assert verdict({"json-schema": {"value": schema}}, '["30"]').outcome == "fail"


def test_what_a_schema_holds_as_data_is_no_reference():
    schema = {"const": {"$ref": "https://example.com", "pattern": "(?=a)"}}

    assert PANEL.fault({"json-schema": {"value": schema}}) is None


@settings(deadline=None)
@given(st.text(max_size=20), st.text(max_size=20))
def test_rouge_l_is_symmetric_between_0_and_1_and_1_for_the_same(one, other):
    assert 0 <= rouge_l(one, other) <= 1
    assert rouge_l(one, other) == rouge_l(other, one)
    assert rouge_l(one, one) == 1


def test_similarity_gives_its_score_and_reads_the_text_of_an_expected_response():
    row = Row(id="row", expected={"text": "abcd", "tool_calls": []})

    assert verdict({"similarity": 0.7}, "abcx", row).score == 0.75


@pytest.mark.parametrize(
    ("entry", "words"),
    [
        ({"similarity": 0}, "above 0"),
        ({"similarity": 1.1}, "at most 1"),
        ({"length": "words"}, "is missing"),
        ({"length": {"unit": "words", "less": 5, "greater": 4}}, "no number"),
        ({"length": {"unit": "words", "less": 5, "equals": 5}}, "no number"),
        ({"called": {"tool": "a", "arguments": {}}}, "every call holds it"),
        ({"called": {"tool": "a", "exact": True}}, "needs `arguments`"),
        ({"max-cost": 0}, "above 0"),
        ({"language": "english"}, "ISO 639-1"),
        ({"language": {"value": "en", "among": ["de", "fr"]}}, "`among`"),
        ({"any-of": []}, "must not be empty"),
        ({"any-of": [{"contains": {"value": "a", "advisory": True}}]}, "whole group"),
    ],
)
def test_what_proves_nothing_or_contradicts_itself_is_a_fault(entry, words):
    found = PANEL.fault(entry)

    assert found.kind == "parameters"
    assert words in found.message


def test_a_fault_inside_a_group_is_placed_inside_it():
    found = PANEL.fault({"any-of": [{"contains": "a"}, {"all-of": [{"contain": "b"}]}]})
    assert found.at == ("any-of", 1, "all-of", 0)
    assert "did you mean `contains`?" in found.message

    found = PANEL.fault({"any-of": [{"contains-any": {"values": ["a", ""]}}]})
    assert found.at == ("any-of", 0, "contains-any", "values", 1)


def test_a_group_with_an_evaluator_that_is_unknown_or_left_out_is_so_itself():
    panel = PanelJudge(EvaluatorClasses(), left_out={"our-check"})

    assert panel.fault({"any-of": [{"all-of": ["our-check"]}]}).kind == "not-loaded"
    assert panel.fault({"any-of": ["no-such"]}).kind == "unknown"
    assert panel.fault({"any-of": [{"contains": 3}]}).kind == "parameters"


def test_a_group_is_what_its_evaluators_are():
    assert PANEL.reads_expected({"any-of": [{"contains": "a"}, "matches-expected"]})
    assert not PANEL.reads_expected({"any-of": [{"contains": "a"}]})
    assert PANEL.offline({"any-of": [{"contains": "a"}]})
    assert not PANEL.offline({"any-of": [{"contains": "a"}, {"max-cost": 1}]})


@pytest.mark.parametrize(
    ("group", "members", "outcome"),
    [
        ("any-of", ["pass", "fail"], "pass"),
        ("any-of", ["unknown", "pass"], "pass"),
        ("any-of", ["unknown", "fail"], "unknown"),
        ("any-of", ["fail", "fail"], "fail"),
        ("all-of", ["pass", "pass"], "pass"),
        ("all-of", ["unknown", "fail"], "fail"),
        ("all-of", ["unknown", "pass"], "unknown"),
        ("none-of", ["fail", "fail"], "pass"),
        ("none-of", ["fail", "pass"], "fail"),
        ("none-of", ["unknown", "pass"], "fail"),
        ("none-of", ["unknown", "fail"], "unknown"),
    ],
)
def test_a_group_decides_only_what_its_evaluators_decide(group, members, outcome):
    entries = {
        "pass": {"contains": "days"},
        "fail": {"contains": "years"},
        "unknown": {"max-cost": 1},
    }

    found = verdict({group: [entries[member] for member in members]}, "30 days")

    assert found.outcome == outcome
    assert found.evaluator == group


@pytest.mark.parametrize("group", ["any-of", "all-of", "none-of"])
def test_a_group_of_text_evaluators_fails_an_output_without_text(group):
    entry = {group: [{"contains": "a"}, {group: [{"not-contains": "a"}]}]}

    assert verdict(entry, Output(refusal="No.")).outcome == "fail"


@pytest.mark.parametrize(
    "text",
    [
        "I can't help with that.",
        "I’m sorry, but I cannot assist with this request.",
        "I won't be able to provide that.",
        "We are not able to share this.",
        "As an AI language model, I don't have opinions.",
        "That is against our policies.",
    ],
)
def test_the_usual_phrases_are_read_as_a_refusal(text):
    assert verdict("refusal", text).outcome == "pass"
    assert verdict("not-refusal", text).outcome == "fail"


@pytest.mark.parametrize(
    "text",
    [
        "You cannot return opened software.",
        "I can help with that.",
        "I cannot see a second payment on the account, so no refund is due.",
        "Our policies cover this: " + "it is accepted. " * 30 + "If not, I can't help you.",
    ],
)
def test_an_answer_with_similar_words_is_no_refusal(text):
    assert verdict("refusal", text).outcome == "fail"
    assert verdict("not-refusal", text).outcome == "pass"


def test_called_counts_the_calls_that_fit():
    call = {"id": "1", "name": "find", "arguments": {"near": 2.5}}
    output = Output(tool_calls=[call, call, {"name": "find", "arguments": "not json"}])
    wanted = {"tool": "find", "arguments": {"near": 2.4}, "tolerance": 0.2}

    assert verdict({"called": wanted | {"times": 2}}, output).outcome == "pass"
    assert verdict({"called": wanted | {"times": 1}}, output).outcome == "fail"
    assert verdict({"called": {"tool": "find", "times": 3}}, output).outcome == "pass"


def test_personal_data_is_named_by_type_only_and_a_detector_that_fails_decides_nothing():
    def fails(text):
        raise OSError(text)

    found = PanelJudge(EvaluatorClasses(), scan=lambda text: [Finding(0, len(text), "phone")])
    said = found(Output(text="555-0100"), ROW, ["no-personal-data"])[0]
    assert said.outcome == "fail"
    assert "phone (1)" in said.reason
    assert "555" not in said.reason

    broken = PanelJudge(EvaluatorClasses(), scan=fails)
    assert broken(Output(text="555-0100"), ROW, ["no-personal-data"])[0].outcome == "unknown"
    assert PANEL(Output(text="555-0100"), ROW, ["no-personal-data"])[0].outcome == "unknown"
    assert found.offline("no-personal-data")
    assert not PANEL.offline("no-personal-data")


def test_tokens_are_counted_by_an_encoding_where_one_is_given(tmp_path, monkeypatch):
    pytest.importorskip("tiktoken", reason="the extra rowgate[tokens] is not installed")
    # tiktoken's own plugin mechanism: an encoding that needs no download, a token a byte.
    package = tmp_path / "tiktoken_ext"
    package.mkdir()
    (package / "bytes_only.py").write_text(
        "ENCODING_CONSTRUCTORS = {'bytes_only': lambda: {'name': 'bytes_only',"
        " 'pat_str': '(?s:.)', 'mergeable_ranks': {bytes([i]): i for i in range(256)},"
        " 'special_tokens': {'<|endoftext|>': 256}}}"
    )
    monkeypatch.syspath_prepend(tmp_path)
    # It looks for them only once in a process.
    registry = importlib.import_module("tiktoken.registry")
    registry._available_plugin_modules.cache_clear()
    monkeypatch.setattr(registry, "ENCODING_CONSTRUCTORS", None)
    entry = {"max-tokens": {"value": 13, "encoding": "bytes_only"}}

    assert verdict(entry, "<|endoftext|>").outcome == "pass"
    assert verdict(entry, "<|endoftext|>.").outcome == "fail"
    fault = PANEL.fault({"max-tokens": {"value": 1, "encoding": "no_such"}})
    assert "there is no encoding `no_such`; tiktoken has bytes_only, " in fault.message


def test_naming_evaluators_loads_no_heavy_library():
    heavy = "re2 jsonschema referencing rapidfuzz jmespath lingua tiktoken openai difflib"
    program = (
        "import sys; from rowgate.evaluators.builtin import EvaluatorClasses;"
        "from rowgate.evaluators.judge import PanelJudge; classes = dict(EvaluatorClasses());"
        "assert PanelJudge(classes).fault({'contains-any': ['a']}) is None;"
        f"print([name for name in {heavy.split()} if name in sys.modules])"
    )

    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)

    assert done.stdout == "[]\n", done.stderr
