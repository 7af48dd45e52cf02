"""`url`: an HTTP endpoint, as an application has one."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from pathlib import Path
from threading import Lock
from typing import Any

import jmespath

from rowgate.errors import UsageError
from rowgate.gate.answers import output_of, text_of
from rowgate.gate.case import Case, NoOutputError
from rowgate.gate.settings import Pace
from rowgate.gate.templates import filled, filled_url, names_variables, with_environment
from rowgate.gate.transport import Answer, Http
from rowgate.hookspecs import hookimpl
from rowgate.model import Json, Output
from rowgate.shapes import AnyJson, MapOf, Text

_READ = ("output", "tool_calls", "refusal", "finish_reason", "usage", "cost")
_FRESH = 2.0
"""Seconds for which a version that was fetched holds."""


class HttpCandidate:
    """Sends a request a case and reads the answer by JMESPath.

    `url`, `headers` and `body` may hold `${NAME}` of the environment, `${variables.COLUMN}`,
    `${session}` (fresh for every row and repeat) and `${case}`; a text that is nothing but one
    such slot becomes the value itself, of any type. `method` is POST, or GET where there is no
    body. `output` says where the answer's text stands (anything but text becomes JSON); without
    it the whole body is the text. `tool_calls`, `refusal`, `finish_reason`, `usage` and `cost`
    say where those stand. `version` is such an expression, or a URL that answers what is
    deployed: asked again every other second, since a deployment within a run spoils it.
    """

    name = "url"
    fields = {  # noqa: RUF012 - a schema
        "url": Text(says="an http or https URL"),
        "method": Text(choices=("GET", "POST", "PUT", "PATCH")),
        "headers": MapOf(Text()),
        "body": AnyJson(),
        **dict.fromkeys(_READ, Text(says="a JMESPath expression")),
    }
    keeps_time = True

    def __init__(self, settings: Mapping[str, Json], place: Path) -> None:  # noqa: ARG002
        pace = Pace.of(settings)
        self._url: str = with_environment(settings["url"])
        if not self._url.startswith(("http://", "https://")):
            raise UsageError("its url is no http or https URL")
        self._headers: dict[str, str] = with_environment(settings.get("headers", {}))
        self._body = with_environment(settings.get("body"))
        if not names_variables([self._url, self._headers, self._body]):
            fix = 'body: {question: "${variables.question}"}'
            raise UsageError("it sends no variable of the row", fix=fix)
        self._method = settings.get("method", "GET" if self._body is None else "POST")
        self._read = {name: expression(settings[name], name) for name in _READ if name in settings}
        version = settings.get("version")
        self._version: Callable[[Json], Any] | None = None
        self._version_url = None
        if version is not None and version.startswith(("http://", "https://")):
            self._version_url = with_environment(version)
        elif version is not None:
            self._version = expression(version, "version")
        self._http = Http(pace.timeout, pace.concurrency)
        self._lock = Lock()
        self._fetched: tuple[float, str | None] = (float("-inf"), None)

    def answer(self, case: Case) -> Output:
        """The output that the endpoint answers. Raises NoOutputError."""
        headers = {name: text_of(filled(value, case)) for name, value in self._headers.items()}
        url = filled_url(self._url, case)
        body = None if self._body is None else filled(self._body, case)
        started = time.perf_counter()
        answer = self._http.send(self._method, url, headers, body)
        taken = round((time.perf_counter() - started) * 1000, 3)
        return self._output(answer)._replace(latency_ms=taken)

    def close(self) -> None:
        """Closes the connections."""
        self._http.close()

    def _output(self, answer: Answer) -> Output:
        if "output" not in self._read:
            _refuse_no_answer(answer)
        if not self._read and self._version is None:
            return Output(text=answer.text(), version=self._deployed())
        data = answer.json()
        fields = {
            name: found for name in self._read if (found := self._read[name](data)) is not None
        }
        if "output" in fields:
            fields["text"] = text_of(fields.pop("output"))
        elif "output" not in self._read:
            fields["text"] = answer.text()
        if not fields.keys() & {"text", "tool_calls", "refusal"}:
            raise NoOutputError("`output` finds nothing in the answer")
        return output_of(fields)._replace(version=self._version_in(data))

    def _version_in(self, data: Json) -> str | None:
        if self._version is None:
            return self._deployed()
        # A version that is never found would let one that changes go unnoticed.
        if (version := self._version(data)) in (None, ""):
            raise NoOutputError("`version` finds nothing in the answer")
        return text_of(version)

    def _deployed(self) -> str | None:
        """What the version's URL answers, not older than a moment."""
        if self._version_url is None:
            return None
        with self._lock:
            when, version = self._fetched
            if time.monotonic() - when > _FRESH:
                version = self._http.send("GET", self._version_url, {}).text().strip()
                if not version:
                    raise NoOutputError("the URL of its version answers nothing")
                self._fetched = (time.monotonic(), version)
            return version


def _refuse_no_answer(answer: Answer) -> None:
    """Raises NoOutputError for a body that is nobody's answer, though its status be 200: it would
    pass whatever only asks that something is not said."""
    body = answer.body.strip()
    if body in (b"", b"null"):
        raise NoOutputError("the answer is empty")
    if answer.media_type == "text/html" and body[:9].lower().startswith((b"<!doctype", b"<html")):
        raise NoOutputError("the answer is a web page, no text")


def expression(text: str, name: str) -> Callable[[Json], Any]:
    """A JMESPath expression as a function. Raises `UsageError` where it is none."""
    try:
        compiled = jmespath.compile(text)
    except jmespath.exceptions.JMESPathError as error:
        said = str(error).splitlines()[0]
        raise UsageError(f"{name} is no JMESPath expression: {said}") from None

    def found(data: Json) -> Any:
        try:
            return compiled.search(data)
        except jmespath.exceptions.JMESPathError:
            raise NoOutputError(f"`{name}` does not fit the answer") from None

    return found


@hookimpl
def rowgate_candidates(register: Callable[[type[Any]], None]) -> None:
    """The candidate of this module."""
    register(HttpCandidate)
