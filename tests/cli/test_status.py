"""`status`: a team's overview in one screen."""

from __future__ import annotations

import json

import pytest


def test_it_counts_rows_by_gate_and_review_and_names_the_oldest(clean):
    clean.ok("new", "tone", "--gate", "exploratory", "--project", "support-bot")
    out = clean.ok("status")
    lines = out.splitlines()
    assert lines[0] == "2 datasets, 1 release row, 0 exploratory rows"
    assert lines[1] == "0 approved, 1 pending, 0 stale"
    assert lines[2].startswith("0 errors, ")
    assert lines[3].startswith(f"oldest pending: {clean.rows('refund-policy')[0][:-5]}, since 20")
    assert "refund-policy  release         1         0        1      0       0" in out
    assert "Next: rowgate review" in out
    clean.ok("approve", "refunds")
    assert "1 approved, 0 pending, 0 stale" in clean.ok("status")
    clean.ok("annotate", "refunds", "--evaluator", "max-words: 50")
    assert "0 approved, 0 pending, 1 stale" in clean.ok("status")


def test_it_says_what_is_covered_and_what_is_not(clean):
    clean.edit(
        "datasets/refund-policy/dataset.yaml", "columns:", "labels: [refunds, parcels]\ncolumns:"
    )
    clean.ok("annotate", "refunds", "--behavior", "overpromising-refunds")
    out = clean.ok("status")
    assert "labels (1): refunds 1\nlabels without a row (1): parcels\n" in out
    assert "behaviors (1): overpromising-refunds 1\n" in out


def test_open_problems_come_first_and_a_broken_row_counts(raw):
    raw.write("datasets/refund-policy/rows/broken-000000000000.yaml", "a: [\n")
    out = raw.ok("status")
    assert "2 errors, " in out
    assert (
        "1 row cannot be read\n  datasets/refund-policy/rows/broken-000000000000.yaml:2:1: " in out
    )
    assert out.endswith("Next: rowgate check\n")
    found = json.loads(raw.ok("status", "--json"))
    (dataset,) = found["datasets"]
    assert (dataset["rows"], dataset["errors"], dataset["pending"]) == (2, 2, 1)
    assert found["totals"]["by_gate"] == {"release": 2}
    assert found["labels"] == {"refunds": 1}
    assert dataset["oldest_pending"]["since"].startswith("20")


def test_it_says_when_what_editors_know_is_out_of_date(clean):
    said = "schemas for editors are out of date: rowgate schema --write\n"
    assert said not in clean.ok("status"), "there are none"
    clean.ok("schema", "--write")
    assert said not in clean.ok("status")
    clean.write(".rowgate/schemas/row.json", "{}\n")
    assert said in clean.ok("status")
    assert json.loads(clean.ok("status", "--json"))["stale_schemas"] is True
    clean.ok("schema", "--write")
    assert said not in clean.ok("status")


def test_where_pull_requests_are_the_review_nothing_is_pending(clean):
    clean.write("rowgate.yaml", "format: 1\nreview: pull-request\n")
    out = clean.ok("status")
    assert "reviewed in pull requests" in out
    assert "Next" not in out


@pytest.mark.parametrize("count", [30])
def test_it_stays_on_one_screen(project, count):
    for number in range(count):
        project.write(f"datasets/set-{number:02}/dataset.yaml", "format: 1\ngate: release\n")
    out = project.ok("status")
    assert len(out.splitlines()) <= 24
    assert "and 16 more: rowgate status --json" in out


def test_a_repository_without_datasets_is_told_how_to_begin(project):
    assert project.ok("status").startswith("no datasets yet: rowgate new")


def test_rows_that_lie_beside_the_datasets_are_told_of(clean):
    clean.write("datasets/lost/rows/row-a.yaml", "format: 1\n")
    assert "datasets/lost holds rows and is no dataset: rowgate check" in clean.ok("status")
