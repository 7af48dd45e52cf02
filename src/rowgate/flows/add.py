"""`add`: spans → redacted rows. Everything is decided before the first file is opened."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

from rowgate import __version__
from rowgate.errors import RowgateError, UsageError
from rowgate.flows.redaction import keeps_of, policy_of, scan_of
from rowgate.flows.workspace import Workspace, row_slug
from rowgate.history.repository import open_repository
from rowgate.model import FORMAT, Dataset, Json, Redacted, Scan, Span
from rowgate.redaction.keep import parse_keep
from rowgate.redaction.redact import RedactionResult, redact
from rowgate.rows import store
from rowgate.rows.columns import Fit, fit
from rowgate.rows.convert import Case, case_of, source_of
from rowgate.rows.datasetfile import read_dataset, with_columns
from rowgate.rows.identity import canonical_json, row_id, span_ending
from rowgate.rows.rowfile import read_row, write_row

_IMPLIED = {"incorrect-answer": "wrong", "golden-example": "right"}


@dataclass(frozen=True, slots=True)
class Wish:
    """What the user says of the rows to be made."""

    why: str
    labels: Sequence[str] = ()
    name: str | None = None
    note: str | None = None
    response_was: str | None = None
    project: str | None = None
    keep: Sequence[str] = ()
    reason: str | None = None
    incomplete: bool = False
    """Whether a span that its format lost something of may be added all the same."""


class Added(NamedTuple):
    """What became of one span."""

    span_id: str
    path: str
    new: bool
    """False where the span is a row already: nothing was changed."""
    variables_from: str = ""
    removed: Sequence[Redacted] = ()
    unfilled: Sequence[str] = ()
    unused_keeps: Sequence[str] = ()
    same_case: str | None = None
    """The row that holds the same variables, from another span."""
    columns: Sequence[str] = ()
    """The columns that were bootstrapped from this span."""
    incomplete: str | None = None


def add(workspace: Workspace, dataset_name: str, spans: Sequence[Span], wish: Wish) -> list[Added]:
    """Writes one row a span, all or none, and says what became of each.

    Raises `RowgateError` where a span does not fit the dataset or a redactor fails; nothing
    is written then.
    """
    maker = _Maker(workspace, dataset_name, wish)
    made = [maker.make(span) for span in spans]
    store.write_all(maker.files())
    return made


class _Maker:
    """Makes rows in memory, each seeing the columns that the one before it bootstrapped."""

    def __init__(self, workspace: Workspace, dataset_name: str, wish: Wish) -> None:
        self.workspace = workspace
        self.folder = workspace.folder(dataset_name)
        self.definition = workspace.sound_dataset(dataset_name)
        self.before = self.definition
        self.wish = wish
        self.scan: Scan = scan_of(workspace)
        self.by = open_repository(workspace.config.root).identity()
        self.policy = policy_of(workspace)
        self.rows: dict[Path, dict[str, Json]] = {}
        self.payloads: dict[Path, bytes] = {}
        self.known = _known_cases(self.folder)

    def files(self) -> dict[Path, bytes]:
        """Every file to write."""
        files = {path: write_row(data).encode() for path, data in self.rows.items()}
        if self.definition.text != self.before.text:
            files[self.folder / store.DATASET_FILE] = self.definition.text.encode()
        return {**self.payloads, **files}

    def make(self, span: Span) -> Added:
        there = self._there(span)
        if there is not None:
            return Added(span.span_id, self.workspace.config.relative(there), new=False)
        self._refuse_unfit(span)
        case = case_of(span, self.definition.dataset.columns)
        if self.definition.dataset.response_column == "none":
            case = case._replace(response=None)
        result = self._redacted(span, case)
        data = result.data
        where = self._bootstrap(case, data)
        data["source"] |= {"redactions": result.counts} if result.counts else {}
        path = self._path(span, data)
        self.rows[path] = data
        for payload in case.payloads:
            self.payloads[self.folder / payload.path] = payload.content
        return Added(
            span.span_id,
            self.workspace.config.relative(path),
            new=True,
            variables_from=case.variables_from,
            removed=result.removed,
            unfilled=where.unfilled,
            unused_keeps=self._unused(result),
            same_case=self._same_case(data, path),
            columns=[column.name for column in where.bootstrapped],
            incomplete=span.incomplete,
        )

    def _there(self, span: Span) -> Path | None:
        ending = span_ending(span.trace_id, span.span_id)
        made = next((path for path in self.rows if path.stem.endswith(f"-{ending}")), None)
        return made or store.row_with_ending(self.folder, ending)

    def _refuse_unfit(self, span: Span) -> None:
        if span.kind != "model":
            raise RowgateError(
                f"span {span.span_id} is a {span.kind} span, not a model span",
                fix=f"rowgate show {span.trace_id} shows which spans can be added",
            )
        refuse_project(span, self.definition.dataset, self.wish.project)
        if span.incomplete and not self.wish.incomplete:
            raise RowgateError(
                f"span {span.span_id} is incomplete: {span.incomplete}",
                fix="add --incomplete takes it as it is",
            )

    def _redacted(self, span: Span, case: Case) -> RedactionResult:
        return redact(
            self._data(span, case),
            self.scan,
            keep=[*map(parse_keep, self.wish.keep), *keeps_of(self.workspace)],
            declared=[*self.definition.dataset.owners, self.by],
            policy=self.policy,
        )

    def _data(self, span: Span, case: Case) -> dict[str, Json]:
        """The whole row before redaction: every derived field exists by then."""
        wish = self.wish
        source = source_of(span, project=wish.project, variables_from=case.variables_from)
        data: dict[str, Json] = {"format": FORMAT, "why": wish.why}
        if wish.note:
            data["note"] = wish.note
        data |= {"labels": list(dict.fromkeys(wish.labels)), "variables": case.variables}
        if case.response is not None:
            data |= {"response": case.response, "response_was": self._was()}
        data["evaluators"] = []
        if wish.keep:
            data["kept"] = [_kept(text, wish.reason) for text in wish.keep]
        data["review"] = {"status": "pending"}
        data["source"] = {
            **source,
            "added_by": self.by,
            "added_on": datetime.now(UTC).date().isoformat(),
            "tool": f"rowgate {__version__}",
        }
        return data

    def _was(self) -> str:
        return self.wish.response_was or _IMPLIED.get(self.wish.why, "unjudged")

    def _bootstrap(self, case: Case, data: dict[str, Json]) -> Fit:
        """Columns carry the names as redacted, so that no key leaks into `dataset.yaml`."""
        kept = [
            kind
            for name, kind in case.types.items()
            if self.policy.action(("variables", name)) != "drop"
        ]
        types = dict(zip(data["variables"], kept, strict=True))
        found = fit(
            data["variables"],
            types,
            self.definition.dataset,
            has_rows=bool(self.known),
            has_response="response" in data,
        )
        if found.bootstrapped or found.response_column:
            text = with_columns(self.definition.text, found.bootstrapped, found.response_column)
            self.definition = read_dataset(self.definition.dataset.name, text)
        return found

    def _path(self, span: Span, data: Mapping[str, Json]) -> Path:
        slug = row_slug(self.wish.name, data["labels"], self.wish.why)
        if self.wish.name and list(self.scan(self.wish.name)):
            raise RowgateError("--name holds what redaction would remove", fix="pick another name")
        stem = row_id(slug, span_ending(span.trace_id, span.span_id))
        return self.folder / store.ROWS / f"{stem}.yaml"

    def _same_case(self, data: Mapping[str, Json], path: Path) -> str | None:
        case = canonical_json(data["variables"])
        other = self.known.get(case)
        self.known.setdefault(case, path.stem)
        return other

    def _unused(self, result: RedactionResult) -> list[str]:
        used = {keep.text for keep in result.kept_used}
        return [text for text in self.wish.keep if text not in used]


def refuse_project(span: Span, dataset: Dataset, stated: str | None) -> None:
    """Only spans of the dataset's project fit. Raises `RowgateError` for others."""
    projects = dataset.projects
    project = span.project or stated
    if span.project and stated and span.project != stated:
        raise RowgateError(
            f"span {span.span_id} is of project {span.project}, not {stated}",
            fix="leave --project out: it is for spans that name none",
        )
    if projects and project is None:
        raise RowgateError(
            f"span {span.span_id} names no project", fix=f"add --project {projects[0]} states it"
        )
    if projects and project not in projects:
        raise RowgateError(
            f"span {span.span_id} is of project {project}, {dataset.name} takes "
            f"{', '.join(projects)}",
            fix=f"pick another dataset, or add {project} to its project list",
        )


def _kept(text: str, reason: str | None) -> dict[str, Json]:
    kind, _, path = text.partition("@")
    if not reason:
        raise UsageError(f"--keep {text} needs a --reason", fix='--reason "order number"')
    return {"type": kind, "path": path, "reason": reason}


def _known_cases(folder: Path) -> dict[bytes, str]:
    """The rows of a dataset by their variables, to find the same case from another span."""
    known: dict[bytes, str] = {}
    for path in store.row_files(folder):
        data = read_row(path.stem, store.read_text(path)).data
        known.setdefault(canonical_json(data.get("variables", {})), path.stem)
    return known


def several(spans: Iterable[Span]) -> list[Span]:
    """The spans, each once, in the order they were asked for."""
    return list({(span.trace_id, span.span_id): span for span in spans}.values())
