"""Plant a canary in every field, make every layer fail in turn, and look at everything that was
printed or written: nothing of it may be there."""

from __future__ import annotations

import json
import re

import pytest

from tests.support.otlp import genai_span, span_id, write_otlp

# Something every e-mail redactor takes for an address.
CANARY = "canary.bird" + "@" + "aviary-mail.net"

FAILING = {
    "redactor that raises": """
class Broken:
    name = "broken"
    fast = True
    def find(self, text):
        raise ValueError(f"cannot read {text}")
def rowgate_redactors(register):
    register(Broken())
""",
    "redactor of nonsense ranges": """
class Broken:
    name = "broken"
    fast = True
    def find(self, text):
        yield (0, len(text) + 7, text)
def rowgate_redactors(register):
    register(Broken())
""",
    "redactor that exits": """
class Broken:
    name = "broken"
    fast = True
    def find(self, text):
        raise SystemExit(text)
def rowgate_redactors(register):
    register(Broken())
""",
    "rule that raises": """
import rowgate
@rowgate.rule("ACME001", "breaks", release="error", exploratory="error")
def breaks(row, context):
    '''Breaks.'''
    raise KeyError(str(row))
def rowgate_rules(register):
    register(breaks)
""",
    "evaluator that raises": """
import rowgate
class Breaks(rowgate.Evaluator):
    '''Breaks.'''
    name = "breaks"
    def evaluate(self, output, row):
        raise RuntimeError(f"{output} {row}")
def rowgate_evaluators(register):
    register(Breaks)
""",
    "dialect that raises": """
class Breaks:
    name = "breaks"
    def detect(self, record):
        return True
    def apply(self, record, trace):
        raise RuntimeError(str(record))
def rowgate_dialects(register):
    register(Breaks())
""",
    "container that raises": """
class Breaks:
    name = "breaks"
    def detect(self, head):
        return True
    def read(self, stream):
        raise ValueError(stream.read().decode())
        yield
def rowgate_containers(register):
    register(Breaks())
""",
}


def trace(repository):
    span = genai_span(
        question=f"I am {CANARY}",
        answer=f"Hello {CANARY}",
        system=f"You help {CANARY}",
        variables={"question": f"I am {CANARY}", f"key of {CANARY}": CANARY,
                   "nested": json.dumps({"user": {"mail": CANARY}})},
        attributes={"gen_ai.prompt.name": CANARY, "gen_ai.conversation.id": CANARY,
                    "gen_ai.response.id": CANARY, "user.id": CANARY},
    )  # fmt: skip
    span["name"] = f"chat {CANARY}"
    span["status"] = {"message": f"of {CANARY}"}
    return write_otlp(repository.path / "traces" / "day.json", [span])


def add(repository):
    return repository.rowgate(
        "add", span_id("one"), "--from", trace(repository), "--to", "refund-policy", "--why",
        "incorrect-answer", "--label", "x",
    )  # fmt: skip


def assert_unseen(repository, *runs):
    for ran in runs:
        assert CANARY not in ran.all
        assert "canary" not in ran.all.lower()
        assert "Traceback" not in ran.all
    for name, content in repository.files().items():
        if not name.startswith("traces/"):
            assert b"canary.bird" not in content, name


def test_a_canary_in_every_field_is_nowhere_in_the_row(support):
    ran = add(support)
    assert ran.code == 0, ran.err
    assert_unseen(support, ran, support.rowgate("check"), support.rowgate("show", "x-"))


@pytest.mark.parametrize("layer", FAILING)
def test_a_layer_that_fails_does_not_sing(support, layer):
    support.write("plugins/broken.py", FAILING[layer])
    assert_unseen(support, add(support), support.rowgate("check", "--thorough"))


@pytest.mark.parametrize("layer", ["rule that raises", "evaluator that raises", *list(FAILING)[:2]])
def test_a_row_that_holds_a_canary_is_refused_without_showing_it(clean, layer):
    clean.write("plugins/broken.py", FAILING[layer])
    clean.edit(clean.row(), "It promised 60 days.", f"{CANARY} was promised 60 days.")
    if layer == "evaluator that raises":
        clean.edit(clean.row(), "evaluators:\n", "evaluators:\n  - breaks\n")
    runs = [
        clean.rowgate(*command)
        for command in (
            ["check"], ["check", "--thorough"], ["check", "--format", "json"], ["approve", "refunds"],
            ["redact", "--dry-run"],
        )
    ]  # fmt: skip
    for ran in runs:
        assert "canary" not in ran.all
        assert "Traceback" not in ran.all
    assert runs[0].code in (1, 2)


TELLING = (
    ["diff"], ["diff", "--format", "json"], ["diff", "--format", "markdown"],
    ["diff", "--format", "html"], ["diff", "--format", "github"],
    ["diff", "--report", "html=report.html", "--report", "markdown=report.md"],
    ["status"], ["status", "--json"], ["log"], ["log", "--json"], ["prove"],
    ["check", "--report", "junit=report.xml", "--report", "gitlab=report.json"],
)  # fmt: skip


def test_reports_of_a_row_that_holds_a_canary_go_out_without_it(clean):
    clean.git("add", "-A")
    clean.git("commit", "-qm", "clean")
    leak = f"{CANARY} was promised 60 days."
    clean.edit(clean.row(), "It promised 60 days.", leak)
    clean.edit(clean.row(), "variables:\n", f'variables:\n  "of {CANARY}": "{CANARY}"\n')
    runs = [clean.rowgate(*command) for command in TELLING]
    clean.git("add", "-A")
    clean.git("commit", "-qm", "leak")
    runs += [clean.rowgate("log", "--json"), clean.rowgate("diff", "HEAD~1", "--format", "json")]
    for ran in runs:
        assert "canary" not in ran.all
        assert "Traceback" not in ran.all
    assert '"after": "[EMAIL_1] was promised 60 days."' in runs[-1].out
    for name, content in clean.files().items():
        assert b"canary" not in content or name == clean.row(), name


@pytest.mark.parametrize("form", ["text", "json", "markdown", "junit", "github"])
def test_the_gate_tells_of_a_row_that_holds_a_canary_without_it(clean, form):
    clean.edit(clean.row(), "It promised 60 days.", f"{CANARY} was promised 60 days.")
    answer = json.dumps({"case": 1, "output": f"60 days, {CANARY}"})
    clean.write("answer.py", f"print({answer!r})\n")
    clean.write("rowgate.yaml", "format: 1\ncandidates:\n  next: {command: python answer.py}\n")
    ran = clean.rowgate("gate", "--candidate", "next", "--format", form)
    assert ran.code in (1, 4), ran.all
    assert "canary" not in ran.all
    for name, content in clean.files().items():
        assert b"canary" not in content or name in (clean.row(), "answer.py"), name


def test_a_change_of_owners_names_them(clean):
    clean.git("add", "-A")
    clean.git("commit", "-qm", "clean")
    path = "datasets/refund-policy/dataset.yaml"
    text = clean.read(path)
    assert "owners:" in text
    owner = "new.owner" + "@" + "aviary-mail.net"
    clean.write(path, re.sub(r"owners:.*\n(?:  *- .*\n)*", f"owners: [{owner}]\n", text))
    assert owner in clean.rowgate("diff", "--format", "json").out


def test_a_canary_typed_on_the_command_line_is_not_repeated(clean):
    runs = [
        clean.rowgate("annotate", "refunds", "--note", CANARY),
        clean.rowgate("annotate", "refunds", "--expected", CANARY),
        clean.rowgate("annotate", "refunds", "--label", CANARY),
        clean.rowgate("annotate", "refunds", "--metadata", f"who={CANARY}"),
        clean.rowgate("annotate", "refunds", "--evaluator", f"contains: {CANARY}"),
    ]
    assert [ran.code for ran in runs] == [1] * 5
    assert_unseen(clean, *runs)
