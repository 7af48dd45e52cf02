"""What reading a row costs: rowgate's reader beside the YAML readers one could use instead.

    python benchmarks/yaml_readers.py [--rows 2000] [--slow-rows 60]

Writes rows of about 2 KB to a temporary folder and reads them all with every reader, in one
run. The slow readers get the first rows only. `yaml-rs` and `py-yaml12` are measured where
they are installed. A reader whose data differ from rowgate's is reported, not timed.
"""

from __future__ import annotations

import argparse
import importlib
import random
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from statistics import fmean
from typing import Any, NamedTuple

import orjson
import yaml
from ruamel.yaml import YAML

from rowgate import yamltext
from rowgate.yamltext.reader import read as read_strictly

WORDS = """
    the a of to order refund receipt policy days return headphones shop please within thirty item
    never always customer asks label broken delivered since May review answer exactly
"""
ROUNDS = 7
CHUNK = 20


class Reader(NamedTuple):
    name: str
    read: Callable[[str], Any]
    slow: bool = False


def sentence(dice: random.Random, words: int) -> str:
    return " ".join(dice.choices(WORDS.split(), k=words)).capitalize() + "."


def row(dice: random.Random) -> dict[str, Any]:
    """A row like those of production: a conversation, its answer, criteria and provenance."""
    paragraphs = [sentence(dice, dice.randint(6, 16)) for _ in range(6)]
    messages = [
        {"role": role, "content": "\n".join(dice.sample(paragraphs, 2))}
        for role in ("user", "assistant", "user")
    ]
    return {
        "format": 1,
        "why": "incorrect-answer",
        "note": sentence(dice, 12),
        "labels": ["refunds", dice.choice(WORDS.split())],
        "variables": {
            "question": sentence(dice, 10) + "?",
            "messages": messages,
            "context": "\n".join(f"- {line}" for line in paragraphs) + "\n",
        },
        "response": sentence(dice, 25),
        "response_was": "wrong",
        "expected": sentence(dice, 8),
        "evaluators": [{"contains-any": ["30 days", "thirty days"]}, {"max-words": 200}],
        "links": {"incident": f"https://example.com/INC-{dice.randint(1, 9999)}"},
        "review": {"status": "approved", "by": "ada@example.com", "date": "2026-11-21"},
        "source": {
            "kind": "span",
            "format": "otlp/genai",
            "trace_id": f"{dice.getrandbits(128):032x}",
            "span_id": f"{dice.getrandbits(64):016x}",
            "model": "gpt-4o-mini-2024-07-18",
            "parameters": {"temperature": 0.2, "top_p": 1.0, "stop": None},
            "started_at": "2026-11-20T09:12:44.123456789Z",
            "duration_ms": dice.randint(100, 9000),
            "usage": {"input_tokens": 73, "output_tokens": 75},
            "added_by": "ada@example.com",
        },
    }


def readers() -> Iterator[Reader]:
    yield Reader("rowgate, canonical text", yamltext.read)
    yield Reader("rowgate, the strict reader", read_strictly)
    yield Reader("PyYAML CSafeLoader", lambda text: yaml.load(text, Loader=yaml.CSafeLoader))
    yield Reader("PyYAML SafeLoader", lambda text: yaml.load(text, Loader=yaml.SafeLoader), True)
    yield Reader(
        "ruamel.yaml safe, pure", lambda text: YAML(typ="safe", pure=True).load(text), True
    )
    yield Reader("ruamel.yaml round trip", lambda text: YAML(pure=True).load(text), True)
    if module := installed("yaml_rs"):
        yield Reader("yaml-rs", lambda text: module.loads(text, parse_datetime=False))
    if other := installed("yaml12"):
        yield Reader("py-yaml12", other.parse_yaml)


def installed(name: str) -> Any:
    try:
        return importlib.import_module(name)
    except ImportError:
        print(f"{name}: not installed, left out")
        return None


def jobs(
    paths: list[Path], slow_rows: int
) -> Iterator[tuple[str, Callable[[Any], Any], list[Any]]]:
    """What is measured: a name, the work on one item, and the items."""
    texts = [path.read_text(encoding="utf-8") for path in paths]
    rows = [yamltext.read(text) for text in texts]
    for reader in readers():
        if any(reader.read(text) != data for text, data in zip(texts[:20], rows, strict=False)):
            print(f"{reader.name}: reads other data, left out")
            continue
        yield reader.name, reader.read, texts[:slow_rows] if reader.slow else texts
    yield "rowgate write", yamltext.write, rows
    yield "orjson, the same as JSON", orjson.loads, [orjson.dumps(data) for data in rows]
    yield "reading the file", lambda path: path.read_text("utf-8"), paths


def microseconds(work: Callable[[Any], Any], items: list[Any]) -> float:
    started = time.process_time()
    for item in items:
        work(item)
    return (time.process_time() - started) / len(items) * 1e6


def measure(paths: list[Path], slow_rows: int) -> dict[str, float]:
    """The best of a few rounds for each chunk of rows, and the mean of that over the chunks.

    Every round measures everything, so that all readers share its noise.
    """
    todo = list(jobs(paths, slow_rows))
    best: dict[tuple[str, int], float] = {}
    for _ in range(ROUNDS):
        for name, work, items in todo:
            for at in range(0, len(items), CHUNK):
                figure = microseconds(work, items[at : at + CHUNK])
                best[name, at] = min(best.get((name, at), figure), figure)
    return {name: fmean(best[key] for key in best if key[0] == name) for name, _, _ in todo}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--rows", type=int, default=2000)
    parser.add_argument("--slow-rows", type=int, default=60)
    options = parser.parse_args()
    dice = random.Random(7)  # noqa: S311 - the same rows in every run
    with tempfile.TemporaryDirectory() as folder:
        paths = [Path(folder) / f"row-{number}.yaml" for number in range(options.rows)]
        for path in paths:
            path.write_text(yamltext.write(row(dice)), encoding="utf-8")
        size = sum(path.stat().st_size for path in paths) / len(paths)
        print(f"{len(paths)} rows of {size:.0f} bytes; best of {ROUNDS} rounds")
        figures = measure(paths, options.slow_rows)
    own = figures["rowgate, canonical text"]
    print(f"{'':28}{'µs per row':>12}{'× canonical':>16}")
    for name, figure in sorted(figures.items(), key=lambda item: item[1]):
        print(f"{name:28}{figure:12.0f}{figure / own:16.2f}")


if __name__ == "__main__":
    main()
