"""Redaction beside the asking: the same lines, in their order, and no hanging when it ends."""

from __future__ import annotations

import os
import signal
import threading
from contextlib import suppress

import pytest

from rowgate.errors import RowgateError
from rowgate.flows.apart import Apart, Here, redacting
from rowgate.flows.cleaning import Raw, Whole
from rowgate.gate.record import Line
from rowgate.model import Finding, Output, Verdict


def scan(text: str) -> list[Finding]:
    """Finds the word `bob`."""
    at = text.find("bob")
    return [] if at < 0 else [Finding(at, at + 3, "name", "test")]


def raw(number: int, text: str = "") -> Raw:
    output = Output(text=text or f"answer {number}")
    return Raw(
        Line("d", f"row-{number}", 0, "c", "k", "pass", output, [Verdict("pass", "it has bob")])
    )


class Broken(Whole):
    """Fails on the second line, as a bug of ours would."""

    def __call__(self, given: Raw) -> Line:
        if given.line.row == "row-2":
            raise KeyError("bob")
        return super().__call__(given)


@pytest.mark.parametrize("kind", [Apart, Here])
def test_every_line_comes_back_redacted_and_in_order(kind):
    kept: list[Line] = []
    redacted = kind(Whole(scan))
    redacted.into(kept.append)
    for number in range(300):
        redacted.put(raw(number, f"I am bob {number}"))
    redacted.finish()
    assert [line.row for line in kept] == [f"row-{number}" for number in range(300)]
    assert [line.output.text for line in kept[:2]] == ["I am [NAME_1] 0", "I am [NAME_1] 1"]
    assert all("bob" not in line.verdicts[0].reason for line in kept)
    if isinstance(redacted, Apart):
        redacted.close()


def test_what_cannot_be_kept_is_told_and_nothing_hangs():
    def full(line: Line) -> None:
        raise OSError(28, "No space left on device")

    redacted = Apart(Whole(scan))
    redacted.into(full)
    for number in range(1000):
        with suppress(OSError):
            redacted.put(raw(number, "x" * 1000))
    with pytest.raises(OSError, match="No space left"):
        redacted.finish()
    redacted.close()


def test_a_bug_is_told_by_its_kind_and_what_was_redacted_is_kept():
    kept: list[Line] = []
    redacted = Apart(Broken(scan))
    redacted.into(kept.append)
    for number in range(1, 4):
        redacted.put(raw(number))
    with pytest.raises(RowgateError, match="failed with KeyError") as raised:
        redacted.finish()
    assert "bob" not in str(raised.value)
    assert [line.row for line in kept] == ["row-1"]
    redacted.close()


def test_a_process_that_was_killed_ends_the_run_with_a_word():
    redacted = Apart(Whole(scan))
    os.kill(redacted._pid, signal.SIGKILL)
    redacted.into([].append)
    with suppress(RowgateError):
        redacted.put(raw(1))
    with pytest.raises(RowgateError, match="redacts outputs ended"):
        redacted.finish()
    redacted.close()


def test_a_failing_redactor_withholds_the_output_and_the_next_line_goes_on():
    def failing(text: str) -> list[Finding]:
        from rowgate.redaction.limits import RedactionFailed

        if "poison" in text:
            raise RedactionFailed("test", "ran out of time")
        return []

    kept: list[Line] = []
    redacted = Apart(Whole(failing))
    redacted.into(kept.append)
    redacted.put(raw(1, "poison"))
    redacted.put(raw(2))
    redacted.finish()
    redacted.close()
    assert [line.outcome for line in kept] == ["unknown", "pass"]
    assert kept[0].output is None


def test_beside_other_threads_nothing_is_forked():
    waiting = threading.Event()
    thread = threading.Thread(target=waiting.wait)
    thread.start()
    try:
        with redacting(Whole(scan)) as redacted:
            assert isinstance(redacted, Here)
    finally:
        waiting.set()
        thread.join()
