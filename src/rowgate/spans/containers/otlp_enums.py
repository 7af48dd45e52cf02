"""OTLP's enumerations: numbers by specification, names in plain protobuf JSON, numbers as text
and bare names from exporters of their own. Source: opentelemetry-proto 1.x."""

from __future__ import annotations

from functools import lru_cache

from rowgate.model import Json, Status

_KINDS = ("", "internal", "server", "client", "producer", "consumer")
_STATUSES: dict[str, Status] = {"1": "ok", "ok": "ok", "2": "error", "error": "error"}


@lru_cache(maxsize=64)
def status_of(code: Json) -> Status:
    """A status code; unset is `unknown`."""
    return _STATUSES.get(str(code).upper().removeprefix("STATUS_CODE_").lower(), "unknown")


def read_status(value: Json) -> tuple[Status, str | None]:
    """A status object `{code, message}`, or a code alone."""
    if not value:
        return "unknown", None
    if not isinstance(value, dict):
        return status_of(value), None
    return status_of(value.get("code") or 0), value.get("message") or None


def kind_of(value: Json) -> str:
    """A span's kind in lower case; empty where it has none."""
    if isinstance(value, str):
        name = value.removeprefix("SPAN_KIND_").lower()
        return kind_of(int(name)) if name.isdecimal() else name
    return _KINDS[value] if isinstance(value, int) and 0 <= value < len(_KINDS) else ""
