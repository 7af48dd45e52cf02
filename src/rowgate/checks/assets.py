"""Assets (RG204, RG205, RG208-RG211): images and PDFs that a row points to."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import NamedTuple

from rowgate.checks.context import Context
from rowgate.checks.rule import Found, Rule, rule
from rowgate.hookspecs import hookimpl
from rowgate.model import DataPath, Json, Row

_MEDIA_COLUMNS = ("image", "pdf")
_PART_KINDS = ("image", "pdf", "audio", "video", "file")
_FOLDER = "assets/"


class Place(NamedTuple):
    """Where a medium lies: a path or a URL, and the place in the row that says so."""

    at: DataPath
    path: str | None
    url: str | None


@rule("RG204", "missing asset", release="error", exploratory="error")
def missing_asset(row: Row, context: Context) -> Iterator[Found]:
    """An image or PDF that a row names is in the dataset's `assets/`.

    Bad:
        # dataset.yaml
        columns: {receipt: image}
        # row.yaml
        variables: {receipt: {path: assets/gone.png, media_type: image/png}}

    Good:
        # dataset.yaml
        columns: {receipt: image}
        # row.yaml
        variables: {receipt: {url: https://example.com/receipt.png, media_type: image/png}}
    """
    for place in context.once(media_of, row):
        if place.path is None or not place.path.startswith(_FOLDER):
            continue
        if ".." in place.path.split("/") or context.asset(place.path) is None:
            message = "the asset is not in the dataset's assets/"
            yield Found(message, "commit the file, or add the span again", place.at)


@rule("RG205", "oversized asset", release="error", exploratory="error")
def oversized_asset(row: Row, context: Context) -> Iterator[Found]:
    """An asset is small enough to live in git.

    5 MiB, or `assets: {max_bytes: …}` in `dataset.yaml`. Git keeps every version for ever.

    Bad:
        # dataset.yaml
        columns: {receipt: image}
        assets: {max_bytes: 10}
        # row.yaml
        variables: {receipt: {path: assets/there.png, media_type: image/png}}

    Good:
        # dataset.yaml
        columns: {receipt: image}
        # row.yaml
        variables: {receipt: {path: assets/there.png, media_type: image/png}}
    """
    most = context.dataset.assets.get("max_bytes", context.limits.asset_bytes)
    for place in context.once(media_of, row):
        if place.path is None or not place.path.startswith(_FOLDER):
            continue
        size = context.asset(place.path)
        if size is not None and size > most:
            message = f"the asset has {size:,} bytes, more than {most:,}"
            fix = "make it smaller, or set assets.max_bytes in dataset.yaml"
            yield Found(message, fix, place.at)


@rule("RG208", "medium outside the repository", release="warning", exploratory="notice")
def hosted_medium(row: Row, context: Context) -> Iterator[Found]:
    """An image or PDF lies in the dataset, not behind an address that may go away.

    A hosted file expires, moves or changes, and the case with it: the row then gates nothing,
    or something else than it was approved for.

    Bad:
        # dataset.yaml
        columns: {receipt: image}
        # row.yaml
        variables: {receipt: {url: https://example.com/receipt.png, media_type: image/png}}

    Good:
        # dataset.yaml
        columns: {receipt: image}
        # row.yaml
        variables: {receipt: {path: assets/there.png, media_type: image/png}}
    """
    fix = "put the file into the dataset's assets/ and name it by `path:`"
    for place in context.once(media_of, row):
        if place.url is not None:
            yield Found("the medium is behind a URL that may expire or change", fix, place.at)
        elif place.path is not None and not place.path.startswith(_FOLDER):
            yield Found("the medium's path is not in the dataset's assets/", fix, place.at)


@rule("RG209", "asset where none is allowed", release="error", exploratory="error")
def forbidden_asset(row: Row, context: Context) -> Iterator[Found]:
    """Where `dataset.yaml` says `assets: {allow: false}`, no row brings one.

    No redactor reads a picture. A dataset that keeps none need not trust anybody's eye.

    Bad:
        # dataset.yaml
        columns: {receipt: image}
        assets: {allow: false}
        # row.yaml
        variables: {receipt: {path: assets/there.png, media_type: image/png}}

    Good:
        # dataset.yaml
        columns: {receipt: image}
        assets: {allow: true}
        # row.yaml
        variables: {receipt: {path: assets/there.png, media_type: image/png}}
    """
    if context.dataset.assets.get("allow") is not False:
        return
    for place in context.once(media_of, row):
        if place.path is not None:
            fix = "remove the row, or allow assets in dataset.yaml"
            yield Found("this dataset allows no assets", fix, place.at)


@rule("RG210", "asset is not what its name says", release="error", exploratory="error")
def changed_asset(row: Row, context: Context) -> Iterator[Found]:
    """An asset's name is the SHA-256 of its content.

    That is how an approval covers a picture: it names what it shows. A file that was replaced
    under its name would be approved by nobody.

    Bad:
        # dataset.yaml
        columns: {receipt: image}
        # row.yaml
        variables:
          receipt:
            path: assets/ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff.png
            media_type: image/png

    Good:
        # dataset.yaml
        columns: {receipt: image}
        # row.yaml
        variables: {receipt: {path: assets/there.png, media_type: image/png}}
    """
    if context.asset_digest is None:
        return
    for place in context.once(media_of, row):
        named = _named_digest(place.path or "")
        found = context.asset_digest(place.path or "") if named else None
        if found is not None and found != named:
            fix = "git checkout the file, or add the span again"
            yield Found("the asset's content is not the one its name stands for", fix, place.at)


@rule("RG211", "asset that nobody has looked at", release="notice", exploratory="notice")
def unseen_asset(row: Row, context: Context) -> Iterator[Found]:
    """A reviewer has looked at the pictures and PDFs of a row.

    No redactor reads them: a face, an address or an account number in one is for a person to
    find. The approval of the row is their word.

    Bad:
        # dataset.yaml
        columns: {receipt: image}
        # row.yaml
        variables: {receipt: {path: assets/there.png, media_type: image/png}}
        review: {status: pending}

    Good:
        variables: {question: "How long do I have to return headphones?"}
        review: {status: pending}
    """
    if row.review.status == "approved" or context.review == "pull-request":
        return
    places = [place for place in context.once(media_of, row) if place.path is not None]
    for place in places[:1]:
        count = "an asset" if len(places) == 1 else f"{len(places)} assets"
        fix = f"look at it, then: rowgate approve {row.id}"
        yield Found(f"nobody has looked yet at {count} of this row", fix, place.at)


def _named_digest(path: str) -> str | None:
    """The digest that an asset's name stands for."""
    name = path.removeprefix(_FOLDER).partition(".")[0]
    is_digest = len(name) == 64 and not set(name) - set("0123456789abcdef")
    return name if path.startswith(_FOLDER) and is_digest else None


def media_of(row: Row, context: Context) -> list[Place]:
    """The images and PDFs of a row: values of media columns, and media parts inside json."""
    found: list[Place] = []
    for name, value in row.variables.items():
        column = context.dataset.columns.get(name)
        at: DataPath = ("variables", name)
        if column is not None and column.type in _MEDIA_COLUMNS:
            if isinstance(value, dict):
                found += _place(value, at)
        elif not isinstance(value, str):
            found += _inside(value, at)
    return found


def _inside(value: Json, at: DataPath) -> Iterator[Place]:
    if isinstance(value, dict):
        if value.get("type") in _PART_KINDS:
            yield from _part(value, at)
        for key, item in value.items():
            if isinstance(item, dict | list):
                yield from _inside(item, (*at, key))
    elif isinstance(value, list):
        for index, item in enumerate(value):
            if isinstance(item, dict | list):
                yield from _inside(item, (*at, index))


def _part(value: dict[str, Json], at: DataPath) -> Iterator[Place]:
    # `{type: file, path: …}` may be any tool's talk of files; only what lies in assets/ is ours.
    for place in _place(value, at):
        ours = place.path is not None and place.path.startswith(_FOLDER)
        if ours or value["type"] in _MEDIA_COLUMNS:
            yield place


def _place(value: dict[str, Json], at: DataPath) -> Iterator[Place]:
    path, url = value.get("path"), value.get("url")
    if isinstance(path, str):
        yield Place((*at, "path"), path, None)
    elif isinstance(url, str):
        yield Place((*at, "url"), None, url)


@hookimpl
def rowgate_rules(register: Callable[[Rule], None]) -> None:
    for one in (
        missing_asset, oversized_asset, hosted_medium, forbidden_asset, changed_asset, unseen_asset,
    ):  # fmt: skip
        register(one)
