"""Local plugins: loaded by path, listed, and refused by name where they are broken."""

from __future__ import annotations

import json

REDACTOR = """
import rowgate

class OrderNumbers:
    name = "order-numbers"
    fast = True
    def find(self, text):
        at = text.find("ORD-")
        while at >= 0:
            yield rowgate.Finding(at, at + 9, "order-number")
            at = text.find("ORD-", at + 9)

def rowgate_redactors(register):
    register(OrderNumbers())
"""

EVALUATOR = '''
import rowgate

class Polite(rowgate.Evaluator):
    """Passes when the output says please."""
    name = "polite"
    word: str = "please"
    def evaluate(self, output, row):
        return self.verdict(self.word in output.text.lower())

@rowgate.hookimpl
def rowgate_evaluators(register):
    register(Polite)
'''


def test_a_local_evaluator_judges_rows_and_its_parameters_are_checked(clean):
    clean.write("plugins/polite.py", EVALUATOR)
    clean.ok("annotate", "refunds", "--evaluator", "polite")
    assert "RG405 `expected` is refused: `polite`" in clean.rowgate("check").out
    clean.ok("annotate", "refunds", "--expected", "Please return it within 30 days.")
    assert clean.rowgate("check").code == 0
    ran = clean.rowgate("annotate", "refunds", "--evaluator", "polite: {wrod: thanks}")
    assert ran.code == 2
    assert "word" in ran.err
    assert "polite" in clean.ok("evaluators")
    assert "says please" in clean.ok("evaluators", "polite")


def test_a_local_redactor_redacts_and_its_findings_are_errors(raw):
    raw.write("plugins/orders.py", REDACTOR)
    assert "RG30" not in raw.rowgate("check").out
    raw.edit(raw.row(), "It promised 60 days.", "Order ORD-10042 promised 60 days.")
    ran = raw.rowgate("check", raw.row())
    assert "order-number" in ran.out
    assert "ORD-10042" not in ran.all


def test_plugins_says_what_is_loaded_from_where_and_which_hooks(clean):
    clean.write("plugins/polite.py", EVALUATOR)
    printed = clean.ok("plugins")
    (line,) = [line for line in printed.splitlines() if "plugins/polite.py" in line]
    assert "rowgate_evaluators" in line
    found = [json.loads(line) for line in clean.ok("plugins", "--json").splitlines()]
    assert {"name": "plugins/polite.py", "origin": "plugins/polite.py",
            "hooks": ["rowgate_evaluators"]} in found  # fmt: skip


def test_no_plugins_leaves_them_out_and_says_what_was_not_judged(clean):
    clean.write("plugins/polite.py", EVALUATOR)
    clean.ok("annotate", "refunds", "--evaluator", "polite")
    ran = clean.rowgate("check", "--no-plugins")
    assert ran.code == 0, ran.out
    assert "RG410 [notice]" in ran.out
    assert "polite" not in clean.ok("plugins", "--no-plugins")


def test_a_plugin_that_cannot_be_imported_is_one_line_with_its_file_and_line(clean):
    clean.write("plugins/broken.py", "import rowgate\n\nnope\n")
    for command in (["check"], ["plugins"], ["annotate", "refunds", "--label", "x"]):
        ran = clean.rowgate(*command)
        assert ran.code == 2
        assert ran.err.startswith("rowgate: plugins/broken.py:3: cannot be imported: NameError")
        assert "Traceback" not in ran.all


def test_what_a_plugin_registers_wrongly_is_said_with_the_way_to_mend_it(clean):
    rule = '@rule("our1", "x", release="error", exploratory="error")\ndef x(row, context): ...\n'
    clean.write("plugins/ours.py", f"from rowgate.checks.rule import rule\n{rule}")
    said = "plugins/ours.py:2: cannot be imported: 'our1' is no rule code; write capital letters"
    assert said in clean.rowgate("check").err


def test_a_plugin_that_asks_to_exit_is_named(clean):
    clean.write("plugins/ours.py", "X = 1\nraise SystemExit(0)\n")
    ran = clean.rowgate("check")
    assert (ran.code, "plugins/ours.py:2: cannot be imported: SystemExit" in ran.err) == (2, True)


def test_what_a_plugin_prints_is_no_part_of_a_report(clean):
    clean.write("plugins/ours.py", "print('hello')\n")
    ran = clean.rowgate("check", "--format", "json")
    assert (ran.code, "hello" in ran.out, "hello" in ran.err) == (0, False, True)


def test_a_syntax_error_is_placed(clean):
    clean.write("plugins/broken.py", "def f(:\n")
    assert "plugins/broken.py:1" in clean.rowgate("check").err


def test_a_misspelt_hook_is_an_error_with_did_you_mean(clean):
    clean.write("plugins/typo.py", EVALUATOR.replace("rowgate_evaluators", "rowgate_evalutors"))
    ran = clean.rowgate("check")
    assert ran.code == 2
    assert "plugins/typo.py: rowgate_evalutors is no hook" in ran.err
    assert "did you mean rowgate_evaluators?" in ran.err


def test_a_hook_with_wrong_arguments_is_an_error_that_names_the_file(clean):
    clean.write("plugins/args.py", "def rowgate_evaluators(registrar):\n    pass\n")
    ran = clean.rowgate("check")
    assert ran.code == 2
    assert "plugins/args.py" in ran.err


def test_two_objects_of_one_name_are_an_error_that_names_both(clean):
    clean.write("plugins/a.py", EVALUATOR.replace('"polite"', '"contains"'))
    ran = clean.rowgate("check")
    assert ran.code == 2
    assert "contains is registered twice" in ran.err
    assert "plugins/a.py" in ran.err
