"""The bytes of a file → its entries as parsed data, whatever form they are in.

JSONL, JSON, YAML, CSV and TSV, parquet. Nothing a file says is followed: no include, no
reference, no tag.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from functools import partial
from typing import NoReturn

from rowgate.errors import UsageError
from rowgate.model import DataPath, Json
from rowgate.model.exchange import Document, Form, Unread

DEEPEST = 56
"""Levels of an entry: a row holds 64, and an entry stands some levels down in it."""
_BY_SUFFIX: dict[str, Form] = {
    "jsonl": "jsonl", "ndjson": "jsonl", "json": "json", "yaml": "yaml", "yml": "yaml",
    "csv": "csv", "tsv": "csv", "parquet": "parquet",
}  # fmt: skip


def document(name: str, content: bytes) -> Document:
    """The entries of a file, with their lines; a broken line is said and the rest read.

    Raises `UsageError` where nothing of the file can be read.
    """
    if content.startswith(b"PAR1"):
        from rowgate.exchange.tables import parquet_rows

        return Document(name, "parquet", parquet_rows(name, content), _no_line)
    text = _text(name, content)
    if not text.strip():
        raise UsageError(f"{name}: is empty, there is no case in it")
    return _READERS[_form_of(name, text)](name, text)


def suffix_form(name: str) -> Form | None:
    """The form that a file's name says, None where it says none."""
    return _BY_SUFFIX.get(name.rpartition(".")[2].lower()) if "." in name else None


def _text(name: str, content: bytes) -> str:
    wide = content[:2] in (b"\xff\xfe", b"\xfe\xff")
    try:
        return content.decode("utf-16" if wide else "utf-8-sig")
    except UnicodeDecodeError as error:
        raise UsageError(
            f"{name}: is not UTF-8 text (byte {error.start})", fix="save it as UTF-8"
        ) from None


def _form_of(name: str, text: str) -> Form:
    """By the name, else by how the text begins: standard input has no name."""
    said = suffix_form(name)
    if said in ("jsonl", "json", "yaml", "csv"):
        return said
    head = text.lstrip()[:1]
    if head in ("{", "["):
        return "json"
    first, _, rest = text.partition("\n")
    return "csv" if "," in first and ":" not in first and rest else "yaml"


def _json(name: str, text: str) -> Document:
    """One JSON value; where there are several, a line each."""
    try:
        value = _loads(text)
    except json.JSONDecodeError as error:
        if error.msg == "Extra data" or "\n" in text.strip():
            found = _lines(name, text)
            if found.value:
                return found
        raise UsageError(f"{name}:{error.lineno}: is no JSON ({error.msg})") from None
    except ValueError as error:
        raise UsageError(f"{name}: {error}") from None
    if not isinstance(value, list | dict):
        raise UsageError(f"{name}: holds one value and no cases")
    return Document(name, "json", value, _no_line)


def _lines(name: str, text: str) -> Document:
    entries: list[Json] = []
    lines: list[int] = []
    unread: list[Unread] = []
    # Not splitlines: a JSON text may hold U+2028, which ends no line of JSONL.
    for number, line in enumerate(text.split("\n"), 1):
        if not line.strip():
            continue
        try:
            entries.append(_loads(line))
            lines.append(number)
        except json.JSONDecodeError as error:
            unread.append(Unread((), f"is no JSON ({error.msg})", number))
        except ValueError as error:
            unread.append(Unread((), str(error), number))
    return Document(name, "jsonl", entries, partial(_line_of, lines), unread)


def _line_of(lines: list[int], at: DataPath) -> int | None:
    first = at[0] if at else None
    return lines[first] if isinstance(first, int) and first < len(lines) else None


def _no_line(at: DataPath) -> int | None:
    return None


def _yaml(name: str, text: str) -> Document:
    from rowgate.exchange.yamlform import read

    value, line = read(name, text)
    if not isinstance(value, list | dict):
        raise UsageError(f"{name}: is neither JSON, CSV nor YAML with cases in it")
    return Document(name, "yaml", value, line)


def _csv(name: str, text: str) -> Document:
    from rowgate.exchange.tables import csv_rows

    found = csv_rows(name, text)
    return Document(name, "csv", found.rows, partial(_line_of, found.lines), found.unread)


_READERS: dict[Form, Callable[[str, str], Document]] = {
    "json": _json, "jsonl": _lines, "yaml": _yaml, "csv": _csv,
}  # fmt: skip


def _loads(text: str) -> Json:
    """JSON without NaN, half characters, and nesting that no row takes. Raises ValueError."""
    try:
        value = json.loads(text, parse_constant=_refused)
    except RecursionError:
        raise ValueError("is nested too deep") from None
    if "\\u" in text:
        _refuse_halves(value)
    if depth_of(value, DEEPEST) > DEEPEST:
        raise ValueError(f"is nested deeper than {DEEPEST} levels")
    return value


def _refused(word: str) -> NoReturn:
    raise ValueError(f"holds {word}, which is no JSON")


def _refuse_halves(value: Json) -> None:
    try:
        json.dumps(value, ensure_ascii=False).encode()
    except UnicodeEncodeError:
        raise ValueError("holds half of a character (a lone surrogate)") from None


def depth_of(value: Json, most: int) -> int:
    """How many levels of containers a value has; `most` + 1 where it has more."""
    level, depth = [value], 0
    while depth <= most:
        level = [inner for each in level for inner in _inside(each)]
        if not level:
            return depth
        depth += 1
    return depth


def _inside(value: Json) -> Iterator[Json]:
    if isinstance(value, dict):
        yield from value.values()
    elif isinstance(value, list):
        yield from value
