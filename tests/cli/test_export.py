"""`rowgate export`: a dataset as the file of another tool, with a report of what is lost."""

from __future__ import annotations

import json
import re

import pytest

from rowgate import yamltext
from tests.support.exchanged import formats
from tests.support.scratch import PROJECT

EVALUATOR = "contains-any: [30 days, thirty days]"


def reimported(repository, file, name):
    """The rows of a second dataset, made from a file."""
    repository.ok("new", "again", "--purpose", "x", "--owner", "ada@example.com")
    ran = repository.rowgate("import", file, "--to", "again", "--format", name)
    assert ran.code == 0, ran.all
    return [yamltext.read(repository.read(f"datasets/again/rows/{each}"))
            for each in repository.rows("again")]  # fmt: skip


@pytest.mark.parametrize("name", [name for name, one in formats().items() if one.takes])
def test_an_export_imported_again_is_the_same_case_with_the_same_criteria(clean, name):
    form = formats()[name].forms[0]
    ran = clean.rowgate("export", "refund-policy", "--format", name, "--output", f"out.{form}")
    assert ran.code == 0, ran.all
    assert f"written   out.{form}" in ran.out
    (row,) = reimported(clean, f"out.{form}", name)
    before = yamltext.read(clean.read(clean.row()))
    for field in ("why", "note", "labels", "variables", "response", "response_was", "expected",
                  "evaluators"):  # fmt: skip
        assert row[field] == before[field], field
    assert row["review"] == {"status": "pending"}
    assert row["source"]["kind"] == "import"
    assert row["source"]["trace_id"] == before["source"]["trace_id"]


@pytest.mark.parametrize("name", list(formats()))
def test_every_format_is_written_and_named_in_the_help(clean, name):
    assert clean.rowgate("export", "refund-policy", "--format", name).out
    assert name in clean.ok("export", "--help")
    if formats()[name].takes:
        assert name in clean.ok("import", "--help")


def test_into_its_own_dataset_nothing_is_imported_again(clean):
    clean.ok("export", "refund-policy", "--format", "jsonl", "--output", "out.jsonl")
    ran = clean.rowgate("import", "out.jsonl", "--to", "refund-policy")
    assert ran.code == 0, ran.all
    assert "nothing changed" in ran.out
    assert len(clean.rows("refund-policy")) == 1


def test_what_is_lost_is_a_line_a_kind_with_the_rows(clean):
    clean.ok("annotate", "refunds", "--evaluator", "called: get_order")
    ran = clean.rowgate("export", "refund-policy", "--format", "promptfoo", "--output", "t.yaml")
    row = clean.rows("refund-policy")[0].removesuffix(".yaml")
    assert f"metadata  evaluator called: promptfoo has nothing like it (1 row: {row})" in ran.out
    assert "1 row of refund-policy as promptfoo" in ran.err
    found = json.loads(clean.ok("export", "refund-policy", "--format", "promptfoo", "--output",
                                "t.yaml", "--json"))  # fmt: skip
    assert found["files"] == ["t.yaml"]
    assert {"how": "metadata", "what": "evaluator called", "why": "promptfoo has nothing like it",
            "count": 1, "of": [row]} in found["lost"]  # fmt: skip


def test_standard_output_is_the_file_alone(clean):
    ran = clean.rowgate("export", "refund-policy", "--format", "openai-evals")
    (line,) = ran.out.splitlines()
    assert json.loads(line)["ideal"] == "Returns are accepted within 30 days."
    assert ".registry.yaml" in ran.err
    ran = clean.rowgate("export", "refund-policy", "--format", "jsonl", "--json")
    assert ran.code == 2
    assert "--output" in ran.err


def test_what_a_tool_wants_beside_its_file_is_written_too(clean):
    ran = clean.rowgate("export", "refund-policy", "--format", "openai-evals", "-o", "s/rows.jsonl")
    assert ran.code == 0, ran.all
    assert "evals.elsuite.basic.match:Match" in clean.read("s/rows.registry.yaml")


def test_the_suffix_chooses_a_form_and_a_wrong_one_is_an_error(clean):
    clean.ok("export", "refund-policy", "--format", "promptfoo", "-o", "t.jsonl")
    assert json.loads(clean.read("t.jsonl"))["vars"]["row"]
    ran = clean.rowgate("export", "refund-policy", "--format", "langfuse", "-o", "t.yaml")
    assert ran.code == 2
    assert "langfuse is written as jsonl, not as yaml" in ran.err


def test_a_version_is_exported_without_checking_it_out(clean):
    clean.git("add", ".")
    clean.git("commit", "-qm", "A row", "--no-verify")
    clean.ok("annotate", "refunds", "--expected", "Something else.")
    found = json.loads(clean.ok("export", "refund-policy@HEAD", "--format", "jsonl"))
    assert found["expected"] == "Returns are accepted within 30 days."


def test_wrong_names_and_empty_datasets_are_one_line(support):
    ran = support.rowgate("export", "refund-policy", "--format", "jsonl")
    assert ran.code == 4
    assert "refund-policy has no rows" in ran.err
    ran = support.rowgate("export", "refund-polcy", "--format", "jsonl")
    assert ran.code == 2
    assert "did you mean refund-policy?" in ran.err
    ran = support.rowgate("export", "refund-policy", "--format", "promptfo")
    assert ran.code == 2
    assert "did you mean promptfoo?" in ran.err


def test_a_row_that_promptfoo_would_fill_in_is_left_out_of_yaml_only(support):
    support.write("c.jsonl", json.dumps({"question": "What is {{env.HOME}}?"}) + "\n"
                  + json.dumps({"question": "Fine?"}) + "\n")  # fmt: skip
    support.ok("import", "c.jsonl", "--to", "refund-policy", "--why", "adversarial")
    ran = support.rowgate("export", "refund-policy", "--format", "promptfoo", "-o", "t.yaml")
    assert ran.code == 1
    assert "left out  row: promptfoo would fill in the environment" in ran.out
    assert "1 row of refund-policy as promptfoo, 1 left out" in ran.err
    assert "env.HOME" not in support.read("t.yaml")
    ran = support.rowgate("export", "refund-policy", "--format", "promptfoo", "-o", "t.jsonl")
    assert ran.code == 0
    assert "{{env.HOME}}" in support.read("t.jsonl")


BROKEN = """
class Ours:
    name = "ours"
    forms = takes = ("jsonl",)

    def detect(self, entry):
        return "prompt" in entry

    def read(self, document):
        raise ValueError("x")

    write = read


def rowgate_exchange(register):
    register(Ours())
"""


def test_a_plugin_s_format_is_read_and_written(support):
    page = (PROJECT / "docs" / "exchange.md").read_text(encoding="utf-8")
    (plugin,) = re.findall(r"```python\n(.*?)```", page, re.S)
    support.write("plugins/our_sheets.py", plugin)
    support.write("c.jsonl", '{"prompt": "Q?", "name": "Return window"}\n{"no": 1}\n')
    ran = support.rowgate("import", "c.jsonl", "--to", "refund-policy", "--why", "edge-case",
                          "--label", "refunds")  # fmt: skip
    assert ran.code == 2
    assert "c.jsonl:2: has no prompt" in ran.err
    assert "read as our-sheets" in ran.err
    assert support.rows("refund-policy")[0].startswith("return-window-")
    assert "format: our-sheets" in support.read(support.row())
    ran = support.rowgate("export", "refund-policy", "--format", "our-sheets", "-o", "o.jsonl")
    assert support.read("o.jsonl") == '{"prompt": "Q?"}\n'
    assert "lost      labels: our sheets have none (1 row: " in ran.out


def test_a_plugin_s_format_that_raises_is_named_and_nothing_is_written(support):
    support.write("plugins/ours.py", BROKEN)
    support.write("c.jsonl", '{"prompt": "Q?"}\n')
    before = support.files()
    ran = support.rowgate("import", "c.jsonl", "--to", "refund-policy", "--why", "edge-case")
    assert ran.code == 2
    assert "plugins/ours.py" in ran.err
    assert support.files() == before
