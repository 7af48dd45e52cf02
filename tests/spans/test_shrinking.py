"""Files that become shorter while they are read: a rotated log, an export that is written anew."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from rowgate.errors import UsageError
from rowgate.spans import sources, views, workers
from rowgate.spans.read import Reading
from tests.support.scratch import PROJECT, environment
from tests.support.traces import TRACES, built_in

FILE = "openinference_openai_0.1.66.fileexporter.jsonl"
SAID = "became shorter while it was read; read it again when nothing writes to it"

READ = """
import os, sys
from rowgate.spans import index, read, views, workers
from rowgate.spans.read import Reading
from tests.support.traces import built_in

views._IN_MEMORY, index.TASK = 1000, 1000
path = sys.argv[1]
reading = Reading([path], built_in("containers"), built_in("dialects"))
"""
IN_ONE_PROCESS = """
traces = reading.traces()
next(traces)
os.truncate(path, 100)
list(traces)
"""
IN_SEVERAL = """
read.LARGE = 0
workers.processes = lambda: 2

def work(traces):
    os.truncate(path, 100)
    return len(list(traces))

try:
    list(reading.each(work))
except Exception as error:
    print(type(error).__name__, error)
"""
mapped = pytest.mark.skipif(not hasattr(signal, "SIGBUS"), reason="files cannot shrink here")


def run(code: str, path: Path) -> subprocess.CompletedProcess[str]:
    places = os.pathsep.join((str(PROJECT / "src"), str(PROJECT)))
    env = environment(path.parent) | {"PYTHONPATH": places}
    env.pop("PYTHONFAULTHANDLER", None)
    command = [sys.executable, "-c", READ + code, str(path)]
    return subprocess.run(command, env=env, capture_output=True, text=True, timeout=60)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    file = tmp_path / "t.jsonl"
    file.write_bytes((TRACES / FILE).read_bytes())
    return file


@mapped
def test_it_is_one_line_and_wrong_input(path: Path) -> None:
    ran = run(IN_ONE_PROCESS, path)
    assert (ran.returncode, ran.stdout) == (2, "")
    assert ran.stderr == f"rowgate: {path}: {SAID}\n"


@mapped
def test_a_process_that_reads_a_part_says_it_through_its_parent(path: Path) -> None:
    ran = run(IN_SEVERAL, path)
    assert (ran.returncode, ran.stderr) == (0, "")
    assert ran.stdout == f"UsageError {path}: became shorter while it was read\n"


def test_a_small_file_is_read_as_it_was_when_it_was_opened(path: Path) -> None:
    reading = Reading([path], built_in("containers"), built_in("dialects"))
    os.truncate(path, 100)
    assert sum(map(len, reading.traces())) > 30


def test_one_of_many_files_that_is_shorter_when_it_is_opened_again_is_told(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sources, "_OPEN", 1)
    other = path.with_name("u.jsonl")
    other.write_bytes(path.read_bytes())
    reading = Reading([path, other], built_in("containers"), built_in("dialects"))
    os.truncate(path, 100)
    with pytest.raises(UsageError, match=r"t\.jsonl: became shorter while it was read"):
        list(reading.traces())


@mapped
def test_a_child_that_is_killed_is_no_bug_of_ours() -> None:
    def work(_: int) -> int:
        os.kill(os.getpid(), signal.SIGKILL)
        return 1

    with pytest.raises(UsageError, match=r"was killed \(signal 9\)"):
        list(workers.in_order([1, 2], work, 2))


def test_what_is_kept_in_memory_is_little() -> None:
    assert views._IN_MEMORY * sources._OPEN <= 64 << 20
