"""Whether what a name is given is a secret: by how strongly the name says so, and how it stands.

Three strengths of name (`names`). What `password` (0) names is a secret unless it is plainly none;
after `secret` or `api_key` (1) a value has to look like one, after `token` or `key` (2) it has to
look random (about 3 bits a character and digits).
"""

from __future__ import annotations

import re

from rowgate.redaction.words import (
    digits,
    entropy,
    is_code,
    is_gibberish,
    is_hex,
    is_made_up,
    is_path,
    is_stand_in,
    is_technical,
    is_variable,
    is_words,
)

# How a value stands behind its name: somewhere, as the rest of the line that the name begins, told
# in a sentence, right after `=`, or in quotes.
LOOSE, WHOLE, SAID, TIED, QUOTES = range(5)
_JOINTS = str.maketrans("", "", "_-")
# Stand-ins for a user that are passwords where an installation left them as they were.
_LEFT_AS_IT_WAS = frozenset(("admin", "root", "guest", "secret", "test"))
# `mypassword` is one, `my_password` where it goes.
_ONE_WORD = re.compile(
    "(?i)(?!your|the|an?(?!n)|new|old)[a-z]{2,12}(?:pass|passwd|password|pwd|secret)[0-9]*"
)
# Two words with a dot are a name in code, unless they are written as names of people are.
_PHRASE = re.compile(
    "[A-Z][a-z]{2,}\\.(?!(?:str|text|any|number|value|varchar|required|env|get|optional|nullable)"
    "[a-z]*$)[a-z]{3,}(?:\\.[a-z]{3,})*[0-9]*[!?]?"
)
# What is told of a password has words that nobody chooses for one.
_MESSAGE = re.compile(
    r"(?i)\b(?:must|should|please|cannot|can't|is|are|be|not|too|your|the|an?|at|or|of|to)\b.* "
    r"|.* \b(?:must|should|please|cannot|is|are|be|not|too|short|long|weak|required|invalid)\b"
)
_ADJECTIVE = re.compile("[a-z]+-[a-z]+")
_PARTS = re.compile("[0-9]+|[A-Z]+|[a-z]+")
_WORDS_ABOUT = """
varchar nvarchar bytes integer boolean number object fields field email char chars text none
required optional enabled reset update updated change changed unchanged unset policy policies
manager management rotation never always please must should weak strong hidden visible empty
blank same wrong correct valid invalid plain hash hashed salted argument option flag
parameter value values with from instead when will that this your here there only where
which file prompt stdin authentication authenticator protected protection confirmation
recovery
"""
_LEAKED = """
qwerty qwertyuiop asdfgh asdfghjkl zxcvbn zxcvbnm qazwsx letmein iloveyou dragon monkey
sunshine princess football baseball basketball superman batman shadow trustno swordfish
opensesame sesame hunter whatever starwars master welcome changeit changeme toor sysadmin
administrator michael jordan jennifer ashley charlie mustang cheese ginger summer winter
pepper buster killer hockey ranger thomas robert daniel andrew joshua matthew tigger soccer
harley yankees maggie computer freedom biteme chocolate cookie flower loveme lovely babygirl
nicole hannah jessica bailey pokemon naruto arsenal liverpool chelsea cisco sanfran tiger
correcthorse correcthorsebatterystaple supersecret topsecret hackme rosebud
"""
# What stands where a password would in a schema or a sentence about passwords.
_NO_WORDS = frozenset(_WORDS_ABOUT.split())
# The most used passwords that are words, from public lists of leaked ones.
_COMMON = frozenset(_LEAKED.split())


def is_likely(value: str, strength: int, dress: int) -> bool:
    """What the redactor takes for a secret: it would rather take one too many."""
    if strength == 0 and is_usual(value, dress):
        return True
    if is_stand_in(value.strip(" :") or value):
        return False
    if strength == 0:
        return _is_password(value, dress)
    if " " in value.strip():
        return _is_noise(value)
    if is_code(value) or is_path(value):
        return False
    bits = entropy(value)
    if is_hex(value) and len(value) > 8:
        return len(value) >= 12 and bits >= 2.3
    if strength == 1:
        if len(value) >= 6 and _is_short_secret(value, dress):
            return True
        if len(value) >= 20 and not is_words(value):
            return True
        return len(value) >= 8 and (digits(value) > 0 or _has_symbols(value) or bits >= 3.8)
    if dress >= TIED and _is_shuffled(value):
        return True
    even = (bits >= 3.7 and value.isalnum()) or is_gibberish(value.translate(_JOINTS))
    return len(value) >= 11 and bits >= 2.9 and (digits(value) > 0 or even)


def is_usual(value: str, dress: int) -> bool:
    """Whether a value that looks like a stand-in or a word is what people take for passwords."""
    if value.lower() in _COMMON:
        return True
    if dress < WHOLE:
        return False
    return _ONE_WORD.fullmatch(value) is not None or (
        dress >= TIED and value.lower() in _LEFT_AS_IT_WAS
    )


def _is_password(value: str, dress: int) -> bool:
    if dress == QUOTES:
        return value.count(" ") <= 4 and not _MESSAGE.search(value)
    if dress in (SAID, WHOLE) and _PHRASE.fullmatch(value):
        return True
    if is_code(value) or (dress != WHOLE and is_variable(value)):
        return False
    if (dress == SAID and _ADJECTIVE.fullmatch(value)) or (dress == LOOSE and is_technical(value)):
        return False
    if not value.isalnum() or digits(value) or is_gibberish(value):
        return True
    least = {TIED: 4, WHOLE: 6}.get(dress)
    return least is not None and len(value) >= least and value.lower() not in _NO_WORDS


def _is_short_secret(value: str, dress: int) -> bool:
    """Whether a few characters are a secret, where they stand alone behind its name."""
    count = digits(value)
    if dress >= TIED and count > 1 and not value.isdigit():
        return True
    if dress not in (WHOLE, QUOTES):
        return False
    return (value.isalnum() and 0 < count < len(value)) or value[-1] in "!?*#"


def _is_noise(value: str) -> bool:
    """Whether a value with spaces is random all the same: what salts are made of."""
    signs = sum(not char.isalnum() for char in value)
    return len(value) >= 32 and signs >= 8 and value.count(" ") <= 4 and entropy(value) >= 4.5


def _is_shuffled(value: str) -> bool:
    """Whether letters and digits of a short value follow each other as in no word or number."""
    turns = len(_PARTS.findall(value))
    return 8 <= len(value) <= 16 and value.isalnum() and turns >= 5 and not is_hex(value)


def is_certain(value: str, strength: int, dress: int) -> bool:
    """What the gate stops a commit for."""
    if is_stand_in(value) or is_code(value) or " " in value.strip() or "example" in value.lower():
        return False
    if strength and (is_made_up(value) or is_path(value)):
        return False
    bits = entropy(value)
    if strength == 0:
        kinds = _kinds(value)
        return (kinds >= 3 and len(value) >= 8) or (
            dress == QUOTES and kinds >= 2 and len(value) >= 7
        )
    if is_hex(value):
        return len(value) >= 24 and bits >= 3.0 and strength == 1
    return len(value) >= 16 and bits >= 3.5 and digits(value) >= 2 and _kinds(value) >= 2


def _has_symbols(value: str) -> bool:
    """Whether there is more in a value than names are made of."""
    return not value.translate(str.maketrans("", "", "-_./:")).isalnum()


def _kinds(value: str) -> int:
    """Of digits, capitals, small letters and others, how many there are."""
    return sum(
        (
            any(map(str.isdigit, value)),
            any(map(str.isupper, value)),
            any(map(str.islower, value)),
            not value.isalnum(),
        )
    )
