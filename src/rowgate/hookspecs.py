"""The plugin hooks. Their docstrings are the reference (`docs/hooks.md` is made from them).

A hook only *registers* objects; rowgate calls the objects itself, so that a failure
names the plugin it came from. Built-ins are plugins on the same hooks.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, BinaryIO, Protocol

import pluggy

if TYPE_CHECKING:
    from pathlib import Path

    from rowgate.gate.case import Case
    from rowgate.model import Dataset, Finding, Json, Output, Record, Row, Span, Trace, Verdict
    from rowgate.model.exchange import Document, Form, Item, Unread, Written

hookspec = pluggy.HookspecMarker("rowgate")
hookimpl = pluggy.HookimplMarker("rowgate")


class Container(Protocol):
    """A way to read trace files: bytes in, records out.

    A container may also have `parse(entry: bytes) -> Iterable[Record]`, which reads one entry
    (a line of JSONL, or the whole of a document) on its own. rowgate then does the framing
    itself: a bad line is reported and the rest read, a search parses only the entries that
    can match, and `read` is not called. `trace_key`, a compiled bytes pattern whose first group
    is the trace id as it stands in the file, lets rowgate finish a trace before the file ends.
    """

    name: str

    def detect(self, head: bytes) -> bool:
        """Whether a file that begins with `head` (up to 64 KiB, decompressed) is of this form."""

    def read(self, stream: BinaryIO) -> Iterator[Record]:
        """The records of the file, in its order, holding no more than one entry in memory.

        Raises `rowgate.errors.RowgateError` where the file cannot be read on.
        """


class Dialect(Protocol):
    """What attributes mean: a convention such as GenAI or OpenInference.

    A dialect may say `by_names = True`: its `detect` goes by the container, the scope and the
    names of attributes and events alone. Then it is asked once for all records that look the
    same, which makes large files faster to read.
    """

    name: str

    def detect(self, record: Record) -> bool:
        """Whether this record speaks the dialect."""

    def apply(self, record: Record, trace: Trace) -> Span:
        """The record as a normalised span; `trace` are all records of its trace, to look
        things up in. What is inherited (session, user, project) is rowgate's work."""


class Redactor(Protocol):
    """Finds one family of secrets or personal data.

    A finding is `Finding(start, end, type)`, in characters; its type is lower-case words
    joined by dashes. Two attributes are optional. `fast = True`: it also runs in the commit
    hook, so it must be quick to import and to start. `confident(text)`: as `find`, for the
    gate of `check`, which would rather miss than stop a commit for nothing; without it the
    gate uses `find`. The caller decodes JSON, percent-encoding and base64, merges what
    overlaps, and limits the time of each call.
    """

    name: str

    def find(self, text: str) -> Iterable[Finding]:
        """Where in `text` something to be removed stands; it favours recall. It may raise:
        then nothing is written."""


class Candidate(Protocol):
    """A way to get outputs, made once a run from a candidate's settings in `rowgate.yaml`.

    `name` is the field there that chooses it: `our-bot: …` under a candidate. `fields`, a
    mapping from a setting's name to its `rowgate.shapes.Shape`, is what it may be set to,
    besides `timeout`, `concurrency`, `rate`, `retries` and `version`. An `answer` that raises
    is no output, and tried again where that may help (`ConnectionError`, `TimeoutError`, a
    `status_code` of 429 or 5xx). One that has `answers(cases)`, an iterator of `(number,
    output or None, reason)`, is given all cases at once. `close()`, where there is one, is
    called at the end.
    """

    name: str

    def __init__(self, settings: Mapping[str, Json], place: Path) -> None:
        """`place` is the folder of `rowgate.yaml`. Raises `rowgate.errors.UsageError`."""

    def answer(self, case: Case) -> Output | str:
        """The output for one case, of which the candidate sees `number`, `variables` and
        `session` only. It may be a coroutine function; else it is called in several threads."""


class Exchange(Protocol):
    """A format of another tool: cases in, rows out, or one of the two.

    The nouns are those of `rowgate.model.exchange`. rowgate reads the bytes itself (JSONL, JSON,
    YAML, CSV, parquet) and gives the parsed document; it redacts, places and writes the rows.
    A format that only writes takes nothing and has no `detect` and `read`; one that only reads
    has no forms and no `write`.
    """

    name: str
    forms: Sequence[Form]
    """What `write` can make; the first one unless the output's suffix names another."""
    takes: Sequence[Form]
    """The forms of files that `read` understands."""

    def detect(self, entry: Json) -> bool:
        """Whether a file is of this format whose first entry this is: the first item of a list,
        a line of JSONL, a row of CSV. Of a mapping, such as a page of an API, it is asked for the
        whole and for the first item of the list in it."""

    def read(self, document: Document) -> Iterator[Item | Unread]:
        """The cases of a file, in its order, and what of it is none."""

    def write(self, rows: Sequence[Row], dataset: Dataset, form: Form) -> Written:
        """The rows as a file of this format, with everything that it could not carry."""


@hookspec
def rowgate_containers(register: Callable[[Container], None]) -> None:
    """Register a way to read trace files: an object with `name`, `detect(head)`, `read(stream)`."""


@hookspec
def rowgate_dialects(register: Callable[[Dialect], None]) -> None:
    """Register what attributes mean: an object with `name`, `detect(record)`,
    `apply(record, trace)`."""


@hookspec
def rowgate_redactors(register: Callable[[Redactor], None]) -> None:
    """Register a redactor: an object with `name` and `find(text)`. With `fast = True` it also
    runs in the commit hook."""


@hookspec
def rowgate_evaluators(register: Callable[[type[Any]], None]) -> None:
    """Register an evaluator: a subclass of `rowgate.Evaluator`."""


@hookspec
def rowgate_rules(register: Callable[[Any], None]) -> None:
    """Register a rule of `rowgate check`: a function marked by `rowgate.rule`."""


@hookspec
def rowgate_candidates(register: Callable[[type[Candidate]], None]) -> None:
    """Register a way to get an output for a row: a class as `Candidate` below."""


@hookspec
def rowgate_exchange(register: Callable[[Any], None]) -> None:
    """Register a format that `import` reads or `export` writes: an object as `Exchange` below."""


__all__ = [
    "Candidate",
    "Container",
    "Dialect",
    "Exchange",
    "Output",
    "Redactor",
    "Row",
    "Verdict",
    "hookimpl",
]
