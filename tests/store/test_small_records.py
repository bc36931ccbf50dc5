"""People, teams, comments, drafts, keys: each kept and found again."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest

from careplan.errors import Conflict, InvalidInput, InvalidTemplate, NotFound, NotReady
from careplan.event import FieldChanged
from careplan.store import Store
from careplan.team import Practitioner
from tests.engines import new_store
from tests.store.ward import MORNING, Ward, event, someone

NURSE = Practitioner(id="nurse", role="nurse")
LATER = MORNING + timedelta(hours=1)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    """An empty store."""
    store = new_store(tmp_path)
    yield store
    store.close()


def test_an_account_is_added_once_changed_and_disabled(store: Store) -> None:
    with store.writing() as records:
        added = records.accounts.add("nurse", "nurse", password=None, at=MORNING)
        with pytest.raises(InvalidInput, match="account nurse already"):
            records.accounts.add("nurse", "surgeon", password=None, at=MORNING)
        records.accounts.set_password("nurse", "hash")
        records.accounts.disable("nurse")
        changed = records.accounts.get("nurse")
        with pytest.raises(NotFound, match="no account nobody"):
            records.accounts.disable("nobody")
        assert records.accounts.all() == [changed]
    assert added.practitioner == NURSE
    assert (changed.password, changed.disabled) == ("hash", True)


def test_a_team_holds_the_roles_of_its_members(store: Store) -> None:
    with store.writing() as records:
        with pytest.raises(NotReady, match="no care team"):
            records.teams.default()
        records.accounts.add("nurse", "nurse", password=None, at=MORNING)
        first, second = records.teams.add("Back team"), records.teams.add("Hip team")
        assert records.teams.roles(second) is None
        records.teams.join(second, NURSE)
        records.teams.join(second, NURSE)
        assert records.teams.roles(second) == {"nurse"}
        assert records.teams.get(second).members == (NURSE,)
        assert records.teams.of("nurse") == (second,)
        assert records.teams.default() == first
        records.clinic.set_up(demo=True, zone="Europe/Berlin", at=MORNING, holidays=[date(2026, 5, 1)])
        records.clinic.set_default_team(second)
        assert records.teams.default() == second
        records.teams.leave(second, NURSE)
        assert records.teams.of("nurse") == ()
        records.teams.rename(first, "Spine team")
        assert records.teams.names() == {first: "Spine team", second: "Hip team"}


def test_a_clinic_is_set_up_once(store: Store) -> None:
    with store.writing() as records:
        assert (records.clinic.is_demo(), records.clinic.holidays()) == (False, frozenset())
        records.clinic.set_up(demo=True, zone="Europe/Berlin", at=MORNING)
        records.clinic.set_holidays([date(2026, 5, 1)])
        with pytest.raises(NotReady, match="holds a clinic already"):
            records.clinic.set_up(demo=False, zone="UTC", at=MORNING)
        assert (records.clinic.is_demo(), records.clinic.holidays()) == (True, {date(2026, 5, 1)})


def test_a_plan_knows_the_holidays_of_the_clinic(ward: Ward) -> None:
    plan_id = ward.admit("scar_tissue").id
    with ward.store.writing() as records:
        records.clinic.set_up(demo=True, zone="UTC", at=MORNING, holidays=[date(2026, 5, 1)])
    assert ward.read(plan_id).plan.inputs.holidays == {date(2026, 5, 1)}


def test_a_patient_who_was_changed_meanwhile_is_a_conflict(store: Store) -> None:
    with store.writing() as records:
        team = records.teams.add("Back team")
        records.patients.add(someone().model_copy(update={"record_number": "007"}), team=team, at=MORNING)
        seen = records.patients.get("P-0001")
        records.patients.save(seen, seen.patient.model_copy(update={"name": "Ada"}))
        with pytest.raises(Conflict, match="P-0001 was changed"):
            records.patients.save(seen, seen.patient)
        with pytest.raises(InvalidInput, match="patient P-0001 already"):
            records.patients.add(someone("P-0001"), team=team, at=MORNING)
        assert records.patients.get("P-0001").patient.name == "Ada"
        assert records.patients.of_record_number("007", teams=[team]) == ("P-0001",)
        assert records.patients.of_record_number("007", teams=[]) == ()
        assert records.patients.of_record_number("7", teams=[team]) == ()


def test_a_comment_is_shown_until_it_is_taken_back(ward: Ward) -> None:
    plan = ward.admit("scar_tissue")
    with ward.store.writing() as records:
        about_task = records.comments.add(plan.id, "T-000001", "Called twice", by=NURSE, at=MORNING)
        records.comments.add(plan.id, None, "Prefers mornings", by=NURSE, at=LATER)
        assert [said.text for said in records.comments.of_task("T-000001")] == ["Called twice"]
        records.comments.withdraw(about_task, at=LATER)
        (left,) = records.comments.of_plan(plan.id)
        assert records.comments.of_task("T-000001") == []
    assert (left.text, left.task_id, left.by, left.at) == ("Prefers mornings", None, NURSE, LATER)


def test_a_second_press_finds_what_the_first_did(store: Store) -> None:
    with store.writing() as records:
        assert records.keys.result("k1", "nurse") is None
        records.keys.keep("k1", "nurse", {"act": "a", "released": ["T-000001"]}, at=MORNING)
        records.keys.keep("k1", "surgeon", {"act": "b"}, at=LATER)
        assert records.keys.result("k1", "nurse") == {"act": "a", "released": ["T-000001"]}
        records.keys.forget(LATER)
        assert records.keys.result("k1", "nurse") is None
        assert records.keys.result("k1", "surgeon") == {"act": "b"}


def test_a_draft_is_kept_for_its_person_and_place(store: Store) -> None:
    with store.writing() as records:
        for name in ("nurse", "surgeon"):
            records.accounts.add(name, name, password=None, at=MORNING)
        records.drafts.keep("nurse", "new_plan", {"goal": "Walk"}, at=MORNING)
        records.drafts.keep("nurse", "new_plan", {"goal": "Walk far"}, at=LATER)
        assert records.drafts.get("nurse", "new_plan") == {"goal": "Walk far"}
        assert records.drafts.get("surgeon", "new_plan") is None
        records.drafts.drop("nurse", "new_plan")
        assert records.drafts.get("nurse", "new_plan") is None


def test_what_others_changed_since_one_looked(ward: Ward) -> None:
    plan = ward.admit("scar_tissue")
    moved = replace(event("task.moved", plan), changes={"due": FieldChanged("2026-03-09", "2026-03-10")})
    with ward.store.writing() as records:
        assert records.seen.changes("nurse", plan.id) == []
        records.events.add(moved)
        records.seen.keep("nurse", plan.id, records.events.latest_of_plan(plan.id), at=MORNING)
        records.seen.keep("surgeon", plan.id, records.events.latest_of_plan(plan.id), at=MORNING)
        records.events.add(moved)
        records.events.add(event("plan.read", plan))
        assert [kept.event.what for kept in records.seen.changes("nurse", plan.id)] == ["task.moved"]
        assert records.seen.counts("nurse", [ward.team]) == {plan.id: 1}
        assert records.seen.counts("surgeon", [ward.team]) == {}
        assert records.seen.counts("nurse", [ward.team + 1]) == {}
        look = records.seen.get("nurse", plan.id)
    assert look and look.at == MORNING


def test_a_template_version_never_changes(store: Store) -> None:
    with store.writing() as records:
        assert records.templates.keep("core", 1, digest="d1", body="text", at=MORNING)
        assert not records.templates.keep("core", 1, digest="d1", body="text", at=LATER)
        with pytest.raises(InvalidTemplate, match="core version 1"):
            records.templates.keep("core", 1, digest="d2", body="other", at=LATER)
        assert records.templates.digests() == {("core", 1): "d1"}
        assert records.templates.body("core", 1) == "text"
        assert records.templates.body("core", 2) is None


def test_nothing_is_kept_of_an_act_that_failed(ward: Ward) -> None:
    with pytest.raises(InvalidInput), ward.store.writing() as records:
        records.teams.add("Hip team")
        raise InvalidInput("No.")
    with ward.store.reading() as records:
        assert list(records.teams.names().values()) == ["Back team"]
