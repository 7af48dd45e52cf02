"""Text inside of XML 1.0."""

from __future__ import annotations

import re
from xml.sax.saxutils import escape, quoteattr

# What XML 1.0, section 2.2, has no place for, even escaped.
_NO_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def quoted(text: str) -> str:
    """A text as an attribute's value, quotes and all."""
    return quoteattr(_NO_XML.sub("\ufffd", text))


def escaped(text: str) -> str:
    """A text as the content of an element."""
    return escape(_NO_XML.sub("\ufffd", text))
