"""The file (RG001-RG012): reported by whoever reads files; this says what the codes mean."""

from __future__ import annotations

from collections.abc import Callable

from rowgate.checks.rule import Rule, rule
from rowgate.hookspecs import hookimpl


@rule("RG001", "not valid YAML", release="error", exploratory="error", scope="file")
def invalid_yaml() -> None:
    """The file can be read as YAML.

    Bad:
        note: "unfinished

    Good:
        note: finished
    """


@rule("RG002", "duplicate key", release="error", exploratory="error", scope="file")
def duplicate_key() -> None:
    """No key stands twice in a mapping.

    Readers differ on which of the two counts, and a reviewer sees only one.

    Bad:
        labels: [refunds]
        labels: [policy]

    Good:
        labels: [refunds, policy]
    """


@rule("RG003", "forbidden YAML", release="error", exploratory="error", scope="file")
def forbidden_yaml() -> None:
    """The file uses no YAML that readers take differently, or that hides what is there.

    No anchors, aliases, tags or merge keys, no second document, no keys but strings, no nesting
    deeper than 64, and no number that readers take differently (octal, hexadecimal, exponents).
    A word that only looks like a boolean or a date is put in quotes by `check --fix` (RG009).

    Bad:
        variables: &v {question: Hi}

    Bad:
        variables: {order: 0017}

    Good:
        variables: {order: "0017"}
    """


@rule("RG004", "unknown field", release="error", exploratory="error", scope="file")
def unknown_field() -> None:
    """Every field is one that rowgate knows.

    A misspelt field would be left unread: `evaluator:` for `evaluators:` is a row without
    criteria. Words of your own go under `metadata`.

    Bad:
        evaluator: [{contains: 30 days}]

    Good:
        evaluators: [{contains: 30 days}]
    """


@rule("RG005", "wrong shape", release="error", exploratory="error", scope="file")
def wrong_shape() -> None:
    """Every field has the shape it should: text, a list, a mapping, a number.

    Bad:
        labels: refunds

    Good:
        labels: [refunds]
    """


@rule("RG006", "illegal file name", release="error", exploratory="error", scope="file")
def illegal_name() -> None:
    """A row's file name works on every system: `[a-z0-9][a-z0-9-]*.yaml`, at most 80 characters.

    So does the name of a dataset's folder, by which every command knows it. Names that
    Windows reserves (`con`, `nul`, `com1` …) are refused.

    Bad:
        rows/Refund Policy.yaml

    Good:
        rows/refund-policy-b53242078cb5.yaml
    """


@rule("RG007", "unknown file", release="error", exploratory="error", scope="file")
def unknown_file() -> None:
    """A dataset holds `dataset.yaml`, `rows/*.yaml`, `assets/`, and nothing else.

    A row in the wrong folder would never be judged, and nobody would notice.

    Bad:
        datasets/refund-policy/row/late-refund-b53242078cb5.yaml

    Good:
        datasets/refund-policy/rows/late-refund-b53242078cb5.yaml
    """


@rule("RG008", "merge conflict", release="error", exploratory="error", scope="file")
def conflict_markers() -> None:
    """The file holds no markers of an unfinished merge.

    Bad:
        <<<<<<< HEAD
        labels: [refunds]
        =======
        labels: [policy]
        >>>>>>> feature

    Good:
        labels: [refunds, policy]
    """


@rule("RG009", "not canonical", release="error", exploratory="error", scope="file")
def not_canonical() -> None:
    """The file is written as rowgate writes it, so that a diff shows only what changed.

    One order of fields, block style, one style of text. `rowgate check --fix` brings a row
    written by hand into the form, comments kept. That what was read is written again as the
    same text also proves that every reader of YAML sees the same row.

    Bad:
        labels: [refunds,   'policy']

    Good:
        labels:
          - refunds
          - policy
    """


@rule("RG010", "format too new", release="error", exploratory="error", scope="file")
def format_too_new() -> None:
    """The file's `format` is one that this rowgate can read.

    Bad:
        format: 99

    Good:
        format: 1
    """


@rule("RG011", "unreadable file", release="error", exploratory="error", scope="file")
def unreadable() -> None:
    """The file is UTF-8 text of a reasonable size that can be opened.

    Lines end in LF, and no byte order mark stands in front: `rowgate check --fix` mends both.

    Bad:
        a file in Latin-1, a broken link, 80 MB of YAML

    Good:
        a file of some kilobytes, in UTF-8
    """


@rule("RG012", "id and source disagree", release="error", exploratory="error", scope="file")
def wrong_id() -> None:
    """The end of a row's name is that of its span.

    The last twelve characters of the name are the first twelve of
    `sha256(trace_id + "/" + span_id)`; for a row from no span, of its variables. So a span that
    is already there is found by its name. A copied file keeps the name of another case.

    Bad:
        rows/late-refund-000000000000.yaml

    Good:
        rows/late-refund-b53242078cb5.yaml
    """


@hookimpl
def rowgate_rules(register: Callable[[Rule], None]) -> None:
    for one in (
        invalid_yaml, duplicate_key, forbidden_yaml, unknown_field, wrong_shape, illegal_name,
        unknown_file, conflict_markers, not_canonical, format_too_new, unreadable, wrong_id,
    ):  # fmt: skip
        register(one)
