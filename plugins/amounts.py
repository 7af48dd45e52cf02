"""Amounts of money, however they are written: `CHF 1,204.50`, `1'204.50 CHF`, `1204.5`."""

from __future__ import annotations

import re

import rowgate

_NUMBER = re.compile(r"\d{1,3}(?:[,'’  ]\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?")


class StatesAmount(rowgate.Evaluator):
    """Passes when the text states this amount, and no other one in the same currency.

    Thousands may be separated by a comma, an apostrophe or a space. With `currency`, only
    amounts that stand beside it count.

    ```yaml
    evaluator: {states-amount: {value: 1204.5, currency: CHF}}
    pass:
      - The total is CHF 1,204.50.
      - 1'204.50 CHF
    fail:
      - The total is CHF 1,240.50.
      - CHF 1,204.50 of CHF 2,000.00
      - The total is EUR 1,204.50.
    ```
    """

    name = "states-amount"
    value: float
    currency: str | None = None

    def evaluate(self, output: rowgate.Output, row: rowgate.Row) -> rowgate.Verdict:
        stated = {self._number(found) for found in self._amounts(output.text)}
        said = ", ".join(f"{amount:g}" for amount in sorted(stated)) or "no amount"
        return self.verdict(stated == {self.value}, f"it states {said}")

    def _amounts(self, text: str) -> list[str]:
        if self.currency is None:
            return _NUMBER.findall(text)
        currency, number = re.escape(self.currency), _NUMBER.pattern
        beside = re.compile(rf"{currency}\s*({number})|({number})\s*{currency}")
        return [before or after for before, after in beside.findall(text)]

    def _number(self, text: str) -> float:
        return float(re.sub(r"[^\d.]", "", text))


@rowgate.hookimpl
def rowgate_evaluators(register) -> None:
    register(StatesAmount)
