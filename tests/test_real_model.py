"""docs/real-model.md with the real model: the gate says of its answers what they deserve.

How the model words an answer may differ from processor to processor. So it is asked again here,
beside rowgate, and every verdict is held to what it answered.
"""

from __future__ import annotations

import json
import re
import sys

import pytest
from openai import OpenAI

from tests.support.scratch import PROJECT

sys.path.insert(0, str(PROJECT / "examples"))
sys.path.insert(0, str(PROJECT / "examples" / "real_model"))
import play as real
import server
import session

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(server.weights() is None, reason="no model is installed: make model-demo"),
]

RIGHT = {"France": "Paris", "Switzerland": "Bern"}
STRICT = "You fill in forms. Answer with the name of the city and nothing else."
SHOWN = [
    {"role": "user", "content": "What is the capital of Italy?"},
    {"role": "assistant", "content": "The capital of Italy is Rome."},
]
BEFORE = {"before": [], "strict": [{"role": "system", "content": STRICT}], "example": SHOWN}
"""What each candidate of the page says before the question."""


@pytest.fixture(scope="module")
def played(tmp_path_factory):
    """What each command of the page printed, and which country each candidate gets right."""
    folder = tmp_path_factory.mktemp("real") / "atlas"
    folder.mkdir()
    steps = session.steps(real.PAGE.read_text(encoding="utf-8"))
    with real.model() as more:
        printed = {step.command: out for step, out in session.play(steps, folder, more)}
        truth = {
            candidate: {c for c in RIGHT if RIGHT[c] in answer(more["OPENAI_BASE_URL"], said, c)}
            for candidate, said in BEFORE.items()
        }
    return printed, truth, folder


def answer(address: str, said: list, country: str) -> str:
    asked = [*said, {"role": "user", "content": f"What is the capital of {country}?"}]
    with OpenAI(base_url=address, api_key="none") as client:
        done = client.chat.completions.create(
            model="any", messages=asked, temperature=0, seed=1, max_tokens=60
        )
    return done.choices[0].message.content


def output_of(printed: dict, beginning: str) -> str:
    return next(out for command, out in printed.items() if command.startswith(beginning))


def test_what_the_model_answered_in_production_is_in_the_rows(played):
    printed, _, folder = played
    assert "2 spans of 2 looked at" in output_of(printed, "rowgate find")
    rows = [path.read_text() for path in sorted(folder.glob("datasets/capitals/rows/*.yaml"))]
    assert [re.search(r"country: (\w+)", row)[1] for row in rows] == ["France", "Switzerland"]
    assert all("model: smollm2-135m-instruct" in row for row in rows)


@pytest.mark.parametrize("candidate", ["strict", "example"])
def test_the_gate_approves_what_answers_right_and_nothing_else(played, candidate):
    printed, truth, _ = played
    said = output_of(printed, f"rowgate gate --candidate {candidate}")
    wrong = RIGHT.keys() - truth[candidate]
    assert said.startswith("REJECTED" if wrong else "APPROVED"), said
    failed = re.findall(r"^fail .*/(\w+)-\w+\.yaml$", said, re.MULTILINE)
    assert sorted(failed) == sorted(country.lower() for country in wrong)


@pytest.mark.parametrize("candidate", ["strict", "example"])
def test_the_gate_says_what_was_fixed_and_what_regressed(played, candidate):
    printed, truth, _ = played
    said = output_of(printed, f"rowgate gate --candidate {candidate}")
    for word, countries in (
        ("fixed", truth[candidate] - truth["before"]),
        ("regressed", truth["before"] - truth[candidate]),
    ):
        told = re.findall(rf"^  {word} capitals/(\w+)-", said, re.MULTILINE)
        assert sorted(told) == sorted(country.lower() for country in countries)


def test_the_run_counts_tokens_and_names_the_model_that_answered(played):
    _, _, folder = played
    lines = [json.loads(line) for line in (folder / "runs/before.jsonl").read_text().splitlines()]
    answers = [line for line in lines if "outcome" in line]
    assert len(answers) == 2
    assert all(line["output"]["usage"]["output_tokens"] > 0 for line in answers)
    assert {line["version"] for line in answers} == {server.ALIAS}
