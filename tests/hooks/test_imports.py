"""What the commit hook may import: it is paid at every commit."""

from __future__ import annotations

import sys

FORBIDDEN = (
    "git",
    "rich",
    "ruamel",
    "yaml",
    "importlib.metadata",
    "kingfisher_sdk",
    "phonenumbers",
    "stdnum",
    "jsonschema",
    "jmespath",
    "orjson",
    "google.protobuf",
    "rapidfuzz",
    "openai",
    "rowgate.history",
    "rowgate.exchange",
    "rowgate.spans",
    "rowgate.model.exchange",
    "rowgate.model.trace",
    "rowgate.flows.add",
    "rowgate.flows.making",
)


def test_checking_a_row_imports_nothing_heavy(clean):
    script = (
        "import sys; from rowgate.cli import run; code = run(['check', sys.argv[1]]); "
        f"print('LOADED', *[name for name in {FORBIDDEN!r} if name in sys.modules]); sys.exit(code)"
    )
    ran = clean.run(sys.executable, "-c", script, clean.row())
    assert ran.code == 0, ran.all
    assert ran.out.splitlines()[-1] == "LOADED"


def test_the_version_is_said_without_loading_anything_of_ours(scratch):
    script = (
        "import sys; from rowgate.cli import run; run(['--version']); "
        "print(*sorted(name for name in sys.modules if name.startswith('rowgate')))"
    )
    ran = scratch.run(sys.executable, "-c", script)
    assert ran.out.splitlines() == [
        "rowgate 0.1.0",
        "rowgate rowgate.cli rowgate.cli.streams rowgate.errors",
    ]
