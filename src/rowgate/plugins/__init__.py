"""Loads plugins into one registry: built-in, from entry points, from `plugins/*.py`.

Built-ins are imported per kind, so that the commit hook pays for nothing it does not use.
"""

from __future__ import annotations

import importlib
from collections.abc import Callable, Mapping
from pathlib import Path
from types import ModuleType
from typing import Any, NamedTuple

import pluggy

from rowgate import hookspecs
from rowgate.errors import RowgateError, UsageError
from rowgate.plugins.places import (
    entry_points,
    import_file,
    import_target,
    last_line,
    local_files,
    said,
)
from rowgate.shapes import meant

_PREFIX = "rowgate_"
_BUILTINS = {
    "containers": ("rowgate.spans.builtin", "CONTAINERS"),
    "dialects": ("rowgate.spans.builtin", "DIALECTS"),
    "redactors": ("rowgate.redaction.builtin", "REDACTORS"),
    "evaluators": ("rowgate.evaluators.builtin", "EVALUATORS"),
    "rules": ("rowgate.checks.builtin", "RULES"),
    "candidates": ("rowgate.gate.candidates", "CANDIDATES"),
    "exchange": ("rowgate.exchange.builtin", "FORMATS"),
}
_FAST = {"redactors": ("rowgate.redaction.builtin", "FAST")}
KINDS = tuple(_BUILTINS)


class Plugin(NamedTuple):
    """One loaded plugin: its name, where it came from, and the hooks it implements."""

    name: str
    origin: str
    hooks: tuple[str, ...]


class Registered(NamedTuple):
    """An object that a plugin registered."""

    object: Any
    plugin: str
    origin: str


class _Manager(pluggy.PluginManager):
    """Counts every function named `rowgate_*` as a hook, so that a misspelt one is an error."""

    def parse_hookimpl_opts(self, plugin: object, name: str) -> Any:
        if not name.startswith(_PREFIX):
            return None  # pluggy would inspect every name of every module
        opts = super().parse_hookimpl_opts(plugin, name)
        if opts is None:
            function = getattr(plugin, name)
            own = getattr(function, "__module__", None) == getattr(plugin, "__name__", None)
            return _NO_OPTIONS if callable(function) and own else None
        return opts


_NO_OPTIONS: pluggy.HookimplOpts = {
    "wrapper": False,
    "hookwrapper": False,
    "optionalhook": False,
    "tryfirst": False,
    "trylast": False,
    "specname": None,
}


class Registry:
    """The plugins of one repository. Objects of a kind are loaded when first asked for."""

    def __init__(self, folder: Path | None = None, *, local: bool = True) -> None:
        """`folder` holds the local plugins; `local=False` leaves them out (`--no-plugins`)."""
        self._manager = _Manager("rowgate")
        self._manager.add_hookspecs(hookspecs)
        self._origins: dict[str, str] = {}
        self._loaded: dict[str, list[Registered]] = {}
        self._external = False
        self._folder = folder
        self._local = local
        self.left_out = () if local else tuple(path.name for path in local_files(folder))

    def objects(self, kind: str, *, fast: bool = False) -> list[Registered]:
        """Every object registered for a kind of hook: those of plugins first, so that what is
        most particular is asked first, then the built-in ones. `fast` leaves out, of the
        redactors, the built-in ones that are not for the commit hook.

        Raises `UsageError` where a plugin cannot be imported or misspells a hook, and
        `RowgateError` where two plugins register one name.
        """
        if fast and kind in _FAST and kind not in self._loaded:
            self._import(*_FAST[kind])
            self._load_external()
            return self._collect(kind)
        if kind not in self._loaded:
            self._import(*_BUILTINS[kind])
            self._load_external()
            self._loaded[kind] = self._collect(kind)
        return self._loaded[kind]

    def external(self, kind: str) -> list[Registered]:
        """The objects that plugins registered, without importing any built-in module."""
        if kind in self._loaded:
            return [found for found in self._loaded[kind] if found.origin != "built-in"]
        self._load_external()
        return self._collect(kind)

    def named(self, kind: str) -> dict[str, Any]:
        """The objects of a kind by their name."""
        return {_name_of(found.object): found.object for found in self.objects(kind)}

    def plugins(self) -> list[Plugin]:
        """Everything that is loaded, of every kind."""
        for kind in KINDS:
            self.objects(kind)
        return [
            Plugin(name, self._origins[name], tuple(sorted(_hooks_of(plugin))))
            for name, plugin in self._manager.list_name_plugin()
        ]

    def _import(self, index: str, attribute: str) -> None:
        for module in getattr(importlib.import_module(index), attribute):
            if not self._manager.has_plugin(module):
                self._add(importlib.import_module(module), module, "built-in")

    def _load_external(self) -> None:
        if self._external:
            return
        self._external = True
        for distribution, name, target in entry_points():
            self._add(import_target(target, distribution), name, f"package {distribution}")
        if self._local:
            for path in local_files(self._folder):
                origin = f"{path.parent.name}/{path.name}"
                self._add(import_file(path, origin), origin, origin)

    def _add(self, plugin: object, name: str, origin: str) -> None:
        if self._manager.has_plugin(name):
            raise UsageError(f"two plugins are called {name}: {self._origins[name]} and {origin}")
        unknown = [hook for hook in _hooks_of(plugin) if hook not in _HOOKS]
        if unknown:
            hint = meant(unknown[0], _HOOKS) or f"hooks: {', '.join(_HOOKS)}"
            raise UsageError(f"{origin}: {unknown[0]} is no hook of rowgate", fix=hint)
        try:
            self._manager.register(plugin, name)
        except pluggy.PluginValidationError as error:
            raise UsageError(f"{origin}: {last_line(error)}") from None
        self._origins[name] = origin

    def _collect(self, kind: str) -> list[Registered]:
        found: dict[str, Registered] = {}
        caller = getattr(self._manager.hook, _PREFIX + kind)
        implementations = sorted(
            caller.get_hookimpls(), key=lambda i: self._origins[i.plugin_name] == "built-in"
        )
        for implementation in implementations:
            name = implementation.plugin_name
            for item in _registered_by(implementation, self._origins[name]):
                added = Registered(item, name, self._origins[name])
                _refuse_twin(added, found)
                found[_name_of(item)] = added
        return list(found.values())


def _registered_by(implementation: Any, origin: str) -> list[Any]:
    found: list[Any] = []
    register: Callable[[Any], None] = found.append
    try:
        implementation.function(*([register] if implementation.argnames else []))
    except RowgateError:
        raise
    except Exception as error:  # noqa: BLE001 - a plugin may fail in any way
        raise UsageError(
            f"{origin}: {implementation.function.__name__} failed: {said(error)}"
        ) from None
    return found


def _refuse_twin(added: Registered, found: Mapping[str, Registered]) -> None:
    name = _name_of(added.object)
    if not name:
        raise UsageError(
            f"{added.origin}: registers an object without a name", fix="give it a `name`"
        )
    if name in found:
        raise UsageError(
            f"{name} is registered twice: by {found[name].origin} and by {added.origin}",
            fix="rename one of the two",
        )


def _name_of(item: Any) -> str:
    return str(getattr(item, "name", None) or getattr(item, "code", ""))


def _hooks_of(plugin: object) -> list[str]:
    return [name for name in dir(plugin) if name.startswith(_PREFIX) and _is_hook(plugin, name)]


def _is_hook(plugin: object, name: str) -> bool:
    function = getattr(plugin, name)
    if not callable(function):
        return False
    if not isinstance(plugin, ModuleType):
        return True
    return getattr(function, "__module__", None) == plugin.__name__


_HOOKS = tuple(name for name in vars(hookspecs) if name.startswith(_PREFIX))
