"""`rowgate evaluators`."""

from __future__ import annotations

import click


@click.command("evaluators")
@click.argument("name", required=False)
def command(name: str | None) -> None:
    """Explain the evaluator NAME, or list all of them."""
    from rowgate.flows.explain import evaluator_text, evaluators

    if name is not None:
        click.echo(evaluator_text(name))
        return
    found = evaluators()
    width = max(map(len, found))
    for each, evaluator in found.items():
        summary = (evaluator.__doc__ or "").strip().splitlines()[0]
        click.echo(f"{each:{width}}  {summary}")
