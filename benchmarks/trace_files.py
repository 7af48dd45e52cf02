"""Large trace files for benchmarks: genuine traces repeated, each time with fresh ids."""

from __future__ import annotations

import random
import re
from pathlib import Path

TRACES = Path(__file__).resolve().parents[1] / "tests" / "data" / "traces"
SOURCES = (
    "otel_genai_openai_1.3b0_span_and_event.fileexporter.jsonl",
    "openinference_openai_0.1.66.fileexporter.jsonl",
)
"""What OTLP file exporters wrote of the two most common conventions: GenAI and OpenInference."""

_ID = re.compile(rb'("(?:traceId|spanId|parentSpanId)":")([0-9a-f]+)(?=")')


def write_large(path: Path, size: int, *, sources: tuple[str, ...] = SOURCES) -> None:
    """Writes at least `size` bytes of OTLP JSONL: the sources again and again, in turn.

    Every repetition has trace and span ids of its own, consistent within it; the same call
    writes the same file.
    """
    dice = random.Random(7)  # noqa: S311
    templates = [_ID.split((TRACES / name).read_bytes()) for name in sources]
    written = 0
    with path.open("wb") as file:
        while written < size:
            for template in templates:
                written += file.write(_with_fresh_ids(template, dice))


def _with_fresh_ids(template: list[bytes], dice: random.Random) -> bytes:
    """The template (text, key, id, text, key, id … text) joined, its ids replaced."""
    ids = template[2::3]
    known = dict.fromkeys(ids)
    fresh = {old: b"%0*x" % (len(old), dice.getrandbits(4 * len(old))) for old in known}
    parts = list(template)
    parts[2::3] = [fresh[old] for old in ids]
    return b"".join(parts)
