"""The questions of a review. An empty answer changes nothing."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING

from rowgate.cli import terminal
from rowgate.flows.annotation import Annotation, evaluator_name, parse_evaluator
from rowgate.model import WHYS, WHYS_NOT_FROM_SPANS
from rowgate.reports import fitting
from rowgate.reports import review as report
from rowgate.shapes import meant

if TYPE_CHECKING:
    from rowgate.cli.reviewing import Reviewing
    from rowgate.model import Json, Row


def labels(reviewing: Reviewing) -> None:
    """Adds labels, and takes away those with a - in front."""
    dataset = reviewing.workspace.dataset(reviewing.look.place.dataset).dataset
    if dataset.labels:
        reviewing.say([f"  the dataset's labels: {', '.join(dataset.labels)}"])
    words = [*(dataset.labels or ()), *(f"-{label}" for label in reviewing.row.labels)]
    reviewing.say(["  with commas between them; -LABEL takes one away"])
    answer = terminal.line("labels", words=words)
    given = [word.strip() for word in answer.split(",") if word.strip()]
    if given:
        reviewing.annotate(
            Annotation(
                add_labels=[word for word in given if not word.startswith("-")],
                remove_labels=[word[1:].strip() for word in given if word.startswith("-")],
            )
        )


def note(reviewing: Reviewing) -> None:
    """The note, the present one to be mended."""
    text = terminal.line("note", proposed=reviewing.row.note or "")
    if text and text != reviewing.row.note:
        reviewing.annotate(Annotation(note=text))


def why(reviewing: Reviewing) -> None:
    """The reason the row exists, from the list."""
    source = reviewing.row.source
    whys = WHYS if source and source.kind == "span" else (*WHYS, *WHYS_NOT_FROM_SPANS)
    reviewing.say([f"  {number} {word}" for number, word in enumerate(whys, 1)])
    answer = terminal.line("why, or its number", words=whys)
    chosen = {str(number): word for number, word in enumerate(whys, 1)}.get(answer, answer)
    if chosen:
        reviewing.annotate(Annotation(why=chosen))


def expected(reviewing: Reviewing) -> None:
    """The right answer, as `annotate --expected` and `--from-response` take it."""
    row = reviewing.row
    takes = row.response_was == "right" and row.response is not None and row.expected is None
    if takes and terminal.yes("is the response, which was right, the expected answer?"):
        reviewing.annotate(Annotation(from_response=True))
        return
    proposed = row.expected if isinstance(row.expected, str) and "\n" not in row.expected else ""
    clears = "; - takes it away" if row.expected is not None else ""
    reviewing.say([f"  in one line; e opens your editor, for several{clears}"])
    text = terminal.line("expected", proposed=proposed)
    if text == "e":
        from rowgate.flows.editing import edit_expected

        present = row.expected if isinstance(row.expected, str) else ""
        text = edit_expected(reviewing.workspace, reviewing.look.place, present)
    if text == "-" and row.expected is not None:
        reviewing.annotate(Annotation(clear=["expected"]))
    elif text and text != row.expected:
        reviewing.annotate(Annotation(expected=text))


def evaluator(reviewing: Reviewing) -> None:
    """Tries an evaluator on the recorded response, and attaches it if the reviewer wants it."""
    answer = _evaluator_asked(reviewing)
    if answer.startswith("-"):
        gone = parse_evaluator(answer[1:].strip())
        reviewing.annotate(Annotation(remove_evaluators=[gone]))
    elif answer:
        _attach(reviewing, parse_evaluator(answer))


def _evaluator_asked(reviewing: Reviewing) -> str:
    """What is typed, once every `? NAME` is answered."""
    from rowgate.flows.explain import evaluator_text, evaluators

    known = evaluators()
    names = [evaluator_name(entry) for entry in reviewing.row.evaluators]
    takes = "; -NAME takes one away" if names else ""
    hints = (
        "  such as contains-any: [30 days, thirty days]",
        f"  ? lists them, ? NAME explains one{takes}",
    )
    reviewing.say(hints)
    while True:
        answer = terminal.line("evaluator", words=[*known, *(f"-{name}" for name in names)])
        if not answer.startswith("?"):
            return answer
        name = answer[1:].strip()
        if name and name not in known:
            reviewing.say([f"  no evaluator {name}: {meant(name, known) or '? lists them'}"])
        else:
            _page(evaluator_text(name).splitlines() if name else _listed(known))


def _listed(known: Mapping[str, type[object]]) -> Iterator[str]:
    width = max(map(len, known))
    return (f"{name:{width}}  {_summary(known[name])}" for name in known)


def _page(lines: Iterable[str]) -> None:
    terminal.page(fitting.wrapped(lines, terminal.size()[0], hanging=4))


def _summary(evaluator: type[object]) -> str:
    return (evaluator.__doc__ or "").strip().partition("\n")[0]


def _attach(reviewing: Reviewing, entry: Json) -> None:
    from rowgate.flows.refusals import refuse_faulty

    asked = Annotation(add_evaluators=[entry])
    refuse_faulty(reviewing.desk.tools.judge, asked)
    if terminal.yes("attach it?", default=_tried(reviewing, reviewing.row, entry)):
        reviewing.annotate(asked)


def _tried(reviewing: Reviewing, row: Row, entry: Json) -> bool:
    """Says what the evaluator makes of the row, and whether it is worth attaching."""
    lines = []
    useful = True
    verdict = reviewing.desk.on_response(row, entry)
    if verdict is not None:
        lines.append(f"  it {report.verdict_line(row, verdict)}")
        catches = any(one.verdict and one.verdict.outcome == "fail" for one in reviewing.look.tried)
        wanted = {"wrong": "fail", "right": "pass"}.get(row.response_was, verdict.outcome)
        useful = verdict.outcome == wanted or (row.response_was == "wrong" and catches)
    elif row.response is not None:
        lines.append("  it cannot be tried on a recording; rowgate prove will")
    on_expected = reviewing.desk.on_expected(row, entry)
    if on_expected is not None:
        word = {"pass": "passes", "fail": "FAILS"}.get(on_expected.outcome, "cannot decide on")
        lines.append(f"  it {word} the expected answer")
        useful = useful and on_expected.outcome == "pass"
    reviewing.say(lines)
    return useful


def approval(reviewing: Reviewing) -> None:
    """Approves the row, once nothing is wrong with it and the reviewer has seen all of it."""
    from rowgate.flows.approve import approve, refuse_approval

    errors = reviewing.look.errors
    if errors:
        count = "1 error stands" if len(errors) == 1 else f"{len(errors)} errors stand"
        reviewing.say([f"  not yet: {count} in the way"])
        return
    refuse_approval(reviewing.workspace, reviewing.look.place)
    if reviewing.hidden:
        unseen = f"{reviewing.hidden} lines of it were not shown (o opens them all)"
        if not terminal.yes(f"{unseen}. Go on without?", default=False):
            return
    marks = reviewing.placeholders()
    reviewing.say([f"  redacted: {marks}" if marks else "  nothing in it was redacted"])
    if not terminal.yes("Approve: I have read it, and no names or addresses remain in it"):
        reviewing.say(["  not approved: e opens the row, to write [NAME_1] in the place of a name"])
        return
    if reviewing.has_changed():
        reviewing.say(["  not approved: the row changed on disk since it was shown"])
        reviewing.show()
        return
    (done,) = approve(reviewing.workspace, [str(reviewing.look.place.path)])
    reviewing.say([f"  approved by {done.by}"])
    reviewing.settle("approved")


def move(reviewing: Reviewing) -> None:
    """Moves the row to another dataset whose columns it fits; it still waits there."""
    from rowgate.flows.move import move as move_rows
    from rowgate.reports.commits import commit_line, named

    here = reviewing.look.place.dataset
    others = [name for name in reviewing.workspace.datasets() if name != here]
    if not others:
        reviewing.say(["  there is no other dataset: rowgate new DATASET"])
        return
    reviewing.say([f"  datasets: {', '.join(others)}"])
    to = terminal.line("move to", words=others)
    if not to:
        return
    done = move_rows(reviewing.workspace, [str(reviewing.look.place.path)], to)
    relative = reviewing.workspace.config.relative
    new = [relative(path) for path in done.new]
    line = commit_line(
        f"Move {named([row.after for row in done.rows])} to {to}",
        [*new, *map(relative, done.old)],
        new=new,
    )
    reviewing.say([f"  moved to {to}"])
    reviewing.moved(done.rows[0].after, line)


def drop(reviewing: Reviewing) -> None:
    """Removes the row, with a reason for the commit message."""
    from rowgate.flows.remove import remove
    from rowgate.reports.commits import commit_line, named

    reason = terminal.line("drop it, because (empty: keep it)")
    if not reason:
        return
    lost = not reviewing.desk.is_committed(reviewing.look.place)
    if lost and not terminal.yes("It was never committed: nothing brings it back. Drop it?"):
        return
    done = remove(reviewing.workspace, [str(reviewing.look.place.path)], reason)
    paths = [reviewing.workspace.config.relative(path) for path in done.changed]
    if paths:
        reviewing.advice.append(commit_line(f"Remove {named(done.rows)}: {reason}", paths))
    reviewing.say(["  dropped"])
    reviewing.settle("dropped")
