"""What a shell script asks rowgate for, and whether anything comes of a failure."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

_CALL = re.compile(r"""(?<![\w=@:.-])["']?(?:[\w$./{}~-]*/)?rowgate["']?\s+([a-z]+)(?![\w-])""")
_TALK = re.compile(r"\s*(?:echo|printf|cat|:|grep|git|pip|pip3|which|type)\b")
_SEPARATOR = re.compile(r"\|\||&&|[;|&\n({]|\bthen\b|\bdo\b|\belse\b")
_SWALLOWED = re.compile(
    r"(?:\|\||;)\s*(?:true\b|:(?:\s|$)|exit\s+0\b|echo\b)|\|(?!\|)|&(?!&|>|\d)\s*(?:$|\n)",
    re.IGNORECASE,
)
_SPARING = re.compile(r"(?<!\S)--(ignore|select|no-plugins)\b(?:[= ]+([\w-]+))?")
_ERREXIT = re.compile(r"\bset\s+([-+])[a-z]*e")


class Command(NamedTuple):
    """One call of rowgate."""

    name: str
    spares: frozenset[str]
    """The options by which it looks at less."""
    swallowed: bool
    """Whether the script goes on, and ends well, where it fails."""


def commands(script: str, *, pipefail: bool = False) -> Iterator[Command]:
    """The calls of rowgate in a script that runs with `-e`, as CI runs it."""
    text = re.sub(r"\\\n\s*", " ", script)
    pipefail = pipefail or "pipefail" in text
    for line, carries_on in _lines(text):
        for found in _CALL.finditer(line):
            start = [one.end() for one in _SEPARATOR.finditer(line, 0, found.start())]
            head = line[start[-1] if start else 0 : found.start()]
            if not _TALK.match(head):
                rest = line[found.end() :]
                swallowed = carries_on or "!" in head.split() or _is_swallowed(rest, pipefail)
                yield Command(found[1], spared(_own(rest)), swallowed)


def spared(options: str) -> frozenset[str]:
    """The options in a text by which `check` looks at less."""
    return frozenset(" ".join(filter(None, one.groups())) for one in _SPARING.finditer(options))


def _lines(text: str) -> Iterator[tuple[str, bool]]:
    """Each line, and whether the script goes on after a failure there."""
    carries_on = False
    for line in text.splitlines():
        if line.lstrip().startswith("#"):
            continue
        for found in _ERREXIT.finditer(line):
            carries_on = found[1] == "+"
        yield line, carries_on


def _own(rest: str) -> str:
    """What stands behind a command, up to the next one."""
    end = re.search(r"\|\||&&|[;|&]", rest)
    return rest[: end.start()] if end else rest


def _is_swallowed(rest: str, pipefail: bool) -> bool:
    found = _SWALLOWED.match(rest, len(_own(rest)))
    return bool(found) and not (pipefail and rest[found.start() : found.end()] == "|")  # type: ignore[union-attr]
