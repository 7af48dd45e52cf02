"""Attributes that are damaged inside: no dialect fails on them, in any format that has them."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from random import Random
from typing import Any

import pytest

from rowgate.model import Record
from rowgate.spans.assemble import assemble
from rowgate.spans.containers.otlp_json import OtlpJson
from tests.support.damage import NONSENSE, mutated, read_damaged
from tests.support.traces import TRACES, built_in

FILES = (
    "langfuse_sdk_5.0.4.otlp.jsonl",
    "logfire_3.25.0_openai.otlp.jsonl",
    "logfire_5.2.0_openai.otlp.jsonl",
    "openinference_openai_0.1.66.fileexporter.jsonl",
    "otel_genai_openai_1.3b0_span_and_event.fileexporter.jsonl",
    "pydantic_ai_1.0.5_instr_v1_events.otlp.jsonl",
    "pydantic_ai_2.68.0_instr_v2.otlp.jsonl",
    "traceloop_openai_0.47.5_legacy.otlp.jsonl",
    "traceloop_sdk_0.62.1_prompt.otlp.jsonl",
    "vercel_ai_4.otlphttp.jsonl",
    "vercel_ai_6.0.326.otlp.jsonl",
)


@pytest.mark.parametrize("name", FILES)
def test_no_dialect_fails_on_damaged_attributes(name: str) -> None:
    lines = (TRACES / name).read_bytes().splitlines()
    records = [record for line in lines for record in OtlpJson().parse(line)]
    for seed in range(12):
        random = Random(seed)  # noqa: S311
        damaged = [replace(one, attributes=spoilt(one, random)) for one in records]
        for span in assemble(damaged, built_in("dialects")):
            assert "failed on it" not in (span.incomplete or "")


def spoilt(record: Record, random: Random) -> dict[str, Any]:
    """The record's attributes, some replaced by nonsense, cut off, or changed inside their JSON."""
    return {key: _spoilt(value, random) for key, value in record.attributes.items()}


def _spoilt(value: Any, random: Random) -> Any:
    chance = random.random()
    if chance < 0.04:
        return random.choice(NONSENSE)
    if isinstance(value, str) and chance < 0.1:
        return value[: random.randrange(len(value) + 1)]
    if isinstance(value, str) and value[:1] in ("{", "[") and chance < 0.6:
        try:
            return json.dumps(mutated(json.loads(value), random, share=0.1))
        except ValueError:
            return value
    return value


@pytest.mark.parametrize("name", FILES)
def test_a_file_cut_anywhere_is_read_up_to_there_or_refused(name: str, tmp_path: Path) -> None:
    whole = (TRACES / name).read_bytes()
    path = tmp_path / "cut.jsonl"
    random = Random(name)  # noqa: S311
    for _ in range(6):
        path.write_bytes(whole[: random.randrange(len(whole))])
        _, bad = read_damaged(path)
        assert len(bad) <= 1
