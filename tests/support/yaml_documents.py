"""Documents and texts for the laws of YAML: the awkward ones first."""

from __future__ import annotations

from hypothesis import strategies as st

AWKWARD = [
    *(
        "NO",
        "no",
        "y",
        "Yes",
        "on",
        "null",
        "Null",
        "~",
        "",
        "true",
        "<<",
        "=",
        "?",
        "-",
        "- ",
        ":",
    ),
    *("1e5", "010", "0x1F", "0o7", "1_000", ".5", "5.", ".inf", "-.INF", ".nan", "12:30:45", "12"),
    *(
        "2026-11-21",
        "1.0",
        "+1",
        "-",
        "--- a",
        "...",
        "a: b",
        "a:",
        "a #b",
        "#",
        "# a",
        "- a",
        "! a",
    ),
    *(
        "&a",
        "*a",
        "%a",
        "@a",
        "`a",
        "'a'",
        '"a"',
        "[a]",
        "{a: b}",
        "a, b",
        "| a",
        "> a",
        "\\",
        "\\n",
    ),
    *(
        "a\x85b",
        "a\u2028b",
        "\u2029",
        "\ufeff",
        "a\tb",
        "\t",
        " ",
        "  a",
        "a ",
        "a\n",
        "a\n\n",
        "\n",
    ),
    *(
        "\n\n\n",
        "\na",
        " a\nb",
        "a\n b",
        "a\n\tb",
        "a \nb",
        "a\t\nb",
        "a\n\nb",
        "# a\n# b",
        "a\r\nb",
    ),
    *(
        "a\rb",
        "\x00",
        "\x07a\nb",
        "\x7f",
        "a\x80\nb",
        "\ufffe",
        "\uffff",
        "\U0001f600\n",
        "👨‍👩‍👧",
        "שלום",
    ),
    *("a\u202eb\nc", "a\u200bb", "\U000e0041\nb", "a\xa0\nb", "\xa0a\nb", "x" * 300, "x y " * 400),
    *(
        '"\n"',
        "\\\n\\",
        "- a\n- b",
        "key: value\nother: |\n  text\n",
        "---\na\n---\n",
        "a\n# b\nc",
        "'\n",
    ),
    *("a \\\n b", "{{question}}", "{% if %}\n", "<<<<<<< a\n=======\n>>>>>>> b", "a.b", "a/b", "_"),
]

characters = st.characters(exclude_categories=["Cs"])
texts = st.one_of(
    st.sampled_from(AWKWARD),
    st.text(characters, max_size=20),
    st.text(st.sampled_from("ab \n\t#:-'\"\\|>&*!%,[]{}0.e~\x85\u2028\r\ufeff"), max_size=20),
)
keys = texts.filter(lambda key: len(key) <= 300)
numbers = st.one_of(
    st.integers(),
    st.integers(min_value=-(10**300), max_value=10**300),
    st.floats(allow_nan=False, allow_infinity=False),
)
scalars = st.one_of(st.none(), st.booleans(), numbers, texts)
documents = st.recursive(
    scalars,
    lambda inner: st.one_of(st.lists(inner, max_size=4), st.dictionaries(keys, inner, max_size=4)),
    max_leaves=12,
)
