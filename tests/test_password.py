"""Passwords are kept as argon2id, and an unknown name costs the same time."""

from __future__ import annotations

from careplan.password import hashed, matches


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
