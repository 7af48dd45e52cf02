"""Detectors and scans for the tests of redaction. Secrets are made here, at run time."""

from __future__ import annotations

import importlib
import random
import re
import string
from collections.abc import Iterator

from rowgate.hookspecs import Redactor
from rowgate.model import Finding
from rowgate.redaction.builtin import REDACTORS
from rowgate.redaction.scan import Profile, Scan


def built_in() -> list[Redactor]:
    registered: list[Redactor] = []
    for name in REDACTORS:
        importlib.import_module(name).rowgate_redactors(registered.append)
    return registered


def fast() -> list[Redactor]:
    return [each for each in built_in() if getattr(each, "fast", False)]


_SCANS: dict[str, Scan] = {}


def scan(profile: Profile = "redact") -> Scan:
    """Every built-in detector; started once, since kingfisher takes its time."""
    if profile not in _SCANS:
        _SCANS[profile] = Scan(built_in(), profile=profile)
    return _SCANS[profile]


class Words:
    """Finds the words given, as a plugin would: a class that is not rowgate's own."""

    name = "words"

    def __init__(self, *words: str, type: str = "word") -> None:  # noqa: A002
        self._pattern = re.compile("|".join(map(re.escape, words)))
        self._type = type

    def find(self, text: str) -> Iterator[Finding]:
        for found in self._pattern.finditer(text):
            yield Finding(found.start(), found.end(), self._type)


def words(*found: str, type: str = "word") -> Scan:  # noqa: A002
    return Scan([Words(*found, type=type)])


def token(length: int, alphabet: str = string.ascii_letters + string.digits, seed: int = 1) -> str:
    """Random characters, the same in every run."""
    return "".join(random.Random(seed).choices(alphabet, k=length))  # noqa: S311


def hexes(length: int, seed: int = 1) -> str:
    return token(length, "0123456789abcdef", seed)


def github_token() -> str:
    return "gh" + "p_" + token(36)


def aws_key() -> str:
    return "AK" + "IA" + token(16, string.ascii_uppercase + "234567")


def private_key() -> str:
    body = "\n".join(token(64, seed=n) for n in range(5))
    label = "PRIVATE" + " KEY"
    return f"-----BEGIN {label}-----\n{body}\n-----END {label}-----"


def card(prefix: str = "4", length: int = 16) -> str:
    body = (prefix + "0123456789012345")[: length - 1]
    for check in "0123456789":
        digits = [int(char) for char in reversed(body + check)]
        total = sum(
            d if i % 2 == 0 else (d * 2 - 9 if d > 4 else d * 2) for i, d in enumerate(digits)
        )
        if total % 10 == 0:
            return body + check
    raise AssertionError
