"""The steps of an edit, taken by ruamel.yaml's round trip on a text's skeleton."""

from __future__ import annotations

import io
from typing import Any

from rowgate.model import DataPath, Json
from rowgate.yamltext.places import all_places
from rowgate.yamltext.plan import Plan
from rowgate.yamltext.skeleton import Skeleton


class NotEditableError(ValueError):
    """ruamel.yaml cannot load or write this text."""


def changed(text: str, steps: Plan) -> str:
    """The text with the steps of a plan taken, the layout of the rest kept.

    Raises `NotEditableError` where ruamel.yaml does not manage.
    """
    from ruamel.yaml.error import YAMLError

    try:
        return _spliced(text, _Round(text).taken(steps), steps)
    except (YAMLError, AttributeError, TypeError, LookupError, AssertionError) as error:
        raise NotEditableError(type(error).__name__) from None


class _Round:
    def __init__(self, text: str) -> None:
        self.skeleton = Skeleton(text)
        self.yaml = _round_trip(explicit_start=text.startswith("---"))
        self.root = self.yaml.load(self.skeleton.text)

    def taken(self, steps: Plan) -> str:
        for path, value in sorted(steps.sets, key=lambda edit: steps.positions[edit[0]]):
            self._set(path, value, steps.positions[path])
        for path in steps.deletes:
            del self._above(path)[-1][self._part(path)]
        out = io.StringIO()
        self.yaml.dump(self.root, out)
        return self.skeleton.filled(out.getvalue())

    def _part(self, path: DataPath) -> Any:
        """The last part of a path as ruamel knows it: the index, or the word of the key."""
        return path[-1] if isinstance(path[-1], int) else self.skeleton.keys[path]

    def _above(self, path: DataPath) -> list[Any]:
        """The containers that lead to a node, the root first."""
        nodes = [self.root]
        for depth in range(1, len(path)):
            nodes.append(nodes[-1][self._part(path[:depth])])
        return nodes

    def _set(self, path: DataPath, value: Json, position: int) -> None:
        above = self._above(path)
        parent = above[-1]
        flows = [bool(node.fa.flow_style()) for node in above]
        if not parent and not any(flows[:-1]):
            parent.fa.set_block_style()
            flows[-1] = False
        word = self.skeleton.word_of(value, any(flows))
        if isinstance(path[-1], str) and path not in self.skeleton.keys:
            parent.insert(position, self.skeleton.word_of_key(path), word)
        elif path[-1] == len(parent):
            parent.append(word)
        else:
            parent[self._part(path)] = word


def _spliced(before: str, after: str, steps: Plan) -> str:
    """The edited text, with every top-level key that no step touches as it stood before."""
    touched = {path[0] for path in [*(path for path, _ in steps.sets), *steps.deletes]}
    old, new = _sections(before), _sections(after)
    if not old or not new:
        return after
    lines = after.split("\n")
    parts = lines[: next(iter(new.values())).start]
    for key, place in new.items():
        kept = key in old and key not in touched
        parts += before.split("\n")[old[key]] if kept else lines[place]
    return "\n".join([*parts, ""])


def _sections(text: str) -> dict[str | int, slice]:
    """The lines of each top-level key; none where there are no keys at the start of lines."""
    places = all_places(text)
    tops = {path[0]: place for path, place in places.items() if len(path) == 1}
    if not all(isinstance(key, str) and column == 1 for key, (_, column) in tops.items()):
        return {}
    starts = [line - 1 for line, _ in tops.values()]
    ends = [*starts[1:], text.rstrip("\n").count("\n") + 1]
    return {key: slice(*place) for key, *place in zip(tops, starts, ends, strict=False)}


def _round_trip(*, explicit_start: bool) -> Any:
    from ruamel.yaml import YAML

    # pure: otherwise what parses depends on what is installed.
    yaml = YAML(pure=True)
    yaml.explicit_start = explicit_start
    yaml.width = 2**31
    yaml.indent(mapping=2, sequence=4, offset=2)
    return yaml
