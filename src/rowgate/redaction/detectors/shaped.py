"""Passports, licences, plates, health and bank numbers: forms without check digits.

A form says little, so it counts near a word like `passport`, or where it is all there
is of a text. The gate does without. Source: the issuing offices' own descriptions.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from rowgate.hookspecs import hookimpl
from rowgate.model import Finding
from rowgate.redaction.context import named_as_machine, named_as_person, stands_alone
from rowgate.redaction.detectors.numbers import any_of, inside, is_date
from rowgate.redaction.marks import Marks
from rowgate.redaction.patterns import PatternSet
from rowgate.redaction.ungated import Ungated
from rowgate.redaction.words import has_digit

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from rowgate.hookspecs import Redactor

SHAPED: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("passport", (
        r"[A-Z][0-9]{7,9}",
        r"[A-Z]{2,3}[0-9]{6,7}",
        r"[MSROD][0-9]{3}[A-Z][0-9]{4}",
        r"[CFGHJKLMNPRTVWXYZ][CFGHJKLMNPRTVWXYZ0-9]{7}[0-9]{1,2}",
    )),
    ("identity-card", (
        r"[A-Z]{2}[0-9]{5}[A-Z]{2}",
        r"[A-Z]{2}[0-9]{7}",
        r"[LMNPRTVWXY][CFGHJKLMNPRTVWXYZ0-9]{8,9}",
        r"[STFGM][0-9]{7}[A-Z]",
        r"[0-9]{12}",
        r"[A-Z][0-9]{6}\([0-9A]\)",
    )),
    ("driver-license", (
        r"[A-Z9]{5}[0-9]{6}[A-Z9]{2}[0-9A-Z]{3}",
        r"[A-Z]{2}[0-9]{7}[A-Z]",
        r"[0-9]{2}-[0-9]{2}-[0-9]{6}-[0-9]{2}",
        r"[A-Z][0-9]{3}-?[0-9]{3,4}-?[0-9]{4,6}",
        r"[A-Z]{1,2}[0-9]{5,14}",
        r"U1[0-9A-Z]{8}",
    )),
    ("vehicle-plate", (
        r"[A-Z]{2}[0-9]{2} ?[A-Z]{3}",
        r"[A-Z][0-9]{1,3} ?[A-Z]{3}",
        r"[A-Z]{3} ?[0-9]{1,3}[A-Z]",
        r"[0-9]{2} ?[A-Z]{1,3} ?[0-9]{2,5}",
        r"[A-Z]{2}[ -]?[0-9]{1,2}[ -]?[A-Z]{0,3}[ -]?[0-9]{4}",
        r"[A-Z]{3}[- ]?[0-9]{2,3}[- ]?[A-Z]{2}",
        r"[A-Z]{1,3}[ -][A-Z]{1,2} ?[0-9]{1,4}",
        r"[0-9]{2}[ -]?BH[ -]?[0-9]{4}[ -]?[A-Z]{1,2}",
        r"[A-Z]{1,2}[0-9]{4,6}",
    )),
    ("health-id", (
        r"[A-Z][0-9]{9}",
        r"[1-9][A-Z][A-Z0-9][0-9]-?[A-Z][A-Z0-9][0-9]-?[A-Z]{2}[0-9]{2}",
        r"[0-9]{8}[A-Z][0-9]{3}",
        r"[0-9]{2} ?[0-9]{6} ?[A-Z] ?[0-9]{3}",
        r"[0-9]{3}[- ][0-9]{3}[- ][0-9]{4}",
    )),
    ("national-id", (
        r"[A-Z]{2} ?[0-9]{2} ?[0-9]{2} ?[0-9]{2} ?[A-D]",
        r"[0-9]{6}[-+ ][0-9]{4,7}",
        r"[0-9]{6}[-+A-FU-Y][0-9]{3}[0-9A-Z]",
        r"[XYZ0-9][0-9]{7}-?[A-Z]",
        r"[0-9]{2}[A-Z]{5}[0-9]{4}[A-Z][0-9A-Z]{3}",
        r"[A-Z]{5}[0-9]{4}[A-Z]",
        r"[0-9](?:-[0-9]{2,5}){3,4}(?:-[0-9])?",
        r"[0-9]{8,9}[A-Z]",
        r"[A-Z][0-9]{6,8}[A-Z]",
        r"[A-Z]{2}[0-9]{9,11}",
        r"[0-9]{2}\.[0-9]{2}\.[0-9]{2}-[0-9]{3}\.[0-9]{2}",
    )),
    ("bank-account", (
        r"[A-Z]{6}[A-Z0-9]{2}(?:[A-Z0-9]{3})?",
        r"[B-DF-HJ-NP-TV-Z0-9]{6}[0-9]",
        r"[A-Z0-9]{6}",
    )),
)  # fmt: skip

_ANY = any_of(SHAPED)
_SET = PatternSet("|".join(forms) for _, forms in SHAPED)


class ShapedIdRedactor(Ungated):
    """Types as in `SHAPED`."""

    name = "shaped"
    marks = Marks(
        numbers=r"[A-Z][0-9]|[0-9][A-Z]|[A-Z][ -][A-Z]{0,2} ?[0-9]|[0-9] ?[A-Z]{1,3} ?[0-9]"
        r"|(?:[0-9][ +.-]?){6}"
    )

    def find(self, text: str) -> Iterator[Finding]:
        for start, end in _ANY.matches(text):
            if not has_digit(text[start:end]) or inside(text, start, end):
                continue
            if named_as_machine(text, start):
                continue
            if named_as_person(text, start, end) or (
                stands_alone(text, start, end) and not is_date(text[start:end])
            ):
                yield Finding(start, end, SHAPED[_SET.matching(text[start:end])[0]][0])


@hookimpl
def rowgate_redactors(register: Callable[[Redactor], None]) -> None:
    register(ShapedIdRedactor())
