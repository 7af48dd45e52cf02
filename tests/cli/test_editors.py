"""What people see in an editor: a real YAML language server, given what rowgate writes."""

from __future__ import annotations

import pytest

from tests.support.language_server import language_server

pytestmark = pytest.mark.slow

DATASET = "datasets/refund-policy/dataset.yaml"


@pytest.fixture
def server(clean):
    clean.ok("approve", "refunds")
    with language_server(clean.path) as running:
        yield running


def test_what_rowgate_writes_is_underlined_nowhere(clean, server):
    for name in (clean.row(), DATASET, "rowgate.yaml"):
        assert server.problems(clean.path / name, clean.read(name)) == [], name


def test_mistakes_are_underlined(clean, server):
    text = clean.read(clean.row())
    wrong = text.replace("response_was: wrong", "response_was: wrnog").replace("note:", "notes:")
    said = " ".join(server.problems(clean.path / clean.row(), wrong))
    assert "notes" in said
    assert "wrong" in said
    assert "unjudged" in said


def test_fields_are_offered(clean, server):
    path = clean.path / clean.row()
    text = clean.read(clean.row()) + "\n"
    server.problems(path, text)
    offered = server.completions(path, text.count("\n") - 1, 0)
    assert {"known_failing", "metadata", "links"} <= set(offered)


def test_evaluators_of_plugins_and_their_parameters_are_offered(clean):
    clean.write(
        "plugins/ours.py",
        '''
from rowgate import Evaluator, Verdict, hookimpl

class Polite(Evaluator):
    """The answer says please.

    - `times`: How often, at least.
    """

    name = "polite"
    times: int = 1

    def evaluate(self, output, row):
        return Verdict("pass")

@hookimpl
def rowgate_evaluators(register):
    register(Polite)
''',
    )
    clean.ok("schema", "--write")
    path = clean.path / clean.row()
    head, _, _ = clean.read(clean.row()).partition("evaluators:")
    text = f"{head}evaluators:\n  - polite:\n      \n  - \n"
    with language_server(clean.path) as server:
        server.problems(path, text)
        lines = text.split("\n")
        assert "times" in server.completions(path, len(lines) - 4 + 1, 6)
        offered = server.completions(path, len(lines) - 2, 4)
    assert {"polite", "contains-any", "max-words"} <= {label.split(":")[0] for label in offered}
