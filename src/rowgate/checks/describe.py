"""Rules as text: for `rowgate rule CODE`, and as the reference in docs/rules.md."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from rowgate.checks.rule import Rule

_FAMILIES = {
    "RG0": "The file",
    "RG1": "Curation",
    "RG2": "Columns",
    "RG3": "Privacy",
    "RG4": "Criteria that prove nothing",
    "RG5": "The dataset",
}


_INTRODUCTION = """\
<!-- Made from the docstrings: ROWGATE_WRITE_DOCS=1 pytest tests/checks/test_documentation.py -->

Every problem has a code, a severity, a place, a message and what to type next. Only errors make
`rowgate check` exit with 1. `rowgate rule CODE` prints what stands here. A team sets another
severity, or `off`, under `rules:` in `rowgate.yaml`; `--require-approval` makes RG105 and RG106
errors in a release dataset, whatever is set. Rules of your own are registered by the hook
`rowgate_rules`.

An example is a part of a row, or of `dataset.yaml` where it says so, over a valid row of a
valid release dataset.
"""


class Example(NamedTuple):
    """A snippet of a row or of `dataset.yaml` that breaks a rule or keeps it."""

    good: bool
    text: str


def describe(rule: Rule) -> str:
    """A rule with its severities, its documentation and its examples, as plain text."""
    head = f"{rule.code}  {rule.title}\n\n{severities(rule)}\n"
    parts = [head, prose(rule), *(_example(one, "    ") for one in examples(rule))]
    return "\n\n".join(part.strip("\n") for part in parts)


def severities(rule: Rule) -> str:
    """The severities of a rule in words."""
    if rule.release == rule.exploratory:
        return f"{rule.release} in every dataset"
    return f"{rule.release} in a release dataset, {rule.exploratory} in an exploratory one"


def prose(rule: Rule) -> str:
    """What a rule's documentation says before its examples."""
    return "\n".join(_split(rule.doc)[0]).strip()


def examples(rule: Rule) -> list[Example]:
    """The examples of a rule's documentation, bad ones and good ones, in order."""
    return [Example(good, _dedented(lines)) for good, lines in _split(rule.doc)[1]]


def reference(rules: Iterable[Rule]) -> str:
    """All rules as one page of Markdown."""
    return "\n".join(_reference(sorted(rules, key=lambda one: one.code)))


def _reference(rules: list[Rule]) -> Iterator[str]:
    yield "# Rules of `rowgate check`\n"
    yield _INTRODUCTION
    yield "| code | about | release | exploratory |"
    yield "|---|---|---|---|"
    for one in rules:
        link = f"[{one.code}](#{one.code.lower()})"
        yield f"| {link} | {one.title} | {one.release} | {one.exploratory} |"
    family = ""
    for one in rules:
        if one.code[:3] != family:
            family = one.code[:3]
            yield f"\n## {_FAMILIES.get(family, family)}"
        yield f"\n### {one.code}\n\n**{one.title}**: {severities(one)}.\n\n{prose(one)}"
        for example in examples(one):
            yield f"\n{'Good' if example.good else 'Bad'}:\n\n```yaml\n{example.text}\n```"
    yield ""


def _split(doc: str) -> tuple[list[str], list[tuple[bool, list[str]]]]:
    """The lines of the prose, and the lines of each example."""
    from inspect import cleandoc

    head: list[str] = []
    found: list[tuple[bool, list[str]]] = []
    for line in cleandoc(doc).splitlines():
        if line in ("Bad:", "Good:"):
            found.append((line == "Good:", []))
        else:
            (found[-1][1] if found else head).append(line)
    return head, found


def _dedented(lines: list[str]) -> str:
    from textwrap import dedent

    return dedent("\n".join(lines)).strip("\n")


def _example(example: Example, indent: str) -> str:
    lines = [f"{indent}{line}".rstrip() for line in example.text.splitlines()]
    return "\n".join(["Good:" if example.good else "Bad:", "", *lines])
