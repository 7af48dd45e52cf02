"""Text of `dataset.yaml` → `Dataset`, and the text of a new one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from rowgate import yamltext
from rowgate.model import FORMAT, Column, Dataset, Json
from rowgate.rows.rowfile import read_fields
from rowgate.rows.shape import DATASET
from rowgate.shapes import Fault


class DatasetFile(NamedTuple):
    """What reading one `dataset.yaml` gave."""

    text: str
    dataset: Dataset
    faults: list[Fault]


def read_dataset(name: str, text: str) -> DatasetFile:
    """The dataset that `text` defines, with every fault of the file. Never raises.

    A faulty field is left out; a dataset that cannot be read at all counts as a release
    dataset without columns, so that nothing about it is judged more mildly.
    """
    data, faults = read_fields(text)
    if data is None:
        return DatasetFile(text, Dataset(name), faults)
    faults += DATASET.faults(data, ())
    bad = {fault.at[0] for fault in faults if fault.at}
    sound = {key: value for key, value in data.items() if key not in bad}
    return DatasetFile(text, dataset_of(name, sound), faults)


def dataset_of(name: str, data: Mapping[str, Json]) -> Dataset:
    """The dataset of plain data whose fields have the right shape."""
    fields: dict[str, Any] = {key: data[key] for key in _PLAIN if key in data}
    if "project" in data:
        named = data["project"]
        fields["projects"] = (named,) if isinstance(named, str) else tuple(named)
    if "response" in data:
        fields["response_column"] = data["response"]
    fields["columns"] = {
        key: column_of(key, value) for key, value in data.get("columns", {}).items()
    }
    return Dataset(name=name, **fields)


def column_of(name: str, value: Json) -> Column:
    """A column from its short (`text`) or long (`{type, optional}`) form."""
    if isinstance(value, str):
        return Column(name, value)  # type: ignore[arg-type]
    return Column(name, value["type"], value.get("optional", False))


def column_data(column: Column) -> Json:
    """A column in the form that `dataset.yaml` holds."""
    return {"type": column.type, "optional": True} if column.optional else column.type


def new_dataset(
    *,
    gate: str,
    projects: Sequence[str] = (),
    purpose: str | None = None,
    scope: Mapping[str, str] | None = None,
    owners: Sequence[str] = (),
    unit: str = "model-call",
    labels: Sequence[str] = (),
) -> str:
    """The text of an empty dataset's `dataset.yaml`."""
    data: dict[str, Json] = {"format": FORMAT}
    if projects:
        data["project"] = projects[0] if len(projects) == 1 else list(projects)
    if purpose:
        data["purpose"] = purpose
    if scope:
        data["scope"] = dict(scope)
    if owners:
        data["owners"] = list(owners)
    data["gate"] = gate
    if unit != "model-call":
        data["unit"] = unit
    data["columns"] = {}
    if labels:
        data["labels"] = list(labels)
    return yamltext.write(data)


def with_columns(text: str, columns: Sequence[Column], response: str | None) -> str:
    """`text` with columns added (or their types changed) and the response column set.

    A person's comments and formatting stay (ruamel.yaml's round trip).
    """
    edits: list[tuple[tuple[str | int, ...], Json]] = [
        (("columns", column.name), column_data(column)) for column in columns
    ]
    if response is not None:
        edits.append((("response",), response))
    return yamltext.edit(text, edits) if edits else text


def with_mapping(text: str, mapping: Mapping[str, str]) -> str:
    """`text` with these columns mapped too, comments kept."""
    edits = [(("mapping", name), path) for name, path in mapping.items()]
    return yamltext.edit(text, edits, order=list(DATASET.fields)) if edits else text


_PLAIN = (
    "purpose", "scope", "owners", "gate", "unit", "mapping", "prompt", "evaluators", "labels",
    "assets",
)  # fmt: skip
