"""Finding spans: by ids, by conditions."""

from __future__ import annotations

import re
from datetime import UTC, datetime

import pytest

from rowgate.errors import UsageError
from rowgate.model import Span
from rowgate.spans.filters import Query, select
from rowgate.spans.search import Ids, nearest
from rowgate.spans.where import Where
from tests.support.spans import model_span
from tests.support.traces import spans_of

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)


@pytest.fixture(scope="module")
def spans() -> list[Span]:
    return spans_of("openinference_openai_0.1.66.fileexporter.jsonl")


def by_ids(spans: list[Span], *named: str) -> list[Span]:
    """Looks up ids, trace by trace."""
    ids = Ids(named)
    for trace_id in dict.fromkeys(span.trace_id for span in spans):
        ids.look_at([span for span in spans if span.trace_id == trace_id])
    return ids.found()


def test_a_span_is_found_by_its_id_its_beginning_or_its_trace(spans: list[Span]) -> None:
    wanted = next(span for span in spans if span.span_id == "25d5d629b0ef97ac")
    for name in (
        "25d5d629b0ef97ac",
        "25D5D629",
        "4ad97b4ac88c97d1e72ca6c145602a84",
        "4ad97b4a",
        "4ad97b4ac88c97d1e72ca6c145602a84/25d5d629b0ef97ac",
    ):
        assert by_ids(spans, name) == [wanted], name


@pytest.mark.parametrize("form", ["tr-{}", "0x{}", "TR-{:.9}"])
def test_an_id_is_found_as_its_format_writes_it(form: str) -> None:
    (span,) = [span for span in spans_of("mlflow_3.17.2.traces.jsonl") if _is_first(span)]
    typed = form.format(span.trace_id)
    assert by_ids([span], typed) == [span]
    assert list(select([span], Query(trace=typed))) == [span]


def _is_first(span: Span) -> bool:
    return span.span_id == "d68335b6b2148101"


def test_an_id_is_found_in_base64() -> None:
    span = Span("otlp", "da0a451157c55e8348cf3de9ea387179", "d68335b6b2148101")
    assert by_ids([span], "2gpFEVfFXoNIzz3p6jhxeQ==") == [span]


def test_an_id_that_is_so_written_in_the_file_is_found_too() -> None:
    span = Span("langfuse", "tr-123456", "x" * 16)
    assert by_ids([span], "tr-1234") == [span]


@pytest.mark.parametrize(("pattern", "why"), [("(", "missing )"), ("x\udcff", "Unicode")])
def test_a_wrong_regular_expression_is_one_plain_line(
    pattern: str, why: str, capfd: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(UsageError, match=re.escape(why)) as caught:
        list(select([], Query(regex=pattern)))
    assert "b'" not in caught.value.message
    assert capfd.readouterr().err == ""


def test_spans_come_in_the_order_asked_for_and_once(spans: list[Span]) -> None:
    found = by_ids(spans, "4e4453863547ee53", "25d5d629b0ef97ac", "4e4453")
    assert [span.span_id for span in found] == ["4e4453863547ee53", "25d5d629b0ef97ac"]


def test_an_unknown_id_is_answered_with_the_nearest(spans: list[Span]) -> None:
    with pytest.raises(UsageError, match="no span or trace") as caught:
        by_ids(spans, "25d5d629b0ef97ff")
    assert "25d5d629b0ef97ac" in caught.value.fix


def test_a_beginning_of_several_ids_is_ambiguous() -> None:
    twins = [Span("otlp", "a" * 32, span_id) for span_id in ("12345678", "12345679")]
    with pytest.raises(UsageError, match="beginning of 2 ids"):
        by_ids(twins, "123456")


def test_a_trace_with_several_model_spans_needs_one_named() -> None:
    trace = [Span("otlp", "a" * 32, s, name="chat", kind="model") for s in ("12345678", "22345678")]
    with pytest.raises(UsageError, match=r"2 model spans: 12345678 \(chat\)"):
        by_ids(trace, "aaaaaa")


def test_nearest_ids_are_the_most_alike_first() -> None:
    assert nearest("abcd", ["xxxx", "abcx", "abxx"], 2) == ["abcx", "abxx"]


@pytest.mark.parametrize(
    ("query", "count"),
    [
        (Query(kind="model"), 18),
        (Query(kind="model", model="GPT-4O-2024"), 5),
        (Query(name="chatcomp", status="error"), 2),
        (Query(user="user-17", session="sess-refusal", kind="model"), 1),
        (Query(tags=("prod", "support")), 16),
        (Query(tags=("prod", "missing")), 0),
        (Query(trace="4ad97b4a"), 2),
        (Query(project="support-bot", environment="production", kind="embedding"), 1),
        (Query(text="ZOË 😀"), 1),
        (Query(regex=r"CHF \d,\d{3}\.50"), 3),
        (Query(text="zürich", kind="model"), 2),
        (Query(since="2026-11-22T08:16:44"), 19),
        (Query(until="3 days ago"), 0),
        (Query(where=("usage.output_tokens > 100",)), 1),
        (Query(where=("usage.output_tokens > 90", "status == ok", "kind == model")), 3),
        (Query(where=('attributes."llm.finish_reason" == "length"',)), 1),
        (Query(where=("attributes.llm.finish_reason == length",)), 1),
        (Query(where=("parameters.temperature <= 0.2",)), 3),
        (Query(where=("variables.n_items == 3", "variables.nested.a")), 5),
        (Query(where=("duration_ms > 0", "cost")), 0),
    ],
    ids=str,
)
def test_conditions(spans: list[Span], query: Query, count: int) -> None:
    assert len(list(select(spans, query, now=NOW))) == count


@pytest.mark.parametrize(
    ("condition", "said"),
    [
        ("usge.output_tokens > 5", "did you mean usage?"),
        ("usage.ouput_tokens > 5", "did you mean output_tokens?"),
        ("attributes.llm.finish_reson == stop", "did you mean llm.finish_reason?"),
        ("variables.teir == gold", "did you mean tier?"),
    ],
)
def test_a_field_that_does_not_exist_is_an_error(
    spans: list[Span], condition: str, said: str
) -> None:
    with pytest.raises(UsageError) as caught:
        list(select(spans, Query(where=(condition,)), now=NOW))
    assert said in caught.value.fix


@pytest.mark.parametrize(
    "query",
    [Query(where=("usage >",)), Query(regex="(a"), Query(since="when"), Query(where=("a b c",))],
    ids=str,
)
def test_conditions_that_cannot_be_are_errors(spans: list[Span], query: Query) -> None:
    with pytest.raises(UsageError):
        list(select(spans, query, now=NOW))


def scored(*scores: object) -> list[Span]:
    return [model_span(span_id=str(n), scores={"tone": one}) for n, one in enumerate(scores)]


def test_a_number_and_a_text_are_not_equal() -> None:
    both = scored(3, "3")
    for condition, found in (("scores.tone == 3", "0"), ('scores.tone == "3"', "1")):
        assert [span.span_id for span in select(both, Query(where=(condition,)))] == [found]


@pytest.mark.parametrize(
    ("value", "condition", "said"),
    [
        ("3", "tone < 5", "scores.tone is text, not a number"),
        (3, 'tone == "3"', "scores.tone is a number, not text; write a number without quotes"),
        (True, "tone > 0.5", "scores.tone is true or false, not a number; write == true"),
    ],
)
def test_a_value_that_is_of_another_type_everywhere_is_told(
    value: object, condition: str, said: str
) -> None:
    with pytest.raises(UsageError) as caught:
        list(select(scored(value), Query(score=(condition,))))
    assert f"{condition}: {said}" in caught.value.line


def test_a_score_is_named_as_it_is_called() -> None:
    span = model_span(scores={"Answer Relevance": 0.2, "a.b": 1, "ok": "yes"})
    for text in ("Answer Relevance < 0.5", '"Answer Relevance"<0.5', "a.b == 1", "ok == yes", "ok"):
        assert list(select([span], Query(score=(text,)))) == [span], text
    with pytest.raises(UsageError, match=r"no span has scores\.Answer Relevanz") as caught:
        list(select([span], Query(score=("Answer Relevanz < 1",))))
    assert caught.value.fix == "did you mean Answer Relevance?"
    with pytest.raises(UsageError, match=r"< 0\.5: no condition"):
        list(select([span], Query(score=("< 0.5",))))


def test_fields_of_text_are_compared_with_text_that_looks_like_a_number() -> None:
    span = model_span(session_id="0042", started_at="2026-11-20T09:12:44Z")
    for text in ("session_id == 0042", "started_at > 2026", "started_at<2027-01-01"):
        assert list(select([span], Query(where=(text,)))) == [span], text


def test_messages_are_looked_into_by_their_place() -> None:
    asked = [{"role": "user", "content": [{"type": "text", "text": "A Refund, please"}]}]
    span = model_span(messages=asked)
    for text in ("messages[-1].role == user", "messages[0].content contains refund"):
        assert list(select([span], Query(where=(text,)))) == [span], text
    for text in ("messages[1].role == user", "messages[0].content contains text"):
        assert list(select([span], Query(where=(text,)))) == [], text


@pytest.mark.parametrize(
    ("condition", "said"),
    [
        ("messages.role == user", "messages is a list; write messages[0].role"),
        ("messages[0].rol == user", "messages[0] has no field rol; did you mean role?"),
        ("tags.x", "tags is a list; write tags contains x"),
        ("tags[0].x", "tags[0] has no field x; write tags[0] alone"),
        ("model.name == x", "model has no fields; write model alone"),
        ("response.tool_call", "response has no field tool_call; did you mean tool_calls?"),
        ("status == eror", "no status is called that; did you mean error?"),
        ("kind != modell", "no kind is called that; did you mean model?"),
    ],
)
def test_what_no_span_can_have_is_refused(condition: str, said: str) -> None:
    with pytest.raises(UsageError) as caught:
        Where(condition)
    assert said in caught.value.line


def test_nothing_to_look_for_and_times_that_end_before_they_begin_are_refused() -> None:
    with pytest.raises(UsageError, match="no text to look for"):
        list(select([], Query(text="")))
    with pytest.raises(UsageError, match="--since 2026-11-22 is not before --until 2026-11-21"):
        list(select([], Query(since="2026-11-22", until="2026-11-21")))


def test_whole_seconds_and_fractions_are_in_the_order_of_time() -> None:
    times = ["2026-11-20T09:12:44Z", "2026-11-20T09:12:44.5Z", "2026-11-20T09:12:44.500001Z"]
    spans = [model_span(span_id=str(n), started_at=time) for n, time in enumerate(times)]
    query = Query(since="2026-11-20T09:12:44", until="2026-11-20T09:12:44.500001")
    assert [span.span_id for span in select(spans, query)] == ["0", "1"]


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("usage.output_tokens > ", "no condition"),
        ("usage.output_tokens > many", "usage is compared with numbers"),
        ("duration_ms <= '1 s'", "duration_ms is compared with numbers"),
    ],
)
def test_a_condition_that_no_span_could_fulfil_is_refused(text: str, says: str) -> None:
    with pytest.raises(UsageError, match=says):
        Where(text)
