"""How long to wait after wrong passwords."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from careplan.guessing import ADDRESS, NAME, NAME_AT_ADDRESS, wait_words

NOW = datetime(2026, 3, 9, 8, 0, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


@pytest.mark.parametrize(
    ("tries", "minutes"), [(1, 0), (4, 0), (5, 1), (6, 4), (7, 16), (8, 16), (400, 16), (10**9, 16)]
)
def test_five_tries_are_free_and_then_each_wait_is_longer_up_to_sixteen_minutes(tries: int, minutes: int) -> None:
    until = NAME_AT_ADDRESS.waits_until(tries, NOW, NOW)
    assert until == (NOW + minutes * MINUTE if minutes else None)


def test_a_wait_never_lasts_beyond_the_window_in_which_tries_count() -> None:
    for bound in (NAME, ADDRESS, NAME_AT_ADDRESS):
        late = NOW + bound.window - MINUTE
        assert bound.waits_until(bound.free + 9, NOW, late) == NOW + bound.window


def test_who_guesses_at_one_address_does_not_use_up_what_the_name_has_left() -> None:
    """Else a stranger at one address would shut the owner out at all others."""
    now, tries = NOW, 0
    while now < NOW + NAME.window:
        tries += 1
        now = NAME_AT_ADDRESS.waits_until(tries, NOW, now) or now
    assert tries <= NAME.free - 3


@pytest.mark.parametrize(
    ("seconds", "words"), [(1, "1 minute"), (60, "1 minute"), (61, "2 minutes"), (960, "16 minutes")]
)
def test_a_wait_is_never_said_shorter_than_it_is(seconds: int, words: str) -> None:
    assert wait_words(timedelta(seconds=seconds)) == words
