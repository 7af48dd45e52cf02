"""Schemas for editors: what `schema` prints and writes, and the line that names them."""

from __future__ import annotations

import json

import jsonschema
import pytest

from rowgate import yamltext
from tests.support.otlp import genai_span, span_id, write_otlp

ROW_LINE = "# yaml-language-server: $schema=../../../.rowgate/schemas/row.json\n"


def schema(scratch, kind):
    return json.loads(scratch.ok("schema", kind))


def faults(scratch, kind, name):
    validator = jsonschema.Draft202012Validator(schema(scratch, kind))
    return [error.message for error in validator.iter_errors(yamltext.read(scratch.read(name)))]


@pytest.mark.parametrize("kind", ["row", "dataset", "config", "span"])
def test_every_schema_is_one_of_2020_12(project, kind):
    found = schema(project, kind)
    assert found["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    jsonschema.Draft202012Validator.check_schema(found)


def test_what_rowgate_writes_fits_the_schemas(clean):
    clean.ok("approve", "refunds")
    assert faults(clean, "row", clean.row()) == []
    assert faults(clean, "dataset", "datasets/refund-policy/dataset.yaml") == []
    assert faults(clean, "config", "rowgate.yaml") == []


def test_a_misspelt_field_parameter_or_rule_does_not_fit(clean):
    clean.edit(clean.row(), "contains-any", "contains-some")
    assert faults(clean, "row", clean.row())
    clean.edit(clean.row(), "contains-some", "contains-any")
    clean.edit(clean.row(), "note:", "notes:")
    assert faults(clean, "row", clean.row())
    clean.write("rowgate.yaml", "format: 1\nrules: {RG999: warning}\n")
    assert faults(clean, "config", "rowgate.yaml")


CANDIDATES = {
    "program": {"command": ["python", "answer.py"], "per": "row", "reads": "json", "timeout": 5},
    "function": {"python": "our_app:answer", "concurrency": 4},
    "deployed": {
        "url": "https://example.com/${session}", "headers": {"A": "${TOKEN}"}, "method": "PUT",
        "body": {"question": "${variables.question}"}, "output": "answer.text", "version": "v",
    },
    "next": {
        "prompt": [{"role": "system", "text": "Be brief."}, {"variable": "messages"}],
        "model": "m", "parameters": {"temperature": 0, "stop": None}, "retries": 0,
        "prices": {"input": 0.15, "output": 0.6},
    },
    "before": {"outputs": "runs/before.jsonl"},
}  # fmt: skip


def config(scratch, **candidates):
    scratch.write("rowgate.yaml", yamltext.write({"format": 1, "candidates": candidates}))
    return faults(scratch, "config", "rowgate.yaml")


def test_every_kind_of_candidate_that_is_right_fits(clean):
    assert config(clean, **CANDIDATES) == []


@pytest.mark.parametrize(
    ("kind", "change"),
    [
        ("program", {"comand": "python answer.py"}),
        ("program", {"per": "rows"}),
        ("program", {"model": "m"}),
        ("program", {"url": "https://example.com"}),
        ("program", {"concurrency": 0}),
        ("deployed", {"header": {}}),
        ("deployed", {"method": "DELETE"}),
        ("deployed", {"output": 7}),
        ("next", {"prices": {"input": 0.15}}),
        ("next", {"prompt": [{"role": "robot", "text": "Hi."}]}),
        ("before", {"output": "runs/before.jsonl"}),
    ],
)
def test_a_candidate_that_is_misspelt_or_two_things_does_not_fit_and_is_refused(
    clean, kind, change
):
    clean.write("answer.py", "")
    assert config(clean, wrong=CANDIDATES[kind] | change)
    ran = clean.rowgate("run", "--candidate", "wrong")
    assert ran.code == 2
    assert ran.err.startswith("rowgate: rowgate.yaml:")


def test_a_candidate_without_a_kind_does_not_fit(clean):
    assert config(clean, wrong={"timeout": 3})


def test_a_misspelling_in_a_candidate_that_is_not_asked_for_is_refused_too(clean):
    clean.write("bot.py", "def answer(question): return question")
    config(clean, right={"python": "bot:answer"}, other={"outputs": "o.jsonl", "tiemout": 3})
    ran = clean.rowgate("run", "--candidate", "right")
    assert ran.code == 2
    assert "candidates.other.tiemout" in ran.err
    assert "did you mean timeout?" in ran.err


def test_the_candidates_of_a_plugin_have_their_fields(clean):
    clean.write("plugins/echo.py", """
import rowgate
from rowgate.shapes import Text
class Echo:
    name = "echo"
    fields = {"echo": Text(), "loudly": Text(choices=("yes", "no"))}
@rowgate.hookimpl
def rowgate_candidates(register):
    register(Echo)
""")  # fmt: skip
    assert config(clean, shy={"echo": "a", "loudly": "no", "retries": 1}) == []
    assert config(clean, loud={"echo": "a", "loudly": "perhaps"})
    assert config(clean, loud={"echo": "a", "loud": "no"})


def test_the_span_that_find_prints_fits_its_schema(support):
    file = write_otlp(support.path / "traces" / "day.json", [genai_span()])
    found = json.loads(support.ok("find", file, "--json"))
    jsonschema.Draft202012Validator(schema(support, "span")).validate(found)
    assert found["span_id"] == span_id("one")


def test_every_file_names_its_schema_in_its_first_line(clean):
    assert clean.read(clean.row()).startswith(ROW_LINE)
    for name in (clean.row(), "datasets/refund-policy/dataset.yaml", "rowgate.yaml"):
        first = clean.read(name).partition("\n")[0]
        target = (clean.path / name).parent / first.partition("$schema=")[2]
        assert target.resolve().is_file()
        assert target.resolve().is_relative_to(clean.path / ".rowgate" / "schemas")


def test_the_first_line_survives_every_edit_and_is_no_fault(clean):
    clean.ok("approve", "refunds")
    clean.ok("annotate", "refunds", "--note", "Another sentence.", "--label", "policy")
    clean.ok("check", "--fix")
    assert clean.read(clean.row()).startswith(ROW_LINE + "format: 1\n")
    assert "RG" not in clean.ok("check", clean.row())


def test_a_secret_in_such_a_line_is_found(clean):
    secret = "ghp_" + "x9Kq2mVt7LwZ3bNc8RfY1dHs5GjP4kTu6WoE"[:36]
    clean.edit(clean.row(), "schemas/row.json", f"schemas/{secret}.json")
    ran = clean.rowgate("check", clean.row())
    assert f"{clean.row()}:1:1: RG305" in ran.out
    assert secret not in ran.all


def test_a_repository_that_wants_no_schemas_deletes_the_folder(support):
    import shutil

    shutil.rmtree(support.path / ".rowgate")
    file = write_otlp(support.path / "traces" / "day.json", [genai_span()])
    support.ok("add", span_id("one"), "--from", file, "--to", "refund-policy", "--why",
               "incorrect-answer", "--label", "refunds")  # fmt: skip
    assert support.read(support.row()).startswith("format: 1\n")


def test_write_brings_in_what_a_plugin_registers(project):
    project.write(
        "plugins/ours.py",
        '''
from rowgate import Evaluator, Found, Verdict, hookimpl, rule

class Polite(Evaluator):
    """The answer says please.

    - `times`: How often, at least.
    """

    name = "polite"
    times: int = 1

    def evaluate(self, output, row):
        return Verdict("pass")

@rule("ACME001", "a rule of ours", release="error", exploratory="error")
def ours(row, context):
    """Nothing."""
    return ()

@hookimpl
def rowgate_evaluators(register):
    register(Polite)

@hookimpl
def rowgate_rules(register):
    register(ours)
''',
    )
    out = project.ok("schema", "--write")
    assert "written  .rowgate/schemas/row.json" in out
    assert '"polite"' in project.read(".rowgate/schemas/row.json")
    assert '"ACME001"' in project.read(".rowgate/schemas/config.json")
    assert "there    .rowgate/schemas/row.json" in project.ok("schema", "--write")
    assert '"polite"' not in project.ok("schema", "row", "--no-plugins")


def test_schema_asks_for_one_thing(project):
    assert project.rowgate("schema").code == 2
    assert project.rowgate("schema", "row", "--write").code == 2
    assert "rwo" in project.rowgate("schema", "rwo").err


def test_the_files_hold_what_is_printed_in_few_lines(project):
    for kind in ("row", "dataset", "config"):
        text = project.read(f".rowgate/schemas/{kind}.json")
        assert json.loads(text) == schema(project, kind)
        assert 10 < text.count("\n") < 120
