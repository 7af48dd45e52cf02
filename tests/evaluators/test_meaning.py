"""The example of an evaluator by embeddings, as a user copies it, against a real server."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support.gating import Gating
from tests.support.http_app import Asked, Reply, http_app
from tests.support.scratch import Scratch

EXAMPLE = Path(__file__).parents[2] / "examples/plugins/meaning.py"
SAME = {"refund": "money", "reimburse": "money", "days": "time", "weeks": "time"}
"""Words that the server finds alike: what a model learned, in small."""


def embedded(asked: Asked) -> object:
    """A vector that counts letters of words, words of one meaning counted as one."""
    assert asked.path == "/v1/embeddings"
    assert asked.headers["authorization"] == "Bearer key-of-the-test"
    vector = [0.0] * 26
    for word in asked.body["input"].casefold().split():
        for letter in SAME.get(word.strip("."), word):
            if letter.isascii() and letter.isalpha():
                vector[ord(letter) - ord("a")] += 1.0
    return {"object": "list", "data": [{"object": "embedding", "index": 0, "embedding": vector}]}


@pytest.fixture
def gating(scratch: Scratch, monkeypatch: pytest.MonkeyPatch) -> Gating:
    made = Gating(scratch)
    scratch.write("plugins/meaning.py", EXAMPLE.read_text(encoding="utf-8"))
    row = made.row(1, expected="We refund within 30 days.", evaluators=[{"similar-meaning": 0.95}])
    made.recorded({row: "We reimburse within 30 weeks."})
    monkeypatch.setenv("EMBEDDINGS_API_KEY", "key-of-the-test")
    monkeypatch.setenv("EMBEDDINGS_MODEL", "small")
    return made


def test_other_words_of_the_same_meaning_pass_and_another_meaning_fails(gating, monkeypatch):
    with http_app(embedded) as app:
        monkeypatch.setenv("EMBEDDINGS_URL", f"{app.url}/v1")
        assert gating.scratch.rowgate("gate").code == 0
        gating.recorded({f"row-{1:012x}": "Zip. Buy new headphones, keep quiet."})
        gated = gating.scratch.rowgate("gate")
    assert gated.code == 1
    assert "similar-meaning: 0." in gated.out


@pytest.mark.parametrize("answer", [{"data": []}, Reply(status=500), {"error": "no"}])
def test_a_server_that_does_not_embed_leaves_it_undecided(gating, monkeypatch, answer):
    with http_app(lambda _: answer) as app:
        monkeypatch.setenv("EMBEDDINGS_URL", f"{app.url}/v1")
        gated = gating.scratch.rowgate("gate")
    assert gated.code == 4
    assert "similar-meaning: raised" in gated.out


def test_without_a_server_it_says_what_to_set(gating):
    gated = gating.scratch.rowgate("gate")
    assert gated.code == 4
    assert "set EMBEDDINGS_URL" in gated.out
