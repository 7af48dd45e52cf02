"""A detector that fails stops everything, and nothing says what it was looking at."""

from __future__ import annotations

import logging
import os
import re
import signal
import subprocess
import sys
import threading
import time
import traceback
import warnings

import pytest

from rowgate.errors import RowgateError
from rowgate.model import Finding
from rowgate.redaction.custom import custom_redactor
from rowgate.redaction.document import scan_document
from rowgate.redaction.limits import Alarm, RedactionFailed
from rowgate.redaction.redact import redact
from rowgate.redaction.scan import Scan
from tests.support.redaction import built_in

CANARY = "canary-" + "7f3a9" + "@nest.io"
SOMETHING_FOR_EACH = (
    f"{CANARY} PuTTY code cookie: token=1.2.3.4:80 AB1 Main Street NO{'1' * 14}, secret: [';base64,"
)


class Plugin:
    name = "plugin"

    def __init__(self, find):
        self.find = find


def raises(text):
    raise ValueError(f"cannot read {text}")


def raises_with_cause(text):
    try:
        raises(text)
    except ValueError as error:
        raise KeyError(text) from error


def raises_a_class_named_after_the_text(text):
    raise type(re.sub(r"\W", "_", text), (Exception,), {})


def exits(text):
    raise SystemExit(text)


def backtracks(text):
    return re.findall(r"(a+)+$", "a" * 40 + "!") and [Finding(0, 1, "x")]


def holds_the_lock(text):
    return [Finding(0, sum(range(10**11)), "x")]


BAD = {
    "raises": raises,
    "raises-with-cause": raises_with_cause,
    "raises-a-class-of-its-own": raises_a_class_named_after_the_text,
    "exits": exits,
    "backtracks": backtracks,
    "holds-the-lock": holds_the_lock,
    "range-beyond": lambda text: [Finding(0, len(text) + 1, "x")],
    "range-negative": lambda _text: [Finding(-1, 1, "x")],
    "range-empty": lambda _text: [Finding(1, 1, "x")],
    "range-of-text": lambda text: [Finding(text, text, "x")],
    "type-is-the-text": lambda text: [Finding(0, 1, text)],
    "no-finding": lambda text: [text],
    "nothing": lambda _text: None,
    "unsendable": lambda _text: [Finding(0, 1, object())],
}


def everything_said(error: BaseException) -> str:
    said = [str(error), repr(error), repr(error.args), "".join(traceback.format_exception(error))]
    said += [repr(vars(error))]
    for linked in (error.__cause__, error.__context__):
        if linked is not None:
            said.append(everything_said(linked))
    return "\n".join(said)


@pytest.mark.parametrize("find", BAD.values(), ids=BAD.keys())
def test_a_bad_plugin_stops_the_redaction_and_is_named(find):
    row = {"variables": {CANARY: [CANARY, {"x": CANARY}]}, "response": CANARY}
    with pytest.raises(RedactionFailed, match=r"redactor plugin .*nothing was written") as failed:
        redact(row, Scan([Plugin(find)], seconds=0.3))
    assert "canary" not in everything_said(failed.value)


def test_what_a_plugin_prints_warns_of_or_logs_is_seen_by_nobody(capfd):
    def tells(text):
        print(text, flush=True)
        sys.stderr.write(text)
        warnings.warn(text, stacklevel=1)
        logging.error(text)
        os.write(1, text.encode())
        thread = threading.Thread(target=raises, args=[text])
        thread.start()
        thread.join()
        subprocess.run(["/bin/echo", text], check=True)
        return [Finding(0, 1, "x")]

    assert Scan([Plugin(tells)])(CANARY) == [Finding(0, 1, "x", "plugin")]
    said = capfd.readouterr()
    assert (said.out, said.err) == ("", "")


def test_a_plugin_that_forks_answers_once_for_each_text():
    def forks(text):
        os.fork()
        return [Finding(0, len(text), "x")]

    scan = Scan([Plugin(forks)])
    for length in (3, 5, 2, 9):
        assert scan("a" * length) == [Finding(0, length, "x", "plugin")]
    scan.close()


@pytest.mark.parametrize("find", [raises, backtracks], ids=["raises", "backtracks"])
def test_a_bad_detector_under_the_signal_is_stopped_too(find):
    start = time.monotonic()
    with Alarm() as alarm:
        alarm.arm(0.3)
        with pytest.raises(RedactionFailed) as failed:
            alarm.call("built-in", find, CANARY)
    assert time.monotonic() - start < 3
    assert "canary" not in everything_said(failed.value)
    assert signal.getitimer(signal.ITIMER_REAL) == (0.0, 0.0)


def test_off_the_main_thread_a_detector_that_hangs_is_killed():
    said: list[BaseException] = []

    def work():
        try:
            Scan([Plugin(holds_the_lock)], seconds=0.3)(CANARY)
        except RedactionFailed as error:
            said.append(error)

    thread = threading.Thread(target=work)
    thread.start()
    thread.join(10)
    assert "ran out of time" in str(said[0])


def test_off_the_main_thread_the_built_ins_find_the_same():
    text = f"mail {CANARY} now"
    found = []
    detectors = [each for each in built_in() if each.name in ("emails", "assignments")]
    thread = threading.Thread(target=lambda: found.append(Scan(detectors)(text)))
    thread.start()
    thread.join(20)
    assert found == [Scan(detectors)(text)]
    assert found[0]


def test_a_plugin_that_failed_once_is_started_again():
    plugin = Plugin(lambda text: raises(text) if "bad" in text else [Finding(0, 1, "x")])
    scan = Scan([plugin])
    with pytest.raises(RedactionFailed):
        scan("bad")
    assert scan("good") == [Finding(0, 1, "x", "plugin")]
    scan.close()


@pytest.mark.parametrize("broken", [each.name for each in built_in()])
def test_each_built_in_that_fails_stops_both_add_and_check(broken, monkeypatch):
    detectors = built_in()
    for each in detectors:
        if each.name == broken:
            monkeypatch.setattr(type(each), "find", lambda _self, text: raises(text))
            monkeypatch.setattr(
                type(each), "confident", lambda _self, text: raises(text), raising=False
            )
    row = {"variables": {"x": SOMETHING_FOR_EACH}}
    detectors = [each for each in detectors if each.name == broken]
    for run in (
        lambda: redact(row, Scan(detectors)),
        lambda: list(scan_document(row, Scan(detectors, profile="gate"))),
    ):
        with pytest.raises(RedactionFailed, match=f"redactor {broken} failed") as failed:
            run()
        assert "canary" not in everything_said(failed.value)


def test_the_walk_that_fails_says_nothing_either():
    deep: object = CANARY
    for _ in range(500):
        deep = [deep]
    with pytest.raises(RowgateError, match="nested deeper") as failed:
        redact({"variables": deep}, Scan([]))
    assert "canary" not in everything_said(failed.value)


def test_a_custom_pattern_whose_sample_fails_does_not_show_it():
    with pytest.raises(RowgateError, match="sample 1 under matches") as failed:
        custom_redactor(
            {"name": "staff", "pattern": "S[0-9]{6}", "matches": [CANARY], "ignores": ["x"]}
        )
    assert "canary" not in everything_said(failed.value)
