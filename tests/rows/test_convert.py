"""What is copied from a span into a row."""

from __future__ import annotations

import base64

import pytest

from rowgate.errors import RowgateError
from rowgate.model import Column
from rowgate.rows.convert import case_of, source_of
from tests.support.media import picture
from tests.support.spans import model_span

PNG = base64.b64encode(picture()).decode()


def text(value):
    return [{"type": "text", "text": value}]


def test_variables_that_equal_the_message_are_the_whole_case():
    case = case_of(model_span(), {})
    assert case.variables == {"question": "How long do I have to return headphones?"}
    assert case.variables_from == "the span's variables"


def test_a_message_rendered_from_the_known_template_is_accounted_for():
    span = model_span(
        variables={"days": "30", "thing": "headphones"},
        prompt={"template": "May I return {thing} after {days} days?"},
        messages=[{"role": "user", "content": text("May I return headphones after 30 days?")}],
    )
    assert set(case_of(span, {}).variables) == {"days", "thing"}


def test_a_question_that_no_variable_holds_brings_the_conversation():
    span = model_span(variables={"tier": "gold"})
    case = case_of(span, {})
    assert case.variables["messages"] == [
        {"role": "user", "content": "How long do I have to return headphones?"}
    ]
    assert case.types == {"tier": "text", "messages": "json"}
    assert case.variables_from == "the span's variables and its messages"


def test_the_system_text_is_evidence_and_never_a_variable():
    span = model_span(variables={})
    assert "You are kind." not in str(case_of(span, {}).variables)
    assert source_of(span, project=None, variables_from="x")["system"] == "You are kind."


def test_text_that_looks_like_json_stays_text():
    case = case_of(model_span(variables={"question": '{"a": 1}'}), {})
    assert case.variables["question"] == '{"a": 1}'
    assert case.types["question"] == "text"


@pytest.mark.parametrize("value", [3, 0.5, True, None, [1], {"a": [None]}], ids=repr)
def test_anything_but_a_string_makes_a_json_column(value):
    case = case_of(model_span(variables={"value": value}), {})
    assert case.variables["value"] == value
    assert case.types["value"] == "json"


def test_a_data_uri_becomes_an_asset_named_by_its_content():
    span = model_span(variables={"receipt": f"data:image/png;base64,{PNG}"})
    case = case_of(span, {})
    (payload,) = case.payloads
    assert case.variables["receipt"] == {"path": payload.path, "media_type": "image/png"}
    assert payload.path.startswith("assets/")
    assert payload.path.endswith(".png")
    assert payload.content == base64.b64decode(PNG)
    assert case.types["receipt"] == "image"


@pytest.mark.parametrize(
    ("media_type", "kind"),
    [("audio/wav", "audio"), ("video/mp4", "video"), ("application/octet-stream", "file")],
)
def test_a_data_uri_of_any_medium_leaves_no_payload_in_the_row(media_type, kind):
    span = model_span(variables={"said": f"data:{media_type};base64,{PNG}"})
    case = case_of(span, {})
    (payload,) = case.payloads
    held = {"type": kind, "path": payload.path, "media_type": media_type}
    assert case.variables["said"] == held
    assert case.types["said"] == "json"


@pytest.mark.parametrize("media_type", ["text/plain", "application/json", "application/ld+json"])
def test_a_data_uri_of_text_stays_to_be_read_and_redacted_as_text(media_type):
    value = f"data:{media_type};base64,{PNG}"
    case = case_of(model_span(variables={"said": value}), {})
    assert case.variables["said"] == value
    assert case.payloads == []


def test_the_query_of_a_signed_url_is_stripped_and_a_plain_query_stays():
    signed = {"type": "image", "url": "https://cdn.example.com/a.png?X-Amz-Signature=abc&w=2"}
    plain = {"type": "image", "url": "https://cdn.example.com/a.png?width=200"}
    case = case_of(model_span(variables={"signed": signed, "plain": plain}), {})
    assert case.variables["signed"]["url"] == "https://cdn.example.com/a.png"
    assert case.variables["plain"]["url"] == "https://cdn.example.com/a.png?width=200"


def test_a_bare_url_in_an_image_column_is_that_image():
    span = model_span(variables={"logo": "https://cdn.example.com/logo.png"})
    case = case_of(span, {"logo": Column("logo", "image")})
    assert case.variables["logo"] == {
        "url": "https://cdn.example.com/logo.png",
        "media_type": "image/png",
    }


def test_media_inside_a_conversation_keep_their_type_and_lose_their_payload():
    image = {"type": "image", "data": PNG, "media_type": "image/png"}
    span = model_span(
        variables={}, messages=[{"role": "user", "content": [*text("What is this?"), image]}]
    )
    case = case_of(span, {})
    part = case.variables["messages"][0]["content"][1]
    assert part["type"] == "image"
    assert part["path"] == case.payloads[0].path
    assert "data" not in part


def test_a_cut_payload_is_refused_and_not_half_written():
    span = model_span(variables={"receipt": {"type": "image", "data": "iVBORw0K..."}})
    with pytest.raises(RowgateError, match="no valid base64"):
        case_of(span, {})


def test_a_span_without_content_is_refused():
    with pytest.raises(RowgateError, match="neither variables nor messages"):
        case_of(model_span(variables={}, messages=[]), {})


def test_time_that_ran_backwards_gives_no_duration():
    span = model_span(ended_at="2026-11-20T09:12:43Z")
    assert "duration_ms" not in source_of(span, project=None, variables_from="x")
    assert source_of(model_span(), project=None, variables_from="x")["duration_ms"] == 812
