"""Where the output goes: a reader that leaves, a disk that is full, no stream at all."""

from __future__ import annotations

import sys

import pytest

from tests.support.scratch import Scratch

ROWGATE = f"{sys.executable} -m rowgate"


def shell(scratch: Scratch, script: str):
    return scratch.run("bash", "-c", f"set -o pipefail; {script}")


def test_a_verdict_holds_though_nobody_reads_the_lines(raw: Scratch) -> None:
    assert shell(raw, f"{ROWGATE} check 2>/dev/null | head -0").code == 1
    assert shell(raw, f"{ROWGATE} check --format json 2>/dev/null | head -c1 | wc -c").code == 1


def test_what_a_command_writes_is_written_though_nobody_reads_the_lines(clean: Scratch) -> None:
    ran = shell(clean, f"{ROWGATE} annotate refunds --note Shorter. | head -0")
    assert (ran.code, ran.err) == (0, "")
    assert "note: Shorter." in clean.read(clean.row())


@pytest.mark.parametrize("command", ["--help", "rule", "check --help", "schema row"])
def test_what_only_tells_ends_with_its_reader(clean: Scratch, command: str) -> None:
    ran = shell(clean, f"{ROWGATE} {command} | head -0")
    assert (ran.code, ran.err) == (0, "")


@pytest.mark.parametrize("command", ["check", "rule", "status"])
def test_a_full_disk_is_said_in_a_line(raw: Scratch, command: str) -> None:
    ran = shell(raw, f"{ROWGATE} {command} > /dev/full")
    said = "rowgate: the output cannot be written: No space left on device\n"
    assert (ran.code, ran.err) == (2, said)


def test_streams_that_are_closed_change_no_verdict(raw: Scratch) -> None:
    assert shell(raw, f"{ROWGATE} check >&- 2>&-").code == 1
    assert shell(raw, f"{ROWGATE} check >&-").err.startswith("1 row checked: ")


def test_code_that_ends_the_process_does_not_choose_the_exit_code(clean: Scratch) -> None:
    clean.write("plugins/ours.py", "import os\nos._exit(0)\n")
    ran = shell(clean, f"{ROWGATE} check")
    said = "rowgate: a plugin or candidate ended the process by os._exit()\n"
    assert (ran.code, ran.err) == (3, said)


def test_without_git_it_says_so(clean: Scratch) -> None:
    ran = shell(clean, f"PATH=/nonexistent {ROWGATE} diff")
    assert (ran.code, ran.err) == (2, "rowgate: git is not installed; install git\n")
    assert shell(clean, f"PATH=/nonexistent {ROWGATE} check").code == 0
