"""Placeholders ↔ synthetic values: a candidate gets `ada1@example.com` where the row holds
`[EMAIL_1]`, and its output holds `[EMAIL_1]` again before anybody judges it.

Every value is reserved, so that it is nobody's: example.com (RFC 2606), 555-0100 to 555-0199
(NANPA), 192.0.2.0/24 and its kin (RFC 5737), 00-00-5E-00-53-xx (RFC 7042), social security
numbers of advertisements (987-65-4320 to 4329), the card networks' test numbers, IBANs of a
bank that does not exist. Other types become a readable token.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping

from rowgate.model import Json, Output

_PLACEHOLDER = re.compile(r"\[([A-Z][A-Z0-9]*(?:_[A-Z0-9]+)*)_([1-9][0-9]{0,8})\]")
_CARDS = (
    "4111 1111 1111 1111", "5555 5555 5555 4444", "4242 4242 4242 4242", "5105 1051 0510 5100",
    "4000 0566 5566 5556", "5200 8282 8282 8210", "6011 1111 1111 1117", "6011 0009 9013 9424",
)  # fmt: skip
_NAMES = ("ada", "grace", "alan", "edsger", "barbara", "donald", "frances", "john")


class Synthetic:
    """The synthetic values of one row: stable, and none that the row holds already."""

    def __init__(self, variables: Mapping[str, Json]) -> None:
        texts = list(_texts(dict(variables)))
        wanted = {found[0]: found for text in texts for found in _PLACEHOLDER.finditer(text)}
        whole = "\n".join(texts).casefold() if wanted else ""
        self._values: dict[str, str] = {}
        for placeholder, found in wanted.items():
            self._values[placeholder] = self._unused(found[1], int(found[2]), whole)
        # Longest first, so that no value is found inside of another.
        self._order = sorted(self._values, key=lambda each: -len(self._values[each]))
        self._back = self._way_back() if self._values else None

    def fill(self, data: Json) -> Json:
        """The data with its placeholders replaced."""
        return _mapped(data, self._filled) if self._values else data

    def restore(self, output: Output) -> Output:
        """The output with the synthetic values turned back, however they are spaced or cased."""
        if self._back is None:
            return output
        return output._replace(
            text=_mapped(output.text, self._restored),
            refusal=_mapped(output.refusal, self._restored),
            tool_calls=_mapped(list(output.tool_calls), self._restored),
        )

    def _way_back(self) -> re.Pattern[str]:
        groups = [
            f"(?P<p{at}>{_spelt(placeholder, self._values[placeholder])})"
            for at, placeholder in enumerate(self._order)
        ]
        return re.compile("|".join(groups), re.IGNORECASE)

    def _filled(self, text: str) -> str:
        return _PLACEHOLDER.sub(lambda found: self._values.get(found[0], found[0]), text)

    def _restored(self, text: str) -> str:
        assert self._back is not None  # noqa: S101 - `restore` has looked
        return self._back.sub(lambda found: self._order[int(str(found.lastgroup)[1:])], text)

    def _unused(self, kind: str, number: int, whole: str) -> str:
        given = set(self._values.values())
        for offset in range(0, 1000, 100):
            value = value_for(kind, number + offset)
            if value not in given and value.casefold() not in whole:
                return value
        return f"example-{kind.lower().replace('_', '-')}-{number}-placeholder"


def value_for(kind: str, number: int) -> str:
    """The synthetic value of a placeholder: its type as it is written there, its number."""
    make = _MAKERS.get(kind)
    value = make(number) if make is not None else None
    return value or f"example-{kind.lower().replace('_', '-')}-{number}"


def _email(number: int) -> str:
    return f"{_NAMES[(number - 1) % len(_NAMES)]}{number}@example.com"


def _phone(number: int) -> str:
    area, line = divmod(number - 1, 99)
    return f"+1 {202 + area % 9} 555 01{line + 1:02}"


def _card(number: int) -> str | None:
    return _CARDS[number - 1] if number <= len(_CARDS) else None


def _iban(number: int) -> str:
    account = f"TEST000000{number:08}"
    digits = "".join(str(int(char, 36)) for char in f"{account}GB00")
    return f"GB{98 - int(digits) % 97:02}{account}"


def _ssn(number: int) -> str | None:
    return f"987-65-43{19 + number}" if number <= 10 else None


def _ip(number: int) -> str | None:
    block, host = divmod(number - 1, 254)
    nets = ("192.0.2", "198.51.100", "203.0.113")
    return f"{nets[block]}.{host + 1}" if block < len(nets) else None


def _mac(number: int) -> str | None:
    return f"00-00-5E-00-53-{number:02X}" if number <= 255 else None


_MAKERS: dict[str, Callable[[int], str | None]] = {
    "EMAIL": _email,
    "PHONE": _phone,
    "CARD": _card,
    "IBAN": _iban,
    "US_SSN": _ssn,
    "IP_ADDRESS": _ip,
    "MAC_ADDRESS": _mac,
    "ADDRESS": lambda number: f"{number} Example Street, Exampletown",
    "URL_CREDENTIALS": lambda number: f"example{number}:example{number}",
}


_GROUPED = ("PHONE", "CARD", "IBAN", "US_SSN", "MAC_ADDRESS")
_GAP = r"[ .()\-]{0,2}"


def _spelt(placeholder: str, value: str) -> str:
    """A pattern of the value as a whole word; groups of digits may stand apart or together, as
    models like to write them, and a phone number may lose its country code."""
    if not placeholder.startswith(tuple(f"[{kind}_" for kind in _GROUPED)) or "example" in value:
        return rf"(?<![A-Za-z0-9]){re.escape(value)}(?![A-Za-z0-9])"
    chars = [char for char in value if char.isalnum()]
    country = ""
    if value.startswith("+1 "):
        chars, country = chars[1:], rf"(?:\+?1{_GAP})?\(?"
    return rf"(?<![A-Za-z0-9]){country}{_GAP.join(chars)}(?![A-Za-z0-9])"


def _mapped(data: Json, change: Callable[[str], str]) -> Json:
    if isinstance(data, str):
        return change(data)
    if isinstance(data, Mapping):
        return {_mapped(key, change): _mapped(value, change) for key, value in data.items()}
    if isinstance(data, list | tuple):
        return [_mapped(item, change) for item in data]
    return data


def _texts(data: Json) -> Iterator[str]:
    if isinstance(data, str):
        yield data
    elif isinstance(data, Mapping):
        for key, value in data.items():
            yield from _texts(key)
            yield from _texts(value)
    elif isinstance(data, list | tuple):
        for item in data:
            yield from _texts(item)
