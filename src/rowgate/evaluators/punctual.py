"""An HTTP client for which the time limit is on the whole answer.

A client's own limit is on each wait, which a server that sends a byte now and then never reaches.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from threading import Thread
from time import monotonic
from typing import Any


def client(timeout: float) -> Any:
    """A client as the official one of OpenAI makes it for itself, only punctual."""
    import openai

    # Under which name its HTTP library goes depends on the version.
    httpx: Any = sys.modules[openai.DefaultHttpxClient.__mro__[1].__module__.partition(".")[0]]

    class Watched(httpx.SyncByteStream):  # type: ignore[misc]
        """What an answer's body is read from, until the time is up."""

        def __init__(self, inner: Any, until: float) -> None:
            self._inner, self._until = inner, until

        def __iter__(self) -> Iterator[bytes]:
            for piece in self._inner:
                if monotonic() > self._until:
                    raise httpx.ReadTimeout("the answer takes too long")
                yield piece

        def close(self) -> None:
            self._inner.close()

    class Punctual(openai.DefaultHttpxClient):  # type: ignore[misc]
        """Sends a request beside the caller, who waits no longer than the limit."""

        def send(self, request: Any, *, stream: bool = False, **given: Any) -> Any:
            until = monotonic() + timeout
            done: list[Any] = []
            failed: list[BaseException] = []

            def job() -> None:
                try:
                    answer = super(Punctual, self).send(request, stream=True, **given)
                    answer.stream = Watched(answer.stream, until)
                    if not stream:
                        answer.read()
                    done.append(answer)
                except BaseException as error:  # noqa: BLE001 - the caller raises it
                    failed.append(error)

            # Once it was given up, nobody waits for it, not even the end of the process.
            thread = Thread(target=job, daemon=True)
            thread.start()
            thread.join(timeout)
            if failed:
                raise failed[0]
            if not done:
                raise httpx.ReadTimeout("the answer takes too long", request=request)
            return done[0]

    return Punctual()
