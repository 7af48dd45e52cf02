"""Findings that overlap become one: the union wins, so that no fragment survives."""

from __future__ import annotations

from bisect import bisect_right
from operator import itemgetter
from typing import TYPE_CHECKING

from rowgate.model import Finding

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence


def merged(findings: Iterable[Finding]) -> list[Finding]:
    """In order and disjoint; a union is of the type of its longest part (the first of equals)."""
    union: list[Finding] = []
    longest = 0
    for found in sorted(findings, key=_order):
        if union and found.start < union[-1].end:
            last = union[-1]
            size = found.end - found.start
            named = found if size > longest else last
            longest = max(longest, size)
            union[-1] = Finding(last.start, max(last.end, found.end), named.type, named.detector)
        else:
            union.append(found)
            longest = found.end - found.start
    return union


def without(findings: Iterable[Finding], holes: Sequence[tuple[int, int]]) -> list[Finding]:
    """The findings less the holes (ordered, disjoint): what they cover outside of them."""
    if not holes:
        return list(findings)
    left: list[Finding] = []
    for found in findings:
        start = found.start
        at = bisect_right(holes, start, key=_hole_end)
        while at < len(holes) and holes[at][0] < found.end:
            if start < holes[at][0]:
                left.append(found._replace(start=start, end=holes[at][0]))
            start = holes[at][1]
            at += 1
        if start < found.end:
            left.append(found._replace(start=start))
    return left


_hole_end = itemgetter(1)


def _order(found: Finding) -> tuple[int, int]:
    # Sorting keeps equals in their order: detectors come first come, first named.
    return (found.start, -found.end)
