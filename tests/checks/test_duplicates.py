"""RG407-RG409: one case, one row."""

import random
import time

from hypothesis import given, settings
from hypothesis import strategies as st

from rowgate.checks.similar import ALIKE, MOST_PAIRS, jaccard, near_duplicates, words_of
from tests.support.checks import messages, problems
from tests.support.rows import dataset, row

QUESTION = "How long do I have to return the headphones that I bought in your shop?"
NEARLY = "How long do I have to return the headphones that I bought in your store?"
ANOTHER = "Who pays for the parcel when I send something back to you from abroad?"


def one(number: int, **variables):
    return row(f"refunds-{number:012x}", variables=variables)


def talk(*contents: str):
    roles = ("user", "assistant")
    return [{"role": roles[at % 2], "content": text} for at, text in enumerate(contents)]


def near(*rows):
    of = dataset(columns={name: "json" for each in rows for name in each.variables})
    return [(found.row, found.message) for found in problems(*rows, of=of, code="RG409")]


def test_two_files_of_one_span_are_told_by_their_names_alone():
    first, second = row("refunds-3f0c8e21a9d4"), row("policy-3f0c8e21a9d4")
    assert messages(first, second, code="RG407") == [
        "refunds-3f0c8e21a9d4 is of the same span",
        "policy-3f0c8e21a9d4 is of the same span",
    ]


def test_two_files_of_one_span_are_no_second_case_besides():
    first, second = (row(f"{name}-3f0c8e21a9d4", variables={"q": QUESTION}) for name in "ab")
    assert messages(first, second, code="RG407")
    assert not messages(first, second, code="RG408")


def test_a_twin_that_is_not_checked_itself_is_named_too():
    ids = ["refunds-3f0c8e21a9d4", "policy-3f0c8e21a9d4"]
    assert messages(row(ids[0]), code="RG407", ids=ids) == [f"{ids[1]} is of the same span"]


def test_names_that_end_in_the_same_word_are_not_twins():
    assert not messages(row("late-refund"), row("second-refund"), code="RG407")


def test_the_same_case_from_another_span_names_the_first_row():
    found = problems(one(1, question=QUESTION), one(2, question=QUESTION), code="RG408")
    assert [(each.row, each.message) for each in found] == [
        ("refunds-000000000002", "the same case as refunds-000000000001")
    ]


def test_the_order_of_keys_makes_no_other_case():
    first, second = one(1, order={"id": 1, "late": True}), one(2, order={"late": True, "id": 1})
    assert len(problems(first, second, code="RG408")) == 1


def test_one_word_changed_is_a_near_duplicate():
    found = near(one(1, question=QUESTION), one(2, question=NEARLY))
    assert [row_id for row_id, _ in found] == ["refunds-000000000002"]
    assert "refunds-000000000001: 87% of the words agree" in found[0][1]


def test_case_and_punctuation_do_not_count():
    assert near(one(1, question=QUESTION), one(2, question=QUESTION.upper().replace("?", " !")))


def test_the_same_case_is_reported_once_and_not_as_nearly_the_same():
    assert not near(one(1, question=QUESTION), one(2, question=QUESTION))


def test_another_question_over_the_same_long_document_is_none():
    document = " ".join(f"word{number}" for number in range(500))
    assert not near(
        one(1, context=document, question=QUESTION), one(2, context=document, question=ANOTHER)
    )


def test_shared_history_alone_makes_no_near_duplicate():
    history = ["Hello, I bought something in your shop last month.", "How can I help you?"] * 4
    assert not near(
        one(1, messages=talk(*history, QUESTION)), one(2, messages=talk(*history, ANOTHER))
    )


def test_the_same_short_answer_to_another_history_is_none():
    first = talk("Shall I cancel the order of the headphones?", "Are you sure?", "yes please")
    second = talk("I want to change my delivery address.", "Really the same street?", "yes please")
    assert not near(one(1, messages=first), one(2, messages=second))


def test_nearly_the_same_last_message_after_the_same_history_is_one():
    history = ["Hello, I bought something in your shop last month.", "How can I help you?"]
    assert near(one(1, messages=talk(*history, QUESTION)), one(2, messages=talk(*history, NEARLY)))


def test_the_same_question_on_another_day_about_another_order_is_one():
    first = one(1, question=QUESTION, today="2026-11-20", order=4711)
    assert near(first, one(2, question=NEARLY, today="2026-12-01", order=815))


def test_other_numbers_in_structured_data_make_another_case():
    first = one(1, question=QUESTION, order={"total": 20, "days": 12, "items": 3})
    assert not near(first, one(2, question=NEARLY, order={"total": 99, "days": 45, "items": 1}))


def test_another_picture_makes_another_case():
    first = one(1, question=QUESTION, receipt={"path": "assets/a1.png", "media_type": "image/png"})
    second = one(2, question=NEARLY, receipt={"path": "assets/b2.png", "media_type": "image/png"})
    assert not near(first, second)


def test_text_without_blanks_between_words_is_compared_by_pairs_of_signs():
    question = "ヘッドホンを返品するには何日間の猶予がありますか教えてください"
    assert near(one(1, question=question), one(2, question=question.replace("何日", "幾日")))
    assert not near(one(1, question=question), one(2, question="送料は誰が負担しますか"))


SPELT = str.maketrans("0123456789", "abcdefghij")
WORDS = st.lists(st.sampled_from([f"w{letter}" for letter in "abcdefghijklmnopqrstuvwxyz"]),
                 min_size=1, max_size=25)  # fmt: skip


@settings(deadline=None, max_examples=150)
@given(st.lists(WORDS.map(" ".join), max_size=12))
def test_the_search_finds_what_comparing_all_with_all_would_find(texts):
    expected, kept = set(), []
    for later, text in enumerate(texts):
        if any(jaccard(words_of(text), words_of(texts[one])) >= ALIKE for one in kept):
            expected.add(later)
        else:
            kept.append(later)
    found = near_duplicates([{"question": text} for text in texts])
    assert {each.later for each in found} == expected


@settings(deadline=None, max_examples=60)
@given(
    st.sets(st.integers(0, 10_000), min_size=5, max_size=64),
    st.sets(st.integers(20_000, 30_000), max_size=13),
    st.data(),
)
def test_a_text_edited_in_up_to_a_fifth_of_its_words_is_found_wherever_they_stand(own, new, data):
    common = data.draw(st.sets(st.sampled_from(sorted(own)), min_size=max(1, len(own) * 8 // 10)))
    first, second = (
        " ".join(f"w{number}".translate(SPELT) for number in words) for words in (own, common | new)
    )
    others = [" ".join(f"x{number}y{at}" for at in range(20)) for number in range(30)]
    found = list(near_duplicates([{"q": text} for text in (*others, first, second)]))
    alike = jaccard(words_of(first), words_of(second)) >= ALIKE
    assert bool(found) == alike
    assert MOST_PAIRS >= 32


@settings(deadline=None, max_examples=50)
@given(st.permutations([QUESTION, NEARLY, ANOTHER, QUESTION + " Please?", "Hello there"]))
def test_what_is_found_does_not_depend_on_the_order_of_the_files(questions):
    named = {text: f"{len(text):012x}" for text in questions}
    rows = [row(f"refunds-{named[text]}", variables={"question": text}) for text in questions]
    assert near(*rows) == near(*sorted(rows, key=lambda each: each.id))


def test_ten_thousand_questions_take_about_as_long_as_reading_their_files():
    chance = random.Random(7)  # noqa: S311 - the same rows in every run
    words = ["".join(chance.choices("abcdefghijklmnopqrstuvwxyz", k=6)) for _ in range(5000)]
    cases = [{"question": " ".join(chance.choices(words, k=40))} for _ in range(10_000)]
    cases.append({"question": cases[17]["question"] + " please"})
    start = time.process_time()
    found = list(near_duplicates(cases))
    assert [(each.later, each.earlier) for each in found] == [(10_000, 17)]
    assert time.process_time() - start < 3
