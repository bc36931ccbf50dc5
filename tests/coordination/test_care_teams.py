"""The members of a care team: added and taken away by those who lead it."""

from __future__ import annotations

from collections import Counter

import pytest

from careplan.clinic import Clinic
from careplan.coordination.care_teams import join_team, leave_team, own_teams
from careplan.coordination.tasks import assign
from careplan.errors import InvalidInput, NotAllowed, NotFound
from careplan.event import FieldChanged
from careplan.store import EventFilter
from careplan.team import Practitioner
from tests.small_clinic import PEOPLE, STRANGER, SmallClinic

COORDINATOR, SURGEON, NURSE = PEOPLE["coordinator"], PEOPLE["surgeon"], PEOPLE["nurse"]


@pytest.fixture
def team(clinic: Clinic) -> int:
    return own_teams(clinic, COORDINATOR)[0].team.id


def test_the_members_stand_by_role_and_who_can_join_beside_them(clinic: Clinic) -> None:
    [shown] = own_teams(clinic, COORDINATOR)
    assert [member.role for member in shown.members][:2] == ["primary_care", "surgeon"]
    assert shown.others == ["other.surgeon"], "an administrator owns no task and reads no plan"


def test_somebody_joins_and_leaves_and_both_are_events(clinic: Clinic, team: int) -> None:
    assert join_team(clinic, COORDINATOR, team, "other.surgeon") == "other.surgeon is on Spine team."
    with pytest.raises(InvalidInput, match="is on Spine team already"):
        join_team(clinic, COORDINATOR, team, "other.surgeon")
    assert leave_team(clinic, COORDINATOR, team, "other.surgeon") == "other.surgeon is no longer on Spine team."
    with clinic.store.reading() as records:
        told = {one.event.what: one.event.changes["role"] for one in records.events.latest(EventFilter())}
    assert told["team.joined"] == FieldChanged(None, "surgeon")
    assert told["team.left"] == FieldChanged("surgeon", None)


def test_who_leaves_has_no_task_there_by_name_and_a_role_that_nobody_holds_any_more_is_said(
    small: SmallClinic, clinic: Clinic, team: int
) -> None:
    plan = small.begin("V1", "scar_tissue").plan_id
    task = small.task(plan, "K06")
    assign(small.clinic, task.id, actor=COORDINATOR, assignee="nurse")
    roles = Counter(task.role for task in small.plan(plan).tasks.values() if task.is_open)
    said = leave_team(clinic, COORDINATOR, team, "nurse")
    assert "1 open task is with its role again." in said
    assert ("Nobody on Spine team is nurse now:" in said) is (roles["nurse"] > 0)
    assert small.task(plan, "K06").assignee is None
    said = leave_team(clinic, COORDINATOR, team, "psychologist")
    assert f"Nobody on Spine team is psychologist now: {roles['psychologist']} open tasks stay with that role." in said


def test_the_last_of_a_core_role_with_open_tasks_stays_until_another_joins(
    small: SmallClinic, clinic: Clinic, team: int
) -> None:
    plan = small.begin("V1", "scar_tissue").plan_id
    before = small.plan(plan)
    with pytest.raises(NotAllowed, match=r"surgeon is the last surgeon of Spine team, and \d+ open tasks of its pat"):
        leave_team(clinic, COORDINATOR, team, "surgeon")
    assert small.plan(plan) == before
    join_team(clinic, COORDINATOR, team, "other.surgeon")
    assert leave_team(clinic, COORDINATOR, team, "surgeon") == "surgeon is no longer on Spine team."


def test_a_team_keeps_its_last_lead_for_nobody_takes_oneself_off(clinic: Clinic, team: int) -> None:
    for name in ("primary.care", "surgeon", "pain.specialist"):
        leave_team(clinic, COORDINATOR, team, name)
    with pytest.raises(NotAllowed, match="You cannot take yourself off Spine team: it keeps its last lead"):
        leave_team(clinic, COORDINATOR, team, "coordinator")
    with pytest.raises(NotFound):
        leave_team(clinic, SURGEON, team, "coordinator")
    assert leave_team(clinic, COORDINATOR, team, "nurse")


@pytest.mark.parametrize("act", [join_team, leave_team])
def test_nobody_changes_a_team_who_may_not_and_teams_of_others_are_not_there(
    clinic: Clinic, team: int, act: type[object]
) -> None:
    with pytest.raises(NotAllowed, match="only the primary care doctor, surgeon, pain specialist and the care coord"):
        act(clinic, NURSE, team, "other.surgeon")
    for other in (team, 999):
        with pytest.raises(NotFound, match="No such record"):
            act(clinic, STRANGER, other, "nurse")
    with pytest.raises(NotAllowed, match="only the primary care doctor"):
        own_teams(clinic, Practitioner(id="root", role="admin"))


def test_who_cannot_sign_in_or_owns_no_task_does_not_join(clinic: Clinic, team: int) -> None:
    with clinic.store.writing() as records:
        records.accounts.disable("other.surgeon")
    for name in ("other.surgeon", "root"):
        with pytest.raises(NotAllowed, match="is no clinician or viewer who can sign in"):
            join_team(clinic, SURGEON, team, name)
    with pytest.raises(NotFound):
        leave_team(clinic, SURGEON, team, "root")
