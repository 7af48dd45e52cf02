"""Entries of files of other tools in which some fields are sound and some anything."""

from __future__ import annotations

from hypothesis import strategies as st

from tests.support.exchanged import formats

KEYS = (
    "vars", "assert", "options", "metadata", "description", "tests", "defaultTest", "cases", "name",
    "inputs", "input", "outputs", "output", "expected_output", "expectedOutput", "expected",
    "evaluators", "ideal", "target", "choices", "tags", "labels", "variables", "response", "note",
    "why", "id", "rowgate", "row", "data", "items", "examples", "expectations", "source",
    "source_data", "additional_metadata", "tools_called", "scenario", "status", "type", "value",
    "threshold", "weight", "role", "content", "trace_id", "json", "__expected", "disableVarExpansion",
    "dataset_evaluators", "Contains", "MaxDuration", "repeat", "links",
)  # fmt: skip
SCALARS = st.none() | st.booleans() | st.integers(-3, 3) | st.floats(-2, 2) | st.sampled_from(
    ["", "x", "user", "contains", "equals", "regex", "assert-set", "word-count", "file://x",
     "{{x}}", "{% raw %}x{% endraw %}", "a, b", "[1]", "ARCHIVED", "EqualsExpected"]
)  # fmt: skip
VALUES = st.recursive(
    SCALARS,
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(KEYS), inner, max_size=5)
    ),
    max_leaves=14,
)
OWN = {
    "promptfoo": ("vars", "assert", "options", "metadata", "description", "__expected"),
    "pydantic-evals": ("name", "inputs", "expected_output", "metadata", "evaluators"),
    "openai-evals": ("input", "ideal", "metadata"),
    "langfuse": ("id", "input", "expectedOutput", "metadata", "status", "sourceTraceId"),
    "mlflow": ("inputs", "expectations", "tags", "source"),
    "langsmith": ("inputs", "outputs", "metadata", "reference_outputs", "name"),
    "deepeval": ("input", "actual_output", "tools_called", "additional_metadata", "name"),
    "inspect": ("id", "input", "target", "metadata", "choices"),
    "phoenix": ("id", "input", "output", "metadata", "span_id"),
    "braintrust": ("id", "input", "expected", "tags", "metadata"),
    "huggingface": ("id", "question", "labels", "json", "expected", "rowgate"),
    "jsonl": ("id", "variables", "labels", "evaluators", "metadata", "rowgate"),
    "csv": ("id", "question", "labels", "json", "expected", "rowgate"),
}
SOUND = {"vars": {"q": "Q?"}, "input": {"q": "Q?"}, "inputs": {"q": "Q?"}, "variables": {"q": "Q?"}}
ASSERTIONS = st.fixed_dictionaries(
    {"type": st.sampled_from(["contains", "word-count", "is-json", "cost", "assert-set", "regex"])},
    optional={"value": VALUES, "threshold": SCALARS, "assert": VALUES},
)
EVALUATORS = st.dictionaries(
    st.sampled_from(["Contains", "Equals", "LLMJudge", "MaxDuration"]), VALUES, max_size=2
)


def entries_of(name):
    """Entries of a format: some of its fields sound, some anything."""
    listed = st.lists(ASSERTIONS | EVALUATORS | VALUES, max_size=2)
    some = st.dictionaries(
        st.sampled_from(OWN[name]), SCALARS | VALUES | listed, min_size=1, max_size=2
    )
    return some.map(lambda entry: {**SOUND, **entry})


READERS = [name for name, one in formats().items() if one.takes]
