"""Values of secrets: random, made at run time, the same in every run."""

from __future__ import annotations

import base64
import random
import string
from collections.abc import Callable

from tests.support.redaction import hexes, token

_WORDS = ("amber", "bridge", "copper", "daisy", "ember", "falcon", "garnet", "harbor")


def password(seed: int) -> str:
    """What people choose: a word, a sign, numbers."""
    pick = random.Random(seed)  # noqa: S311
    return f"{pick.choice(_WORDS).title()}{pick.choice('!#-_*')}{pick.randrange(1000, 99999)}"


def alnum(length: int) -> Callable[[int], str]:
    return lambda seed: token(length, seed=seed)


def hexed(length: int) -> Callable[[int], str]:
    return lambda seed: hexes(length, seed)


def upper(length: int) -> Callable[[int], str]:
    return lambda seed: token(length, string.ascii_uppercase + string.digits, seed)


def uuid(seed: int) -> str:
    text = hexes(32, seed)
    return "-".join((text[:8], text[8:12], text[12:16], text[16:20], text[20:]))


def b64(length: int) -> Callable[[int], str]:
    return lambda seed: base64.b64encode(random.Random(seed).randbytes(length)).decode()  # noqa: S311


def basic(seed: int) -> str:
    return base64.b64encode(f"deploy:{password(seed)}".encode()).decode()


def mnemonic(seed: int) -> str:
    some = (
        "abandon ability zebra zone vocal twelve sudden record oxygen merit ladder kitten".split()  # noqa: SIM905
    )
    random.Random(seed).shuffle(some)  # noqa: S311
    return " ".join(some)
