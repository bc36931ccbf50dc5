"""What goes on while nothing can be saved, who may have the records checked, and what two states differ in."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest

from careplan.clock import Clock
from careplan.coordination.care_of_data import back_up, only_reading, watch_over
from careplan.coordination.news import count_news
from careplan.coordination.overview import look_at
from careplan.coordination.sign_in import who
from careplan.errors import NotReady, OnlyReading
from careplan.login_session import LoginSession, hash_of, new_token
from careplan.store import AuditHead, difference
from careplan.store.chain_heads import Head
from careplan.team import Practitioner
from tests.small_clinic import PEOPLE, SmallClinic, open_small_clinic

ADMIN = Practitioner(id="admin", role="admin")
LINE = (
    "Only reading is possible: the records are damaged or were changed outside of careplan. "
    "What you enter now is not saved."
)


@pytest.fixture
def small(tmp_path: Path) -> SmallClinic:
    """A clinic in a file with one plan."""
    clinic = open_small_clinic(tmp_path, in_file=True)
    clinic.begin("V1", "scar_tissue")
    return clinic


def _change(small: SmallClinic) -> None:
    with closing(sqlite3.connect(small.clinic.settings.home / "clinic.db")) as connection:
        connection.execute("update plan set goal = 'Another'")
        connection.commit()


def _no_pause() -> None:
    pass


def test_damage_found_at_the_start_lasts_and_is_logged(small: SmallClinic, caplog: pytest.LogCaptureFixture) -> None:
    watch_over(small.clinic, _no_pause)
    assert (only_reading(small.clinic), caplog.messages) == ("", [])
    _change(small)
    watch_over(small.clinic, _no_pause)
    assert only_reading(small.clinic) == LINE
    assert caplog.messages[0].startswith("A row of the table plan was changed outside of careplan. Nothing is written")
    for _ in range(2):
        with pytest.raises(OnlyReading, match="The records are damaged"), small.clinic.store.writing():
            pytest.fail("it was written")
    assert only_reading(small.clinic) == LINE


def test_reading_goes_on_and_what_it_would_note_is_left_out(
    small: SmallClinic, caplog: pytest.LogCaptureFixture
) -> None:
    token, then = new_token(), small.clinic.now() - timedelta(minutes=5)
    with small.clinic.store.writing() as records:
        records.sessions.open(LoginSession(hash_of(token), "surgeon", created_at=then, active_at=then))
    small.clinic.store.stop_writing()
    assert who(small.clinic, token) == PEOPLE["surgeon"]
    assert count_news(small.clinic, PEOPLE["surgeon"]).changes == 0
    look_at(small.clinic, "PL-V1-01", actor=PEOPLE["surgeon"])


def test_no_backup_is_made_where_damage_was_found(small: SmallClinic, tmp_path: Path) -> None:
    _change(small)
    with pytest.raises(NotReady, match="No backup was made"):
        back_up(small.clinic.store, Clock(None, None), tmp_path / "kept.db")
    assert not (tmp_path / "kept.db").exists()


def test_two_states_differ_in_what_one_lacks_and_in_where_they_parted() -> None:
    now = AuditHead({"clinic": Head(5, "e"), "P-1": Head(3, "c"), "P-2": Head(2, "b"), "P-3": Head(1, "x")})
    older = AuditHead({"clinic": Head(4, "d"), "P-1": Head(3, "c"), "P-2": Head(4, "z"), "P-3": Head(1, "y")})
    assert difference(now, older) == (1, (), 1, ("P-2", "P-3"))
    assert difference(now, AuditHead({})) == (11, ("P-1", "P-2", "P-3"), 5, ())
    assert now.hash != older.hash
    assert str(now) == f"11 events, head {now.hash[:16]}"
