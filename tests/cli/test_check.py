"""`rowgate check`: one line a problem, and nothing gets past it."""

from __future__ import annotations

import json
import re
import shutil

import pytest

from rowgate import yamltext
from tests.support.scratch import Scratch


def test_a_row_without_pass_criteria_is_refused_with_place_and_cure(raw):
    ran = raw.rowgate("check", raw.row())
    assert ran.code == 1
    (line,) = [line for line in ran.out.splitlines() if "RG102" in line]
    assert re.match(rf"{re.escape(raw.row())}:\d+:\d+: RG102 no pass criteria", line)
    assert "rowgate annotate refunds-" in line
    assert "1 row checked: 1 error" in ran.err


def test_criteria_that_would_have_passed_the_wrong_answer_are_refused(raw):
    raw.ok("annotate", "refunds", "--evaluator", "contains-any: [60 days, return]")
    ran = raw.rowgate("check", raw.row())
    assert ran.code == 1
    assert "RG403" in ran.out


def test_criteria_that_catch_it_are_let_through_with_the_approval_as_a_notice(clean):
    ran = clean.rowgate("check", clean.row())
    assert ran.code == 0, ran.out
    assert "RG105 [notice]" in ran.out
    ran = clean.rowgate("check", "--require-approval")
    assert ran.code == 1
    assert "RG105 " in ran.out


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ("why: incorrect-answer", "why: incorrect-answer\nwhy: golden-example", "RG002"),
        ("  - refunds", "  - &a refunds", "RG003"),
        ("  - refunds", "  - !!str refunds", "RG003"),
        ("why: incorrect-answer", "whyy: incorrect-answer", "RG004"),
        ("labels:\n  - refunds", "labels: refunds", "RG005"),
        ("why: incorrect-answer", "why:    incorrect-answer", "RG009"),
        ("why: incorrect-answer", "why: [incorrect", "RG001"),
        ("format: 1", "format: 7", "RG010"),
        ("labels:\n  - refunds", "labels: []", "RG101"),
        ("why: incorrect-answer", "why: because", "RG103"),
        ("response_was: wrong", "response_was: unjudged", "RG104"),
        ("  question:", "  qestion:", "RG202"),
        ("contains-any", "contains-some", "RG401"),
        ('      - "30 days"\n      - thirty days', "      ", "RG402"),
    ],
)
def test_each_kind_of_fault_has_its_code(clean, old, new, code):
    text = clean.read(clean.row())
    assert old in text
    clean.write(clean.row(), text.replace(old, new, 1))
    ran = clean.rowgate("check")
    assert ran.code == 1
    assert f": {code} " in ran.out, ran.out
    assert "Traceback" not in ran.all


def test_conflict_markers_are_named(clean):
    text = clean.read(clean.row())
    clean.write(clean.row(), f"<<<<<<< HEAD\n{text}=======\n{text}>>>>>>> other\n")
    ran = clean.rowgate("check")
    assert ran.code == 1
    assert "RG008" in ran.out


def test_every_problem_of_a_run_is_shown_in_one_go(clean):
    clean.edit(clean.row(), "why: incorrect-answer", "why: because")
    clean.edit(clean.row(), "response_was: wrong", "response_was: unjudged")
    clean.write("datasets/refund-policy/rows/notes.txt", "x")
    clean.write("datasets/refund-policy/rows/UPPER-000000000000.yaml", "format: 1\n")
    out = clean.rowgate("check").out
    for code in ("RG103", "RG104", "RG007", "RG006", "RG005"):
        assert code in out


@pytest.mark.parametrize("name", ["Refund Policy", "con", "_refunds", "r" * 81])
def test_a_dataset_whose_folder_no_command_can_name_is_refused(clean, name):
    (clean.path / "datasets/refund-policy").rename(clean.path / "datasets" / name)
    ran = clean.rowgate("check")
    assert ran.code == 1
    assert f"datasets/{name}/dataset.yaml:1:1: RG006 " in ran.out
    assert "(fix: git mv datasets/" in ran.out
    clean.git("add", "-A")
    assert "RG006" in clean.rowgate("check", "--staged").out


def test_a_broken_row_does_not_hide_the_others(clean):
    clean.edit(clean.row(), "why: incorrect-answer", "why: because")
    clean.write("datasets/refund-policy/rows/broken-000000000000.yaml", "a: [\n")
    out = clean.rowgate("check").out
    assert "RG001" in out
    assert "RG103" in out


def test_a_secret_typed_into_a_row_is_refused_and_never_shown(clean):
    secret = "ghp_" + "x9Kq2mVt7LwZ3bNc8RfY1dHs5GjP4kTu6WoE"[:36]
    clean.edit(clean.row(), "It promised 60 days.", f"key {secret}")
    ran = clean.rowgate("check", clean.row())
    assert ran.code == 1
    assert "RG301" in ran.out
    assert secret not in ran.all


def test_a_secret_in_a_comment_and_in_the_dataset_is_refused(clean):
    secret = "ghp_" + "x9Kq2mVt7LwZ3bNc8RfY1dHs5GjP4kTu6WoE"[:36]
    clean.edit(clean.row(), "why: incorrect-answer", f"# {secret}\nwhy: incorrect-answer")
    ran = clean.rowgate("check", clean.row())
    assert ran.code == 1
    assert re.search(r":3:\d+: RG305 ", ran.out), ran.out
    clean.git("add", "-A")
    clean.edit("datasets/refund-policy/dataset.yaml", "Refunds.", f"Refunds {secret}")
    ran = clean.rowgate("check", "datasets/refund-policy/dataset.yaml")
    assert "dataset.yaml:" in ran.out
    assert ran.out.count("RG305") == 2
    assert secret not in ran.all


@pytest.mark.parametrize("last", ["", "-b53242078cb5"])
def test_a_row_named_after_a_secret_is_told_of_its_name(clean, last):
    token = "glpat-" + "x7k2m9q4w1z8r5t3v6n0"
    name = f"{clean.row().rpartition('/')[0]}/{token}{last}.yaml"
    shutil.copy(clean.path / clean.row(), clean.path / name)
    ran = clean.rowgate("check", name)
    assert f"{name}:1:1: RG305 the file's name holds a value of type gitlab-token" in ran.out


def test_a_missing_asset_is_refused(clean):
    clean.edit(
        "datasets/refund-policy/dataset.yaml",
        "  question: text",
        "  question: text\n  receipt: image",
    )
    clean.edit(
        clean.row(),
        "variables:\n",
        f"variables:\n  receipt:\n    path: assets/{'a' * 64}.png\n    media_type: image/png\n",
    )
    assert "RG204" in clean.rowgate("check").out


def test_two_rows_of_one_span_are_named_both(clean):
    clean.write(clean.row().replace("refunds-", "other-"), clean.read(clean.row()))
    first = clean.rows("refund-policy")[0]
    ran = clean.rowgate("check", f"datasets/refund-policy/rows/{first}")
    assert ran.code == 1
    assert "RG407" in ran.out


def test_what_lies_outside_of_any_dataset_is_passed_over(clean):
    clean.write("src/app.py", "print()\n")
    ran = clean.rowgate("check", "src/app.py", "rowgate.yaml")
    assert ran.code == 0
    assert "0 rows checked" in ran.err


def test_a_bare_check_that_finds_nothing_is_inconclusive_and_says_so_aloud(project):
    ran = project.rowgate("check")
    assert ran.code == 4
    assert "0 rows checked" in ran.err


def test_what_git_ignores_is_not_checked_and_what_it_would_track_is(clean):
    clean.write("datasets/refund-policy/rows/draft.txt", "x")
    assert "RG007" in clean.rowgate("check").out
    clean.write(".gitignore", "draft.txt\n")
    assert "RG007" not in clean.rowgate("check").out


@pytest.mark.parametrize("named", [(), ("datasets",), ("datasets/refund-policy",), (".",)], ids=str)
def test_a_row_that_git_ignores_is_not_checked_with_its_dataset(clean, named):
    clean.write("datasets/refund-policy/rows/draft.yaml", "not: a row\n")
    assert "2 rows checked" in clean.rowgate("check", *named).err
    clean.write(".gitignore", "draft.yaml\n")
    ran = clean.rowgate("check", *named)
    assert (ran.code, "1 row checked" in ran.err) == (0, True), ran.all
    clean.rowgate("check", "--fix", *named)
    assert clean.read("datasets/refund-policy/rows/draft.yaml") == "not: a row\n"


def test_a_dataset_that_is_named_has_the_rows_git_tracks_and_those_named_beside_it(clean):
    clean.git("add", "-A")
    new = "datasets/refund-policy/rows/new.yaml"
    clean.write(new, "not: a row\n")
    dataset = "datasets/refund-policy/dataset.yaml"
    assert "1 row checked" in clean.rowgate("check", dataset).err
    assert "2 rows checked" in clean.rowgate("check", dataset, new).err


def test_without_git_everything_on_disk_is_checked(clean):
    clean.write("datasets/refund-policy/rows/draft.yaml", "not: a row\n")
    shutil.rmtree(clean.path / ".git")
    for named in ((), ("datasets/refund-policy/dataset.yaml",), ("datasets",)):
        assert "2 rows checked" in clean.rowgate("check", *named).err


def test_json_gives_one_object_a_problem(raw):
    ran = raw.rowgate("check", "--format", "json")
    found = [json.loads(line) for line in ran.out.splitlines()]
    assert "RG102" in [problem["code"] for problem in found]
    assert all({"path", "line", "column", "severity", "fix"} <= set(problem) for problem in found)


def test_fix_brings_a_hand_written_row_into_form_and_keeps_its_comments(clean):
    text = clean.read(clean.row())
    loose = text.replace("labels:\n  - refunds\n", "labels: [refunds]  # what it is about\n")
    clean.write(clean.row(), loose)
    assert "RG009" in clean.rowgate("check").out
    ran = clean.rowgate("check", "--fix")
    assert f"fixed    {clean.row()}" in ran.out
    fixed = clean.read(clean.row())
    assert "# what it is about\nlabels:\n  - refunds\n" in fixed
    assert yamltext.read(fixed) == yamltext.read(loose)
    assert clean.rowgate("check").code == 0


def _part(scratch, folder):
    """A part of a monorepo, with a row that lacks everything."""
    row = f"{folder}/datasets/tone/rows/x-000000000000.yaml"
    scratch.write(f"{folder}/rowgate.yaml", "format: 1\n")
    scratch.write(f"{folder}/datasets/tone/dataset.yaml", "format: 1\ngate: exploratory\n")
    scratch.write(row, "format: 1\nvariables: {}\n")
    return row


@pytest.mark.parametrize("with_git", [True, False])
def test_a_bare_check_looks_at_every_part_of_a_monorepo(clean, with_git):
    rows = [_part(clean, "services/[b]ot"), _part(clean, "web")]
    clean.write(".gitignore", "drafts/\n")
    if with_git:
        _part(clean, "drafts")
    else:
        shutil.rmtree(clean.path / ".git")
    for named in ((), (".",)):
        ran = clean.rowgate("check", *named)
        assert "3 rows checked" in ran.err
        assert all(f"{row}:1:1: RG103" in ran.out for row in rows), ran.out
    if with_git:
        clean.git("add", "-A")
        assert "3 rows checked" in clean.rowgate("check", "--staged").err
        clean.git("commit", "-qm", "parts")
        assert "3 rows checked" in clean.rowgate("check", "--ref", "HEAD").err
        assert "1 row checked" in clean.rowgate("check", "--ref", "HEAD", "web").err
    (clean.path / "rowgate.yaml").unlink()
    assert "2 rows checked" in clean.rowgate("check").err
    assert "1 row checked" in clean.rowgate("check", "services").err
    assert "2 rows checked" in clean.rowgate("check", "services", "web").err
    clean.path /= "web"
    assert "1 row checked" in clean.rowgate("check").err


@pytest.mark.parametrize(
    ("start", "end", "said"), [("", "\r\n", "line ends"), ("\ufeff", "\n", "byte order mark")]
)
def test_fix_takes_out_what_editors_of_other_systems_put_in(clean, start, end, said):
    text = clean.read(clean.row())
    file = clean.path / clean.row()
    file.write_bytes((start + text.replace("\n", end)).encode())
    ran = clean.rowgate("check")
    assert ran.code == 1
    assert "RG011" in ran.out
    assert "(fix: rowgate check --fix)" in ran.out
    assert f"fixed    {clean.row()}: {said}\n" in clean.rowgate("check", "--fix").out
    assert file.read_bytes() == text.encode()
    broken = (start + text.replace("labels:", "labels: [").replace("\n", end)).encode()
    file.write_bytes(broken)
    assert clean.rowgate("check", "--fix").code == 1
    assert file.read_bytes() == broken


def test_severities_can_be_set_and_rules_chosen(raw):
    assert "RG102" not in raw.rowgate("check", "--ignore", "RG1").out
    assert "RG109" not in raw.rowgate("check", "--select", "RG102").out
    raw.write("rowgate.yaml", 'format: 1\nrules:\n  RG102: "off"\n')
    assert "RG102" not in raw.rowgate("check").out
    assert raw.rowgate("check", "--select", "RG999").code == 2


def test_the_nearest_configuration_governs_a_tree_of_a_monorepo(clean):
    inner = clean.path / "services" / "bot"
    clean.write("services/bot/rowgate.yaml", "format: 1\n")
    clean.write("services/bot/datasets/tone/dataset.yaml", "format: 1\ngate: exploratory\n")
    clean.write("services/bot/datasets/tone/rows/x-000000000000.yaml", "format: 1\nvariables: {}\n")
    ran = clean.rowgate("check", inner / "datasets/tone/rows/x-000000000000.yaml", clean.row())
    assert "services/bot/datasets/tone/rows/x-000000000000.yaml" in ran.out
    assert "2 rows checked" in ran.err


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        (["check", "rows/nope.yaml"], "rowgate: rows/nope.yaml: there is no such file\n"),
        (["check", "--format", "gihub"], ": did you mean github?\n"),
        (["check", "--ignor", "RG1"], "no option --ignor: did you mean --ignore?\n"),
        (["check", "--qqqqqq"], "no option --qqqqqq; see rowgate check --help\n"),
        (["new", "tone", "--gate", "exploratry"], ": did you mean exploratory?\n"),
        (["rule", "RG10"], "no rule RG10; there are RG101, RG102, "),
        (["rule", "RG4O3"], "no rule RG4O3; did you mean RG403?\n"),
        (["annotate", "refnds", "--note", "x"], "no row refnds; did you mean refunds-"),
        (
            ["annotate", "refunds", "--remove-label", "zz"],
            "no zz among the labels; it has refunds\n",
        ),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_what_was_mistyped_is_said_in_one_line_with_what_was_meant(clean, typed, said):
    ran = clean.rowgate(*typed)
    assert (ran.code, ran.err.count("\n")) == (2, 1), ran.all
    assert said in ran.err


def test_a_file_that_is_not_there_is_wrong_usage(project):
    for name in ("datasets/none/rows/x.yaml", project.path.parent / "outside.yaml"):
        ran = project.rowgate("check", name)
        assert ran.code == 2
        assert "no such file" in ran.err


def test_a_row_that_is_not_utf8_is_one_line(clean):
    (clean.path / clean.row()).write_bytes(b"format: 1\nnote: \xff\xfe\n")
    ran = clean.rowgate("check")
    assert ran.code == 1
    assert "RG011" in ran.out


def test_the_evaluator_that_refuses_an_answer_is_named(clean):
    """`pass: NAME` looks like a password to a scan, which would take the name out."""
    clean.ok("annotate", "refunds", "--response-was", "right", "--evaluator", "not-contains: days")
    said = clean.rowgate("check").out
    assert "RG404 the right response is refused: `" in said
    assert "RG405 `expected` is refused: `not-contains` failed it" in said


@pytest.mark.parametrize("folder", ["..", "/", "a/../../b", "/datasets"])
def test_datasets_lie_below_rowgate_yaml(clean, folder):
    clean.write("rowgate.yaml", f"format: 1\ndatasets: {folder}\n")
    ran = clean.rowgate("check")
    said = (
        "rowgate.yaml:2:1: datasets must be the name of a folder beside rowgate.yaml, not above it"
    )
    assert (ran.code, said in ran.err) == (2, True)


def test_a_folder_without_git_that_nothing_governs_is_not_searched_to_its_bottom(tmp_path):
    deep = tmp_path / "a" / "b" / "c"
    deep.mkdir(parents=True)
    (deep / "rowgate.yaml").write_text("format: 1\n")
    there = Scratch(tmp_path, git=False)
    for command in ("check", "status", "show refunds"):
        assert there.rowgate(*command.split()).code == 2
    assert "rowgate init" in there.rowgate("check").err


def test_an_empty_file_is_nothing_to_mend(clean):
    clean.write(clean.row(), "")
    ran = clean.rowgate("check", "--fix")
    assert (ran.code, "fixed" in ran.out, clean.read(clean.row())) == (1, False, "")


def test_rows_that_git_passes_over_are_told_of_where_their_dataset_is_checked(clean):
    definition = "datasets/refund-policy/dataset.yaml"
    clean.git("add", "rowgate.yaml", definition)
    ran = clean.rowgate("check", definition)
    assert ran.err == (
        "0 rows checked: NOTHING WAS LOOKED AT; 1 row that git does not track was NOT LOOKED AT "
        "(git add it, or see .gitignore)\n"
    )
    assert "NOT LOOKED AT" not in clean.rowgate("check", clean.row()).err
    assert "NOT LOOKED AT" not in clean.rowgate("check").err
    clean.write(".gitignore", "*.yaml\n")
    assert "1 row that git does not track was NOT LOOKED AT" in clean.rowgate("check").err
