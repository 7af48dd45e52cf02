"""Evaluators that search the text for a regular expression.

The dialect is RE2 (github.com/google/re2/wiki/Syntax): it runs in linear time whatever
the pattern, so a row from a pull request cannot hang the gate. It has no look-around and
no back-references; `(?i)`, `(?m)` and `(?s)` work.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from rowgate.evaluators.base import Evaluator, ParameterError
from rowgate.evaluators.text import quoted
from rowgate.hookspecs import hookimpl
from rowgate.model import Output, Row, Verdict

# Unlike enough that a pattern which finds something in all of them finds it everywhere.
_ASCII = "".join(map(chr, range(9, 127)))
_PROBES = ("", f"{_ASCII}é日本😀", f"{_ASCII}\n" * 50)


class Regex(Evaluator):
    r"""Passes when the regular expression `value` matches somewhere in the text.

    The dialect is RE2: no look-around, no back-references. `^` and `$` stand for the ends
    of the whole text, with `(?m)` for those of a line; `.` takes no newline without `(?s)`.

    - `value`: the pattern. One that matches every text is refused.
    - `ignore_case`: match without regard to upper and lower case.

    ```yaml
    evaluator: {regex: '\b(30|thirty) days\b'}
    pass: [Within 30 days., thirty days]
    fail: [130 days, 30 Days, ""]
    ---
    evaluator: {regex: {value: '^yes', ignore_case: true}}
    pass: ["YES, of course."]
    fail: ["Well, yes."]
    ```
    """

    name = "regex"
    value: str
    ignore_case: bool = False

    def prepare(self) -> None:
        self._pattern = compiled(self.value, ignore_case=self.ignore_case)
        if all(self._pattern.search(probe) for probe in _PROBES):
            raise ParameterError(f"the pattern {quoted(self.value)} matches every text", "value")

    def evaluate(self, output: Output, row: Row) -> Verdict:
        if self._pattern.search(output.text):
            return Verdict("pass", f"matches {quoted(self.value)}")
        return Verdict("fail", f"does not match {quoted(self.value)}")


class NotRegex(Regex):
    r"""Passes when the regular expression `value` matches nowhere in the text.

    - `value`: the pattern, in the RE2 dialect. One that matches every text is refused.
    - `ignore_case`: match without regard to upper and lower case.

    ```yaml
    evaluator: {not-regex: '\b\d{2,} days\b'}
    pass: [A few days., 7 days]
    fail: [You have 60 days.]
    ```
    """

    name = "not-regex"

    def evaluate(self, output: Output, row: Row) -> Verdict:
        found = self._pattern.search(output.text)
        if found:
            return Verdict("fail", f"matches {quoted(self.value)} at character {found.start() + 1}")
        return Verdict("pass", f"does not match {quoted(self.value)}")


def compiled(pattern: str, *, ignore_case: bool = False) -> Any:
    """The pattern, compiled by RE2. Raises ParameterError where it is none."""
    import re2

    # An untyped library.
    compile_: Any = re2.compile

    options = re2.Options()
    options.case_sensitive = not ignore_case
    options.log_errors = False
    try:
        return compile_(pattern, options)
    except re2.error as error:
        detail = error.args[0].decode() if isinstance(error.args[0], bytes) else error.args[0]
        message = f"the pattern {quoted(pattern)} is no RE2 expression: {detail}"
        raise ParameterError(message, "value") from None


@hookimpl
def rowgate_evaluators(register: Callable[[type[Any]], None]) -> None:
    """The evaluators of this module."""
    for cls in (Regex, NotRegex):
        register(cls)
