"""Changes as one HTML page that needs nothing else: no script, no font, no address."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape
from urllib.parse import quote

from rowgate.reports.changed_rows import (
    Shown,
    by_dataset,
    images_beside,
    images_of,
    printable,
    values_of,
)
from rowgate.reports.changes import RISKS, Comparison, Listed, says, sentence
from rowgate.reports.problems import one_line
from rowgate.reports.words import word_changes

_HEAD = """\
<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; img-src 'self' file:; \
style-src 'unsafe-inline'">
<title>rowgate diff</title>
<style>
body { font: 15px/1.5 system-ui, sans-serif; max-width: 60rem; margin: 2rem auto; padding: 0 1rem;
  color: #1f2328; background: #fff }
pre { white-space: pre-wrap; overflow-wrap: anywhere; background: #f6f8fa; padding: .6rem;
  margin: .3rem 0 }
del { background: #ffd7d5 } ins { background: #ccffd8; text-decoration: none }
.risk { font-size: .8rem; padding: .1rem .5rem; border-radius: 1rem; background: #eaeef2 }
.broken, .weakened { background: #ffd7d5 } .criteria { background: #fff1c2 }
.accepted { color: #57606a } img { max-width: 20rem } section { margin: 1.2rem 0 }
@media (prefers-color-scheme: dark) {
  body { color: #e6edf3; background: #0d1117 } pre, .risk { background: #21262d }
  del, .broken, .weakened { background: #67060c } ins { background: #033a16 }
  .criteria { background: #4b2900 }
}
</style>
</head>
<body>
"""
_TAGS = {"same": "", "out": "del", "in": "ins", "cut": "em"}


def as_html(found: Comparison) -> Iterator[str]:
    """The page, part by part."""
    yield _HEAD.rstrip("\n")
    yield f"<h1>{_text(found.before)} → {_text(found.after)}</h1>"
    yield f"<p>{_text(sentence(found)) if found.changes else 'No changes to datasets'}.</p>"
    for dataset, rows in by_dataset(found.changes).items():
        yield f"<h2>{_text(dataset or 'rowgate.yaml, plugins, hooks and CI')}</h2>"
        for shown in rows:
            yield from _row(shown)
    yield "</body>\n</html>"


def _row(shown: Shown) -> Iterator[str]:
    risk = f'<span class="risk {shown.risk}" title="{RISKS[shown.risk]}">{shown.risk}</span>'
    yield f"<section><h3><code>{_text(shown.name)}</code> {risk}</h3>"
    for one in shown.changes:
        yield f"<p>{_text(one_line(says(one.change)))}</p>"
        if one.accepted:
            yield f'<p class="accepted">accepted: {_text(one_line(one.accepted))}</p>'
        yield from _values(one)
        for side, path in images_of(one):
            yield _figure(side, path)
    for path in images_beside(shown):
        yield _figure("of the row", path)
    yield "</section>"


def _figure(caption: str, path: str) -> str:
    image = f'<img alt="{caption}" src="{quote(path)}">'
    return f"<figure>{image}<figcaption>{caption}</figcaption></figure>"


def _values(one: Listed) -> Iterator[str]:
    values = values_of(one.change)
    if values is None:
        return
    pieces = word_changes(printable(values.before or ""), printable(values.after or ""))
    marked = "".join(_marked(_TAGS[kind], value) for kind, value in pieces)
    yield f"<pre>{marked}</pre>"


def _marked(tag: str, value: str) -> str:
    return f"<{tag}>{escape(value)}</{tag}>" if tag else escape(value)


def _text(value: str) -> str:
    return escape(printable(value))
