"""`find` as a user meets it."""

from __future__ import annotations

import gzip
import json
import os
import pty
import subprocess
import sys
from pathlib import Path
from uuid import UUID

import pytest
from rich.cells import cell_len, set_cell_size

from tests.support.otlp import TRACE, genai_span, span_id, traced, write_otlp
from tests.support.scratch import TRACES, Scratch

OPENINFERENCE = TRACES / "openinference.jsonl"


@pytest.fixture
def day(scratch: Scratch) -> Path:
    """A JSONL file of three days, a trace each."""
    spans = [
        genai_span("one", question="Can I return headphones?", answer="You have 60 days."),
        genai_span("two", question="Wo ist die Küche?", answer='Er sagte "links", 30 Meter.'),
        genai_span("three", question="Refund INV-7 please", answer="Done."),
    ]
    texts = []
    for number, span in enumerate(spans):
        one = {
            **span,
            "traceId": f"{number + 1:032x}",
            "startTimeUnixNano": str(10**18 + number * 10**9),
        }
        one["endTimeUnixNano"] = str(10**18 + number * 10**9 + (3 - number) * 10**8)
        texts.append(write_otlp(scratch.path / "one.json", [one]).read_text("utf-8"))
    return scratch.write("day.jsonl", "".join(texts))


def ids(out: str) -> list[str]:
    return [line.partition("/")[2] for line in out.splitlines()]


def test_the_table_says_what_was_asked_and_answered(scratch: Scratch, day: Path) -> None:
    ran = scratch.rowgate("find", day)
    assert ran.out.splitlines()[0].split() == [
        "SPAN",
        "STARTED",
        "STATUS",
        "MODEL",
        "ASKED",
        "ANSWERED",
    ]
    assert "Can I return" in ran.out
    assert "You have 60 d" in ran.out
    assert ran.err == "3 spans of 3 looked at\n"


def test_json_lines_are_whole_spans(scratch: Scratch, day: Path) -> None:
    lines = [json.loads(line) for line in scratch.ok("find", day, "--json").splitlines()]
    assert [line["span_id"] for line in lines] == [span_id(n) for n in ("one", "two", "three")]
    assert lines[1]["response"] == 'Er sagte "links", 30 Meter.'
    assert lines[1]["messages"] == [
        {"role": "user", "content": [{"type": "text", "text": "Wo ist die Küche?"}]}
    ]


def test_integers_beyond_64_bits_are_printed(scratch: Scratch) -> None:
    span = genai_span("one")
    span["attributes"].append({"key": "big", "value": {"intValue": str(10**30)}})
    file = write_otlp(scratch.path / "t.json", [span])
    assert json.loads(scratch.ok("find", file, "--json"))["attributes"]["big"] == 10**30


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        (("--text", "HEADPHONES"), ["one"]),
        (("--text", "küche"), ["two"]),
        (("--text", '"links", 30'), ["two"]),
        (("--regex", r"INV-\d"), ["three"]),
        (("--text", "nobody said this"), []),
        (("--text", "a", "--regex", "60"), ["one"]),
        (("--trace", f"{2:032x}"), ["two"]),
        (("--sort", "-duration_ms", "--limit", "2"), ["one", "two"]),
        (("--sort", "duration_ms"), ["three", "two", "one"]),
        (("--limit", "1"), ["one"]),
        (("--since", "2001-09-09T01:46:41Z"), ["two", "three"]),
        (("--where", "duration_ms < 250"), ["two", "three"]),
        (("--kind", "tool"), []),
    ],
    ids=" ".join,
)
def test_conditions(scratch: Scratch, day: Path, wanted: tuple[str, ...], found: list[str]) -> None:
    assert ids(scratch.ok("find", day, "--ids", *wanted)) == [span_id(name) for name in found]


def test_what_was_found_stands_in_the_table(scratch: Scratch, day: Path) -> None:
    out = scratch.ok("find", day, "--text", "inv-7")
    assert out.splitlines()[0].split()[-1] == "FOUND"
    assert "Refund INV-7 please" in out
    long = genai_span("long", answer="word " * 100 + "needle in hay " + "word " * 100)
    file = write_otlp(scratch.path / "long.json", [long])
    (line,) = scratch.ok("find", file, "--regex", "ne+dle").splitlines()[1:]
    assert "needle in hay" in line
    assert len(line) <= 100


@pytest.mark.parametrize("columns", [40, 60, 80, 100, 160])
@pytest.mark.parametrize("wanted", [(), ("--text", "退货")], ids=["all", "text"])
def test_the_table_fits_the_terminal_whatever_is_in_it(
    scratch: Scratch, columns: int, wanted: tuple[str, ...]
) -> None:
    spans = [
        genai_span("one", question="你好，我想退货耳机，请问怎么办？" * 5, answer="可以的。" * 9),
        genai_span("two", question="👩‍👩‍👧 🏳️‍🌈 退货 é" * 9, answer="🙂" * 90),
        genai_span("three", question="Refund INV-7 please 退货 " * 9, answer="Done. " * 50),
    ]
    file = write_otlp(scratch.path / "t.json", spans)
    scratch.env["COLUMNS"] = str(columns)
    heads, *lines = scratch.ok("find", file, *wanted).splitlines()
    assert max(map(cell_len, [heads, *lines])) <= columns
    assert [line[:16] for line in lines] == [span_id(name) for name in ("one", "two", "three")]
    place = cell_len(heads[: heads.index("FOUND" if wanted else "ANSWERED")])
    if not wanted:
        assert all(set_cell_size(line, place).endswith("  ") for line in lines)


def test_scores_are_conditions_and_a_sorting(scratch: Scratch) -> None:
    spans = []
    for name, score in (("one", 0.9), ("two", 0.1)):
        span = genai_span(name)
        span["events"] = [
            {
                "name": "gen_ai.evaluation.result",
                "attributes": [
                    {"key": "gen_ai.evaluation.name", "value": {"stringValue": "helpful"}},
                    {"key": "gen_ai.evaluation.score.value", "value": {"doubleValue": score}},
                ],
            }
        ]
        spans.append(span)
    file = write_otlp(scratch.path / "t.json", [*spans, genai_span("three")])
    assert ids(scratch.ok("find", file, "--ids", "--score", "helpful < 0.5")) == [span_id("two")]
    by_score = scratch.ok("find", file, "--ids", "--sort", "scores.helpful")
    assert ids(by_score) == [span_id(name) for name in ("two", "one", "three")]


@pytest.mark.parametrize(
    ("wanted", "said"),
    [
        (("--where", "usge.output_tokens > 5"), "did you mean usage?"),
        (("--where", "attributes.nothing == 1"), "no span has attributes.nothing"),
        (("--score", "helpfulness < 0.5"), "no span has scores.helpfulness"),
        (("--sort", "duratoin_ms"), "duration_ms"),
        (("--regex", "(a"), "no regular expression"),
        (("--since", "whenever"), "no point in time"),
    ],
    ids=" ".join,
)
def test_conditions_that_cannot_be_are_wrong_usage(
    scratch: Scratch, day: Path, wanted: tuple[str, ...], said: str
) -> None:
    ran = scratch.rowgate("find", day, *wanted)
    assert (ran.code, ran.out) == (2, "")
    assert said in ran.err


def test_feedback_given_at_the_root_finds_the_call(scratch: Scratch) -> None:
    root, call = str(UUID(int=1)), str(UUID(int=2))
    about = {"trace_id": root, "session_name": "bot", "start_time": "2026-11-20T09:00:00"}
    feedback = {"helpfulness": {"n": 1, "avg": 0.2}}
    asked = {"messages": [{"role": "user", "content": "Hi"}]}
    runs = [
        {**about, "id": root, "run_type": "chain", "name": "answer", "feedback_stats": feedback},
        {**about, "id": call, "run_type": "llm", "parent_run_id": root, "inputs": asked},
    ]
    file = scratch.write("runs.jsonl", "".join(json.dumps(one) + "\n" for one in runs))
    listed = scratch.ok("find", file, "--score", "helpfulness < 0.5", "--ids")
    assert listed == f"{root}/{call}\n"
    misspelt = scratch.rowgate("find", file, "--score", "helpfulnes < 0.5")
    assert misspelt.code == 2
    assert "did you mean helpfulness?" in misspelt.err


def test_where_only_spans_of_other_kinds_fit_it_is_said(scratch: Scratch) -> None:
    spans = [traced("lookup", {"openinference.span.kind": "TOOL"}), genai_span("call")]
    file = write_otlp(scratch.path / "t.json", spans)
    nothing = scratch.rowgate("find", file, "--name", "lookup")
    assert (nothing.code, nothing.out) == (0, "")
    assert "0 spans of 2 looked at; of other kinds there are 1 tool: --kind all" in nothing.err
    assert "other kinds" not in scratch.rowgate("find", file, "--name", "elsewhere").err


@pytest.mark.parametrize(
    ("wanted", "said"),
    [
        (("--provider", "OpenIA"), "no span has the provider OpenIA (did you mean openai?)"),
        (("--model", "claude"), "no span has the model claude (there is: gpt-4o-mini)"),
        (("--project", "bot"), "no span has the project bot (there is: support-bot)"),
        (("--environment", "prod"), "no span has any environment"),
        (("--tag", "x"), "no span has any tag"),
        (("--kind", "tool"), "of other kinds there are 3 model: --kind all lists them"),
    ],
    ids=" ".join,
)
def test_what_no_span_has_is_said_where_nothing_is_found(
    scratch: Scratch, day: Path, wanted: tuple[str, ...], said: str
) -> None:
    ran = scratch.rowgate("find", day, *wanted)
    assert (ran.code, ran.out) == (0, "")
    assert ran.err == f"0 spans of 3 looked at; {said}\n"


def test_a_provider_is_found_in_any_case(scratch: Scratch, day: Path) -> None:
    assert len(ids(scratch.ok("find", day, "--ids", "--provider", "OpenAI"))) == 3


@pytest.mark.parametrize(
    ("field", "said"),
    [
        ("usage", "usage has fields of its own; write --sort usage.input_tokens"),
        ("-usage.tokens", "usage has no field tokens; did you mean total_tokens?"),
        ("attributes.nothing", "no span that was found has attributes.nothing"),
        ("-cost", "no span that was found has cost"),
    ],
)
def test_what_cannot_be_sorted_by_is_told(
    scratch: Scratch, day: Path, field: str, said: str
) -> None:
    ran = scratch.rowgate("find", day, "--sort", field)
    assert (ran.code, ran.out, ran.err) == (2, "", f"rowgate: --sort {field}: {said}\n")


def test_a_broken_line_is_said_and_the_rest_is_found(scratch: Scratch, day: Path) -> None:
    lines = day.read_text("utf-8").splitlines()
    scratch.write("broken.jsonl", "\n".join([lines[0], lines[1][:99], lines[2]]) + "\n")
    ran = scratch.rowgate("find", "broken.jsonl", "--ids")
    assert ran.code == 2
    assert ran.err.startswith("rowgate: broken.jsonl:2: ")
    assert "Traceback" not in ran.err
    assert ids(ran.out) == [span_id("one"), span_id("three")]
    skipped = scratch.rowgate("find", "broken.jsonl", "--ids", "--skip-bad")
    assert (skipped.code, skipped.out, skipped.err) == (0, ran.out, ran.err)


def test_a_half_written_last_line_is_called_that(scratch: Scratch, day: Path) -> None:
    text = day.read_text("utf-8")
    scratch.write("now.jsonl", text + text.splitlines()[0][:200])
    ran = scratch.rowgate("find", "now.jsonl", "--ids")
    assert ran.code == 2
    assert "now.jsonl:4: " in ran.err
    assert "is it still being written?" in ran.err
    assert len(ids(ran.out)) == 3


def test_packed_files_standard_input_folders_and_patterns_are_read(
    scratch: Scratch, day: Path
) -> None:
    plain = scratch.ok("find", day, "--ids")
    data = day.read_bytes()
    (scratch.path / "packed").mkdir()
    (scratch.path / "packed" / "day.gz").write_bytes(gzip.compress(data))
    assert scratch.ok("find", "packed/*.gz", "--ids") == plain
    assert scratch.ok("find", "packed", "--ids") == plain
    assert scratch.ok("find", "-", "--ids", stdin=data) == plain
    assert scratch.process("find", "-", "--ids", stdin=gzip.compress(data)).out == plain
    zstandard = pytest.importorskip("zstandard")
    (scratch.path / "day.zst").write_bytes(zstandard.ZstdCompressor().compress(data))
    assert scratch.ok("find", "day.zst", "--ids") == plain


def test_a_gzip_file_that_is_cut_off_fails_and_gives_what_it_has(scratch: Scratch) -> None:
    packed = gzip.compress(OPENINFERENCE.read_bytes())
    (scratch.path / "t.gz").write_bytes(packed[: len(packed) // 2])
    ran = scratch.rowgate("find", "t.gz", "--ids")
    assert ran.code == 2
    assert ran.err == "rowgate: t.gz:4: the gzip data is cut off here; what came before is read\n"
    assert ids(ran.out)


def test_files_that_are_no_traces_are_left_out_of_a_folder(scratch: Scratch, day: Path) -> None:
    (scratch.path / "traces").mkdir()
    day.rename(scratch.path / "traces" / "day.jsonl")
    scratch.write("traces/notes.txt", "hello\n")
    ran = scratch.rowgate("find", "traces", "--ids")
    assert ran.code == 0
    assert "traces/notes.txt: looks like text: no known trace format, left out" in ran.err
    assert len(ids(ran.out)) == 3


@pytest.mark.parametrize("content", ["", "hello", '{"a": 1}', "[]", "null", "\0\1\2", "{" * 5000])
def test_a_named_file_that_is_no_trace_is_refused_in_a_line(scratch: Scratch, content: str) -> None:
    scratch.write("t", content)
    ran = scratch.rowgate("find", "t")
    assert (ran.code, ran.out) == (2, "")
    assert ran.err.startswith("rowgate: t: ")
    assert ran.err.count("\n") == 1


def odd(name: str) -> dict[str, object]:
    """A span with something that traces in the field get wrong."""
    span = genai_span(name)
    deep = "[" * 3000 + "]" * 3000
    changes: dict[str, dict[str, object]] = {
        "clock": {
            "startTimeUnixNano": "1763629964935456789",
            "endTimeUnixNano": "1763629964123456789",
        },
        "short ids": {"traceId": "abc", "spanId": "1"},
        "no ids": {"traceId": "", "spanId": ""},
        "far future": {"startTimeUnixNano": str(2**63), "endTimeUnixNano": str(2**64 - 1)},
        "deep": {"attributes": [*span["attributes"], attribute("gen_ai.tool.definitions", deep)]},
        "long": {"attributes": [*span["attributes"], attribute("note", "x" * 5_000_000)]},
        "surrogate": {"name": "half \ud83d"},
        "nan": {
            "attributes": [
                *span["attributes"],
                {"key": "n", "value": {"doubleValue": float("nan")}},
            ]
        },
    }
    return {**span, **changes[name]}


def attribute(key: str, text: str) -> dict[str, object]:
    return {"key": key, "value": {"stringValue": text}}


@pytest.mark.parametrize(
    "name", ["clock", "short ids", "no ids", "far future", "deep", "long", "surrogate", "nan"]
)
def test_odd_spans_are_listed_in_every_form(scratch: Scratch, name: str) -> None:
    file = write_otlp(scratch.path / "t.json", [odd(name), genai_span("sound")])
    for form in ((), ("--json",), ("--ids",), ("--sort", "-duration_ms"), ("--text", "headphones")):
        ran = scratch.rowgate("find", file, *form)
        assert ran.code == 0, ran.all
        assert len(ran.out.splitlines()) == 2 + (form != ("--json",) and form != ("--ids",))


def test_json_that_nests_too_deeply_is_a_broken_line(scratch: Scratch, day: Path) -> None:
    scratch.write("t.jsonl", day.read_text("utf-8") + '{"resourceSpans":' + "[" * 100_000 + "\n")
    ran = scratch.rowgate("find", "t.jsonl", "--ids")
    assert ran.code == 2
    assert "t.jsonl:4: " in ran.err
    assert len(ids(ran.out)) == 3


def test_a_reader_that_goes_away_is_no_failure(scratch: Scratch, day: Path) -> None:
    scratch.write("many.jsonl", day.read_text("utf-8") * 500)
    rowgate = f"{sys.executable} -m rowgate find many.jsonl --json"
    ran = scratch.run("bash", "-c", f"set -o pipefail; {rowgate} | head -1 | wc -l")
    assert (ran.code, ran.out.strip(), ran.err) == (0, "1", "")


# --- on a terminal ----------------------------------------------------------


def on_a_terminal(scratch: Scratch, *arguments: str, **env: str) -> str:
    """What rowgate prints where both its outputs are a terminal."""
    ours, theirs = pty.openpty()
    environment = {k: v for k, v in scratch.env.items() if k != "NO_COLOR"}
    with subprocess.Popen(
        [sys.executable, "-m", "rowgate", *arguments],
        cwd=scratch.path,
        env=environment | {"TERM": "xterm"} | env,
        stdout=theirs,
        stderr=theirs,
        stdin=subprocess.DEVNULL,
    ):
        os.close(theirs)
        said = b""
        try:
            while part := os.read(ours, 1 << 16):
                said += part
        except OSError:  # Linux says so that the other end is closed
            pass
    os.close(ours)
    return said.decode()


def test_what_was_found_is_set_off_on_a_terminal_unless_no_colour_is_wanted(
    scratch: Scratch, day: Path
) -> None:
    assert "\x1b[1;31mINV-7\x1b[0m" in on_a_terminal(scratch, "find", str(day), "--text", "inv-7")
    plain = on_a_terminal(scratch, "find", str(day), "--text", "inv-7", NO_COLOR="1")
    assert "Refund INV-7 please" in plain
    assert "\x1b" not in plain


def test_a_long_scan_shows_how_far_it_is_on_a_terminal_only(scratch: Scratch) -> None:
    data = OPENINFERENCE.read_bytes()
    (scratch.path / "large.jsonl").write_bytes(data * 400)
    arguments = ("find", "large.jsonl", "--ids", "--name", "nothing has this name")
    shown = on_a_terminal(scratch, *arguments, ROWGATE_PROGRESS_AFTER="0.001")
    assert "\rread " in shown.replace("\x1b[K", "")
    assert shown.endswith("\r\x1b[K")
    ran = scratch.process("find", "large.jsonl", "--ids", "--name", "nothing has this name")
    assert (ran.out, ran.err) == ("", "")


def test_the_same_trace_id_names_its_spans(scratch: Scratch) -> None:
    file = write_otlp(scratch.path / "t.json", [genai_span("one"), genai_span("two")])
    assert len(ids(scratch.ok("find", file, "--ids", "--trace", TRACE[:8].upper()))) == 2
