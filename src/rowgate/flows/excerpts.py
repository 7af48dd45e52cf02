"""The line of a file that a problem is about, where it may be shown."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from rowgate.flows.placing import Placed
from rowgate.flows.reading import Read
from rowgate.model import Json, Scan
from rowgate.rows import store
from rowgate.rows.rowfile import read_fields


class Excerpts:
    """Lines of one dataset's files.

    Nothing of a file that a scan finds something in is shown: a finding may take several
    lines, and the line of another problem be one of them.
    """

    def __init__(
        self, read: Read, scan: Scan, scan_data: Callable[[Json], Iterable[object]]
    ) -> None:
        self._read = read
        self._scan = scan
        self._scan_data = scan_data
        self._shown: dict[str, list[str]] = {}

    def with_source(self, found: Placed) -> Placed:
        """The problem with the text of its line, or as it was."""
        if found.problem.code.startswith("RG3"):
            return found
        lines = self._lines(found)
        if not 0 < found.line <= len(lines):
            return found
        return found._replace(source=lines[found.line - 1])

    def _lines(self, found: Placed) -> list[str]:
        row = found.problem.row
        if row is None and not found.path.endswith(store.DATASET_FILE):
            return []
        known = self._shown.get(found.path)
        if known is None:
            of_row = self._read.rows.get(row) if row is not None else None
            text = of_row.text if of_row else self._read.definition.text
            known = self._shown[found.path] = [] if self._holds_finding(text) else text.split("\n")
        return known

    def _holds_finding(self, text: str) -> bool:
        data, _ = read_fields(text)
        return any(True for _ in self._scan(text)) or any(True for _ in self._scan_data(data))
