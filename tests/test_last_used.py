"""What was used last stays; what nobody used for longest makes room."""

from __future__ import annotations

from careplan.last_used import LastUsed


def test_what_was_used_longest_ago_makes_room() -> None:
    kept: LastUsed[int] = LastUsed(2)
    kept.keep("a", 1)
    kept.keep("b", 2)
    assert kept.get("a") == 1

    kept.keep("c", 3)

    assert kept.get("b") is None
    assert list(kept) == [1, 3]


def test_what_is_kept_again_takes_the_place_of_what_was() -> None:
    kept: LastUsed[int] = LastUsed(2)
    kept.keep("a", 1)
    kept.keep("b", 2)
    kept.keep("a", 5)
    kept.keep("c", 3)
    assert (kept.get("a"), kept.get("b"), kept.get("c")) == (5, None, 3)


def test_nothing_is_left_after_forgetting() -> None:
    kept: LastUsed[int] = LastUsed(2)
    kept.keep("a", 1)
    kept.forget()
    assert list(kept) == []
    assert kept.get("a") is None
