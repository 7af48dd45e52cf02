"""Where `add` takes a row's variables from: the span, a mapping, a template, the messages."""

from __future__ import annotations

import json

import pytest

from rowgate import yamltext
from tests.support.otlp import genai_span, span_id, traced, under, write_otlp

DATASET = "datasets/refund-policy/dataset.yaml"
ASKED = "A gold customer of Acme asks:\nHow long do I have?"
PROMPT = "A {{ tier }} customer of {{ product }} asks:\n{{ question }}\n"


@pytest.fixture
def dataset(support):
    """Sets keys of the support dataset's `dataset.yaml`."""

    def having(**keys):
        data = yamltext.read(support.read(DATASET))
        support.write(DATASET, yamltext.write(data | keys))
        return support

    return having


def add(repository, *spans, name="one", more=()):
    file = write_otlp(repository.path / "traces" / "day.json", spans)
    return repository.rowgate(
        "add", span_id(name), "--from", file, "--to", "refund-policy", "--why",
        "incorrect-answer", "--label", "refunds", *more,
    )  # fmt: skip


def row(repository):
    return yamltext.read(repository.read(repository.row()))


def chat(*texts, **more):
    """A model span whose messages are these texts, system first, then user and assistant."""
    roles = ["system", "user", "assistant", "user"]
    messages = [
        {"role": role, "parts": [{"type": "text", "content": text}]}
        for role, text in zip(roles, texts, strict=False)
        if text
    ]
    attributes = {"gen_ai.input.messages": json.dumps(messages)}
    return genai_span(**{"variables": {}, "attributes": attributes, **more})


# --- mapping ----------------------------------------------------------------


def test_a_mapping_finds_the_question_in_the_messages(dataset):
    support = dataset(mapping={"question": "text(span.messages[-1])"})
    ran = add(support, chat("Be kind.", "How long?"))
    assert ran.code == 0, ran.err
    assert "variables from the mapping (question)\n" in ran.out
    assert row(support)["variables"] == {"question": "How long?"}
    assert row(support)["source"]["variables_from"] == "the mapping (question)"


def test_a_mapping_adds_to_and_overrides_what_the_span_records(dataset):
    support = dataset(
        mapping={"question": "text(span.messages[-1])", "tier": "root.attributes.tier"}
    )
    span = under(
        "root", chat(None, "How long?", variables={"question": "how long", "product": "Acme"})
    )
    ran = add(support, traced("root", {"tier": "gold"}), span)
    assert ran.code == 0, ran.err
    assert "variables from the span's variables and the mapping (question, tier)" in ran.out
    assert row(support)["variables"] == {
        "question": "How long?",
        "product": "Acme",
        "tier": "gold",
    }


def test_a_mapping_of_a_recorded_variable_renames_it(dataset):
    support = dataset(mapping={"ask": "span.variables.question"})
    ran = add(
        support,
        genai_span(variables={"question": "How long?", "tier": "gold"}, question="How long?"),
    )
    assert ran.code == 0, ran.err
    assert "variables from the span's variables and the mapping (ask)" in ran.out
    assert row(support)["variables"] == {"tier": "gold", "ask": "How long?"}


def test_a_renamed_variable_stays_where_it_is_a_column_too(dataset):
    support = dataset(
        mapping={"ask": "span.variables.question"},
        columns={"ask": "text", "question": "text"},
        response="text",
    )
    assert add(support, genai_span(question="How long?")).code == 0
    assert row(support)["variables"] == {"question": "How long?", "ask": "How long?"}


def rename(repository, renamed):
    ran = repository.rowgate("columns", "refund-policy", "--rename", renamed)
    assert ran.code == 0, ran.all
    return ran.out


def later(repository, *spans):
    """The variables of a row that is added after the first."""
    before = set(repository.path.glob("datasets/*/rows/*.yaml"))
    assert (ran := add(repository, *spans, name="two")).code == 0, ran.all
    (new,) = set(repository.path.glob("datasets/*/rows/*.yaml")) - before
    return yamltext.read(new.read_text())["variables"]


def test_rows_added_after_a_column_was_renamed_have_it_under_its_new_name(dataset):
    support = dataset()
    one = genai_span(variables={"question": "How long?", "a.b": "x"}, question="How long?")
    assert add(support, one).code == 0
    said = rename(support, "question=ask")
    assert "mapped   ask: span.variables.question, for the rows that are added later" in said
    assert 'span.variables."a.b"' in rename(support, "a.b=plan")
    two = genai_span("two", variables={"question": "How much?", "a.b": "y"}, question="How much?")
    assert later(support, two) == {"ask": "How much?", "plan": "y"}
    assert "mapped" not in rename(support, "ask=asked")
    mapping = yamltext.read(support.read(DATASET))["mapping"]
    assert mapping == {
        "asked": "span.variables.question",
        "plan": 'span.variables."a.b"',
    }


def test_rows_added_after_the_messages_were_renamed_have_them_under_their_new_name(dataset):
    support = dataset()
    assert add(support, chat("Be kind.", "How long?")).code == 0
    assert "mapped   talk: span.messages[?role!='system']" in rename(support, "messages=talk")
    two = chat("Be kind.", "How much?", name="two")
    assert later(support, two) == {"talk": [{"role": "user", "content": "How much?"}]}


def test_a_renamed_column_that_a_template_filled_is_said_to_be_unmapped(dataset):
    support = dataset(prompt="prompts/refund.md")
    support.write("prompts/refund.md", PROMPT)
    assert (ran := add(support, chat("Be kind.", ASKED))).code == 0, ran.all
    said = rename(support, "tier=plan")
    assert "unmapped plan: rows added later lack it, unless mapping: in dataset.yaml says" in said
    assert "mapping" not in yamltext.read(support.read(DATASET))


def test_a_mapped_object_stays_an_object_and_messages_take_the_form_of_a_row(dataset):
    support = dataset(
        mapping={
            "messages": "span.messages[?role!='system']",
            "settings": "span.{provider: provider, model: model}",
        }
    )
    ran = add(support, chat("Be kind.", "How long?"))
    assert ran.code == 0, ran.err
    assert row(support)["variables"] == {
        "messages": [{"role": "user", "content": "How long?"}],
        "settings": {"provider": "openai", "model": "gpt-4o-mini"},
    }
    assert "  messages: json\n  settings: json\n" in support.read(DATASET)


def test_an_earlier_question_that_no_mapping_names_brings_the_conversation(dataset):
    support = dataset(mapping={"question": "text(span.messages[-1])"})
    ran = add(support, chat("Be kind.", "Hi", "Hello!", "How long?"))
    assert ran.code == 0, ran.err
    assert "variables from the mapping (question) and its messages" in ran.out
    assert [m["content"] for m in row(support)["variables"]["messages"]] == [
        "Hi",
        "Hello!",
        "How long?",
    ]


def test_the_parent_of_the_span_is_at_hand(dataset):
    support = dataset(mapping={"tier": 'parent.attributes."user.tier"'})
    spans = [traced("above", {"user.tier": "gold"}), under("above", genai_span())]
    assert add(support, *spans).code == 0
    assert row(support)["variables"]["tier"] == "gold"


def test_the_content_of_a_message_that_is_one_text_is_that_text(dataset):
    support = dataset(mapping={"question": "span.messages[-1].content"})
    ran = add(support, chat("Be kind.", "How long?"))
    assert "variables from the mapping (question)\n" in ran.out
    assert row(support)["variables"] == {"question": "How long?"}


def test_a_name_with_dots_that_lacks_its_quotes_is_written_with_them(dataset):
    support = dataset(mapping={"tier": "span.attributes.user.tier"})
    ran = add(support, chat("Be kind.", "How long?", attributes={"user.tier": "gold"}))
    assert ran.code == 1
    said = 'finds nothing in this span; write span.attributes."user.tier"; or make tier an optional'
    assert said in ran.err
    assert "gold" not in ran.err


def test_a_mapping_that_finds_nothing_names_its_column_and_expression(dataset):
    support = dataset(mapping={"tier": "root.attributes.tier"})
    before = support.files()
    ran = add(support, genai_span())
    assert ran.code == 1
    assert "mapping.tier: root.attributes.tier finds nothing in this span" in ran.err
    assert "optional" in ran.err
    assert {k: v for k, v in support.files().items() if not k.startswith("traces")} == before


def test_an_optional_column_may_find_nothing(dataset):
    support = dataset(
        mapping={"tier": "root.attributes.tier"},
        columns={"question": "text", "tier": {"type": "text", "optional": True}},
        response="text",
    )
    ran = add(support, genai_span())
    assert ran.code == 0, ran.err
    assert set(row(support)["variables"]) == {"question"}


def test_a_function_that_does_not_fit_its_value_shows_no_value(dataset):
    support = dataset(mapping={"size": "abs(span.name)"})
    ran = add(support, genai_span())
    assert ran.code == 1
    assert "mapping.size: abs(span.name): abs() takes number, not string" in ran.err


@pytest.mark.parametrize(
    ("expression", "said"),
    [
        ("text(span.messages[", "no JMESPath expression"),
        ("sapn.messages", "no sapn to begin with (fix: did you mean span?)"),
        ("span.mesages[-1]", "a span has no mesages (fix: did you mean messages?)"),
        ("txet(span.messages)", "no function txet() (fix: did you mean text?)"),
        ("{a: span.name, b: parent.nmae}", "a span has no nmae"),
        ("span || rot", "no rot to begin with (fix: did you mean root?)"),
    ],
)
def test_a_mapping_that_cannot_be_is_found_by_check_and_by_add_at_once(dataset, expression, said):
    support = dataset(mapping={"question": expression})
    ran = support.rowgate("check", DATASET)
    assert ran.code == 1
    assert "RG005" in ran.out
    assert said in ran.out
    line = next(n for n, t in enumerate(support.read(DATASET).split("\n"), 1) if "question:" in t)
    assert f"{DATASET}:{line}:" in ran.out
    ran = add(support, genai_span())
    assert ran.code == 2
    assert said.partition(" (")[0] in ran.err


@pytest.mark.parametrize(
    "expression",
    [
        "text(span.messages[?role=='user'] | [0])",
        "map(&content, span.messages)",
        "sort_by(span.messages, &role)[0].content",
        'span.attributes."gen_ai.request.model"',
        "prompt_span.variables.question || text(span.messages[-1])",
        "@.span.name",
        "[span.name, root.name]",
        "span.messages[0:2][].content[].text | join(' ', @)",
    ],
)
def test_a_mapping_that_can_be_evaluated_is_no_problem(dataset, expression):
    support = dataset(mapping={"question": expression})
    ran = support.rowgate("check", DATASET)
    assert "RG005" not in ran.out, ran.out


# --- templates --------------------------------------------------------------


def test_the_prompt_of_the_repository_is_matched_backwards(dataset):
    support = dataset(prompt="prompts/refund.md")
    support.write("prompts/refund.md", "\ufeff" + PROMPT.replace("\n", "\r\n"))
    ran = add(support, chat("Be kind.", ASKED))
    assert ran.code == 0, ran.err
    assert "variables from prompts/refund.md (tier, product, question)" in ran.out
    assert row(support)["variables"] == {
        "tier": "gold",
        "product": "Acme",
        "question": "How long do I have?",
    }


def test_the_template_that_the_span_records_comes_first(dataset):
    support = dataset(prompt="prompts/refund.md")
    support.write("prompts/refund.md", "Something else: {q}")
    recorded = {
        "openinference.span.kind": "LLM",
        "llm.prompt_template.template": "A {tier} customer of {product} asks:\n{question}",
        "llm.input_messages.0.message.role": "user",
        "llm.input_messages.0.message.content": ASKED,
        "llm.output_messages.0.message.role": "assistant",
        "llm.output_messages.0.message.content": "60 days.",
    }
    ran = add(support, traced("one", recorded))
    assert ran.code == 0, ran.err
    assert "variables from the span's template (tier, product, question)" in ran.out
    assert "          prompts/refund.md" not in ran.out


def test_an_ambiguous_match_is_refused_says_why_and_shows_no_text(dataset):
    support = dataset(prompt="prompts/refund.md")
    support.write("prompts/refund.md", PROMPT)
    before = support.files()
    ran = add(support, chat(None, "A gold customer of Acme customer of Zenith asks:\nHow long?"))
    assert ran.code == 1
    assert "prompts/refund.md can be matched in several ways: tier could end at" in ran.err
    assert "by mapping: in dataset.yaml where tier stands" in ran.err
    assert "Zenith" not in ran.all
    assert {k: v for k, v in support.files().items() if not k.startswith("traces")} == before


def test_a_mapping_of_one_variable_decides_what_was_ambiguous(dataset):
    support = dataset(prompt="prompts/refund.md", mapping={"tier": "span.attributes.tier"})
    support.write("prompts/refund.md", PROMPT)
    asked = "A gold customer of Acme customer of Zenith asks:\nHow long?"
    span = chat(None, asked)
    span["attributes"].append({"key": "tier", "value": {"stringValue": "gold"}})
    ran = add(support, span)
    assert ran.code == 0, ran.err
    assert row(support)["variables"]["product"] == "Acme customer of Zenith"


def test_a_template_that_renders_none_of_the_messages_leaves_the_conversation(dataset):
    support = dataset(prompt="prompts/refund.md")
    support.write("prompts/refund.md", PROMPT)
    ran = add(support, chat(None, "How long?"))
    assert ran.code == 0, ran.err
    assert "variables from its messages\n" in ran.out
    assert "prompts/refund.md: it renders none of the messages" in ran.out


def test_with_columns_that_is_why_the_span_does_not_fit(dataset):
    support = dataset(prompt="prompts/refund.md", columns={"question": "text"}, response="text")
    support.write("prompts/refund.md", PROMPT)
    ran = add(support, chat(None, "How long?"))
    assert ran.code == 1
    assert "lacks a column for messages" in ran.err
    assert "prompts/refund.md: it renders none of the messages" in ran.err


@pytest.mark.parametrize("path", ["prompts/none.md", "../outside.md", "/etc/hostname"])
def test_a_prompt_file_that_is_not_there_or_outside_is_said(dataset, path):
    support = dataset(prompt=path)
    (support.path.parent / "outside.md").write_text("{q}")
    ran = add(support, genai_span())
    assert ran.code == 2
    assert f"prompt: {path}" in ran.err
    assert len(ran.err.splitlines()) == 1
    ran = support.rowgate("check", DATASET)
    assert f"RG005 prompt: no file {path} beside or below rowgate.yaml" in ran.out


def test_five_questions_under_one_system_template_are_five_cases(dataset):
    support = dataset()
    questions = [f"Question {number}?" for number in range(5)]
    spans = [
        chat("You serve Acme.", question, name=question, variables={"product": "Acme"})
        for question in questions
    ]
    file = write_otlp(support.path / "traces" / "day.json", spans)
    ran = support.rowgate(
        "add", *map(span_id, questions), "--from", file, "--to", "refund-policy", "--why",
        "incorrect-answer", "--label", "refunds",
    )  # fmt: skip
    assert ran.code == 0, ran.err
    assert "the same case" not in ran.out
    assert ran.out.count("variables from the span's variables and its messages") == 5


# --- LangChain --------------------------------------------------------------


def test_the_prompt_span_beside_the_model_span_has_the_variables(dataset):
    support = dataset()
    prompt = {
        "openinference.span.kind": "PROMPT",
        "input.value": json.dumps({"product": "Acme", "question": "How long?"}),
        "input.mime_type": "application/json",
    }
    spans = [
        traced("chain", {"openinference.span.kind": "CHAIN"}),
        traced("prompt", prompt, parent="chain"),
        under("chain", chat("You serve Acme.", "How long?")),
    ]
    ran = add(support, *spans)
    assert ran.code == 0, ran.err
    assert "variables from the prompt span beside it" in ran.out
    assert row(support)["variables"] == {"product": "Acme", "question": "How long?"}


# --- applications -----------------------------------------------------------


@pytest.fixture
def application(dataset):
    return dataset(unit="application")


def served(value, answer="60 days."):
    recorded = {"openinference.span.kind": "CHAIN", "input.value": value, "output.value": answer}
    typed = {"input.mime_type": "application/json"} if value[:1] in "{[" else {}
    return traced("serve", recorded | typed)


def test_the_input_of_the_root_span_is_the_case_of_an_application(application):
    root = served('{"question": "How long?", "customer": {"tier": "gold"}}')
    ran = add(application, root, under("serve", chat("Be kind.", "Rewritten question")))
    assert ran.code == 0, ran.err
    assert f"(the root span above {span_id('one')})" in ran.out
    assert "variables from the root span's input" in ran.out
    data = row(application)
    assert data["variables"] == {"question": "How long?", "customer": {"tier": "gold"}}
    assert data["response"] == "60 days."
    assert data["source"]["span_id"] == span_id("serve")
    assert "  question: text\n  customer: json\n" in application.read(DATASET)


def test_a_text_becomes_the_variable_input(application):
    assert add(application, served("How long?"), under("serve", genai_span())).code == 0
    assert row(application)["variables"] == {"input": "How long?"}


def test_messages_become_the_column_messages(application):
    root = served('{"messages": [{"role": "user", "content": "How long?"}], "tier": "gold"}')
    ran = add(application, root, name="serve")
    assert ran.code == 0, ran.err
    assert row(application)["variables"] == {
        "tier": "gold",
        "messages": [{"role": "user", "content": "How long?"}],
    }


def test_a_result_that_is_an_object_is_its_json_and_a_wrapper_its_text(application):
    root = served("Q?", json.dumps({"output": "60 days."}))
    root["attributes"].append(
        {"key": "output.mime_type", "value": {"stringValue": "application/json"}}
    )
    assert add(application, root, name="serve").code == 0
    assert row(application)["response"] == "60 days."


def test_the_trace_itself_names_its_root(application):
    root = served("How long?")
    file = write_otlp(
        application.path / "traces" / "day.json",
        [root, under("serve", genai_span("a")), under("serve", genai_span("b"))],
    )
    ran = application.rowgate(
        "add", root["traceId"], "--from", file, "--to", "refund-policy", "--why",
        "incorrect-answer", "--label", "refunds",
    )  # fmt: skip
    assert ran.code == 0, ran.err
    assert row(application)["source"]["span_id"] == span_id("serve")


def test_two_spans_of_one_call_are_one_row(application):
    file = write_otlp(
        application.path / "traces" / "day.json",
        [served("Q?"), under("serve", genai_span("a")), under("serve", genai_span("b"))],
    )
    ran = application.rowgate(
        "add", span_id("a"), span_id("b"), "--from", file, "--to", "refund-policy", "--why",
        "incorrect-answer", "--label", "refunds",
    )  # fmt: skip
    assert ran.code == 0, ran.err
    assert len(application.rows("refund-policy")) == 1
    assert "nothing changed" in ran.out


def test_a_root_without_input_is_refused(application):
    root = traced("serve", {"openinference.span.kind": "CHAIN"})
    ran = add(application, root, under("serve", genai_span()))
    assert ran.code == 1
    assert f"the root span {span_id('serve')} (serve) records no input" in ran.err


def test_a_trace_whose_top_is_missing_is_refused_unless_that_is_fine(application):
    spans = [under("gateway", served("How long?")), under("serve", genai_span())]
    ran = add(application, *spans)
    assert ran.code == 1
    assert "it names a parent that is not among the spans" in ran.err
    assert add(application, *spans, more=("--incomplete",)).code == 0
