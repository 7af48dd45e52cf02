"""Two versions of a file that runs rowgate, or that says who is shown what it holds.

They are other tools' files: what is compared are the lines that are about rowgate.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from fnmatch import fnmatchcase

from rowgate.changes.risk import CRITERIA, RISKS, WEAKENED
from rowgate.changes.silence import silenced
from rowgate.model import Change

_WORD = "rowgate"


def of_runner(before: str, after: str) -> Iterator[Change]:
    """What changed in a hook's configuration or a workflow. One that never ran rowgate: nothing."""
    was, now = _lines(before, _WORD), _lines(after, _WORD)
    if not was or before == after:
        return
    silent, asked = (sides(before, after) for sides in (_silenced, _asked))
    if not now:
        yield _change(WEAKENED, was, now, "rowgate does not run here any more")
    elif silent:
        yield _change(WEAKENED, [], silent, "what rowgate refuses stops nothing here any more")
    elif asked:
        yield _change(WEAKENED, asked, [], "rowgate is asked for less here")
    elif len(now) < len(was):
        yield _change(WEAKENED, was, now, "fewer lines run rowgate: read what still does")
    else:
        yield _change(CRITERIA, was, now, "what runs rowgate was changed")


def of_ignored(before: str, after: str, folder: str) -> Iterator[Change]:
    """Whether a `.gitignore` beside or above the datasets' folder begins to hide what is in it."""
    was, now = ([one for one in _patterns(text) if _hides(one, folder)] for text in (before, after))
    if any(line not in was for line in now):
        yield _change(WEAKENED, was, now, f"git passes over new files of {folder}/")


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


_ASKED = re.compile(
    rf"""(fail[-_]on)[:=\s]+['"]?(?:{"|".join(RISKS)})\b
      | (require[-_]approval)[:=\s]+['"]?true\b | --(require-approval|thorough)\b""",
    re.IGNORECASE | re.VERBOSE,
)


def _silenced(before: str, after: str) -> list[str]:
    known = silenced(before, _WORD)
    return [line for line in silenced(after, _WORD) if line not in known]


def _asked(before: str, after: str) -> list[str]:
    """What a run asked rowgate to refuse, and asks no more."""
    was, now = (Counter(_wishes(text)) for text in (before, after))
    return sorted((was - now).elements())


def _wishes(text: str) -> Iterator[str]:
    for line in text.splitlines():
        if not line.lstrip().startswith("#"):
            for found in _ASKED.finditer(line):
                yield found[found.lastindex or 0].lower().replace("_", "-")


def _patterns(text: str) -> list[str]:
    lines = (line.strip() for line in text.splitlines())
    return [line for line in lines if line and line[0] not in "#!"]


def _hides(pattern: str, folder: str) -> bool:
    """Whether a line of `.gitignore` matches the folder, a row as such, or a part of the folder."""
    bare = pattern.strip("/")
    if f"{bare}/".startswith(f"{folder}/"):
        return True
    parts = f"{folder}/{_SOME_ROW}".split("/")
    if "/" in pattern.rstrip("/"):
        return any(fnmatchcase("/".join(parts[:n]), bare) for n in range(1, len(parts) + 1))
    return any(fnmatchcase(part, bare) for part in (*parts, "dataset.yaml"))


_SOME_ROW = "some-dataset/rows/some-row-0123456789ab.yaml"


def _lines(text: str, word: str) -> list[str]:
    lines = (line.strip() for line in text.splitlines())
    return [line for line in lines if word in line and not line.startswith("#")]


def _change(risk: str, was: Sequence[str], now: Sequence[str], message: str) -> Change:
    gone = "\n".join(line for line in was if line not in now) or None
    new = "\n".join(line for line in now if line not in was) or None
    return Change(risk, None, (), gone, new, message)
