"""Two versions of a file that runs rowgate, or that says who is shown what it holds.

They are other tools' files: what is compared are the lines that are about rowgate.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from fnmatch import fnmatchcase

from rowgate.changes.risk import CRITERIA, RISKS, WEAKENED, rank
from rowgate.changes.running import SILENT, Loss
from rowgate.changes.silence import silenced
from rowgate.model import Change

_WORD = "rowgate"


def of_runner(before: str, after: str, losses: Sequence[Loss] | None = None) -> Iterator[Change]:
    """What changed in a hook's configuration or a workflow. One that never ran rowgate: nothing.

    `losses` are those that its structure shows, None where it could not be read.
    """
    was, now = _lines(before, _WORD), _lines(after, _WORD)
    if not was or before == after:
        return
    if not now:
        yield _change(WEAKENED, was, now, "rowgate does not run here any more")
        return
    found = [*_of_lines(before, after), *_of_structure(losses or ())]
    if losses is None and not found and len(now) < len(was):
        found = [_change(WEAKENED, was, now, "fewer lines run rowgate: read what still does")]
    told = {one.message: one for one in reversed(found)}
    yield from reversed(told.values())
    if not found:
        yield _change(CRITERIA, was, now, "what runs rowgate was changed")


def _of_lines(before: str, after: str) -> Iterator[Change]:
    silent = _silenced(before, after)
    if silent:
        yield _change(WEAKENED, [], silent, SILENT)
    asked = _asked(before, after)
    if asked:
        yield _change(WEAKENED, asked, [], "rowgate is asked for less here")


def _of_structure(losses: Iterable[Loss]) -> Iterator[Change]:
    for one in losses:
        yield Change(WEAKENED, None, (), one.before or None, one.after or None, one.message)


def of_lines(before: str, after: str) -> Iterator[Change]:
    """The same of a file that holds much else: nothing, unless lines about rowgate differ."""
    sides = [(_lines(text, _WORD), silenced(text, _WORD)) for text in (before, after)]
    return of_runner(before, after) if sides[0] != sides[1] else iter(())


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
    rf"""(fail[-_]on)[:=\s]+['"]?({"|".join(RISKS)})\b
      | (require[-_]approval)[:=\s]+['"]?true\b | --(require-approval|thorough)\b""",
    re.IGNORECASE | re.VERBOSE,
)


def _silenced(before: str, after: str) -> list[str]:
    known = silenced(before, _WORD)
    return [line for line in silenced(after, _WORD) if line not in known]


def _asked(before: str, after: str) -> list[str]:
    """What a run asked rowgate to refuse, and asks no more."""
    was, now = (list(_wishes(text)) for text in (before, after))
    left = Counter(name for name, _ in now)
    ranks = [sorted(grade for name, grade in side if name == "fail-on") for side in (was, now)]
    milder = any(new < old for old, new in zip(*ranks, strict=False))
    return sorted([*(Counter(n for n, _ in was) - left).elements(), *["fail-on"] * milder])


def _wishes(text: str) -> Iterator[tuple[str, int]]:
    """What is asked for by name, and of `fail-on` the risk: the riskier, the less is refused."""
    for line in text.splitlines():
        if not line.lstrip().startswith("#"):
            for found in _ASKED.finditer(line):
                name = next(filter(None, (found[1], *found.groups()[2:])))
                yield name.lower().replace("_", "-"), rank(found[2].lower()) if found[2] else 0


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
