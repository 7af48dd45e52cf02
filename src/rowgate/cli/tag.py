"""`rowgate tag`."""

from __future__ import annotations

import click

from rowgate.errors import PROBLEMS


@click.command("tag")
@click.argument("dataset", required=False)
@click.argument("name", required=False)
@click.option("--verify", "verified", metavar="NAME", help="Show that what is read was tagged.")
def command(dataset: str | None, name: str | None, verified: str | None) -> int:
    """Name a version of DATASET: an annotated git tag NAME with the digest of its content.

    DATASET@REF tags that version instead of HEAD. Without NAME, list the tags of DATASET, or
    of all. The digest is of what the files say, so reformatting leaves it alone.
    """
    from rowgate.flows.part import part_of

    if verified is not None:
        if dataset is not None:
            raise click.UsageError(f"--verify takes one name: rowgate tag --verify {verified}")
        return _verify(verified)
    from rowgate.flows.tag import tag_dataset, tags_of

    workspace, names = part_of([dataset] if dataset else [])
    dataset = names[0] if names else None
    if dataset is not None and name is not None:
        made = tag_dataset(workspace, dataset, name)
        click.echo(f"tagged   {made.name}: {made.path}, {_rows(made.rows)}, {made.digest}")
        click.echo(f"Next: git push origin {made.name}", err=True)
        return 0
    found = tags_of(workspace, dataset)
    for tag in found:
        click.echo(f"{tag.name}  {tag.date}  {tag.path}  {_rows(tag.rows)}  {tag.digest}")
    if not found:
        click.echo(f"no tags yet; rowgate tag {dataset or 'DATASET'} NAME makes one", err=True)
    return 0


def _verify(name: str) -> int:
    from rowgate.flows.tag import verify
    from rowgate.flows.workspace import open_workspace

    found = verify(open_workspace(), name)
    if found.same:
        click.echo(
            f"same     {name}: {found.tag.path}, {_rows(found.tag.rows)}, {found.tag.digest}"
        )
        return 0
    click.echo(f"differs  {name}: {found.tag.path} holds {found.found.digest}")
    click.echo(f"         the tag says {found.tag.digest}: it was moved or made by hand", err=True)
    return PROBLEMS


def _rows(number: str) -> str:
    return f"{number} row" if number == "1" else f"{number} rows"
