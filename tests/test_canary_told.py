"""A canary in a row, a candidate or a judge: no command, report or run file repeats it."""

from __future__ import annotations

import json

import pexpect
import pytest

from tests.support.openai_server import Reply, openai_server
from tests.support.otlp import span_id
from tests.support.person import Person
from tests.test_canary import CANARY, add, assert_unseen


def leaking(repository):
    """A row into which somebody typed a canary, as a value and as a name, committed and tagged."""
    repository.git("add", "-A")
    repository.git("commit", "-qm", "clean")
    leak = f"{CANARY} was promised 60 days."
    repository.edit(repository.row(), "It promised 60 days.", leak)
    repository.edit(repository.row(), "variables:\n", f'variables:\n  "of {CANARY}": "{CANARY}"\n')
    repository.edit(repository.row(), "labels:\n", f"# says {CANARY}\nlabels:\n")
    repository.git("add", "-A")
    repository.git("commit", "-qm", "leak")


def test_no_command_that_looks_at_a_row_that_holds_a_canary_repeats_it(clean):
    leaking(clean)
    commands = (
        ["tag", "refund-policy", "v1"], ["tag"], ["tag", "--verify", "v1"], ["diff", "v1"],
        ["check", "--history"], ["check", "--ref", "HEAD"], ["check", "--staged"],
        ["check", "--format", "github"], ["columns", "refund-policy"], ["log", "refunds"],
        ["prove", "--format", "json"], ["approve", "refunds"], ["annotate", "refunds", "--label", "y"],
        ["verify", "refunds", "--from", "traces/day.json"], ["redact", "--dry-run"],
        ["add", span_id("one"), "--from", "traces/day.json", "--to", "refund-policy", "--update"],
        ["move", "refunds", "--to", "nowhere"],
    )  # fmt: skip
    for command in commands:
        ran = clean.rowgate(*command)
        assert "canary" not in ran.all.lower(), command
        assert "Traceback" not in ran.all, command
    assert "canary" not in clean.git("cat-file", "-p", "v1")
    for name, content in clean.files().items():
        assert b"canary" not in content or name == clean.row(), name


CANDIDATES = {
    "says it": f"print({json.dumps({'case': 1, 'output': f'60 days, {CANARY}'})!r})",
    "fails": f"import sys; print('{CANARY}'); sys.exit(3)",
    "speaks no JSON": f"print('of {CANARY}')",
    "answers something else": f"print({json.dumps({'case': 1, CANARY: CANARY})!r})",
    "calls a tool": "print("
    + repr(json.dumps({"case": 1, "output": {"text": "x", "finish_reason": CANARY, "tool_calls": [
        {"name": CANARY, "arguments": {CANARY: CANARY}}]}}))
    + ")",
    "is killed": f"import os; print('{CANARY}', flush=True); os.kill(os.getpid(), 9)",
}  # fmt: skip


@pytest.mark.parametrize("candidate", CANDIDATES)
def test_runs_shards_and_reports_of_a_candidate_hold_no_canary(clean, candidate):
    clean.write("answer.py", CANDIDATES[candidate] + "\n")
    clean.write("rowgate.yaml", "format: 1\ncandidates:\n  next: {command: python answer.py}\n")
    run = "runs/next.jsonl"
    runs = [
        clean.rowgate(*command)
        for command in (
            ["run", "--candidate", "next", "--out", run],
            ["run", "--candidate", "next", "--out", "runs/1.jsonl", "--shard", "1/1"],
            ["merge", "runs/1.jsonl", "--out", "runs/merged.jsonl"],
            ["gate", "--run", run, "--report", "html=r.html", "--report", "markdown=r.md"],
            ["gate", "--candidate", "next", "--baseline", run, "--report", "junit=r.xml"],
        )
    ]
    for ran in runs:
        assert "canary" not in ran.all.lower(), ran.all
        assert "Traceback" not in ran.all
    for name, content in clean.files().items():
        assert b"canary" not in content or name == "answer.py", name


JUDGES = {
    "quotes": lambda _: json.dumps({"verdict": "fail", "reason": f"It says {CANARY}."}),
    "speaks no JSON": lambda _: f"fail, it says {CANARY}",
    "refuses the key": lambda _: Reply(status=401, raw=json.dumps({"error": CANARY}).encode()),
    "breaks": lambda _: Reply(status=500, raw=CANARY.encode()),
}


@pytest.mark.parametrize("judge", JUDGES)
def test_what_a_judge_says_stays_in_its_cache_which_is_its_users_alone(raw, tmp_path, judge):
    raw.ok(
        "annotate", "refunds", "--expected", "Returns are accepted within 30 days.",
        "--evaluator", "llm-judge: The answer gives 30 days.",
    )  # fmt: skip
    raw.write("answer.py", CANDIDATES["says it"] + "\n")
    raw.write("rowgate.yaml", "format: 1\ncandidates:\n  next: {command: python answer.py}\n")
    with openai_server(JUDGES[judge]) as server:
        raw.env |= {
            "XDG_CACHE_HOME": str(tmp_path / "cache"), "ROWGATE_JUDGE_MODEL": "j",
            "ROWGATE_JUDGE_BASE_URL": server.base_url, "ROWGATE_JUDGE_API_KEY": CANARY,
        }  # fmt: skip
        runs = [
            raw.rowgate("gate", "--candidate", "next", "--report", "markdown=r.md"),
            raw.rowgate("run", "--candidate", "next", "--out", "runs/next.jsonl"),
        ]
    for ran in runs:
        assert "canary" not in ran.all.lower(), ran.all
        assert "Traceback" not in ran.all
    for name, content in raw.files().items():
        assert b"canary" not in content or name == "answer.py", name
    for path in (tmp_path / "cache").rglob("*"):
        if path.is_file() and b"canary" in path.read_bytes():
            assert path.stat().st_mode & 0o077 == 0
            assert "judge" in path.parts


def test_a_damaged_run_is_refused_without_what_stands_in_it(clean):
    clean.write("runs/bad.jsonl", f'{{"format": 1, "{CANARY}": "{CANARY}"}}\n{CANARY}\n')
    for command in (["gate", "--run"], ["merge", "--out", "runs/m.jsonl"]):
        ran = clean.rowgate(*command, "runs/bad.jsonl")
        assert ran.code == 2
        assert "canary" not in ran.all
        assert "Traceback" not in ran.all


def test_a_disk_that_takes_nothing_leaves_no_canary_behind(support):
    rows = support.path / "datasets" / "refund-policy" / "rows"
    assert not rows.exists()
    rows.write_text("a file where the folder should be")
    ran = add(support)
    assert ran.code != 0
    assert_unseen(support, ran)


def test_an_editor_that_leaves_a_canary_is_told_so_without_it(clean, tmp_path):
    editor = tmp_path / "editor.sh"
    editor.write_text(f'#!/bin/sh\nsed -i "s/It promised/{CANARY} promised/" "$1"\n')
    editor.chmod(0o755)
    ada = Person(clean, "annotate", "refunds", "--edit", EDITOR=str(editor), VISUAL=str(editor))
    ada.process.expect(r"edit again\? \[Y/n\] ")
    seen = str(ada.process.before)
    ada.process.send("n")
    ada.process.expect(pexpect.EOF)
    seen += str(ada.process.before)
    assert "canary" not in seen
    assert "Traceback" not in seen
    for name, content in clean.files().items():
        assert b"canary" not in content, name


FILES = {
    "cases.jsonl": "\n".join(
        (
            json.dumps({"input": {"question": f"I am {CANARY}", f"of {CANARY}": CANARY},
                        "expected": f"Dear {CANARY}, 30 days.", "metadata": {CANARY: CANARY}}),
            json.dumps({"question": f"I am {CANARY}", "labels": [CANARY], "why": CANARY}),
            f"broken {CANARY}",
            json.dumps([CANARY]),
        )
    ),
    "cases.csv": f"question,{CANARY}\nI am {CANARY},{CANARY}\n{CANARY},{CANARY},{CANARY}\n",
    "cases.yaml": f"prompts: ['{CANARY}']\ntests:\n  - vars: {{question: '{CANARY}'}}\n"
    f"    assert: [{{type: contains, value: '{CANARY}'}}]\n    description: '{CANARY}'\n",
    "cases.json": json.dumps({CANARY: [CANARY]}),
}  # fmt: skip


@pytest.mark.parametrize("name", FILES)
@pytest.mark.parametrize("more", [[], ["--json"]], ids=["text", "json"])
def test_what_is_imported_or_refused_shows_no_canary(support, name, more):
    support.write(f"traces/{name}", FILES[name])
    ran = support.rowgate("import", f"traces/{name}", "--to", "refund-policy", "--why",
                          "edge-case", "--skip-bad", *more)  # fmt: skip
    assert_unseen(support, ran)


@pytest.mark.parametrize("form", ["jsonl", "csv", "promptfoo", "openai-evals"])
def test_a_row_that_holds_a_canary_is_not_exported_with_it(clean, form):
    leaking(clean)
    ran = clean.rowgate("export", "refund-policy", "--format", form)
    assert ran.code == 1
    assert "canary" not in ran.all.lower(), ran.all
    assert "email in" in ran.err
    assert "rowgate redact refunds-" in ran.err
    clean.rowgate("export", "refund-policy", "--format", form, "--output", "out.txt")
    for path, content in clean.files().items():
        assert b"canary" not in content or path == clean.row(), path
