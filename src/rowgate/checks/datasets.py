"""The dataset (RG501-RG503): what it is for, and whose it is."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from rowgate.checks.context import Context
from rowgate.checks.rule import Found, Rule, rule
from rowgate.hookspecs import hookimpl
from rowgate.model import Row


@rule("RG501", "no purpose", release="warning", exploratory="notice", scope="dataset")
def no_purpose(rows: Sequence[Row], context: Context) -> Iterator[Found]:  # noqa: ARG001
    """`dataset.yaml` says in a sentence what its rows hold a candidate to.

    Whoever adds a row or weighs a failure needs to know what the dataset defends.

    Bad:
        # dataset.yaml
        purpose: null

    Good:
        # dataset.yaml
        purpose: Refund answers follow the written policy.
    """
    if not (context.dataset.purpose or "").strip():
        yield Found("the dataset has no purpose", "add `purpose:` to dataset.yaml")


@rule("RG502", "no scope", release="warning", exploratory="notice", scope="dataset")
def no_scope(rows: Sequence[Row], context: Context) -> Iterator[Found]:  # noqa: ARG001
    """`dataset.yaml` names the one workflow, behavior or risk its rows are about.

    Small, named datasets stay readable; one that takes everything is nobody's.

    Bad:
        # dataset.yaml
        scope: {}

    Good:
        # dataset.yaml
        scope: {workflow: refunds}
    """
    if not any(value.strip() for value in context.dataset.scope.values()):
        fix = "add `scope:` with a workflow, behavior or risk to dataset.yaml"
        yield Found("the dataset has no scope", fix)


@rule("RG503", "no owner", release="warning", exploratory="notice", scope="dataset")
def no_owner(rows: Sequence[Row], context: Context) -> Iterator[Found]:  # noqa: ARG001
    """`dataset.yaml` names somebody who decides what its rows should be.

    Bad:
        # dataset.yaml
        owners: []

    Good:
        # dataset.yaml
        owners: [ada@example.com]
    """
    if not any(owner.strip() for owner in context.dataset.owners):
        yield Found("the dataset has no owner", "add `owners:` to dataset.yaml")


@hookimpl
def rowgate_rules(register: Callable[[Rule], None]) -> None:
    for one in (no_purpose, no_scope, no_owner):
        register(one)
