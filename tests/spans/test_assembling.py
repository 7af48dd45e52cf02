"""What holds for every dialect, also a plugin's."""

from __future__ import annotations

from rowgate.model import Record, Span, Trace
from rowgate.spans.assemble import assemble
from rowgate.spans.fields import start
from rowgate.spans.jsonform import FIELDS, to_json, to_line


class Failing:
    """A dialect with a bug."""

    name = "failing"

    def detect(self, record: Record) -> bool:
        return "bad" in record.attributes

    def apply(self, record: Record, trace: Trace) -> Span:
        raise KeyError(record.attributes["bad"])


class Prompting:
    """A dialect with prompt spans and model spans."""

    name = "prompting"

    def detect(self, record: Record) -> bool:
        return "type" in record.attributes

    def apply(self, record: Record, trace: Trace) -> Span:
        span = start(record, self.name)
        span.kind = record.attributes["type"]
        span.variables = record.attributes.get("variables", {})
        span.scores = record.attributes.get("scores", {})
        return span


def record(span_id: str, parent: str | None = None, at: int = 1, **attributes: object) -> Record:
    return Record("acme", "t", span_id, parent, "name", dict(attributes), started_ns=at)


def test_a_dialect_that_fails_leaves_a_plain_span_that_says_so_and_no_value() -> None:
    bad, good = assemble([record("1", bad="secret"), record("2")], [Failing()])
    assert bad.incomplete == "the dialect failing failed on it (KeyError)"
    assert good.incomplete is None


def test_each_model_span_takes_the_variables_of_the_prompt_right_before_it() -> None:
    spans = assemble(
        [
            record("p1", "r", 1, type="function", variables={"q": 1}),
            record("m1", "r", 2, type="model"),
            record("p2", "r", 3, type="function", variables={"q": 2}),
            record("m2", "r", 4, type="model"),
            record("m3", "elsewhere", 5, type="model"),
        ],
        [Prompting()],
    )
    taken = {span.span_id: span.variables for span in spans if span.kind == "model"}
    assert taken == {"m1": {"q": 1}, "m2": {"q": 2}, "m3": {}}


def test_an_unfinished_copy_of_a_span_gives_way_to_the_finished_one() -> None:
    early = record("1", note="early")
    late = Record("acme", "t", "1", None, "name", {"note": "late"}, started_ns=1, ended_ns=2)
    for copies in ([early, late], [late, early]):
        (span,) = assemble(copies, [])
        assert span.attributes == {"note": "late"}


def test_the_json_form_has_every_field_in_order() -> None:
    (span,) = assemble([record("1")], [])
    assert list(to_json(span)) == list(FIELDS)
    assert to_line(span).startswith(b'{"format":"acme","trace_id":"t","span_id":"1"')


def test_a_model_span_is_scored_as_the_run_it_is_in_unless_it_is_scored_itself() -> None:
    spans = assemble(
        [
            record("call", "step", type="model", scores={"tone": 1}),
            record("lookup", "step", type="tool"),
            record("step", "root", type="chain", scores={"tone": 0, "right": "no"}),
            record("root", type="agent", scores={"helpful": 0.2, "right": "yes"}),
            record("other", type="model"),
        ],
        [Prompting()],
    )
    scores = {span.span_id: span.scores for span in spans}
    assert scores["call"] == {"helpful": 0.2, "right": "no", "tone": 1}
    assert scores["lookup"] == scores["other"] == {}
    assert scores["root"] == {"helpful": 0.2, "right": "yes"}
