"""Which container a file is, told from its content; and what to say where it is none."""

from __future__ import annotations

import codecs
from collections.abc import Callable, Iterable, Sequence
from typing import Any, NamedTuple

from rowgate.errors import UsageError
from rowgate.hookspecs import Container
from rowgate.spans import framing, jsontext
from rowgate.spans.framing import HEAD
from rowgate.spans.packing import Damage
from rowgate.spans.sources import Source
from rowgate.spans.views import View

_MAGIC = (
    (b"%PDF", "a PDF"),
    (b"\x89PNG", "a PNG image"),
    (b"PK\x03\x04", "a zip archive (unpack it first)"),
    (b"BZh", "bzip2 data (unpack it first)"),
    (b"\xfd7zXZ", "xz data (unpack it first)"),
    (b"\x1f\x8b", "gzip data within packed data (unpack it once)"),
    (b"PAR1", "a parquet file"),
    (b"SQLite format 3", "an SQLite database"),
    (b"Obj\x01", "an Avro file"),
)


class Bad(NamedTuple):
    """An entry, or a whole file (line None), that could not be read. Never quotes its content."""

    file: str
    line: int | None
    reason: str
    foreign: bool = False
    """A file of a folder that is no trace file: nothing of a trace is missing for it."""


OnBad = Callable[[Bad], None]

_BEGINNINGS = 8
"""Lines at the top of a file that may be damaged or something else."""


class TraceFile(NamedTuple):
    """A source and the container that reads it."""

    source: Source
    container: Any
    lines: bool
    """Whether it is JSONL: else it is one document, or several in a row."""
    damage: Damage | None = None
    """Why it ends too early, which is said before it is read."""
    made: bool = False
    """Whether its lines were made here (spool.py): nobody can look them up."""


def recognise(
    found: Iterable[Source], containers: Sequence[Container], report: OnBad
) -> list[TraceFile]:
    """The sources with their containers. A file of a folder in no known format is reported;
    one named by the user raises UsageError, as does finding none."""
    files: list[TraceFile] = []
    names: list[str] = []
    for source in found:
        names.append(source.name)
        try:
            head = head_of(source)
        except UsageError as error:
            if source.asked:
                raise
            report(Bad(source.name, None, error.message.removeprefix(f"{source.name}: ")))
            continue
        damage = _damage_of(source, report)
        file = _trace_file(source, head, damage, containers)
        if file is not None:
            files.append(file)
        elif damage and not head:
            continue
        elif not source.asked:
            says = f"{looks_like(head)}: no known trace format, left out"
            report(Bad(source.name, None, says, foreign=True))
        elif head.removeprefix(codecs.BOM_UTF8).strip():
            raise unknown(source, head, containers)
        elif not damage:
            raise UsageError(f"{source.name}: is empty, there are no spans in it")
    if not files:
        raise UsageError(f"no trace file among {', '.join(names[:5])}")
    return files


def _damage_of(source: Source, report: OnBad) -> Damage | None:
    """Why the source ends too early, once that is said."""
    view = source.view
    if view.damage and not len(view):
        reason = "nothing of it can be unpacked: it is damaged from the start"
        if source.asked:
            raise UsageError(f"{source.name}: {reason}")
        report(Bad(source.name, None, reason))
    elif view.damage and b"\0" in head_of(source):
        report(Bad(source.name, None, f"byte {len(view)}, unpacked: {view.damage.reason}"))
    elif view.damage:
        report(Bad(source.name, view.lines_before(len(view)) + 1, view.damage.reason))
    return view.damage


def _trace_file(
    source: Source, head: bytes, damage: Damage | None, containers: Sequence[Container]
) -> TraceFile | None:
    container = container_of(head, containers)
    if container is not None:
        lines = framing.is_lines(head) and not framing.is_one_line(source.view)
        return TraceFile(source, container, lines, damage)
    container = _of_later_lines(source.view, containers)
    return TraceFile(source, container, True, damage) if container is not None else None


def _of_later_lines(view: View, containers: Sequence[Container]) -> Container | None:
    """The container that the lines behind the first are of: a file may be the end of a longer one,
    or have the words of a program above its lines."""
    at = 0
    for _ in range(_BEGINNINGS):
        at = view.data.find(b"\n", at) + 1
        if not at:
            break
        head = view.data[at : at + HEAD]
        if head.startswith((b"{", b"[")) and framing.is_mostly_lines(head):
            container = container_of(head, containers)
            if container is not None:
                return container
    return None


def head_of(source: Source) -> bytes:
    """The first 64 KiB of the source, unpacked. Raises UsageError where it cannot be read."""
    return source.view.data[:HEAD]


def container_of(head: bytes, containers: Sequence[Container]) -> Container | None:
    """The first container that detects the file; None without one."""
    return next((container for container in containers if container.detect(head)), None)


def unknown(source: Source, head: bytes, containers: Sequence[Container]) -> UsageError:
    """The error for a file in no known format: what it looks like, and the formats there are."""
    names = ", ".join(container.name for container in containers)
    return UsageError(
        f"{source.name}: {looks_like(head)}, which is no trace format rowgate knows",
        fix=f"formats: {names}; docs/adding-a-format.md says how to add one",
    )


def looks_like(head: bytes) -> str:
    """What the file looks like, without quoting its content: only JSON keys are named."""
    if not head.strip():
        return "an empty file"
    for magic, name in _MAGIC:
        if head.startswith(magic):
            return f"looks like {name}"
    value = jsontext.peek(head)
    if value is not None:
        return _json(value)
    if b"\0" in head[:1024]:
        return "looks like binary data"
    return _text(head)


def _json(value: object) -> str:
    within = ""
    while isinstance(value, list):
        if not value:
            return "looks like an empty JSON list"
        value, within = value[0], "a list of "
    if isinstance(value, dict):
        return f"looks like {within}JSON with {jsontext.keys_of(value)}"
    return f"looks like {within}JSON values"


def _text(head: bytes) -> str:
    first = head.split(b"\n", 1)[0]
    if first.count(b",") >= 2 and b":" not in first:
        return "looks like CSV"
    if first.startswith((b"format:", b"---")):
        return "looks like YAML"
    return "looks like text"
