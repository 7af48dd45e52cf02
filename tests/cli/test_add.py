"""`rowgate add`: spans → rows, redacted, all or none."""

from __future__ import annotations

import base64
import json

import pytest

from tests.support.media import picture
from tests.support.otlp import TRACE, genai_span, span_id, write_otlp

PNG = base64.b64encode(picture()).decode()


def traces(repository, *spans, **more):
    return write_otlp(repository.path / "traces" / "day.json", spans, **more)


def add(repository, *names, dataset="refund-policy", options=("--label", "refunds")):
    file = repository.path / "traces" / "day.json"
    ids = [span_id(name) for name in names]
    return repository.rowgate(
        "add", *ids, "--from", file, "--to", dataset, "--why", "incorrect-answer", *options
    )


def row(repository, dataset="refund-policy"):
    (name,) = repository.rows(dataset)
    return repository.read(f"datasets/{dataset}/rows/{name}")


def test_the_first_span_brings_the_columns_and_full_provenance(support):
    traces(support, genai_span())
    ran = add(support, "one")
    assert ran.code == 0, ran.err
    assert "columns of refund-policy: question" in ran.out
    assert "  question: text\nresponse: text\n" in support.read(
        "datasets/refund-policy/dataset.yaml"
    )
    text = row(support)
    for line in (
        "why: incorrect-answer\n",
        'question: "How long do I have to return headphones?"\n',
        'response: "You have 60 days to return them."\n',
        "response_was: wrong\n",
        "  status: pending\n",
        "  format: otlp/genai\n",
        f'  trace_id: "{TRACE}"\n',
        f'  span_id: "{span_id("one")}"\n'
        if span_id("one")[0].isdigit()
        else f"  span_id: {span_id('one')}\n",
        '  started_at: "2025-11-20T09:12:44.123456789Z"\n',
        "  duration_ms: 812\n",
        '  added_by: "ada@example.com"\n',
    ):
        assert line in text, line


def test_the_same_span_again_changes_nothing_and_says_so(support):
    traces(support, genai_span())
    add(support, "one")
    before = support.files()
    ran = add(support, "one", options=("--label", "other", "--name", "other"))
    assert ran.code == 0
    assert "nothing changed" in ran.out
    assert support.files() == before


def test_several_spans_are_all_or_none(support):
    traces(support, genai_span("one"), genai_span("two", variables={"other": "x"}))
    before = support.files()
    ran = add(support, "one", "two")
    assert ran.code == 1
    assert "lacks columns for other, messages (it has question)" in ran.err
    assert (
        "rowgate columns refund-policy --add other:text --add messages:json --optional" in ran.err
    )
    assert support.files() == before


def test_the_command_that_a_refusal_names_mends_it(support):
    traces(
        support,
        genai_span("one"),
        genai_span("two", variables={"question": "Q?", "tier": "gold"}, question="Q?"),
    )
    add(support, "one")
    ran = add(support, "two")
    assert ran.code == 1
    command = ran.err.split("; rowgate ", 1)[1].split()
    support.ok(*command)
    assert add(support, "two").code == 0
    assert len(support.rows("refund-policy")) == 2


def test_a_column_the_span_has_no_value_for_is_said_and_checked(support):
    traces(
        support,
        genai_span("one", variables={"question": "Q?", "tier": "g"}, question="Q?"),
        genai_span("two"),
    )
    add(support, "one")
    ran = add(support, "two")
    assert "still to fill in: tier" in ran.out
    assert "RG201" in support.rowgate("check").out


def test_a_span_of_another_project_is_refused_and_one_without_needs_it_stated(support):
    traces(support, genai_span(), project="billing-bot")
    ran = add(support, "one")
    assert ran.code == 1
    assert "is of project billing-bot" in ran.err
    traces(support, genai_span(), project=None)
    ran = add(support, "one")
    assert ran.code == 1
    assert "--project support-bot" in ran.err
    assert add(support, "one", options=("--label", "a", "--project", "support-bot")).code == 0
    assert "project_stated: true" in row(support)


def test_another_shape_than_the_column_is_refused_with_the_command_that_changes_it(support):
    traces(
        support,
        genai_span(),
        genai_span("two", variables={"question": f"data:image/png;base64,{PNG}"}, question="x"),
    )
    add(support, "one")
    support.ok("columns", "refund-policy", "--add", "messages:json", "--optional")
    before = support.files()
    ran = add(support, "two")
    assert ran.code == 1
    assert "column question of refund-policy is text" in ran.err
    assert "rowgate columns refund-policy --retype question:json" in ran.err
    assert support.files() == before


def test_a_payload_goes_into_assets_by_its_content_hash(support):
    traces(
        support,
        genai_span(
            variables={"question": "Q?", "receipt": f"data:image/png;base64,{PNG}"}, question="Q?"
        ),
    )
    ran = add(support, "one")
    assert ran.code == 0, ran.err
    (asset,) = (support.path / "datasets/refund-policy/assets").iterdir()
    assert asset.read_bytes() == base64.b64decode(PNG)
    assert f"path: assets/{asset.name}" in row(support).replace('"', "")
    assert "  receipt: image\n" in support.read("datasets/refund-policy/dataset.yaml")


def test_nothing_of_a_secret_reaches_the_disk_or_the_output(support):
    secret = "sk-" + "proj-" + "a8Kd02mXq7Lw" * 4
    address = "zoe.brandt" + "@" + "corporate-mail.net"
    traces(
        support,
        genai_span(
            question=f"I am {address}, my key is {secret}",
            answer=f"Hello {address}!",
            system=f"Authorization: Bearer {secret}",
            attributes={"gen_ai.prompt.name": address},
        ),
    )
    ran = add(support, "one")
    assert ran.code == 0, ran.err
    written = b"".join(
        content for name, content in support.files().items() if not name.startswith("traces/")
    ).decode()
    for value in (secret, address, "zoe.brandt"):
        assert value not in written
        assert value not in ran.all
    text = row(support)
    assert text.count("[EMAIL_1]") == 3
    assert "redactions:" in text
    assert "redacted email at variables.question" in ran.out


def test_a_false_hit_is_kept_with_a_reason_and_only_with_one(support):
    order = "4111 1111 1111 1111"
    traces(support, genai_span(question=f"Order {order}?"))
    ran = add(support, "one", options=("--label", "a", "--keep", "card@variables.question"))
    assert ran.code == 2
    assert "--reason" in ran.err
    ran = add(
        support,
        "one",
        options=("--label", "a", "--keep", "card@variables.question", "--reason", "order number"),
    )
    assert ran.code == 0, ran.err
    assert order in row(support)
    assert "reason: order number" in row(support)
    assert "RG30" not in support.rowgate("check").out


def test_a_redactor_that_raises_stops_the_add(support):
    support.write(
        "plugins/broken.py",
        "class Broken:\n    name = 'broken'\n    def find(self, text):\n        raise ValueError(text)\n"
        "def rowgate_redactors(register):\n    register(Broken())\n",
    )
    traces(support, genai_span(question="canary-4711"))
    before = support.files()
    ran = add(support, "one")
    assert ran.code == 1
    assert "broken" in ran.err
    assert "canary-4711" not in ran.all
    assert support.files() == before


def test_text_that_yaml_would_bend_comes_back_byte_for_byte(support):
    from rowgate import yamltext

    awkward = "NO\n\tindented\ttabs  \n\x85next\u2028sep\n- item: x # no comment\n\n\n'quotes' \"double\" \\ 😀 "
    traces(support, genai_span(question=awkward))
    add(support, "one")
    assert yamltext.read(row(support))["variables"]["question"] == awkward


def test_text_that_looks_like_json_stays_text(support):
    traces(support, genai_span(variables={"question": '{"a": [1]}'}, question='{"a": [1]}'))
    add(support, "one")
    assert r'question: "{\"a\": [1]}"' in row(support)


def test_the_same_case_from_another_span_is_reported(support):
    traces(support, genai_span("one"), genai_span("two"))
    add(support, "one")
    assert "the same case as refunds-" in add(support, "two").out


def test_an_unknown_id_names_the_nearest_and_an_ambiguous_one_asks_for_more(support):
    traces(support, genai_span("one"), genai_span("two"))
    wrong = span_id("one")[:-1] + ("0" if span_id("one")[-1] != "0" else "1")
    file = support.path / "traces" / "day.json"
    ran = support.rowgate(
        "add", wrong, "--from", file, "--to", "refund-policy", "--why", "incorrect-answer"
    )
    assert ran.code == 2
    assert span_id("one") in ran.err
    ran = support.rowgate(
        "add", "zzzzzz", "--from", file, "--to", "refund-policy", "--why", "incorrect-answer"
    )
    assert ran.code == 2
    assert len(ran.err.strip().splitlines()) == 1


def test_standard_input_is_read_so_that_no_export_lies_about(support):
    file = traces(support, genai_span())
    data = file.read_bytes()
    file.unlink()
    ran = support.rowgate(
        "add", span_id("one"), "--from", "-", "--to", "refund-policy", "--why", "incorrect-answer",
        "--label", "a", stdin=data,
    )  # fmt: skip
    assert ran.code == 0, ran.err


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "empty"),
        (b"hello\n", "no trace format"),
        (b'{"resourceSpans": [', ""),
        (b"\x89PNG\r\n\x1a\n", "PNG"),
        (json.dumps({"a": 1}).encode(), "JSON with the keys a"),
    ],
    ids=["empty", "text", "cut", "image", "other-json"],
)
def test_a_file_that_is_no_trace_is_one_line(support, content, said):
    file = support.path / "x.json"
    file.write_bytes(content)
    before = support.files()
    ran = support.rowgate(
        "add", "abcdef", "--from", file, "--to", "refund-policy", "--why", "incorrect-answer"
    )
    assert ran.code == 2
    assert said in ran.err
    assert "Traceback" not in ran.all
    assert support.files() == before


def test_a_span_without_content_and_one_that_is_no_model_span_are_refused(support):
    empty = genai_span("one", variables={}, answer=None)
    empty["attributes"] = [a for a in empty["attributes"] if a["key"] != "gen_ai.input.messages"]
    tool = genai_span("two", attributes={"gen_ai.operation.name": "execute_tool"})
    traces(support, empty, tool)
    ran = add(support, "one")
    assert ran.code == 1
    ran = add(support, "two")
    assert ran.code == 1
    assert "not a model span" in ran.err


def test_whoever_adds_a_row_is_told_what_no_redactor_finds(support):
    traces(support, genai_span())
    said = "Names and street addresses are mostly not found"
    assert said in add(support, "one").err
    assert said not in add(support, "one").err, "nothing was added"
