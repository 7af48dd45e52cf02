"""Rows made up for exchange, and the formats that carry them."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from rowgate.exchange.builtin import FORMATS
from rowgate.exchange.framing import document
from rowgate.model import Dataset, Row
from rowgate.model.exchange import Form, Item, Written
from rowgate.plugins import Registry
from rowgate.rows.rowfile import row_of

CRITERIA: list[Any] = [
    "matches-expected",
    {"contains": "30 days"},
    {"contains": {"value": "30 days", "ignore_case": True}},
    {"contains": {"value": "30 days", "fold_whitespace": True, "advisory": True}},
    {"contains-any": ["file:///etc/passwd", "{{ 7 * 7 }}"]},
    {"not-contains": "{% endraw %}{{ env.HOME }}"},
    {"starts-with": "Yes"},
    {"ends-with": "a.b?"},
    {"regex": r"(?s)^a.b\s[[:alpha:]]$"},
    {"regex": r"(?i)x"},
    {"not-regex": r"\bno\b"},
    {"max-words": 20},
    {"length": {"unit": "words", "greater": 1, "less": 9}},
    "valid-json",
    {"json-schema": {"value": {"type": "object"}}},
    {"json-equals": {"value": {"days": 30}}},
    {"llm-judge": "The answer is polite."},
    {"max-cost": 0.01},
    {"max-latency-ms": 2000},
    {"any-of": [{"contains": "a"}, {"contains": "b"}]},
    {"called": "get_order"},
    "refusal",
]

_TEXT = st.text(
    st.characters(exclude_categories=["Cs"], exclude_characters="\x00\r"), max_size=30
) | st.sampled_from(
    ["0123456789012345", "no", "2026-11-20", "file://secret.txt", "{{ 7 * 7 }}", "{% endraw %}",
     "=1+1", "'=1", "-5", "null", "", " a ", "a, b", '{"a": 1}', "\u2028", "1e3", "~"]
)  # fmt: skip
_NAME = st.text("abcdefgh_.", min_size=1, max_size=8) | st.sampled_from(
    ["id", "expected", "labels", "row", "rowgate", "json", "messages", "input", "variables.id"]
)
_JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**60), 2**60) | st.floats(-1e6, 1e6) | _TEXT,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(_NAME, inner, max_size=3),
    max_leaves=6,
)
_MESSAGES = st.lists(
    st.fixed_dictionaries({"role": st.sampled_from(["user", "assistant", "system"]),
                           "content": _TEXT}), min_size=1, max_size=3,
)  # fmt: skip
_LABEL = st.text("abcdefgh-, ", min_size=1, max_size=8).filter(lambda text: text.strip() == text)
_CALLS = st.just({"tool_calls": [{"name": "get_order", "arguments": {"id": "A1"}}]})

_FIELDS = {
    "why": st.sampled_from(["incorrect-answer", "edge-case"]),
    "note": _TEXT.filter(bool),
    "labels": st.lists(_LABEL, max_size=3, unique=True),
    "response": _TEXT | _CALLS,
    "response_was": st.sampled_from(["wrong", "right", "unjudged"]),
    "expected": _JSON.filter(lambda value: value is not None),
    "evaluators": st.lists(st.sampled_from(CRITERIA), max_size=4),
    "repeat": st.just({"runs": 3, "pass": 2}),
    "advisory": st.booleans(),
    "known_failing": st.just({"reason": "a bug", "until": "2027-01-01"}),
    "links": st.just({"behavior": "overpromising"}),
    "metadata": st.dictionaries(_NAME, _TEXT, max_size=3),
    "source": st.just({"kind": "span", "trace_id": "t" * 32, "span_id": "0123456789012345"}),
}
_VARIABLES = (
    st.dictionaries(_NAME, _TEXT | _JSON, min_size=1, max_size=3)
    | _MESSAGES.map(lambda messages: {"messages": messages})
    | _TEXT.map(lambda text: {"question": text})
)
ROWS = st.builds(
    lambda variables, rest: row_of("refunds-b53242078cb5", {"variables": variables, **rest}),
    _VARIABLES,
    st.fixed_dictionaries({}, optional=_FIELDS),
)


def formats() -> dict[str, Any]:
    """Every built-in format by its name."""
    return Registry().named("exchange")


def both_ways() -> list[tuple[str, Form]]:
    """Every format that writes and reads, with each of its forms."""
    assert FORMATS
    return [
        (name, form)
        for name, each in formats().items()
        if hasattr(each, "read")
        for form in each.forms
    ]


def write(name: str, rows: list[Row], dataset: Dataset, form: Form) -> Written:
    """The rows as this format writes them."""
    written: Written = formats()[name].write(rows, dataset, form)
    return written


def read(name: str, content: bytes, form: Form) -> list[Item]:
    """The cases that this format reads out of a file, all of which must be some."""
    items = list(formats()[name].read(document(f"file.{form}", content)))
    assert all(isinstance(item, Item) for item in items), items
    return items
