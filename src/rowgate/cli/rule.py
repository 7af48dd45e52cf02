"""`rowgate rule`."""

from __future__ import annotations

import click


@click.command("rule")
@click.argument("code", required=False)
def command(code: str | None) -> None:
    """Explain the rule CODE, or list all rules with their severities."""
    from rowgate.flows.explain import rule_text, rules

    if code is not None:
        click.echo(rule_text(code))
        return
    for rule in rules().values():
        severity: str = rule.release
        if rule.exploratory != rule.release:
            severity = f"{rule.release}/{rule.exploratory}"
        click.echo(f"{rule.code}  {severity:15}  {rule.title}")
