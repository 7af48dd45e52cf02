"""`docs/exchange.md`: what survives in which format, measured by writing and reading rows."""

from __future__ import annotations

import os

import yaml

from rowgate.evaluators.builtin import EvaluatorClasses
from rowgate.evaluators.describe import examples
from rowgate.exchange.envelope import Envelope, NoCaseError
from rowgate.exchange.plaindata import plain, same
from rowgate.model import Dataset
from rowgate.rows.rowfile import row_of
from tests.support.exchanged import formats
from tests.support.scratch import PROJECT

PAGE = PROJECT / "docs" / "exchange.md"
INTRODUCTION = PROJECT / "tests" / "support" / "exchange-introduction.md"
FIELDS = (
    "variables", "expected", "evaluators", "labels", "note", "why", "response", "response_was",
    "metadata", "links", "known_failing", "source",
)  # fmt: skip
SAMPLE = {
    "why": "incorrect-answer",
    "note": "It promised 60 days.",
    "labels": ["refunds"],
    "variables": {"question": "How long?", "policy": "30 days"},
    "response": "60 days.",
    "response_was": "wrong",
    "expected": "30 days.",
    "evaluators": [{"contains": "30 days"}],
    "metadata": {"tier": "gold"},
    "links": {"behavior": "overpromising"},
    "known_failing": {"reason": "a bug", "until": "2027-01-01"},
    "source": {"kind": "span", "trace_id": "4bf92f35", "span_id": "00f067aa"},
}
ROW = row_of("refunds-b53242078cb5", SAMPLE)
BARE = Dataset("refund-policy")
READS = {
    "promptfoo": "configs and test files, CSV",
    "pydantic-evals": "dataset files",
    "openai-evals": "samples",
    "langfuse": "items, pages of the API",
    "mlflow": "records",
    "langsmith": "examples",
    "deepeval": "goldens",
    "inspect": "samples",
    "phoenix": "examples, the API's answer",
    "braintrust": "rows",
    "huggingface": "our own; others as jsonl",
    "jsonl": "flat and nested records",
    "csv": "any table",
}


def survives(name: str, field: str) -> str:
    """`own`, `kept` or `–`."""
    format_ = formats()[name]
    lost: list = []
    if not isinstance(format_, Envelope):
        found = format_.write([ROW], BARE, format_.forms[0]).lost
        gone = any(one.what.startswith((field, field.rstrip("s"))) for one in found)
        return "–" if gone or field == "source" else "own"
    native, _ = format_.opened(format_.entry(ROW, BARE, lost))
    wanted = plain(ROW, BARE)[field]
    try:
        own = format_.fields(native).fields
    except NoCaseError:
        own = {}
    item = format_.item(format_.entry(ROW, BARE, lost), ())
    assert same(item.fields.get(field), wanted)
    return "own" if same(own.get(field), wanted) else "kept"


def table() -> str:
    """Format × field."""
    heads = [field.replace("_", " ") for field in FIELDS]
    lines = [f"| format | forms | {' | '.join(heads)} | import |", "|---" * (len(FIELDS) + 3) + "|"]
    for name, format_ in formats().items():
        cells = [name, ", ".join(format_.forms), *(survives(name, field) for field in FIELDS)]
        lines.append(f"| {' | '.join([*cells, READS.get(name, '–')])} |")
    return "\n".join(lines)


def judged() -> str:
    """Evaluator × the tools that hold criteria: all of its examples, or how many."""
    lines = ["| evaluator | promptfoo | pydantic-evals |", "|---|---|---|"]
    for name, cls in EvaluatorClasses().items():
        entries = [
            (shown["evaluator"], shown.get("expected"))
            for text in examples(cls)
            for shown in yaml.safe_load_all(text)
        ]
        cells = [_judged(tool, entries) for tool in ("promptfoo", "pydantic-evals")]
        if cells != ["–", "–"]:
            lines.append(f"| `{name}` | {' | '.join(cells)} |")
    return "\n".join(lines)


def _judged(tool: str, given: list) -> str:
    rows = [row_of(f"row-{at:012x}", {"variables": {"a": "b"}, "evaluators": [entry],
                   "expected": expected}) for at, (entry, expected) in enumerate(given)]  # fmt: skip
    format_ = formats()[tool]
    lost = []
    entries = [format_.entry(row, BARE, lost) for row in rows]
    theirs = sum(bool(entry.get("assert") or entry.get("evaluators")) for entry in entries)
    if theirs < len(rows):
        return f"in {theirs} of {len(rows)} forms" if theirs else "–"
    return "nearly" if any(one.what.startswith("evaluator") for one in lost) else "yes"


def page() -> str:
    """The whole page."""
    parts = [
        INTRODUCTION.read_text(encoding="utf-8"),
        table(),
        "\n## What judges there\n",
        "Evaluators whose examples ([evaluators.md](evaluators.md)) become checks of the tool. *yes*:",
        "it judges the same there; *nearly*: the report says where it does not; the other tools",
        "hold no criteria with their rows.\n",
        judged(),
    ]
    return "\n".join(parts) + "\n"


def test_the_page_of_what_survives_is_up_to_date():
    made = page()
    if os.environ.get("ROWGATE_WRITE_DOCS"):
        PAGE.write_text(made, encoding="utf-8")
    assert PAGE.read_text(encoding="utf-8") == made, "make docs"


def test_every_format_says_what_it_reads():
    assert set(READS) == {name for name, one in formats().items() if one.takes}
