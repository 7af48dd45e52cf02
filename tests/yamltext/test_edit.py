from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rowgate.yamltext import YamlFault, edit, read, write
from tests.support.yaml_documents import documents, scalars, texts

DATASET = """\
# yaml-language-server: $schema=dataset.json

# the format
format: 1
project: support-bot              # or a list
since: 2026-11-21
scope: {workflow: refunds}        # or behavior
owners: [ada@example.com]
gate: release                     # or exploratory
columns:                          # one per prompt variable
  question: text
  # a picture
  receipt: {type: image, optional: true}
  weight: 0.20
  none: ~
mapping: {}

# they apply to every row
evaluators:                       # all of them
  - max-words: 200                # short
  # two words
  - contains-any:
    - NO
    - "no"
labels: [refunds, policy, tone]   # optional
# the end
"""


def changed_lines(before: str, after: str) -> tuple[list[str], list[str]]:
    old, new = before.split("\n"), after.split("\n")
    return [line for line in old if line not in new], [line for line in new if line not in old]


def test_a_value_is_set_and_nothing_else_changes():
    after = edit(DATASET, [(("gate",), "exploratory")])
    gone, come = changed_lines(DATASET, after)
    assert gone == ["gate: release                     # or exploratory"]
    assert come == ["gate: exploratory                     # or exploratory"]


def test_an_edit_that_changes_nothing_gives_the_same_text():
    assert edit(DATASET, [(("format",), 1)]) == DATASET
    assert edit(DATASET, []) == DATASET


def test_appending_to_a_list_leaves_the_next_keys_comment_with_its_key():
    text = "labels:\n  - a  # first\n\n# who\nowners:   # one\n  - ada\n"
    assert edit(text, [(("labels", 1), "b")]) == (
        "labels:\n  - a  # first\n  - b\n\n# who\nowners:   # one\n  - ada\n"
    )


def test_a_key_goes_to_its_place_in_the_order():
    text = "format: 1\ngate: {a: 1} # g\n"
    assert edit(text, [(("purpose",), "Why")], order=["format", "purpose", "gate"]) == (
        "format: 1\npurpose: Why\ngate: {a: 1} # g\n"
    )


def test_a_key_that_no_order_names_goes_last():
    assert edit("a: {b: 1}\nc: 2 # c\n", [(("m",), 1)], order=["a", "c"]) == (
        "a: {b: 1}\nc: 2 # c\nm: 1\n"
    )


def test_mappings_on_the_way_are_made():
    after = edit("a: {}  # c\n", [(("x", "b", "z"), 1), (("x", "b", "w"), [2])])
    assert after == "a: {}  # c\nx:\n  b:\n    z: 1\n    w:\n      - 2\n"


def test_a_blank_value_becomes_a_mapping():
    assert edit("a:   # to come\nb: [1]\n", [(("a", "b"), 1)]) == "a: # to come\n  b: 1\nb: [1]\n"


def test_inside_brackets_values_stay_inside_brackets():
    after = edit("a: [1, {b: 2}]\n", [(("a", 1, "c"), ["NO", {"d": "x\ny"}]), (("a", 2), None)])
    assert after == 'a: [1, {b: 2, c: ["NO", {d: "x\\ny"}]}, null]\n'


def test_an_empty_mapping_that_gets_a_key_is_opened():
    assert edit("a: {}\nb: [1]\n", [(("a", "k"), 1)]) == "a:\n  k: 1\nb: [1]\n"


@pytest.mark.parametrize("word", ["NO", "1e5", "a\x85b", "2026-11-21", "a\u2028\nb", "  a\n", "#"])
def test_a_new_text_is_written_by_the_scalar_rule(word):
    after = edit(DATASET, [(("columns", "new"), word), (("labels", 3), word)])
    assert read(after)["columns"]["new"] == word
    assert read(after)["labels"][3] == word


def test_a_deleted_node_takes_the_comments_directly_above_it_along():
    text = "a: [1]\n\n# section\n\n# about b\nb: 2  # beside b\n# about c\nc: 3\n"
    assert edit(text, [], [("b",)]) == "a: [1]\n\n# section\n# about c\nc: 3\n"


def test_comments_of_later_items_stay_with_them_when_one_is_deleted():
    text = "l:\n- a\n# b\n- b # bb\n# c\n- c # cc\n"
    assert edit(text, [], [("l", 1)]) == "l:\n  - a\n  # c\n  - c # cc\n"


def test_all_paths_are_those_of_the_text_before_the_edit():
    text = "l: [a, b, c, d] # four\n"
    after = edit(text, [(("l", 3), "D"), (("l", 4), "e")], [("l", 0), ("l", 2)])
    assert after == "l: [b, D, e]        # four\n"


def test_an_emptied_list_is_written_empty_and_keeps_its_comment():
    after = edit("l:  # all\n  - a\nb: [1]\n", [], [("l", 0)])
    assert after == "# all\nl: []\nb: [1]\n"


def test_a_replaced_value_keeps_the_comments_that_were_inside():
    after = edit(DATASET, [(("evaluators",), ["valid-json"])])
    comments = [line.split("#")[1] for line in after.split("\n") if "#" in line]
    assert sorted(comments) == sorted(
        line.split("#")[1] for line in DATASET.split("\n") if "#" in line
    )


def test_in_a_canonical_file_the_result_is_canonical_but_for_its_comments():
    text = '# top\na: 1\n    # odd\nb:\n  - "NO"\n# end\n'
    assert edit(text, [(("b", 1), "x\ny\n"), (("a",), None)]) == (
        '# top\na: null\n    # odd\nb:\n  - "NO"\n  - |\n    x\n    y\n# end\n'
    )


def test_an_empty_file_gets_its_first_keys():
    assert edit("# settings\n", [(("a", "b"), 1)]) == "a:\n  b: 1\n# settings\n"


def test_a_file_without_a_line_end_at_its_end_gets_one():
    assert edit("a: {}\nb: c", [(("d",), 1)]) == "a: {}\nb: c\nd: 1\n"
    assert edit("a: {}\nb: |\n  c", [(("d",), 1)]) == "a: {}\nb: |-\n  c\nd: 1\n"


def test_the_document_start_stays():
    assert edit("---\na: {b: 1}\n", [(("a", "b"), 2)]) == "---\na: {b: 2}\n"


def test_scalars_that_are_not_touched_keep_their_source():
    text = (
        "a: 'it''s'\nb: +1\nc: 0.10\nd: ~\ne:\nf: NO\ng: >-\n  folded\n  text\n"
        'h: "one\n  two"\ni: "\\u2028 \\x41"\nj: True\nk: 12:30:45\nl: {x: [1, null]}\nm: |2-\n   x\n'
    )
    assert edit(text, [(("l", "x", 0), 2)]) == text.replace("[1, null]", "[2, null]")


@pytest.mark.parametrize(
    ("edits", "deletes"),
    [
        ([(("labels", 9), "x")], []),
        ([(("format", "x"), 1)], []),
        ([(("labels", "x"), 1)], []),
        ([(("new", 1), 1)], []),
        ([], [("nothing",)]),
        ([], [("labels", 3)]),
        ([], [()]),
    ],
)
def test_a_path_that_leads_nowhere_is_refused(edits, deletes):
    with pytest.raises(LookupError):
        edit(DATASET, edits, deletes)


def test_a_text_that_cannot_be_read_is_not_edited():
    with pytest.raises(YamlFault, match="twice"):
        edit("a: 1\na: 2\n", [(("a",), 1)])


def test_what_ruamel_cannot_read_is_refused_instead_of_changed():
    # A tab inside a plain text: libyaml reads it. As a word in the skeleton it is no matter.
    assert edit("a: x\ty\nb: {}\n", [(("b", "c"), 1)]) == "a: x\ty\nb:\n  c: 1\n"


FLOWS = st.dictionaries(st.sampled_from("abc"), documents, min_size=1, max_size=3)


@settings(deadline=None, max_examples=40)
@given(FLOWS, texts, scalars, st.sampled_from("abcd"))
def test_an_edit_gives_the_data_that_was_asked_for(document, key, value, top):
    lines = []
    for name, inner in document.items():
        lines += [f"# above {name}", *write({name: inner}).split("\n")[:-1], ""]
    text = "\n".join([*lines, "z: {}  # beside z", "# end", ""])
    after = edit(text, [((top,), value), (("z", key[:99]), value)])
    assert write(read(after)) == write({**document, "z": {key[:99]: value}} | {top: value})
    assert [line for line in after.split("\n") if "# above" in line or "# end" in line] == [
        line for line in text.split("\n") if "# above" in line or "# end" in line
    ]
