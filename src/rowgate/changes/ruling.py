"""Which rules of `check` hold, and how strictly, at both sides: by effect, not by wording."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import chain

from rowgate.changes.risk import CRITERIA, WEAKENED
from rowgate.model import Change, Json

SEVERITIES = ("off", "notice", "warning", "error")
FIELDS = ("select", "ignore", "rules", "overrides")
_SHOWN = 6


def of_rules(
    before: Mapping[str, Json], after: Mapping[str, Json], own: Mapping[str, str]
) -> Iterator[Change]:
    """The rules whose severity differs, for all datasets and for those with overrides.

    `own`: code → the severity a rule has by itself in a release dataset. Rules that change alike
    are told together.
    """
    codes = sorted({*own, *_mentioned(before), *_mentioned(after)})
    everywhere = _moves(before, after, None, codes, own)
    yield from _told(everywhere, "")
    for dataset in sorted({*_overridden(before), *_overridden(after)}):
        moves = _moves(before, after, dataset, codes, own)
        new = {code: move for code, move in moves.items() if everywhere.get(code) != move}
        yield from _told(new, f" in {dataset}")


Move = tuple[str, str]


def _moves(
    before: Mapping[str, Json], after: Mapping[str, Json], dataset: str | None,
    codes: list[str], own: Mapping[str, str],
) -> dict[str, Move]:  # fmt: skip
    sides = [_Ruling(side, dataset) for side in (before, after)]
    found = {}
    for code in codes:
        was, now = (side.severity(code, own.get(code, "error")) for side in sides)
        if was != now:
            found[code] = (was, now)
    return found


class _Ruling:
    """What one side says for one dataset, or for those without an override."""

    def __init__(self, data: Mapping[str, Json], dataset: str | None) -> None:
        layers = [data, *(one for one in _overrides(data) if dataset in _datasets(one))]
        self.select = tuple(next((o["select"] for o in reversed(layers) if o.get("select")), ()))
        self.ignore = tuple(chain.from_iterable(one.get("ignore") or () for one in layers))
        self.severities = {k: v for one in layers for k, v in (one.get("rules") or {}).items()}

    def severity(self, code: str, own: str) -> str:
        if code.startswith(self.ignore) or (self.select and not code.startswith(self.select)):
            return "off"
        return str(self.severities.get(code, own))


def _told(moves: Mapping[str, Move], where: str) -> Iterator[Change]:
    alike: dict[Move, list[str]] = {}
    for code, move in moves.items():
        alike.setdefault(move, []).append(code)
    for (was, now), codes in alike.items():
        risk = WEAKENED if _order(now) < _order(was) else CRITERIA
        some = ", ".join(codes[:_SHOWN])
        more = f" and {len(codes) - _SHOWN} more" if len(codes) > _SHOWN else ""
        words = ("rule", "is") if len(codes) == 1 else ("rules", "are")
        message = f"{words[0]} {some}{more} {words[1]} {now} now{where}, no longer {was}"
        yield Change(risk, None, ("rules", codes[0]), was, now, message)


def _order(severity: str) -> int:
    return SEVERITIES.index(severity) if severity in SEVERITIES else len(SEVERITIES)


def _overrides(data: Mapping[str, Json]) -> list[Mapping[str, Json]]:
    return list(data.get("overrides") or ())


def _datasets(override: Mapping[str, Json]) -> list[str]:
    named = override.get("dataset")
    return [named] if isinstance(named, str) else list(named or ())


def _overridden(data: Mapping[str, Json]) -> Iterator[str]:
    for override in _overrides(data):
        yield from _datasets(override)


def _mentioned(data: Mapping[str, Json]) -> Iterator[str]:
    for layer in (data, *_overrides(data)):
        yield from layer.get("rules") or ()
