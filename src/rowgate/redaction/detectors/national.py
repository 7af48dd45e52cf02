"""Numbers that states give to people and firms, told by their check digits; and the SSN.

Forms and checks are python-stdnum's, after its modules' own references: such a number
counts wherever it stands. Forms without check digits are in `shaped`.
"""

from __future__ import annotations

import importlib
from functools import cache
from typing import TYPE_CHECKING, Any

from rowgate.hookspecs import hookimpl
from rowgate.model import Finding
from rowgate.redaction.context import named_as_machine
from rowgate.redaction.detectors.numbers import any_of, inside
from rowgate.redaction.marks import Marks
from rowgate.redaction.patterns import Pattern, PatternSet

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from rowgate.hookspecs import Redactor

_SSN = Pattern(r"[0-9]{3}[-. ][0-9]{2}[-. ][0-9]{4}")

# A module of stdnum, whose `is_valid` decides, and the forms it takes in a text.
CHECKED: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("ad.nrt", (r"[A-Z][ -]?[0-9]{6}[ –-]{0,2}[A-Z]",)),
    ("al.nipt", (r"[A-Z] ?[0-9]{8} ?[A-Z]",)),
    ("ar.cbu", (r"[0-9]{8}-?[0-9]{14}",)),
    ("at.tin", (r"[0-9]{2}[ -]{0,3}[0-9]{3}/?[0-9]{4}",)),
    ("bitcoin", (r"[13][a-km-zA-HJ-NP-Z1-9]{25,34}", r"bc1[a-z0-9]{11,71}",)),
    ("br.cnpj", (r"[0-9A-Z]{2}\.[0-9A-Z]{3}\.[0-9A-Z]{3}/[0-9A-Z]{4}-[0-9]{2}",)),
    ("br.cpf", (r"[0-9]{3}\.[0-9]{3}\.[0-9]{3}-[0-9]{2}",)),
    ("ca.bn", (r"[0-9]{9} ?(?:RC|RM|RP|RT|RR|RZ)[0-9]{4}",)),
    ("ch.uid", (r"CHE[- ]?[0-9]{3}\.?[0-9]{3}\.?[0-9]{3}",)),
    ("ch.vat", (r"CHE[- ]?[0-9]{3}\.?[0-9]{3}\.?[0-9]{3} ?(?:MWST|TVA|IVA|TPV|HR|RC)",)),
    ("cl.rut", (r"[0-9]{1,2}\.?[0-9]{3}\.?[0-9]{3}-[0-9Kk]",)),
    ("cn.ric", (r"[0-9]{17}[0-9X]",)),
    ("cn.uscc", (r"[0-9A-HJ-NPQRTUWXY]{2}[0-9]{6}[0-9A-HJ-NPQRTUWXY]{10}",)),
    ("co.nit", (r"[0-9]{3}\.?[0-9]{3}\.?[0-9]{3} ?- ?[0-9]", r"[0-9]{8}-[0-9]",)),
    ("cu.ni", (r"[0-9]{11}",)),
    ("de.stnr", (r"[0-9]{2,3}/[0-9]{3,4}/[0-9]{4,5}",)),
    ("dk.cpr", (r"[0-9]{6}-[0-9]{4}",)),
    ("do.ncf", (r"[A-Z][0-9]{10}", r"[A-Z][0-9]{12}", r"[A-Z][0-9]{18}",)),
    ("ee.kmkr", (r"EE ?[0-9]{9}",)),
    ("es.cae", (r"ES[0-9]{5}[A-Z0-9]{2}[0-9]{3}[A-Z]", r"ES[0-9]{5}[A-Z][0-9]{4}[A-Z]",)),
    ("es.cif", (r"[A-HJNPQRSUVW]-?[0-9]{7}-?[0-9A-J]",)),
    ("es.nie", (r"[XYZ]-?[0-9]{7}-?[A-Z]",)),
    ("es.nif", (r"[KLM0-9]-?[0-9]{7}-?[A-Z]",)),
    ("es.referenciacatastral", (r"[0-9A-Z]{7} ?[0-9A-Z]{7} ?[0-9]{4} ?[A-Z]{2}",)),
    ("eu.vat", (
        (r"(?:AT|BE|BG|CY|CZ|DE|DK|EE|EL|GR|ES|EU|FI|FR|GB|HR|HU|IE|IM|IT|LT|LU|LV|MT|NL|PL|PT|"
        r"RO|SE|SI|SK|XI)[ -]?[0-9A-Z+*](?:[ .-]?[0-9A-Z+*]){7,12}"),
    )),
    ("fi.hetu", (r"[0-9]{6}[-+A-FU-Y][0-9]{3}[0-9A-Y]",)),
    ("fr.nir", (r"[1278] ?[0-9]{2} ?[0-9]{2} ?[0-9][0-9AB] ?[0-9]{3} ?[0-9]{3} ?[0-9]{2}",)),
    ("fr.siret", (r"[0-9](?: {0,2}[0-9]){13}",)),
    ("gb.vat", (
        r"(?:GB|XI) ?[0-9]{3} ?[0-9]{4} ?[0-9]{2}(?: ?[0-9]{3})?",
        r"GB ?(?:GD|HA)[0-9]{3}",
    )),
    ("gh.tin", (r"[PCGQV][0-9]{9,10}[0-9X]",)),
    ("gr.vat", (r"(?:EL|GR) ?[0-9]{9}",)),
    ("id.npwp", (r"[0-9]{2}\.[0-9]{3}\.[0-9]{3}\.[0-9]-[0-9]{3}\.[0-9]{3}",)),
    ("ie.pps", (r"[0-9]{7}[A-W][A-IW]?",)),
    ("in_.epic", (r"[A-Z]{3}[0-9]{7}",)),
    ("in_.gstin", (r"[0-9]{2}[A-Z]{5}[0-9]{4}[A-Z][0-9A-Z]{3}",)),
    ("in_.pan", (r"[A-Z]{5}[0-9]{4}[A-Z]",)),
    ("it.codicefiscale", (
        r"(?i:[A-Z]{6}[0-9L-NP-V]{2}[A-EHLMPR-T][0-9L-NP-V]{2}[A-Z][0-9L-NP-V]{3}[A-Z])",
    )),
    ("ke.pin", (r"[AP][0-9]{9}[A-Z]",)),
    ("kr.brn", (r"[0-9]{3} ?- ?[0-9]{2} ?- ?[0-9]{5}",)),
    ("mk.edb", (r"(?:MK|МК) ?[0-9]{13}",)),
    ("mu.nid", (r"[A-Z][0-9]{12}[0-9A-Z]",)),
    ("mx.curp", (r"(?i:[A-Z]{4}[0-9]{6}[HMX][A-Z]{5}[0-9A-Z][0-9])",)),
    ("mx.rfc", (r"[A-ZÑ&]{3,4}[ -]?[0-9]{6}[ -]?[0-9A-Z]{2,3}",)),
    ("nl.btw", (r"(?:NL)?[0-9]{9}B[0-9]{2}",)),
    ("no.mva", (r"(?:NO ?)?[0-9]{3} ?[0-9]{3} ?[0-9]{3} ?MVA",)),
    ("nz.bankaccount", (r"[0-9]{2}[- ][0-9]{4}[- ][0-9]{7}[- ][0-9]{2,3}",)),
    ("pe.cui", (r"[0-9]{8}-?[0-9A-K]",)),
    ("pt.cc", (r"[0-9]{8} ?[0-9] ?[A-Z0-9]{2}[0-9]",)),
    ("ro.onrc", (r"[JFC] ?[0-9]{1,2}[/ ][0-9]{1,6}[/ ][0-9]{4}", r"[JFC][0-9]{13}",)),
    ("sg.uen", (r"[0-9]{8,9}[A-Z]", r"[TSR][0-9]{2}[A-Z]{2}[0-9]{4}[A-Z]",)),
    ("sn.ninea", (r"[0-9]{4} ?[0-9]{3} ?(?:[0-9]{2})? ?[0-9][A-Z][0-9]",)),
    ("sv.nit", (r"[0-9]{4}-[0-9]{6}-[0-9]{3}-[0-9]",)),
    ("tn.mf", (r"[0-9]{6,7} ?/?[A-Z](?:/?[A-Z]/?[A-Z]/?[0-9]{3})?",)),
    ("us.ein", (r"[0-9]{2}-[0-9]{7}",)),
    ("us.itin", (r"9[0-9]{2}[- ][0-9]{2}[- ][0-9]{4}",)),
    ("uy.rut", (r"UY ?[0-9]{12}",)),
    ("ve.rif", (r"[VEJPG]-?[0-9]{7,8}-?[0-9]",)),
    ("gt.nit", (r"[0-9]{5,11}-[0-9K]", r"[0-9]{6,7}K",)),
    ("py.ruc", (r"[0-9]{5,9}-[0-9]",)),
    ("isil", (r"[A-Z]{2}-[0-9]{4,8}-[0-9]",)),
    ("vatin", (r"[A-Z]{2}[ -]?[0-9][0-9A-Z](?:[ .-]?[0-9A-Z]){6,11}",)),
)  # fmt: skip

_ANY = any_of(CHECKED)
# What every form has at least: five digits close together, a word of digits and capitals, or a
# letter before digits.
_MAY_BE = r"(?:[0-9][ ./-]*){5}|[A-Z0-9][A-Z0-9 ./-]{0,3}[0-9]{2}|[A-Za-z][0-9]{2}|МК"
_SET = PatternSet("|".join(forms) for _, forms in CHECKED)


class NationalIdRedactor:
    """Types `us-ssn` and `national-id`."""

    name = "national"
    marks = Marks(numbers=_MAY_BE)

    def find(self, text: str) -> Iterator[Finding]:
        for start, end in _ssns(text):
            yield Finding(start, end, "us-ssn")
        for start, end in _ANY.matches(text):
            value = text[start:end]
            if inside(text, start, end) or named_as_machine(text, start):
                continue
            if any(_module(CHECKED[n][0]).is_valid(value) for n in _SET.matching(value)):
                yield Finding(start, end, "national-id")

    def confident(self, text: str) -> Iterator[Finding]:
        for start, end in _ssns(text):
            if is_ssn(text[start:end]):
                yield Finding(start, end, "us-ssn")


def _ssns(text: str) -> Iterator[tuple[int, int]]:
    for [(start, end)] in _SSN.matches(text):
        if text[start + 3] == text[start + 6] and not inside(text, start, end):
            yield start, end


def is_ssn(value: str) -> bool:
    """Whether the Social Security Administration could have given out this number."""
    area, group, serial = value[:3], value[4:6], value[7:]
    return area not in ("000", "666") and area < "900" and group != "00" and serial != "0000"


@cache
def _module(name: str) -> Any:
    return importlib.import_module(f"stdnum.{name}")


@hookimpl
def rowgate_redactors(register: Callable[[Redactor], None]) -> None:
    register(NationalIdRedactor())
