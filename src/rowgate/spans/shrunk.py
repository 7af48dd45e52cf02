"""A mapped file that becomes shorter while it is read: one line instead of a dead process.

Who touches a mapped page behind the end of its file is sent SIGBUS (POSIX, mmap). Python runs its
own handlers only after the instruction that failed, which would fail for ever: so this one is
called by the system, says what happened and ends the process.
"""

from __future__ import annotations

import os
import signal
import sys
from typing import Any, NoReturn

from rowgate.errors import USAGE, UsageError

_mapped: dict[str, int] = {}
"""Paths and the bytes that are mapped of them. A signal is the process's, and so is this."""
_kept: list[Any] = []
"""The handler, once it is there: the system has only its address."""


def watch(path: str, size: int) -> None:
    """So many bytes of the file are mapped."""
    _mapped[path] = size
    if not _kept and hasattr(signal, "SIGBUS") and _is_free():
        import ctypes

        handler = ctypes.CFUNCTYPE(None, ctypes.c_int)
        _kept.append(handler(_end))
        ctypes.CDLL(None).signal(int(signal.SIGBUS), _kept[0])


def _is_free() -> bool:
    """Whether nobody else has asked for the signal."""
    handler = sys.modules.get("faulthandler")
    taken = handler is not None and handler.is_enabled()
    return not taken and signal.getsignal(signal.SIGBUS) is signal.SIG_DFL


def error(name: str = "") -> UsageError:
    """What is said of this file, or of those that are shorter by now."""
    names = [name] if name else [path for path, size in _mapped.items() if _is_shorter(path, size)]
    return UsageError(
        f"{', '.join(names) or 'a trace file'}: became shorter while it was read",
        fix="read it again when nothing writes to it",
    )


def _is_shorter(path: str, size: int) -> bool:
    try:
        return os.stat(path).st_size < size  # noqa: PTH116 - the system waits for the handler
    except OSError:
        return False


def _end(_: int) -> NoReturn:
    os.write(2, f"rowgate: {error().line}\n".encode("utf-8", "replace"))
    os._exit(USAGE)
