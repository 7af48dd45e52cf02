"""The context of one dataset for the rules: judge, scan, digests and limits."""

from __future__ import annotations

import time
from collections.abc import Iterator
from functools import partial
from typing import TYPE_CHECKING

from rowgate.checks.context import Context, Hit
from rowgate.flows.tools import judge_of
from rowgate.redaction.keep import parse_keep
from rowgate.rows import store
from rowgate.rows.identity import digest_of

if TYPE_CHECKING:
    from rowgate.flows.check import Options
    from rowgate.flows.reading import Read
    from rowgate.flows.workspace import Workspace
    from rowgate.model import Json
    from rowgate.redaction.scan import Scan


def context_of(workspace: Workspace, read: Read, options: Options, scan: Scan) -> Context:
    """What the rules may ask for in this dataset."""
    return Context(
        dataset=read.definition.dataset,
        judge=judge_of(workspace),
        scan_data=partial(_hits, scan),
        parse_keep=parse_keep,
        digest=digest_of,
        asset=lambda path: store.WorkingTree().size(read.folder / path),
        ids=[path.stem for path in store.row_files(read.folder)],
        today=time.strftime("%Y-%m-%d", time.gmtime()),
        review="pull-request" if workspace.config.review == "pull-request" else "file",
        require_approval=options.require_approval,
        thorough=options.thorough,
        overrides=workspace.config.rules,  # type: ignore[arg-type]
    )


def _hits(scan: Scan, data: Json) -> Iterator[Hit]:
    from rowgate.redaction.document import scan_document

    return scan_document(data, scan)
