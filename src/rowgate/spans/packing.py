"""gzip and zstd, told by their first bytes, unpacked as far as they are whole."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any, NamedTuple

from rowgate.errors import UsageError

_GZIP = b"\x1f\x8b"
_ZSTD = b"\x28\xb5\x2f\xfd"
_BITE = 2048
"""Packed bytes that are unpacked at once: where they are damaged, so much is lost."""


class Damage(NamedTuple):
    """Why unpacked bytes end too early."""

    reason: str
    """In plain words."""
    wrong: bool
    """Whether bytes before the end may be others than were packed: no check has passed."""


class Broken(Exception):  # noqa: N818 - no failure of ours
    """Packed data that breaks off; what was unpacked before is there."""

    def __init__(self, damage: Damage) -> None:
        super().__init__(damage.reason)
        self.damage = damage


def packing_of(head: bytes) -> str:
    """`gzip`, `zstd`, or "" of a file by its first four bytes."""
    if head.startswith(_GZIP):
        return "gzip"
    return "zstd" if head == _ZSTD else ""


def unpacked(parts: Iterable[bytes], packing: str) -> Iterator[bytes]:
    """All that can be unpacked, member by member; raises Broken where it breaks off, and
    UsageError where it cannot be unpacked here."""
    begin = _UNPACKERS[packing]
    unpacker, size = begin(), 0
    for part in parts:
        for start in range(0, len(part), _BITE):
            rest = part[start : start + _BITE]
            while rest:
                if unpacker.eof:
                    rest = rest.lstrip(b"\0")  # what fills up a block of a disk or tape
                    if not rest:
                        break
                    unpacker, size = begin(), 0
                try:
                    found = unpacker.decompress(rest)
                except Exception as error:  # zlib.error, ZstdError: they share no class
                    raise Broken(_damaged(packing, size > 0)) from error
                size += len(found)
                yield found
                rest = unpacker.unused_data
    if not unpacker.eof:
        raise Broken(Damage(f"the {packing} data is cut off here; what came before is read", False))


def _damaged(packing: str, wrong: bool) -> Damage:
    if not wrong:
        return Damage(f"what follows here is no {packing} data; what came before is read", False)
    return Damage(
        f"the {packing} data is damaged here; what can be read before it is marked incomplete", True
    )


def _begin_gzip() -> Any:
    import zlib

    return zlib.decompressobj(zlib.MAX_WBITS | 16)


def _begin_zstd() -> Any:
    try:
        import zstandard
    except ImportError:
        raise UsageError(
            "the file is compressed with zstd", fix="pip install zstandard, or unpack it first"
        ) from None
    return zstandard.ZstdDecompressor().decompressobj()


_UNPACKERS: dict[str, Callable[[], Any]] = {"gzip": _begin_gzip, "zstd": _begin_zstd}
