"""What a plain scalar means: the YAML 1.2 core schema, without the numbers in dispute."""

from __future__ import annotations

import re
from math import isfinite

from rowgate.model import Json

WORDS: dict[str, Json] = {
    "": None,
    "~": None,
    **dict.fromkeys(("null", "Null", "NULL")),
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
}

LONGEST_INTEGER = 4300
"""Digits: beyond it Python itself refuses to read an integer (CVE-2020-10735)."""

_STARTS_NUMBER = frozenset("+-.0123456789")
_INTEGER = re.compile(r"[-+]?(?:0|[1-9][0-9]*)").fullmatch
_FLOAT = re.compile(r"[-+]?(?:0|[1-9][0-9]*)\.[0-9]+(?:[eE][-+][0-9]+)?").fullmatch
_EXPONENT = re.compile(r"[-+]?[0-9]+(?:\.[0-9]*)?[eE][-+]?[0-9]+").fullmatch
# Every form that a YAML 1.1 or 1.2 reader takes for a number and another one does not.
_DISPUTED = re.compile(
    r"""[-+]?(?:
        0[xX][0-9a-fA-F_]+ | 0[oO][0-7_]+ | 0[bB][01_]+
      | (?:[0-9][0-9_]*(?:\.[0-9_]*)? | \.[0-9][0-9_]*) (?:[eE][-+]?[0-9_]+)?
      | \.[iI][nN][fF] | \.[nN][aA][nN]
    )""",
    re.VERBOSE,
).fullmatch


class AmbiguousError(ValueError):
    """A plain scalar that readers of YAML take for different values; says what to write."""


def resolve(text: str) -> Json:
    """The value of a plain scalar: null, bool, int, float, else the text itself.

    Follows the core schema of YAML 1.2.2, section 10.3, and raises `AmbiguousError` for numbers
    that YAML 1.1 and 1.2 readers do not agree on. Dates, `NO` and `12:30:45` are text.
    """
    if text in WORDS:
        return WORDS[text]
    if text[0] not in _STARTS_NUMBER:
        return text
    if _INTEGER(text):
        return _integer(text)
    if _FLOAT(text):
        return _finite(text)
    if _DISPUTED(text):
        raise AmbiguousError(_advice(text))
    return text


def _integer(text: str) -> int:
    if len(text) > LONGEST_INTEGER:
        raise AmbiguousError("an integer of this length is not portable: put it in double quotes")
    try:
        return int(text)
    except ValueError:
        raise AmbiguousError(
            "an integer of this length is not portable: put it in quotes"
        ) from None


def _finite(text: str) -> float:
    value = float(text)
    if not isfinite(value):
        raise AmbiguousError("this number is too large for a float: put it in double quotes")
    return value


def _advice(text: str) -> str:
    lead = "readers of YAML disagree about a number in this form: "
    if _EXPONENT(text) and isfinite(float(text)) and len(text) < 30:
        return (
            lead
            + "for text put it in double quotes, for a number write it with a dot"
            + (" and a signed exponent, such as 100000.0 or 1.0e+05")
        )
    if text.lstrip("+-").lower() in (".inf", ".nan"):
        return "JSON has no infinity and no NaN: put it in double quotes, or write null"
    return lead + "put it in double quotes, or write it in decimal with digits only (8, 0.5, 5.0)"
