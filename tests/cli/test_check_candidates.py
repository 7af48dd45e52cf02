"""`check` of rowgate.yaml: what it says of candidates, and nothing of theirs is run."""

from __future__ import annotations

import sys

import pytest

MISSPELT = """\
format: 1
candidates:
  next:
    python: answers:answer
    retrys: 1
"""


@pytest.mark.parametrize("asked", [(), ("rowgate.yaml",), (".",), ("--staged",)])
def test_a_misspelt_candidate_is_told_where_rowgate_yaml_is_looked_at(clean, asked):
    clean.write("answers.py", "raise SystemExit('no code of a candidate is run by check')")
    clean.write("rowgate.yaml", MISSPELT)
    clean.git("add", ".")
    ran = clean.rowgate("check", *asked)
    assert ran.code == 2
    assert "rowgate.yaml:5:" in ran.err
    assert "did you mean retries?" in ran.err


def test_a_candidate_costs_the_commit_of_a_row_nothing(clean):
    clean.write("rowgate.yaml", MISSPELT)
    (path,) = clean.path.glob("datasets/*/rows/*.yaml")
    ran = clean.run(sys.executable, "-X", "importtime", "-m", "rowgate", "check", path)
    assert ran.code == 0, ran.err
    assert "rowgate.gate" not in ran.err


def test_a_candidate_of_a_plugin_is_known_to_check_and_left_alone_without_plugins(clean):
    clean.write("rowgate.yaml", "format: 1\ncandidates:\n  next:\n    parrot: loud\n")
    assert "it does not say how it answers" in clean.rowgate("check").err
    clean.write("plugins/parrot.py", PARROT)
    assert clean.rowgate("check").code == 0
    assert clean.rowgate("check", "--no-plugins").code == 0


PARROT = """\
import rowgate
from rowgate import hookimpl
from rowgate.shapes import AnyJson

class Parrot:
    name = "parrot"
    fields = {"parrot": AnyJson()}

    def __init__(self, settings, place):
        raise RuntimeError("nobody is set up by check")

@hookimpl
def rowgate_candidates(register):
    register(Parrot)
"""
