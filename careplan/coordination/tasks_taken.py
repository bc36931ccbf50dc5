"""Taking what was ticked of a tasks file: each cell by the act of its screen, in one transaction."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator
from dataclasses import replace
from typing import Final

from careplan.coordination.acting import keep
from careplan.coordination.done import Done, Made
from careplan.coordination.import_makings import asked_of
from careplan.coordination.new_tasks import hand_made_of, refuse_new
from careplan.coordination.offers import Offered, Taking, refused
from careplan.coordination.opened_plan import Opened, open_plan, open_task
from careplan.coordination.tasks import adding, assigning
from careplan.coordination.text_limits import refuse_long_texts
from careplan.errors import CarePlanError
from careplan.exchange.difference import PassedOver
from careplan.exchange.task_difference import NewTask

FROM_FILE: Final = "Taken from a file"
"""The reason in the history, where the person gave none."""


def take_tasks(run: Taking, taken: Collection[str], wrong: list[PassedOver]) -> Iterator[Done]:
    """Yield what was done of the ticked cells and rows; what could not be is put with `wrong`."""
    tasks: defaultdict[str, list[Offered]] = defaultdict(list)
    for one in run.found.cells:
        if one.key in taken:
            tasks[one.cell.id].append(one)
    for task_id in run.found.versions:
        if task_id in tasks:
            yield from _of_task(run, task_id, tasks[task_id], wrong)
    for new in run.found.added:
        if new.key in taken and isinstance(new.new, NewTask):
            opened = open_plan(run.clinic, run.records, new.new.plan_id, run.actor)
            if why := refuse_new(opened, new.new):
                wrong.append(PassedOver(new.new.row, "", "", "", why))
            else:
                yield _add(run, opened, new.new)


def _of_task(run: Taking, task_id: str, offers: list[Offered], wrong: list[PassedOver]) -> Iterator[Done]:
    values = {one.cell.column: one.cell.value for one in offers}
    opened, task = open_task(run.clinic, run.records, task_id, run.actor)
    for asked in asked_of(task, values, opened, seen=run.found.versions[task_id], because=run.because):
        try:
            opened, now = open_task(run.clinic, run.records, task_id, run.actor)
            made = asked.making(opened, now)
            refuse_long_texts(made)
        except CarePlanError as error:
            wrong += [refused(one.cell, error) for one in offers if one.cell.column in asked.columns]
        else:  # what is refused while it is written takes the whole file back
            yield _kept(run, opened, made)


def _add(run: Taking, opened: Opened, new: NewTask) -> Done:
    """Add a task, and give it to the person that its row names."""
    done = _kept(run, opened, adding(hand_made_of(opened, new.values))(opened))
    if assignee := new.values.get("assignee"):
        opened, task = open_task(run.clinic, run.records, done.task_id or "", run.actor)
        _kept(run, opened, assigning(assignee=assignee)(opened, task))
    return done


def _kept(run: Taking, opened: Opened, made: Made) -> Done:
    return keep(run.records, opened, replace(made, reason=made.reason or FROM_FILE), act=run.act)
