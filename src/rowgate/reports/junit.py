"""Problems as JUnit XML, which most CI systems show: a test case a row.

The elements are those of https://github.com/testmoapp/junitxml, which writes down what the
readers agree on.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from pathlib import PurePath
from xml.sax.saxutils import quoteattr

from rowgate.reports.problems import Checked, Placed, counted, said

# What XML 1.0, section 2.2, has no place for, even escaped.
_NO_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def as_test_suites(found: Checked) -> Iterator[str]:
    """A suite a dataset and a case a row; a row fails where it has an error.

    Warnings and notices stand in the output of their case.
    """
    cases: dict[str, list[Placed]] = {path: [] for path in found.files}
    for placed in found.problems:
        cases.setdefault(placed.path, []).append(placed)
    suites: dict[str, list[str]] = {}
    for path in sorted(cases):
        suites.setdefault(_suite_of(path), []).append(path)
    yield '<?xml version="1.0" encoding="UTF-8"?>'
    yield f'<testsuites name="rowgate check" {_counts(list(cases.values()))}>'
    for name, paths in suites.items():
        counts = _counts([cases[path] for path in paths])
        yield f"  <testsuite name={_quoted(name)} {counts}>"
        for path in paths:
            yield from _case(name, path, cases[path])
        yield "  </testsuite>"
    yield "</testsuites>"


def _case(suite: str, path: str, problems: Sequence[Placed]) -> Iterator[str]:
    errors = [placed for placed in problems if placed.problem.severity == "error"]
    others = [placed for placed in problems if placed.problem.severity != "error"]
    line = min((placed.line for placed in problems), default=1)
    name = PurePath(path).stem if path.endswith(".yaml") else PurePath(path).name
    head = f'name={_quoted(name)} classname={_quoted(suite)} file={_quoted(path)} line="{line}"'
    if not problems:
        yield f'    <testcase {head} time="0"/>'
        return
    yield f'    <testcase {head} time="0">'
    if errors:
        codes = ", ".join(dict.fromkeys(placed.problem.code for placed in errors))
        message = said(errors[0].problem) if len(errors) == 1 else counted(len(errors), "error")
        named = f"message={_quoted(message)} type={_quoted(codes)}"
        yield f"      <failure {named}>{_text(errors)}</failure>"
    if others:
        yield f"      <system-out>{_text(others)}</system-out>"
    yield "    </testcase>"


def _counts(cases: Sequence[Sequence[Placed]]) -> str:
    failures = sum(any(one.problem.severity == "error" for one in case) for case in cases)
    return f'tests="{len(cases)}" failures="{failures}" errors="0" skipped="0" time="0"'


def _suite_of(path: str) -> str:
    parent = PurePath(path).parent
    return parent.parent.name if parent.name in ("rows", "assets") else parent.name


def _text(problems: Sequence[Placed]) -> str:
    lines = [
        f"{one.path}:{one.line}:{one.column}: {one.problem.code} [{one.problem.severity}] "
        f"{said(one.problem)}"
        for one in problems
    ]
    return _escaped("\n".join(lines))


def _quoted(text: str) -> str:
    return quoteattr(_NO_XML.sub("\ufffd", text))


def _escaped(text: str) -> str:
    text = _NO_XML.sub("\ufffd", text)
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
