"""RG2: columns and assets."""

import pytest

from tests.support.checks import messages, problems
from tests.support.rows import dataset, row

PNG = {"path": "assets/there.png", "media_type": "image/png"}


def of(**columns):
    return dataset(columns=columns)


def says(code, columns, *, context=None, **variables):
    return messages(row(variables=variables), of=of(**columns), code=code, **(context or {}))


def test_a_missing_variable_is_named_unless_its_column_is_optional():
    assert says("RG201", {"question": "text", "plan": "text"}, question="Hi") == [
        "column `plan` has no value"
    ]
    assert not says("RG201", {"plan": {"type": "text", "optional": True}})


def test_a_variable_without_column_comes_with_the_nearest_and_the_command_that_adds_it():
    [found] = problems(row(variables={"qestion": {}}), of=of(question="text"), code="RG202")
    assert found.message == "variable `qestion` has no column; did you mean question?"
    assert found.fix == "rowgate columns refund-policy --add qestion:json"


@pytest.mark.parametrize("value", [1, True, ["a"], {"a": 1}, None])
def test_text_takes_strings_only_and_the_fix_names_the_command_that_changes_the_column(value):
    [found] = problems(row(variables={"question": value}), of=of(question="text"), code="RG203")
    assert found.fix.endswith("rowgate columns refund-policy --retype question:json")


@pytest.mark.parametrize("value", ["x", 1, True, ["a"], {"a": 1}, None])
def test_json_takes_anything(value):
    assert not says("RG203", {"question": "json"}, question=value)


@pytest.mark.parametrize(
    ("value", "message"),
    [
        ("https://example.com/a.png", "takes {path|url, media_type}, not text"),
        ({"media_type": "image/png"}, "exactly one of path and url"),
        ({**PNG, "url": "https://example.com/a.png"}, "exactly one of path and url"),
        ({"path": "assets/there.png"}, "needs a media_type"),
        ({**PNG, "media_type": "application/pdf"}, "that of no image"),
        ({**PNG, "mediatype": "image/png"}, "did you mean media_type?"),
    ],
)
def test_an_image_is_a_path_or_a_url_with_its_type(value, message):
    assert any(message in said for said in says("RG203", {"receipt": "image"}, receipt=value))


def test_a_url_may_leave_its_type_open():
    assert not says("RG203", {"receipt": "pdf"}, receipt={"url": "https://example.com/a"})


@pytest.mark.parametrize("response", [7, ["a"], {"txt": "a"}])
def test_a_response_is_text_or_the_fields_of_a_response(response):
    assert messages(row(response=response), code="RG203")


def test_an_asset_that_is_not_there_is_found_in_columns_and_inside_messages():
    gone = {"type": "image", "path": "assets/gone.png", "media_type": "image/png"}
    columns = {"receipt": "image", "messages": "json"}
    talk = [{"role": "user", "content": [{"type": "text", "text": "Look"}, gone]}]
    found = problems(
        row(variables={"receipt": PNG, "messages": talk}), of=of(**columns), code="RG204"
    )
    assert [one.at for one in found] == [("variables", "messages", 0, "content", 1, "path")]


def test_an_asset_never_leads_out_of_its_folder():
    outside = {"path": "assets/../../secret.png", "media_type": "image/png"}
    found_anything = {"asset": len}
    assert says("RG204", {"receipt": "image"}, context=found_anything, receipt=outside)


def test_talk_of_files_in_structured_data_is_no_medium():
    entry = {"type": "file", "path": "/etc/hosts"}
    for code in ("RG204", "RG208"):
        assert not says(code, {"listing": "json"}, listing=[entry])


def test_an_empty_list_is_a_value_and_blank_text_is_none():
    assert not says("RG206", {"found": "json"}, found=[])
    assert says("RG206", {"question": "text"}, question=" \n") == ["column `question` is empty"]
    assert says("RG206", {"found": "json"}, found=None)
    assert not says("RG206", {"history": {"type": "text", "optional": True}}, history="")


@pytest.mark.parametrize(
    ("column", "fields", "message"),
    [
        ("none", {}, "this dataset keeps no responses"),
        (None, {}, "the dataset has no response column"),
        ("text", {"response": None}, "the response was wrong, but the row does not hold it"),
    ],
)
def test_a_response_is_kept_exactly_where_there_is_a_column_for_it(column, fields, message):
    assert messages(row(**fields), of=dataset(response=column), code="RG207") == [message]


def test_a_dataset_without_responses_may_still_say_what_they_were():
    assert not messages(row(response=None), of=dataset(response="none"), code="RG207")
