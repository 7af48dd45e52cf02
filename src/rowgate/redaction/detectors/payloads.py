"""Pictures and files within a text: `<img src="data:image/png;base64,…">` (RFC 2397).

No detector and hardly a reader sees into them. Where a value is a payload as a whole it becomes an
asset or is left out, as the dataset says; in the middle of a text there is no place for an asset.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from rowgate.hookspecs import hookimpl
from rowgate.model import Finding
from rowgate.redaction.blobs import text_in
from rowgate.redaction.marks import Marks
from rowgate.redaction.patterns import Pattern
from rowgate.redaction.ungated import Ungated

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from rowgate.hookspecs import Redactor

# A few characters are an example of how such a thing is written. Lines may be folded, and in an
# address or a style sheet some signs are percent-encoded.
_URI = Pattern(
    r"(?i)\bdata:([a-z]+/[a-z0-9.+-]+)?(?:;[a-z0-9-]+=[^,;\s\"']*)*;base64,\s{0,4}"
    r"([a-z0-9+/_-]{32}(?:[a-z0-9+/_=-]|%[0-9a-f]{2})*(?:\r?\n[ \t]{0,16}[a-z0-9+/_=-]{4,})*)",
)
_FAMILIES = ("image", "audio", "video")
_PLAIN = re.compile("[A-Za-z0-9+/_-]+")
_TEXTUAL = re.compile(r"text/|.*[/+](?:json|xml|yaml|javascript|x-www-form-urlencoded)$")


class PayloadRedactor(Ungated):
    """Types `image`, `audio`, `video`, `pdf` and `file`. What is text is read as text."""

    name = "payloads"
    marks = Marks(runs=r"(?i:;base64,)")

    def find(self, text: str) -> Iterator[Finding]:
        for [(start, end), media, body] in _URI.matches(text):
            kind = _kind(text[slice(*media)].lower() if media[0] >= 0 else "", text[slice(*body)])
            if kind is not None:
                yield Finding(start, end, kind)


def _kind(media_type: str, body: str) -> str | None:
    family = media_type.partition("/")[0]
    if family in _FAMILIES:
        return family
    if media_type == "application/pdf":
        return "pdf"
    return None if (_TEXTUAL.match(media_type) if media_type else _spells_text(body)) else "file"


def _spells_text(body: str) -> bool:
    blob = "".join(body.split()).rstrip("=")
    return _PLAIN.fullmatch(blob) is not None and text_in(blob) is not None


@hookimpl
def rowgate_redactors(register: Callable[[Redactor], None]) -> None:
    register(PayloadRedactor())
