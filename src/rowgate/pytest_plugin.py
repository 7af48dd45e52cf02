"""pytest: the rows of a dataset as tests.

    @pytest.mark.rowgate("refund-policy")
    def test_refunds(row):
        row.judge(answer(**row.variables))

Every run of pytest in an environment with rowgate loads this module: it imports nothing but
pytest until a test asks for rows.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from rowgate.api import LoadedDataset, LoadedRow

_LOADED = pytest.StashKey[dict[Any, "LoadedDataset"]]()
_ADVISORY = "rowgate_advisory"


def pytest_configure(config: pytest.Config) -> None:
    """Makes the marker known, also where markers are strict."""
    config.addinivalue_line(
        "markers", "rowgate(dataset, ...): a test for each row of these datasets, as `row`"
    )
    config.stash[_LOADED] = {}


def pytest_unconfigure(config: pytest.Config) -> None:
    for dataset in config.stash.get(_LOADED, {}).values():
        dataset.close()


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """The rows as parameters; each label of a row is the marker `label_<name>`."""
    marks = list(metafunc.definition.iter_markers("rowgate"))
    if not marks:
        return
    if "row" not in metafunc.fixturenames:
        raise _error(metafunc, f"{metafunc.function.__name__} has no argument `row`")
    names = [name for mark in reversed(marks) for name in _names(metafunc, mark)]
    found = [(name, row) for name in dict.fromkeys(names) for row in _rows(metafunc, name)]
    several = len({name for name, _ in found}) > 1
    parameters = [
        pytest.param(
            row, id=f"{name}/{row.id}" if several else row.id, marks=_marks(metafunc.config, row)
        )
        for name, row in found
    ]
    metafunc.parametrize("row", parameters)


@pytest.hookimpl(wrapper=True)
def pytest_pyfunc_call(pyfuncitem: pytest.Function) -> Iterator[None]:
    """A test that comes to its end without having judged its row has shown nothing."""
    row = _row_of(pyfuncitem)
    if row is None:
        return (yield)
    row.was_judged = row.refused = False
    result = yield
    if not row.was_judged:
        pytest.fail(f"{row.path}: no answer was judged: row.judge(ANSWER)", pytrace=False)
    if row.refused and not row.exemption:
        said = (
            "the last row.judge() was no pass, and the test went on: row.verdicts() raises nothing"
        )
        pytest.fail(f"{row.path}: {said}", pytrace=False)
    return result


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo[None]) -> Iterator[None]:
    """What evaluators that only warn had to say goes into the report."""
    row = _row_of(item)
    if call.when == "call" and row is not None:
        said = [" ".join(line.split()) for line in row.advisories]
        item.user_properties += [(_ADVISORY, f"{item.name}: {line}") for line in said]
        row.advisories.clear()  # other tests have the same row
    return (yield)


def pytest_terminal_summary(terminalreporter: Any) -> None:
    """Advisory verdicts block nobody, and are said."""
    lines = [
        value
        for reports in terminalreporter.stats.values()
        for report in reports
        if getattr(report, "when", None) == "call"
        for name, value in report.user_properties
        if name == _ADVISORY
    ]
    if lines:
        terminalreporter.section("rowgate: advisory", sep="-")
        for line in lines:
            terminalreporter.line(line)


def _names(metafunc: pytest.Metafunc, mark: pytest.Mark) -> tuple[str, ...]:
    if mark.kwargs or not mark.args or not all(isinstance(name, str) for name in mark.args):
        raise _error(metafunc, 'write @pytest.mark.rowgate("DATASET")')
    return mark.args


def _rows(metafunc: pytest.Metafunc, name: str) -> list[LoadedRow]:
    from rowgate.api import load
    from rowgate.errors import RowgateError

    folder = metafunc.definition.path.parent
    known = metafunc.config.stash[_LOADED]
    try:
        if (folder, name) not in known:
            known[folder, name] = load(name, start=folder)
    except RowgateError as error:
        raise _error(metafunc, error.line) from None
    rows = list(known[folder, name].rows)
    if not rows:
        raise _error(metafunc, f"{name} has no rows: nothing would be judged")
    return rows


def _marks(config: pytest.Config, row: LoadedRow) -> list[pytest.MarkDecorator]:
    marks = []
    for label in row.labels:
        name = "label_" + re.sub(r"\W", "_", label)
        if name not in _known_markers(config):
            config.addinivalue_line("markers", f"{name}: rows with the label {label}")
        marks.append(getattr(pytest.mark, name))
    if row.exemption:
        from rowgate.api import RowFailedError

        exempt = pytest.mark.xfail(reason=row.exemption, raises=RowFailedError, strict=False)
        marks.append(exempt)
    return marks


def _known_markers(config: pytest.Config) -> set[str]:
    return {re.split(r"[:(]", line)[0].strip() for line in config.getini("markers")}


def _row_of(item: pytest.Item) -> LoadedRow | None:
    callspec = getattr(item, "callspec", None)
    if callspec is None or item.get_closest_marker("rowgate") is None:
        return None
    return callspec.params.get("row")  # type: ignore[no-any-return]


def _error(metafunc: pytest.Metafunc, message: str) -> Exception:
    """Stops the run before a test: a row that nobody judges must not look like one that passed."""
    name = metafunc.definition.nodeid
    return pytest.Collector.CollectError(f"rowgate: {message} ({name})")
