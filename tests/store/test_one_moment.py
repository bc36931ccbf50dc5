"""What a thread reads in one moment is of one state of the records, and keeps no writer waiting for itself."""

from __future__ import annotations

from threading import Thread

import pytest

from careplan.store import Store
from careplan.team import Practitioner
from tests.store.ward import MORNING, Ward

NIGHT_NURSE = Practitioner(id="night.nurse", role="nurse")


def _teams(store: Store, team: int) -> set[str]:
    with store.reading() as records:
        return {member.id for member in records.teams.get(team).members}


def _join(store: Store, team: int) -> None:
    with store.writing() as records:
        records.accounts.add(NIGHT_NURSE.id, NIGHT_NURSE.role, password=None, at=MORNING)
        records.teams.join(team, NIGHT_NURSE)


def test_all_readings_are_of_one_transaction(ward: Ward) -> None:
    with ward.store.one_moment(), ward.store.reading() as first, ward.store.reading() as second:
        assert first is second
    with ward.store.reading() as after:
        assert after is not first


def test_a_moment_within_a_moment_ends_with_the_outer_one(ward: Ward) -> None:
    with ward.store.one_moment():
        with ward.store.reading() as before, ward.store.one_moment(), ward.store.reading() as inside:
            assert inside is before
        with ward.store.reading() as after:
            assert after is before


def test_it_is_over_after_an_error(ward: Ward) -> None:
    with pytest.raises(ValueError, match="lost"), ward.store.one_moment(), ward.store.reading() as first:
        raise ValueError("lost")
    with ward.store.reading() as after:
        assert after is not first


@pytest.mark.parametrize("where", ["ward", "file_ward"])
def test_what_is_written_in_it_is_seen_by_what_is_read_after(where: str, request: pytest.FixtureRequest) -> None:
    ward: Ward = request.getfixturevalue(where)
    with ward.store.one_moment():
        assert NIGHT_NURSE.id not in _teams(ward.store, ward.team)
        _join(ward.store, ward.team)
        assert NIGHT_NURSE.id in _teams(ward.store, ward.team)


def test_what_is_read_while_something_is_written_keeps_no_lock_from_it(file_ward: Ward) -> None:
    with file_ward.store.one_moment(), file_ward.store.reading() as before:
        with file_ward.store.writing() as records:
            assert NIGHT_NURSE.id not in _teams(file_ward.store, file_ward.team)
            records.accounts.add(NIGHT_NURSE.id, NIGHT_NURSE.role, password=None, at=MORNING)
            records.teams.join(file_ward.team, NIGHT_NURSE)
        with file_ward.store.reading() as after:
            assert after is before
        assert NIGHT_NURSE.id in _teams(file_ward.store, file_ward.team)


def test_another_thread_reads_for_itself(file_ward: Ward) -> None:
    seen = []

    def read() -> None:
        with file_ward.store.reading() as records:
            seen.append(records)

    with file_ward.store.one_moment(), file_ward.store.reading() as mine:
        other = Thread(target=read)
        other.start()
        other.join(timeout=10)
        assert seen[0] is not mine
