"""Two versions of a file that runs rowgate, or that says who is shown what it holds.

They are other tools' files: what is compared are the lines that are about rowgate.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from rowgate.changes.risk import CRITERIA, WEAKENED
from rowgate.model import Change

_WORD = "rowgate"


def of_runner(before: str, after: str) -> Iterator[Change]:
    """What changed in a hook's configuration or a workflow. One that never ran rowgate: nothing."""
    was, now = _lines(before, _WORD), _lines(after, _WORD)
    if not was or before == after:
        return
    if not now:
        yield _change(WEAKENED, was, now, "rowgate does not run here any more")
    elif len(now) < len(was):
        yield _change(WEAKENED, was, now, "fewer lines run rowgate: read what still does")
    else:
        yield _change(CRITERIA, was, now, "what runs rowgate was changed")


def of_owners(before: str, after: str, folder: str) -> Iterator[Change]:
    """Whether somebody else, or nobody, is asked about the datasets' folder by `CODEOWNERS`."""
    was, now = _lines(before, folder), _lines(after, folder)
    if len(now) < len(was):
        yield _change(WEAKENED, was, now, f"fewer lines say who owns {folder}/")
    elif was != now:
        yield _change(CRITERIA, was, now, f"who owns {folder}/ was changed")


def of_attributes(before: str, after: str, folder: str) -> Iterator[Change]:
    """Whether `.gitattributes` keeps the datasets out of sight or merges them by force."""
    was, now = ([line for line in _lines(text, folder) if _HIDES(line)] for text in (before, after))
    if any(line not in was for line in now):
        yield _change(WEAKENED, was, now, f"reviewers are not shown what changes in {folder}/")


_HIDES = re.compile(
    r"\s(?:-diff|binary|merge=union|linguist-(?:generated|vendored))(?![\w-])"
).search


def _lines(text: str, word: str) -> list[str]:
    lines = (line.strip() for line in text.splitlines())
    return [line for line in lines if word in line and not line.startswith("#")]


def _change(risk: str, was: Sequence[str], now: Sequence[str], message: str) -> Change:
    gone = "\n".join(line for line in was if line not in now) or None
    new = "\n".join(line for line in now if line not in was) or None
    return Change(risk, None, (), gone, new, message)
