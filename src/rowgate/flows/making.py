"""How rows are made: in memory, redacted, fitted to their dataset; written all or none.

`add` makes them of spans, `import` of other tools' cases. There is no third way to a row.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

from rowgate.errors import RowgateError, UsageError
from rowgate.flows.derive import Deriver
from rowgate.flows.reading import MAX_FILE_BYTES
from rowgate.flows.seen import Seen
from rowgate.flows.wish import Wish
from rowgate.flows.workspace import Workspace, row_slug
from rowgate.model import ColumnType, Json
from rowgate.redaction.keep import parse_keep
from rowgate.redaction.redact import RedactionResult
from rowgate.rows import store
from rowgate.rows.columns import Fit, fit
from rowgate.rows.convert import Case
from rowgate.rows.datasetfile import read_dataset, with_columns
from rowgate.rows.identity import row_id
from rowgate.rows.modeline import headed
from rowgate.rows.rowfile import write_row

_LEAVE_OUT = "redaction.fields in rowgate.yaml leaves a field out (variables.NAME: drop)"
IMPLIED = {"incorrect-answer": "wrong", "golden-example": "right"}


class Made(NamedTuple):
    """A row that is to be written, and how it fits."""

    path: Path
    fit: Fit


class Maker:
    """Makes rows in memory, each seeing the columns that the one before it bootstrapped."""

    kind = "span"
    """What rows are made of here, for messages."""

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

    def write(self) -> None:
        """Writes every row that was made, or none. Raises `RowgateError`."""
        files = {path: text.encode() for path, text in self.rows.items()}
        for path, content in files.items():
            if len(content) > MAX_FILE_BYTES:
                raise RowgateError(
                    f"{self.shown(path)} would have {len(content):,} bytes, and no row has more "
                    f"than {MAX_FILE_BYTES:,}",
                    fix=_LEAVE_OUT,
                )
        if self.definition.text != self.before.text:
            files[self.folder / store.DATASET_FILE] = self.definition.text.encode()
        store.write_all({**self.payloads, **files})

    def place(
        self,
        data: dict[str, Json],
        case: Case,
        account: Mapping[str, Json],
        ending: str,
        name: str | None,
    ) -> Made:
        """Puts a redacted row into the dataset, with the account of what was removed.

        Raises `RowgateError` where it does not fit.
        """
        data["source"] |= account
        path = self._path(data, ending, name)
        with _writable(self.shown(path)):
            where = self.bootstrap(case, data)
            self.rows[path] = headed(write_row(data), path, self.workspace.config.root, "row")
        self.seen.add(data["variables"], path)
        self.keep_payloads(case)
        return Made(path, where)

    def bootstrap(self, case: Case, data: dict[str, Json]) -> Fit:
        """Columns carry the names as redacted, so that no key leaks into `dataset.yaml`."""
        try:
            found = fit(
                data["variables"],
                self.types(case, data),
                self.definition.dataset,
                has_rows=bool(self.seen.rows),
                has_response="response" in data,
                what=self.kind,
            )
        except RowgateError as refusal:
            refusal.message = "; ".join([refusal.message, *case.remarks])
            raise
        if found.bootstrapped or found.response_column:
            text = with_columns(self.definition.text, found.bootstrapped, found.response_column)
            self.redefine(text)
        return found

    def types(self, case: Case, data: Mapping[str, Json]) -> dict[str, ColumnType]:
        """The column type of each variable by its redacted name."""
        kept = [
            kind
            for name, kind in case.types.items()
            if self.deriver.policy.action(("variables", name)) != "drop"
        ]
        return dict(zip(data["variables"], kept, strict=True))

    def redefine(self, text: str) -> None:
        """Goes on with another `dataset.yaml`."""
        self.definition = read_dataset(self.definition.dataset.name, text)
        self.deriver.dataset = self.definition.dataset

    def shown(self, path: Path) -> str:
        """A path as users type it."""
        return self.workspace.config.relative(path)

    def keep_payloads(self, case: Case) -> None:
        """Takes notice of the images and PDFs of a case."""
        for payload in case.payloads:
            self.payloads[self.folder / payload.path] = payload.content

    def unused(self, result: RedactionResult) -> list[str]:
        """The exceptions that kept nothing."""
        used = {keep.text for keep in result.kept_used}
        return [text for text in self.wish.keep if text not in used]

    def kept(self) -> dict[str, Json]:
        """The row's own exceptions from redaction."""
        found = [_kept(text, self.wish.reason) for text in self.wish.keep]
        return {"kept": found} if found else {}

    def was(self, why: str | None) -> str:
        """What the response was: as said, or as the reason for the row implies."""
        return self.wish.response_was or IMPLIED.get(why or "", "unjudged")

    def _path(self, data: Mapping[str, Json], ending: str, name: str | None) -> Path:
        stem = row_id(row_slug(name, data["labels"], data["why"]), ending)
        return self.folder / store.ROWS / f"{stem}.yaml"


@contextmanager
def _writable(path: str) -> Iterator[None]:
    """What no file of ours can hold is no bug: a key of 2,000 characters, a hundred levels."""
    try:
        yield
    except ValueError as error:
        refused = RowgateError(f"{path}: {error}", fix=_LEAVE_OUT)
    else:
        return
    raise refused


def _kept(text: str, reason: str | None) -> dict[str, Json]:
    kind, _, path = text.partition("@")
    if not reason:
        raise UsageError(f"--keep {text} needs a --reason", fix='--reason "order number"')
    return {"type": kind, "path": path, "reason": reason}
