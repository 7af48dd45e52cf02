"""One entry of a YAML `evaluators` list → an evaluator, or what is wrong with it.

An entry is `name`, `name: value` or `name: {parameter: value, …}`; a mapping is always
parameters. `advisory: true` may stand among the parameters of any evaluator.
"""

from __future__ import annotations

from collections.abc import Container, Mapping

from rowgate.evaluators.base import Evaluator, Services, declared_by, did_you_mean
from rowgate.evaluators.forms import ParameterError, kind
from rowgate.model import EvaluatorFault, Json


class EntryError(Exception):
    """Carries the fault of an entry out of the functions here; never leaves the room."""

    def __init__(self, fault: EvaluatorFault) -> None:
        super().__init__(fault.message)
        self.fault = fault


def name_of(entry: Json) -> str:
    """The name an entry gives, or `""` where it has no form an entry can have."""
    if type(entry) is str:
        return entry
    if type(entry) is dict and len(entry) == 1:
        (name,) = entry
        return name if type(name) is str else ""
    return ""


def build(
    entry: Json,
    classes: Mapping[str, type[Evaluator]],
    services: Services,
    left_out: Container[str] = frozenset(),
) -> Evaluator:
    """The evaluator that an entry describes. Raises EntryError."""
    name = name_of(entry)
    if not name:
        raise EntryError(_no_entry(entry))
    if name not in classes:
        raise EntryError(_no_such_name(name, classes, left_out))
    cls = classes[name]
    try:
        given = _given(cls, entry)
        advisory = _advisory(given)
        return cls.build(given, services, advisory=advisory)
    except ParameterError as error:
        raise EntryError(_misfit(name, entry, cls, error)) from None
    except EntryError:
        raise
    except Exception as error:  # noqa: BLE001 — a plugin's own code
        message = f"`{name}` could not be set up: {type(error).__name__}: {error}"
        raise EntryError(EvaluatorFault("parameters", message, (name,))) from None


def short_form_of(cls: type[Evaluator]) -> str | None:
    """The parameter that takes the value of `name: value`: the first, unless it is a flag.

    `valid-json: true` must not turn on whichever flag is declared first.
    """
    first = next(iter(declared_by(cls).values()), None)
    return first.name if first and first.type != "true or false" else None


def _given(cls: type[Evaluator], entry: Json) -> dict[str, Json]:
    """The parameters an entry gives, by name."""
    if type(entry) is str:
        return {}
    (value,) = entry.values()
    if type(value) is dict:
        return dict(value)
    first = short_form_of(cls)
    if first is None:
        raise ParameterError(f"takes no value; write `{cls.name}` alone, or its parameters")
    return {first: value}


def _advisory(given: dict[str, Json]) -> bool:
    advisory = given.pop("advisory", False)
    if type(advisory) is not bool:
        raise ParameterError(f"`advisory` takes true or false, not {kind(advisory)}", "advisory")
    return advisory


def _misfit(name: str, entry: Json, cls: type[Evaluator], error: ParameterError) -> EvaluatorFault:
    """The fault, placed where the user wrote the value: the short form has no parameter name."""
    at = error.at
    short = type(entry) is dict and type(entry[name]) is not dict
    if short and at[:1] == (short_form_of(cls),):
        at = at[1:]
    return EvaluatorFault(error.fault, f"`{name}`: {error.message}", (name, *at))


def _no_such_name(
    name: str, classes: Mapping[str, type[Evaluator]], left_out: Container[str]
) -> EvaluatorFault:
    if name in left_out:
        message = f"`{name}` comes from a plugin that was left out: not judged"
        return EvaluatorFault("not-loaded", message)
    hint = did_you_mean(name, classes)
    return EvaluatorFault("unknown", f"there is no evaluator `{name}`{hint}")


def _no_entry(entry: Json) -> EvaluatorFault:
    expected = "an evaluator is a name, or one name with its parameters"
    if type(entry) is not dict:
        return EvaluatorFault("parameters", f"{expected}; this is {kind(entry)}")
    if "advisory" in entry:
        hint = "; `advisory: true` goes among the parameters, below the name"
        return EvaluatorFault("parameters", expected + hint, ("advisory",))
    if len(entry) > 1:
        names = ", ".join(f"`{key}`" for key in entry)
        hint = f"; {names} stand in one entry: begin each with its own dash"
        return EvaluatorFault("parameters", expected + hint, (list(entry)[1],))
    return EvaluatorFault("parameters", f"{expected}; this one is empty")
