"""Which spans a dataset takes, before their content is looked at."""

from __future__ import annotations

from rowgate.errors import RowgateError
from rowgate.model import Dataset, Span

_NO_PARENT = "it names a parent that is not among the spans, so it may not be the root"


def refuse_unfit(
    span: Span, dataset: Dataset, project: str | None, incomplete: bool = False
) -> None:
    """Refuses a span of another kind or project, or one that its format lost something of.

    `project` is the one the user states, `incomplete` that a loss is fine. Raises
    `RowgateError`.
    """
    application = dataset.unit == "application"
    if span.kind != "model" and not application:
        raise RowgateError(
            f"span {span.span_id} is a {span.kind} span, not a model span",
            fix=f"rowgate show {span.trace_id} shows which spans can be added",
        )
    refuse_project(span, dataset, project)
    orphan = _NO_PARENT if application and span.parent_id is not None else None
    lost = ", ".join(why for why in (orphan, span.incomplete) if why)
    if lost and not incomplete:
        raise RowgateError(
            f"span {span.span_id} is incomplete: {lost}",
            fix="add --incomplete takes it as it is",
        )


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
