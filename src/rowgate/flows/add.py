"""`add`: spans → redacted rows. Everything is decided before the first file is opened."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from rowgate import __version__
from rowgate.errors import RowgateError, UsageError
from rowgate.flows.annotate import read_sound
from rowgate.flows.comparing import Comparison, compare
from rowgate.flows.derive import Derived
from rowgate.flows.fitness import refuse_unfit
from rowgate.flows.making import Maker
from rowgate.flows.redaction import account, left_out
from rowgate.flows.renewal import renewed
from rowgate.flows.seen import entry_of, with_entry
from rowgate.flows.traces import Picked
from rowgate.flows.wish import Added, Wish
from rowgate.flows.workspace import RowPlace, Workspace
from rowgate.model import FORMAT, Json, Span
from rowgate.redaction.redact import RedactionResult
from rowgate.rows import store
from rowgate.rows.columns import Fit
from rowgate.rows.convert import Case
from rowgate.rows.identity import span_ending
from rowgate.rows.rowfile import RowFile


def add(
    workspace: Workspace, dataset_name: str, picked: Sequence[Picked], wish: Wish
) -> list[Added]:
    """Writes one row a span, all or none, and says what became of each.

    Raises `RowgateError` where a span does not fit the dataset or a redactor fails; nothing
    is written then.
    """
    maker = _Maker(workspace, dataset_name, wish)
    made = [maker.make(each) for each in picked]
    maker.write()
    return made


class _Maker(Maker):
    """Makes rows of spans."""

    def make(self, picked: Picked) -> Added:
        span = self.deriver.subject(picked)
        there = self._there(span)
        if there is not None and (not self.wish.update or there in self.rows):
            return Added(picked.span.span_id, self.shown(there), "there")
        noted = self.seen.noted_in(span)
        if there is None and noted is not None:
            return Added(picked.span.span_id, self.shown(noted), "noted-there")
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
        self._refuse_personal_name()
        counts = {**derived.dropped, **result.counts}
        told = account(counts, result.detectors())
        ending = span_ending(derived.span.trace_id, derived.span.span_id)
        path, where = self.place(data, derived.case, told, ending, self.wish.name)
        return self._told(derived, result, where, path)._replace(
            same_case=same.stem if same else None
        )

    def _refuse_personal_name(self) -> None:
        if self.wish.name and list(self.deriver.scan(self.wish.name)):
            raise RowgateError("--name holds what redaction would remove", fix="pick another name")

    def _told(self, derived: Derived, result: RedactionResult, where: Fit, path: Path) -> Added:
        return Added(
            derived.span.span_id,
            self.shown(path),
            "added",
            variables_from=derived.case.variables_from,
            removed=result.removed,
            unfilled=where.unfilled,
            unused_keeps=self.unused(result),
            columns=[column.name for column in where.bootstrapped],
            incomplete=derived.span.incomplete,
            remarks=[*derived.case.remarks, *left_out(result)],
        )

    def _updated(self, derived: Derived, path: Path) -> Added:
        file = read_sound(self.workspace, RowPlace(self.folder.name, path))
        if file.row is None:
            raise RowgateError(f"{self.shown(path)} cannot be read", fix="rowgate check")
        found = compare(self.deriver, file.row, file.data, derived, self.keeps)
        self.bootstrap(derived.case, found.fresh)
        told = Added(
            derived.span.span_id,
            self.shown(path),
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
        after = renewed(file, found, self.was(self.wish.why))
        self.rows[path] = after.text
        self.keep_payloads(case)
        return after.stale

    def _noted(self, span: Span, path: Path) -> Added:
        entry = entry_of(span, self.deriver.by, self.today)
        safe = self.deriver.redacted({"source": {"also_seen": [entry]}}).data
        text = self.rows.get(path) or store.read_text(path)
        self.rows[path] = with_entry(text, safe["source"]["also_seen"][0])
        self.seen.note(span, path)
        return Added(span.span_id, self.shown(path), "noted")

    def _data(self, derived: Derived, why: str) -> dict[str, Json]:
        """The whole row before redaction: every derived field exists by then."""
        wish = self.wish
        found = derived.data(wish.project, self.was(self.wish.why))
        source = found.pop("source")
        data: dict[str, Json] = {"format": FORMAT, "why": why}
        if wish.note:
            data["note"] = wish.note
        data |= {"labels": list(dict.fromkeys(wish.labels)), **found, "evaluators": []}
        data |= self.kept()
        data["review"] = {"status": "pending"}
        data["source"] = {
            **source,
            "added_by": self.deriver.by,
            "added_on": self.today,
            "tool": f"rowgate {__version__}",
        }
        return data
