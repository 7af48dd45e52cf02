"""What a pull-request comment, a job summary and a page hold: all of it text, none of it markup."""

from __future__ import annotations

from html.parser import HTMLParser
from typing import NamedTuple

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from rowgate.model import Change
from rowgate.reports.changes import as_github, as_json, as_text, reporter
from rowgate.reports.changes_markdown import fenced
from rowgate.reports.words import word_changes

NASTY = [
    "| a | b |",
    "</pre></details><script>alert(1)</script>",
    "```\n# not a heading\n````",
    "@octocat and #12 and https://example.com",
    "![x](https://example.com/x.png)",
    "<!-- hidden",
    "a\x1b[31mred\r\nb",
    "---\n\n- list",
]
IMAGE = f"assets/{'a' * 64}.png"


class Listed(NamedTuple):
    dataset: str
    path: str
    change: Change
    accepted: str = ""
    variables: object = None


class Compared(NamedTuple):
    changes: list[Listed]
    before: str = "main (1234)"
    after: str = "the working tree"


def listed(
    before, after, *, risk="weakened", row="refunds-0123456789ab", at=("note",), dataset="refunds"
):
    change = Change(risk, row, at, before, after, "was changed")
    return Listed(dataset, f"datasets/{dataset}/rows/{row}.yaml", change)


def printed(form, changes):
    return "\n".join(reporter(form)(Compared(changes)))


class Tags(HTMLParser):
    """The tags of a page, and its text."""

    def __init__(self, page):
        super().__init__()
        self.tags, self.links = [], []
        self.feed(page)

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        self.links += [value for name, value in attrs if name in ("href", "src")]


def rendered(markdown):
    return Tags(MarkdownIt("commonmark", {"html": True}).enable("table").render(markdown))


@pytest.mark.parametrize("value", NASTY)
def test_text_of_a_row_is_never_markup_in_a_comment(value):
    plain = rendered(printed("markdown", [listed("a", "b")])).tags
    for before, after in ((value, value + " x"), (None, value), (value, None)):
        found = rendered(printed("markdown", [listed(before, after)]))
        allowed = {*plain, "del", "ins", "em", "code", "pre"}
        assert set(found.tags) <= allowed, found.tags
        assert found.tags.count("details") == found.tags.count("table") == 1
        assert found.links == []


@settings(deadline=None, max_examples=60)
@given(st.text(max_size=300), st.text(max_size=300), st.text(max_size=40))
def test_no_text_breaks_out(before, after, message):
    change = Change("weakened", "r-0123456789ab", ("note",), before, after, f"was {message}")
    one = Listed("refunds", "datasets/refunds/rows/r.yaml", change, accepted=after)
    found = rendered(printed("markdown", [one]))
    assert {"script", "img", "a", "h1", "ul", "ol", "blockquote"}.isdisjoint(found.tags)
    page = Tags(printed("html", [one]))
    assert {"script", "img", "a", "ul"}.isdisjoint(page.tags)


@pytest.mark.parametrize("value", NASTY)
def test_text_of_a_row_is_never_markup_on_a_page(value):
    page = printed("html", [listed(value, "b"), listed(None, value, row="other-0123456789ab")])
    found = Tags(page)
    assert "script" not in found.tags
    assert found.links == []
    assert "\x1b" not in page


def test_nobody_is_mentioned_outside_of_code():
    change = Change("weakened", "r", ("note",), None, None, "was changed by @octocat in #12")
    markdown = printed("markdown", [Listed("refunds", "p", change)])
    assert "@octocat" not in markdown
    assert "#12" not in markdown


def test_a_fence_is_longer_than_any_run_of_backticks_in_it():
    begin, *_, end = fenced("a ````` b")
    assert begin == end == "``````"


def test_a_report_of_a_thousand_rows_fits_and_counts_the_rest():
    many = [listed("é" * 5000, "ü" * 5000, row=f"r{i}-0123456789ab") for i in range(1000)]
    markdown = printed("markdown", many)
    assert len(markdown.encode()) < 60_000
    assert markdown.count("more rows") == 2
    found = rendered(markdown)
    assert 0 < found.tags.count("details") < 1000


def test_many_datasets_fit_too():
    many = [listed("a", "b" * 9000, dataset=f"dataset-{i}") for i in range(800)]
    markdown = printed("markdown", many)
    assert len(markdown.encode()) < 60_000
    assert "more datasets" in markdown


def test_what_is_riskiest_comes_first_and_survives_the_cut():
    many = [listed("a", "b", risk="labels", row=f"r{i}-0123456789ab") for i in range(3000)]
    worst = listed("x", "y", row="worst-0123456789ab")
    markdown = printed("markdown", [worst, *many])
    assert markdown.index("worst-") < markdown.index("r0-")


def test_words_that_changed_are_marked_and_the_rest_is_cut():
    before = "Returns are accepted within 30 days. " + "Unchanged. " * 200
    pieces = word_changes(before, before.replace("30", "60"))
    assert ("out", "30") in pieces
    assert ("in", "60") in pieces
    assert sum(len(one.text) for one in pieces) < 500
    markdown = printed("markdown", [listed(before, before.replace("30", "60"))])
    assert "within <del>30</del><ins>60</ins> days" in markdown


def test_two_long_texts_that_share_nothing_are_compared_at_once():
    pieces = word_changes("a b " * 40_000, "c d " * 40_000)
    assert [one.kind for one in pieces][:1] == ["out"]


def test_images_are_shown_by_a_relative_link():
    before, after = ({"path": IMAGE.replace("a" * 64, c * 64)} for c in "ab")
    one = listed(before["path"], after["path"], at=("variables", "receipt", "path"))
    markdown = printed("markdown", [one])
    assert f"![before](datasets/refunds/{before['path']})" in markdown
    assert f"![after](datasets/refunds/{after['path']})" in markdown
    assert f'src="datasets/refunds/{after["path"]}"' in printed("html", [one])


@pytest.mark.parametrize(("form", "shown"), [("markdown", "![of the row]({})"), ("html", '"{}"')])
def test_the_images_of_a_changed_row_are_shown_once(form, shown):
    variables = {"receipt": {"path": IMAGE}, "messages": [{"content": [{"path": IMAGE}]}]}
    both = [listed("a", "b")._replace(variables=variables) for _ in range(2)]
    assert printed(form, both).count(shown.format(f"datasets/refunds/{IMAGE}")) == 1
    told = listed(None, IMAGE, at=("variables", "receipt", "path"))
    assert "of the row" not in printed(form, [told._replace(variables=variables)])


def test_annotations_name_what_lets_more_pass():
    lines = list(as_github(Compared([listed("a", "b"), listed("a", "b", risk="labels")])))
    assert lines[0] == (
        "::warning file=datasets/refunds/rows/refunds-0123456789ab.yaml,line=1,col=1,"
        "title=weakened%3A refunds/refunds-0123456789ab::note was changed"
    )
    assert sum(line.startswith("::") for line in lines) == 1


@pytest.mark.parametrize("report", [as_text, as_json, as_github])
def test_control_characters_are_spelt_out(report):
    assert "\x1b" not in "\n".join(report(Compared([listed("a\x1b[31m", "b\x1b]0;x\x07")])))


@pytest.mark.parametrize("form", ["markdown", "html"])
def test_no_changes_are_said(form):
    assert "No changes to datasets" in printed(form, [])
