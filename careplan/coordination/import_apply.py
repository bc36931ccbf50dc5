"""Taking what was ticked of a tasks file: one transaction, one act of the audit trail, one Undo (PRODUCT 8)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from dataclasses import replace
from hashlib import sha256
from typing import BinaryIO, Final, NamedTuple
from uuid import uuid4

from careplan.clinic import Clinic
from careplan.coordination.acting import keep, once
from careplan.coordination.authority import authorise
from careplan.coordination.done import Done, Made
from careplan.coordination.house_events import house_event
from careplan.coordination.import_makings import asked_of
from careplan.coordination.importing import Offered, OfferedTask, Preview, preview
from careplan.coordination.new_tasks import hand_made_of
from careplan.coordination.opened_plan import Opened, open_plan, open_task
from careplan.coordination.refusals import noting_refusals, writing
from careplan.coordination.tasks import adding, assigning
from careplan.coordination.text_limits import refuse_long
from careplan.errors import CarePlanError, NotAllowed
from careplan.event import Event
from careplan.exchange.csv_days import DayOrder
from careplan.exchange.task_difference import PassedOver
from careplan.store import Records
from careplan.team import Practitioner

APPLY: Final = "import.apply"
IMPORTED: Final = "imported"
_FROM_FILE: Final = "Taken from a file"
_AT_A_TIME: Final = 1 << 16


class Imported(NamedTuple):
    """What came of a file: what was done, for the strip, and of which ticked cells nothing was taken, with why."""

    done: Done
    refused: tuple[PassedOver, ...]


def apply_file(
    clinic: Clinic,
    file: BinaryIO,
    taken: Collection[str],
    *,
    actor: Practitioner,
    order: DayOrder | None = None,
    because: str = "",
    key: str | None = None,
) -> Imported:
    """Take the ticked cells and rows of a file; what somebody changed since it was looked at is refused by itself.

    Args:
        taken: keys of what was ticked (`Offered.key`, `OfferedTask.key`).
        because: the reason for what belongs to another role.

    Raises:
        NotAllowed: the person may not import, or nothing of it can be taken.
        InvalidInput: the file cannot be read, or the reason is too long.
    """
    refuse_long("The reason", because)
    with noting_refusals(clinic, actor):
        authorise(clinic.catalogue, actor, APPLY)
    found = preview(clinic, file, actor=actor, order=order)
    refused: list[PassedOver] = []
    with writing(clinic, actor) as records:

        def act() -> Done:
            run = _Run(clinic, records, actor, found, because.strip(), uuid4().hex)
            done = [*run.cells(taken, refused), *run.added(taken, refused)]
            if not done:
                raise NotAllowed(refused[0].why if refused else "Nothing of the file is ticked.")
            records.events.add(_event(file, actor, clinic, len(done), len(refused)))
            return _told(done, refused)

        return Imported(once(records, key, actor, clinic.now(), act), tuple(refused))


class _Run(NamedTuple):
    """One file on its way in."""

    clinic: Clinic
    records: Records
    actor: Practitioner
    found: Preview
    because: str
    act: str

    def cells(self, taken: Collection[str], refused: list[PassedOver]) -> Iterator[Done]:
        """Take the ticked cells, task by task."""
        tasks: defaultdict[str, list[Offered]] = defaultdict(list)
        for one in self.found.cells:
            if one.key in taken:
                tasks[one.cell.task_id].append(one)
        for task_id, offers in tasks.items():
            yield from self._of_task(task_id, offers, refused)

    def added(self, taken: Collection[str], refused: list[PassedOver]) -> Iterator[Done]:
        """Add the ticked tasks."""
        for one in self.found.added:
            if one.key in taken:
                try:
                    yield self._add(one)
                except CarePlanError as error:
                    refused.append(PassedOver(one.task.row, "", "", "", str(error)))

    def _of_task(self, task_id: str, offers: list[Offered], refused: list[PassedOver]) -> Iterator[Done]:
        values = {one.cell.column: one.cell.value for one in offers}
        seen = (self.found.versions or {})[task_id]
        opened, task = open_task(self.clinic, self.records, task_id, self.actor)
        for asked in asked_of(task, values, opened, seen=seen, because=self.because):
            try:
                opened, now = open_task(self.clinic, self.records, task_id, self.actor)
                yield self._kept(opened, asked.making(opened, now))
            except CarePlanError as error:
                cells = [one.cell for one in offers if one.cell.column in asked.columns]
                refused += [PassedOver(cell.row, task_id, cell.column, cell.after, str(error)) for cell in cells]

    def _add(self, one: OfferedTask) -> Done:
        """Add a task, and give it to the person that its row names."""
        opened = open_plan(self.clinic, self.records, one.task.plan_id, self.actor)
        made = adding(hand_made_of(opened, one.task.values))(opened)
        done = self._kept(opened, made)
        if assignee := one.task.values.get("assignee"):
            opened, task = open_task(self.clinic, self.records, done.task_id or "", self.actor)
            self._kept(opened, assigning(assignee=assignee)(opened, task))
        return done

    def _kept(self, opened: Opened, made: Made) -> Done:
        return keep(self.records, opened, replace(made, reason=made.reason or _FROM_FILE), act=self.act)


def _told(done: list[Done], refused: list[PassedOver]) -> Done:
    tasks = len({one.task_id for one in done})
    said = f"Taken from the file: {_counted(len(done), 'change')} of {_counted(tasks, 'task')}"
    if refused:
        said += f". Not taken: {_counted(len(refused), 'cell')}. {refused[0].why}".removesuffix(".")
    released = tuple(dict.fromkeys(task for one in done for task in one.released))
    followed = "; ".join(dict.fromkeys(one.followed for one in done if one.followed))
    return replace(done[0], task_id=None, words=said, released=released, followed=followed, left_behind="")


def _counted(number: int, what: str) -> str:
    return f"1 {what}" if number == 1 else f"{number} {what}s"


def _event(file: BinaryIO, actor: Practitioner, clinic: Clinic, done: int, refused: int) -> Event:
    told: Mapping[str, str] = {"changes": str(done), "refused": str(refused), "sha256": _digest(file)}
    return house_event(IMPORTED, actor, clinic.now(), told)


def _digest(file: BinaryIO) -> str:
    """Return the digest of the file, by which its bytes can be told again."""
    found = sha256()
    file.seek(0)
    while chunk := file.read(_AT_A_TIME):
        found.update(chunk)
    return found.hexdigest()
