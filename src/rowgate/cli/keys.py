"""The keys of a review, and what each of them is for."""

from __future__ import annotations

from rowgate.reports.fitting import packed

HELP = (
    ("w r u", "say what the recorded response was: wrong, right, unjudged"),
    ("l n y", "labels, the note, why the row is there"),
    ("x", "the expected answer: typed, or the response where it was right"),
    ("v", "try an evaluator on the response and attach it; take one away"),
    ("e", "the whole row in your editor"),
    ("a", "approve it, under your git identity"),
    ("m d", "move it to another dataset; drop it, with a reason"),
    ("s b", "skip it; back to the row before"),
    ("o c", "all of it in the pager; show the case again"),
    ("q", "leave, as Ctrl-D and Ctrl-C do; every answer is in the files"),
)
# What a rule asks for is mended by a key: of the rule, or of its family.
MENDS = {
    "RG0": "e", "RG101": "l", "RG102": "v", "RG103": "y", "RG104": "w, r", "RG108": "l",
    "RG109": "n", "RG110": "e", "RG111": "m", "RG112": "e", "RG2": "e", "RG211": "",
    "RG3": "e", "RG305": "", "RG401": "v", "RG402": "v", "RG403": "v", "RG404": "v",
    "RG405": "x, v", "RG406": "v", "RG407": "d", "RG408": "d", "RG409": "d", "RG412": "v",
    "RG504": "l, m", "RG507": "e",
}  # fmt: skip
_MENU = (
    ("w wrong", "r right", "l label", "n note", "y why", "x expected", "v evaluator", "e edit"),
    ("a approve", "m move", "d drop", "s skip", "b back", "o open all", "c case", "? help",
     "q quit"),
)  # fmt: skip
_SHORT = "w r u l n y x v e a m d s b o c q  ? help"


def menu(width: int) -> list[str]:
    """The keys in two lines, or in one where the window is too narrow for their names."""
    lines = [line for items in _MENU for line in packed(items, width)]
    return lines if len(lines) <= len(_MENU) else [_SHORT]
