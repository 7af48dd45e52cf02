"""What the gate says, for machines and pull requests: JSON, Markdown, GitHub."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from typing import Any

from rowgate.reports.gate import advice, as_text, compared, headline, why
from rowgate.reports.gated import AnyRowDecision, Gated
from rowgate.reports.places import from_top
from rowgate.reports.problems import one_line


def as_json(found: Gated) -> Iterator[str]:
    """One JSON object: the decision, every row, every label, the comparison."""
    decision = found.decision
    data: dict[str, Any] = {
        "status": decision.status,
        "candidate": found.candidate,
        "run": found.run,
        "doubts": list(decision.doubts),
        "notes": list(decision.notes),
        "rows": [_row_data(one) for one in decision.rows],
        "labels": [
            {
                "label": one.label, "outcome": one.outcome, "passes": one.passes, "rows": one.rows,
                "threshold": one.threshold, "interval": list(one.interval),
            }
            for one in decision.labels
        ],
        "next": advice(found),
    }  # fmt: skip
    if found.comparison is not None:
        data["baseline"] = {
            "rows": {kind: list(rows) for kind, rows in found.comparison.rows.items()},
            "rescored": found.comparison.rescored,
            "mcnemar": found.comparison.chance,
            "of": found.comparison.of or None,
        }
    yield json.dumps(data, ensure_ascii=False, indent=1)


def as_markdown(found: Gated) -> Iterator[str]:
    """A comment for a pull request."""
    yield f"## {_cell(headline(found))}"
    yield ""
    yield from (f"- {_cell(doubt)}" for doubt in found.decision.doubts)
    shown = [one for one in found.decision.rows if one.outcome != "pass"]
    if shown:
        yield "| outcome | row | why |"
        yield "|---|---|---|"
    for one in sorted(shown, key=lambda row: not row.decides):
        mark = one.outcome if one.decides else f"{one.outcome} ({one.role})"
        yield f"| {mark} | `{one.subject.dataset}/{one.subject.row.id}` | {_cell(why(one))} |"
    for label in found.decision.labels:
        passed = f"{label.passes} of {label.rows} pass, {label.threshold:.0%} needed"
        yield f"- {label.outcome}: label {_cell(label.label)}: {passed}"
    yield from (f"- {_cell(note)}" for note in found.decision.notes)
    if found.comparison is not None:
        yield ""
        yield from (_cell(line.strip()) + "  " for line in compared(found.comparison))
    yield ""
    yield f"Next: {_cell(advice(found))}"


def as_github(found: Gated) -> Iterator[str]:
    """An annotation a row that decides or warns, then all of it as text."""
    top = os.environ.get("GITHUB_WORKSPACE")
    for one in found.decision.rows:
        if one.outcome == "pass":
            continue
        level = "error" if one.decides else "warning"
        path = from_top(one.subject.path, top).replace(",", "%2C").replace(":", "%3A")
        said = why(one)
        title = f"rowgate gate%3A {one.outcome}"
        yield f"::{level} file={path},line=1,title={title}::{_data(one_line(said))}"
    if found.decision.status != "approved":
        yield f"::error title=rowgate gate::{_data(headline(found))}"
    yield from as_text(found)


def _row_data(one: AnyRowDecision) -> dict[str, Any]:
    return {
        "dataset": one.subject.dataset, "row": one.subject.row.id, "path": one.subject.path,
        "outcome": one.outcome, "role": one.role, "decides": one.decides, "passes": one.passes,
        "runs": one.runs, "needed": one.needed, "interval": list(one.interval),
        "reasons": list(one.reasons),
    }  # fmt: skip


def _cell(text: str) -> str:
    """Text that cannot leave its cell or become markup."""
    text = one_line(text).replace("\\", "\\\\").replace("|", "\\|").replace("`", "\\`")
    return text.replace("<", "&lt;").replace(">", "&gt;").replace("@", "@\u200b")


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")
