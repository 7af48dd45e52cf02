"""`move`, `remove` and `columns`: rows change place and shape, all or none."""

from __future__ import annotations

import shlex
import subprocess
from hashlib import sha256

import pytest

from rowgate import yamltext
from tests.support.otlp import genai_span, span_id, write_otlp

DATASET = "datasets/refund-policy/dataset.yaml"
PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 40
ASSET = f"assets/{sha256(PNG).hexdigest()}.png"


@pytest.fixture
def approved(clean):
    """One approved row, committed, and a second, empty release dataset with the same rules."""
    clean.ok("approve", "refunds")
    clean.ok("new", "other", "--project", "support-bot", "--purpose", "Others.", "--workflow", "refunds",
             "--owner", "ada@example.com")  # fmt: skip
    commit(clean)
    return clean


@pytest.fixture
def pictured(approved):
    """Its row names an asset."""
    add_picture(approved, approved.row())
    approved.edit(DATASET, "  question: text", "  question: text\n  receipt: image")
    approved.ok("approve", "refunds")
    commit(approved)
    return approved


def add_picture(scratch, row):
    path = scratch.path / "datasets/refund-policy" / ASSET
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(PNG)
    text = scratch.read(row)
    receipt = f"  receipt:\n    path: {ASSET}\n    media_type: image/png\n"
    scratch.write(row, text.replace("response:", f"{receipt}response:", 1))


def commit(scratch):
    scratch.git("add", "-A")
    scratch.git("commit", "-q", "-m", "Before")


def next_line(out):
    (line,) = [line for line in out.splitlines() if line.startswith("Next: ")]
    return line.removeprefix("Next: ")


def add_second(scratch, name="two", question="Who pays for the parcel that I send back?"):
    span = genai_span(name, question=question)
    file = write_otlp(scratch.path / "traces" / f"{name}.json", [span])
    scratch.ok("add", span_id(name), "--from", file, "--to", "refund-policy", "--why",
               "incorrect-answer", "--label", "parcels", "--note", "It said: you.")  # fmt: skip
    scratch.ok("annotate", "parcels", "--evaluator", "contains-any: [we pay]")


def test_a_moved_row_keeps_its_text_its_history_and_its_approval(approved):
    before, old = approved.read(approved.row()), approved.row()
    out = approved.ok("move", "refunds", "--to", "other")
    new = approved.row("other")
    assert f"moved    {old} → {new}" in out
    assert "pending" not in out
    assert approved.read(new) == before
    assert approved.git("status", "--porcelain").splitlines()[1] == f"R  {old} -> {new}"
    assert approved.run("sh", "-c", next_line(out)).code == 0
    assert approved.git("status", "--porcelain") == ""
    assert "Before" in approved.git("log", "--follow", "--format=%s", "--", new)
    assert approved.ok("check", "--require-approval") == ""


def test_a_row_that_is_moved_on_leaves_nothing_behind_in_the_commit(pictured):
    first = pictured.row()
    pictured.ok("new", "third", "--project", "support-bot", "--purpose", "Thirds.", "--workflow",
                "refunds", "--owner", "ada@example.com")  # fmt: skip
    commit(pictured)
    pictured.ok("move", "refunds", "--to", "other")
    line = next_line(pictured.ok("move", "refunds", "--to", "third"))
    subprocess.run(["sh", "-c", line], check=True, cwd=pictured.path, env=pictured.env)
    held = pictured.git("ls-tree", "-r", "--name-only", "HEAD")
    assert [name for name in held.splitlines() if first.rpartition("/")[2] in name] == [
        first.replace("refund-policy", "third")
    ]
    assert f"datasets/refund-policy/{ASSET}" not in held


def test_a_row_that_is_removed_after_a_move_is_gone_from_where_it_was(approved):
    approved.ok("move", "refunds", "--to", "other")
    out = approved.ok("remove", "refunds", "--reason", "the feature is gone")
    assert "never" not in out
    subprocess.run(["sh", "-c", next_line(out)], check=True, cwd=approved.path, env=approved.env)
    assert "rows/refunds" not in approved.git("ls-tree", "-r", "--name-only", "HEAD")


def test_an_empty_dataset_takes_the_columns_of_the_row_that_is_moved(approved):
    assert "columns of other: question" in approved.ok("move", "refunds", "--to", "other")
    data = yamltext.read(approved.read("datasets/other/dataset.yaml"))
    assert data["columns"] == {"question": "text"}
    assert data["response"] == "text"


def test_a_row_is_pending_again_where_its_new_dataset_adds_other_criteria(approved):
    approved.edit(
        "datasets/other/dataset.yaml", "columns: {}", "columns: {}\nevaluators:\n  - max-words: 200"
    )
    out = approved.ok("move", "refunds", "--to", "other")
    assert "pending again: other evaluators hold for every row" in out
    assert "review:\n  status: pending\nsource:" in approved.read(approved.row("other"))
    assert approved.run("sh", "-c", next_line(out)).code == 0


def test_release_to_exploratory_is_reported_as_weakening_and_the_way_back_as_pending(approved):
    approved.edit("datasets/other/dataset.yaml", "gate: release", "gate: exploratory")
    out = approved.ok("move", "refunds", "--to", "other")
    assert "weakened: it no longer blocks, other is exploratory" in out
    assert "status: approved" in approved.read(approved.row("other"))
    out = approved.ok("move", "refunds", "--to", "refund-policy")
    assert "pending again: it blocks changes now" in out


def test_assets_go_along_unless_another_row_needs_them(pictured):
    out = pictured.ok("move", "refunds", "--to", "other")
    assert f"with {ASSET}" in out
    assert (pictured.path / "datasets/other" / ASSET).read_bytes() == PNG
    assert not (pictured.path / "datasets/refund-policy" / ASSET).exists()
    assert f"R  datasets/refund-policy/{ASSET}" in pictured.git("status", "--porcelain")
    pictured.ok("move", "refunds", "--to", "refund-policy")
    add_second(pictured)
    (second,) = [name for name in pictured.rows("refund-policy") if name.startswith("parcels")]
    add_picture(pictured, f"datasets/refund-policy/rows/{second}")
    pictured.ok("move", "refunds", "--to", "other")
    assert (pictured.path / "datasets/refund-policy" / ASSET).exists()
    assert (pictured.path / "datasets/other" / ASSET).exists()


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("project: support-bot", "project: sales-bot", "is of project support-bot, other takes sales-bot"),
        ("columns: {}", "columns:\n  topic: text", "other lacks a column for question"),
        ("columns: {}", "columns:\n  question: image", "column question of other is image"),
        ("columns: {}", "columns: {}\nresponse: none", "other keeps no responses"),
    ],
)  # fmt: skip
def test_a_row_that_does_not_fit_stays_where_it_is(approved, old, new, said):
    approved.edit("datasets/other/dataset.yaml", old, new)
    before, status = approved.files(), approved.git("status", "--porcelain")
    ran = approved.rowgate("move", "refunds", "--to", "other")
    assert ran.code == 1
    assert said in ran.err
    assert ran.err.count("\n") == 1
    assert (approved.files(), approved.git("status", "--porcelain")) == (before, status)


def test_moving_is_refused_where_the_case_is_there_already_or_never_left(approved):
    assert (
        "is in refund-policy already"
        in approved.rowgate("move", "refunds", "--to", "refund-policy").err
    )
    text = approved.read(approved.row())
    name = approved.rows("refund-policy")[0].replace("refunds", "copy")
    approved.write(f"datasets/other/rows/{name}", text)
    ran = approved.rowgate("move", approved.row(), "--to", "other")
    assert "other has this case already, as copy-" in ran.err
    assert approved.rowgate("move", "refunds", "--to", "othr").code == 2


def test_of_several_rows_all_or_none_are_moved(approved):
    add_second(approved)
    approved.write("datasets/refund-policy/rows/broken-000000000000.yaml", "a: [\n")
    before = approved.files()
    ran = approved.rowgate("move", "refunds", "parcels", "broken", "--to", "other")
    assert ran.code == 1
    assert "broken-000000000000.yaml:2:1: " in ran.err
    assert approved.files() == before
    out = approved.ok("move", "refunds", "parcels", "--to", "other")
    assert len(approved.rows("other")) == 2
    assert approved.run("sh", "-c", next_line(out)).code == 0, "one of them was never committed"


def test_a_row_with_errors_in_its_new_dataset_is_moved_and_they_are_shown(approved):
    approved.edit("datasets/other/dataset.yaml", "columns: {}", "columns: {}\nlabels: [parcels]")
    ran = approved.rowgate("move", "refunds", "--to", "other")
    assert ran.code == 1
    assert f"{approved.row('other')}:" in ran.out
    assert "RG108" in ran.out


def test_a_removed_row_goes_with_its_assets_and_a_reason_to_commit(pictured):
    row = pictured.row()
    out = pictured.ok("remove", "refunds", "--reason", "The policy's gone; don't gate on it")
    assert f"removed  {row}\nremoved  datasets/refund-policy/{ASSET}\n" in out
    assert "weakened refund-policy: 0 rows left to block a change" in out
    assert pictured.rows("refund-policy") == []
    back = next(line for line in out.splitlines() if line.startswith("Back: "))
    assert pictured.run("sh", "-c", back.removeprefix("Back: ")).code == 0
    assert pictured.row() == row
    out = pictured.ok("remove", "refunds", "--reason", "The policy's gone; don't gate on it")
    assert pictured.run("sh", "-c", next_line(out)).code == 0
    assert pictured.git("status", "--porcelain") == ""
    stem = row.rpartition("/")[2][:-5]
    assert (
        pictured.git("log", "-1", "--format=%s")
        == f"Remove {stem}: The policy's gone; don't gate on it\n"
    )


def test_remove_asks_for_a_reason_that_may_be_read_by_all(approved):
    before = approved.files()
    secret = "ghp_" + "x9Kq2mVt7LwZ3bNc8RfY1dHs5GjP4kTu6WoE"[:36]
    assert "--reason" in approved.rowgate("remove", "refunds").err
    assert "the reason is empty" in approved.rowgate("remove", "refunds", "--reason", " ").err
    ran = approved.rowgate("remove", "refunds", "--reason", f"leaks {secret}")
    assert ran.code == 2
    assert secret not in ran.all
    assert approved.files() == before


def test_a_row_that_was_never_committed_is_lost_and_it_says_so(clean):
    out = clean.ok("remove", "refunds", "--reason", "added by mistake")
    assert "was never committed: nothing brings it back" in out
    assert "Next:" not in out


def test_an_asset_that_a_broken_row_names_stays(pictured):
    pictured.write("datasets/refund-policy/rows/broken-000000000000.yaml", f"a: [{ASSET}\n")
    pictured.ok("remove", "refunds", "--reason", "gone")
    assert (pictured.path / "datasets/refund-policy" / ASSET).exists()
    ran = pictured.rowgate("remove", "broken", "--reason", "gone")
    assert ran.code == 1
    assert "broken-000000000000.yaml:2:1" in ran.err
    assert "git rm" in ran.err


def test_a_renamed_column_keeps_its_place_its_comments_and_what_was_kept_at_it(approved):
    text = approved.read(approved.row())
    text = text.replace("  question:", "  # as they wrote it\n  question:", 1)
    text = text.replace(
        "review:",
        "kept:\n  - type: phone\n    path: variables.question\n    reason: an order\nreview:",
        1,
    )
    approved.write(approved.row(), text)
    approved.edit(DATASET, "  question: text", "  question: text  # what was asked")
    out = approved.ok("columns", "refund-policy", "--rename", "question=asked")
    assert "asked: text\nchanged  1 row\n" in out
    assert f"stale    {approved.row()}: its case changed" in out
    after = approved.read(approved.row())
    assert after == text.replace("  question:", "  asked:", 1).replace(
        "variables.question", "variables.asked"
    )
    assert "  asked: text  # what was asked\n" in approved.read(DATASET)
    assert "RG106" in approved.rowgate("check").out
    assert "RG2" not in approved.rowgate("check").out


def test_a_dropped_column_takes_its_values_and_assets_along(pictured):
    out = pictured.ok("columns", "refund-policy", "--drop", "receipt")
    assert f"removed  datasets/refund-policy/{ASSET}: no row needs it" in out
    assert "receipt" not in pictured.read(pictured.row())
    assert yamltext.read(pictured.read(DATASET))["columns"] == {"question": "text"}
    assert pictured.rowgate("check").code == 0


def test_the_last_mapping_goes_with_its_column(approved):
    approved.ok("columns", "refund-policy", "--rename", "question=ask")
    assert "\nmapping:\n  ask: " in approved.read(DATASET)
    approved.ok("columns", "refund-policy", "--drop", "ask")
    assert "mapping" not in approved.read(DATASET)


def test_an_added_column_says_which_rows_lack_it(approved):
    out = approved.ok("columns", "refund-policy", "--add", "locale:text")
    assert "lacking  1 row without a value" in out
    out = approved.ok("columns", "refund-policy", "--add", "tone:text", "--optional")
    assert "lacking" not in out


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["--rename", "qestion=ask"], "did you mean question?"),
        (["--rename", "question=question"], ""),
        (["--rename", "question"], "is no OLD=NEW"),
        (["--drop", "questions"], "did you mean question?"),
        (["--drop", "question", "--retype", "question:json"], "has no column question"),
        (["--add", "question:text"], "has a column question already"),
        (["--add", "x:txt"], "did you mean text?"),
        (["--drop", "question", "--retype", "question:image"], "has no column question"),
        (["--rename", "question=ask", "--retype", "ask:image"], "holds text in ask, which is no image"),
    ],
)  # fmt: skip
def test_columns_change_all_or_nothing(approved, options, said):
    before = approved.files()
    ran = approved.rowgate("columns", "refund-policy", *options)
    assert said in ran.err
    assert approved.files() == before


def test_columns_name_the_row_that_is_broken_and_change_none(approved):
    approved.write("datasets/refund-policy/rows/broken-000000000000.yaml", "a: [\n")
    before = approved.files()
    ran = approved.rowgate("columns", "refund-policy", "--rename", "question=ask")
    assert ran.code == 1
    assert "broken-000000000000.yaml:2:1: " in ran.err
    assert approved.files() == before


def test_the_line_to_commit_is_fit_for_a_shell(approved):
    out = approved.ok("remove", "refunds", "--reason", 'it\'s $HOME; `rm` "x"')
    assert shlex.split(next_line(out))[3].endswith('it\'s $HOME; `rm` "x"')
