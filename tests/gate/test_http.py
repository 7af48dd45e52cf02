"""Candidates behind a URL, over a real server."""

from __future__ import annotations

import time
from email.utils import formatdate

import pytest

from tests.support.gating import Gating
from tests.support.http_app import Asked, Reply, http_app
from tests.support.scratch import Scratch


@pytest.fixture
def gating(scratch: Scratch) -> Gating:
    made = Gating(scratch)
    made.rows(3)
    scratch.env["BOT_TOKEN"] = "t" * 6
    return made


def number(asked: Asked) -> str:
    return asked.body["question"].split()[-2]


def right(asked: Asked) -> dict:
    return {"answer": {"text": f"The answer {number(asked)} is right."}, "build": "b1"}


def settings(url: str, **more) -> dict:
    return {
        "url": f"{url}/chat/${{session}}", "headers": {"Authorization": "Bearer ${BOT_TOKEN}"},
        "body": {"question": "${variables.question}", "all": "${variables}"},
        "output": "answer.text", **more,
    }  # fmt: skip


def run(gating: Gating, described: dict, *more: str):
    for path in (gating.scratch.path / "runs").glob("*"):
        path.unlink()
    gating.config({"next": described})
    return gating.scratch.rowgate("run", *more)


def test_variables_headers_and_a_fresh_session_are_sent_and_the_answer_is_read(gating):
    gating.row(4, repeat={"runs": 2})
    with http_app(right) as app:
        ran = run(gating, settings(app.url, version="build"))
    assert ran.code == 0, ran.all
    assert len({asked.path for asked in app.asked}) == 5
    one = app.asked[0]
    assert one.method == "POST"
    assert one.headers["authorization"] == "Bearer tttttt"
    assert one.body["all"] == {"question": one.body["question"]}
    lines = gating.lines()
    assert {line["version"] for line in lines[1:-1]} == {"b1"}
    assert lines[-1] == {"end": {"versions": ["b1"]}}
    assert "tttttt" not in gating.scratch.read(gating.run_file())


def test_a_version_that_changes_within_a_run_is_inconclusive(gating):
    builds = iter(["b1", "b2", "b3"])
    with http_app(lambda asked: right(asked) | {"build": next(builds)}) as app:
        run(gating, settings(app.url, version="build", concurrency=1))
    ran = gating.scratch.rowgate("gate", "--run", gating.run_file())
    assert ran.code == 4
    assert "the candidate changed while it ran: its versions were b1, b2, b3" in ran.out


def test_a_version_may_stand_behind_a_url_of_its_own(gating):
    def answer(asked: Asked):
        return Reply(b"v7\n") if asked.path == "/version" else right(asked)

    with http_app(answer) as app:
        assert run(gating, settings(app.url, version=f"{app.url}/version")).code == 0
    assert gating.lines()[-1] == {"end": {"versions": ["v7"]}}
    assert sum(asked.path == "/version" for asked in app.asked) == 1


def test_a_server_may_say_when_as_a_date(gating):
    seen: list[str] = []

    def answer(asked: Asked):
        seen.append(number(asked))
        if seen.count(number(asked)) == 1:
            when = formatdate(time.time() + 2, usegmt=True)
            return Reply({}, status=503, headers={"Retry-After": when})
        return right(asked)

    with http_app(answer) as app:
        started = time.monotonic()
        assert run(gating, settings(app.url)).code == 0
    assert time.monotonic() - started > 0.9, "a date is told to the second"


@pytest.mark.parametrize("status", [429, 503])
def test_a_busy_server_is_asked_again_when_it_says(gating, status):
    seen: list[str] = []

    def answer(asked: Asked):
        seen.append(number(asked))
        if seen.count(number(asked)) == 1:
            return Reply({}, status=status, headers={"Retry-After": "0.2"})
        return right(asked)

    with http_app(answer) as app:
        started = time.monotonic()
        assert run(gating, settings(app.url)).code == 0
    assert time.monotonic() - started > 0.2
    assert {line["attempts"] for line in gating.lines()[1:-1]} == {2}


@pytest.mark.parametrize(
    ("reply", "reason", "attempts"),
    [
        (Reply({"error": "the private answer"}, status=400), "answers HTTP 400", 1),
        (Reply({}, status=302), "answers HTTP 302: write the address it redirects to", 1),
        (Reply({}, status=500), "answers HTTP 500", 2),
        (Reply(b"no json"), "the answer is no JSON", 1),
        (Reply(b'{"answer": NaN}'), "the answer is no JSON", 1),
        (Reply({"answer": None}), "`output` finds nothing in the answer", 1),
        (Reply({}, delay=1), "no answer within 0.2 seconds", 2),
        (Reply(hang_up=True), "the connection failed: ProtocolError", 2),
    ],
    ids=["400", "302", "500", "text", "nan", "null", "slow", "hang-up"],
)
def test_a_server_that_fails_leaves_its_rows_unknown(gating, reply, reason, attempts):
    with http_app(lambda _: reply) as app:
        ran = run(gating, settings(app.url, timeout=0.2, retries=1))
    assert ran.code == 4
    assert {line["reason"] for line in gating.lines()[1:-1]} == {reason}
    assert {line["attempts"] for line in gating.lines()[1:-1]} == {attempts}
    assert "private" not in gating.scratch.read(gating.run_file())


def test_a_server_that_is_not_there_is_no_traceback(gating):
    ran = run(gating, settings("http://127.0.0.1:9", retries=0))
    assert ran.code == 4
    assert {line["reason"] for line in gating.lines()[1:-1]} == {"nobody answers at its address"}


def test_without_output_the_whole_body_is_the_answer(gating):
    with http_app(lambda asked: Reply(f"The answer {number(asked)}".encode())) as app:
        described = settings(app.url)
        del described["output"]
        assert run(gating, described).code == 0


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"headers": {"A": "${NO_SUCH_VARIABLE}"}}, "export NO_SUCH_VARIABLE="),
        ({"output": "answer["}, "output is no JMESPath expression"),
        ({"url": "ftp://example.com"}, "no http or https URL"),
        ({"body": {"q": "${variable.question}"}}, "${variables.COLUMN}"),
        ({"body": {"question": "Hello"}}, "it sends no variable of the row"),
    ],
)
def test_what_cannot_work_is_refused_before_anything_is_sent(gating, changed, said):
    with http_app(right) as app:
        ran = run(gating, settings(app.url) | changed)
    assert ran.code == 2
    assert said in ran.err
    assert app.asked == []


def test_many_slow_answers_come_side_by_side(gating):
    gating.rows(60)
    with http_app(lambda asked: Reply(right(asked), delay=0.1)) as app:
        started = time.monotonic()
        assert run(gating, settings(app.url, concurrency=30)).code == 0
    assert time.monotonic() - started < 0.1 * 60 / 4


# --- a status of 200 and no answer --------------------------------------------


def silent(gating: Gating) -> None:
    """Rows whose criteria only ask that something is not said: nothing at all would pass them."""
    for at in (1, 2, 3):
        gating.row(at, evaluators=[{"not-contains": "60 days"}])


PAGE = b"<!DOCTYPE html><html><body>502 Bad Gateway</body></html>"


@pytest.mark.parametrize(
    ("reply", "said"),
    [
        (Reply(b"", status=204), "the answer is empty"),
        (Reply(b"\n"), "the answer is empty"),
        (Reply(b"null"), "the answer is empty"),
        (Reply(PAGE, headers={"Content-Type": "text/html; charset=utf-8"}), "a web page, no text"),
    ],
)
def test_a_body_that_is_nobodys_answer_is_unknown(gating, reply, said):
    silent(gating)
    described = {"body": {"question": "${variables.question}"}}
    with http_app(lambda _: reply) as app:
        assert run(gating, {"url": app.url, **described}).code == 4
    assert all(said in line["reason"] for line in gating.lines()[1:-1])


def test_the_whole_body_is_the_text_though_a_framework_calls_it_html(gating):
    silent(gating)
    plain = Reply(b"Within 30 days.", headers={"Content-Type": "text/html"})
    with http_app(lambda _: plain) as app:
        assert run(gating, {"url": app.url, "body": {"q": "${variables}"}}).code == 0
    assert gating.lines()[1]["output"]["text"] == "Within 30 days."


def test_a_version_that_is_not_found_is_no_version(gating):
    with http_app(right) as app:
        assert run(gating, settings(app.url, version="biuld")).code == 4
    assert gating.lines()[1]["reason"] == "`version` finds nothing in the answer"


def test_a_version_url_that_answers_nothing_is_no_version(gating):
    with http_app(lambda one: Reply(b"") if one.path == "/version" else right(one)) as app:
        assert run(gating, settings(app.url, version=f"{app.url}/version")).code == 4
    assert gating.lines()[1]["reason"] == "the URL of its version answers nothing"


def test_a_server_that_sends_a_byte_now_and_then_is_not_waited_for(gating):
    gating.rows(1)
    with http_app(lambda one: Reply(right(one), drip=0.05)) as app:
        assert run(gating, settings(app.url, timeout=0.4, retries=0)).code == 4
    assert gating.lines()[1]["reason"] == "no answer within 0.4 seconds"


def test_not_even_where_its_headers_never_end(gating):
    gating.rows(1)
    with http_app(lambda one: Reply(right(one), endless=0.05)) as app:
        assert run(gating, settings(app.url, timeout=0.4, retries=0)).code == 4
    assert gating.lines()[1]["reason"] == "no answer within 0.4 seconds"


def test_an_environment_variable_that_is_empty_stops_the_run_before_anything_is_sent(gating):
    gating.scratch.env["BOT_TOKEN"] = ""
    with http_app(right) as app:
        ran = run(gating, settings(app.url))
    assert ran.code == 2
    assert "${BOT_TOKEN} is empty in the environment; export BOT_TOKEN=…" in ran.err
    assert not app.asked
