"""`check --fix`: the canonical form, which is mechanical."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from rowgate import yamltext
from rowgate.config import load_config
from rowgate.flows.check import everything
from rowgate.flows.reading import by_config, by_dataset, read_files
from rowgate.flows.workspace import Workspace
from rowgate.rows import store
from rowgate.rows.rowfile import canonical


def fix_rows(paths: Sequence[Path]) -> Iterator[str]:
    """Brings the given rows (or all) into canonical form and gives the files it changed.

    A row that cannot be read is left as it is: `check` says where.
    """
    for config_path, files in by_config(paths or everything()).items():
        workspace = Workspace(load_config(config_path.parent))
        for folder, wanted in by_dataset(workspace, files).items():
            for row_id, file in read_files(folder, wanted).rows.items():
                path = folder / store.ROWS / f"{row_id}.yaml"
                try:
                    text = canonical(file.text)
                except (yamltext.YamlFault, ValueError):
                    continue
                if text != file.text:
                    store.write_all({path: text.encode()})
                    yield workspace.config.relative(path)
