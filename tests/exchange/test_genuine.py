"""Files that the tools themselves wrote (their versions stand in the names) are read as meant."""

from __future__ import annotations

from typing import Any

import pytest

from rowgate.exchange.framing import document
from rowgate.flows.incoming import incoming
from rowgate.model.exchange import Item, Unread
from rowgate.plugins import Registry
from tests.support.exchanged import formats
from tests.support.scratch import DATA

FILES = {
    "pydantic_evals_2.62.0.yaml": "pydantic-evals",
    "pydantic_evals_2.62.0.json": "pydantic-evals",
    "deepeval_4.3.1.jsonl": "deepeval",
    "deepeval_4.3.1.json": "deepeval",
    "langfuse_5.0.4.items.json": "langfuse",
    "langsmith_0.15.0.jsonl": "langsmith",
    "mlflow_3.17.2.jsonl": "mlflow",
    "inspect_ai_0.3.285.jsonl": "inspect",
    "phoenix_client_3.5.0.dataset.json": "phoenix",
    "phoenix_client_3.5.0.examples.json": "phoenix",
    "braintrust_0.47.0.jsonl": "braintrust",
}


def read(name: str) -> list[Any]:
    path = DATA / "exchange" / name
    return list(formats()[FILES[name]].read(document(name, path.read_bytes())))


def lost(item: Item) -> set[str]:
    return {one.what for one in item.lost}


@pytest.mark.parametrize("name", FILES)
def test_the_format_is_told_from_the_content(name):
    (found,) = incoming(Registry(), [str(DATA / "exchange" / name)], None)
    assert found.format == FILES[name]
    assert found.unread == []
    assert found.cases


def test_every_genuine_file_is_among_them():
    assert {path.name for path in (DATA / "exchange").iterdir()} == set(FILES)


@pytest.mark.parametrize("name", [name for name in FILES if name.startswith("pydantic")])
def test_pydantic_evals(name):
    first, second, third = read(name)
    assert first.fields == {
        "variables": {"question": "How long? no"},
        "expected": "30 days",
        "metadata": {"tier": "gold", "n": "3"},
        "evaluators": [
            {"contains": "30"},
            {"contains": {"value": "DAYS", "ignore_case": True}},
            {"llm-judge": "It is polite."},
            {"matches-expected": {"fold_whitespace": False}},
            {"max-latency-ms": 2500},
        ],
    }
    assert first.name == "window"
    assert lost(first) == {"evaluator IsInstance"}
    assert second.fields["variables"] == {"input": "a bare text"}
    assert "expected" not in second.fields
    assert third.name == "0123"
    assert third.fields["variables"] == {"messages": [{"role": "user", "content": "Hi"}]}
    assert third.fields["expected"] == {"a": 1}


@pytest.mark.parametrize("name", [name for name in FILES if name.startswith("deepeval")])
def test_deepeval(name):
    first, second = read(name)
    assert first.fields == {
        "variables": {"input": "How long?"},
        "expected": "30 days",
        "response": {
            "text": "60 days",
            "tool_calls": [{"name": "get_order", "arguments": {"id": "A1"}}],
        },
        "note": "note",
        "metadata": {"tier": "gold"},
    }
    assert lost(first) == {"field context", "field retrieval_context", "field expected_tools"}
    assert second.fields == {"variables": {"input": "B?"}}


def test_langfuse_and_what_is_archived_there_is_no_failure():
    first, archived, bare = read("langfuse_5.0.4.items.json")
    assert first.fields == {
        "variables": {"question": "How long?"},
        "expected": "30 days",
        "metadata": {"tier": "gold"},
        "source": {
            "trace_id": "4bf92f3577b34da6a3ce929d0e0e4736",
            "span_id": "00f067aa0ba902b7",
        },
    }
    assert first.name == "0123456789012345"
    assert isinstance(archived, Unread)
    assert archived.meant
    assert bare.fields == {"variables": {"input": "a bare text"}}
    assert lost(first) == lost(bare) == set()


def test_langsmith():
    first, second = read("langsmith_0.15.0.jsonl")
    assert first.fields == {
        "variables": {"question": "How long?"},
        "expected": "30 days",
        "metadata": {"tier": "gold"},
    }
    assert second.fields["expected"] == {"a": 1, "b": 2}
    assert lost(first) == set()


def test_mlflow():
    first, second = read("mlflow_3.17.2.jsonl")
    assert first.fields == {
        "variables": {"question": "How long?"},
        "expected": "30 days",
        "metadata": {"tier": "gold"},
        "source": {"trace_id": "tr-1"},
    }
    assert lost(first) == {"expectation expected_facts"}
    assert second.fields == {"variables": {"question": "B?"}}


def test_inspect():
    first, second = read("inspect_ai_0.3.285.jsonl")
    assert first.fields == {
        "variables": {"input": "How long?"},
        "expected": "30 days",
        "metadata": {"tier": "gold"},
    }
    assert first.name == "1"
    assert second.fields == {
        "variables": {"messages": [{"role": "user", "content": "Hi"}], "choices": ["x", "y"]},
        "expected": ["a", "b"],
        "source": {"system": "Be brief."},
    }
    assert lost(second) == {"target"}


@pytest.mark.parametrize("name", [name for name in FILES if name.startswith("phoenix")])
def test_phoenix(name):
    (item,) = read(name)
    assert item.fields == {
        "variables": {"question": "How long?"},
        "expected": "30 days",
        "metadata": {"tier": "gold"},
    }
    assert item.name == "0123"
    assert lost(item) == set()


def test_braintrust():
    (item,) = read("braintrust_0.47.0.jsonl")
    assert item.fields == {
        "variables": {"input": "How long?"},
        "expected": "30 days",
        "labels": ["refunds"],
        "metadata": {"tier": "gold"},
    }
    assert item.name == "e1"
    assert lost(item) == set()
