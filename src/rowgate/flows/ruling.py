"""Which rules hold in a dataset: what was typed, what `rowgate.yaml` says, what CI asks."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from rowgate.checks import run as rules
from rowgate.checks.rule import Rule
from rowgate.config import Override, RuleSet
from rowgate.model import DataPath, Dataset
from rowgate.shapes import meant

if TYPE_CHECKING:
    from rowgate.flows.check import Options
    from rowgate.flows.workspace import Workspace


def rules_for(
    workspace: Workspace, dataset: Dataset, known: Mapping[str, Rule], options: Options
) -> list[Rule]:
    """The rules that hold, by code. What is typed (`--select`) wins over `rowgate.yaml`.

    Raises `UsageError` for a code or a dataset in `rowgate.yaml` that there is none of.
    """
    _refuse_unknown(workspace, known)
    typed = rules.chosen(known.values(), options.select, options.ignore)
    if options.select:
        return typed
    held = workspace.config.rules_of(dataset.name)
    return [
        rule
        for rule in typed
        if (options.require_approval and rule.code in rules.APPROVAL)
        or _is_chosen(rule.code, held.select, held.ignore)
    ]


def holds_everywhere(held: RuleSet, code: str, options: Options) -> bool:
    """Whether a rule holds for what is of no dataset, with the rules at the top of
    `rowgate.yaml`."""
    if not _is_chosen(code, options.select, options.ignore):
        return False
    return bool(options.select) or _is_chosen(code, held.select, held.ignore)


def _is_chosen(code: str, select: Sequence[str], ignore: Sequence[str]) -> bool:
    return code.startswith(tuple(select) or ("",)) and not code.startswith(tuple(ignore))


def _refuse_unknown(workspace: Workspace, known: Mapping[str, Rule]) -> None:
    config = workspace.config
    for override in config.overrides:
        for name in override.datasets:
            there = workspace.datasets()
            if name not in there:
                fix = meant(name, there) or f"there are {', '.join(there) or 'none yet'}"
                raise config.refusal((*override.at, "dataset"), f"no dataset {name}", fix)
    for at, code in _named(config.rules, config.overrides):
        if _is_known(at, code, known) or _left_out(workspace, code):
            continue
        raise config.refusal(at, f"no rule {code}", nearest(code, known))


def _named(top: RuleSet, overrides: Sequence[Override]) -> Iterator[tuple[DataPath, str]]:
    """Every code, or beginning of one, and where it stands."""
    for at, found in [((), top), *((one.at, one.rules) for one in overrides)]:
        for name, codes in (("select", found.select), ("ignore", found.ignore)):
            yield from (((*at, name, index), code) for index, code in enumerate(codes))
        yield from (((*at, "rules", code), code) for code in found.severities)


def _is_known(at: DataPath, code: str, known: Mapping[str, Rule]) -> bool:
    if at[-1] == code:
        return code in known
    return any(one.startswith(code) for one in known)


def nearest(code: str, known: Mapping[str, Rule]) -> str:
    """What to type in the place of a code that no rule has."""
    from difflib import get_close_matches  # only where something is wrong

    close = get_close_matches(code.upper(), known, n=1, cutoff=0.6)
    return f"did you mean {close[0]}?" if close else "rowgate rule lists them"


def _left_out(workspace: Workspace, code: str) -> bool:
    """Whether it may be of a plugin that was left out on purpose."""
    return bool(workspace.registry.left_out) and not code.startswith("RG")
