"""What a span gives a row, as the dataset and the repository are now: derived, then redacted.

`add` writes it, `add --update` writes it again, `verify` compares it with what is there.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from rowgate.errors import RowgateError, UsageError
from rowgate.flows.redaction import keeps_of, policy_of, scan_of
from rowgate.flows.traces import Picked
from rowgate.flows.workspace import Workspace
from rowgate.history.repository import open_repository
from rowgate.model import Dataset, Json, Scan, Span
from rowgate.redaction.keep import Keep
from rowgate.redaction.redact import RedactionResult, redact
from rowgate.rows import store
from rowgate.rows.convert import Case, case_of, source_of
from rowgate.rows.mapping import mapped_values, taken_over
from rowgate.rows.payloads import without_payloads
from rowgate.rows.variables import Given, Template
from rowgate.spans.assemble import prompt_span
from rowgate.spans.jsonform import to_json
from rowgate.spans.roots import application, topmost

OF_THE_ROOT = "the root span's input"
_MARK = "\ufeff"  # what some editors begin a file with, and no engine renders
OF_THE_PROMPT_SPAN = "the prompt span beside it"


class Derived(NamedTuple):
    """What one span gives a row, before redaction."""

    span: Span
    """The span whose row it is: of an application the root."""
    case: Case
    dropped: Mapping[str, int] = {}
    """How many payloads of each kind the dataset does not keep: they count as redacted."""

    def data(self, project: str | None, response_was: str) -> dict[str, Json]:
        """The derived fields of the row, in canonical order."""
        case = self.case
        data: dict[str, Json] = {"variables": case.variables}
        if case.response is not None:
            data |= {"response": case.response, "response_was": response_was}
        source = source_of(self.span, project=project, variables_from=case.variables_from)
        return {**data, "source": source}


class Deriver:
    """Derives rows for one dataset."""

    def __init__(self, workspace: Workspace, dataset: Dataset) -> None:
        self.workspace = workspace
        self.dataset = dataset
        self.scan: Scan = scan_of(workspace)
        self.policy = policy_of(workspace)
        self.by = open_repository(workspace.config.root).identity()
        self._templates: list[Template] | None = None

    def subject(self, picked: Picked) -> Span:
        """The span that is to be a row: the one named, or of an application the root above it."""
        if self.dataset.unit != "application":
            return picked.span
        return application(topmost(picked.span, picked.trace))

    def derive(self, picked: Picked) -> Derived:
        """The case of a span. Raises `RowgateError` where it holds none, or an unclear one."""
        span = self.subject(picked)
        if self._records_nothing(span):
            raise RowgateError(
                f"the root span {span.span_id} ({span.name}) records no input",
                fix="record the input of the application's entry point in your tracing",
            )
        case = case_of(span, self.dataset.columns, self._given(span, picked.trace))
        return Derived(span, *self.allowed(case))

    def allowed(self, case: Case) -> tuple[Case, Mapping[str, int]]:
        """The case without what the dataset does not keep, and how many payloads that were."""
        if self.dataset.response_column == "none":
            case = case._replace(response=None)
        if self.dataset.assets.get("allow") is False:
            return _without_payloads(case)
        return case, {}

    def _records_nothing(self, span: Span) -> bool:
        """Whether an application's root has no input, nor a mapping that may find one."""
        recorded = span.variables or span.messages or self.dataset.mapping
        return self.dataset.unit == "application" and not recorded

    def redacted(self, data: dict[str, Json], keeps: Iterable[Keep] = ()) -> RedactionResult:
        """The data as it may be written. Raises `RedactionFailed` where a redactor fails."""
        source, review = data.get("source") or {}, data.get("review") or {}
        named = [self.by, source.get("added_by"), review.get("by")]
        return redact(
            data,
            self.scan,
            keep=[*keeps, *keeps_of(self.workspace)],
            declared=[*self.dataset.owners, *(name for name in named if name)],
            policy=self.policy,
        )

    def _given(self, span: Span, trace: Iterable[Span]) -> Given:
        spans = list(trace)
        beside = prompt_span(span, spans)
        mapped: dict[str, Json] = {}
        renamed: dict[str, str] = {}
        if self.dataset.mapping:
            around = {
                "span": span,
                "parent": next((one for one in spans if one.span_id == span.parent_id), None),
                "root": topmost(span, spans),
                "prompt_span": beside,
            }
            plain = {name: one and to_json(one) for name, one in around.items()}
            mapped = mapped_values(self.dataset.mapping, plain, self.dataset.columns)
            renamed = taken_over(self.dataset.mapping)
        if self.dataset.unit == "application" and span.kind != "model":
            return Given(mapped, renamed, recorded=OF_THE_ROOT)
        if beside and span.variables and span.variables.keys() <= beside.variables.keys():
            return Given(mapped, renamed, self._prompt(), OF_THE_PROMPT_SPAN)
        return Given(mapped, renamed, self._prompt())

    def _prompt(self) -> list[Template]:
        """The dataset's template. Raises `UsageError` where the file is not there."""
        if self._templates is None:
            self._templates = _read_prompt(self.workspace, self.dataset)
        return self._templates


def _without_payloads(case: Case) -> tuple[Case, dict[str, int]]:
    held = {"variables": case.variables, "response": case.response}
    dropped = without_payloads(held, case.payloads)
    return case._replace(**dropped.value, payloads=[]), dropped.counts


def _read_prompt(workspace: Workspace, dataset: Dataset) -> list[Template]:
    if dataset.prompt is None:
        return []
    path = workspace.prompt(dataset.prompt)
    if path is None:
        raise UsageError(
            f"{dataset.name} says prompt: {dataset.prompt}, and there is no such file "
            "beside or below rowgate.yaml",
            fix=f"mend it in {workspace.config.relative(workspace.folder(dataset.name))}/"
            f"{store.DATASET_FILE}",
        )
    return [Template(store.read_text(path).removeprefix(_MARK), dataset.prompt)]
