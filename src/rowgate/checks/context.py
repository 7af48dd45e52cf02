"""What a rule may ask for besides the rows: the dataset, the judge, the scan, the policy."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cached_property
from typing import Any, Literal, NamedTuple, Protocol, TypeAlias, TypeVar

from rowgate.model import DataPath, Dataset, Json, Judge, Row, Severity

S = TypeVar("S")
T = TypeVar("T")

Hit: TypeAlias = tuple[DataPath, str, str]
"""Where in the data something was found, its type, and the detector."""


class Keep(Protocol):
    """A finding that a person looked at and left in: `TYPE@PATH`."""

    def allows(self, type_: str, path: DataPath) -> bool:
        """Whether a finding of this type at this place is covered."""


class Limits(NamedTuple):
    """Sizes above which a row is too much of a good thing."""

    asset_bytes: int = 5 * 1024 * 1024
    row_bytes: int = 100 * 1024
    messages: int = 50
    tool_calls: int = 30


class _Given(NamedTuple):
    dataset: Dataset
    judge: Judge
    scan_data: Callable[[Json], Iterable[Hit]]
    """Finds secrets and personal data in plain data; raises where a detector failed.
    The path of a finding in a key is that of the entry under the key."""
    parse_keep: Callable[[str], Keep]
    """Reads `TYPE@PATH`; raises `RowgateError` where it is none."""
    digest: Callable[[Row], str]
    """What an approval covers."""
    asset: Callable[[str], int | None]
    """The size in bytes of an asset by its path in the dataset; None: it is not there."""
    ids: Sequence[str]
    """The ids of all rows of the dataset, those that are not checked too."""
    today: str
    """The date as YYYY-MM-DD."""
    review: Literal["file", "pull-request"] = "file"
    approval_by: Literal["anyone", "owners"] = "anyone"
    """Whose approval counts."""
    second_person: bool = False
    """Whether whoever added a row needs somebody else's approval."""
    require_approval: bool = False
    thorough: bool = False
    """Whether the caller asked for every redactor."""
    scan_widely: Callable[[Json], Iterable[Hit]] | None = None
    """The scan at its most suspicious, as `add` uses it; None in the commit hook. Without it
    nobody can say that a finding is gone."""
    asset_digest: Callable[[str], str | None] | None = None
    """The SHA-256 of an asset's content, in hex, by its path; None: it is not there."""
    overrides: Mapping[str, Severity | Literal["off"]] = {}
    """Severities by rule code, as `rowgate.yaml` sets them."""
    limits: Limits = Limits()


class Context(_Given):
    """One dataset under `check`, with the objects that other rooms lend."""

    def once(self, compute: Callable[[S, Context], T], subject: S) -> T:
        """`compute(subject, self)` of a row, or of all rows, worked out once however many rules
        ask for it."""
        known = self._known.get(compute)
        if known is not None and known[0] is subject:
            found: T = known[1]
            return found
        value = compute(subject, self)
        self._known[compute] = (subject, value)
        return value

    def for_all(self, compute: Callable[[Context], T]) -> T:
        """`compute(self)`, which is the same for every row, worked out once."""
        if compute not in self._shared:
            self._shared[compute] = compute(self)
        found: T = self._shared[compute]
        return found

    @cached_property
    def _shared(self) -> dict[Any, Any]:
        return {}

    @cached_property
    def _known(self) -> dict[Any, tuple[Any, Any]]:
        return {}

    @cached_property
    def ids_by_ending(self) -> Mapping[str, list[str]]:
        """The ids that share the last part of their name, which stands for the span."""
        found: dict[str, list[str]] = {}
        for row_id in self.ids:
            found.setdefault(row_id.rpartition("-")[2], []).append(row_id)
        return found
