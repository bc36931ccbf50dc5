"""One change for many tasks, in one transaction and one act, so that one Undo takes it back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from uuid import uuid4

from careplan.clinic import Clinic
from careplan.coordination.acting import keep, once
from careplan.coordination.done import Done
from careplan.coordination.left_behind import left_behind_words
from careplan.coordination.opened_plan import open_task
from careplan.coordination.refusals import note_refused
from careplan.coordination.tasks import Making
from careplan.errors import CarePlanError, NotAllowed
from careplan.store import Records
from careplan.team import Practitioner
from careplan.working_days import day_words


def change_tasks(
    clinic: Clinic, makings: Mapping[str, Making], words: str, *, actor: Practitioner, key: str | None = None
) -> Done:
    """Change several tasks; what is refused for one of them is said and does not hold back the others.

    Args:
        makings: what is to be made of each task, by its id.
        words: what was done, such as “Moved to 9 Mar 2026”.

    Raises:
        NotAllowed: all were refused.
    """
    refused: dict[str, CarePlanError] = {}

    def change(records: Records) -> Done:
        done = _change(clinic, records, makings, actor, refused)
        why = list(dict.fromkeys(map(str, refused.values())))
        if not done:
            raise NotAllowed(" ".join(why))
        said = f"{words}: {_counted(len(done))}"
        if refused:
            said += f". Not changed: {_counted(len(refused))}. {why[0]}".removesuffix(".")
        released = tuple(dict.fromkeys(task for one in done for task in one.released))
        followed = "; ".join(one.followed for one in done if one.followed)
        behind = _left_behind(records, done)
        return replace(done[0], task_id=None, words=said, released=released, followed=followed, left_behind=behind)

    try:
        with clinic.store.writing() as records:
            return once(records, key, actor, clinic.now(), lambda: change(records))
    finally:
        note_refused(clinic, actor, refused)


def moved_words(clinic: Clinic, day: date) -> str:
    """Return what is said of tasks that were moved to a day."""
    with clinic.store.reading() as records:
        return f"Moved to {day_words(day, records.clinic.holidays())}"


def titles_of(clinic: Clinic, actor: Practitioner, task_ids: Sequence[str]) -> list[str]:
    """Return “title, patient” of each of these tasks that the person may see, in their order."""
    with clinic.store.reading() as records:
        rows = {row.id: row for row in records.tasks.some(task_ids, teams=records.teams.of(actor.id))}
    return [f"{rows[one].title}, {rows[one].patient_id}" for one in task_ids if one in rows]


def _change(
    clinic: Clinic,
    records: Records,
    makings: Mapping[str, Making],
    actor: Practitioner,
    refused: dict[str, CarePlanError],
) -> list[Done]:
    """Change what may be changed and return what was done; `refused` gets why the other tasks were not."""
    done: list[Done] = []
    act = uuid4().hex
    for task_id, making in makings.items():
        try:
            opened, task = open_task(clinic, records, task_id, actor)
            made = making(opened, task)
        except CarePlanError as error:
            refused[task_id] = error
        else:
            done.append(keep(records, opened, made, act=act))
    return done


def _left_behind(records: Records, done: list[Done]) -> str:
    """Return what comes after the moved tasks and is due earlier, now that all of them have been moved."""
    changed = {one.task_id for one in done}
    plans = (
        records.plans.get(plan_id).plan for plan_id in dict.fromkeys(one.plan_id for one in done if one.left_behind)
    )
    said = (
        left_behind_words(plan, [identity for identity, task in plan.tasks.items() if task.id in changed])
        for plan in plans
    )
    return ". ".join(filter(None, said))


def _counted(number: int) -> str:
    return "1 task" if number == 1 else f"{number} tasks"
