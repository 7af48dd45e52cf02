"""A real HTTP server on loopback that stands for an application, or fails like one."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


@dataclass
class Asked:
    """One request as it came."""

    method: str
    path: str
    headers: dict[str, str]
    body: Any
    at: float = 0.0
    """When it came (`time.perf_counter`)."""


@dataclass
class Reply:
    """What is sent back; a body that is not bytes is sent as JSON."""

    body: Any = None
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    delay: float = 0.0
    hang_up: bool = False
    drip: float = 0.0
    """Seconds before each byte of the body."""
    endless: float = 0.0
    """Seconds before each byte of a header that never ends."""


@dataclass
class App:
    """A running server."""

    url: str
    asked: list[Asked] = field(default_factory=list)


@contextmanager
def http_app(answer: Callable[[Asked], Any]) -> Iterator[App]:
    """Serves on a free port while the block runs; `answer` gives a Reply or a JSON body."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        disable_nagle_algorithm = True  # else every answer on a kept connection waits 40 ms

        def do_GET(self) -> None:
            self._serve()

        def do_POST(self) -> None:
            self._serve()

        def _serve(self) -> None:
            length = int(self.headers.get("Content-Length") or 0)
            raw = self.rfile.read(length)
            headers = {name.lower(): value for name, value in self.headers.items()}
            body = json.loads(raw) if raw else None
            asked = Asked(self.command, self.path, headers, body, time.perf_counter())
            app.asked.append(asked)
            made = answer(asked)
            reply = made if isinstance(made, Reply) else Reply(made)
            time.sleep(reply.delay)
            if reply.hang_up:
                self.close_connection = True
                return
            if reply.endless:
                self.wfile.write(b"HTTP/1.1 200 OK\r\nX: ")
            while reply.endless:
                time.sleep(reply.endless)
                self.wfile.write(b"x")
            body = reply.body if isinstance(reply.body, bytes) else json.dumps(reply.body).encode()
            self.send_response(reply.status)
            self.send_header("Content-Length", str(len(body)))
            for name, value in reply.headers.items():
                self.send_header(name, value)
            self.end_headers()
            for piece in [bytes([one]) for one in body] if reply.drip else [body]:
                time.sleep(reply.drip)
                self.wfile.write(piece)

        def log_message(self, *_: object) -> None:
            """Nothing: a test's output is its own."""

    class Server(ThreadingHTTPServer):
        daemon_threads = True
        request_queue_size = 200

        def handle_error(self, request: Any, client_address: Any) -> None:
            """Nothing: a client that went away is what some tests are about."""

    httpd = Server(("127.0.0.1", 0), Handler)
    app = App(f"http://127.0.0.1:{httpd.server_port}")
    thread = threading.Thread(target=httpd.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    try:
        yield app
    finally:
        httpd.shutdown()
        httpd.server_close()
        thread.join()
