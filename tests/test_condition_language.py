"""Conditions are three-valued and say what is wrong with them (PLAN_RULES R9)."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from careplan.condition_language import Truth, Value, all_of, parse
from careplan.errors import InvalidInput

WORDS: dict[Truth, str | None] = {True: "yes", False: "no", None: None}
TRUTHS: tuple[Truth, ...] = (True, False, None)


def _truth(text: str, **facts: Value | None) -> Truth:
    return parse(text).truth(facts.get)


@pytest.mark.parametrize("a", TRUTHS)
@pytest.mark.parametrize("b", TRUTHS)
def test_r09_and_or_not_follow_kleene(a: Truth, b: Truth) -> None:
    both = False if False in (a, b) else None if None in (a, b) else True
    either = True if True in (a, b) else None if None in (a, b) else False
    assert _truth("a and b", a=WORDS[a], b=WORDS[b]) is both
    assert _truth("a or b", a=WORDS[a], b=WORDS[b]) is either
    assert _truth("not a", a=WORDS[a]) is (None if a is None else not a)


def test_r09_a_bare_fact_means_yes_and_always_asks_nothing() -> None:
    assert _truth("smoker", smoker="yes") is True
    assert _truth("smoker", smoker="no") is False
    assert _truth("always") is True
    assert parse("always").always
    assert parse("always or smoker").names == {"smoker"}


@pytest.mark.parametrize(
    ("text", "value", "answer"),
    [
        ("months>=6", 6.0, True),
        ("months>6", 6.0, False),
        ("months<=6", 6.0, True),
        ("months<6", 5.99, True),
        ("dxa_t<=-2.5", -2.5, True),
        ("dxa_t=-2.5", -2.5, True),
        ("grade!=fused", "uncertain", True),
        ("grade!=fused", "fused", False),
        ("subtype=disc", frozenset({"disc", "stenosis"}), True),
        ("subtype=disc", frozenset({"stenosis"}), False),
        ("subtype!=disc", frozenset({"disc"}), False),
        ("months>=6", None, None),
        ("grade!=fused", None, None),
        ("months>=6", "many", None),
    ],
)
def test_r09_comparisons(text: str, value: Value | None, answer: Truth) -> None:
    name = parse(text).comparisons[0].name
    assert _truth(text, **{name: value}) is answer


def test_and_binds_closer_than_or_and_brackets_closer_than_both() -> None:
    assert _truth("a or b and c", a="yes", b="no", c="no") is True
    assert _truth("(a or b) and c", a="yes", b="no", c="no") is False
    assert _truth("not a and b", a="no", b="yes") is True
    assert _truth("not (a and b)", a="yes", b="no") is True


def test_a_gate_is_named_with_its_dot() -> None:
    condition = parse("gate.injection=no or relief<50")
    assert condition.names == {"gate.injection", "relief"}
    assert [comparison.name for comparison in condition.comparisons] == ["gate.injection", "relief"]


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "it ends too early"),
        ("smoker and", "it ends too early"),
        ("months>=", "it ends too early"),
        ("(smoker", "it ends too early"),
        ("(smoker or age>5 months", "a bracket is not closed"),
        ("smoker)", "“)” does not belong there"),
        ("smoker employed", "“employed” does not belong there"),
        ("and smoker", "a fact is missing before “and”"),
        (">=6", "a fact is missing before “>=”"),
        ("6<months", "a fact is missing before “6”"),
        ("grade=or smoker", "nothing to compare with after “grade=”"),
        ("months>=old", "“months>=old” needs a number on its right"),
        ("smoker; import os", "“; import os” cannot be read"),
        ("Smoker", "“Smoker” cannot be read"),
    ],
)
def test_what_cannot_be_read_is_refused_with_its_place(text: str, says: str) -> None:
    with pytest.raises(InvalidInput) as refusal:
        parse(text)
    assert says in str(refusal.value)
    assert "smoker=yes or months_since_fusion>=6" in str(refusal.value)


def test_all_of_joins_two_conditions_as_they_are_meant() -> None:
    joined = all_of(parse("a or b"), parse("c or d"))
    assert joined.truth({"a": "yes", "c": "no", "d": "no"}.get) is False
    assert all_of(parse("always"), parse("a")).text == "a"
    assert all_of(parse("a"), parse("always")).text == "a"


_atoms = st.sampled_from(("a", "b", "c=yes", "n>=3", "n<3", "always"))
_expressions = st.recursive(
    _atoms,
    lambda inner: st.one_of(
        st.tuples(inner, st.sampled_from(("and", "or")), inner).map(lambda p: f"({p[0]}) {p[1]} ({p[2]})"),
        inner.map(lambda part: f"not ({part})"),
    ),
    max_leaves=8,
)
_facts = st.fixed_dictionaries(
    {name: st.sampled_from(("yes", "no", None)) for name in "abc"} | {"n": st.sampled_from((1.0, 5.0, None))}
)


@given(_expressions, _facts)
def test_learning_more_never_turns_a_known_answer(text: str, facts: dict[str, Value | None]) -> None:
    """What is known while facts are missing stays true however they turn out."""
    condition = parse(text)
    known = condition.truth(facts.get)
    settled = {name: value or (5.0 if name == "n" else "no") for name, value in facts.items()}
    answer = condition.truth(settled.get)
    assert answer is not None
    assert known in (None, answer)


@given(st.text(max_size=30))
def test_any_text_is_read_or_refused(text: str) -> None:
    try:
        condition = parse(text)
    except InvalidInput:
        return
    assert condition.truth(lambda name: None) in (True, False, None)
