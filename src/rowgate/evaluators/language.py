"""`language`: the text is in a language. Needs the extra `rowgate[language]` (lingua)."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from importlib.util import find_spec
from typing import Any

from rowgate.evaluators.base import Evaluator, ParameterError, unknown
from rowgate.hookspecs import hookimpl
from rowgate.model import Output, Row, Verdict

# Below this a guess among 75 languages is worth nothing.
_LETTERS = 10


class InLanguage(Evaluator):
    """Passes when the text is in a language, as the detector lingua sees it.

    Needs `pip install rowgate[language]`; without it the verdict is unknown. It is a guess
    from the frequencies of letters: good for whole sentences, unknown below ten letters. Say
    between which languages to decide where you know them.

    - `value`: the language, by its ISO 639-1 code (`en`, `de`, …).
    - `among`: the languages that come into question; without it, all 75 that lingua knows.

    ```yaml
    evaluator: {language: de}
    pass: [Sie haben dreißig Tage Zeit, um die Kopfhörer zurückzugeben.]
    fail: [You have thirty days to return the headphones.]
    unknown: ["Ja.", "30"]
    ---
    evaluator: {language: {value: en, among: [en, de, fr]}}
    pass: [Returns are accepted.]
    fail: [Les retours sont acceptés.]
    ```
    """

    name = "language"
    value: str
    among: list[str] | None = None

    def prepare(self) -> None:
        for at, code in (("value", self.value), *(("among", one) for one in self.among or ())):
            if len(code) != 2 or not code.isalpha() or not code.islower():
                raise ParameterError(f"`{at}` takes ISO 639-1 codes such as `en`", at)
        if self.among is not None and (self.value not in self.among or len(set(self.among)) < 2):
            raise ParameterError("`among` takes `value` and at least one other", "among")
        if find_spec("lingua"):
            self._check_known()

    def _check_known(self) -> None:
        for code in {self.value, *(self.among or ())}:
            try:
                _languages((code,))
            except ValueError:
                raise ParameterError(f"lingua knows no language `{code}`", "value") from None

    def offline(self) -> bool:
        return find_spec("lingua") is not None

    def evaluate(self, output: Output, row: Row) -> Verdict:
        if not find_spec("lingua"):
            return unknown("lingua is not installed: pip install rowgate[language]")
        text = output.text or ""
        if sum(map(str.isalpha, text)) < _LETTERS:
            return unknown("too short to tell the language")
        found = _detector(tuple(self.among or ())).detect_language_of(text)
        if found is None:
            return unknown("no language found")
        code = found.iso_code_639_1.name.lower()
        return self.verdict(code == self.value, f"looks like `{code}`")


def _languages(codes: tuple[str, ...]) -> list[Any]:
    from lingua import IsoCode639_1, Language

    return [Language.from_iso_code_639_1(IsoCode639_1.from_str(code.upper())) for code in codes]


@cache
def _detector(among: tuple[str, ...]) -> Any:
    from lingua import LanguageDetectorBuilder

    builder = (
        LanguageDetectorBuilder.from_languages(*_languages(among))
        if among
        else LanguageDetectorBuilder.from_all_languages()
    )
    # The accurate models take ten seconds to load for all languages, these a third of one.
    return builder.with_low_accuracy_mode().build()


@hookimpl
def rowgate_evaluators(register: Callable[[type[Any]], None]) -> None:
    """The evaluators of this module."""
    register(InLanguage)
