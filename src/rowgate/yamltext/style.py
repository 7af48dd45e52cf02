"""The one scalar style rule: when a text is plain, a literal block, or double-quoted.

A text is plain only where every reader of YAML 1.1 and 1.2 takes it for the same text, a
literal block only where its lines can stand as they are and no whitespace fixer would touch
them; everything else is double-quoted, one source line per line of text.
"""

from __future__ import annotations

import re

MAX_DEPTH = 64
"""Nested lists and mappings in one document; the root counts."""

LONGEST_KEY = 1000
"""Characters of a written key: YAML (1.2.2, section 7.4) ends implicit keys at 1024."""

_NOT_TEXT = frozenset(
    form
    for word in ("y", "n", "yes", "no", "on", "off", "true", "false", "null")
    for form in (word, word.capitalize(), word.upper())
)
# A blank ends a word and never stands in one: to give back what was matched would be in vain.
_WORD = r"[A-Za-z_][A-Za-z0-9_./-]*+"
_plain = re.compile(rf"{_WORD}(?: {_WORD})*+").fullmatch

# Unicode has more blanks than YAML, and editors strip them at line ends too.
_BLANK = "\t \xa0\u1680\u2000-\u200a\u202f\u205f\u3000"
# Characters that stand as themselves: what YAML calls printable, without its 1.1 line breaks,
# and without what a reviewer cannot see: soft hyphens, zero-width spaces, overrides of the
# direction of text (CVE-2021-42574), and tag characters, which can hold a hidden prompt.
_INVISIBLE = "\xad\u200b\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufff9-\ufffb\U000e0000-\U000e007f"
REFUSED = "\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\ufeff\ufffe\uffff"
"""Inside brackets of a regular expression: characters that no file may hold as themselves."""
_odd = re.compile(f"[{REFUSED}{_INVISIBLE}]").search
_blank_end = re.compile(rf"[{_BLANK}](?:\n|\Z)").search
_escaped = re.compile(rf'["\\\t\n{REFUSED}{_INVISIBLE}]')

_SHORT = {'"': '\\"', "\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r"}


def is_plain(text: str) -> bool:
    """Whether the text stands without quotes."""
    return _plain(text) is not None and text not in _NOT_TEXT


def is_literal(text: str) -> bool:
    """Whether the text stands as a literal block: it has lines, and each can stand as it is."""
    if "\n" not in text or _is_blank(text[0]) or "\n\t" in text or text.endswith("\n\n"):
        return False
    if text.isascii():
        # The same question, several times as fast.
        blank_end = " \n" in text or "\t\n" in text or text[-1] in " \t"
    else:
        blank_end = _blank_end(text) is not None
    return not blank_end and not _is_odd(text.replace("\n", ""))


def _is_odd(text: str) -> bool:
    """Whether a character of the text may not stand as itself: none of those is printable."""
    return not text.isprintable() and _odd(text) is not None


def _is_blank(character: str) -> bool:
    return character == "\n" or _blank_end(character) is not None


def literal(text: str, indent: str) -> str:
    """The text as a literal block whose lines are indented by `indent`; no final line end."""
    header, body = ("|", text[:-1]) if text[-1] == "\n" else ("|-", text)
    lines = "\n".join([indent + line if line else "" for line in body.split("\n")])
    return f"{header}\n{lines}"


def quoted(text: str) -> str:
    """The text double-quoted, on one line. Raises ValueError for half a character."""
    if text.isprintable() and '"' not in text and "\\" not in text:
        return f'"{text}"'
    return f'"{_escape(text)}"'


def quoted_lines(text: str, indent: str) -> str:
    """The text double-quoted, broken after each of its line ends, continued at `indent`."""
    first, *rest = _lines(text)
    continued = [indent + ("\\" + line if line[:1] == " " else line) for line in rest]
    return '"' + "\\\n".join([first, *continued]) + '"'


def key_text(key: str) -> str:
    """A key as it is written: plain or double-quoted, always on one line."""
    return key if is_plain(key) else quoted(key)


def _lines(text: str) -> list[str]:
    lines = [_escape(line + "\n") for line in text.split("\n")]
    lines[-1] = lines[-1][:-2]
    return lines if lines[-1] else lines[:-1]


def _escape(text: str) -> str:
    return _escaped.sub(_escape_one, text)


def _escape_one(found: re.Match[str]) -> str:
    character = found[0]
    if character in _SHORT:
        return _SHORT[character]
    code = ord(character)
    if 0xD800 <= code <= 0xDFFF:
        raise ValueError("half of a character (a lone surrogate) cannot be written")
    return f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"
