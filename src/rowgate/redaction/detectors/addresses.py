"""Street addresses, as far as patterns go: house numbers before or after street words,
post office boxes, British and Canadian postcodes, US states with a ZIP code.

Most of the world's addresses have no such word; they need a person, or a model.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from rowgate.hookspecs import hookimpl
from rowgate.model import Finding
from rowgate.redaction.marks import Marks
from rowgate.redaction.patterns import Pattern, PatternSet, loose
from rowgate.redaction.ungated import Ungated
from rowgate.redaction.words import has_digit

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from rowgate.hookspecs import Redactor

_WORD = r"[\p{Lu}][\p{L}\p{M}'’.-]*"
_KIND = (
    r"Street|St|Avenue|Ave|Road|Rd|Boulevard|Blvd|Lane|Ln|Drive|Dr|Court|Ct|Square|Sq|Place|Pl|"
    r"Terrace|Ter|Way|Parkway|Pkwy|Circle|Cir|Crescent|Close|Alley|Highway|Hwy|Trail|Trl|Row|Mews|"
    r"Gardens|Grove|Hill|Walk|Plaza|Crossing|Loop|Path|Pike|Ridge|Turnpike|Wharf|Quay|Esplanade"
)
_UNIT = (
    r"(?:,?\s+(?:Apt|Apartment|Suite|Ste|Unit|Floor|Fl|Room|Rm|Flat|#)\.?\s*#?[0-9A-Za-z-]{1,6})?"
)
_PLACE = (
    rf"(?:[,\n]\s*{_WORD}(?:\s{_WORD}){{0,3}})?"
    r"(?:[,\s]\s*(?:[A-Z]{2}\s+)?[0-9]{5}(?:-[0-9]{4})?)?"
)
_BEFORE = Pattern(
    r"\b[0-9]{1,6}[A-Za-z]?(?:[-/][0-9]{1,4})?\s+(?:[NSEW]\.?\s+)?"
    rf"(?:{_WORD}\s+){{1,4}}(?:{_KIND})\b\.?{_UNIT}{_PLACE}"
)
_AFTER = Pattern(
    r"(?:\b[\p{Lu}][\p{L}\p{M}'’-]*(?:straße|strasse|str\.|gasse|weg|platz|allee|ufer|damm|"
    r"straat|laan|plein|kade|gracht|"
    r"gatan|vägen|vej|gade|gata|vegen|veien|katu|tie|utca|út|ulica)|"
    r"\b(?:Rue|rue|Avenue|avenue|Boulevard|Via|via|Viale|Piazza|Calle|Avenida|Carrer|Plaza|Rua|"
    r"Travessa|Ulica|ul\.|ulica)"
    r"(?:\s+(?:de|du|des|della|del|dei|la|las|los|do|da|dos|l'|"
    r"d'))*(?:\s+[\p{Lu}][\p{L}\p{M}'’.-]*){1,4})"
    r",?\s+(?:n[°ºo.]?\s*)?[0-9]{1,5}(?:\s?[a-zA-Z])?\b(?:,?\s+[0-9]{4,5}\s+[\p{Lu}][\p{L}-]+)?"
)
_BOX = Pattern(
    rf"(?i:\bP\.?\s?O\.?\s?Box\s+[0-9]{{1,6}}\b|\bPSC\s+[0-9]+,\s*Box\s+[0-9]+\b(?:\s+(?:APO|FPO|"
    rf"DPO)\s+[A-Z]{{2}}\s+[0-9]{{5}})?){_PLACE}"
)
_POSTCODE = Pattern(
    r"\b(?:GIR ?0AA|[A-PR-UWYZ](?:[0-9]{1,2}|[A-HK-Y][0-9](?:[0-9]|[ABEHMNPRV-Y])?|"
    r"[0-9][A-HJKPS-UW]) [0-9][ABD-HJLNP-UW-Z]{2}"
    r"|[ABCEGHJ-NPRSTVXY][0-9][ABCEGHJ-NPRSTV-Z] [0-9][ABCEGHJ-NPRSTV-Z][0-9])\b"
)
_ZIP = Pattern(
    r"(?i:\b(?:zip|postal|post)\s?(?:code)?\s?(?:is|:|=)?\s{0,2})([0-9]{4,6}(?:-[0-9]{4})?)\b"
    r"|\b(?:A[KLRZ]|C[AOT]|D[CE]|FL|GA|HI|I[ADLN]|K[SY]|LA|M[ADEINOST]|N[CDEHJMVY]|O[HKR]|PA|RI|"
    r"S[CD]|T[NX]|UT|V[AT]|W[AIVY])\s+[0-9]{5}(?:-[0-9]{4})?\b"
)
_AFTER_WORDS = (
    r"straße|strasse|str\.|gasse|weg|platz|allee|ufer|damm|straat|laan|plein|kade|gracht|"
    r"gatan|vägen|vej|gade|gata|vegen|veien|katu|tie|utca|út|[Uu]lica|ul\.|[Rr]ue|[Aa]venue|"
    r"Boulevard|[Vv]ia|Piazza|Calle|Avenida|Carrer|Plaza|Rua|Travessa"
)
# Whether there is a word that an address needs: letters of every script make the patterns
# above slow, and most texts have none.
_WORDS = (
    (rf"(?:{_KIND})\b", _BEFORE),
    (_AFTER_WORDS, _AFTER),
    (r"(?i:box)\s+[0-9]", _BOX),
    (r"[A-Z] [0-9][A-Z]|[0-9] [0-9][A-Z]|GIR", _POSTCODE),
    (loose(_ZIP.source), _ZIP),
)
_MARKS = PatternSet((word for word, _ in _WORDS), "anywhere")


class AddressRedactor(Ungated):
    """Type `address`. Not part of the gate: a street name in prose is nobody's home."""

    name = "addresses"
    marks = Marks(words="|".join(_MARKS.sources))

    def find(self, text: str) -> Iterator[Finding]:
        if not has_digit(text):
            return
        for which in _MARKS.matching(text):
            for whole, *number in _WORDS[which][1].matches(text):
                start, end = number[0] if number and number[0][0] >= 0 else whole
                yield Finding(start, end, "address")


@hookimpl
def rowgate_redactors(register: Callable[[Redactor], None]) -> None:
    register(AddressRedactor())
