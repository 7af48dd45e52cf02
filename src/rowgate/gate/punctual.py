"""Connections for which the time limit is on the whole answer, from its first header on.

A socket's own limit is on each wait, which a server that sends a byte now and then never reaches.
"""

from __future__ import annotations

from http.client import HTTPResponse
from io import BufferedReader, RawIOBase
from socket import socket
from time import monotonic
from typing import Any

from urllib3 import HTTPConnectionPool, HTTPSConnectionPool, PoolManager
from urllib3.connection import HTTPConnection, HTTPSConnection


class _Bytes(RawIOBase):
    """What a socket receives until the time is up."""

    def __init__(self, sock: socket) -> None:
        self._sock = sock
        # The file, and not the socket, keeps the connection open until the answer is read.
        self._file = sock.makefile("rb", buffering=0)
        left = sock.gettimeout()
        self._until = float("inf") if left is None else monotonic() + left

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int | None:
        left = self._until - monotonic()
        if left <= 0:
            raise TimeoutError("the answer takes too long")
        if left != float("inf"):
            self._sock.settimeout(left)
        return self._file.readinto(buffer)

    def close(self) -> None:
        self._file.close()
        super().close()


class _Source:
    """As much of a socket as an answer asks for."""

    def __init__(self, sock: socket) -> None:
        self._sock = sock

    def makefile(self, _: str) -> BufferedReader:
        return BufferedReader(_Bytes(self._sock))


class _Answer(HTTPResponse):
    def __init__(self, sock: socket, *args: Any, **given: Any) -> None:
        super().__init__(_Source(sock), *args, **given)  # type: ignore[arg-type]


class _Plain(HTTPConnection):
    response_class = _Answer


class _Encrypted(HTTPSConnection):
    response_class = _Answer


class _PlainPool(HTTPConnectionPool):
    ConnectionCls = _Plain


class _EncryptedPool(HTTPSConnectionPool):
    ConnectionCls = _Encrypted


def punctual(manager: PoolManager) -> PoolManager:
    """The same pools, of such connections."""
    manager.pool_classes_by_scheme = {"http": _PlainPool, "https": _EncryptedPool}
    return manager
