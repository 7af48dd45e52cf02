"""Rows as tests: what a user of pytest sees."""

from __future__ import annotations

import sys
import tomllib
from importlib.metadata import entry_points
from pathlib import Path

import pytest

from tests.support.scratch import PROJECT, Scratch

pytest_plugins = ["pytester"]

INSTALLED = entry_points(group="pytest11", name="rowgate")
# An editable install that is older than the entry point does not know it.
LOADED = () if INSTALLED else ("-p", "rowgate.pytest_plugin")

ROW = """\
format: 1
why: incorrect-answer
labels: [{label}]
variables:
  question: {question}
response: You have 60 days.
response_was: wrong
expected: Within 30 days.
evaluators:
  - contains: 30 days
{more}review:
  status: pending
source:
  kind: manual
"""
ANSWERS = {"tone": "You have 60 days.", "policy": "Within 30 days."}
TEST = """\
import pytest

ANSWERS = {"Tone?": "You have 60 days.", "Policy?": "Within 30 days."}

@pytest.mark.rowgate("refund-policy")
def test_refunds(row):
    row.judge(ANSWERS[row.variables["question"]])
"""


@pytest.fixture
def shop(pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch) -> Scratch:
    """A repository with two rows, one of which its program answers wrongly, and its test."""
    monkeypatch.setenv("COLUMNS", "200")
    monkeypatch.delenv("ROWGATE_JUDGE_MODEL", raising=False)
    repository = Scratch(pytester.path)
    repository.write("rowgate.yaml", "format: 1\n")
    write_dataset(repository, "refund-policy")
    for label, ending in (("tone", "0" * 12), ("policy", "1" * 12)):
        write_row(repository, label, ending)
    repository.write("tests/test_refunds.py", TEST)
    return repository


def write_dataset(shop: Scratch, name: str) -> None:
    # By hand: pytester forgets what was imported since it began, so nothing of rowgate may be.
    text = "format: 1\nproject: shop\ngate: release\ncolumns:\n  question: text\nresponse: text\n"
    shop.write(f"datasets/{name}/dataset.yaml", text)


def write_row(shop: Scratch, label: str, ending: str, more: str = "") -> str:
    question = f"{label.split()[0].title()}?"
    name = f"datasets/refund-policy/rows/{label.split()[0]}-{ending}.yaml"
    shop.write(name, ROW.format(label=label, question=question, more=more))
    return name


def run(pytester: pytest.Pytester, *options: str) -> pytest.RunResult:
    """Runs pytest as a user does, in a process of its own."""
    return pytester.runpytest_subprocess("-p", "no:cacheprovider", *LOADED, *options)


def test_installing_rowgate_registers_the_plugin():
    project = tomllib.loads((PROJECT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert project["entry-points"]["pytest11"] == {"rowgate": "rowgate.pytest_plugin"}
    if not INSTALLED:
        pytest.skip("installed before the entry point was there: pip install -e .")
    assert [entry.value for entry in INSTALLED] == ["rowgate.pytest_plugin"]


def test_the_plugin_imports_nothing_until_it_is_asked(shop):
    shop.write(
        "tests/test_refunds.py",
        "import sys\n\ndef test_light():\n"
        "    loaded = [name for name in sys.modules if name.startswith('rowgate')]\n"
        "    assert loaded == ['rowgate', 'rowgate.pytest_plugin']\n",
    )
    ran = shop.run(sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", *LOADED)
    assert ran.code == 0, ran.all


def test_each_row_is_a_test_with_its_id_and_failures_show_verdicts_and_the_place(shop, pytester):
    result = run(pytester, "-v")
    result.assert_outcomes(passed=1, failed=1)
    row = "datasets/refund-policy/rows/tone-000000000000.yaml"
    result.stdout.fnmatch_lines(
        [
            "*::test_refunds?policy-111111111111? PASSED*",
            "*::test_refunds?tone-000000000000? FAILED*",
            ">*row.judge(ANSWERS*",
            f"E*RowFailedError: {row}:10: tone-000000000000 fails",
            f"E*fail *contains: *{row}:10*",
            f"FAILED tests/test_refunds.py::*tone-0* - rowgate.RowFailedError: {row}:10:*",
        ]
    )
    assert "src/rowgate" not in result.stdout.str()


def test_rows_are_chosen_by_id_and_by_label(shop, pytester):
    write_row(shop, "tone of voice", "2" * 12)
    run(pytester, "-k", "policy-1").assert_outcomes(passed=1, deselected=2)
    run(pytester, "-m", "label_policy").assert_outcomes(passed=1, deselected=2)
    run(pytester, "-m", "label_tone_of_voice").assert_outcomes(failed=1, deselected=2)
    run(pytester, "-m", "rowgate and not label_policy").assert_outcomes(failed=2, deselected=1)


def test_strict_markers_know_the_labels(shop, pytester):
    run(pytester, "--strict-markers", "-m", "label_policy").assert_outcomes(passed=1, deselected=1)
    assert "rowgate(dataset, ...)" in run(pytester, "--markers").stdout.str()


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('"refund-policy"', '"refund-polcy"', "no dataset refund-polcy*refund-policy"),
        ('"refund-policy"', "", "write @pytest.mark.rowgate"),
        ('"refund-policy"', '"refund-policy", label="x"', "write @pytest.mark.rowgate"),
        ("(row)", "()", "has no argument `row`"),
        ('"refund-policy"', '"empty"', "empty has no rows"),
        ('"refund-policy"', '"refund-policy@nowhere"', "nowhere"),
    ],
    ids=["misspelt", "nothing", "keyword", "no-argument", "no-rows", "no-version"],
)
def test_what_would_judge_nothing_is_an_error_before_any_test(shop, pytester, old, new, said):
    write_dataset(shop, "empty")
    shop.edit("tests/test_refunds.py", old, new)
    result = run(pytester)
    assert result.ret == pytest.ExitCode.INTERRUPTED
    result.assert_outcomes(errors=1)
    result.stdout.fnmatch_lines([f"*rowgate: *{said}*"])
    assert "Traceback" not in result.stdout.str()


def test_a_faulty_row_is_an_error_with_its_line(shop, pytester):
    name = write_row(shop, "policy", "1" * 12, more="evaluatrs: []\n")
    result = run(pytester)
    result.assert_outcomes(errors=1)
    result.stdout.fnmatch_lines([f"*rowgate: {name}:11:1: *"])


def test_unknown_is_never_a_pass(shop, pytester):
    name = write_row(shop, "policy", "1" * 12)
    shop.edit(name, "  - contains: 30 days\n", "  - llm-judge: The answer is polite.\n")
    result = run(pytester, "-k", "policy")
    result.assert_outcomes(failed=1, deselected=1)
    result.stdout.fnmatch_lines(["E*policy-111111111111 is undecided", "E*unknown*no judge*"])


@pytest.mark.parametrize("exempt", ["", "advisory: true\n"])
def test_a_test_that_judges_nothing_fails(shop, pytester, exempt):
    write_row(shop, "tone", "0" * 12, exempt)
    body = """\
import pytest

@pytest.mark.rowgate("refund-policy")
def test_refunds(row):
    if "Policy" in row.variables["question"]:
        row.judge("Within 30 days.")

@pytest.mark.rowgate("refund-policy")
def test_verdicts(row):
    assert row.verdicts("Within 30 days.")
"""
    shop.write("tests/test_refunds.py", body)
    ran = run(pytester)
    ran.assert_outcomes(passed=2 if exempt else 3, failed=1, xpassed=1 if exempt else 0)
    ran.stdout.fnmatch_lines(["*rows/tone-000000000000.yaml: no answer was judged: row.judge(*"])


def test_a_test_that_swallows_a_judgement_fails_and_one_that_tries_again_does_not(shop, pytester):
    body = """\
import pytest

@pytest.mark.rowgate("refund-policy")
def test_swallowed(row):
    try:
        row.judge("No.")
    except Exception:
        pass

@pytest.mark.rowgate("refund-policy")
def test_again(row):
    for answer in ("No.", "Within 30 days."):
        try:
            row.judge(answer)
        except Exception:
            pass
"""
    shop.write("tests/test_refunds.py", body)
    ran = run(pytester)
    rows = len(list((shop.path / "datasets/refund-policy/rows").iterdir()))
    ran.assert_outcomes(passed=rows, failed=rows)
    ran.stdout.fnmatch_lines(["*the last row.judge() was no pass, and the test went on*"])


def test_rows_that_may_fail_are_expected_to_and_an_exemption_expires(shop, pytester):
    exempt = 'known_failing:\n  reason: INC-1\n  until: "{}"\n'
    write_row(shop, "tone", "0" * 12, more=exempt.format("2999-12-31"))
    run(pytester).assert_outcomes(passed=1, xfailed=1)
    write_row(shop, "tone", "0" * 12, more=exempt.format("2020-12-31"))
    run(pytester).assert_outcomes(passed=1, failed=1)
    write_row(shop, "tone", "0" * 12, more="advisory: true\n")
    run(pytester).assert_outcomes(passed=1, xfailed=1)
    # A crash of the program is no verdict.
    shop.edit("tests/test_refunds.py", "    row.judge(", "    raise KeyError\n    row.judge(")
    run(pytester).assert_outcomes(failed=2)


def test_an_advisory_verdict_is_said_and_blocks_nobody(shop, pytester):
    write_row(shop, "policy", "1" * 12, more="  - max-words: {value: 2, advisory: true}\n")
    test = TEST[TEST.index("@pytest") :]
    shop.write("tests/test_refunds.py", TEST + "\n" + test.replace("test_refunds", "test_again"))
    result = run(pytester, "-k", "policy", "-W", "error")
    result.assert_outcomes(passed=2, deselected=2)
    result.stdout.fnmatch_lines(
        ["*rowgate: advisory*", "test_refunds?policy-1*", "test_again?policy-1*fail max-words*"]
    )
    assert result.stdout.str().count("max-words") == 2


def test_several_datasets_are_told_apart_by_the_ids(shop, pytester):
    write_dataset(shop, "orders")
    text = ROW.format(label="policy", question="Policy?", more="")
    shop.write("datasets/orders/rows/policy-333333333333.yaml", text)
    shop.edit("tests/test_refunds.py", '"refund-policy"', '"refund-policy", "orders"')
    result = run(pytester, "-k", "orders or policy-1", "-v")
    result.assert_outcomes(passed=2, deselected=1)
    result.stdout.fnmatch_lines(["*?orders/policy-333333333333? PASSED*"])


def test_the_nearest_configuration_above_the_test_governs(shop, pytester):
    (pytester.path / "elsewhere").mkdir()
    result = run(pytester, "--rootdir", str(pytester.path / "elsewhere"), "tests")
    result.assert_outcomes(passed=1, failed=1)


def test_workers_of_xdist_run_the_rows_and_bring_back_what_was_said(shop, pytester):
    write_row(shop, "policy", "1" * 12, more="  - max-words: {value: 2, advisory: true}\n")
    result = run(pytester, "-n", "2")
    result.assert_outcomes(passed=1, failed=1)
    result.stdout.fnmatch_lines(["*tone-000000000000 fails*", "test_refunds?policy-1*max-words*"])


def test_tests_of_others_are_left_alone(shop, pytester):
    assert Path(shop.path / "tests/test_refunds.py").exists()
    shop.write(
        "tests/test_refunds.py",
        "import pytest\n\n@pytest.mark.parametrize('row', [1, 2])\ndef test_it(row):\n    assert row\n",
    )
    run(pytester).assert_outcomes(passed=2)
