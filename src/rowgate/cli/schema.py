"""`rowgate schema`."""

from __future__ import annotations

import click


@click.command("schema")
@click.argument("kind", required=False, type=click.Choice(["row", "dataset", "config", "span"]))
@click.option("--write", is_flag=True, help="Write those for editors into .rowgate/schemas/.")
@click.option("--no-plugins", is_flag=True, help="Leave the repository's own plugins out.")
def command(kind: str | None, write: bool, no_plugins: bool) -> None:
    """Print the JSON Schema of a file, or of a span as `find --json` prints it.

    The first line of a row, dataset.yaml and rowgate.yaml names its schema, so that editors
    complete fields and evaluators and underline mistakes. After a plugin brought an evaluator
    or a rule, --write brings the schemas up to date.
    """
    import json

    from rowgate.flows import schema as flow
    from rowgate.flows.plugged import registry_here
    from rowgate.flows.workspace import open_workspace

    if (kind is None) is not write:
        raise click.UsageError("name one of row, dataset, config, span; or --write")
    if kind is not None:
        found = flow.schema(kind, registry_here(local_plugins=not no_plugins))
        click.echo(json.dumps(found, ensure_ascii=False, indent=1))
        return
    for done in flow.write_schemas(open_workspace(local_plugins=not no_plugins)):
        click.echo(f"{'written' if done.new else 'there':8} {done.path}")
