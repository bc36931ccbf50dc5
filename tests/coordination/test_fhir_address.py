"""Another system reads one plan by a token: with the rights of who gave it, without names, until it is taken back."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from careplan.clinic import Clinic
from careplan.coordination import audit, people
from careplan.coordination.audit import Asked
from careplan.coordination.break_glass import open_record
from careplan.coordination.fhir_address import end_reading, give_reading, read_plan, readings
from careplan.errors import CarePlanError, InvalidInput, NotAllowed, NotFound, NotReady
from careplan.exchange.fhir_rest import Served
from careplan.patient import Patient
from careplan.settings import Settings
from careplan.store import EventFilter
from careplan.team import Practitioner
from tests.coordination.conftest import PASSWORD, with_fhir
from tests.small_clinic import PEOPLE, STRANGER, SmallClinic
from tests.watch import Watch

COORDINATOR, ROOT = PEOPLE["coordinator"], Practitioner(id="root", role="admin")
PLAN, HERE = "PL-V2-01", "192.0.2.1"


@pytest.fixture
def ward(clinic: Clinic, small: SmallClinic) -> Clinic:
    """V2 with a plan, in a clinic that lets other systems read."""
    with clinic.store.writing() as records:
        team = records.teams.default()
        records.patients.add(Patient(id="V2", name="Nameq Zw", record_number="Recordq"), team=team, at=clinic.now())
    small.begin_for(COORDINATOR, "V2", "failed_fusion", patient="V2", goal="Walk")
    return with_fhir(clinic)


def given(clinic: Clinic) -> str:
    return give_reading(clinic, PLAN, "Hospital record", actor=COORDINATOR)


def refused(clinic: Clinic, token: str) -> str:
    try:
        read_plan(clinic, token, where=HERE)
    except CarePlanError as refusal:
        return f"{type(refusal).__name__}: {refusal}"
    return ""


def exported(clinic: Clinic) -> list[dict[str, object]]:
    with clinic.store.reading() as records:
        kept = records.events.latest(EventFilter(what="exported"), limit=100)
    return [{name: change.after for name, change in one.event.changes.items()} for one in kept]


def ids(found: Served) -> set[str]:
    return {name for kind, name in found if kind == "CarePlan"}


def test_a_token_reads_its_plan_and_no_name(ward: Clinic, small: SmallClinic) -> None:
    small.begin("V1", "scar_tissue")
    found = read_plan(ward, given(ward), where=HERE)
    assert ids(found) == {PLAN} and ("Patient", "V2") in found
    assert "Nameq" not in f"{found}" and "Recordq" not in f"{found}" and "V1" not in {name for _, name in found}


def test_it_is_read_with_the_rights_of_who_gave_it_as_they_are_then(ward: Clinic) -> None:
    token, nobody = given(ward), refused(ward, "x" * 43)
    with ward.store.writing() as records:
        records.teams.leave(records.teams.default(), COORDINATOR)
    open_record(ward, "V2", reason="Collapsed", password=PASSWORD, actor=PEOPLE["surgeon"])
    assert refused(ward, token) == nobody == "NotFound: No such record, or not one you may see."
    with ward.store.writing() as records:
        records.teams.join(records.teams.default(), COORDINATOR)
    assert ids(read_plan(ward, token, where=HERE)) == {PLAN}
    people.change_role(ward, ROOT, "coordinator", "nurse", password=PASSWORD)
    assert refused(ward, token) == nobody


def test_it_ends_when_it_is_taken_back_and_with_the_account(ward: Clinic) -> None:
    first, second = given(ward), given(ward)
    [one, other] = readings(ward, actor=COORDINATOR)
    assert (one.plan_id, one.account, one.label, one.used_at) == (PLAN, "coordinator", "Hospital record", None)
    assert end_reading(ward, one.id, actor=COORDINATOR).label == "Hospital record"
    assert refused(ward, first) and not refused(ward, second)
    people.disable_person(ward, ROOT, "coordinator", password=PASSWORD)
    assert refused(ward, second) == refused(ward, "x" * 43)
    with pytest.raises(NotFound):
        end_reading(ward, other.id, actor=ROOT)
    told = audit.history(ward, Asked("V2", kind="exports"), actor=PEOPLE["surgeon"]).lines
    assert [line.words for line in told if line.code == "fhir.ended"] == [
        "Reading of a plan by another system ended"
    ] * 2
    assert {line.reason for line in told if line.code == "fhir.made"} == {"Hospital record"}


def test_a_token_ends_after_its_last_day_and_says_so_from_the_start(ward: Clinic, watch: Watch) -> None:
    today, nobody = ward.today(), refused(ward, "x" * 43)
    token = give_reading(ward, PLAN, "Hospital record", actor=COORDINATOR, last_day=today + timedelta(days=2))
    usual, [first, second] = given(ward), readings(ward, actor=COORDINATOR)
    assert [one.last_day for one in (first, second)] == [today + timedelta(days=2), today + timedelta(days=90)]
    watch.later(days=2)
    assert not refused(ward, token)
    watch.later(days=1)
    assert refused(ward, token) == nobody and not refused(ward, usual)
    assert [one.holds for one in readings(ward, actor=COORDINATOR)] == [False, True]
    end_reading(ward, first.id, actor=COORDINATOR)
    assert [one.id for one in readings(ward, actor=COORDINATOR)] == [second.id]
    said = [line.changes for line in audit.history(ward, Asked("V2"), actor=PEOPLE["surgeon"]).lines]
    assert any("Until" in [name for name, *_ in changes] for changes in said)


@pytest.mark.parametrize("days", [-1, 366, 100_000])
def test_a_last_day_that_is_over_or_too_far_away_is_refused(ward: Clinic, days: int) -> None:
    with pytest.raises(InvalidInput, match="Choose a last day from "):
        give_reading(ward, PLAN, "Hospital", actor=COORDINATOR, last_day=ward.today() + timedelta(days=days))
    short = replace(ward, settings=ward.settings.model_copy(update={"fhir_days": 7}))
    give_reading(short, PLAN, "Hospital", actor=COORDINATOR)
    assert [one.last_day for one in readings(ward, actor=COORDINATOR)] == [ward.today() + timedelta(days=7)]


def test_an_administrator_ends_it_and_learns_nothing_of_what_was_typed(ward: Clinic) -> None:
    token = given(ward)
    [one] = readings(ward, actor=ROOT)
    assert (one.plan_id, one.account, one.label) == (PLAN, "coordinator", "")
    [made] = [line for line in audit.history(ward, Asked(kind="exports"), actor=ROOT).lines if line.code == "fhir.made"]
    assert (made.patient_id, made.reason, made.changes[-1]) == ("V2", "", ("Plan", "", PLAN))
    end_reading(ward, one.id, actor=ROOT)
    assert refused(ward, token)
    with pytest.raises(NotFound):
        give_reading(ward, PLAN, "Hospital", actor=ROOT)


def test_another_teams_coordinator_neither_sees_nor_ends_nor_gives_it(ward: Clinic) -> None:
    given(ward)
    other = coordinator_of_the_other_team(ward)
    assert readings(ward, actor=other) == []
    [one] = readings(ward, actor=COORDINATOR)
    for act in (
        lambda: end_reading(ward, one.id, actor=other),
        lambda: give_reading(ward, PLAN, "Hospital", actor=other),
        lambda: give_reading(ward, "PL-9999-01", "Hospital", actor=COORDINATOR),
    ):
        with pytest.raises(NotFound, match="No such record, or not one you may see"):
            act()


def coordinator_of_the_other_team(ward: Clinic) -> Practitioner:
    """Let the stranger of the other team coordinate there."""
    other = Practitioner(id=STRANGER.id, role="care_coordinator")
    with ward.store.writing() as records:
        [team] = records.teams.of(STRANGER.id)
        records.teams.leave(team, STRANGER)
        records.accounts.set_role(other.id, other.role)
        records.teams.join(team, other)
    return other


def test_a_reading_is_written_before_it_is_given_and_once_in_a_quarter_of_an_hour(ward: Clinic, watch: Watch) -> None:
    token = given(ward)
    for _ in range(5):
        read_plan(ward, token, where=HERE)
        watch.later(minutes=5)
    told = exported(ward)
    assert len(told) == 2
    assert (told[0]["file"], told[0]["plan"], told[0]["asked_for_at"]) == ("fhir", PLAN, "another system")
    assert told[0]["rows"] == len(read_plan(ward, token, where=HERE))
    watch.later(minutes=20)
    ward.store.stop_writing()
    with pytest.raises(NotReady):
        read_plan(ward, token, where=HERE)


def test_what_it_is_for_is_asked_and_nothing_is_given_while_it_is_off(ward: Clinic, tmp_path: Path) -> None:
    for label, says in (("", "Write which system"), ("x" * 301, "at most 300"), ("a\u202eb", "cannot be seen")):
        with pytest.raises(InvalidInput, match=says):
            give_reading(ward, PLAN, label, actor=COORDINATOR)
    off = replace(ward, settings=Settings(home=tmp_path))
    with pytest.raises(NotAllowed, match="CAREPLAN_FHIR=1"):
        give_reading(off, PLAN, "Hospital", actor=COORDINATOR)
    assert readings(ward, actor=COORDINATOR) == []
