"""Order numbers name a customer's order as surely as an e-mail address names the customer.

The shop writes them as ORD- and five to eight digits; the checkout's older ones are bare.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

import rowgate

_ORDER = re.compile(r"\bORD-\d{5,8}\b")


class OrderNumbers:
    """Finds order numbers; quick enough for the commit hook."""

    name = "order-numbers"
    fast = True

    def find(self, text: str) -> Iterable[rowgate.Finding]:
        for found in _ORDER.finditer(text):
            yield rowgate.Finding(found.start(), found.end(), "order-number")


@rowgate.hookimpl
def rowgate_redactors(register) -> None:
    register(OrderNumbers())
