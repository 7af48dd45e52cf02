"""`make demo`: the README's session, played for real in a scratch repository."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from session import PROJECT, play, settled, steps


def main() -> int:
    """Shows each command and what it printed; 1 where that is not what the README says."""
    session = steps((PROJECT / "README.md").read_text(encoding="utf-8"))
    differing = 0
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary) / "acme"
        folder.mkdir()
        for step, printed in play(session, folder):
            print(f"\n$ {step.command}\n{printed}", flush=True)
            if settled(printed) != settled(step.printed):
                print("!! the README says:\n" + step.printed)
                differing += 1
    print(
        f"\n{len(session)} commands; {differing or 'none'} printed something else than the README"
    )
    return 1 if differing or not session else 0


if __name__ == "__main__":
    sys.exit(main())
