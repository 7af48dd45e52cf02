"""The context of one dataset for the rules: judge, scan, digests and limits."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from functools import partial
from typing import TYPE_CHECKING

from rowgate.checks.context import Context, Hit
from rowgate.flows.redaction import keeps_of, policy_of, scan_of
from rowgate.flows.tools import judge_of
from rowgate.redaction.keep import Keep, parse_keep
from rowgate.redaction.policy import Policy
from rowgate.rows.identity import digest_of

if TYPE_CHECKING:
    from pathlib import Path

    from rowgate.flows.check import Options
    from rowgate.flows.named import Tree
    from rowgate.flows.reading import Read
    from rowgate.flows.workspace import Workspace
    from rowgate.model import Json, Scan


def context_of(workspace: Workspace, read: Read, options: Options, scan: Scan) -> Context:
    """What the rules may ask for in this dataset."""
    look = partial(_hits, policy=policy_of(workspace), keep=keeps_of(workspace))
    return Context(
        dataset=read.definition.dataset,
        judge=judge_of(workspace),
        scan_data=partial(look, scan),
        parse_keep=parse_keep,
        digest=digest_of,
        asset=lambda path: read.tree.size(read.folder / path),
        asset_digest=partial(_digest, read.tree, read.folder),
        ids=[path.stem for path in read.tree.rows(read.folder)],
        today=time.strftime("%Y-%m-%d", time.gmtime()),
        review="pull-request" if workspace.config.review == "pull-request" else "file",
        approval_by="owners" if workspace.config.approval.by == "owners" else "anyone",
        second_person=workspace.config.approval.second_person,
        require_approval=options.require_approval,
        thorough=options.thorough,
        scan_widely=partial(_hits, scan_of(workspace)) if options.thorough else None,
        overrides=workspace.config.rules_of(read.definition.dataset.name).severities,  # type: ignore[arg-type]
    )


def _digest(tree: Tree, folder: Path, asset: str) -> str | None:
    from hashlib import sha256

    path = folder / asset
    return sha256(tree.read(path)).hexdigest() if tree.size(path) is not None else None


def _hits(
    scan: Scan,
    data: Json,
    policy: Policy = Policy(),  # noqa: B008 - immutable
    keep: Sequence[Keep] = (),
) -> Iterator[Hit]:
    from rowgate.redaction.document import scan_document

    return scan_document(data, scan, policy=policy, keep=keep)
