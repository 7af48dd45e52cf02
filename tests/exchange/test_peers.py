"""The tools themselves read what is exported for them, and read it as it was meant.

Tried with promptfoo 0.121.20, pydantic-evals 2.62.0, inspect_ai 0.3.285, deepeval 4.3.1,
langfuse 5.0.4, langsmith 0.15.0, braintrust 0.47.0, arize-phoenix-client 3.5.0, mlflow-skinny
3.17.2, datasets 5.2.0, adaline-api 2.2.1, evals 3.0.1. A tool that is not installed is skipped.
"""

from __future__ import annotations

import json
import os

import pytest
import yaml

from rowgate.evaluators.builtin import EvaluatorClasses
from rowgate.evaluators.describe import examples
from rowgate.evaluators.judge import PanelJudge
from rowgate.model import Dataset, Output, Row
from rowgate.rows.rowfile import row_of
from tests.support.exchanged import write
from tests.support.peers import peer, promptfoo

NAME = Dataset("refund-policy")
CLASSES = EvaluatorClasses()
HOSTILE = (
    "file://secret.txt",
    "{{ 7 * 7 }} {% raw %} {% endraw %} {# gone #}",
    "{{env.ROWGATE_CANARY}} {{ env['ROWGATE_CANARY'] | upper }}",
    "0123456789012345",
    "no",
    '{"a": [1]}',
)
CHAT = [{"role": "user", "content": "Hi"}, {"role": "assistant", "content": "Yes?"}]


def rows():
    """A row for each hostile text, one with a digit for a name, and one with messages."""
    found = [
        row_of(f"hostile-{number:012x}", {"variables": {"question": text}, "expected": text,
               "evaluators": [{"equals": text}, {"contains-any": [text, "never"]}]})
        for number, text in enumerate(HOSTILE)
    ]  # fmt: skip
    found.append(row_of("0123456789012345", {"variables": {"question": "Q?"}, "expected": {"a": 1},
                                             "labels": ["refunds"], "metadata": {"tier": "1"}}))  # fmt: skip
    found.append(row_of("chat-000000000000", {"variables": {"messages": CHAT, "tier": "gold"}}))
    return found


def exported(tmp_path, name, form):
    path = tmp_path / f"rows.{form}"
    path.write_bytes(write(name, rows(), NAME, form).content)
    return path


def texts(row):
    return row.variables.get("question")


@pytest.mark.parametrize("form", ["jsonl", "json"])
@pytest.mark.parametrize("in_a_list", [False, True])
def test_promptfoo_takes_hostile_text_as_text(tmp_path, form, in_a_list):
    (tmp_path / "secret.txt").write_text("the content of a local file", encoding="utf-8")
    asked = [
        row._replace(evaluators=[{"contains-any": [row.expected, "never"]}, {"regex": r"\ASay"}],
                     response="file://secret.txt", metadata={"of": "file://secret.txt"})
        for row in rows()[: len(HOSTILE)]
    ]  # fmt: skip
    (tmp_path / f"rows.{form}").write_bytes(write("promptfoo", asked, NAME, form).content)
    results = promptfoo(
        tmp_path,
        {"prompts": ["Say {{row.question}} now"], "providers": ["echo"],
         "tests": [f"file://rows.{form}"] if in_a_list else f"file://rows.{form}"},
    )  # fmt: skip
    said = {one["description"] if "description" in one else one["testCase"]["description"]: one
            for one in results}  # fmt: skip
    assert len(said) == len(asked)
    for row in asked:
        one = said[row.id]
        assert one["response"]["output"] == f"Say {row.variables['question']} now"
        assert one["success"], (row.id, one["gradingResult"])
    everything = (tmp_path / "results.json").read_text(encoding="utf-8")
    assert "the content of a local file" not in everything
    assert "environment-4711" not in everything


def test_promptfoo_reads_the_yaml_of_what_is_not_left_out(tmp_path):
    (tmp_path / "secret.txt").write_text("the content of a local file", encoding="utf-8")
    asked = [row for row in rows() if "question" in row.variables]
    written = write("promptfoo", asked, NAME, "yaml")
    left = [one.of for one in written.lost if one.how == "left out"]
    assert left == [row.id for row in asked if "ROWGATE_CANARY" in str(row.variables)]
    (tmp_path / "rows.yaml").write_bytes(written.content)
    results = promptfoo(
        tmp_path,
        {"prompts": ["Say {{row.question}} now"], "providers": ["echo"],
         "tests": "file://rows.yaml"},
    )  # fmt: skip
    found = {one["testCase"]["description"]: one["response"]["output"] for one in results}
    assert found == {row.id: f"Say {texts(row)} now" for row in asked if row.id not in left}
    everything = (tmp_path / "results.json").read_text(encoding="utf-8")
    assert "the content of a local file" not in everything
    assert "environment-4711" not in everything


def judged_examples():
    """Every example of the evaluators' documentation whose output is text."""
    for name, cls in CLASSES.items():
        if not cls.deterministic or name in ("language", "autoevals", "no-personal-data"):
            continue
        for text in examples(cls):
            for shown in yaml.safe_load_all(text):
                for output in (*shown.get("pass", []), *shown.get("fail", [])):
                    if isinstance(output, str):
                        yield shown["evaluator"], shown.get("expected"), output


def examples_for(wanted):
    """Those of them that a format says it translates, as rows."""
    found = []
    for evaluator, expected, output in judged_examples():
        row = row_of(f"example-{len(found):012x}", {
            "variables": {"output": output}, "evaluators": [evaluator], "expected": expected})  # fmt: skip
        lost = write(wanted, [row], NAME, "jsonl" if wanted == "promptfoo" else "yaml").lost
        if not any(one.what.startswith("evaluator") for one in lost):
            found.append(row)
    return found


SAID = """
module.exports = class {
  id() { return 'said' }
  async callApi(prompt, context) { return {output: context.vars.row.output} }
};
"""


def ours(row: Row) -> bool:
    (verdict,) = PanelJudge(CLASSES)(Output(text=row.variables["output"]), row, row.evaluators)
    return verdict.outcome == "pass"


def test_promptfoo_judges_as_the_evaluators_do(tmp_path):
    asked = examples_for("promptfoo")
    # `refusal` goes by phrases, of which each has its own.
    asked = [row for row in asked if "refusal" not in str(row.evaluators)]
    assert len(asked) > 60
    (tmp_path / "rows.jsonl").write_bytes(write("promptfoo", asked, NAME, "jsonl").content)
    (tmp_path / "said.cjs").write_text(SAID, encoding="utf-8")
    results = promptfoo(
        tmp_path,
        {"prompts": ["{{row.output}} "], "providers": ["file://said.cjs"],
         "tests": "file://rows.jsonl"},
    )  # fmt: skip
    theirs = {one["testCase"]["description"]: one["success"] for one in results}
    differ = [(row.evaluators, row.variables) for row in asked if theirs[row.id] != ours(row)]
    assert differ == []


PYDANTIC = """
import json, sys
from typing import Any
from pydantic_evals import Dataset
found = Dataset[Any, Any, Any].from_file(sys.argv[1])
report = found.evaluate_sync(lambda inputs: inputs.get("output", ""), progress=False)
assert not report.failures
print(json.dumps({"name": found.name, "cases": [
    [case.name, case.inputs, case.expected_output, case.metadata] for case in found.cases
], "passed": {case.name: all(one.value for one in case.assertions.values()) for case in report.cases}}))
"""


def test_pydantic_evals_reads_the_cases(tmp_path):
    found = peer("pydantic_evals", PYDANTIC, exported(tmp_path, "pydantic-evals", "yaml"))
    assert found["name"] == "refund-policy"
    assert [case[:3] for case in found["cases"]] == [
        [row.id, dict(row.variables), row.expected] for row in rows()
    ]


def test_pydantic_evals_judges_as_the_evaluators_do(tmp_path):
    asked = [row for row in examples_for("pydantic-evals") if "max-latency" not in str(row)]
    assert len(asked) > 10
    path = tmp_path / "rows.yaml"
    path.write_bytes(write("pydantic-evals", asked, NAME, "yaml").content)
    passed = peer("pydantic_evals", PYDANTIC, path)["passed"]
    differ = [(row.evaluators, row.variables) for row in asked if passed[row.id] != ours(row)]
    assert differ == []


def test_inspect_reads_the_samples(tmp_path):
    script = (
        "import json, sys; from inspect_ai.dataset import json_dataset\n"
        "print(json.dumps([[one.id, one.input if isinstance(one.input, str) else"
        " [[m.role, m.content] for m in one.input], one.target, one.metadata['rowgate']['row']]"
        " for one in json_dataset(sys.argv[1])]))"
    )
    found = peer("inspect_ai", script, exported(tmp_path, "inspect", "jsonl"))
    assert [one[0] for one in found] == [*(row.id for row in rows()[:-2]),
                                         "row-0123456789012345", "chat-000000000000"]  # fmt: skip
    assert [one[1] for one in found[:-1]] == [texts(row) for row in rows()[:-1]]
    assert found[-1][1] == [["user", "Hi"], ["assistant", "Yes?"]]
    assert [one[2] for one in found] == [*HOSTILE, '{"a": 1}', ""]
    assert found[-2][3] == "refund-policy/0123456789012345"


def test_deepeval_reads_the_goldens(tmp_path):
    script = (
        "import json, sys; from deepeval.dataset import EvaluationDataset\n"
        "found = EvaluationDataset(); found.add_goldens_from_jsonl_file(sys.argv[1])\n"
        "print(json.dumps([[one.name, one.input, one.expected_output, one.additional_metadata]"
        " for one in found.goldens]))"
    )
    found = peer("deepeval", script, exported(tmp_path, "deepeval", "jsonl"))
    assert [one[:3] for one in found[:-2]] == [[row.id, texts(row), row.expected]
                                               for row in rows()[:-2]]  # fmt: skip
    assert found[-2][:3] == ["0123456789012345", "Q?", '{"a": 1}']
    assert found[-2][3]["labels"] == ["refunds"]
    assert json.loads(found[-1][1]) == {"messages": CHAT, "tier": "gold"}


def test_openai_evals_finds_the_samples_by_their_registry(tmp_path):
    written = write("openai-evals", rows(), NAME, "jsonl")
    for name, content in {"evals/refund-policy.yaml": written.beside[".registry.yaml"],
                          "data/refund-policy/samples.jsonl": written.content}.items():  # fmt: skip
        (tmp_path / name).parent.mkdir(parents=True)
        (tmp_path / name).write_bytes(content)
    script = (
        "import json, os, sys, pathlib; os.environ['OPENAI_API_KEY'] = 'none'\n"
        "from evals.registry import Registry\n"
        "folder = pathlib.Path(sys.argv[1]); registry = Registry([folder])\n"
        "spec = registry.get_eval('refund-policy'); made = registry.get_class(spec)\n"
        "one = made(completion_fns=[lambda **_: None], eval_registry_path=folder, **spec.args)\n"
        "print(json.dumps([spec.cls, one.get_samples()]))"
    )
    python = os.environ.get("ROWGATE_EVALS")
    name, samples = peer("evals", script, tmp_path, python=python)
    assert name == "evals.elsuite.basic.match:Match"
    assert [one["input"] for one in samples[:-1]] == [
        [{"role": "user", "content": texts(row)}] for row in rows()[:-1]
    ]
    assert samples[-1]["input"] == CHAT
    assert [one["ideal"] for one in samples] == [*HOSTILE, '{"a": 1}', ""]


def test_langfuse_takes_the_items_for_requests(tmp_path):
    script = (
        "import json, sys; from langfuse.api import CreateDatasetItemRequest as Request\n"
        "from langfuse.api.core.pydantic_utilities import parse_obj_as\n"
        "print(json.dumps([parse_obj_as(Request, json.loads(line)).model_dump()"
        " for line in open(sys.argv[1], encoding='utf-8')], default=str))"
    )
    found = peer("langfuse", script, exported(tmp_path, "langfuse", "jsonl"))
    assert [[one["dataset_name"], one["id"], one["input"], one["expected_output"]]
            for one in found] == [
        ["refund-policy", row.id, dict(row.variables), row.expected] for row in rows()
    ]  # fmt: skip


def test_langsmith_takes_the_examples(tmp_path):
    script = (
        "import json, sys; from langsmith.schemas import ExampleCreate\n"
        "made = [ExampleCreate(**json.loads(line)) for line in open(sys.argv[1], encoding='utf-8')]\n"
        "print(json.dumps([[str(one.id), one.inputs, one.reference_outputs] for one in made]))"
    )
    found = peer("langsmith", script, exported(tmp_path, "langsmith", "jsonl"))
    assert [one[1] for one in found] == [dict(row.variables) for row in rows()]
    assert [one[2] for one in found] == [
        None if row.expected is None else {"output": row.expected} for row in rows()
    ]
    assert len({one[0] for one in found}) == len(rows())


def test_braintrust_takes_the_cases(tmp_path):
    script = (
        "import json, sys; from braintrust import EvalCase\n"
        "made = [EvalCase(**json.loads(line)) for line in open(sys.argv[1], encoding='utf-8')]\n"
        "print(json.dumps([[one.id, one.input, one.expected, one.tags] for one in made]))"
    )
    found = peer("braintrust", script, exported(tmp_path, "braintrust", "jsonl"))
    assert found == [
        [row.id, dict(row.variables), row.expected, list(row.labels) or None] for row in rows()
    ]


def test_phoenix_takes_the_examples(tmp_path):
    script = (
        "import json, sys; from phoenix.client.resources import datasets\n"
        "made = [json.loads(line) for line in open(sys.argv[1], encoding='utf-8')]\n"
        "assert all(datasets._is_input_dataset_example(one) for one in made)\n"
        "print(json.dumps([[one['input'], one['output']] for one in made]))"
    )
    found = peer("phoenix.client", script, exported(tmp_path, "phoenix", "jsonl"))
    assert [one[0] for one in found] == [dict(row.variables) for row in rows()]


def test_mlflow_takes_the_records(tmp_path):
    script = (
        "import json, sys; from mlflow.entities.dataset_record import DatasetRecord\n"
        "made = [json.loads(line) for line in open(sys.argv[1], encoding='utf-8')]\n"
        "read = [DatasetRecord.from_dict({'dataset_id': 'd', 'dataset_record_id': str(at),"
        " 'created_time': 0, 'last_update_time': 0, **one}) for at, one in enumerate(made)]\n"
        "again = [DatasetRecord.from_proto(one.to_proto()) for one in read]\n"
        "print(json.dumps([[one.inputs, one.expectations, one.tags] for one in again]))"
    )
    found = peer("mlflow", script, exported(tmp_path, "mlflow", "jsonl"))
    assert [one[0] for one in found] == [dict(row.variables) for row in rows()]
    assert [one[1].get("expected_response") for one in found] == [row.expected for row in rows()]
    assert all(isinstance(value, str) for one in found for value in one[2].values())


@pytest.mark.parametrize(("form", "loader"), [("jsonl", "json"), ("parquet", "parquet")])
def test_datasets_loads_the_records(tmp_path, form, loader):
    if form == "parquet":
        pytest.importorskip("pyarrow", reason="the extra rowgate[parquet] is not installed")
    script = (
        "import json, sys; from datasets import load_dataset\n"
        f"found = load_dataset({loader!r}, data_files=sys.argv[1], split='train',"
        " cache_dir=sys.argv[2])\n"
        "print(json.dumps(list(found)))"
    )
    path = exported(tmp_path, "huggingface", form)
    found = peer("datasets", script, path, tmp_path / "cache")
    assert [one["id"] for one in found] == [row.id for row in rows()]
    assert [one["question"] for one in found] == [texts(row) for row in rows()]
    assert json.loads(found[-1]["messages"]) == CHAT
    assert found[-2]["expected"] == '{"a": 1}'


def test_adaline_takes_the_requests(tmp_path):
    models = pytest.importorskip("adaline_api.models", reason="adaline-api is not installed")
    written = write("adaline", rows(), NAME, "jsonl")
    (request,) = [
        models.AddDatasetRowsRequest.from_dict(json.loads(line))
        for line in written.content.decode().splitlines()
    ]
    cells = [{name: cell.value for name, cell in row.values.items()} for row in request.rows]
    assert [one.get("question") for one in cells] == [texts(row) for row in rows()]
    columns = models.AddDatasetColumnsRequest.from_dict(json.loads(written.beside[".columns.json"]))
    assert {name for one in cells for name in one} == {
        one.actual_instance.name for one in columns.columns
    }
