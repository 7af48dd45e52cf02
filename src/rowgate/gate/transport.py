"""HTTP requests, one pool of connections a candidate. `urllib3`, imported where one is made."""

from __future__ import annotations

import json
import time
from collections.abc import Mapping
from threading import Lock
from typing import Any, NamedTuple
from urllib.request import getproxies, proxy_bypass

from rowgate import __version__
from rowgate.gate.case import NoOutputError, too_long
from rowgate.model import Json

_PASSING = (408, 409, 425, 429)
"""Statuses after which the same request may succeed; 5xx are too (RFC 9110, RFC 6585)."""
_PIECE = 1 << 16


class Answer(NamedTuple):
    """The body of an answer and its media type; other headers are left aside."""

    body: bytes
    media_type: str = ""

    def json(self) -> Json:
        """The body as JSON. Raises NoOutputError; NaN and its kin are no JSON."""
        try:
            return json.loads(self.body, parse_constant=_no_number)
        except ValueError:
            raise NoOutputError("the answer is no JSON") from None

    def text(self) -> str:
        """The body as text."""
        return self.body.decode("utf-8", "replace")


class Http:
    """Sends requests; safe to call from several threads. Proxies are those of the environment."""

    def __init__(self, timeout: float, connections: int) -> None:
        self._timeout = timeout
        self._connections = connections
        self._proxies = getproxies()
        self._pools: dict[str, Any] = {}
        self._lock = Lock()

    def send(self, method: str, url: str, headers: Mapping[str, str], body: Json = None) -> Answer:
        """The answer to one request, tried once. Raises NoOutputError, which says whether to try
        again; its message never holds the answer, a header or the query of the URL."""
        import urllib3

        sent = {"User-Agent": f"rowgate/{__version__}", **headers}
        content = None
        until = time.monotonic() + self._timeout
        if body is not None:
            content = json.dumps(body, ensure_ascii=False).encode("utf-8", "surrogatepass")
            sent.setdefault("Content-Type", "application/json")
        try:
            answer = self._pool(url).request(
                method, url, headers=sent, body=content, retries=False, redirect=False,
                timeout=urllib3.Timeout(total=self._timeout), preload_content=False,
            )  # fmt: skip
            received = self._received(answer, until)
        except urllib3.exceptions.NewConnectionError:
            raise NoOutputError("nobody answers at its address", retry=True) from None
        except urllib3.exceptions.TimeoutError:
            raise NoOutputError(too_long(self._timeout), retry=True) from None
        except urllib3.exceptions.LocationValueError:
            raise NoOutputError("the URL cannot be read") from None
        except urllib3.exceptions.HTTPError as error:
            said = f"the connection failed: {type(error).__name__}"
            raise NoOutputError(said, retry=True) from None
        if not 200 <= answer.status < 300:
            raise _refused(answer.status, answer.headers)
        return Answer(received, answer.headers.get("Content-Type", "").partition(";")[0].strip())

    def close(self) -> None:
        """Closes the connections."""
        for pool in self._pools.values():
            pool.clear()

    def _received(self, answer: Any, until: float) -> bytes:
        """The whole body. The client's own limit is on each wait, which a server that sends a
        byte now and then never reaches."""
        pieces = []
        while piece := answer.read1(_PIECE):
            pieces.append(piece)
            if time.monotonic() > until:
                answer.close()
                raise NoOutputError(too_long(self._timeout), retry=True)
        return b"".join(pieces)

    def _pool(self, url: str) -> Any:
        """The connections that lead to a URL: straight, or by the proxy of its scheme."""
        import urllib3

        from rowgate.gate.punctual import punctual

        proxy = ""
        if self._proxies:
            place = urllib3.util.parse_url(url)
            proxy = self._proxies.get(place.scheme or "") or ""
            if proxy and proxy_bypass(place.host or ""):
                proxy = ""
        with self._lock:
            if proxy not in self._pools:
                size = self._connections
                self._pools[proxy] = punctual(
                    urllib3.ProxyManager(proxy, maxsize=size)
                    if proxy
                    else urllib3.PoolManager(maxsize=size)
                )
            return self._pools[proxy]


def _refused(status: int, headers: Mapping[str, str]) -> NoOutputError:
    retry = status in _PASSING or status >= 500
    said = f"answers HTTP {status}"
    if 300 <= status < 400:
        said += ": write the address it redirects to"
    return NoOutputError(said, retry=retry, after=_after(headers.get("Retry-After")))


def _after(value: str | None) -> float | None:
    """The seconds that a `Retry-After` asks for, as a number or as a date (RFC 9110, 10.2.3)."""
    try:
        seconds = float(value or "")
    except ValueError:
        return _until(value or "")
    return seconds if 0 <= seconds < float("inf") else None


def _until(date: str) -> float | None:
    from email.utils import parsedate_to_datetime

    try:
        return max(0.0, parsedate_to_datetime(date).timestamp() - time.time())
    except ValueError:
        return None


def _no_number(name: str) -> None:
    raise ValueError(name)
