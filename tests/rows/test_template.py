"""Templates backwards: the values come back, or it is said why they cannot."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rowgate.rows.template import Reading, names_of, readings, renderings
from rowgate.rows.unrender import STEPS, Recovered, Unclear, recover, unrender

MORE = "the text between a and b stands there more than once"
NAMES = ("question", "tier", "context", "user.name")
SHORT = st.text(alphabet="ab {}\n", max_size=6)


def one(template, text, known=None):
    return recover(template, {"message 1 (user)": text}, known or {})


@pytest.mark.parametrize(
    ("template", "text", "values"),
    [
        ("Q: {{question}}\nA:", "Q: Why?\nA:", {"question": "Why?"}),
        ("Q: {{ question }}!", "Q: Why?!", {"question": "Why?"}),
        ("Q: {{{question}}}!", "Q: Why?!", {"question": "Why?"}),
        ("Q: {question}", "Q: Why?", {"question": "Why?"}),
        ('As {{"a": 1}}: {question}', 'As {"a": 1}: Why?', {"question": "Why?"}),
        ('As {"a": 1}: {question}', 'As {"a": 1}: Why?', {"question": "Why?"}),
        ('As {"a": 1}: {{question}}', 'As {"a": 1}: Why?', {"question": "Why?"}),
        ("Use {{name}} for {question}", "Use {name} for it", {"question": "it"}),
        ("Use {{name}} for {question}", "Use me for {question}", {"name": "me"}),
        ("{a}-{b}", "1-2", {"a": "1", "b": "2"}),
        ("{a}{b}", "", {"a": "", "b": ""}),
        ("{a} {a}", "x y x y", {"a": "x y"}),
        ("{a}, {b} and {a}", "x, y and x", {"a": "x", "b": "y"}),
        ("{a} {a}", "x y", None),
        ("Hi {a}", "Bye x", None),
        ("no placeholder", "no placeholder", None),
        ("{user.name}: {x-y}", "Ada: 1", {"user.name": "Ada", "x-y": "1"}),
    ],
)  # fmt: skip
def test_values_come_back_whichever_engine_rendered_them(template, text, values):
    found = one(template, text)
    if values is None:
        assert isinstance(found, Unclear)
    else:
        assert found == Recovered(values, text)


def test_three_braces_are_another_value_to_another_engine_and_nobody_guesses():
    found = one("{{{question}}}", "{Why?}")
    assert found == Unclear("read by different engines it gives different values", True)
    assert one("{{{question}}}", "Why?") == Recovered({"question": "Why?"}, "Why?")


@pytest.mark.parametrize(
    ("template", "text", "reason"),
    [
        ("{a}{b}", "xy", "a and b stand side by side: nothing parts their values"),
        (
            "{a} and {b}",
            "x and y and z",
            f"a could end at character 1 or as late as 7: {MORE}",
        ),
        ("{a}{b}{a}", "xx", "a and b stand side by side: nothing parts their values"),
    ],
)
def test_what_could_be_cut_in_two_ways_is_refused_and_says_where(template, text, reason):
    assert one(template, text) == Unclear(reason, True)


def test_no_reason_holds_a_value():
    secret = "hunter2 and hunter3 and hunter4"
    found = one("{a} and {b}", secret)
    assert isinstance(found, Unclear)
    assert "hunter" not in found.reason


def test_a_known_value_decides_what_the_text_alone_does_not():
    found = one("{a} and {b}", "x and y and z", {"a": "x and y"})
    assert found == Recovered({"b": "z"}, "x and y and z")


def test_a_known_value_that_the_message_does_not_hold_does_not_hide_the_others():
    found = one("{data}: {question}", "{'a' 1}; Why?: no", {"data": {"a": 1}})
    assert found == Recovered({"data": "{'a' 1}; Why?", "question": "no"}, "{'a' 1}; Why?: no")


def test_exactly_one_message_must_match():
    texts = {"message 1 (system)": "Be kind.", "message 2 (user)": "Q: Why?"}
    assert recover("Q: {q}", texts, {}) == Recovered({"q": "Why?"}, "Q: Why?")
    assert recover("{q}", texts, {}) == Unclear(
        "it could have rendered message 1 (system) and message 2 (user)", True
    )
    assert recover("Never {q}", texts, {}) == Unclear("it renders none of the messages", False)


def test_the_same_text_twice_is_no_doubt():
    texts = {"message 1 (user)": "Q: Why?", "message 3 (user)": "Q: Why?"}
    assert recover("Q: {q}", texts, {}) == Recovered({"q": "Why?"}, "Q: Why?")


@pytest.mark.parametrize("template", ["Q: {q}\n", "  Q: {q}\n\n", "Q: {q}\r\n"])
def test_the_line_end_of_a_file_is_not_asked_of_the_message(template):
    assert one(template, "Q: Why?") == Recovered({"q": "Why?"}, "Q: Why?")


@pytest.mark.parametrize(
    "template",
    [
        "{% if a %}x{% endif %} {{q}}",
        "{{#a}}x{{/a}}{{q}}",
        "{{ q | upper }}: {{r}}",
        "{{- q -}} {{r}}",
        "{q!r} {{r}}",
        "{q:>4} {{r}}",
    ],
)
def test_what_only_an_engine_can_render_says_so(template):
    found = one(template, "something else")
    assert isinstance(found, Unclear)
    assert "only its engine can render" in found.reason


def test_renderings_hold_every_reading_whose_names_are_known():
    assert renderings("{{a}} {b}", {"a": "1"}) == {"1 {b}"}
    assert renderings("{{a}} {b}", {"b": "2"}) == {"{a} 2", "{{a}} 2"}
    assert names_of("{{a}} {b} {{a}}") == ["a", "b"]


TEMPLATES = st.lists(st.one_of(SHORT, st.sampled_from([f"\0{name}" for name in NAMES])), max_size=6)


@settings(max_examples=300, deadline=None)
@given(parts=TEMPLATES, values=st.lists(SHORT, min_size=4, max_size=4))
def test_rendered_and_taken_apart_it_is_the_same_values_or_said_to_be_unclear(parts, values):
    literals, names = [""], []
    for part in parts:
        if part.startswith("\0"):
            names.append(part[1:])
            literals.append("")
        else:
            literals[-1] += part
    reading = Reading(tuple(literals), tuple(names))
    given_values = {name: dict(zip(NAMES, values, strict=True))[name] for name in names}
    text = reading.filled(given_values).literals[0]
    found = unrender(reading, text)
    ways = list(brute_force(reading, text))
    if len(ways) == 1:
        assert found == given_values
    else:
        assert isinstance(found, Unclear)
        assert found.ambiguous


@settings(max_examples=300, deadline=None)
@given(parts=TEMPLATES, text=st.text(alphabet="ab {}", max_size=8))
def test_any_text_has_as_many_answers_as_there_are_ways_to_cut_it(parts, text):
    literals, names = [""], []
    for part in parts:
        if part.startswith("\0"):
            names.append(part[1:])
            literals.append("")
        else:
            literals[-1] += part
    reading = Reading(tuple(literals), tuple(names))
    ways = list(brute_force(reading, text))
    found = unrender(reading, text)
    if not ways:
        assert found is None
    elif len(ways) == 1:
        assert found == ways[0]
    else:
        assert isinstance(found, Unclear)


ENGINES = {
    "str.format": (
        lambda text: text.replace("{", "{{").replace("}", "}}"),
        "{{{}}}",
        lambda template, values: template.format(**values),
    ),
    "mustache": (lambda text: text, "{{{{{}}}}}", None),
    "jinja": (lambda text: text, "{{{{ {} }}}}", None),
}


def fill(template, values, placeholder):
    for name in values:
        template = template.replace(placeholder.format(name), f"\0{name}\0")
    for name, value in values.items():
        template = template.replace(f"\0{name}\0", value)
    return template


@settings(max_examples=200, deadline=None)
@given(
    engine=st.sampled_from(sorted(ENGINES)),
    literals=st.lists(st.text(alphabet="ab \n.{}", max_size=5), min_size=3, max_size=3),
    values=st.lists(st.text(alphabet="ab {}", max_size=8), min_size=2, max_size=2),
)
def test_whatever_an_engine_rendered_comes_back_or_is_said_to_be_unclear(engine, literals, values):
    escaped, placeholder, render = ENGINES[engine]
    if engine != "str.format":
        literals = [text.replace("{", "").replace("}", "") for text in literals]
    given_values = {"one": values[0], "two": values[1]}
    parts = [escaped(text) for text in literals]
    template = (
        parts[0] + placeholder.format("one") + parts[1] + placeholder.format("two") + parts[2]
    )
    text = render(template, given_values) if render else fill(template, given_values, placeholder)
    result = one(template, text)
    if isinstance(result, Recovered):
        assert result == Recovered(given_values, text)
    else:
        assert result.ambiguous


def brute_force(reading, text, known=None):
    """Every way to cut the text, by trying them all: the oracle."""
    known = known or {}
    if not text.startswith(reading.literals[0]):
        return
    rest = text[len(reading.literals[0]) :]
    if not reading.names:
        if not rest:
            yield known
        return
    name, after = reading.names[0], Reading(reading.literals[1:], reading.names[1:])
    for size in range(len(rest) + 1):
        if known.get(name, rest[:size]) == rest[:size]:
            yield from brute_force(after, rest[size:], {**known, name: rest[:size]})


@pytest.mark.parametrize(
    "template",
    [
        "{a} {b} {a} {b} {c}",
        "".join(f"{{v{n}}} " for n in range(2000)) + "{v0}",
        "a{a}" * 3000 + "{b}",
        "x" * 100_000 + "{a}" + "y" * 100_000,
    ],
    ids=["repeated", "many", "dense", "long"],
)
@pytest.mark.parametrize("text", ["a " * 500_000, "x" * 1_000_000, "a" * 1_000_000], ids=["words", "x", "a"])  # fmt: skip
def test_large_templates_and_messages_are_answered_or_refused_soon(template, text):
    started = time.process_time()
    for reading in readings(template):
        unrender(reading, text)
    assert time.process_time() - started < 3


def test_a_search_that_goes_on_for_too_long_is_refused():
    text = "a" * (STEPS + 10)
    found = one("{a}{b}{c}{a}{b}b{c}", text + "b")
    assert isinstance(found, Unclear)
    assert found.ambiguous
