"""Characters that nobody can see: which are refused, and how each is shown where it stands already."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from careplan.unseen import refusal_of, texts_in, unseen_in, visible, visible_on_terminal

JOINED = ("👩\u200d⚕️", "می\u200cخواهم", "क्\u200dष")


@pytest.mark.parametrize(
    ("text", "where"),
    [
        ("now \u202eevitageN", "U+202E after “now”"),
        ("\ufeffnow", "U+FEFF at the beginning"),
        ("Prega\u200bbalin", "U+200B after “Prega”"),
        ("Prega\u200dbalin", "U+200D after “Prega”"),
        ("first line\nsecond\x07", "U+0007 after “second”"),
        ("👩\u200d\u200d⚕", "U+200D after “👩⟨U+200D⟩”"),
        ("\ud800", "U+D800 at the beginning"),
    ],
)
def test_a_refusal_says_which_it_is_and_where(text: str, where: str) -> None:
    assert unseen_in(text) == where
    assert where in refusal_of(["seen", 3, None, text])
    assert unseen_in(visible(text)) == ""


@pytest.mark.parametrize(
    "text", [*JOINED, "", "L4–L5, 50 %", "two\nlines\tmore\r\n", "\xa0a", "e\u0301", "e\u0301\u0301\u0301"]
)
def test_what_is_of_use_is_let_through(text: str) -> None:
    assert unseen_in(text) == ""
    assert visible(text) == text


@given(st.text(st.characters(categories=["Cc", "Cf", "Cs", "Zl", "Zp", "L", "N"])))
def test_every_format_and_control_character_is_found_but_for_joiners_and_line_breaks(text: str) -> None:
    hidden = {"Cc", "Cs", "Zl", "Zp"}
    expected = any(unicodedata.category(letter) in hidden and letter not in "\t\n\r" for letter in text)
    assert not expected or unseen_in(text)
    assert unseen_in(visible(text)) == ""


@given(st.text())
def test_nothing_moves_a_terminal_s_cursor_or_hides_a_line(text: str) -> None:
    shown = visible_on_terminal(text)
    assert not [letter for letter in shown if unicodedata.category(letter) == "Cc" and letter != "\n"]
    assert visible_on_terminal("a\r\nb\tc\rd") == "a\nb c⟨U+000D⟩d"


def test_every_text_of_a_value_is_looked_at() -> None:
    assert list(texts_in({"a": ["b", ("c", {"d": 1})], "e": None})) == ["a", "b", "c", "d", "e"]
