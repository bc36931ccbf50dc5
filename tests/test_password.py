"""Passwords are kept as argon2id, and an unknown name costs the same time."""

from __future__ import annotations

import pytest

from careplan.password import hashed, is_guessed_early, matches


def test_only_the_right_password_matches() -> None:
    kept = hashed("correct horse battery")
    assert kept.startswith("$argon2id$")
    assert matches("correct horse battery", kept)
    assert not matches("Correct horse battery", kept)
    assert not matches("", kept)


def test_where_no_password_was_kept_none_matches() -> None:
    assert not matches("nobody has this password", None)


def test_the_same_password_is_never_kept_alike() -> None:
    assert hashed("correct horse battery") != hashed("correct horse battery")


@pytest.mark.parametrize(
    ("password", "known"),
    [
        ("password1234", ()),
        ("qwertyuiop12", ()),
        ("123456789012", ()),
        ("aaaaaaaaaaaaaaaa", ()),
        ("iloveyou12345", ()),
        ("careplan2026", ("careplan",)),
        ("anna.berg2026", ("anna.berg",)),
        ("adminadmin12", ("admin",)),
        ("password1234" * 7, ()),
    ],
)
def test_what_everybody_has_is_guessed_early(password: str, known: tuple[str, ...]) -> None:
    assert is_guessed_early(password, *known)


@pytest.mark.parametrize(
    "password",
    ["correct horse battery", "blue kettle rain on", "Zugfahrt nach Ulm 7", "x8!Kq-2vLp0?", "ß" * 3 + "jWqv7Tnz" * 100],
)
def test_words_that_have_nothing_to_do_with_one_another_are_not(password: str) -> None:
    assert not is_guessed_early(password, "careplan", "anna.berg", "anna", "berg")


def test_a_name_in_a_password_counts_only_for_that_account() -> None:
    assert is_guessed_early("okonkwo.adaeze", "okonkwo.adaeze")
    assert not is_guessed_early("okonkwo.adaeze", "anna.berg")
