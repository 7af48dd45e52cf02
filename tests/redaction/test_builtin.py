"""The list of built-in redactors is true."""

from __future__ import annotations

import importlib

import pytest

from rowgate.redaction.builtin import FAST, REDACTORS


@pytest.mark.parametrize("module", REDACTORS)
def test_the_fast_list_is_of_the_detectors_that_say_so(module):
    registered = []
    importlib.import_module(module).rowgate_redactors(registered.append)
    assert registered
    assert all(getattr(each, "fast", False) == (module in FAST) for each in registered)


def test_names_are_unique():
    names = []
    for module in REDACTORS:
        importlib.import_module(module).rowgate_redactors(lambda each: names.append(each.name))
    assert len(names) == len(set(names))
