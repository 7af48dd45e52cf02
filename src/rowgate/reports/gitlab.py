"""Problems as a Code Quality report of GitLab.

https://docs.gitlab.com/ci/testing/code_quality/#code-quality-report-format: one JSON array,
which a job uploads as `artifacts: reports: codequality`.
"""

from __future__ import annotations

import json
import os
from collections import Counter
from collections.abc import Iterator
from hashlib import sha256

from rowgate.model import Json
from rowgate.reports.places import from_top
from rowgate.reports.problems import Checked, Placed, said

_SEVERITIES = {"error": "major", "warning": "minor", "notice": "info"}


def as_code_quality(found: Checked) -> Iterator[str]:
    """One JSON array, which stands on its own lines an entry."""
    seen: Counter[str] = Counter()
    entries = [_entry(placed, seen) for placed in found.problems]
    if not entries:
        yield "[]"
        return
    yield "["
    yield from (json.dumps(entry, ensure_ascii=False) + "," for entry in entries[:-1])
    yield json.dumps(entries[-1], ensure_ascii=False)
    yield "]"


def _entry(placed: Placed, seen: Counter[str]) -> dict[str, Json]:
    path = from_top(placed.path, os.environ.get("CI_PROJECT_DIR"))
    return {
        "description": said(placed.problem),
        "check_name": placed.problem.code,
        "fingerprint": _fingerprint(path, placed, seen),
        "severity": _SEVERITIES[placed.problem.severity],
        "location": {"path": path, "lines": {"begin": placed.line}},
    }


def _fingerprint(path: str, placed: Placed, seen: Counter[str]) -> str:
    """Tells problems apart, and stays the same where only lines have moved."""
    problem = placed.problem
    name = json.dumps([path, problem.code, problem.at, problem.message])
    seen[name] += 1
    return sha256(f"{name}{seen[name]}".encode()).hexdigest()[:40]
