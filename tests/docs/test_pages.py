"""Pages made from the code are up to date, and every file the docs show can be read.

`make docs` writes them.
"""

from __future__ import annotations

import ast
import inspect
import os
import re
from typing import Any

import click
import pytest

from rowgate import hookspecs, yamltext
from rowgate.cli import COMMANDS, cli
from rowgate.config import CONFIG
from rowgate.rows.shape import DATASET
from tests.support.scratch import PROJECT

DOCS = PROJECT / "docs"


def commands_page() -> str:
    """Every command with its help, as `--help` prints it."""
    parts = ["# Commands\n\nMade from the commands' own help by `make docs`.\n"]
    settings: dict[str, Any] = {"help_option_names": ["-h", "--help"], "terminal_width": 100}
    context = click.Context(cli, info_name="rowgate", max_content_width=100, **settings)
    for name in COMMANDS:
        command = cli.get_command(context, name)
        assert command is not None
        inner = click.Context(command, parent=context, info_name=name, **settings)
        parts.append(f"## {name}\n\n```text\n{command.get_help(inner)}\n```\n")
    return "\n".join(parts)


def hooks_page() -> str:
    """Every hook with its docstring, and the protocols of what is registered."""
    text = (PROJECT / "tests" / "support" / "hooks-introduction.md").read_text(encoding="utf-8")
    parts = [text]
    for name, function in vars(hookspecs).items():
        if name.startswith("rowgate_"):
            arguments = ", ".join(inspect.signature(function).parameters)
            parts.append(f"## {name}({arguments})\n\n{inspect.getdoc(function)}\n")
    parts.append("## What is registered\n")
    source = ast.parse(inspect.getsource(hookspecs))
    parts += [
        f"### {node.name}\n\n```python\n{ast.unparse(node)}\n```\n"
        for node in source.body
        if isinstance(node, ast.ClassDef)
    ]
    return "\n".join(parts)


@pytest.mark.parametrize(("page", "made"), [("commands", commands_page), ("hooks", hooks_page)])
def test_a_page_made_from_the_code_is_up_to_date(page, made):
    path = DOCS / f"{page}.md"
    if os.environ.get("ROWGATE_WRITE_DOCS"):
        path.write_text(made(), encoding="utf-8")
    assert path.read_text(encoding="utf-8") == made(), "make docs"


@pytest.mark.parametrize(
    ("heading", "shape"), [("dataset.yaml", DATASET), ("rowgate.yaml", CONFIG)]
)
def test_the_files_that_the_format_page_shows_are_valid(heading, shape):
    page = (DOCS / "format.md").read_text(encoding="utf-8")
    block = re.search(rf"^## {re.escape(heading)}\n+```yaml\n(.*?)^```", page, re.M | re.S)
    assert block is not None
    assert list(shape.faults(yamltext.read(block[1]), ())) == []


def test_every_dependency_has_its_reason():
    import tomllib

    page = (DOCS / "dependencies.md").read_text(encoding="utf-8")
    project = tomllib.loads((PROJECT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    for requirement in project["dependencies"]:
        name = re.split(r"[<>=\[]", requirement)[0]
        assert name.lower() in page.lower(), name


def test_every_command_is_in_the_help_and_explains_itself():
    context = click.Context(cli, info_name="rowgate")
    for name, summary in COMMANDS.items():
        command = cli.get_command(context, name)
        assert command is not None
        assert command.help
        assert summary.endswith(".")
