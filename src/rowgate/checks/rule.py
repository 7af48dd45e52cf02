"""What a rule is: a code, a severity per gate, a function, and a docstring that explains it.

Public for plugins as `rowgate.rule` and `rowgate.Found`:

    @rule("ACME001", "row names a customer", release="error", exploratory="notice")
    def customer(row, context):
        '''A row says nothing about who asked. …'''
        if "customer" in row.labels:
            yield Found("labelled `customer`", f"remove the label from {row.id}", ("labels",))
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING, Any, Literal, NamedTuple, TypeAlias

from rowgate.errors import UsageError
from rowgate.model import DataPath, Gate, Row, Severity

if TYPE_CHECKING:
    from rowgate.checks.context import Context

Scope = Literal["file", "row", "dataset"]
RowCheck: TypeAlias = "Callable[[Row, Context], Iterable[Found]]"
DatasetCheck: TypeAlias = "Callable[[Sequence[Row], Context], Iterable[Found]]"


class Found(NamedTuple):
    """What a rule yields: what is wrong, in one line, and what to type next.

    The message never holds a value that a scan would remove.
    """

    message: str
    fix: str = ""
    at: DataPath = ()
    row: str | None = None
    """The row's id, where a rule of the dataset speaks of one row. A row rule leaves it out."""


class Rule:
    """One rule of `check`. What it looks at is `row`, `dataset` or neither (a file rule)."""

    __slots__ = ("code", "dataset", "doc", "exploratory", "module", "release", "row", "title")

    def __init__(
        self,
        code: str,
        title: str,
        *,
        release: Severity,
        exploratory: Severity,
        doc: str = "",
        module: str = "",
    ) -> None:
        self.code = code
        self.title = title
        self.release = release
        self.exploratory = exploratory
        self.doc = doc
        self.module = module
        self.row: RowCheck | None = None
        self.dataset: DatasetCheck | None = None

    def of_dataset(self, check: DatasetCheck) -> DatasetCheck:
        """Decorator: the same rule, looking at what `dataset.yaml` says."""
        self.dataset = check
        return check

    def default(self, gate: Gate) -> Severity:
        """The severity that holds where `rowgate.yaml` says nothing."""
        return self.release if gate == "release" else self.exploratory

    def __repr__(self) -> str:
        return f"<Rule {self.code} {self.title}>"


def rule(
    code: str, title: str, *, release: Severity, exploratory: Severity, scope: Scope = "row"
) -> Callable[[Callable[..., Any]], Rule]:
    """Decorator: makes a function a rule. Its docstring is the rule's documentation.

    A `row` rule is called with `(row, context)`, a `dataset` rule with `(rows, context)`, where
    the rows are all of the dataset's; both yield `Found`. A `file` rule has no body: whoever
    reads the files reports it, the rule says what the code means.
    Raises `UsageError` for a code that is not capital letters and three digits.
    """
    letters, digits = code[:-3], code[-3:]
    if not (len(letters) > 1 and letters.isupper() and letters.isalpha() and digits.isdecimal()):
        raise UsageError(
            f"{code!r} is no rule code", fix="write capital letters and three digits: ACME001"
        )

    def made(function: Callable[..., Any]) -> Rule:
        found = Rule(
            code,
            title,
            release=release,
            exploratory=exploratory,
            doc=function.__doc__ or "",
            module=function.__module__,
        )
        if scope == "row":
            found.row = function
        elif scope == "dataset":
            found.dataset = function
        return found

    return made
