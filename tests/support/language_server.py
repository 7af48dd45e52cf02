"""A client of yaml-language-server, as editors are, over its standard input and output.

The server comes from npm, once, into the cache of the tests.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from queue import Empty, Queue
from typing import Any

import pytest

from tests.support.scratch import PROJECT

VERSION = "1.25.0"
_SECONDS = 30
_SETTINGS = {
    "yaml": {"validate": True, "completion": True, "hover": True, "schemaStore": {"enable": False}}
}


def installed() -> Path:
    """The server's script; skips, saying why, where it cannot be had."""
    if not shutil.which("node"):
        pytest.skip("needs node (Node.js 20 or newer) for yaml-language-server")
    folder = PROJECT / ".cache" / f"yaml-language-server-{VERSION}"
    script = folder / "node_modules" / "yaml-language-server" / "bin" / "yaml-language-server"
    if not script.is_file():
        if not shutil.which("npm"):
            pytest.skip("needs npm to install yaml-language-server")
        folder.mkdir(parents=True, exist_ok=True)
        command = ["npm", "install", "--no-audit", "--no-fund", "--prefix", str(folder),
                   f"yaml-language-server@{VERSION}"]  # fmt: skip
        done = subprocess.run(command, capture_output=True, text=True, timeout=300, check=False)
        if done.returncode:
            pytest.skip(f"npm could not install yaml-language-server: {done.stderr[-200:]}")
    return script


class LanguageServer:
    """One running server, with a repository open in it."""

    def __init__(self, process: subprocess.Popen[bytes], root: Path) -> None:
        self._process = process
        self._answers: Queue[dict[str, Any]] = Queue()
        self._diagnostics: dict[str, Queue[list[dict[str, Any]]]] = {}
        self._number = 0
        threading.Thread(target=self._listen, daemon=True).start()
        folder = {"uri": root.as_uri(), "name": root.name}
        self.ask(
            "initialize",
            {
                "processId": os.getpid(),
                "rootUri": root.as_uri(),
                "workspaceFolders": [folder],
                "capabilities": {
                    "textDocument": {
                        "completion": {"completionItem": {"snippetSupport": False}},
                        "publishDiagnostics": {},
                    },
                    "workspace": {"configuration": True},
                },
            },
        )
        self._tell("initialized", {})
        self._tell("workspace/didChangeConfiguration", {"settings": _SETTINGS})

    def problems(self, path: Path, text: str) -> list[str]:
        """What the server says is wrong with a file of this text."""
        uri = path.as_uri()
        self._diagnostics.setdefault(uri, Queue())
        self._tell(
            "textDocument/didOpen",
            {"textDocument": {"uri": uri, "languageId": "yaml", "version": 1, "text": text}},
        )
        found = self._diagnostics[uri].get(timeout=_SECONDS)
        return [one["message"] for one in found]

    def completions(self, path: Path, line: int, column: int) -> list[str]:
        """What the server offers at a place of an open file, from 0."""
        place = {"line": line, "character": column}
        document = {"uri": path.as_uri()}
        found = self.ask("textDocument/completion", {"textDocument": document, "position": place})
        return [one["label"] for one in (found or {}).get("items", [])]

    def ask(self, method: str, parameters: object) -> Any:
        """The server's answer to a request."""
        self._number += 1
        self._send({"id": self._number, "method": method, "params": parameters})
        while True:
            answer = self._answers.get(timeout=_SECONDS)
            if answer.get("id") == self._number:
                assert "error" not in answer, answer
                return answer.get("result")

    def _tell(self, method: str, parameters: object) -> None:
        self._send({"method": method, "params": parameters})

    def _send(self, message: dict[str, Any]) -> None:
        body = json.dumps({"jsonrpc": "2.0", **message}).encode()
        assert self._process.stdin is not None
        self._process.stdin.write(b"Content-Length: %d\r\n\r\n%s" % (len(body), body))
        self._process.stdin.flush()

    def _listen(self) -> None:
        while (message := self._receive()) is not None:
            if message.get("method") == "textDocument/publishDiagnostics":
                found = message["params"]
                self._diagnostics.setdefault(found["uri"], Queue()).put(found["diagnostics"])
            elif message.get("method") == "workspace/configuration":
                wanted = message["params"]["items"]
                result = [_SETTINGS.get(one.get("section"), {}) for one in wanted]
                self._send({"id": message["id"], "result": result})
            elif "method" in message and "id" in message:
                self._send({"id": message["id"], "result": None})
            elif "id" in message:
                self._answers.put(message)

    def _receive(self) -> dict[str, Any] | None:
        assert self._process.stdout is not None
        length = 0
        while (line := self._process.stdout.readline()).strip():
            name, _, value = line.partition(b":")
            if name.lower() == b"content-length":
                length = int(value)
        return json.loads(self._process.stdout.read(length)) if length else None


@contextmanager
def language_server(root: Path) -> Iterator[LanguageServer]:
    """A server that has the folder open."""
    command = ["node", str(installed()), "--stdio"]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
    ) as process:
        try:
            yield LanguageServer(process, root)
        except Empty:
            pytest.fail(f"yaml-language-server said nothing for {_SECONDS} seconds")
        finally:
            process.terminate()
