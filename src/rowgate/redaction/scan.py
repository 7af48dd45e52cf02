"""Runs detectors over a text and over what is encoded in it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from rowgate.model import Finding
from rowgate.redaction import decode
from rowgate.redaction.fields import Quiet
from rowgate.redaction.limits import (
    SECONDS,
    Alarm,
    checked,
    on_main_thread,
    seconds_for,
)
from rowgate.redaction.marks import Marks, MarkSet
from rowgate.redaction.merge import merged, without
from rowgate.redaction.placeholders import masked, without_vectors

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from rowgate.hookspecs import Redactor
    from rowgate.redaction.views import View
    from rowgate.redaction.worker import Worker

    Detector = tuple[Redactor, Callable[[str], Iterable[Finding]]]

Profile = Literal["redact", "gate"]

_REMEMBERED = 4096
_REMEMBERED_LENGTH = 2048


class Scan:
    """Text in, disjoint findings out, each with the name of its detector.

    `profile` `redact` favours recall; `gate` favours confidence and asks a redactor's
    `confident` where it has one. `seconds` is the limit of a plugin's detector, and of the
    built-in ones together, on one text.
    Calling it raises `RedactionFailed` where a detector fails; it may be used for any
    number of texts. `close` ends the processes of plugins early.
    """

    def __init__(
        self,
        redactors: Sequence[Redactor],
        *,
        profile: Profile = "redact",
        seconds: float = SECONDS,
    ) -> None:
        self.redactors = tuple(redactors)
        self.profile = profile
        self.seconds = seconds
        finders = [(each, _finder(each, profile)) for each in self.redactors]
        self._trusted = [each for each in finders if _built_in(each[0])]
        self._foreign = [each for each in finders if not _built_in(each[0])]
        self._marks = MarkSet(
            (
                *(getattr(each, "marks", None) for each, _ in self._trusted),
                *(Marks(runs=mark) for mark, _ in decode.DECODERS),
            )
        )
        self._workers: dict[int, Worker] = {}
        self._started = False
        self._seen: dict[str, list[Finding]] = {}
        self.quiet = Quiet()

    def __call__(self, text: str) -> list[Finding]:
        """The findings, placeholders left out: in order, disjoint, overlaps united."""
        known = self._seen.get(text)
        if known is None:
            known = self._look(text)
            if len(text) <= _REMEMBERED_LENGTH:
                if len(self._seen) >= _REMEMBERED:
                    self._seen.clear()
                self._seen[text] = known
        return known

    def forget(self) -> None:
        """Drops what is remembered of texts."""
        self._seen.clear()
        self.quiet = Quiet()

    def close(self) -> None:
        """Ends the processes of plugins; the next call starts them again."""
        while self._workers:
            self._workers.popitem()[1].close()

    def _look(self, text: str) -> list[Finding]:
        visible, holes = masked(text)
        vectors = without_vectors(visible)
        visible = vectors.text if vectors else visible
        marked = self._marks.matching(visible)
        if not marked and not self._foreign:
            return []
        found = self._every(visible, marked)
        if vectors:
            found = [outer for each in found for outer in vectors.outwards(each)]
        found = without(merged(found), holes)
        return [each for each in found if _says_something(each, text)]

    def _every(self, text: str, marked: list[int]) -> list[Finding]:
        if not on_main_thread():
            return self._deep(text, marked, decode.DEPTH, {text}, None)
        with Alarm() as alarm:
            return self._deep(text, marked, decode.DEPTH, {text}, alarm)

    def _deep(
        self, text: str, marked: list[int], depth: int, seen: set[str], alarm: Alarm | None
    ) -> list[Finding]:
        count = len(self._trusted)
        flat = self._flat(text, [self._trusted[at] for at in marked if at < count], alarm)
        # What is decoded says what it is; encoded it may pass for something random: so it is first.
        found: list[Finding] = []
        for view in self._views(text, [at - count for at in marked if at >= count and depth]):
            if view.text in seen:
                continue
            seen.add(view.text)
            inner = self._marks.matching(view.text)
            for each in self._deep(view.text, inner, depth - 1, seen, alarm):
                found += view.outwards(each)
        return found + flat

    def _views(self, text: str, marked: Iterable[int]) -> Iterator[View]:
        """What is encoded in a text, one step deep."""
        for at in marked:
            view = decode.DECODERS[at][1](text)
            if view is not None and view.text:
                yield view

    def _flat(self, text: str, trusted: Sequence[Detector], alarm: Alarm | None) -> list[Finding]:
        found: list[Finding] = []
        seconds = seconds_for(text, self.seconds)
        apart = self._foreign if alarm else [*trusted, *self._foreign]
        if alarm and trusted:
            alarm.arm(seconds + self._start_up())
            for redactor, find in trusted:
                raw: Iterable[object] = alarm.call(redactor.name, find, text)
                if raw:
                    found += checked(redactor.name, raw, len(text))
            alarm.arm(0)
        for redactor, find in apart:
            raw = self._worker(redactor, find).call(text, seconds)
            found += checked(redactor.name, raw, len(text))
        return found

    def _start_up(self) -> float:
        """What heavy engines may take once, however slow and busy the machine is."""
        if self._started:
            return 0.0
        self._started = True
        return sum(getattr(each, "start_up_seconds", 0.0) for each, _ in self._trusted)

    def _worker(self, redactor: Redactor, find: Callable[[str], Iterable[Finding]]) -> Worker:
        from rowgate.redaction.worker import Worker

        worker = self._workers.get(id(redactor))
        if worker is None or worker.ended:
            worker = self._workers[id(redactor)] = Worker(redactor.name, find)
        return worker


def _finder(redactor: Redactor, profile: Profile) -> Callable[[str], Iterable[Finding]]:
    confident: Callable[[str], Iterable[Finding]] | None = getattr(redactor, "confident", None)
    return confident if profile == "gate" and confident is not None else redactor.find


def _built_in(redactor: Redactor) -> bool:
    return type(redactor).__module__.startswith("rowgate.redaction.")


def _says_something(found: Finding, text: str) -> bool:
    # `::` is an address, though of nobody.
    return found.type == "ip-address" or any(map(str.isalnum, text[found.start : found.end]))
