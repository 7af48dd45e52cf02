"""`check --fix`: what is mechanical. The canonical form, and the dataset's spelling of labels."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from rowgate import yamltext
from rowgate.checks.spelling import respellings, skeleton
from rowgate.config import load_config
from rowgate.flows.asked import asked
from rowgate.flows.check import Options
from rowgate.flows.reading import by_dataset, read_files
from rowgate.flows.workspace import Workspace
from rowgate.model import DataPath, Json
from rowgate.rows import store
from rowgate.rows.rowfile import RowFile, canonical, plain_lines, read_row


class Fixed(NamedTuple):
    """One row that was mended, and what was done to it."""

    path: str
    what: list[str]


def fix_rows(paths: Sequence[Path], options: Options) -> Iterator[Fixed]:
    """Mends the given rows, or all, where a rule that is asked for finds fault with them.

    A row that cannot be read is left as it is: `check` says where. Labels are respelt where
    they differ from one of the dataset's in case, blanks, hyphens and underscores only.
    """
    found = asked(paths)
    for config_path, files in found.files.items():
        workspace = Workspace(load_config(config_path.parent), local_plugins=options.local_plugins)
        for folder, wanted in by_dataset(workspace, files).items():
            read = read_files(folder, wanted, tree=found.tree)
            spelling = respellings(read.definition.dataset.labels or ())
            for row_id, file in read.rows.items():
                text, what = _mended(file, spelling, options)
                path = folder / store.ROWS / f"{row_id}.yaml"
                if what:
                    store.write_all({path: text.encode()})
                    yield Fixed(workspace.config.relative(path), what)


def _mended(file: RowFile, spelling: Mapping[str, str], options: Options) -> tuple[str, list[str]]:
    readable, what = _readable(file, options)
    if not readable.data:
        return file.text, []
    text = readable.text
    try:
        if _asked("RG108", options):
            text, respelt = _respelt(readable, spelling)
            what += respelt
        after = canonical(text) if _asked("RG009", options) else text
    except (yamltext.YamlFault, ValueError):
        return file.text, []
    if after != text:
        what.append(_how(text, after))
    return after, what


def _readable(file: RowFile, options: Options) -> tuple[RowFile, list[str]]:
    """The row without what editors of other systems put in, and what that was."""
    text = plain_lines(file.text)
    if text == file.text or not _asked("RG011", options):
        return file, []
    return read_row("", text), ["line ends" if "\r" in file.text else "byte order mark"]


def _how(before: str, after: str) -> str:
    """Whether it is the order of fields, besides their form, that changed."""
    first, second = read_row("", before).data, read_row("", after).data
    return "canonical form" if list(first) == list(second) else "order of fields, canonical form"


def _respelt(file: RowFile, spelling: Mapping[str, str]) -> tuple[str, list[str]]:
    labels = file.data.get("labels")
    if not spelling or not isinstance(labels, list):
        return file.text, []
    edits: list[tuple[DataPath, Json]] = []
    gone: list[DataPath] = []
    what: list[str] = []
    for index, label in enumerate(labels):
        right = spelling.get(skeleton(label)) if isinstance(label, str) else None
        if right is None or right == label:
            continue
        what.append(f"label {label} → {right}")
        if right in labels or any(value == right for _, value in edits):
            gone.append(("labels", index))
        else:
            edits.append((("labels", index), right))
    return (yamltext.edit(file.text, edits, gone) if what else file.text), what


def _asked(code: str, options: Options) -> bool:
    """Whether the rule that finds this fault is among those asked for."""
    chosen = code.startswith(options.select or ("",))
    return chosen and not (options.ignore and code.startswith(options.ignore))
