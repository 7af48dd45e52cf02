"""`run`: outputs and verdicts of a candidate, in a file that holds nothing it should not."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import time

import pytest

from tests.support.gating import Gating
from tests.support.scratch import Scratch

BOT = """
def answer(question):
    return f"The answer {question.split()[-2]} is right."

async def later(variables):
    return {"text": answer(**variables), "cost": 0.001, "usage": {"input_tokens": 7}}

def whole(case):
    assert case._fields == ("number", "variables", "session")
    return answer(**case.variables)

class Later:
    async def __call__(self, variables):
        return answer(**variables)

called = Later()

def other(query):
    return query
"""
BATCH = """
import json, sys
for line in reversed(list(sys.stdin)):
    case = json.loads(line)
    print(json.dumps({"case": case["case"], "output": "The answer " + case["variables"]["question"].split()[-2]}))
"""


@pytest.fixture
def gating(scratch: Scratch, monkeypatch: pytest.MonkeyPatch) -> Gating:
    monkeypatch.setattr(sys, "path", list(sys.path))
    monkeypatch.setattr(sys, "dont_write_bytecode", True)
    made = Gating(scratch)
    made.rows(3)
    scratch.write("bot.py", BOT)
    scratch.write("batch.py", BATCH)
    return made


def run(gating: Gating, settings: dict, *more: str):
    for path in (gating.scratch.path / "runs").glob("*"):
        path.unlink()
    sys.modules.pop("bot", None)  # of another repository
    gating.config({"next": settings})
    return gating.scratch.rowgate("run", *more)


@pytest.mark.parametrize(
    "settings",
    [
        {"python": "bot:answer"},
        {"python": "bot:later"},
        {"python": "bot:whole"},
        {"python": "bot:called"},
        {"command": "python batch.py"},
        {"command": ["python", "batch.py"], "per": "row", "reads": "json"},
        {"command": ["sed", "s/.*after \\([0-9]*\\) .*/answer \\1/"], "per": "row"},
    ],
    ids=["function", "coroutine", "case", "object", "batch", "json-per-row", "text-per-row"],
)
def test_every_row_is_asked_and_judged(gating, settings):
    ran = run(gating, settings)
    assert ran.code == 0, ran.all
    assert ran.out.endswith("3 outputs: 3 pass\n")
    header, *rows, end = gating.lines()
    assert header["rowgate_run"] == 1
    assert header["candidate"] == "next"
    assert header["datasets"][0]["name"] == "refunds"
    assert header["datasets"][0]["digest"].startswith("sha256:")
    assert header["cases"] == 3
    assert {row["outcome"] for row in rows} == {"pass"}
    assert all(row["verdicts"][0]["evaluator"] == "contains" for row in rows)
    assert end == {"end": {"versions": []}}


def test_a_candidate_sees_variables_under_an_opaque_number_and_nothing_else(gating):
    gating.row(
        4,
        note="the note",
        labels=["the-label"],
        expected="the expected",
        links={"incident": "INC-7"},
    )
    gating.scratch.write("spy.py", "import sys; open('seen', 'w').write(sys.stdin.read())")
    run(gating, {"command": "python spy.py"})
    seen = gating.scratch.read("seen")
    for line in map(json.loads, seen.splitlines()):
        assert line.keys() == {"case", "session", "variables"}
        assert line["variables"].keys() == {"question"}
    for word in ("row-", "note", "label", "expected", "INC", "answer", "refunds"):
        assert word not in seen


def test_placeholders_are_filled_for_the_candidate_and_turned_back_for_everybody_else(gating):
    for at in (1, 2, 3):
        (gating.scratch.path / f"datasets/refunds/rows/row-{at:012x}.yaml").unlink()
    gating.row(
        4,
        variables={"question": "I am [EMAIL_1], call [PHONE_2]."},
        evaluators=[{"contains": "[EMAIL_1] at [PHONE_2]"}],
    )
    gating.scratch.write(
        "bot.py",
        "def answer(question):\n    assert '[' not in question\n    return 'Hello Ada1@Example.com at (202) 555-0102, bob@corp-mail.net'",
    )
    ran = run(gating, {"python": "bot:answer"})
    assert ran.code == 0, ran.all
    (line,) = gating.lines()[1:-1]
    assert line["output"]["text"] == "Hello [EMAIL_1] at [PHONE_2], [EMAIL_2]"
    assert line["redactions"] == {"email": 1}


def test_a_run_file_holds_no_personal_data_not_in_reasons_nor_calls(gating):
    gating.dataset(evaluators=[{"equals": "nothing"}])
    secret = "bob.miller@corp-mail.net"
    gating.scratch.write(
        "bot.py",
        f"def answer(question):\n    return {{'text': '{secret}', 'refusal': 'no, {secret}', 'tool_calls': [{{'name': 'mail', 'arguments': {{'{secret}': ['{secret}']}}}}], 'usage': {{'{secret}': 1}}, 'version': '{secret}'}}",
    )
    run(gating, {"python": "bot:answer"})
    text = gating.scratch.read(gating.run_file())
    assert "[EMAIL_1]" in text
    assert "miller" not in text


@pytest.mark.parametrize(
    ("code", "reason"),
    [
        ("raise ValueError(question)", "raised ValueError"),
        ("return None", "the answer is neither text nor a mapping"),
        ("return {'txt': 'a'}", "the answer has an unknown field txt: did you mean text?"),
        ("return {'text': 'a', 'cost': float('nan')}", "the answer's cost is no number to go by"),
        ("import time; time.sleep(5)", "no answer within 0.1 seconds"),
        ("raise SystemExit(0)", "ended by SystemExit"),
        ("return Output(text=5)", "the answer's text is of the wrong form"),
        ("return Output(text='a', cost=float('nan'))", "the answer's cost is no number to go by"),
        ("return Output(text='a', usage={'x': {1}})", "the answer's usage is of the wrong form"),
        (
            "return Output(text='a', tool_calls=[{'name': object()}])",
            "the answer's tool_calls are of the wrong form",
        ),
    ],
)  # fmt: skip
def test_a_candidate_that_fails_leaves_its_rows_unknown(gating, code, reason):
    gating.scratch.write("bot.py", f"from rowgate import Output\ndef answer(question):\n    {code}")
    ran = run(gating, {"python": "bot:answer", "timeout": 0.1, "retries": 0})
    assert ran.code == 4
    assert "3 unknown" in ran.out
    assert all(row["reason"].startswith(reason) for row in gating.lines()[1:-1])
    assert "return this" not in ran.all
    assert gating.scratch.rowgate("gate", "--run", gating.run_file()).code == 4


def test_a_batch_program_that_ends_early_leaves_the_rest_unknown(gating):
    gating.scratch.write(
        "batch.py", BATCH.replace("print", "sys.exit(3) if case['case'] == 1 else print")
    )
    ran = run(gating, {"command": "python batch.py"})
    assert ran.code == 4
    outcomes = [(row["outcome"], row.get("reason")) for row in gating.lines()[1:-1]]
    assert outcomes.count(("pass", None)) == 2
    assert ("unknown", "the candidate ended with exit code 3") in outcomes


def test_an_error_that_passes_is_tried_again(gating):
    gating.scratch.write(
        "bot.py",
        BOT
        + "tries = []\ndef flaky(question):\n    tries.append(question)\n    if tries.count(question) < 2:\n        raise ConnectionError\n    return answer(question)\n",
    )
    ran = run(gating, {"python": "bot:flaky"})
    assert ran.code == 0
    assert {row["attempts"] for row in gating.lines()[1:-1]} == {2}


def test_resume_asks_again_for_what_is_unknown_and_for_nothing_else(gating):
    gating.scratch.write(
        "bot.py",
        "import pathlib\n"
        + BOT
        + "def some(question):\n    with open('asked', 'a') as file:\n        file.write(question + '\\n')\n    if ' 2 ' in question and not pathlib.Path('mended').exists():\n        raise ValueError\n    return answer(question)\n",
    )
    assert run(gating, {"python": "bot:some"}).code == 4
    path = gating.run_file()
    text = gating.scratch.read(path)
    gating.scratch.write(path, text[: text.rindex('{"end"')] + '{"dataset": "refunds", "ro')
    gating.scratch.write("mended", "")
    ran = gating.scratch.rowgate("run", "--resume", path)
    assert ran.code == 0, ran.all
    assert gating.scratch.read("asked").count(" 2 ") == 2
    assert gating.scratch.read("asked").count("\n") == 4
    assert gating.scratch.rowgate("gate", "--run", path).code == 0


def test_resume_refuses_a_run_of_other_content(gating):
    run(gating, {"python": "bot:answer"})
    gating.row(1, evaluators=[{"contains": "something else"}])
    ran = gating.scratch.rowgate("run", "--resume", gating.run_file())
    assert ran.code == 1
    assert "the datasets changed" in ran.err
    gating.row(1)
    gating.config({"next": {"python": "bot:later"}})
    ran = gating.scratch.rowgate("run", "--resume", gating.run_file())
    assert ran.code == 1
    assert "as it was set up then" in ran.err


def test_ctrl_c_keeps_what_is_done(gating):
    gating.scratch.write(
        "bot.py",
        "import time\n"
        + BOT
        + "def slow(question):\n    if ' 3 ' in question:\n        time.sleep(60)\n    return answer(question)\n",
    )
    gating.config({"next": {"python": "bot:slow"}})
    command = [sys.executable, "-m", "rowgate", "run"]
    process = subprocess.Popen(
        command, cwd=gating.scratch.path, env=gating.scratch.env, stderr=subprocess.PIPE
    )
    for _ in range(200):
        time.sleep(0.05)
        files = list((gating.scratch.path / "runs").glob("*"))
        if files and files[0].read_bytes().count(b"\n") == 3:
            break
    started = time.monotonic()
    process.send_signal(signal.SIGINT)
    _, err = process.communicate(timeout=10)
    assert time.monotonic() - started < 5
    assert process.returncode == 130
    assert (
        f"stopped: 2 of 3 are done and kept; rowgate run --resume {gating.run_file()}"
        in err.decode()
    )
    assert [row["outcome"] for row in gating.lines()[1:]] == ["pass", "pass"]


def test_a_rate_is_kept(gating):
    started = time.monotonic()
    assert run(gating, {"python": "bot:answer", "rate": 10}).code == 0
    assert time.monotonic() - started > 0.2


def test_repeats_have_a_session_each(gating):
    gating.row(4, repeat={"runs": 3})
    gating.scratch.write(
        "bot.py",
        BOT
        + "def noted(case):\n    with open('sessions', 'a') as file:\n        file.write(case.session + '\\n')\n    return answer(**case.variables)\n",
    )
    assert run(gating, {"python": "bot:noted", "concurrency": 1}).code == 0
    sessions = gating.scratch.read("sessions").split()
    assert len(sessions) == len(set(sessions)) == 6


# --- shards -------------------------------------------------------------------


def shards(gating: Gating, count: int = 3) -> list[str]:
    sys.modules.pop("bot", None)
    gating.config({"next": {"python": "bot:answer"}})
    paths = []
    for part in range(1, count + 1):
        path = f"runs/{part}.jsonl"
        gating.scratch.ok("run", "--shard", f"{part}/{count}", "--out", path)
        paths.append(path)
    return paths


def test_shards_are_joined_into_the_run_they_are_parts_of(gating):
    gating.rows(20)
    paths = shards(gating)
    ran = gating.scratch.rowgate("gate", "--run", paths[0])
    assert ran.code == 4, "one shard is not the run"
    gating.scratch.ok("merge", *reversed(paths), "--out", "runs/all.jsonl")
    assert len(gating.lines("runs/all.jsonl")) == 22
    assert gating.scratch.rowgate("gate", "--run", "runs/all.jsonl").code == 0


def test_merge_refuses_gaps_and_overlaps(gating):
    gating.rows(12)
    one, two, three = shards(gating)

    def refused(*paths: str) -> str:
        ran = gating.scratch.rowgate("merge", *paths, "--out", "runs/all.jsonl")
        assert ran.code in (1, 2)
        assert not (gating.scratch.path / "runs/all.jsonl").exists()
        return ran.err

    assert "shard 2 of 3 is missing" in refused(one, three)
    assert "runs/1.jsonl is named twice" in refused(one, two, one, three)
    gating.scratch.write("runs/copy.jsonl", gating.scratch.read(one))
    assert "are both shard 1/3" in refused(one, two, three, "runs/copy.jsonl")
    lines = gating.scratch.read(one).splitlines(keepends=True)
    gating.scratch.write("runs/short.jsonl", "".join(lines[:1] + lines[2:]))
    assert "1 of 12 outputs is in no shard" in refused("runs/short.jsonl", two, three)
    gating.scratch.write("runs/short.jsonl", "".join(lines[:-1][:-1]))
    said = refused("runs/short.jsonl", two, three)
    assert said.endswith("in no shard; rowgate run --resume runs/short.jsonl\n"), said
    gating.scratch.write("runs/more.jsonl", gating.scratch.read(two) + lines[1])
    assert "which another shard holds too" in refused(one, "runs/more.jsonl", three)
    gating.row(13)
    gating.scratch.ok("run", "--shard", "3/3", "--out", "runs/other.jsonl")
    assert "is not of the same run" in refused(one, two, "runs/other.jsonl")


@pytest.mark.parametrize("shard", ["0/3", "4/3", "1", "a/b", "1/0"])
def test_a_shard_that_is_none_is_refused(gating, shard):
    gating.config({"next": {"python": "bot:answer"}})
    assert gating.scratch.rowgate("run", "--shard", shard).code == 2


# --- wrong settings -----------------------------------------------------------


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        ({"comand": "x"}, "did you mean command?"),
        ({"command": "x", "python": "a:b"}, "two things at once"),
        ({"command": "no-such-program"}, "no program that can be started"),
        ({"python": "nothing"}, "write python: module:function"),
        ({"python": "nothing:here"}, "No module named 'nothing'"),
        ({"outputs": "none.jsonl"}, "cannot be read"),
        ({"python": "bot:answer", "concurrency": 0}, "at least 1"),
    ],
)
def test_a_candidate_that_cannot_be_set_up_is_refused_before_anything_is_written(
    gating, settings, said
):
    ran = run(gating, settings)
    assert ran.code == 2
    assert said in ran.err
    assert not list((gating.scratch.path / "runs").glob("*"))


def test_a_version_of_a_dataset_is_run_and_gated_without_checking_it_out(gating):
    gating.scratch.git("add", ".")
    gating.scratch.git("commit", "-qm", "rows")
    gating.row(1, evaluators=[{"contains": "no such answer"}])
    assert run(gating, {"python": "bot:answer"}).out.endswith("2 pass, 1 fail\n")
    assert run(gating, {"python": "bot:answer"}, "refunds@HEAD").code == 0
    header = gating.lines()[0]
    assert header["datasets"][0]["ref"] == "HEAD"
    path = gating.run_file()
    assert gating.scratch.rowgate("gate", "refunds@HEAD", "--run", path).code == 0
    assert gating.scratch.rowgate("gate", "--run", path).code == 1
    assert gating.scratch.rowgate("run", "--resume", path).code == 0
    ran = gating.scratch.rowgate("gate", "refund@HEAD", "--run", path)
    assert ran.code == 2
    assert gating.scratch.rowgate("gate", "refunds@nowhere", "--run", path).code == 2


def test_progress_is_shown_on_a_terminal_only(gating):
    import os
    import pty

    gating.config({"next": {"python": "bot:later"}})
    above, below = pty.openpty()
    command = [sys.executable, "-m", "rowgate", "run"]
    done = subprocess.run(
        command,
        cwd=gating.scratch.path,
        env=gating.scratch.env,
        stderr=below,
        stdout=subprocess.PIPE,
    )
    os.close(below)
    shown = os.read(above, 10_000).decode()
    os.close(above)
    assert done.returncode == 0
    assert "3/3" in shown
    assert "/s  0 fail  0 unknown  0.0030 USD" in shown
    assert "\r" not in gating.scratch.process("run").all


# --- a program that answers oddly -------------------------------------------------

START = """
import json, sys
cases = [json.loads(line) for line in sys.stdin]
def right(case):
    return "The answer " + case["variables"]["question"].split()[5]
def say(case, **answer):
    print(json.dumps({"case": case["case"], **answer}), flush=True)
"""


def odd(gating: Gating, program: str, **more):
    gating.scratch.write("odd.py", START + program)
    return run(gating, {"command": "python odd.py", "retries": 0, **more})


@pytest.mark.parametrize("order", ["right(c), 'wrong'", "'wrong', right(c)", "right(c), right(c)"])
def test_a_case_that_is_answered_twice_decides_nothing(gating, order):
    ran = odd(gating, f"for c in cases:\n    for text in ({order}): say(c, output=text)")
    assert ran.code == 4
    assert "3 unknown" in ran.out
    gated = gating.scratch.rowgate("gate", "--candidate", "next")
    assert gated.code == 4
    assert "the candidate answered this case more than once" in gated.out


@pytest.mark.parametrize(
    ("program", "remark"),
    [
        ("print('Loading.')\nfor c in cases: say(c, output=right(c))", "1 line of its output"),
        (
            "for c in cases: say(c, output=right(c)); say({'case': 99}, output='?')",
            "3 lines of its output answer no case that it was asked",
        ),
        (
            "for c in cases: say(c, output=right(c))\nsys.exit(3)",
            "the candidate ended with exit code 3 after its answers",
        ),
    ],
    ids=["talks", "answers-others", "ends-badly"],
)
def test_what_is_odd_about_a_program_is_told_though_every_case_is_answered(gating, program, remark):
    ran = odd(gating, program)
    assert ran.code == 0, ran.all
    assert remark in ran.err
    gated = gating.scratch.rowgate("gate", "--candidate", "next")
    assert gated.code == 0
    assert f"note: {remark}" in gated.out


@pytest.mark.parametrize(
    ("program", "reason"),
    [
        ("pass", "the candidate gave no output for this case"),
        ("print('{not json')", "no output for this case: 1 line of its output answer no case"),
        ("for c in cases: say({'case': str(c['case'])}, output='a')", "3 lines of its output"),
        ("sys.stdout.buffer.write(bytes(range(256)))", "of its output answer no case"),
        ("for c in cases: say(c, output=None)", "`output` is neither text nor"),
        ("for c in cases: say(c, output={'text': 'a', 'cost': float('nan')})", "holds NaN"),
        ("for c in cases: say(c, error='quota')", "the candidate reports an error"),
        (
            "for c in cases: say(c, output='a') if c['case'] == 1 else 0\nsys.exit(1)",
            "ended with exit code 1",
        ),
        ("sys.stdout.write(json.dumps({'case': 1, 'output': 'answ'})[:-4])", "1 line of its"),
    ],
    ids=["nothing", "rubbish", "text-numbers", "bytes", "null", "nan", "error", "crash", "partial"],
)  # fmt: skip
def test_what_a_program_did_not_answer_is_unknown_and_says_why(gating, program, reason):
    ran = odd(gating, program)
    assert ran.code == 4
    assert "pass" not in ran.out
    assert any(reason in line.get("reason", "") for line in gating.lines()[1:-1])


def test_a_shard_without_a_row_says_so_and_is_no_failure(gating):
    ran = run(gating, {"python": "bot:answer"}, "--shard", "1/97")
    assert ran.code == 0, ran.all
    assert "0 outputs: no row falls into this shard" in ran.out


def test_a_program_that_writes_nothing_has_not_answered(gating):
    gating.row(1, evaluators=[{"not-contains": "60 days"}])
    gating.config({"next": {"command": "true", "per": "row"}})
    assert gating.scratch.rowgate("run").code == 4
    assert gating.lines()[1]["reason"] == "the candidate wrote nothing"


def test_a_function_that_takes_other_columns_is_told_from_one_that_raises(gating):
    assert run(gating, {"python": "bot:other"}).code == 4
    assert gating.lines()[1]["reason"] == "the function does not take the row's columns: question"
