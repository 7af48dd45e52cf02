"""`prove`: criteria are shown to do what they claim, by a judge behind a real HTTP server too."""

from __future__ import annotations

import json
import threading
import time

import pytest

from tests.support.openai_server import Reply, openai_server

RUBRIC = "The answer gives the period of the written policy, 30 days."
JUDGE = "llm-judge: The answer gives the period of the written policy, 30 days."


def said(verdict: str, reason: str = "Looked at the period.") -> str:
    return json.dumps({"reason": reason, "verdict": verdict})


def answer_of(request) -> str:
    """The answer that a request asks to judge."""
    return json.loads(request["messages"][1]["content"])["answer"]


def fair(request) -> str:
    """A judge that reads."""
    return said("pass" if "30 days" in answer_of(request) else "fail")


@pytest.fixture
def graded(raw, tmp_path):
    """A row whose only criterion is a model's opinion, and a judge's cache of its own."""
    raw.env["XDG_CACHE_HOME"] = str(tmp_path / "cache")
    raw.ok(
        "annotate", "refunds", "--expected", "Returns are accepted within 30 days.",
        "--evaluator", JUDGE,
    )  # fmt: skip
    return raw


def by(server, repository, **more: str):
    """The repository, with this server as its judge."""
    repository.env |= {
        "ROWGATE_JUDGE_MODEL": "judge-1",
        "ROWGATE_JUDGE_BASE_URL": server.base_url,
        "ROWGATE_JUDGE_API_KEY": "k",
        **more,
    }
    return repository


def table(printed: str) -> dict[str, list[str]]:
    """The cells of the printed table by the first of each line."""
    lines = [line.strip() for line in printed.splitlines() if line.startswith("    ")]
    cells = [[cell.strip() for cell in line.split("  ") if cell.strip()] for line in lines]
    return {line[0]: line[1:] for line in cells[1:]} | {"answers": cells[0]}


def test_nothing_is_proven_by_half_a_dataset(clean):
    path = "datasets/refund-policy/dataset.yaml"
    clean.write(path, clean.read(path) + "evaluatos:\n  - max-words: 3\n")
    ran = clean.rowgate("prove")
    assert (ran.code, "unknown field evaluatos" in ran.err) == (2, True)


def test_offline_criteria_are_shown_on_every_answer_of_known_worth(clean):
    ran = clean.rowgate("prove")
    assert ran.code == 0, ran.all
    assert f"{clean.row()}: proven\n" in ran.out
    shown = table(ran.out)
    assert shown["answers"] == [
        "wrong response", "expected", "empty output", "`question` given back",
    ]  # fmt: skip
    assert shown["together"] == ["fail", "pass", "fail", "fail"] == shown["should"]
    assert ran.err == "1 row: 1 proven\n"
    assert "proof" not in clean.read(clean.row())


def test_criteria_that_let_the_wrong_response_through_are_refuted(clean):
    clean.ok("annotate", "refunds", "--remove-evaluator", "contains-any", "--evaluator",
             "contains: days")  # fmt: skip
    ran = clean.rowgate("prove", "refunds")
    assert ran.code == 1
    assert ": refuted\n" in ran.out
    assert "the wrong response is not caught: every evaluator passes it" in ran.out
    assert table(ran.out)["together"][0] == "pass"


def test_an_expected_that_its_own_criteria_reject_is_refuted_with_the_reason(clean):
    clean.ok("annotate", "refunds", "--expected", "Within a month.")
    ran = clean.rowgate("prove")
    assert ran.code == 1
    assert "`contains-any` on expected: fail: " in ran.out


def test_a_trivial_output_that_passes_is_told_and_refutes_nothing(clean):
    clean.ok("annotate", "refunds", "--remove-evaluator", "contains-any", "--evaluator",
             "not-contains: 60 days")  # fmt: skip
    ran = clean.rowgate("prove")
    assert ran.code == 0
    assert "an empty output and `question` given back would pass: rowgate annotate" in ran.out


def test_a_row_without_a_right_answer_is_proven_and_says_what_is_missing(raw):
    raw.ok("annotate", "refunds", "--evaluator", "contains: 30 days")
    ran = raw.rowgate("prove")
    assert ran.code == 0
    assert "no answer known to be right was tried: rowgate annotate" in ran.out


@pytest.mark.parametrize(
    ("options", "says"),
    [
        ([], "no pass criteria: rowgate annotate"),
        (["--evaluator", "max-latency-ms: 900"], "says anything about a recorded answer"),
        (
            ["--evaluator", "contains: 30 days", "--response-was", "unjudged"],
            "nobody said whether the response was right",
        ),
    ],
    ids=["no-criteria", "latency", "unjudged"],
)
def test_what_cannot_be_tried_is_unproven_and_never_a_pass(raw, options, says):
    if options:
        raw.ok("annotate", "refunds", *options)
    ran = raw.rowgate("prove")
    assert ran.code == 4
    assert ": unproven\n" in ran.out
    assert says in ran.out


def test_nothing_to_prove_is_not_proven(support):
    ran = support.rowgate("prove")
    assert ran.code == 4
    assert "NOTHING WAS PROVEN" in ran.err
    assert support.rowgate("prove", "refund-policy").code == 2
    ran = support.rowgate("prove", "refund-polcy")
    assert ran.code == 2
    assert ran.err == "rowgate: no row or dataset refund-polcy; did you mean refund-policy?\n"


def test_a_row_that_cannot_be_read_is_unproven(clean):
    clean.write(clean.row(), "format: 1\nlabels: [a\n")
    ran = clean.rowgate("prove")
    assert ran.code == 4
    assert f"{clean.row()}:3:1: a flow list is not closed" in ran.out
    assert f"rowgate check {clean.row()}" in ran.out


def test_a_judge_is_asked_and_its_proof_is_recorded_for_check(graded):
    assert "RG411" in graded.rowgate("check").out
    with openai_server(fair) as server:
        by(server, graded, ROWGATE_JUDGE_TEMPERATURE="0", ROWGATE_JUDGE_SEED="7")
        ran = graded.rowgate("prove")
    assert ran.code == 0, ran.all
    assert "proven (recorded in review.proof)" in ran.out
    shown = table(ran.out)
    assert shown["together"] == ["fail", "pass", "fail", "fail"]
    text = graded.read(graded.row())
    assert "  proof:\n    judge: judge-1\n    temperature: 0.0\n    seed: 7\n    digest:" in text
    assert graded.rowgate("check").code == 0
    assert "RG411" not in graded.rowgate("check").out
    # The empty output needs no judge; the question given back does.
    assert sorted(answer_of(request) for request in server.requests) == [
        "How long do I have to return headphones?",
        "Returns are accepted within 30 days.",
        "You have 60 days to return them.",
    ]


def test_an_approval_outlives_a_proof_and_a_proof_does_not_outlive_its_criteria(graded):
    graded.ok("approve", "refunds")
    with openai_server(fair) as server:
        by(server, graded).ok("prove")
    assert graded.rowgate("check", "--require-approval").code == 0
    graded.ok("annotate", "refunds", "--evaluator", "max-words: 50")
    assert "a proof of other content" in graded.rowgate("check").out


def test_answers_are_kept_for_the_next_time_and_asked_again_on_demand(graded, tmp_path):
    with openai_server(fair) as server:
        by(server, graded).ok("prove")
        before = graded.files()
        ran = graded.rowgate("prove")
        assert "proven (review.proof says so)" in ran.out
        assert "the judge was not asked: 3 answers from the cache" in ran.err
        assert len(server.requests) == 3
        assert graded.files() == before
        graded.ok("prove", "--fresh")
        assert len(server.requests) == 6
    kept = [path for path in (tmp_path / "cache").rglob("*") if path.is_file()]
    assert len(kept) == 3
    assert all(path.stat().st_mode & 0o077 == 0 for path in kept)


def test_every_run_is_a_question_of_its_own_and_all_must_agree(graded):
    turns = {True: iter(["pass"] * 3), False: iter(["fail", "fail", "pass", "fail"])}
    with openai_server(lambda r: said(next(turns["30 days" in answer_of(r)]))) as server:
        ran = by(server, graded).rowgate("prove", "--runs", "3")
        assert len(server.requests) == 7
    assert ran.code == 4
    assert "`llm-judge` on wrong response: unknown: divided: 2 fail, 1 pass" in ran.out
    assert "pass 3/3" in ran.out
    assert "proof:" not in graded.read(graded.row())

    with openai_server(fair) as server:
        by(server, graded).ok("prove", "--runs", "3")
        assert "    runs: 3\n" in graded.read(graded.row())
        # One run more says less than the three that are recorded.
        assert "review.proof says so" in graded.ok("prove")
        assert "    runs: 3\n" in graded.read(graded.row())


@pytest.mark.parametrize(
    ("reply", "says"),
    [
        (Reply(said("pass"), delay=1.5), "does not answer: APITimeoutError"),
        (Reply(said("unclear", "No policy is shown.")), "No policy is shown."),
        (Reply("I think it is fine."), "no JSON"),
        (Reply(status=400), "HTTP 400"),
    ],
    ids=["timeout", "unclear", "nonsense", "error"],
)
def test_a_judge_that_does_not_decide_proves_nothing(graded, reply, says):
    before = graded.files()
    with openai_server(lambda _: reply) as server:
        by(server, graded, ROWGATE_JUDGE_TIMEOUT="0.2")
        ran = graded.rowgate("prove")
    assert ran.code == 4, ran.all
    assert says in ran.out
    assert graded.files() == before


def test_without_a_judge_model_graded_criteria_are_unproven(graded):
    ran = graded.rowgate("prove")
    assert ran.code == 4
    assert "no judge is set up: set ROWGATE_JUDGE_MODEL" in ran.out


def test_a_judge_that_decides_nothing_is_told_where_another_evaluator_catches(graded):
    graded.ok("annotate", "refunds", "--evaluator", "contains: 30 days")
    ran = graded.rowgate("prove")
    assert ran.code == 4
    assert "`llm-judge` on wrong response: unknown: no judge is set up" in ran.out


def test_spending_is_counted_and_stops_at_its_limit(graded):
    with openai_server(lambda request: Reply(fair(request), usage=(1000, 100))) as server:
        by(server, graded, ROWGATE_JUDGE_PRICES="1,10")
        ran = graded.rowgate("prove", "--max-cost", "0.003")
        assert len(server.requests) == 1
        assert ran.code == 4
        assert "no more than 0.003 USD" in ran.out
        assert "1000 tokens in, 100 out, 0.002000 USD" in ran.err
        ran = graded.rowgate("prove", "--max-cost", "0.004")
        assert ran.code == 0, ran.all
        assert "asked 2 questions (1 more from the cache)" in ran.err


def test_a_limit_without_prices_is_wrong_usage(graded):
    with openai_server(fair) as server:
        ran = by(server, graded).rowgate("prove", "--max-cost", "1")
    assert ran.code == 2
    assert "ROWGATE_JUDGE_PRICES" in ran.err


def test_a_dry_run_writes_nothing_and_a_proof_that_was_wrong_is_withdrawn(graded):
    with openai_server(fair) as server:
        by(server, graded)
        before = graded.files()
        assert "is left as it is" in graded.ok("prove", "--dry-run")
        assert graded.files() == before
        graded.ok("prove")
    with openai_server(lambda _: said("pass")) as server:
        ran = by(server, graded).rowgate("prove")
    assert ran.code == 1
    assert "is withdrawn" in ran.out
    assert "proof" not in graded.read(graded.row())


def test_a_row_that_holds_personal_data_is_sent_to_no_judge(graded):
    address = "zoe.brandt" + "@" + "corporate-mail.net"
    graded.edit(graded.row(), "It promised 60 days.", f"It told {address} 60 days.")
    with openai_server(fair) as server:
        ran = by(server, graded).rowgate("prove")
        assert server.requests == []
    assert ran.code == 4
    assert "not sent to the judge" in ran.out
    assert address not in ran.all


def test_reviewers_get_a_table_and_scripts_get_json(graded):
    with openai_server(fair) as server:
        by(server, graded)
        markdown = graded.ok("prove", "--format", "markdown")
        data = json.loads(graded.ok("prove", "--format", "json"))
    assert f"| `{graded.row()}` | fail | pass | fail (2) | proven |" in markdown
    assert data["standing"] == "proven"
    assert [(one["answer"], one["outcome"]) for one in data["trials"]][:2] == [
        ("wrong response", "fail"),
        ("expected", "pass"),
    ]


def test_the_rows_of_this_project_are_proven(scratch):
    from tests.support.scratch import PROJECT

    scratch.path = PROJECT
    before = {path: path.read_bytes() for path in (PROJECT / "datasets").rglob("*.yaml")}
    ran = scratch.rowgate("prove")
    assert ran.code == 0, ran.all
    assert "0 proven" not in ran.err
    assert {path: path.read_bytes() for path in before} == before


def test_answers_are_judged_side_by_side_and_rows_ahead_of_their_turn(graded):
    first = graded.row()
    for name in ("second", "third"):
        text = graded.read(first).replace("How long", f"{name}: how long")
        graded.write(first.replace("refunds-", f"{name}-"), text)
    under_way, most, lock = 0, 0, threading.Lock()

    def slow(request) -> Reply:
        nonlocal under_way, most
        with lock:
            under_way += 1
            most = max(most, under_way)
        time.sleep(0.1)
        with lock:
            under_way -= 1
        return Reply(fair(request))

    with openai_server(slow) as server:
        ran = by(server, graded).rowgate("prove", "--runs", "2", "--dry-run")
        assert len(server.requests) == 3 * (2 * 2 + 1), "two answers twice, and a trivial one"
    assert ran.code == 0, ran.all
    assert "3 rows: 3 proven" in ran.err
    assert most > 4
    shown = [line for line in ran.out.splitlines() if ": proven" in line]
    assert shown == sorted(shown), "rows are told in their order"


def test_a_limit_holds_though_questions_are_asked_side_by_side(graded):
    with openai_server(lambda r: Reply(fair(r), usage=(1000, 100), delay=0.05)) as server:
        by(server, graded, ROWGATE_JUDGE_PRICES="1,10")
        ran = graded.rowgate("prove", "--runs", "9", "--max-cost", "0.011")
        assert len(server.requests) == 5
    assert "0.010000 USD" in ran.err
