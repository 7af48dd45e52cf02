"""The plugins that hold in the current folder."""

from __future__ import annotations

from pathlib import Path

from rowgate.config import find_config, load_config
from rowgate.plugins import Registry


def registry_here(*, local_plugins: bool = True) -> Registry:
    """The plugins of the current folder; outside of any repository the built-in ones."""
    if find_config(Path.cwd()) is None:
        return Registry()
    return Registry(load_config(Path.cwd()).plugins, local=local_plugins)
