"""`make model-demo`: the session of docs/real-model.md, played for real with a real model.

    python examples/real_model/play.py [--write docs/real-model.md]
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent))

from session import PROJECT, play, rewritten, steps

PAGE = PROJECT / "docs" / "real-model.md"


@contextmanager
def model() -> Iterator[dict[str, str]]:
    """The model, running: the variables of the environment that the session needs."""
    with subprocess.Popen(
        [sys.executable, str(HERE / "server.py")],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    ) as server:
        assert server.stdin is not None and server.stdout is not None
        address = server.stdout.readline().strip()
        try:
            if not address:
                raise RuntimeError("the model does not start: make model")
            yield {"APP": str(HERE), "OPENAI_BASE_URL": address, "OPENAI_API_KEY": "none"}
        finally:
            server.stdin.close()


def main() -> int:
    text = PAGE.read_text(encoding="utf-8")
    with model() as more:
        if "--write" in sys.argv:
            PAGE.write_text(rewritten(text, more), encoding="utf-8")
            return 0
        with tempfile.TemporaryDirectory() as temporary:
            folder = Path(temporary) / "atlas"
            folder.mkdir()
            for step, printed in play(steps(text), folder, more):
                print(f"\n$ {step.command}\n{printed}", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
