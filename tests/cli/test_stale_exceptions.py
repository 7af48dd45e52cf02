"""`check` of everything says which exception of rowgate.yaml keeps nothing any more."""

from __future__ import annotations

import pytest

from rowgate.flows import check

ADDRESS = "zoe.brandt" + "@" + "corporate-mail.net"
OTHER = "leo.winter" + "@" + "corporate-mail.net"
PHONE = "030" + " 901820 " + "11"


def excepted(scratch, *entries):
    lines = "".join(f"    - {{{entry}, reason: looked at}}\n" for entry in entries)
    scratch.write("rowgate.yaml", f"format: 1\nredaction:\n  kept:\n{lines}")


def stale(ran):
    assert "RG304" not in ran.err
    return [line for line in ran.out.splitlines() if "RG304" in line]


@pytest.fixture
def addressed(clean):
    clean.edit(clean.row(), "It promised 60 days.", f"{ADDRESS} was promised 60 days.")
    return clean


@pytest.mark.parametrize("asked", [(), ("--thorough",), ("--staged",)])
def test_only_what_keeps_nothing_is_told_with_its_line_and_cure(addressed, asked):
    excepted(
        addressed,
        "type: email, path: note",
        f"type: email, literal: {OTHER}",
        "type: email, path: variables.address",
    )
    addressed.git("add", ".")
    ran = addressed.rowgate("check", *asked)
    assert ran.code == 0, ran.out
    literal, path = stale(ran)
    assert literal.startswith("rowgate.yaml:5:7: RG304 [notice] ")
    assert path.startswith("rowgate.yaml:6:7: RG304 [notice] ")
    assert "email@variables.address" in path
    assert "remove it from redaction.kept" in path
    assert OTHER not in ran.all


def test_a_literal_that_stands_somewhere_is_no_stale_one(addressed):
    excepted(addressed, f"type: email, literal: {ADDRESS.upper()}")
    for asked in ((), ("--thorough",)):
        ran = addressed.rowgate("check", *asked)
        assert ran.code == 0
        assert stale(ran) == []


@pytest.mark.parametrize("path", ["variables.*", "labels[0]", "evaluators[0].*", "expected"])
def test_a_place_is_found_however_it_is_written(clean, path):
    excepted(clean, f"type: email, path: '{path}'", "type: email, path: 'labels[7]'")
    (line,) = stale(clean.rowgate("check"))
    assert "email@labels[7]" in line


def test_a_literal_in_quotes_and_over_lines_is_found(clean):
    clean.edit(clean.row(), "It promised 60 days.", 'He said "Straße\\ 7".')
    entry = 'type: address, literal: ""STRASSE\\\\ 7""'
    excepted(clean, entry)
    assert stale(clean.rowgate("check")) == []


def test_a_literal_in_a_comment_is_needed(clean):
    clean.edit(clean.row(), "labels:\n", f"# asked by {ADDRESS}\nlabels:\n")
    excepted(clean, f"type: email, literal: {ADDRESS}")
    for asked in ((), ("--thorough",)):
        assert stale(clean.rowgate("check", *asked)) == []


def test_where_something_else_stands_only_every_redactor_tells(clean):
    excepted(clean, "type: phone, path: note")
    assert stale(clean.rowgate("check")) == []
    (line,) = stale(clean.rowgate("check", "--thorough"))
    assert "phone@note" in line


def test_what_only_every_redactor_finds_is_needed(clean):
    clean.edit(clean.row(), "It promised 60 days.", f"Call {PHONE}.")
    excepted(clean, "type: '*', path: note")
    assert stale(clean.rowgate("check", "--thorough")) == []


def test_files_that_were_named_say_nothing_of_the_others(addressed):
    excepted(addressed, "type: email, path: variables.address")
    for asked in ((addressed.row(),), ("rowgate.yaml",), ("datasets/refund-policy/dataset.yaml",)):
        assert stale(addressed.rowgate("check", "--thorough", *asked)) == []


def test_what_cannot_be_read_may_need_any_exception(addressed):
    excepted(addressed, "type: email, path: variables.address")
    addressed.write(addressed.row(), "why: [incorrect")
    ran = addressed.rowgate("check")
    assert ran.code == 1
    assert stale(ran) == []


def test_the_rules_of_rowgate_yaml_and_what_is_typed_hold_for_it(addressed):
    excepted(addressed, "type: email, path: variables.address")
    assert stale(addressed.rowgate("check", "--ignore", "RG304")) == []
    assert len(stale(addressed.rowgate("check", "--select", "RG304"))) == 1
    addressed.edit("rowgate.yaml", "format: 1\n", "format: 1\nrules: {RG304: error}\n")
    ran = addressed.rowgate("check", "--ignore", "RG302")
    assert ran.code == 1
    assert len(stale(ran)) == 1
    addressed.edit("rowgate.yaml", "RG304: error", "RG304: 'off'")
    assert stale(addressed.rowgate("check")) == []


def test_parts_in_several_processes_say_the_same(addressed, monkeypatch):
    text = addressed.read(addressed.row())
    for number in range(8):
        addressed.write(
            f"datasets/refund-policy/rows/other-{number:012x}.yaml",
            text.replace(ADDRESS, "Somebody"),
        )
    excepted(addressed, f"type: email, literal: {ADDRESS}", "type: email, path: variables.address")
    at_once = stale(addressed.rowgate("check"))
    monkeypatch.setattr(check, "MANY", 2)
    monkeypatch.setattr("rowgate.flows.parts.cores", lambda: 3)
    (line,) = stale(addressed.rowgate("check"))
    assert [line] == at_once
    assert line.startswith("rowgate.yaml:5:")
