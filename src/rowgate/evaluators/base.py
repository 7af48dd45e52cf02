"""What an evaluator is: a class with a name, typed parameters and `evaluate`.

Public for plugins as `rowgate.Evaluator`:

    class NoShouting(Evaluator):
        '''Passes when at most `value` letters are capital.'''

        name = "no-shouting"
        value: float = 0.3

        def evaluate(self, output: Output, row: Row) -> Verdict:
            share = sum(map(str.isupper, output.text)) / max(1, len(output.text))
            return self.verdict(share <= self.value, f"{share:.0%} of the letters are capital")
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, ClassVar, Literal, NamedTuple, Self, dataclass_transform

from rowgate.evaluators.chat import Chat
from rowgate.evaluators.forms import MAY_BE_EMPTY, Bounds, ParameterError
from rowgate.evaluators.parameters import Parameter, parameters
from rowgate.model import Json, Output, Row, Scan, Verdict

__all__ = ["MAY_BE_EMPTY", "Bounds", "Evaluator", "ParameterError", "Services", "unknown"]

EACH = "[]"
"""After a parameter's name in `loosens`: each item of the list."""
_WAYS = ("up", "down", "absent")
_NOTHING: Mapping[str, str] = {}
_NAME = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")


class Services(NamedTuple):
    """What the house lends to an evaluator that asks for it, as `self.services`."""

    scan: Scan | None = None
    """Finds secrets and personal data in a text."""
    build: Callable[[Json], Evaluator] | None = None
    """Builds an evaluator from its YAML entry; raises ParameterError."""
    chat: Chat | None = None
    """Asks a language model."""


def unknown(reason: str) -> Verdict:
    """The verdict where nothing can be decided: never a pass."""
    return Verdict("unknown", reason)


@dataclass_transform(kw_only_default=True)
class Evaluator:
    """A named check with parameters that turns an output into a verdict.

    A subclass sets `name` (kebab-case) and declares its parameters as annotated class
    attributes; one with a default may be left out. Types: `str`, `int`, `float`, `bool`,
    `Json`, `Literal["a", "b"]`, `list[…]`, `dict[str, …]`, `… | None`, and `Annotated` with
    `Bounds` or `MAY_BE_EMPTY`. The names are the same in YAML. The value of the short form
    `name: value` goes to the first parameter, and a mapping is always parameters.

    The docstring is the documentation. Its examples are fenced YAML blocks with the keys
    `evaluator` (the entry), optionally `expected`, and lists `pass`, `fail`, `unknown` of
    outputs: text, or a mapping of the fields of `Output`.
    """

    __reserved__ = True

    name: ClassVar[str] = ""
    needs: ClassVar[Literal["text", "output"]] = "text"
    """`text`: an output without text fails before `evaluate` is called, and inside it
    `output.text` is a string. `output`: `evaluate` sees every output."""

    advisory = False
    """Set by rowgate where the entry says so: its fail is a warning."""
    deterministic = True
    """False where the same output may get another verdict tomorrow: never run in `check`."""
    reads_expected = False
    """True where it compares with the row's `expected`."""
    applies_to_recorded = True
    """False where a recorded response lacks what is measured (latency, cost)."""
    loosens = _NOTHING
    """In which direction a parameter lets more pass, where that is so whatever the output.

    `up`: a larger number, `true`, a longer text, one more item of a list or key of a mapping;
    `down`: the opposite; `absent`: only that it is left out. Null is taken for no bound.
    `values[]` speaks of each item of `values`: where these are evaluators (`inner`), `up` says
    that it lets more pass when one of them does. `diff` then calls such a change weakened.
    `prepare` may narrow it: `self.loosens = …`.
    """
    time_limit: ClassVar[float | None] = 10.0
    """Seconds that one verdict may take before it is unknown; None: no limit."""
    services = Services()

    def __init_subclass__(cls) -> None:
        super().__init_subclass__()
        if cls.__module__.startswith(f"{__package__}."):
            # Ours are bounded by themselves: RE2 is linear, the judge's client has a timeout.
            cls.time_limit = None
        if cls.name and not _NAME.fullmatch(cls.name):
            raise TypeError(f"{cls.__qualname__}.name is {cls.name!r}: it must be kebab-case")

    def __init__(self, **given: Any) -> None:
        self._take(given)
        self.prepare()

    @classmethod
    def build(cls, given: Mapping[str, Json], services: Services, *, advisory: bool) -> Self:
        """An evaluator with the parameters of one YAML entry. Raises ParameterError."""
        self = cls.__new__(cls)
        self._take(given)
        if advisory:
            self.advisory = True
        self.services = services
        self.prepare()
        return self

    def _take(self, given: Mapping[str, Json]) -> None:
        declared = declared_by(type(self))
        for name, value in given.items():
            if name not in declared:
                raise ParameterError(_no_such_parameter(name, declared), name)
            try:
                vars(self)[name] = declared[name].form.convert(value)
            except ParameterError as error:
                raise ParameterError(f"`{name}` {error.message}", name, *error.at) from None
        if len(given) < len(declared):
            for parameter in declared.values():
                if parameter.required and parameter.name not in given:
                    raise ParameterError(f"`{parameter.name}` ({parameter.type}) is missing")

    def prepare(self) -> None:
        """Called once, with the parameters set: compile what `evaluate` needs many times.

        Raise ParameterError("why", "parameter") for values that cannot be, above all for
        values with which nothing could ever fail.
        """

    def evaluate(self, output: Output, row: Row) -> Verdict:
        """The verdict on one output. What it raises becomes an `unknown` that says so."""
        raise NotImplementedError

    def offline(self) -> bool:
        """Whether it can judge a recorded response here and now."""
        return self.deterministic and self.applies_to_recorded

    def inner(self) -> Mapping[str, Sequence[Evaluator]]:
        """The evaluators that it is made of, by the parameter that lists them."""
        return {}

    def tools_named(self) -> Sequence[str]:
        """The names of the tools whose calls it looks at."""
        return ()

    def verdict(self, passed: bool, reason: str = "", score: float | None = None) -> Verdict:
        """Pass or fail, with what was seen."""
        return Verdict("pass" if passed else "fail", reason, score)


_declared: dict[type[Evaluator], dict[str, Parameter]] = {}


def declared_by(cls: type[Evaluator]) -> dict[str, Parameter]:
    """The parameters of a class by name, read once."""
    found = _declared.get(cls)
    if found is None:
        found = _declared[cls] = {one.name: one for one in parameters(cls)}
        for name, way in cls.loosens.items():
            if name.removesuffix(EACH) not in found or way not in _WAYS:
                raise TypeError(f"loosens: no parameter `{name}`, or `{way}` is none of {_WAYS}")
    return found


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """`: did you mean …?`, or nothing where no known word is near. `-` and `_` count as one."""
    from difflib import get_close_matches

    spelt = {one.replace("_", "-"): one for one in known}
    near = get_close_matches(word.replace("_", "-").lower(), spelt, n=1)
    return f": did you mean `{spelt[near[0]]}`?" if near else ""


def _no_such_parameter(name: str, declared: Mapping[str, Parameter]) -> str:
    hint = did_you_mean(name, (*declared, "advisory"))
    known = ", ".join(f"`{one}`" for one in (*declared, "advisory"))
    return f"there is no parameter `{name}`{hint or f'; it takes {known}'}"
