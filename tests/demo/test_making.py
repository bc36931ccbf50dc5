"""The demo clinic is made where it is missing or anew, always the same, and never over a real clinic."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner

from careplan.cli import main
from careplan.clinic import open_clinic
from careplan.clock import Clock
from careplan.coordination import exports
from careplan.coordination.export_rows import Scope, Sheet
from careplan.coordination.red_flags import raise_flag
from careplan.demo import make
from careplan.demo.story import read_stories
from careplan.errors import NotAllowed
from careplan.settings import Settings
from careplan.store import Store
from careplan.team import Practitioner

SUNDAY = date(2026, 3, 8)
NURSE = Practitioner(id="nurse", role="nurse")
COORDINATOR = Practitioner(id="coordinator", role="care_coordinator")


def rows(place: str, settings: Settings) -> bytes:
    """Return everything that the demo says of its tasks, but the minute of what happened today."""
    clinic = open_clinic(settings, place)
    sheet = Sheet(reason="To compare")
    told = b"".join(exports.tasks_csv(clinic, Scope(), actor=COORDINATOR, sheet=sheet))
    clinic.store.close()
    return re.sub(rb"2026-03-08T[0-9:]{8}Z", b"today", told)


def test_made_once_and_the_same_when_it_is_made_anew_on_any_day(tmp_path: Path) -> None:
    settings, place = Settings(home=tmp_path, today=SUNDAY, zone="UTC"), f"sqlite:///{tmp_path / 'demo.db'}"
    assert make(place, settings=settings, fresh=False)
    first = rows(place, settings)
    assert not make(place, settings=settings, fresh=False)

    clinic = open_clinic(settings, place)
    raise_flag(clinic, "PL-0001-01", "RF07", actor=NURSE)
    clinic.store.close()
    assert rows(place, settings) != first
    assert make(place, settings=settings, fresh=True)
    assert rows(place, settings) == first


def test_a_real_clinic_is_never_replaced(tmp_path: Path) -> None:
    place = f"sqlite:///{tmp_path / 'clinic.db'}"
    store = Store.open(place, home=tmp_path)
    with store.writing() as records:
        records.clinic.set_up(demo=False, zone="", at=Clock().now())
    store.close()
    with pytest.raises(NotAllowed, match="holds a real clinic"):
        make(place, settings=Settings(home=tmp_path), fresh=True)


def test_the_command_says_why_it_does_not_replace_a_real_clinic(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CAREPLAN_HOME", str(tmp_path))
    store = Store.open(f"sqlite:///{tmp_path / 'demo.db'}", home=tmp_path)
    with store.writing() as records:
        records.clinic.set_up(demo=False, zone="", at=Clock().now())
    store.close()
    answer = CliRunner().invoke(main, ["demo", "--no-serve", "--fresh"])
    assert answer.exit_code == 1
    assert answer.stderr == "This database holds a real clinic. Give the demo a database of its own.\n"


def test_the_command_says_what_it_found_and_what_it_made(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CAREPLAN_HOME", str(tmp_path))
    made, found = (CliRunner().invoke(main, ["demo", "--no-serve"]) for _ in range(2))
    assert (made.exit_code, made.stdout) == (0, "Made the demo clinic. Its patients are invented.\n")
    assert found.exit_code == 0
    assert found.stdout == "The demo clinic is there already, with what was done in it. --fresh makes it anew.\n"


def test_dates_of_an_intake_move_with_its_start_and_the_birth_date_stays() -> None:
    story = next(story for story in read_stories() if story.patient_id == "P-0006")
    written, moved = story.intake, story.intake_from(SUNDAY)
    later = SUNDAY - written["start"]
    assert f'"start": "{SUNDAY}"' in moved
    assert f'"birth_date": "{written["birth_date"]}"' in moved
    assert f'"date": "{written["operations"][0]["date"] + later}"' in moved


def test_a_score_holds_from_its_day_on() -> None:
    story = next(story for story in read_stories() if story.patient_id == "P-0001")
    assert story.scores["odi"] == {112: 44, 30: 36}
    assert [story.score("odi", ago) for ago in (113, 112, 31, 30, 0)] == [None, 44, 44, 36, 36]
