"""`rowgate import`: other tools' cases → pending rows, by the way of every row."""

from __future__ import annotations

import json

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from rowgate import yamltext
from tests.support.anything import READERS, entries_of

CASES = [
    {"question": "How long do I have?", "answer": "Within 30 days.", "topic": "refunds"},
    {"question": "May I return it open?", "answer": "No.", "topic": "refunds, open"},
]


def lines(repository, *entries, name="cases.jsonl"):
    text = "".join(f"{one if isinstance(one, str) else json.dumps(one)}\n" for one in entries)
    return repository.write(name, text)


def brought(repository, *arguments, file="cases.jsonl", to="refund-policy", why="edge-case"):
    wish = ("--why", why) if why else ()
    return repository.rowgate("import", file, "--to", to, *wish, *arguments)


def read_rows(repository, dataset="refund-policy"):
    return [
        yamltext.read(repository.read(f"datasets/{dataset}/rows/{name}"))
        for name in repository.rows(dataset)
    ]


def test_people_s_own_jsonl_becomes_pending_rows_with_their_provenance(support):
    lines(support, *CASES)
    ran = brought(support, "--map", "expected=answer", "--map", "labels=topic")
    assert ran.code == 0, ran.all
    rows = sorted(read_rows(support), key=lambda row: row["source"]["file"]["line"])
    assert [row["variables"] for row in rows] == [{"question": c["question"]} for c in CASES]
    assert [row["expected"] for row in rows] == ["Within 30 days.", "No."]
    assert [row["labels"] for row in rows] == [["refunds"], ["refunds", "open"]]
    for number, row in enumerate(rows, 1):
        assert row["review"] == {"status": "pending"}
        source = row["source"]
        assert (source["kind"], source["format"]) == ("import", "jsonl")
        assert source["file"]["name"] == "cases.jsonl"
        assert source["file"]["line"] == number
        assert source["file"]["digest"].startswith("sha256:")
        assert source["added_by"] == "ada@example.com"
    assert "columns of refund-policy: question" in ran.out
    assert "read as jsonl" in ran.err
    assert "RG0" not in support.rowgate("check").out


def test_the_same_file_again_changes_nothing_and_says_so(support):
    lines(support, *CASES)
    brought(support)
    before = support.files()
    ran = brought(support)
    assert ran.code == 0
    assert ran.out.count("is this case; nothing changed") == 2
    assert "0 rows added to refund-policy, 2 there" in ran.err
    assert support.files() == before


def test_a_case_that_says_more_of_a_row_that_is_there_is_not_taken_and_that_is_said(support):
    lines(support, {"variables": {"question": "Q?"}, "expected": "A."})
    brought(support)
    before = support.files()
    lines(support, {"variables": {"question": "Q?"}, "expected": "B.", "evaluators": ["refusal"]},
          name="other.jsonl")  # fmt: skip
    ran = brought(support, file="other.jsonl")
    assert "not taken, the row says otherwise: expected, evaluators" in ran.out
    assert {k: v for k, v in support.files().items() if k != "other.jsonl"} == before


def test_nothing_of_a_secret_reaches_the_disk_or_the_output(support):
    secret = "sk-" + "proj-" + "a8Kd02mXq7Lw" * 4
    address = "zoe.brandt" + "@" + "corporate-mail.net"
    lines(
        support,
        {
            "id": address,
            "variables": {"question": f"I am {address}", "more": {address: secret}},
            "expected": f"Hello {address}",
            "evaluators": [{"contains": secret}, {"nothing-" + address: 1}],
            "metadata": {"who": address},
            address: "an unknown field",
        },
        {"variables": {"question": "Q?"}, "labels": [address], "metadata": {"a": 1, address: 2}},
    )
    ran = brought(support)
    assert ran.code in (0, 2), ran.all
    assert len(support.rows("refund-policy")) >= 1
    written = b"".join(v for k, v in support.files().items() if k != "cases.jsonl").decode()
    names = " ".join(support.files())
    for value in (secret, address, "zoe.brandt"):
        assert value not in written
        assert value not in ran.all
        assert value not in names
    # A digest of a file would let one try out what was removed from it.
    assert "digest:" not in written


def test_a_file_with_personal_data_in_what_is_left_out_is_named_by_no_digest(support):
    address = "zoe.brandt" + "@" + "corporate-mail.net"
    lines(support, {"question": "Q?", "who": address})
    assert brought(support, "--drop", "who").code == 0
    (row,) = read_rows(support)
    assert row["source"]["file"] == {"name": "cases.jsonl", "line": 1}


def test_a_file_lifts_no_redaction_and_approves_nothing(support):
    order = "4111 1111 1111 1111"
    lines(support, {"variables": {"question": f"Order {order}?"}, "kept": [
        {"type": "card", "path": "variables.question", "reason": "an order"}],
        "review": {"status": "approved", "by": "mallory@example.com", "date": "2026-01-01"}})  # fmt: skip
    assert brought(support).code == 0
    (row,) = read_rows(support)
    assert order not in row["variables"]["question"]
    assert "kept" not in row
    assert row["review"] == {"status": "pending"}


def test_a_redactor_that_raises_stops_the_import(support):
    support.write(
        "plugins/broken.py",
        "class Broken:\n    name = 'broken'\n    def find(self, text):\n        raise ValueError(text)\n"
        "def rowgate_redactors(register):\n    register(Broken())\n",
    )
    lines(support, {"question": "canary-4711"})
    before = support.files()
    ran = brought(support)
    assert ran.code == 1
    assert "broken" in ran.err
    assert "canary-4711" not in ran.all
    assert support.files() == before


def test_a_false_hit_is_kept_with_a_reason(support):
    order = "4111 1111 1111 1111"
    lines(support, {"question": f"Order {order}?"})
    options = ("--keep", "card@variables.question", "--reason", "order number")
    assert brought(support, *options[:2]).code == 2
    assert brought(support, *options).code == 0
    (row,) = read_rows(support)
    assert order in row["variables"]["question"]
    assert row["kept"][0]["reason"] == "order number"


def test_broken_lines_are_said_with_their_place_and_the_others_taken(support):
    lines(support, CASES[0], "{broken", "", '"text"', '{"a": NaN}', "{}", CASES[1])
    ran = brought(support)
    assert ran.code == 2
    for place in ("cases.jsonl:2: is no JSON", "cases.jsonl:4: is no mapping",
                  "cases.jsonl:5: holds NaN", "cases.jsonl:6: has no variables"):  # fmt: skip
        assert f"rowgate: {place}" in ran.err, place
    assert len(support.rows("refund-policy")) == 2
    assert "digest:" not in "".join(map(str, read_rows(support)))
    assert brought(support, "--skip-bad").code == 0


def test_a_dry_run_says_everything_and_writes_nothing(support):
    lines(support, *CASES)
    before = support.files()
    ran = brought(support, "--dry-run")
    assert ran.code == 0
    assert ran.out.count("would add ") == 2
    assert "2 rows would be added" in ran.err
    assert support.files() == before


def test_columns_come_from_all_cases_and_one_that_some_lack_is_optional(support):
    lines(support, {"question": "A?", "tier": "gold"}, {"question": "B?", "order": {"id": 1}})
    assert brought(support).code == 0
    text = support.read("datasets/refund-policy/dataset.yaml")
    assert yamltext.read(text)["columns"] == {
        "question": "text",
        "tier": {"type": "text", "optional": True},
        "order": {"type": "json", "optional": True},
    }
    assert "RG2" not in support.rowgate("check").out


def test_a_dataset_that_lacks_columns_refuses_all_and_names_the_command_that_adds_them(support):
    lines(support, {"question": "A?"})
    brought(support)
    lines(support, {"question": "B?"}, {"question": "C?", "tier": "gold", "order": {"id": 1}})
    before = support.files()
    ran = brought(support)
    assert ran.code == 1
    assert "lacks columns for tier, order" in ran.err
    assert support.files() == before
    support.ok(*ran.err.split("; rowgate ", 1)[1].split())
    assert brought(support).code == 0


def test_a_value_of_another_shape_names_its_case(support):
    lines(support, {"question": "A?"})
    brought(support)
    lines(support, {"question": ["a", "list"]})
    ran = brought(support)
    assert ran.code == 1
    assert (
        "cases.jsonl:1: column question of refund-policy is text, the case holds a list" in ran.err
    )


def test_evaluators_that_do_not_judge_here_are_reported(support):
    lines(support, {"variables": {"question": "Q?"},
                    "evaluators": [{"contains": "30"}, {"contians": "x"}, {"regex": "(?=x)"}]})  # fmt: skip
    ran = brought(support)
    assert ran.code == 0
    assert read_rows(support)[0]["evaluators"] == [{"contains": "30"}]
    assert "lost      evaluator contians: rowgate has no such evaluator (1 case" in ran.out
    assert "lost      evaluator regex: rowgate refuses its parameters" in ran.out


def test_what_the_dataset_adds_anyway_is_not_said_twice(support):
    text = support.read("datasets/refund-policy/dataset.yaml")
    support.write("datasets/refund-policy/dataset.yaml", text + "evaluators:\n  - max-words: 200\n")
    lines(support, {"variables": {"question": "Q?"}, "evaluators": [{"max-words": 200}, "refusal"]})
    brought(support)
    assert read_rows(support)[0]["evaluators"] == ["refusal"]


def test_a_reason_is_needed_and_a_misspelt_variable_or_field_is_an_error(support):
    lines(support, *CASES)
    before = support.files()
    assert "--why, one of" in brought(support, why=None).err
    assert "did you mean answer?" in brought(support, "--map", "expected=answr").err
    assert "did you mean topic?" in brought(support, "--drop", "tpic").err
    assert "did you mean expected?" in brought(support, "--map", "expectd=answer").err
    assert "did you mean langfuse?" in brought(support, "--format", "langfuze").err
    assert "no dataset" in brought(support, to="refund-polcy").err
    assert support.files() == before


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "is empty"),
        (b"\xff\xfe\xfd", "cases.jsonl"),
        (b"\x89PNG\r\n\x1a\n", "is not UTF-8"),
        (b"PAR1 and no more", "parquet file is damaged"),
        (b'{"a": [}', "is no JSON"),
    ],
)
def test_a_file_that_cannot_be_read_is_one_line(support, content, said):
    (support.path / "cases.jsonl").write_bytes(content)
    before = support.files()
    ran = brought(support)
    assert ran.code == 2, ran.all
    assert said in ran.err
    assert "Traceback" not in ran.all
    assert support.files() == before


def test_a_file_without_cases_is_inconclusive(support):
    lines(support, [])
    assert brought(support, file="cases.jsonl").code in (2, 4)
    support.write("none.json", "[]")
    assert brought(support, file="none.json").code == 4


def test_the_report_for_programs_is_one_json_object(support):
    address = "zoe.brandt" + "@" + "corporate-mail.net"
    lines(support, {"question": f"I am {address}"}, "{broken")
    ran = brought(support, "--json")
    assert ran.code == 2
    found = json.loads(ran.out)
    assert found["rows"][0]["outcome"] == "added"
    assert found["rows"][0]["removed"][0]["type"] == "email"
    assert found["unread"][0]["at"] == "cases.jsonl:2"
    assert found["formats"] == {"cases.jsonl": "jsonl"}
    assert address not in ran.all


def test_a_chat_with_its_answer_is_a_case_and_what_is_expected(support):
    said = [{"role": "system", "content": "Be brief."}, {"role": "user", "content": "2+2?"},
            {"role": "assistant", "content": "4"}]  # fmt: skip
    lines(support, {"messages": said})
    assert brought(support).code == 0
    (row,) = read_rows(support)
    assert row["variables"] == {"messages": [{"role": "user", "content": "2+2?"}]}
    assert row["expected"] == "4"
    assert row["source"]["system"] == "Be brief."


def test_standard_input_and_tables_are_read_too(support):
    table = 'question,answer,score\n"How long, please?",30 days,0.5\nA?,,1\nonly one\n'
    ran = support.rowgate("import", "-", "--to", "refund-policy", "--why", "edge-case", "--map",
                          "expected=answer", "--map", "metadata=score", stdin=table)  # fmt: skip
    assert ran.code == 2
    assert "standard input:4: has 1 cells where the table has 3 columns" in ran.err
    rows = read_rows(support)
    assert {row["variables"]["question"] for row in rows} == {"How long, please?", "A?"}
    assert {row["metadata"]["score"] for row in rows} == {"0.5", "1"}
    assert [row.get("expected") for row in rows if row["variables"]["question"] == "A?"] == [None]


def test_a_picture_goes_into_assets(support):
    import base64

    from tests.support.media import picture

    data = base64.b64encode(picture()).decode()
    lines(support, {"question": "Q?", "receipt": f"data:image/png;base64,{data}"})
    assert brought(support).code == 0
    (asset,) = (support.path / "datasets/refund-policy/assets").iterdir()
    assert "receipt: image" in support.read("datasets/refund-policy/dataset.yaml")
    assert read_rows(support)[0]["variables"]["receipt"]["path"] == f"assets/{asset.name}"


def test_a_span_that_an_item_names_is_the_row_that_add_makes(support):
    from tests.support.otlp import TRACE, genai_span, span_id, write_otlp

    file = write_otlp(support.path / "traces" / "day.json", [genai_span()])
    item = {"datasetName": "d", "id": "i", "input": {"question": "How long?"},
            "sourceTraceId": TRACE, "sourceObservationId": span_id("one")}  # fmt: skip
    lines(support, item)
    assert brought(support).code == 0
    assert "RG012" not in support.rowgate("check").out
    ran = support.rowgate("add", span_id("one"), "--from", file, "--to", "refund-policy", "--why",
                          "incorrect-answer")  # fmt: skip
    assert "there" in ran.out


def test_no_plugin_of_the_repository_runs_where_they_are_left_out(support):
    support.write("plugins/broken.py", "raise SystemError('canary')\n")
    lines(support, *CASES)
    assert brought(support).code == 2
    assert brought(support, "--no-plugins").code == 0


@settings(deadline=None, max_examples=8, derandomize=True, suppress_health_check=list(HealthCheck))
@given(entries=st.lists(st.sampled_from(READERS).flatmap(entries_of), min_size=15, max_size=15))
def test_whatever_a_file_says_the_import_ends_well(support, entries):
    support.write("any.jsonl", "".join(f"{json.dumps(entry)}\n" for entry in entries))
    for name in ("jsonl", None):
        wanted = ("--format", name) if name else ()
        ran = brought(support, "--dry-run", *wanted, file="any.jsonl")
        assert ran.code in (0, 1, 2, 4), ran.all
        assert "a bug in rowgate" not in ran.err


def test_what_a_file_calls_its_fields_reaches_no_terminal_as_it_is(support):
    odd = "\x1b[2Jgone\nrowgate: all is well"
    lines(support, {"datasetName": "d", "input": {"q": "Q?"}, odd: 1, "metadata": {"a": "b"}})
    ran = brought(support)
    assert "lost      field " in ran.out
    assert "\x1b" not in ran.all
    assert "\nrowgate: all is well" not in ran.all


def test_show_says_where_an_imported_case_stood(support):
    lines(support, {"id": "Return window", "question": "Q?"})
    brought(support)
    shown = support.ok("show", support.rows("refund-policy")[0].removesuffix(".yaml"))
    assert "cases.jsonl:1 (Return window)" in shown


def test_parquet_is_read_where_pyarrow_is_there(support):
    pyarrow = pytest.importorskip("pyarrow")
    parquet = pytest.importorskip("pyarrow.parquet")
    table = pyarrow.Table.from_pylist([{"question": "Q?", "n": 3, "answer": "A."},
                                       {"question": "B?", "n": None, "answer": "B."}])  # fmt: skip
    parquet.write_table(table, support.path / "cases.parquet")
    ran = brought(support, "--map", "expected=answer", file="cases.parquet")
    assert ran.code == 0, ran.all
    rows = sorted(read_rows(support), key=lambda row: row["source"]["file"]["item"])
    assert [row["variables"] for row in rows] == [{"question": "Q?", "n": 3}, {"question": "B?"}]
    assert [row["expected"] for row in rows] == ["A.", "B."]
