"""The model that grades: set up by the environment, its answers kept in the user's cache.

An answer is named by what it depends on (server, model, temperature, seed, prompt, output,
rubric, repeat), so that asking again costs nothing and says the same. Answers may quote the
output they judge: they stay in the user's own folder, never in the repository.
"""

from __future__ import annotations

import os
import secrets
import sys
from collections.abc import Iterator, Mapping, MutableMapping
from contextlib import contextmanager
from pathlib import Path

from rowgate.evaluators.chat import Chat, Question
from rowgate.evaluators.endpoint import Endpoint, settings_from
from rowgate.model import Json

_MOST_VOTES = 1000
"""More than any evaluator asks about one output."""


@contextmanager
def open_chat(
    environ: Mapping[str, str], *, max_cost: float | None = None, fresh: bool = False
) -> Iterator[Endpoint | None]:
    """The judge's model, or None where the environment names none.

    `max_cost` (USD) takes the place of the environment's; `fresh` asks again whatever was
    answered before. Raises `UsageError` for settings that cannot be read, and for a limit
    without prices.
    """
    settings = settings_from(environ)
    if settings is None:
        yield None
        return
    if max_cost is not None:
        settings = settings._replace(max_cost=max_cost)
    with Endpoint(settings, Answers(cache_folder(environ), fresh=fresh)) as endpoint:
        yield endpoint


def cache_folder(environ: Mapping[str, str]) -> Path:
    """Where answers are kept: `rowgate/judge` in the user's cache folder."""
    if sys.platform == "darwin":
        base = Path.home() / "Library" / "Caches"
    else:
        base = Path(environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    return base / "rowgate" / "judge"


class Repeated:
    """A chat for one repeat of many: the same question is another one, with its own answer."""

    def __init__(self, chat: Chat, number: int) -> None:
        self._chat = chat
        self._number = number

    def ask(self, question: Question) -> Json:
        """The answer for this repeat. Raises NoAnswerError."""
        return self._chat.ask(of_repeat(question, self._number))


def of_repeat(question: Question, number: int) -> Question:
    """A question as it is asked in a repeat: told apart from every vote of the other repeats."""
    return question._replace(repeat=question.repeat + number * _MOST_VOTES)


class Answers(MutableMapping[str, str]):
    """Answers by the digest of their question, a file each, readable by their user alone.

    Several processes may share the folder. A folder that cannot be used keeps nothing: a
    cache saves money, and a verdict does not depend on it.
    """

    def __init__(self, folder: Path, *, fresh: bool = False) -> None:
        self._folder = folder
        self._old = not fresh
        self._known: dict[str, str] = {}

    def __getitem__(self, digest: str) -> str:
        if digest not in self._known:
            if not self._old:
                raise KeyError(digest)
            try:
                self._known[digest] = self._path(digest).read_text(encoding="utf-8")
            except (OSError, UnicodeDecodeError):
                raise KeyError(digest) from None
        return self._known[digest]

    def __setitem__(self, digest: str, answer: str) -> None:
        self._known[digest] = answer
        path = self._path(digest)
        staged = path.with_name(f".{secrets.token_hex(8)}.tmp")
        try:
            path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            with os.fdopen(os.open(staged, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as f:
                f.write(answer.encode("utf-8", "replace"))
            staged.replace(path)
        except OSError:
            staged.unlink(missing_ok=True)

    def __delitem__(self, digest: str) -> None:
        del self._known[digest]
        self._path(digest).unlink(missing_ok=True)

    def __iter__(self) -> Iterator[str]:
        return iter(path.name for path in self._folder.glob("??/[0-9a-f]*"))

    def __len__(self) -> int:
        return sum(1 for _ in self)

    def _path(self, digest: str) -> Path:
        return self._folder / digest[:2] / digest
