"""The plan as it would be created: one line a series, by phase, each with what may be changed of it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date

from careplan.clinic import Clinic
from careplan.coordination.planning import SCREENS, Proposal, screened
from careplan.coordination.sheet import Sheet
from careplan.outlook import outlook
from careplan.pages.parts.intake.fields import Wire, filled
from careplan.pages.parts.task_day import TaskDay
from careplan.pages.parts.words import count_words, role_mark, short_date
from careplan.plan import PlannedTask
from careplan.standing import Standing, standings
from careplan.task import Phase, Readiness, TaskStatus
from careplan.team import RoleId


def preview(sheet: Sheet, proposal: Proposal, clinic: Clinic) -> Wire:
    """Return the heading, the rows by phase and the roles that a task may be given to."""
    plan, start = proposal.draft.plan, proposal.draft.plan.inputs.start
    if sheet.entered.red_flags_answered:
        plan = screened(plan, start)  # as Create keeps it
    stands, to_do = standings(plan, clinic.templates), plan.to_do()
    rows = [
        {
            **_row(task, sheet, start),
            "due": _day_of(task, stands.get(task.identity), clinic.today()).short().text,
            "to_do": task.identity.series in to_do,
        }
        for task in _first_of_series(plan.tasks.values())
    ]
    roles = {task.role for task in to_do.values()}
    end = outlook(plan, start).end
    done = sum(bool(row.get("done")) and not row["to_do"] for row in rows)
    before = f", {done} done already" if done else ""
    words = f"{count_words(len(to_do), 'task')}, {count_words(len(roles), 'role')}{before}"
    return {
        "heading": f"{words}, ends {short_date(end, today=start)}" if end else words,
        **filled(suggested=" and ".join(clinic.cause_words(cause) for cause in sheet.suggested)),
        "groups": _groups(rows),
        "roles": _roles(sheet, clinic),
        "start": start.isoformat(),
    }


def _first_of_series(tasks: Iterable[PlannedTask]) -> Iterable[PlannedTask]:
    return (task for task in tasks if task.identity.occurrence == 1 or task.by_hand)


def _day_of(task: PlannedTask, standing: Standing | None, today: date) -> TaskDay:
    """Return the days of a task as the board will show them today."""
    return TaskDay(
        task.due,
        today,
        opens=task.opens,
        late_days=standing.days_late(today) if standing else 0,
        ready=standing is not None and standing.readiness is Readiness.READY,
    )


def _row(task: PlannedTask, sheet: Sheet, start: date) -> Wire:
    """Return the row of a series, told by its first session."""
    done, sessions = task.closed_on, task.desired.occurrences
    offer = next((o for o in sheet.offers if o.task == task.identity and not done), None)
    offered = min(offer.known, start) if offer else None
    return {
        "id": str(task.identity),
        "title": task.title,
        "role": task.role,
        "day": task.due.isoformat() if task.due else "",
        "phase": task.desired.phase.value,
        "ticked": task.status is not TaskStatus.CANCELLED,
        **filled(
            sessions=sessions if sessions > 1 else None,
            waits=(task.desired.no_date or "") if not task.due else "",
            done=f"Done {short_date(done, today=start)}" if done else "",
            done_day=done.isoformat() if done else "",
            offered=f"Mark as already done on {short_date(offered, today=start)}" if offered else "",
            offered_day=offered.isoformat() if offered else "",
            urgent=task.desired.red_flag is not None or task.priority == "urgent",
            changed=_changes(task, sheet),
            added=_added_place(task),
            fixed=task.desired.red_flag is not None or task.desired.guard,
            answered=task.identity in SCREENS and sheet.entered.red_flags_answered,
        ),
    }


def _changes(task: PlannedTask, sheet: Sheet) -> list[str]:
    """Say what was changed by hand."""
    words = []
    if task.identity in sheet.edits.moved:
        words.append("date set by hand")
    if task.identity.series in sheet.edits.roles:
        words.append("given to another role")
    return words


def _added_place(task: PlannedTask) -> str:
    return str(task.identity.instance - 1) if task.by_hand else ""


def _groups(rows: Iterable[Wire]) -> list[Wire]:
    by_phase: dict[str, list[Wire]] = {phase.value: [] for phase in Phase}
    urgent = [row for row in rows if row.get("urgent")]
    for row in rows:
        if not row.get("urgent"):
            by_phase[str(row["phase"])].append(row)
    groups: list[tuple[str, str, list[Wire]]] = [("urgent", "At once", urgent)]
    groups += [(phase, phase.capitalize(), found) for phase, found in by_phase.items()]
    return [
        {"key": key, "title": title, "count": sum(bool(row["to_do"]) for row in found), "rows": _by_day(found)}
        for key, title, found in groups
        if found
    ]


def _by_day(rows: list[Wire]) -> list[Wire]:
    return sorted(rows, key=lambda row: str(row["day"]) or "9")


def _roles(sheet: Sheet, clinic: Clinic) -> list[Wire]:
    """Return the roles that own tasks; one that nobody on the team holds is left out."""
    held: frozenset[RoleId] | None = sheet.team.roles
    marks: Mapping[RoleId, Wire] = {
        role.id: {"id": role.id, "word": role.label, "shape": role_mark(role).shape, "tone": role_mark(role).tone}
        for role in clinic.catalogue.roles.values()
        if not role.account_only
    }
    return [{**mark, "held": held is None or role in held} for role, mark in marks.items()]
