"""`add`: spans → redacted rows. Everything is decided before the first file is opened."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path

from rowgate import __version__
from rowgate.errors import RowgateError, UsageError
from rowgate.flows.annotate import read_sound
from rowgate.flows.comparing import Comparison, compare
from rowgate.flows.derive import Derived, Deriver
from rowgate.flows.fitness import refuse_unfit
from rowgate.flows.redaction import account
from rowgate.flows.renewal import renewed
from rowgate.flows.seen import Seen, entry_of, with_entry
from rowgate.flows.traces import Picked
from rowgate.flows.wish import Added, Wish
from rowgate.flows.workspace import RowPlace, Workspace, row_slug
from rowgate.model import FORMAT, Json, Span
from rowgate.redaction.keep import parse_keep
from rowgate.redaction.redact import RedactionResult
from rowgate.rows import store
from rowgate.rows.columns import Fit, fit
from rowgate.rows.convert import Case
from rowgate.rows.datasetfile import read_dataset, with_columns
from rowgate.rows.identity import row_id, span_ending
from rowgate.rows.modeline import headed
from rowgate.rows.rowfile import RowFile, write_row

_IMPLIED = {"incorrect-answer": "wrong", "golden-example": "right"}


def add(
    workspace: Workspace, dataset_name: str, picked: Sequence[Picked], wish: Wish
) -> list[Added]:
    """Writes one row a span, all or none, and says what became of each.

    Raises `RowgateError` where a span does not fit the dataset or a redactor fails; nothing
    is written then.
    """
    maker = _Maker(workspace, dataset_name, wish)
    made = [maker.make(each) for each in picked]
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
        self.deriver = Deriver(workspace, self.definition.dataset)
        self.keeps = [parse_keep(text) for text in wish.keep]
        self.today = datetime.now(UTC).date().isoformat()
        self.rows: dict[Path, str] = {}
        self.payloads: dict[Path, bytes] = {}
        self.seen = Seen(self.folder)

    def files(self) -> dict[Path, bytes]:
        """Every file to write."""
        files = {path: text.encode() for path, text in self.rows.items()}
        if self.definition.text != self.before.text:
            files[self.folder / store.DATASET_FILE] = self.definition.text.encode()
        return {**self.payloads, **files}

    def make(self, picked: Picked) -> Added:
        span = self.deriver.subject(picked)
        there = self._there(span)
        if there is not None and (not self.wish.update or there in self.rows):
            return Added(picked.span.span_id, self._shown(there), "there")
        noted = self.seen.noted_in(span)
        if there is None and noted is not None:
            return Added(picked.span.span_id, self._shown(noted), "noted-there")
        refuse_unfit(span, self.definition.dataset, self.wish.project, self.wish.incomplete)
        derived = self.deriver.derive(picked)
        done = self._new(derived) if there is None else self._updated(derived, there)
        root = span.span_id != picked.span.span_id
        return done._replace(span_id=picked.span.span_id, root=root)

    def _there(self, span: Span) -> Path | None:
        ending = span_ending(span.trace_id, span.span_id)
        made = next((path for path in self.rows if path.stem.endswith(f"-{ending}")), None)
        return made or store.row_with_ending(self.folder, ending)

    def _new(self, derived: Derived) -> Added:
        if self.wish.why is None:
            raise UsageError(
                f"span {derived.span.span_id} is no row of {self.folder.name} yet",
                fix="--why says why the row is to exist",
            )
        result = self.deriver.redacted(self._data(derived, self.wish.why), self.keeps)
        data = result.data
        same = self.seen.row_of(data["variables"])
        if same is not None and self.wish.note_seen:
            return self._noted(derived.span, same)
        where = self._bootstrap(derived.case, data)
        counts = {**derived.dropped, **result.counts}
        data["source"] |= account(counts, result.detectors())
        path = self._path(derived.span, data)
        self.rows[path] = headed(write_row(data), path, self.workspace.config.root, "row")
        self.seen.add(data["variables"], path)
        self._keep_payloads(derived.case)
        return self._told(derived, result, where, path)._replace(
            same_case=same.stem if same else None
        )

    def _told(self, derived: Derived, result: RedactionResult, where: Fit, path: Path) -> Added:
        return Added(
            derived.span.span_id,
            self._shown(path),
            "added",
            variables_from=derived.case.variables_from,
            removed=result.removed,
            unfilled=where.unfilled,
            unused_keeps=self._unused(result),
            columns=[column.name for column in where.bootstrapped],
            incomplete=derived.span.incomplete,
            remarks=derived.case.remarks,
        )

    def _updated(self, derived: Derived, path: Path) -> Added:
        file = read_sound(self.workspace, RowPlace(self.folder.name, path))
        if file.row is None:
            raise RowgateError(f"{self._shown(path)} cannot be read", fix="rowgate check")
        found = compare(self.deriver, file.row, file.data, derived, self.keeps)
        self._bootstrap(derived.case, found.fresh)
        told = Added(
            derived.span.span_id,
            self._shown(path),
            "updated" if found.changed else "there",
            variables_from=derived.case.variables_from,
            changed=found.changed,
            hidden=found.hidden,
            remarks=derived.case.remarks,
        )
        return told._replace(stale=self._renew(file, found, path, derived.case))

    def _renew(self, file: RowFile, found: Comparison, path: Path, case: Case) -> bool:
        """Writes what changed and says whether the approval is stale by it."""
        if not found.changed:
            return False
        after = renewed(file, found, self._was())
        self.rows[path] = after.text
        self._keep_payloads(case)
        return after.stale

    def _noted(self, span: Span, path: Path) -> Added:
        entry = entry_of(span, self.deriver.by, self.today)
        safe = self.deriver.redacted({"source": {"also_seen": [entry]}}).data
        text = self.rows.get(path) or store.read_text(path)
        self.rows[path] = with_entry(text, safe["source"]["also_seen"][0])
        self.seen.note(span, path)
        return Added(span.span_id, self._shown(path), "noted")

    def _data(self, derived: Derived, why: str) -> dict[str, Json]:
        """The whole row before redaction: every derived field exists by then."""
        wish = self.wish
        found = derived.data(wish.project, self._was())
        source = found.pop("source")
        data: dict[str, Json] = {"format": FORMAT, "why": why}
        if wish.note:
            data["note"] = wish.note
        data |= {"labels": list(dict.fromkeys(wish.labels)), **found, "evaluators": []}
        if wish.keep:
            data["kept"] = [_kept(text, wish.reason) for text in wish.keep]
        data["review"] = {"status": "pending"}
        data["source"] = {
            **source,
            "added_by": self.deriver.by,
            "added_on": self.today,
            "tool": f"rowgate {__version__}",
        }
        return data

    def _was(self) -> str:
        return self.wish.response_was or _IMPLIED.get(self.wish.why or "", "unjudged")

    def _bootstrap(self, case: Case, data: dict[str, Json]) -> Fit:
        """Columns carry the names as redacted, so that no key leaks into `dataset.yaml`."""
        kept = [
            kind
            for name, kind in case.types.items()
            if self.deriver.policy.action(("variables", name)) != "drop"
        ]
        types = dict(zip(data["variables"], kept, strict=True))
        try:
            found = fit(
                data["variables"],
                types,
                self.definition.dataset,
                has_rows=bool(self.seen.rows),
                has_response="response" in data,
            )
        except RowgateError as refusal:
            refusal.message = "; ".join([refusal.message, *case.remarks])
            raise
        if found.bootstrapped or found.response_column:
            text = with_columns(self.definition.text, found.bootstrapped, found.response_column)
            self.definition = read_dataset(self.definition.dataset.name, text)
            self.deriver.dataset = self.definition.dataset
        return found

    def _path(self, span: Span, data: Mapping[str, Json]) -> Path:
        slug = row_slug(self.wish.name, data["labels"], data["why"])
        if self.wish.name and list(self.deriver.scan(self.wish.name)):
            raise RowgateError("--name holds what redaction would remove", fix="pick another name")
        stem = row_id(slug, span_ending(span.trace_id, span.span_id))
        return self.folder / store.ROWS / f"{stem}.yaml"

    def _shown(self, path: Path) -> str:
        return self.workspace.config.relative(path)

    def _keep_payloads(self, case: Case) -> None:
        for payload in case.payloads:
            self.payloads[self.folder / payload.path] = payload.content

    def _unused(self, result: RedactionResult) -> list[str]:
        used = {keep.text for keep in result.kept_used}
        return [text for text in self.wish.keep if text not in used]


def _kept(text: str, reason: str | None) -> dict[str, Json]:
    kind, _, path = text.partition("@")
    if not reason:
        raise UsageError(f"--keep {text} needs a --reason", fix='--reason "order number"')
    return {"type": kind, "path": path, "reason": reason}
