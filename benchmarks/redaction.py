"""Recall, false hits and speed of the redactors, on the public cases and on wrapped ones.

    python benchmarks/redaction.py [CASES.jsonl.gz] [--profile gate] [--peers] [--misses SET]

A case is one JSON object a line: `kind`, `set`, `source`, `text`, `spans`. A span counts as
found when 80 % of its characters are covered. Sets of kind `identifiers` and sets named
`…_neg` should stay untouched. Texts are never printed, except by `--misses`, which is for
looking at the cases of one set while tuning. The cases are read from `redaction/cases.jsonl.gz`
in ROWGATE_SHARED, or beside the repository; without them only speed is measured.
"""

from __future__ import annotations

import argparse
import base64
import gzip
import importlib
import json
import os
import random
import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from operator import itemgetter
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import quote

from rowgate.model import Finding
from rowgate.redaction.builtin import REDACTORS
from rowgate.redaction.limits import one_alarm
from rowgate.redaction.redact import redact
from rowgate.redaction.scan import Scan

Find = Callable[[str], Iterable[Finding]]
FOUND = 0.8
WRAPPED = 400
LEAF = 250
ROUNDS = 3
_REPOSITORY = Path(__file__).resolve().parents[1]
CASES = Path(os.environ.get("ROWGATE_SHARED") or _REPOSITORY.parent / "shared") / (
    "redaction/cases.jsonl.gz"
)


class Case(NamedTuple):
    kind: str
    set: str
    source: str
    text: str
    spans: list[dict[str, Any]]


def cases(path: Path) -> Iterator[Case]:
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        for line in lines:
            entry = json.loads(line)
            yield Case(*(entry[name] for name in Case._fields))


def redactors() -> list[Any]:
    registered: list[Any] = []
    for name in REDACTORS:
        importlib.import_module(name).rowgate_redactors(registered.append)
    return registered


def covered(found: Iterable[Finding], start: int, end: int) -> float:
    inside = sum(max(0, min(each.end, end) - max(each.start, start)) for each in found)
    return inside / (end - start)


def is_found(found: list[Finding], span: dict[str, Any]) -> bool:
    if span["type"] == "FILE_HAS_SECRET":
        return bool(found)
    return covered(found, span["start"], span["end"]) >= FOUND


# --- recall -------------------------------------------------------------------


def recall(every: list[Case], find: Find, show: str) -> None:
    hits: dict[tuple[str, str], list[int]] = defaultdict(lambda: [0, 0])
    touched: dict[str, list[int]] = defaultdict(lambda: [0, 0])
    for case in every:
        found = list(find(case.text))
        for span in case.spans:
            ok = is_found(found, span)
            for type_ in (span["type"], "all"):
                hits[case.set, type_][0] += ok
                hits[case.set, type_][1] += 1
            if not ok and case.set == show:
                start, end = span["start"], span["end"]
                print("MISS", case.source, span["type"], repr(case.text[start:end])[:90],
                      "in", repr(case.text)[:160])  # fmt: skip
        if not case.spans:
            touched[case.set][0] += bool(found)
            touched[case.set][1] += 1
            if found and case.set == show:
                shown = [(each.type, each.detector) for each in found]
                print("HIT", case.source, repr(case.text)[:200], shown[:3])
    for (set_, type_), (ok, of) in sorted(hits.items()):
        print(f"recall  {set_:26} {type_:28} {ok:5}/{of:<5} {100 * ok / of:5.1f} %")
    for set_, (hit, of) in sorted(touched.items()):
        print(f"touched {set_:26} {'':28} {hit:5}/{of:<5} {100 * hit / of:5.2f} %")


# --- wrapped ------------------------------------------------------------------

WRAPPERS: dict[str, Callable[[str], str]] = {
    "plain": lambda text: text,
    "json": lambda text: json.dumps({"content": text}),
    "json in json": lambda text: json.dumps({"body": json.dumps({"content": text})}),
    "percent": lambda text: quote(text, safe=""),
    "base64": lambda text: base64.b64encode(text.encode("utf-8", "replace")).decode(),
}


def wrapped(every: list[Case], find: Find) -> None:
    """Whether the value of a span is gone from the unwrapped text once findings are cut out."""
    chosen = [case for case in every if case.spans and case.kind in ("secrets", "personal")]
    random.Random(7).shuffle(chosen)  # noqa: S311 - the same choice every time
    for kind in ("secrets", "personal"):
        some = [case for case in chosen if case.kind == kind][:WRAPPED]
        if not some:
            continue
        for name, wrap in WRAPPERS.items():
            ok = of = 0
            for case in some:
                text = wrap(case.text)
                found = sorted(find(text))
                for span in case.spans:
                    of += 1
                    ok += _gone(case, span, text, found, wrap, name)
            print(f"wrapped {kind:10} {name:14} {ok:5}/{of:<5} {100 * ok / of:5.1f} %")


def _gone(
    case: Case, span: dict[str, Any], text: str, found: list[Finding],
    wrap: Callable[[str], str], name: str,
) -> bool:  # fmt: skip
    if span["type"] == "FILE_HAS_SECRET":
        return bool(found)
    if name == "base64":
        return bool(found)
    whole = wrap("")
    head = whole.find('"}') if name.startswith("json") else 0
    if name == "json in json":
        head = whole.find('\\"}')
    before = wrap(case.text[: span["start"]])
    start = head + (len(before) - len(whole))
    value = wrap(case.text[span["start"] : span["end"]])
    end = start + len(value) - len(whole)
    assert end <= len(text)
    return covered(found, start, end) >= FOUND


# --- speed --------------------------------------------------------------------

PROSE = (
    "The committee met on Tuesday to review the draft; nobody had read it. A motion to adjourn"
    " failed, then passed. Meanwhile the kettle boiled over, and Mr Palmer, who had said nothing"
    " all year, asked whether the minutes of 12 March were to be believed.\n"
)


def speed(find: Find, every: list[Case]) -> None:
    find("warm up")
    traffic = [case.text for case in every if case.kind == "traffic"] or [PROSE]
    whole = "".join(traffic)[:1_000_000]
    chats = [text for text in traffic if "embedding" not in text]
    sizes = {
        "prose": [PROSE * (1_000_000 // len(PROSE))],
        "traffic": [whole],
        "requests": traffic,
        "chats": ["".join(chats)],
        "a chat": chats,
        # As a row has them: short, and each another.
        "leaves": _leaves(whole),
        "of chats": _leaves("".join(chats)),
    }
    for name, texts in sizes.items():
        found, seconds = min((timed(find, texts) for _ in range(ROUNDS)), key=itemgetter(1))
        size = sum(map(len, texts)) / 1e6
        print(f"speed   {name:10} {size / seconds:6.1f} MB/s, {found / size:.0f} findings/MB")


def _leaves(text: str) -> list[str]:
    return sorted({text[at : at + LEAF] for at in range(0, len(text), LEAF)})


def timed(find: Find, texts: list[str]) -> tuple[int, float]:
    """How much is found in texts, and in how many seconds."""
    if isinstance(find, Scan):
        find.forget()
    with one_alarm():
        start = time.process_time()
        if isinstance(find, Scan):
            find.ahead(texts)  # as redaction does for the leaves of a row
        found = sum(len(list(find(text))) for text in texts)
        return found, time.process_time() - start


def row_time(scan: Scan, every_nth: int) -> None:
    """A row of 20 kB: a conversation in which every nth message holds personal data."""
    personal = "Write to ada.l@corp-mail.io or +1 415 555 0132."
    messages = [
        {
            "role": "user" if n % 2 else "assistant",
            "content": PROSE + (personal if n % every_nth == 0 else "") + f" Turn {n}.",
        }
        for n in range(60)
    ]
    row = {"variables": {"messages": messages, "order": 4711}, "response": "ok"}
    size = len(json.dumps(row))
    redact(row, scan)
    times = []
    for _ in range(5):
        scan.forget()
        start = time.perf_counter()
        redact(row, scan)
        times.append(time.perf_counter() - start)
    what = f"{size / 1000:.0f} kB, 60 messages, personal data in every {every_nth}."
    print(f"row     {what} in {1000 * sorted(times)[2]:.1f} ms")


# --- peers --------------------------------------------------------------------


def peers() -> Iterator[tuple[str, Find]]:
    """Other tools that are installed, with what they do by default."""
    for name, load in (("presidio", _presidio), ("scrubadub", _scrubadub),
                       ("datafog", _datafog), ("detect-secrets", _detect_secrets)):  # fmt: skip
        try:
            yield name, load()
        except (ImportError, OSError, SystemExit):  # a model that is not there, too
            print(f"peer {name}: not installed")


def _presidio() -> Find:
    from presidio_analyzer import AnalyzerEngine

    engine = AnalyzerEngine()
    return lambda text: [
        Finding(each.start, each.end, "x") for each in engine.analyze(text, language="en")
    ]


def _scrubadub() -> Find:
    import scrubadub

    scrubber = scrubadub.Scrubber()
    return lambda text: [Finding(f.beg, f.end, "x") for f in scrubber.iter_filth(text)]


def _datafog() -> Find:
    from datafog import DataFog

    fog = DataFog()
    return lambda text: [
        Finding(at, at + len(value), "x")
        for values in fog.detect(text).values()
        for value in values
        if (at := text.find(value)) >= 0
    ]


def _detect_secrets() -> Find:
    from detect_secrets.core.scan import scan_line
    from detect_secrets.settings import default_settings

    def find(text: str) -> list[Finding]:
        with default_settings():
            values = [
                secret.secret_value for line in text.splitlines() for secret in scan_line(line)
            ]
        return [
            Finding(at, at + len(value), "x")
            for value in values
            if value and (at := text.find(value)) >= 0
        ]

    return find


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("cases", type=Path, nargs="?", default=CASES)
    parser.add_argument("--profile", choices=("redact", "gate"), default="redact")
    parser.add_argument("--sets", nargs="*", default=[])
    parser.add_argument("--misses", default="", metavar="SET")
    parser.add_argument("--peers", action="store_true")
    parser.add_argument("--recall-only", action="store_true")
    options = parser.parse_args()
    every = []
    if options.cases.exists():
        every = [
            case for case in cases(options.cases) if not options.sets or case.set in options.sets
        ]
    else:
        print(f"no cases at {options.cases}: speed only")
    scan = Scan(redactors(), profile=options.profile)
    recall(every, scan, options.misses)
    if not options.recall_only:
        wrapped(every, scan)
        speed(scan, every)
        row_time(scan, 10)
        row_time(scan, 1)
    if options.peers:
        for name, find in peers():
            print(f"--- {name}")
            recall(every, find, "")
            speed(find, every)


if __name__ == "__main__":
    main()
