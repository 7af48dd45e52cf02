"""`prove`: a row's criteria shown to do what they claim, model-graded ones too."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from itertools import islice
from pathlib import Path
from typing import NamedTuple

from rowgate import yamltext
from rowgate.checks.context import Context
from rowgate.checks.proof import Proof, Standing, graded_of, prove_row
from rowgate.errors import UsageError
from rowgate.evaluators.endpoint import Endpoint
from rowgate.flows.beside import Beside
from rowgate.flows.check import Options as CheckOptions
from rowgate.flows.check import check_read
from rowgate.flows.context import context_of
from rowgate.flows.discreet import Discreet
from rowgate.flows.faulty import said_at
from rowgate.flows.named import parse_named, rows_at, tree_at
from rowgate.flows.proof_runs import ProofRun
from rowgate.flows.reading import Read, read_files
from rowgate.flows.redaction import scan_of
from rowgate.flows.workspace import Workspace
from rowgate.gate.settings import Pace
from rowgate.model import Json, Row
from rowgate.rows import store
from rowgate.rows.identity import digest_of
from rowgate.rows.rowfile import RowFile, canonical
from rowgate.shapes import meant

_SETTINGS = ("temperature", "seed")
_AT_ONCE = Pace().concurrency
"""Questions to the judge at once: as many as a run asks of a candidate."""


class Options(NamedTuple):
    """What the caller of `prove` asks for."""

    runs: int = 1
    """How often a model-graded evaluator judges each answer; all runs must agree."""
    record: bool = True


class Proven(NamedTuple):
    """What became of one row."""

    path: str
    standing: Standing
    proof: Proof | None
    """None where the row cannot be read."""
    doubts: Sequence[str]
    record: str = ""
    """`written`, `held` where the file said so already, `withdrawn` where it was wrong, `due`
    where nothing was to be written."""


def prove(
    workspace: Workspace, named: Sequence[str], options: Options, chat: Endpoint | None
) -> Iterator[Proven]:
    """Proves the named rows and datasets, or all; each row's record is written at once.

    What a judge said is paid for: stopping half-way loses none of it. Raises `UsageError` for
    a name that nothing has, before anything is asked.
    """
    for (ref, folder), paths in _places(workspace, named).items():
        read = read_files(folder, set(paths), tree=tree_at(workspace, ref))
        _refuse_faulty(workspace, read)
        context = _context(workspace, read)
        guard = _findings(workspace, read)
        with Beside(_AT_ONCE) as beside:
            # What was committed stays as it is.
            wish = options._replace(record=options.record and ref is None)
            bench = _Bench(workspace, context, wish, chat, guard, beside)
            files = [(path, read.rows.get(path.stem)) for path in read.files()]
            for (path, file), asked in zip(files, bench.ahead(files), strict=True):
                proven = _proven(workspace, path, file, asked, bench)
                yield proven._replace(path=f"{proven.path}@{ref}") if ref else proven


def _refuse_faulty(workspace: Workspace, read: Read) -> None:
    """Half a dataset.yaml may lack the evaluators that a row has to pass, too."""
    faults = read.definition.faults
    if faults:
        path = workspace.config.relative(read.folder / store.DATASET_FILE)
        said = said_at(path, read.definition.text, faults[0])
        raise UsageError(said, fix=f"rowgate check {path}")


def _places(
    workspace: Workspace, named: Sequence[str]
) -> dict[tuple[str | None, Path], list[Path]]:
    """The rows to prove, by version and dataset."""
    datasets = workspace.datasets()
    found: dict[tuple[str | None, Path], list[Path]] = {}
    for one in named or datasets:
        name, ref = parse_named(one)
        if ref is not None:
            paths = rows_at(workspace, name, ref)
        elif name in datasets:
            paths = store.row_files(workspace.folder(name))
            if named and not paths:
                raise UsageError(f"{name} has no rows", fix=f"rowgate add SPAN --to {name}")
        else:
            paths = [_row_path(workspace, name, datasets)]
        for path in paths:
            rows = found.setdefault((ref, path.parent.parent), [])
            if path not in rows:
                rows.append(path)
    return found


def _row_path(workspace: Workspace, name: str, datasets: list[str]) -> Path:
    try:
        return workspace.row(name).path
    except UsageError as error:
        hint = meant(name, datasets)
        if not hint or not error.message.startswith("no row"):
            raise
        raise UsageError(f"no row or dataset {name}", fix=hint) from None


def _context(workspace: Workspace, read: Read) -> Context:
    scan = scan_of(workspace, gate=True, fast=True)
    return context_of(workspace, read, CheckOptions(local_plugins=workspace.local_plugins), scan)


def _findings(workspace: Workspace, read: Read) -> dict[str, str]:
    """The privacy problem of each row that has one: such a row is sent to no judge."""
    asked = CheckOptions(local_plugins=workspace.local_plugins, select=("RG3",))
    return {
        found.problem.row: found.problem.message
        for found in check_read(workspace, read, asked)
        if found.problem.row and found.problem.severity == "error"
    }


class _Bench(NamedTuple):
    """What the rows of one dataset are tried with."""

    workspace: Workspace
    context: Context
    options: Options
    chat: Endpoint | None
    findings: dict[str, str]
    beside: Beside

    def ahead(self, files: Sequence[tuple[Path, RowFile | None]]) -> Iterator[Sequence[ProofRun]]:
        """The runs of each file's row; the judge is asked for some rows before their turn."""
        asked = (self._asked(file.row) if file and file.row else [] for _, file in files)
        waiting = deque(islice(asked, _AT_ONCE))
        while waiting:
            yield waiting.popleft()
            waiting.extend(islice(asked, 1))

    def _asked(self, row: Row) -> Sequence[ProofRun]:
        chat = None if row.id in self.findings else self.chat
        runs = [ProofRun(self.workspace, chat, number) for number in range(self.options.runs)]
        if chat is not None:
            for output, entry in graded_of(row, self.context):
                for run in runs:
                    run.ask_ahead(self.beside, output, row, entry)
        return runs

    def judged(self, row: Row, runs: Sequence[ProofRun]) -> Proof:
        """The proof of a row by what its runs say."""
        proof = prove_row(row, self.context._replace(judge=runs[0].judge), runs)
        if proof.graded and row.id in self.findings:
            doubt = f"not sent to the judge: {self.findings[row.id]}: rowgate check"
            proof = proof._replace(doubts=[doubt])
        return Discreet(self.workspace).proof(proof) if row.id in self.findings else proof


def _proven(
    workspace: Workspace,
    path: Path,
    file: RowFile | None,
    runs: Sequence[ProofRun],
    bench: _Bench,
) -> Proven:
    shown = workspace.config.relative(path)
    if file is None or file.row is None:
        said = said_at(shown, file.text, file.faults[0]) if file else "cannot be read"
        return Proven(shown, "unproven", None, [f"{said}: rowgate check {shown}"])
    proof = bench.judged(file.row, runs)
    if not proof.graded:
        return Proven(shown, proof.standing, proof, proof.doubts)
    record = _record(proof, _said_by(runs, bench))
    text = _recorded(file, proof, record)
    if text is not None and bench.options.record:
        store.write_all({path: text.encode()})
    state = _state(proof, text is not None, recording=bench.options.record)
    return Proven(shown, proof.standing, proof, proof.doubts, state)


def _said_by(runs: Sequence[ProofRun], bench: _Bench) -> dict[str, Json]:
    """Who answered, at which temperature and seed: one value, or the list of several."""
    asked = [question for run in runs for question in run.asked]
    models = dict.fromkeys(question.model for question in asked)
    temperatures = dict.fromkeys(question.temperature for question in asked)
    seed = bench.chat.settings.seed if bench.chat else None
    said = {"judge": _one_or_all(models), "temperature": _one_or_all(temperatures), "seed": seed}
    if len(runs) > 1:
        said["runs"] = len(runs)
    return {key: value for key, value in said.items() if value is not None}


def _one_or_all(values: dict[Json, None]) -> Json:
    known = [value for value in values if value is not None]
    return known[0] if len(known) == 1 else sorted(known, key=str) or None


def _record(proof: Proof, said: dict[str, Json]) -> dict[str, Json]:
    return {
        **said,
        "digest": digest_of(proof.row),
        "date": time.strftime("%Y-%m-%d", time.gmtime()),
    }


def _recorded(file: RowFile, proof: Proof, record: dict[str, Json]) -> str | None:
    """The row's text with the proof, or without one that turned out wrong; None: as it was."""
    before = dict(proof.row.review.proof)
    if proof.standing == "refuted" and before:
        return canonical(yamltext.edit(file.text, [], [("review", "proof")]))
    if proof.standing != "proven" or _covers(before, record):
        return None
    edits: list[tuple[tuple[str, ...], Json]] = [(("review", "proof"), record)]
    if "review" not in file.data:
        edits = [(("review",), {"status": "pending", "proof": record})]
    return canonical(yamltext.edit(file.text, edits))


def _covers(before: Mapping[str, Json], record: Mapping[str, Json]) -> bool:
    """Whether the file holds a proof of the same by the same judge, in as many runs or more."""
    same = all(before.get(key) == record.get(key) for key in ("judge", *_SETTINGS, "digest"))
    runs = before.get("runs", 1)
    return same and isinstance(runs, int) and runs >= record.get("runs", 1)


def _state(proof: Proof, changed: bool, *, recording: bool) -> str:
    if changed and not recording:
        return "due"
    if changed:
        return "written" if proof.standing == "proven" else "withdrawn"
    return "held" if proof.standing == "proven" else ""
