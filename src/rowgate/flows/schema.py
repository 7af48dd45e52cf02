"""`schema`: JSON Schemas for editors, made from the model and from what is loaded."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import NamedTuple

from rowgate.checks.run import table
from rowgate.config import CONFIG
from rowgate.evaluators.describe import entries_schema
from rowgate.flows.candidates import candidate_kinds
from rowgate.flows.workspace import Workspace
from rowgate.gate.settings import schema as candidate_schema
from rowgate.model import Json
from rowgate.plugins import Registry
from rowgate.rows import store
from rowgate.rows.modeline import SCHEMAS
from rowgate.rows.schema import DIALECT, dataset_schema, row_schema


class Written(NamedTuple):
    """One schema file, and whether it had to be written."""

    path: str
    new: bool


def schema(kind: str, registry: Registry) -> dict[str, Json]:
    """The schema of this kind, one of `KINDS`; evaluators and rules are those of the registry."""
    return KINDS[kind](registry)


def schema_files(root: Path, registry: Registry) -> dict[Path, bytes]:
    """The schemas of the files that people write, by their place below `rowgate.yaml`."""
    return {
        root / SCHEMAS / f"{kind}.json": _text(schema(kind, registry)).encode()
        for kind in ("row", "dataset", "config")
    }


def write_schemas(workspace: Workspace) -> list[Written]:
    """Writes the schemas that differ from what stands there."""
    files = schema_files(workspace.config.root, workspace.registry)
    stale = _stale(files)
    store.write_all(stale)
    return [Written(workspace.config.relative(path), path in stale) for path in files]


def has_stale_schemas(workspace: Workspace) -> bool:
    """Whether schemas that were written differ from those of what is installed and loaded now.

    Nobody can say where the repository's plugins are left out.
    """
    if not workspace.local_plugins or not (workspace.config.root / SCHEMAS).is_dir():
        return False
    return bool(_stale(schema_files(workspace.config.root, workspace.registry)))


def _stale(files: Mapping[Path, bytes]) -> dict[Path, bytes]:
    return {path: text for path, text in files.items() if _now(path) != text}


def _now(path: Path) -> bytes | None:
    return path.read_bytes() if path.is_file() else None


def _text(schema: dict[str, Json]) -> str:
    """A field and an evaluator a line: a diff shows what changed, and is not thousands of lines."""
    parts = dict(schema)
    spread = {"properties": parts.pop("properties", {}), "$defs": parts.pop("$defs", {})}
    lines = [_entry(key, value) for key, value in parts.items()]
    fields = [_entry(key, value) for key, value in spread["properties"].items()]
    lines.append(f'"properties": {_spread("{}", fields)}')
    if spread["$defs"]:
        entries = [_line(one) for one in spread["$defs"]["evaluator"]["anyOf"]]
        lines.append(f'"$defs": {{"evaluator": {{"anyOf": {_spread("[]", entries)}}}}}')
    return _spread("{}", lines) + "\n"


def _spread(brackets: str, lines: list[str]) -> str:
    return brackets[0] + "\n" + ",\n".join(lines) + "\n" + brackets[1]


def _entry(key: str, value: Json) -> str:
    return f"{_line(key)}: {_line(value)}"


def _line(data: Json) -> str:
    return json.dumps(data, ensure_ascii=False)


def _evaluators(registry: Registry) -> dict[str, Json]:
    return entries_schema(dict(sorted(registry.named("evaluators").items())))


def _row(registry: Registry) -> dict[str, Json]:
    return row_schema(_evaluators(registry))


def _dataset(registry: Registry) -> dict[str, Json]:
    return dataset_schema(_evaluators(registry))


def _config(registry: Registry) -> dict[str, Json]:
    """`rowgate.yaml`, with the codes of the rules and the kinds of candidates."""
    found = {"$schema": DIALECT, "title": "The configuration of rowgate", **CONFIG.schema()}
    rules = table(each.object for each in registry.objects("rules"))
    candidates = found["properties"]["candidates"]
    candidates["additionalProperties"] = candidate_schema(candidate_kinds(registry))
    override = found["properties"]["overrides"]["items"]
    for properties in (found["properties"], override["properties"]):
        severities = properties["rules"]["additionalProperties"]
        properties["rules"] = {
            "type": "object",
            "properties": {
                code: {"description": rule.title} | severities for code, rule in rules.items()
            },
            "additionalProperties": False,
        }
    return found


def _span(registry: Registry) -> dict[str, Json]:  # noqa: ARG001
    from rowgate.spans.schema import span_schema

    return span_schema()


KINDS: dict[str, Callable[[Registry], dict[str, Json]]] = {
    "row": _row,
    "dataset": _dataset,
    "config": _config,
    "span": _span,
}
