"""`annotate --edit`: a row in the user's editor, and what comes back checked."""

from __future__ import annotations

import stat

import pytest

from tests.support.person import Person, editor

KEPT = ".git/rowgate"


def _edit(scratch, *commands, options=()):
    """Edits the row with an editor that runs these commands, one a call."""
    scratch.env["GIT_EDITOR"] = editor(
        scratch, f"editor{len(list(scratch.path.parent.iterdir()))}", *commands
    )
    return scratch.rowgate("annotate", "refunds", "--edit", *options)


def _kept(scratch):
    return sorted((scratch.path / KEPT).glob("*.yaml"))


def test_what_the_editor_leaves_is_written_in_canonical_form_with_its_comments(clean):
    ran = _edit(
        clean, """sed -i 's/^note:.*/# asked twice\\nnote: "Promised sixty"   # in May/' "$1" """
    )
    assert ran.code == 0, ran.all
    assert "rows/refunds-" in ran.out
    assert ": note" in ran.out
    assert "# asked twice\n# in May\nnote: Promised sixty\n" in clean.read(clean.row())
    assert "RG009" not in clean.rowgate("check").out
    assert _kept(clean) == []


def test_the_editor_shows_the_canonical_file_with_the_other_options_in_it(clean):
    clean.edit(clean.row(), "labels:\n  - refunds\n", "labels: [refunds]\n")
    ran = _edit(clean, 'cp "$1" shown.yaml', options=["--label", "policy"])
    assert ran.code == 0, ran.all
    assert "labels:\n  - refunds\n  - policy\n" in clean.read("shown.yaml")
    assert "labels:\n  - refunds\n  - policy\n" in clean.read(clean.row())


@pytest.mark.parametrize(
    ("command", "said", "mark"),
    [
        ("s/^labels:/lables:/", "did you mean labels?", "# rowgate: unknown field lables"),
        ("s/^why:.*/why: [a/", "not closed", "# rowgate: "),
        (
            "s/- contains-any/- contain-any/",
            "did you mean `contains-any`?",
            "# rowgate: there is no",
        ),
        (
            "s/^response_was:.*/response_was: worng/",
            "did you mean wrong?",
            "# rowgate: response_was",
        ),
        ("s/^  question:/  qestion:/", "RG20", "# rowgate: "),
    ],
    ids=["field", "yaml", "evaluator", "word", "column"],
)
def test_what_is_wrong_is_marked_and_the_edit_is_kept(clean, command, said, mark):
    before = clean.files()
    ran = _edit(clean, f"""sed -i '{command}' "$1" """)
    assert ran.code == 1
    assert said in ran.err
    assert "your edit is kept in .git/rowgate/refund-policy.refunds-" in ran.err
    assert clean.files() == before
    (kept,) = _kept(clean)
    assert f"\n{mark}" in kept.read_text(encoding="utf-8")
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600


def test_an_edit_that_was_left_unfinished_is_taken_up_again(clean):
    _edit(clean, """sed -i -e 's/^labels:/lables:/' -e 's/^note:.*/note: Much to say./' "$1" """)
    ran = _edit(clean, """sed -i 's/^lables:/labels:/' "$1" """)
    assert ran.code == 0, ran.all
    assert "taking up the edit" in ran.err
    text = clean.read(clean.row())
    assert "note: Much to say.\n" in text
    assert "# rowgate:" not in text
    assert _kept(clean) == []


def test_an_unfinished_edit_of_an_older_row_is_not_written_over_a_newer_one(clean):
    _edit(clean, """sed -i 's/^labels:/lables:/' "$1" """)
    clean.ok("annotate", "refunds", "--note", "A newer note.")
    ran = _edit(clean, "true")
    assert ran.code == 0
    assert "is in" in ran.err
    assert "note: A newer note.\n" in clean.read(clean.row())
    (kept,) = _kept(clean)
    assert "lables:" in kept.read_text(encoding="utf-8")


def test_a_row_that_changes_while_it_is_edited_is_not_written_over(clean):
    ran = _edit(
        clean, f"""sed -i 's/^note:.*/note: Mine./' "$1"; echo '# theirs' >> {clean.row()} """
    )
    assert ran.code == 1
    assert "changed on disk while you edited it" in ran.err
    assert "note: Mine." not in clean.read(clean.row())
    assert "note: Mine." in _kept(clean)[0].read_text(encoding="utf-8")


def test_personal_data_in_an_edit_is_refused_and_not_shown(clean):
    address = "zoe.brandt" + "@" + "corporate-mail.net"
    before = clean.files()
    ran = _edit(clean, f"""sed -i 's/thirty days/{address}/' "$1" """)
    assert ran.code == 1
    assert address not in ran.all
    assert "email" in ran.err
    assert "rowgate redact" not in ran.err
    assert clean.files() == before


def test_what_was_wrong_before_does_not_stop_an_edit_of_something_else(clean):
    clean.edit(clean.row(), "labels:\n", "lables:\n")
    ran = _edit(clean, """sed -i 's/^note:.*/note: Something else./' "$1" """)
    assert ran.code == 0, ran.all
    assert "note: Something else.\n" in clean.read(clean.row())


def test_a_row_of_broken_yaml_can_be_mended(clean):
    clean.edit(clean.row(), "labels:\n", "labels: [\n")
    ran = _edit(clean, """sed -i 's/^labels: \\[/labels:/' "$1" """)
    assert ran.code == 0, ran.all
    assert clean.rowgate("check").code == 0


@pytest.mark.parametrize(
    ("command", "code", "said"),
    [
        ("true", 0, "nothing to change"),
        ("exit 3", 1, "the editor ended with 3: nothing was changed"),
        (': > "$1"', 1, "the file was emptied: nothing was changed"),
        ("""sed -i 's/^note:.*/note: x/' "$1"; exit 1""", 1, "your edit is kept in"),
        ("""printf '\\377' > "$1" """, 1, "no UTF-8 text"),
        ('rm "$1"', 1, "the editor left no file: nothing was changed"),
        (r"""sed -i 's/$/\r/' "$1" """, 0, "nothing to change"),
    ],
    ids=["unchanged", "failed", "emptied", "typed and failed", "bytes", "removed", "line ends"],
)
def test_an_editor_that_changes_nothing_changes_nothing(clean, command, code, said):
    before = clean.files()
    ran = _edit(clean, command)
    assert ran.code == code
    assert said in ran.all
    assert clean.files() == before


def test_at_a_terminal_a_wrong_edit_is_asked_for_again(clean):
    command = editor(
        clean, "again", """sed -i 's/^labels:/lables:/' "$1" """, """sed -i 's/^lables:/labels:/' "$1" """,
    )  # fmt: skip
    ada = Person(clean, "annotate", "refunds", "--edit", "--note", "Said twice.", VISUAL=command)
    ada.sees("unknown field lables (did you mean labels?)")
    ada.answers("\r")
    assert ada.leaves() == 0
    assert "note: Said twice.\n" in clean.read(clean.row())


def test_without_an_editor_it_says_which_variable_names_one(clean):
    clean.env |= {"TERM": "dumb", "GIT_EDITOR": "", "VISUAL": "", "EDITOR": ""}
    ran = clean.rowgate("annotate", "refunds", "--edit")
    assert ran.code == 1
    assert "EDITOR" in ran.err
    assert len(ran.err.strip().splitlines()) == 1


def _two(scratch):
    """A second row of another case; what both are called."""
    text = scratch.read(scratch.row()).replace("How long", "How much longer")
    scratch.write("datasets/refund-policy/rows/other-000000000000.yaml", text)
    return ["refunds", "other"]


def test_several_rows_are_edited_one_after_the_other_and_written_together(clean):
    clean.env["GIT_EDITOR"] = editor(clean, "both", "sed -i 's/^note:.*/note: Mended/' \"$1\"")
    ran = clean.rowgate("annotate", *_two(clean), "--edit")
    assert ran.code == 0, ran.all
    assert ran.out.count(": note\n") == 2
    assert _kept(clean) == []


def test_where_one_of_several_edits_is_wrong_none_is_written_and_all_are_kept(clean):
    named = _two(clean)
    before = clean.files()
    clean.env["GIT_EDITOR"] = editor(
        clean, "wrong", "sed -i 's/^note:.*/note: Mended/' \"$1\"",
        "sed -i 's/^labels:/lables:/' \"$1\"",
    )  # fmt: skip
    ran = clean.rowgate("annotate", *named, "--edit")
    assert ran.code == 1
    assert "the edits of refunds-" in ran.err
    assert "are kept too" in ran.err
    assert clean.files() == before
    clean.env["GIT_EDITOR"] = editor(clean, "right", "sed -i 's/^lables:/labels:/' \"$1\"")
    ran = clean.rowgate("annotate", *named, "--edit")
    assert ran.code == 0, ran.all
    assert "rows/refunds-" in ran.out
    assert "note: Mended\n" in "".join(
        clean.read(f"datasets/refund-policy/rows/{name}") for name in clean.rows("refund-policy")
    )
    assert _kept(clean) == []
