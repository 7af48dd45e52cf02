"""The forms that `check` prints its problems in, and what `--fix` mends."""

from __future__ import annotations

import json
import os
import pty
import re
import sys
import xml.etree.ElementTree as ElementTree

import pytest

DATASET = "datasets/refund-policy/dataset.yaml"


def on_a_terminal(scratch, *arguments):
    """What rowgate prints where standard output is a terminal."""
    inside, outside = pty.openpty()
    script = "import sys; from rowgate.cli import run; sys.exit(run(sys.argv[1:]))"
    environment = {key: value for key, value in scratch.env.items() if key != "NO_COLOR"}
    import subprocess

    with subprocess.Popen(
        [sys.executable, "-c", script, *arguments],
        cwd=scratch.path, env=environment | {"TERM": "xterm"}, stdin=subprocess.DEVNULL,
        stdout=outside, stderr=subprocess.PIPE,
    ) as process:  # fmt: skip
        os.close(outside)
        parts = []
        try:
            while part := os.read(inside, 65536):
                parts.append(part)
        except OSError:  # the other end of a pseudo-terminal went away
            pass
        process.wait(60)
        os.close(inside)
        process.stderr.read()
    return b"".join(parts).decode().replace("\r\n", "\n")


def test_a_terminal_shows_problems_by_file_with_the_line_and_a_caret(raw):
    shown = on_a_terminal(raw, "check")
    assert "\x1b[31;1merror" in shown
    plain = re.sub(r"\x1b\[[0-9;]*m", "", shown)
    assert plain.count(raw.row()) == 1
    assert re.search(r"\d+:1  error    RG102  no pass criteria", plain)
    line, caret = re.search(r"\n( +\d+ \| evaluators: \[\])\n( +\| \^)\n", plain).groups()
    assert line.index("|") == caret.index("|")
    assert "= fix: rowgate annotate refunds-" in plain


def test_a_terminal_shows_no_line_of_a_file_that_holds_a_secret(clean):
    secret = "ghp_" + "x9Kq2mVt7LwZ3bNc8RfY1dHs5GjP4kTu6WoE"[:36]
    clean.edit(clean.row(), "It promised 60 days.", f"key {secret}")
    clean.edit(clean.row(), "why: incorrect-answer", "why: because")
    shown = on_a_terminal(clean, "check")
    assert "RG301" in shown
    assert "RG103" in shown
    assert secret not in shown
    assert "why: because" not in shown


def test_github_gets_an_annotation_a_problem_and_all_of_them_as_text(raw):
    out = raw.rowgate("check", "--format", "github").out.splitlines()
    annotations = [line for line in out if line.startswith("::")]
    text = [line for line in out if not line.startswith("::")]
    assert len(annotations) == len(text) > 1
    assert annotations[0].startswith(f"::error file={raw.row()},line=")
    assert "title=RG102 no pass criteria::no pass criteria: nothing tells" in annotations[0]
    assert annotations[-1].startswith("::notice ")
    assert text == raw.rowgate("check").out.splitlines()


def test_github_annotations_escape_what_would_end_them(clean):
    plugin = '''
from rowgate import Found, hookimpl, rule

@rule("ACME001", "a, b: 100%", release="error", exploratory="error")
def steering(row, context):
    """Bad."""
    yield Found("50% of\\n::stop-commands::x\\r, a: b", "")

@hookimpl
def rowgate_rules(register):
    register(steering)
'''
    clean.write("plugins/steering.py", plugin)
    out = clean.rowgate("check", "--format", "github").out
    (annotation,) = [line for line in out.splitlines() if line.startswith("::error")]
    assert "title=ACME001 a%2C b%3A 100%25::50%25 of ::stop-commands::x" in annotation
    assert not [line for line in out.splitlines() if line.startswith("::stop")]


def test_github_names_files_from_the_top_of_the_checkout(raw, monkeypatch):
    monkeypatch.setenv("GITHUB_WORKSPACE", str(raw.path.parent))
    out = raw.rowgate("check", "--format", "github").out
    assert f"::error file={raw.path.name}/{raw.row()}," in out


def test_gitlab_gets_one_array_whose_fingerprints_outlive_a_moved_line(raw):
    before = json.loads(raw.rowgate("check", "--format", "gitlab").out)
    assert {"description", "check_name", "fingerprint", "severity", "location"} == set(before[0])
    assert before[0]["location"]["path"] == raw.row()
    assert len({entry["fingerprint"] for entry in before}) == len(before)
    raw.edit(raw.row(), "why: incorrect-answer", "# a comment\nwhy: incorrect-answer")
    after = json.loads(raw.rowgate("check", "--format", "gitlab").out)
    assert [e["fingerprint"] for e in after] == [e["fingerprint"] for e in before]
    assert after[0]["location"]["lines"]["begin"] == before[0]["location"]["lines"]["begin"] + 1


def test_gitlab_gets_an_empty_array_where_nothing_is_wrong(clean):
    clean.ok("approve", "refunds")
    assert json.loads(clean.ok("check", "--format", "gitlab")) == []


def test_junit_has_a_case_a_row_and_fails_those_with_errors(raw):
    raw.edit(DATASET, "columns:", "labels: [refunds]\ncolumns:")
    raw.edit(raw.row(), "  - refunds\n", '  - refunds\n  - "<b> & \\x01 \\"quoted\\""\n')
    top = ElementTree.fromstring(raw.rowgate("check", "--format", "junit").out)  # noqa: S314
    assert top.tag == "testsuites"
    (suite,) = top
    assert suite.get("name") == "refund-policy"
    assert (suite.get("tests"), suite.get("failures")) == ("1", "1")
    (case,) = suite
    assert case.get("file") == raw.row()
    failure = case.find("failure")
    assert failure.get("type") == "RG009, RG108, RG102"
    assert failure.get("message") == "3 errors"
    assert 'label `<b> & \\x01 "quoted"` is not in' in failure.text
    assert "RG105" in case.find("system-out").text


def test_junit_lists_the_rows_that_are_clean(clean):
    clean.ok("approve", "refunds")
    top = ElementTree.fromstring(clean.ok("check", "--format", "junit"))  # noqa: S314
    assert (top.get("tests"), top.get("failures")) == ("1", "0")
    assert top.find(".//testcase").get("name") == clean.rows("refund-policy")[0][:-5]


@pytest.mark.parametrize("form", ["text", "json", "github", "gitlab", "junit"])
def test_every_form_counts_at_the_end_and_has_the_same_exit_code(raw, form):
    ran = raw.rowgate("check", "--format", form, "--statistics")
    assert ran.code == 1
    assert ran.err.splitlines()[-1].startswith("1 row checked: 1 error")
    assert "1  RG102  no pass criteria" in ran.err


def test_that_nothing_was_looked_at_is_said_loudly(project):
    assert project.rowgate("check").err == "0 rows checked: NOTHING WAS LOOKED AT\n"


def test_fix_spells_labels_as_the_dataset_does_and_says_so(clean):
    clean.edit(DATASET, "columns:", "labels: [refunds, return-policy]\ncolumns:")
    clean.edit(
        clean.row(),
        "labels:\n  - refunds",
        "labels:\n  - Refunds\n  # which\n  - Return Policy\n  - refund",
    )
    said = clean.rowgate("check").out
    assert "it is spelt `return-policy` there (fix: rowgate check --fix)" in said
    ran = clean.rowgate("check", "--fix")
    assert (
        f"fixed    {clean.row()}: label Refunds → refunds; label Return Policy → return-policy\n"
        in ran.out
    )
    assert "labels:\n  - refunds\n  # which\n  - return-policy\n  - refund\n" in clean.read(
        clean.row()
    )
    assert "label `refund` is not in" in ran.out, "another word is a person's to change"


def test_fix_leaves_one_of_two_spellings_of_a_label(clean):
    clean.edit(DATASET, "columns:", "labels: [refunds]\ncolumns:")
    clean.edit(clean.row(), "  - refunds\n", "  - refunds\n  - REFUNDS\n")
    assert "label REFUNDS → refunds" in clean.rowgate("check", "--fix").out
    assert clean.read(clean.row()).count("  - refunds\n") == 1


def test_fix_mends_only_what_is_asked_for_and_leaves_a_broken_row_alone(clean):
    clean.edit(DATASET, "columns:", "labels: [refunds]\ncolumns:")
    clean.edit(clean.row(), "labels:\n  - refunds", "labels: [REFUNDS]")
    before = clean.files()
    clean.rowgate("check", "--fix", "--select", "RG1", "--ignore", "RG108")
    assert clean.files() == before
    assert "order" not in clean.rowgate("check", "--fix", "--ignore", "RG108").out
    assert "labels:\n  - REFUNDS\n" in clean.read(clean.row())
    broken = clean.write("datasets/refund-policy/rows/broken-000000000000.yaml", "a: [\n")
    ran = clean.rowgate("check", "--fix")
    assert broken.read_text() == "a: [\n"
    assert "broken-000000000000.yaml:2:1: RG001" in ran.out


def test_fix_says_that_fields_were_put_in_order(clean):
    text = clean.read(clean.row())
    clean.write(clean.row(), text.replace("format: 1\n", "", 1) + "format: 1\n")
    out = clean.rowgate("check", "--fix").out
    assert f"fixed    {clean.row()}: order of fields, canonical form" in out
    assert clean.read(clean.row()) == text


def test_one_run_writes_reports_besides_what_it_prints(raw):
    ran = raw.rowgate("check", "--report", "gitlab=quality.json", "--report", "junit=rows.xml")
    assert ran.code == 1
    assert "RG102" in ran.out
    assert raw.read("quality.json") == raw.rowgate("check", "--format", "gitlab").out
    assert raw.read("rows.xml") == raw.rowgate("check", "--format", "junit").out


@pytest.mark.parametrize(
    ("given", "code", "says"),
    [
        ("gitlab", 2, "gitlab is no FORMAT=FILE; formats: text, json, github, gitlab, junit"),
        ("sarif=a", 2, "sarif=a is no FORMAT=FILE"),
        ("json=nowhere/a", 1, "nowhere/a: cannot be written (No such file or directory)"),
    ],
)
def test_a_report_that_cannot_be_written_is_said(raw, given, code, says):
    ran = raw.rowgate("check", "--report", given)
    assert (ran.code, says in ran.err) == (code, True)
    assert "Traceback" not in ran.err


def test_diff_writes_reports_besides_too(raw):
    ran = raw.rowgate("diff", "--report", "markdown=diff.md")
    assert raw.read("diff.md") == raw.rowgate("diff", "--format", "markdown").out
    assert ran.out.startswith("added")


ODD = b"refunds\n::stop-commands::x\xff.yaml"


@pytest.fixture
def oddly_named(clean):
    """A file whose name is a line, a workflow command, and no UTF-8."""
    rows = os.fsencode(clean.path / "datasets" / "refund-policy" / "rows")
    with open(os.path.join(rows, ODD), "w", encoding="utf-8") as file:  # noqa: PTH118, PTH123
        file.write("a: 1\n")
    clean.git("add", "-A")
    return clean


@pytest.mark.parametrize("command", ["check", "diff"])
@pytest.mark.parametrize("form", ["text", "github", "json"])
def test_the_name_of_a_file_is_never_a_line_of_its_own(oddly_named, command, form):
    ran = oddly_named.rowgate(command, "--format", form, "--report", f"{form}=report")
    assert ran.code in (0, 1), ran.all
    assert not [line for line in ran.all.splitlines() if line.startswith("::stop")]
    assert "stop-commands" in ran.out
    assert oddly_named.read("report") == ran.out
    if form == "json":
        assert all(json.loads(line) for line in ran.out.splitlines())
