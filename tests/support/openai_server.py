"""A real HTTP server on loopback that speaks the OpenAI chat API, streaming and errors too."""

import json
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Literal


@dataclass
class Reply:
    """What the model answers, or how the server fails."""

    text: str | None = None
    tool_calls: list[dict[str, Any]] = field(default_factory=list)
    """Each `{name, arguments}`; arguments are sent as JSON text, as the API does."""
    refusal: str | None = None
    finish_reason: str | None = None
    usage: tuple[int, int] | None = (100, 10)
    """Input and output tokens; None: the server reports none."""
    status: int = 200
    """An HTTP error status sends an error body in the API's form."""
    headers: dict[str, str] = field(default_factory=dict)
    delay: float = 0.0
    """Seconds before anything is sent."""
    raw: bytes | None = None
    """Sent as the whole body in place of a completion."""
    drip: Literal["", "headers", "body"] = ""
    """From there on send a byte now and then, and never come to an end."""
    hang_up: bool = False
    """Close the connection without an answer."""


@dataclass
class OpenAIServer:
    """A running server: where it listens, and what it was asked."""

    base_url: str
    requests: list[dict[str, Any]] = field(default_factory=list)
    """The JSON bodies of the chat requests, in the order of their arrival."""
    headers: list[dict[str, str]] = field(default_factory=list)
    paths: list[str] = field(default_factory=list)


Answer = Callable[[dict[str, Any]], Reply | str]


@contextmanager
def openai_server(answer: Answer) -> Iterator[OpenAIServer]:
    """Serve `/v1/chat/completions` on a free loopback port while the block runs.

    `answer` turns a request's body into a reply; a string is a reply of that text.
    """

    class Handler(_Handler):
        pass

    httpd = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    httpd.daemon_threads = True
    Handler.state = OpenAIServer(f"http://127.0.0.1:{httpd.server_port}/v1")
    Handler.answer = staticmethod(answer)
    thread = threading.Thread(target=httpd.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    try:
        yield Handler.state
    finally:
        httpd.shutdown()
        httpd.server_close()
        thread.join()


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    state: OpenAIServer
    answer: Answer

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.state.paths.append(self.path)
        if self.path != "/v1/chat/completions":
            self._send(404, _error("unknown_url", f"Unknown request URL: POST {self.path}"))
            return
        request = json.loads(body)
        self.state.requests.append(request)
        self.state.headers.append({name.lower(): value for name, value in self.headers.items()})
        reply = self.answer(request)
        self._reply(request, Reply(reply) if isinstance(reply, str) else reply)

    def _reply(self, request: dict[str, Any], reply: Reply) -> None:
        time.sleep(reply.delay)
        if reply.hang_up:
            self.close_connection = True
        elif reply.drip:
            self._drip(reply.drip)
        elif reply.raw is not None:
            self._send(reply.status, reply.raw, reply.headers)
        elif reply.status != 200:
            message = reply.text or "the server had an error"
            self._send(reply.status, _error("server_error", message), reply.headers)
        elif request.get("stream"):
            self._stream(request, reply)
        else:
            self._send(200, json.dumps(_completion(request, reply)).encode(), reply.headers)

    def _send(self, status: int, body: bytes, headers: dict[str, str] | None = None) -> None:
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        for name, value in (headers or {}).items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def _drip(self, part: str) -> None:
        head = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"
        self.wfile.write(head + (b"X-Drip: " if part == "headers" else b"\r\n"))
        self.close_connection = True
        with suppress(OSError):
            while True:
                self.wfile.write(b" ")
                self.wfile.flush()
                time.sleep(0.02)

    def _stream(self, request: dict[str, Any], reply: Reply) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "text/event-stream")
        self.send_header("Connection", "close")
        self.end_headers()
        for chunk in _chunks(request, reply):
            self.wfile.write(b"data: " + json.dumps(chunk).encode() + b"\n\n")
            self.wfile.flush()
        self.wfile.write(b"data: [DONE]\n\n")
        self.close_connection = True

    def log_message(self, *_: object) -> None:
        """Nothing: a test's output is its own."""


def _completion(request: dict[str, Any], reply: Reply) -> dict[str, Any]:
    message = {"role": "assistant", "content": reply.text, "refusal": reply.refusal}
    if reply.tool_calls:
        message["tool_calls"] = _calls(reply)
    choice = {"index": 0, "message": message, "finish_reason": _ended(reply), "logprobs": None}
    return _envelope(request, "chat.completion") | {
        "choices": [choice],
        "usage": _usage(reply),
    }


def _chunks(request: dict[str, Any], reply: Reply) -> Iterator[dict[str, Any]]:
    head = _envelope(request, "chat.completion.chunk")

    def chunk(delta: dict[str, Any], ended: str | None = None) -> dict[str, Any]:
        return head | {"choices": [{"index": 0, "delta": delta, "finish_reason": ended}]}

    yield chunk({"role": "assistant", "content": ""})
    text = reply.text or ""
    for at in range(0, len(text), 5):
        yield chunk({"content": text[at : at + 5]})
    if reply.refusal is not None:
        yield chunk({"refusal": reply.refusal})
    for index, call in enumerate(_calls(reply)):
        arguments = call["function"]["arguments"]
        first = {"name": call["function"]["name"], "arguments": ""}
        yield chunk({"tool_calls": [call | {"index": index, "function": first}]})
        for at in range(0, len(arguments), 7):
            part = {"index": index, "function": {"arguments": arguments[at : at + 7]}}
            yield chunk({"tool_calls": [part]})
    yield chunk({}, _ended(reply))
    if request.get("stream_options", {}).get("include_usage"):
        yield head | {"choices": [], "usage": _usage(reply)}


def _envelope(request: dict[str, Any], kind: str) -> dict[str, Any]:
    return {"id": "chatcmpl-1", "object": kind, "created": 1, "model": request.get("model")}


def _calls(reply: Reply) -> list[dict[str, Any]]:
    return [
        {
            "id": f"call_{index}",
            "type": "function",
            "function": {"name": call["name"], "arguments": json.dumps(call["arguments"])},
        }
        for index, call in enumerate(reply.tool_calls)
    ]


def _ended(reply: Reply) -> str:
    return reply.finish_reason or ("tool_calls" if reply.tool_calls else "stop")


def _usage(reply: Reply) -> dict[str, int] | None:
    if reply.usage is None:
        return None
    given, made = reply.usage
    return {"prompt_tokens": given, "completion_tokens": made, "total_tokens": given + made}


def _error(code: str, message: str) -> bytes:
    return json.dumps({"error": {"message": message, "type": code, "code": code}}).encode()
