"""Care teams as an administrator keeps them: added, renamed, filled, and chosen for new patients."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from careplan.clinic import Clinic
from careplan.coordination.audit import Asked, history
from careplan.coordination.care_teams import join_team, leave_team, own_teams
from careplan.coordination.clinic_teams import (
    TeamKept,
    add_team,
    choose_for_new,
    clinic_teams,
    put_on_team,
    rename_team,
    take_off_team,
)
from careplan.coordination.overview import overview
from careplan.coordination.people import add_person
from careplan.errors import CarePlanError, InvalidInput, NoRight, NotAllowed, NotFound
from careplan.team import Practitioner
from tests.coordination.permission_ward import KEPT, PASSWORD
from tests.engines import new_store
from tests.small_clinic import PEOPLE, STRANGER, SmallClinic

ROOT = Practitioner(id="root", role="admin")
COORDINATOR, SURGEON = PEOPLE["coordinator"], PEOPLE["surgeon"]


@pytest.fixture(scope="session")
def kept() -> str:
    """The hash of the passwords, cheap to check: these tests ask for one at each act."""
    return KEPT


def team_called(clinic: Clinic, name: str) -> TeamKept:
    [team] = [one for one in clinic_teams(clinic, ROOT).teams if one.name == name]
    return team


def add(clinic: Clinic, name: str, lead: str = "surgeon") -> int:
    add_team(clinic, ROOT, name, lead, password=PASSWORD)
    return team_called(clinic, " ".join(name.split())).id


def told(clinic: Clinic) -> list[tuple[str, tuple[tuple[str, str, str], ...]]]:
    """Return what the clinic's trail says of teams, the newest first."""
    lines = history(clinic, Asked(), actor=ROOT).lines
    return [(line.words, line.changes) for line in lines if line.code.startswith("team.")]


def test_each_team_stands_by_name_with_its_people_its_open_plans_and_which_one_is_for_new_patients(
    small: SmallClinic, clinic: Clinic
) -> None:
    small.begin("V1", "scar_tissue")
    found = clinic_teams(clinic, ROOT)
    seen = [(one.name, len(one.shown.members), one.open_plans, one.for_new) for one in found.teams]
    assert seen == [("Another team", 1, 0, False), ("Spine team", 8, 1, True)]
    assert found.leads == ["coordinator", "other.surgeon", "pain.specialist", "primary.care", "surgeon"]
    assert team_called(clinic, "Spine team").shown.others == ["other.surgeon"]


def test_a_team_is_added_with_its_lead_who_adds_the_others(clinic: Clinic) -> None:
    said = add_team(clinic, ROOT, "  Hip   team ", "surgeon", password=PASSWORD)
    assert said == "There is a care team Hip team now, with surgeon on it."
    team = team_called(clinic, "Hip team").id
    assert told(clinic) == [
        ("Put on a care team", (("Account", "", "surgeon"), ("Role", "", "Surgeon"), ("Team", "", "Hip team"))),
        ("Care team added", (("Team", "", "Hip team"),)),
    ]
    assert join_team(clinic, SURGEON, team, "nurse") == "nurse is on Hip team."
    assert [one.team.name for one in own_teams(clinic, SURGEON)] == ["Spine team", "Hip team"]


def test_a_team_is_renamed_and_another_is_chosen_for_new_patients_and_accounts(
    small: SmallClinic, clinic: Clinic
) -> None:
    team = add(clinic, "Hip team")
    assert rename_team(clinic, ROOT, team, "Hips", password=PASSWORD) == "Hip team is called Hips now."
    said = choose_for_new(clinic, ROOT, team, password=PASSWORD)
    assert said.startswith("Hips is the team for new patients and new accounts now.")
    assert told(clinic)[:2] == [
        ("Care team for new patients chosen", (("Team", "Spine team", "Hips"),)),
        ("Care team renamed", (("Team", "Hip team", "Hips"),)),
    ]
    add_person(clinic, ROOT, "jo.kim", "nurse", password=PASSWORD)
    add_person(clinic, ROOT, "al.roy", "nurse", password=PASSWORD, team=team_called(clinic, "Spine team").id)
    assert "al.roy" in {member.id for member in team_called(clinic, "Spine team").shown.members}
    with pytest.raises(NotFound):
        add_person(clinic, ROOT, "lu.may", "nurse", password=PASSWORD, team=999)
    small.begin("V1", "scar_tissue", by="surgeon")
    small.begin("V2", "failed_fusion", by="coordinator")
    hips, spine = team_called(clinic, "Hips"), team_called(clinic, "Spine team")
    assert [member.id for member in hips.shown.members] == ["surgeon", "jo.kim"]
    assert (hips.open_plans, hips.for_new, spine.open_plans, spine.for_new) == (1, True, 1, False)


def test_who_is_put_on_a_team_sees_its_patients_and_who_was_taken_off_the_other_does_not(
    small: SmallClinic, clinic: Clinic
) -> None:
    plan = small.begin("V1", "scar_tissue").plan_id
    with clinic.store.reading() as records:
        spine, patient_id = records.teams.default(), records.plans.whose(plan)[0]
    with pytest.raises(NotFound):
        overview(clinic, patient_id, actor=STRANGER)
    assert put_on_team(clinic, ROOT, spine, STRANGER.id, password=PASSWORD) == "other.surgeon is on Spine team."
    assert overview(clinic, patient_id, actor=STRANGER)
    leave_team(clinic, COORDINATOR, spine, STRANGER.id)
    with pytest.raises(NotFound):
        overview(clinic, patient_id, actor=STRANGER)


def test_an_administrator_takes_back_whom_they_put_on_a_team_but_not_the_last_of_a_core_role_with_tasks(
    small: SmallClinic, clinic: Clinic
) -> None:
    plan = small.begin("V1", "scar_tissue").plan_id
    with clinic.store.reading() as records:
        spine, patient_id = records.teams.default(), records.plans.whose(plan)[0]
    put_on_team(clinic, ROOT, spine, STRANGER.id, password=PASSWORD)
    said = take_off_team(clinic, ROOT, spine, STRANGER.id, password=PASSWORD)
    assert said == "other.surgeon is no longer on Spine team."
    with pytest.raises(NotFound):
        overview(clinic, patient_id, actor=STRANGER)
    with pytest.raises(NotAllowed, match="the last surgeon of Spine team"):
        take_off_team(clinic, ROOT, spine, "surgeon", password=PASSWORD)
    with pytest.raises(InvalidInput, match="Choose whom"):
        take_off_team(clinic, ROOT, spine, "", password=PASSWORD)


Act = Callable[[Clinic, Practitioner, int, str], object]
ACTS: dict[str, Act] = {
    "add": lambda clinic, actor, _, password: add_team(clinic, actor, "Hip team", "surgeon", password=password),
    "rename": lambda clinic, actor, team, password: rename_team(clinic, actor, team, "Hips", password=password),
    "choose": lambda clinic, actor, team, password: choose_for_new(clinic, actor, team, password=password),
    "take off": lambda clinic, actor, team, password: take_off_team(clinic, actor, team, "nurse", password=password),
    "put on": lambda clinic, actor, team, password: put_on_team(clinic, actor, team, "nurse", password=password),
}


@pytest.mark.parametrize("act", ACTS.values(), ids=list(ACTS))
def test_each_act_needs_an_administrator_the_own_password_and_a_team_that_is_there(clinic: Clinic, act: Act) -> None:
    before, other = clinic_teams(clinic, ROOT), team_called(clinic, "Another team").id
    with pytest.raises(NoRight, match="only the clinic administrator may do that"):
        act(clinic, COORDINATOR, other, PASSWORD)
    with pytest.raises(NotAllowed, match="Your password is not right"):
        act(clinic, ROOT, other, "not this one")
    if act is not ACTS["add"]:
        with pytest.raises(NotFound):
            act(clinic, ROOT, 999, PASSWORD)
    assert clinic_teams(clinic, ROOT) == before
    with pytest.raises(NoRight):
        clinic_teams(clinic, COORDINATOR)


@pytest.mark.parametrize(
    ("name", "lead", "refusal"),
    [
        ("", "surgeon", "Write the name of the care team."),
        (" \t ", "surgeon", "Write the name of the care team."),
        ("x" * 61, "surgeon", "The name: 61 characters; at most 60. Shorten it."),
        ("SPINE  team", "surgeon", "There is a care team Spine team already. Choose another name."),
        ("Hip\u202eteam", "surgeon", "A text holds a character that cannot be seen"),
        ("Hip team", "", "Choose who leads the team: only the primary care doctor, surgeon, pain specialist"),
        ("Hip team", "nurse", "Choose who leads the team: only the primary care doctor, surgeon, pain specialist"),
        ("Hip team", "root", "Choose who leads the team"),
        ("Hip team", "nobody", "There is no account nobody"),
    ],
)
def test_what_cannot_be_a_team_is_said_and_nothing_is_kept(clinic: Clinic, name: str, lead: str, refusal: str) -> None:
    before = clinic_teams(clinic, ROOT)
    with pytest.raises(CarePlanError, match=f"^{refusal}"):
        add_team(clinic, ROOT, name, lead, password=PASSWORD)
    assert (clinic_teams(clinic, ROOT), told(clinic)) == (before, [])


def test_a_disabled_lead_leads_no_new_team(clinic: Clinic) -> None:
    with clinic.store.writing() as records:
        records.accounts.disable("other.surgeon")
    assert "other.surgeon" not in clinic_teams(clinic, ROOT).leads
    with pytest.raises(NotAllowed, match="Choose who leads the team"):
        add_team(clinic, ROOT, "Hip team", "other.surgeon", password=PASSWORD)


@pytest.mark.parametrize(
    ("act", "refusal"),
    [
        ("Spine team", "is called Spine team already"),
        ("another team", "There is a care team Another team already"),
        (choose_for_new, "is the team for new patients already"),
        ("nurse", "nurse is on Spine team already"),
        ("", "Choose whom to put on the team"),
    ],
)
def test_a_change_that_changes_nothing_is_refused_in_words(
    clinic: Clinic, act: str | Callable[..., str], refusal: str
) -> None:
    spine = team_called(clinic, "Spine team").id
    with pytest.raises(InvalidInput, match=refusal):
        if callable(act):
            act(clinic, ROOT, spine, password=PASSWORD)
        elif "team" in act:
            rename_team(clinic, ROOT, spine, act, password=PASSWORD)
        else:
            put_on_team(clinic, ROOT, spine, act, password=PASSWORD)


def test_the_case_of_a_name_may_be_changed(clinic: Clinic) -> None:
    spine = team_called(clinic, "Spine team").id
    assert rename_team(clinic, ROOT, spine, "SPINE team", password=PASSWORD) == "Spine team is called SPINE team now."


def test_a_clinic_that_has_an_administrator_alone_has_no_team_and_nobody_to_lead_one(
    clinic: Clinic, tmp_path: Path
) -> None:
    store = new_store(tmp_path)
    with store.writing() as records:
        records.accounts.add("root", "admin", password=None, at=clinic.now())
    assert clinic_teams(replace(clinic, store=store), ROOT) == ([], [])
    store.close()
