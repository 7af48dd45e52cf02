"""Reading in bounded memory rests on one law: a container's `trace_key` finds, in the bytes of
an entry, the trace id of every record that the entry holds."""

from __future__ import annotations

import pytest

from rowgate.spans import framing
from rowgate.spans.detection import container_of
from rowgate.spans.ids import normal_id
from tests.support.traces import TRACES, built_in

JSON = sorted(
    path.name
    for path in TRACES.iterdir()
    if path.suffix in (".json", ".jsonl") and path.name != "scenarios.json"
)  # fmt: skip


@pytest.mark.parametrize("name", JSON)
def test_every_trace_id_is_found_without_parsing(name: str) -> None:
    path = TRACES / name
    container = container_of(path.read_bytes()[: framing.HEAD], built_in("containers"))
    if not getattr(container, "trace_key", None) or not hasattr(container, "parse"):
        pytest.skip("held until its end")
    with path.open("rb") as stream:
        for entry in framing.entries(stream):
            found = {normal_id(raw.decode()) for raw in container.trace_key.findall(entry.data)}
            assert {record.trace_id for record in container.parse(entry.data)} <= found
