"""The table of a reviewer: the row on it, what is seen of it, and what each key does."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

from rowgate.cli import asking, keys, terminal
from rowgate.errors import UsageError
from rowgate.flows.annotation import Annotation
from rowgate.flows.review import PLACEHOLDER, Desk, Look
from rowgate.reports import conversation, fitting
from rowgate.reports import review as report

if TYPE_CHECKING:
    from rowgate.flows.annotate import Annotated
    from rowgate.flows.workspace import RowPlace, Workspace
    from rowgate.model import Row

# A blank line above the title, the prompt below all of it.
_FRAME = 2


class Reviewing:
    """Rows in their order, and where the reviewer is among them."""

    def __init__(self, workspace: Workspace, places: Sequence[RowPlace]) -> None:
        self.workspace = workspace
        self.desk = Desk(workspace)
        self.places = list(places)
        self.at = 0
        self.counts: Counter[str] = Counter()
        self.settled: set[RowPlace] = set()
        self.changed: set[RowPlace] = set()
        self.hidden = 0
        self.advice: list[str] = []
        self._look: Look | None = None

    @property
    def here(self) -> RowPlace | None:
        """The row on the table; None: there are no more."""
        return self.places[self.at] if self.at < len(self.places) else None

    @property
    def look(self) -> Look:
        """What there is to see of the row on the table."""
        if self._look is None:
            self._look = self.desk.look(self.places[self.at])
        return self._look

    @property
    def row(self) -> Row:
        """The row on the table. Raises `UsageError` where its file cannot be read."""
        if self.look.row is None:
            raise UsageError("this row cannot be read", fix="e opens it in your editor")
        return self.look.row

    def arrive(self) -> bool:
        """Shows the row on the table; one that is gone by now is passed over."""
        self._look = None
        if not self.places[self.at].path.is_file():
            self.at += 1
            return False
        self.show()
        return True

    def show(self) -> None:
        """The row as a readable conversation, as much of it as the window has room for."""
        width, height = terminal.size()
        body = list(fitting.wrapped(self._body(), width))
        notes = list(fitting.wrapped(self._notes(), width))
        menu = keys.menu(width)
        most = height // 2 if len(body) > height // 3 else height
        below = self.below(width, most - len(menu) - 1)
        title = list(fitting.wrapped([self._title(width)], width))
        room = height - sum(map(len, (title, notes, below, menu))) - _FRAME
        shown = fitting.fitted(body, room, self._last_parts())
        self.hidden = shown.hidden + len(self._system())
        terminal.say()
        for line in title:
            terminal.say(terminal.styled(line, bold=True))
        self.say(shown.lines)
        self.say(notes, dim=True)

    def say(self, lines: Iterable[str], *, dim: bool = False) -> None:
        """Lines that no window is too narrow for."""
        for line in fitting.wrapped(lines, terminal.size()[0]):
            terminal.say(terminal.styled(line, dim=True) if dim else _highlighted(line))

    def below(self, width: int, room: int) -> list[str]:
        """What stands below the case, in so many lines; what is cut short stands in the pager."""
        return fitting.fitted(list(fitting.wrapped(self._rest(brief=True), width)), room).lines

    def _rest(self, *, brief: bool = False) -> Iterator[str]:
        """Evaluators, what is missing, and rows that are alike."""
        look = self.look
        yield ""
        if look.row is not None:
            yield from report.verdict_lines(look.row, look.tried)
        yield "still missing" if look.problems else "nothing is missing: a approves it"
        yield from report.problem_lines(look.problems, keys.MENDS, brief=brief)
        for said in look.alike:
            yield f"  near-duplicate: {said}"

    def actions(self) -> dict[str, Callable[[], None]]:
        """What each key does."""
        return {
            "w": lambda: self.annotate(Annotation(response_was="wrong")),
            "r": lambda: self.annotate(Annotation(response_was="right")),
            "u": lambda: self.annotate(Annotation(response_was="unjudged")),
            "l": lambda: asking.labels(self),
            "n": lambda: asking.note(self),
            "y": lambda: asking.why(self),
            "x": lambda: asking.expected(self),
            "v": lambda: asking.evaluator(self),
            "e": self.edit,
            "a": lambda: asking.approval(self),
            "m": lambda: asking.move(self),
            "d": lambda: asking.drop(self),
            "s": self.next,
            "b": self.back,
            "o": self.open_all,
            "c": self.show,
        }

    def annotate(self, annotation: Annotation) -> None:
        """Writes an answer into the row, at once."""
        from rowgate.flows.annotate import annotate

        path = str(self.places[self.at].path)
        (done,) = annotate(self.workspace, [path], annotation, tools=self.desk.tools)
        self._written(done)

    def edit(self) -> None:
        """The row in the reviewer's editor."""
        from rowgate.flows.editing import edit_rows

        path = str(self.places[self.at].path)
        again, say = terminal.edit_again, terminal.say
        (done,) = edit_rows(self.workspace, [path], again=again, say=say, tools=self.desk.tools)
        self._written(done)
        self.show()

    def _written(self, done: Annotated) -> None:
        self._look = None
        if done.fields:
            self.changed.add(self.places[self.at])
        terminal.say(f"  written: {', '.join(done.fields)}" if done.fields else "  as it was")

    def has_changed(self) -> bool:
        """Whether somebody else changed the row since it was looked at; it is then read anew."""
        before = self.look
        self._look = None
        return self.look.file.text != before.file.text

    def settle(self, what: str) -> None:
        """The row is done with: approved, moved or dropped. On to the next."""
        self.counts[what] += 1
        self.settled.add(self.places[self.at])
        self.at += 1

    def moved(self, to: str, commit: str) -> None:
        """The row stays on the table, in its new dataset: it still waits."""
        self.counts["moved"] += 1
        self.places[self.at] = self.workspace.row(to)
        self.advice.append(commit)

    def next(self) -> None:
        """Leaves the row as it is."""
        self.at += 1

    def back(self) -> None:
        """To the row before that is still there."""
        before = [at for at in range(self.at) if self.places[at].path.is_file()]
        if not before:
            raise UsageError("this is the first row")
        self.at = before[-1]

    def open_all(self) -> None:
        """The whole row in the pager."""
        self.hidden = 0
        width, _ = terminal.size()
        lines = [*self._body(), *self._behind(), *self._rest()]
        terminal.page(map(_highlighted, fitting.wrapped(lines, width)))

    def placeholders(self) -> str:
        """The placeholders that stand in the row."""
        return report.placeholders([*self._body(), *self._behind()], PLACEHOLDER)

    def summary(self) -> list[str]:
        """What was done, and what still waits."""
        said = [f"{count} {what}" for what, count in self.counts.items()]
        changed = len(self.changed - self.settled)
        said += [f"{changed} changed"] if changed else []
        left = len({place for place in self.places if place.path.is_file()} - self.settled)
        rows = "1 row still waits" if left == 1 else f"{left} rows still wait"
        done = f"{', '.join(said) or 'nothing changed'}; {rows} for review"
        return [done, *(f"Next: {line}" for line in self.advice)]

    def _body(self) -> list[str]:
        row = self.look.row
        return report.body_lines(row) if row is not None else ["  (this file cannot be read)"]

    def _behind(self) -> list[str]:
        return report.behind_lines(self.row) if self.look.row is not None else []

    def _system(self) -> list[str]:
        row = self.look.row
        return [line for line in conversation.system_lines(row) if line.strip()][1:] if row else []

    def _notes(self) -> Iterator[str]:
        """What is to be known of the row, and stands in no part of its case."""
        if self.look.stale:
            yield "(changed since it was approved)"
        count = len(self._system())
        lines = "line of system text was" if count == 1 else "lines of system text were"
        if count:
            yield f"({count} {lines} in force: o opens all)"

    def _title(self, width: int) -> str:
        place = self.places[self.at]
        name = f"{place.dataset}/{place.path.stem}"
        return report.title_line(name, f"{self.at + 1} of {len(self.places)}", width)

    def _last_parts(self) -> int:
        """Parts of the case that come first where there is no room for all: the question, the
        response, and the right answer where there is one."""
        row = self.look.row
        return 3 if row is not None and row.expected is not None else 2


def _highlighted(line: str) -> str:
    return report.highlighted(line, PLACEHOLDER, lambda text: terminal.styled(text, reverse=True))
