"""`rowgate plugins`."""

from __future__ import annotations

import json

import click


@click.command("plugins")
@click.option("--json", "as_json", is_flag=True, help="One JSON object a plugin.")
@click.option("--no-plugins", is_flag=True, help="Leave the repository's own plugins out.")
def command(as_json: bool, no_plugins: bool) -> None:
    """List what is loaded, from where, and which hooks it implements."""
    from rowgate.flows.explain import plugins

    found = plugins(local_plugins=not no_plugins)
    if as_json:
        for plugin in found:
            click.echo(json.dumps(plugin._asdict()))
        return
    width = max(len(plugin.name) for plugin in found)
    for plugin in found:
        origin = "" if plugin.origin == plugin.name else plugin.origin
        click.echo(f"{plugin.name:{width}}  {origin:10}  {', '.join(plugin.hooks)}")
