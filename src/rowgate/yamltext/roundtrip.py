"""ruamel.yaml's round trip, for the layout of a hand-written file and nothing else.

ruamel sees every scalar as text, so that it writes each as it stood, and words in place of
new keys and values, which are then written by rowgate's own rule: what ruamel would do to
`NO`, U+0085, null or long lines cannot happen.
"""

from __future__ import annotations

import io
import re
from typing import Any

from rowgate.model import DataPath, Json
from rowgate.yamltext.plan import Plan
from rowgate.yamltext.style import key_text, quoted
from rowgate.yamltext.writer import inline, write

_LEAD = re.compile(r" *(?:- +)*")


class NotEditableError(ValueError):
    """ruamel.yaml cannot load or write this text."""


def changed(text: str, steps: Plan) -> str:
    """The text with the steps of a plan taken, the layout of the rest kept.

    Raises `NotEditableError` where ruamel.yaml does not manage.
    """
    from ruamel.yaml.error import YAMLError

    stem = "rowgate-edit"
    while stem in text:
        stem += "-"
    words = _Words(stem)
    try:
        dumped = _through_ruamel(text, steps, words)
    except (YAMLError, AttributeError, TypeError, LookupError, AssertionError) as error:
        raise NotEditableError(type(error).__name__) from None
    return words.filled(dumped)


def _through_ruamel(text: str, steps: Plan, words: _Words) -> str:
    yaml = _round_trip()
    yaml.explicit_start = text.startswith("---")
    root = yaml.load(text)
    for path, value in sorted(steps.sets, key=lambda edit: steps.positions.get(edit[0], 0)):
        _set(root, path, value, steps.positions[path], words)
    for path in steps.deletes:
        del _parent(root, path)[path[-1]]
    out = io.StringIO()
    yaml.dump(root, out)
    return out.getvalue()


def _round_trip() -> Any:
    from ruamel.yaml import YAML
    from ruamel.yaml.nodes import ScalarNode
    from ruamel.yaml.resolver import VersionedResolver

    class TextResolver(VersionedResolver):
        def resolve(self, kind: Any, value: Any, implicit: Any) -> Any:
            if kind is ScalarNode and value:
                return self.DEFAULT_SCALAR_TAG
            return super().resolve(kind, value, implicit)

    # pure: otherwise what parses depends on what is installed.
    yaml = YAML(pure=True)
    yaml.Resolver = TextResolver
    yaml.preserve_quotes = True
    yaml.width = 2**31
    yaml.indent(mapping=2, sequence=4, offset=2)
    return yaml


def _parent(root: Any, path: DataPath) -> Any:
    for part in path[:-1]:
        root = root[part]
    return root


def _set(root: Any, path: DataPath, value: Json, position: int, words: _Words) -> None:
    parent, flow = root, bool(root.fa.flow_style())
    for part in path[:-1]:
        parent = parent[part]
        flow = flow or bool(parent.fa.flow_style())
    if flow and not parent and not _parent_is_flow(root, path[:-1]):
        parent.fa.set_block_style()
        flow = False
    word = words.of(value, flow)
    if path[-1] == len(parent) and isinstance(path[-1], int):
        parent.append(word)
    elif isinstance(path[-1], int) or path[-1] in parent:
        parent[path[-1]] = word
    else:
        parent.insert(position, words.of_key(path[-1]), word)


def _parent_is_flow(root: Any, path: DataPath) -> bool:
    above = [root]
    for part in path[:-1]:
        above.append(above[-1][part])
    return bool(path) and any(node.fa.flow_style() for node in above)


class _Words:
    """Plain words that stand for new keys and values until ruamel is done."""

    def __init__(self, stem: str) -> None:
        self._stem = stem
        self._keys: list[str] = []
        self._values: list[tuple[Json, bool]] = []
        self._value = re.compile(rf"{stem}v(\d+)e")

    def of(self, value: Json, flow: bool) -> str:
        self._values.append((value, flow))
        return f"{self._stem}v{len(self._values) - 1}e"

    def of_key(self, key: str) -> str:
        self._keys.append(key)
        return f"{self._stem}k{len(self._keys) - 1}e"

    def filled(self, text: str) -> str:
        """The text with every word replaced by what it stands for."""
        for number, key in enumerate(self._keys):
            text = text.replace(f"{self._stem}k{number}e", key_text(key))
        return "\n".join([self._line(line) for line in text.split("\n")])

    def _line(self, line: str) -> str:
        while found := self._value.search(line):
            value, flow = self._values[int(found[1])]
            before, after = line[: found.start()], line[found.end() :]
            line = before + _flow(value) + after if flow else _block(before, value, after)
        return line


def _block(before: str, value: Json, after: str) -> str:
    """The value in block style after `before`, with what stands behind it on its line."""
    lead = len(_LEAD.match(before)[0])  # type: ignore[index]
    is_item = lead == len(before)
    below = " " * (lead if is_item else lead + 2)
    if value and isinstance(value, (dict, list)):
        lines = [below + line if line else line for line in write(value).split("\n")[:-1]]
        if is_item and not after.strip():
            lines[0] = before + lines[0][len(below) :]
        else:
            lines.insert(0, (before + after.lstrip(" ") if after.strip() else before).rstrip())
        return "\n".join(lines)
    first, *rest = inline(value, below).split("\n")
    if first in ("|", "|-"):
        return "\n".join([before + first + after, *rest])
    return "\n".join([before + first, *rest]) + after


def _flow(value: Json) -> str:
    """The value on one line, for a place inside brackets."""
    if isinstance(value, dict):
        return (
            "{" + ", ".join(f"{key_text(key)}: {_flow(item)}" for key, item in value.items()) + "}"
        )
    if isinstance(value, list):
        return "[" + ", ".join(map(_flow, value)) + "]"
    if isinstance(value, str) and "\n" in value:
        return quoted(value)
    return inline(value, "")
