"""Giving the open tasks of somebody who leaves back to their roles: no task stays with a person who is not there.

A role that nobody on the team holds then is named, for its tasks would wait for nobody (SAFETY 6).
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple
from uuid import uuid4

from careplan.coordination.acting import keep
from careplan.coordination.done import NO_UNDO, made_of
from careplan.coordination.opened_plan import open_task_of_house

if TYPE_CHECKING:
    from careplan.clinic import Clinic
    from careplan.store import Records
    from careplan.team import Practitioner, RoleId


class Unheld(NamedTuple):
    """A role that nobody on a team holds any more, and how many open tasks it has there."""

    team: str
    role: RoleId
    tasks: int


class GivenBack(NamedTuple):
    """How many open tasks went back to their roles, and which roles nobody holds then."""

    tasks: int
    unheld: tuple[Unheld, ...]


def give_back(
    clinic: Clinic, records: Records, account: str, *, by: Practitioner, why: str, team: int | None = None
) -> GivenBack:
    """Give the open tasks that an account has by name back to their roles, before it leaves its teams.

    Each is an event of its patient, joined to one act that Undo does not take back: the person is not there any more.

    Args:
        why: the reason that the events give.
        team: only those of the patients of this team.
    """
    unheld = unheld_without(records, account, team)
    given, act = records.tasks.assigned_to(account, team=team), uuid4().hex
    for task_id in given:
        opened, task = open_task_of_house(clinic, records, task_id, by)
        plan = opened.plan.with_task(replace(task, assignee=None))
        words = f"With the {clinic.role_words(task.role).lower()} again: {task.title}"
        made = made_of(plan, task, "task.unassigned", words, reason=why)
        keep(records, opened, replace(made, undo=NO_UNDO), act=act)
    return GivenBack(len(given), unheld)


def unheld_without(records: Records, account: str, team: int | None = None) -> tuple[Unheld, ...]:
    """Return the roles with open tasks that nobody would hold without this account, on one team or on all of its."""
    found = []
    for number in records.teams.of(account) if team is None else (team,):
        here = records.teams.get(number)
        staying = {member.role for member in here.members if member.id != account}
        for role in {member.role for member in here.members if member.id == account} - staying:
            if tasks := records.tasks.open_of_role(role, number):
                found.append(Unheld(here.name, role, tasks))
    return tuple(found)


def given_back_words(clinic: Clinic, given: GivenBack) -> str:
    """Return “3 open tasks are with their roles again.”, and which role nobody holds; empty for neither."""
    said = [unheld_words(clinic, given.unheld)]
    if given.tasks:
        are = "is with its role" if given.tasks == 1 else "are with their roles"
        said.insert(0, f"{open_tasks(given.tasks)} {are} again.")
    return " ".join(filter(None, said))


def unheld_words(clinic: Clinic, unheld: tuple[Unheld, ...]) -> str:
    """Say which tasks nobody on a team has any more, and what to do; empty where each is somebody's."""
    return " ".join(
        f"Nobody on {one.team} is {clinic.role_words(one.role).lower()} now: {open_tasks(one.tasks)} "
        f"{'stays' if one.tasks == 1 else 'stay'} with that role. "
        "Add somebody to the team, or have this work assigned to others."
        for one in unheld
    )


def open_tasks(number: int) -> str:
    """Return “1 open task” or “3 open tasks”."""
    return "1 open task" if number == 1 else f"{number} open tasks"
