"""Accounts as an administrator keeps them on the screen."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from careplan.clinic import Clinic
from careplan.coordination import people as acts
from careplan.coordination.audit import Asked, history
from careplan.coordination.board import board
from careplan.coordination.care_teams import leave_team
from careplan.coordination.given_back import given_back_words
from careplan.coordination.links import Link, choose_password
from careplan.coordination.sign_in import WRONG, open_session, sign_in, who
from careplan.coordination.tasks import assign
from careplan.errors import InvalidInput, NotAllowed, NotFound
from careplan.event import FieldChanged
from careplan.store import EventFilter
from careplan.team import Practitioner
from tests.coordination.conftest import PASSWORD
from tests.small_clinic import PEOPLE, SmallClinic

ROOT = Practitioner(id="root", role="admin")
SURGEON = PEOPLE["surgeon"]


def latest(clinic: Clinic, what: str) -> Any:
    with clinic.store.reading() as records:
        return records.events.latest(EventFilter(what=what), limit=1)[0].event


def given_to_nurse(small: SmallClinic, number: int) -> list[str]:
    """Give open tasks of a plan to the nurse by name; return their ids."""
    plan = small.begin("V1", "scar_tissue").plan_id
    tasks = [task.id for task in small.plan(plan).tasks.values() if task.is_open]
    for task_id in tasks[:number]:
        assign(small.clinic, task_id, actor=PEOPLE["coordinator"], assignee="nurse")
    return tasks[:number]


def test_a_person_is_added_and_gets_in_by_the_link_alone(clinic: Clinic) -> None:
    link = acts.add_person(clinic, ROOT, "jo.kim", "nurse", password=PASSWORD)
    with pytest.raises(NotAllowed, match=rf"^{WRONG}$"):
        sign_in(clinic, "jo.kim", "")
    [made] = [one for one in acts.people(clinic, ROOT) if one.name == "jo.kim"]
    assert (made.role, made.signed_in_last, made.link_waits) == ("nurse", None, True)
    person = choose_password(clinic, link.token, "quite another password", "quite another password")
    open_session(clinic, person, way="link")
    [made] = [one for one in acts.people(clinic, ROOT) if one.name == "jo.kim"]
    assert (made.signed_in_last, made.sign_ins, made.link_waits) == (clinic.now(), 1, False)
    added = latest(clinic, "account.added")
    assert (added.actor, added.changes["role"]) == ("root", FieldChanged(None, "nurse"))
    with clinic.store.reading() as records:
        assert len(records.teams.of("jo.kim")) == 1


Act = Callable[..., object]


def bound(clinic: Clinic, actor: Practitioner, name: str, *, password: str) -> None:
    acts.bind_person(clinic, actor, name, "248289761001", password=password)


@pytest.mark.parametrize("act", [acts.reset_person, acts.disable_person, acts.enable_person, acts.end_sign_ins, bound])
def test_each_change_needs_an_administrator_and_the_own_password_and_is_never_of_oneself(
    clinic: Clinic, act: Act
) -> None:
    with pytest.raises(NotAllowed, match="only the clinic administrator may do that"):
        act(clinic, SURGEON, "nurse", password=PASSWORD)
    with pytest.raises(NotAllowed, match="Your password is not right"):
        act(clinic, ROOT, "nurse", password="not this one")
    with pytest.raises(NotAllowed, match="by another administrator"):
        act(clinic, ROOT, "root", password=PASSWORD)
    with pytest.raises(NotFound):
        act(clinic, ROOT, "nobody", password=PASSWORD)


def test_adding_and_another_role_need_the_same(clinic: Clinic) -> None:
    for act in (acts.add_person, acts.change_role):
        with pytest.raises(NotAllowed, match="only the clinic administrator"):
            act(clinic, SURGEON, "jo.kim", "nurse", password=PASSWORD)
        with pytest.raises(InvalidInput, match="is no role"):
            act(clinic, ROOT, "nurse.two", "boss", password=PASSWORD)
    with pytest.raises(NotAllowed, match="only the clinic administrator"):
        acts.people(clinic, SURGEON)
    with pytest.raises(NotAllowed, match="not right"):
        acts.add_person(clinic, ROOT, "jo.kim", "nurse", password="not this one")
    with pytest.raises(InvalidInput, match="cannot be a sign-in name"):
        acts.add_person(clinic, ROOT, "stranger", "nurse", password=PASSWORD)


def test_a_reset_ends_the_old_password_and_the_sign_ins_at_once(clinic: Clinic) -> None:
    token = sign_in(clinic, "surgeon", PASSWORD)
    link = acts.reset_person(clinic, ROOT, "surgeon", password=PASSWORD)
    assert isinstance(link, Link)
    assert who(clinic, token) is None
    with pytest.raises(NotAllowed):
        sign_in(clinic, "surgeon", PASSWORD)


def test_who_is_disabled_is_out_and_the_tasks_given_by_name_go_back_to_their_roles(
    small: SmallClinic, clinic: Clinic
) -> None:
    given = given_to_nurse(small, 3)
    with clinic.store.reading() as records:
        number = len(records.tasks.assigned_to("nurse"))
    token = open_session(clinic, PEOPLE["nurse"], way="password")
    assert acts.disable_person(clinic, ROOT, "nurse", password=PASSWORD).tasks == number >= len(given)
    assert who(clinic, token) is None
    with clinic.store.reading() as records:
        assert records.tasks.assigned_to("nurse") == ()
        assert records.teams.of("nurse") == ()
        events = records.events.latest(EventFilter(task_id=given[0]), limit=1)
        assert records.events.first_break() is None
    [event] = [one.event for one in events]
    assert (event.what, event.actor, event.changes["assignee"]) == (
        "task.unassigned",
        "root",
        FieldChanged("nurse", None),
    )
    told = latest(clinic, "account.disabled").changes
    assert (told["disabled"], told["teams"], told["tasks"].after) == (
        FieldChanged(False, True),
        FieldChanged(["Spine team"], []),
        number,
    )
    with pytest.raises(NotAllowed, match="disabled already"):
        acts.disable_person(clinic, ROOT, "nurse", password=PASSWORD)


def test_a_role_that_nobody_would_hold_is_named_before_and_after(small: SmallClinic, clinic: Clinic) -> None:
    """Whoever must be shut out at once is; but it is said whose tasks are nobody's then."""
    assert acts.needed(clinic, ROOT, "surgeon") == ()
    plan = small.begin("V1", "scar_tissue").plan_id
    tasks = sum(task.role == "surgeon" and task.is_open for task in small.plan(plan).tasks.values())
    [unheld] = acts.needed(clinic, ROOT, "surgeon")
    assert unheld == ("Spine team", "surgeon", tasks)
    assert tasks > 0 and acts.needed(clinic, ROOT, "other.surgeon") == ()
    given = acts.disable_person(clinic, ROOT, "surgeon", password=PASSWORD)
    assert given.unheld == (unheld,)
    said = f"Nobody on Spine team is surgeon now: {tasks} open tasks stay with that role. Add somebody to the team"
    assert said in given_back_words(clinic, given)
    with pytest.raises(NotAllowed):
        acts.needed(clinic, PEOPLE["nurse"], "surgeon")


def test_an_administrator_who_moves_tasks_so_still_reads_no_plan(small: SmallClinic, clinic: Clinic) -> None:
    plan = small.begin("V1", "scar_tissue").plan_id
    acts.disable_person(clinic, ROOT, "nurse", password=PASSWORD)
    with pytest.raises(NotFound):
        board(clinic, plan, actor=ROOT)


def test_who_was_disabled_can_be_let_in_again_with_a_new_link(clinic: Clinic) -> None:
    with pytest.raises(NotAllowed, match="is not disabled"):
        acts.enable_person(clinic, ROOT, "nurse", password=PASSWORD)
    acts.disable_person(clinic, ROOT, "nurse", password=PASSWORD)
    with pytest.raises(NotAllowed, match="Let it in again first"):
        acts.reset_person(clinic, ROOT, "nurse", password=PASSWORD)
    link = acts.enable_person(clinic, ROOT, "nurse", password=PASSWORD)
    assert choose_password(clinic, link.token, PASSWORD, PASSWORD) == PEOPLE["nurse"]
    with clinic.store.reading() as records:
        assert len(records.teams.of("nurse")) == 1


def test_who_is_let_in_again_is_on_the_teams_again_that_they_were_on(clinic: Clinic) -> None:
    with clinic.store.writing() as records:
        [first] = records.teams.of("nurse")
        records.teams.leave(first, PEOPLE["nurse"])
        north = records.teams.add("North team", [PEOPLE["nurse"]])
    acts.disable_person(clinic, ROOT, "nurse", password=PASSWORD)
    [nurse] = [one for one in acts.people(clinic, ROOT) if one.name == "nurse"]
    assert nurse.teams == ("North team",)
    acts.enable_person(clinic, ROOT, "nurse", password=PASSWORD)
    with clinic.store.reading() as records:
        assert records.teams.of("nurse") == (north,)
    assert latest(clinic, "account.enabled").changes["teams"] == FieldChanged([], ["North team"])


def test_no_password_at_all_is_no_wrong_one(clinic: Clinic) -> None:
    with pytest.raises(InvalidInput, match="Type your own password"):
        acts.disable_person(clinic, ROOT, "nurse", password="")
    assert not [line for line in history(clinic, Asked(), actor=ROOT).lines if line.code.startswith("refused")]


def test_another_role_counts_on_the_teams_and_at_the_next_press(small: SmallClinic, clinic: Clinic) -> None:
    given_to_nurse(small, 1)
    token = open_session(clinic, PEOPLE["nurse"], way="password")
    with pytest.raises(InvalidInput, match="is nurse already"):
        acts.change_role(clinic, ROOT, "nurse", "nurse", password=PASSWORD)
    assert acts.change_role(clinic, ROOT, "nurse", "psychologist", password=PASSWORD).tasks == 1
    assert who(clinic, token) == Practitioner(id="nurse", role="psychologist")
    with clinic.store.reading() as records:
        [team] = records.teams.of("nurse")
        assert [one.role for one in records.teams.get(team).members if one.id == "nurse"] == ["psychologist"]
    assert latest(clinic, "account.role_changed").changes["role"] == FieldChanged("nurse", "psychologist")
    acts.change_role(clinic, ROOT, "nurse", "admin", password=PASSWORD)
    with clinic.store.reading() as records:
        assert records.teams.of("nurse") == ()


def test_the_last_administrator_stays_one(clinic: Clinic) -> None:
    """Two administrators who act upon each other at once: the second finds that the first was quicker."""
    second = Practitioner(id="second", role="admin")
    with clinic.store.writing() as records:
        kept = records.accounts.get("root").password
        records.accounts.add("second", "admin", password=kept, at=clinic.now())
    acts.disable_person(clinic, ROOT, "second", password=PASSWORD)
    with pytest.raises(NotAllowed, match="Your own account was changed meanwhile"):
        acts.disable_person(clinic, second, "root", password=PASSWORD)
    assert [one.name for one in acts.people(clinic, ROOT) if one.role == "admin" and not one.disabled] == ["root"]


def test_a_demo_keeps_its_accounts(clinic: Clinic) -> None:
    with clinic.store.writing() as records:
        records._connection.exec_driver_sql("update clinic set demo = true")
    with pytest.raises(NotAllowed, match="accounts of a demo clinic are fixed"):
        acts.disable_person(clinic, ROOT, "nurse", password=PASSWORD)


def test_the_list_costs_the_same_however_many_people_there_are(small: SmallClinic, clinic: Clinic) -> None:
    few = small.queries(lambda: acts.people(clinic, ROOT))
    with clinic.store.writing() as records:
        for number in range(40):
            records.accounts.add(f"more{number}", "nurse", password=None, at=clinic.now())
    assert small.queries(lambda: acts.people(clinic, ROOT)) == few == 7


def test_the_audit_says_whom_each_act_was_done_to(clinic: Clinic) -> None:
    second = Practitioner(id="second", role="admin")
    with clinic.store.writing() as records:
        records.accounts.add("second", "admin", password=records.accounts.get("root").password, at=clinic.now())
        [team] = records.teams.of("nurse")
    acts.disable_person(clinic, second, "nurse", password=PASSWORD)
    acts.enable_person(clinic, second, "nurse", password=PASSWORD)
    acts.reset_person(clinic, second, "nurse", password=PASSWORD)
    acts.change_role(clinic, second, "nurse", "psychologist", password=PASSWORD)
    acts.bind_person(clinic, second, "nurse", "sub-1", password=PASSWORD)
    leave_team(clinic, PEOPLE["surgeon"], team, "nurse")
    lines = history(clinic, Asked(kind="people"), actor=ROOT).lines
    acted = [line for line in lines if line.code.startswith(("account.", "team.")) and line.code != "account.added"]
    assert len(acted) == 6
    assert all(("Account", "", "nurse") in line.changes for line in acted)
    [left] = (line for line in acted if line.code == "team.left")
    assert left.words == "Taken off a care team"
    assert ("Team", "", "Spine team") in left.changes
