r"""Regular expressions from RE2 to JavaScript and back, where they can mean the same.

RE2 is the dialect of rows (github.com/google/re2/wiki/Syntax), JavaScript's that of promptfoo:
ECMAScript 2024, 22.2, without flags. They differ in what `.`, `\s` and an empty class are, in how
names, code points and literals are written, and each has what the other lacks. One difference
stays: to JavaScript a character beyond U+FFFF is two.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import NamedTuple

_META = re.compile(r"[\\^$.*+?()[\]{}|]")
_QUOTED = re.compile(r"\\Q(.*?)(?:\\E|\Z)", re.S)
_FLAGS = re.compile(r"\(\?([a-zA-Z]+)\)")
_ESCAPES = r"\\x\{[0-9a-fA-F]+\}|\\x[0-9a-fA-F]{2}|\\u[0-9a-fA-F]{4}|\\c[A-Za-z]|\\[0-7]{1,3}|\\."
_GROUPS = r"\(\?P?<[A-Za-z_]\w*>|\(\?:|\(\?<?[=!]|\(\?"
_POSIX = {
    "alnum": "a-zA-Z0-9", "alpha": "a-zA-Z", "ascii": r"\x00-\x7f", "blank": r"\t ",
    "cntrl": r"\x00-\x1f\x7f", "digit": "0-9", "graph": "!-~", "lower": "a-z", "print": " -~",
    "punct": r"!-\/:-@\[-`{-~", "space": r"\t\n\v\f\r ", "upper": "A-Z", "word": r"\w",
    "xdigit": "0-9a-fA-F",
}  # fmt: skip
_RE2_SPACE = r"\t\n\f\r "
_JS_SPACE = (
    r"\t\n\v\f\r \x{a0}\x{1680}\x{2000}-\x{200a}\x{2028}\x{2029}\x{202f}\x{205f}\x{3000}\x{feff}"
)
_BMP = 0xFFFF
_HALVES = range(0xD800, 0xE000)


_ANYTHING = (r"[\s\S]", r"[\S\s]")


class UntranslatableError(ValueError):
    """The other dialect cannot say this; the message says what."""


class _Dialect(NamedTuple):
    pieces: re.Pattern[str]
    outside: Callable[[str], str]
    inside: Callable[[str], str]
    """What a piece is in the other dialect, outside of a class and in one."""
    anything: str
    """How the other dialect says what people write as `[\\s\\S]`."""
    empty: bool
    """Whether a class may be empty; if not, a `]` that stands first is one of its characters."""


def escaped(text: str) -> str:
    """A pattern of both dialects that matches this text."""
    return _META.sub(r"\\\g<0>", text)


def to_javascript(pattern: str) -> str:
    """The JavaScript pattern that matches what an RE2 pattern matches.

    Raises UntranslatableError.
    """
    pattern = _QUOTED.sub(lambda found: escaped(found[1]), pattern)
    flags = _FLAGS.match(pattern)
    if flags is None:
        return _translated(pattern, _RE2)
    if set(flags[1]) != {"s"}:
        raise UntranslatableError(f"JavaScript has no (?{flags[1]}) in a pattern")
    return _translated(pattern[flags.end() :], _RE2_ALL)


def to_re2(pattern: str) -> str:
    """The RE2 pattern that matches what a JavaScript pattern matches.

    Raises UntranslatableError. What RE2 lacks altogether (look-around, back-references) is left
    for RE2 to refuse, which says it better.
    """
    return _translated(pattern, _JAVASCRIPT)


def _translated(pattern: str, dialect: _Dialect) -> str:
    made: list[str] = []
    at, opened = 0, -1
    while at < len(pattern):
        if opened < 0 and pattern.startswith(_ANYTHING, at):
            made.append(dialect.anything)
            at += len(_ANYTHING[0])
            continue
        if opened < 0 and pattern[at] == "[":
            made.append("[^" if pattern.startswith("[^", at) else "[")
            at += len(made[-1])
            opened = at
            continue
        piece = _next(dialect.pieces, pattern, at)
        if opened >= 0 and piece == "]" and (at > opened or dialect.empty):
            made += _NOTHING[made.pop()] if at == opened else "]"
            opened = -1
        else:
            made.append((dialect.outside if opened < 0 else dialect.inside)(piece))
        at += len(piece)
    if opened >= 0:
        raise UntranslatableError("a class does not end")
    return "".join(made)


def _next(pieces: re.Pattern[str], pattern: str, at: int) -> str:
    found = pieces.match(pattern, at)
    if found is None:
        raise UntranslatableError("it ends in a backslash")
    return found[0]


# `[]` matches nothing in JavaScript, and `[^]` anything.
_NOTHING = {"[": (r"[^\x00-\x{10ffff}]",), "[^": ("(?s:.)",)}


# --- RE2 → JavaScript


def _of_re2(piece: str) -> str:
    if piece in (r"\p", r"\P", r"\C"):
        raise UntranslatableError(f"JavaScript has no {piece} without a flag")
    if piece.startswith(r"\x{"):
        return _code_point(int(piece[3:-1], 16))
    if re.fullmatch(r"\\[0-7]{1,3}", piece):
        return f"\\x{int(piece[1:], 8) & 0xFF:02x}"
    return _RE2_ESCAPES.get(piece, piece)


def _code_point(number: int) -> str:
    if number > _BMP or number in _HALVES:
        raise UntranslatableError("it names a character beyond U+FFFF")
    return f"\\u{number:04x}"


def _outside_re2(piece: str) -> str:
    if piece.startswith("(?P<"):
        return piece.replace("(?P<", "(?<")
    if piece.startswith("(?") and piece != "(?:" and not piece.endswith(">"):
        raise UntranslatableError("JavaScript has no flags in a group")
    if ord(piece[0]) > _BMP:
        return f"(?:{piece})"
    return {".": r"[^\n]", r"\s": f"[{_RE2_SPACE}]", r"\S": f"[^{_RE2_SPACE}]",
            r"\A": "^", r"\z": "$"}.get(piece) or _of_re2(piece)  # fmt: skip


def _outside_re2_all(piece: str) -> str:
    return r"[\s\S]" if piece == "." else _outside_re2(piece)


def _inside_re2(piece: str) -> str:
    if piece.startswith("[:"):
        name = piece[2:-2]
        if name not in _POSIX:
            raise UntranslatableError(f"JavaScript has no class {piece}")
        return _POSIX[name]
    if piece == r"\S" or ord(piece[0]) > _BMP:
        raise UntranslatableError("a class of it cannot be written in JavaScript")
    return {r"\s": _RE2_SPACE, "[": r"\[", "]": r"\]"}.get(piece) or _of_re2(piece)


_RE2_ESCAPES = {r"\a": r"\x07"}
_RE2_TOKEN = re.compile(rf"{_ESCAPES}|\[:\^?[a-z]+:\]|{_GROUPS}|[^\\]", re.S)
_RE2 = _Dialect(_RE2_TOKEN, _outside_re2, _inside_re2, _ANYTHING[0], empty=False)
_RE2_ALL = _Dialect(_RE2_TOKEN, _outside_re2_all, _inside_re2, _ANYTHING[0], empty=False)


# --- JavaScript → RE2


def _of_javascript(piece: str) -> str:
    if not piece.startswith("\\"):
        return piece
    if piece.startswith(r"\u") and len(piece) > len(r"\u"):
        number = int(piece[2:], 16)
        if number in _HALVES:
            raise UntranslatableError("it names half of a character")
        return f"\\x{{{number:x}}}"
    if piece.startswith(r"\x{") or piece == r"\u":
        raise UntranslatableError("it needs the flag u, which promptfoo does not set")
    if re.fullmatch(r"\\c[A-Za-z]", piece):
        return f"\\x{ord(piece[2]) & 31:02x}"
    if piece == r"\0":
        return r"\x00"
    letter = piece[1]
    known = letter in "dDwWbBntrfvxk" or letter.isdigit()
    return piece if known else escaped(letter)


def _outside_js(piece: str) -> str:
    if piece.startswith("(?<") and piece.endswith(">"):
        return piece.replace("(?<", "(?P<")
    return {".": r"[^\n\r\x{2028}\x{2029}]", r"\s": f"[{_JS_SPACE}]",
            r"\S": f"[^{_JS_SPACE}]"}.get(piece) or _of_javascript(piece)  # fmt: skip


def _inside_js(piece: str) -> str:
    if piece == r"\S":
        raise UntranslatableError("a class with \\S cannot be written in RE2")
    return {r"\s": _JS_SPACE, r"\b": r"\x08", "[": r"\[", r"\-": r"\-"}.get(
        piece
    ) or _of_javascript(piece)


_JAVASCRIPT = _Dialect(
    re.compile(rf"{_ESCAPES}|{_GROUPS}|[^\\]", re.S),
    _outside_js,
    _inside_js,
    "(?s:.)",
    empty=True,
)
