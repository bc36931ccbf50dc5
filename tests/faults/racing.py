"""People in processes of their own who change the same plans at once, and tell each write after it was kept."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import date, timedelta
from multiprocessing.synchronize import Barrier
from pathlib import Path
from typing import Any

from careplan.coordination.comments import comment
from careplan.coordination.done import Done
from careplan.coordination.opened_plan import plain
from careplan.coordination.tasks import assign, move
from careplan.errors import Conflict
from careplan.plan import PlannedTask
from careplan.team import Practitioner
from tests.faults.processes import PROCESSES
from tests.small_clinic import MONDAY, SmallClinic, open_small_clinic, reopened

RACERS = 16
PLANS = 4
ROLES = ("surgeon", "primary_care", "pain_specialist", "care_coordinator")
"""Who may move and give every task of a patient."""
REPEATED = 10
"""Of so many presses one is sent twice, as after an answer that was lost."""
_DAYS = 3000


@dataclass(frozen=True)
class Told:
    """One write that was told as kept.

    Attributes:
        field: `due` or `assignee`; empty for a note.
        saw: what stood there when the person looked last; `wrote` what was written, or the text of the note.
        met: what stood there by each conflict that came before.
        version: the plan's, by the answer.
    """

    who: str
    plan: str
    task: str
    field: str
    saw: str | None
    wrote: str | None
    act: str
    version: int
    met: tuple[str | None, ...] = ()


def prepare(home: Path) -> list[str]:
    """Make a clinic with a person for each process and a few short plans; return the plans."""
    small = open_small_clinic(home, in_file=True)
    with small.clinic.store.writing() as records:
        for person in racers():
            records.accounts.add(person.id, person.role, password=None, at=small.clinic.now())
            records.teams.join(records.teams.default(), person)
    plans = [small.begin("V1", "normal_recovery", patient=f"P-{n:04}").plan_id for n in range(PLANS)]
    small.clinic.store.close()
    return plans


def racers() -> list[Practitioner]:
    """Return the people, one a process."""
    return [Practitioner(id=f"racer.{n}", role=ROLES[n % len(ROLES)]) for n in range(RACERS)]


def race(home: Path, plans: Sequence[str], writes: int) -> list[Told]:
    """Let everybody write so many times at once, and return what was told."""
    start = PROCESSES.Barrier(RACERS)
    told = [home / f"told-{person.id}" for person in racers()]
    running = [
        PROCESSES.Process(target=_race, args=(home, list(plans), person, writes, start, file), daemon=True)
        for person, file in zip(racers(), told, strict=True)
    ]
    for process in running:
        process.start()
    for process in running:
        process.join()
    assert [process.exitcode for process in running] == [0] * RACERS
    return [Told(**json.loads(line)) for file in told for line in file.read_text().splitlines()]


def _race(home: Path, plans: list[str], person: Practitioner, writes: int, start: Barrier, file: Path) -> None:
    small = reopened(home)
    noted = {plan: next(task.id for task in small.plan(plan).tasks.values() if task.is_open) for plan in plans}
    racer = _Racer(small, person, noted, int(person.id.removeprefix("racer.")))
    start.wait(60)
    with file.open("a", buffering=1) as told:
        for one in racer.write(writes):
            told.write(json.dumps(asdict(one)) + "\n")
    small.clinic.store.close()


@dataclass(frozen=True)
class _Racer:
    """One person: writes a note, then a day, a note, then whose a task is, and looks anew after each conflict.

    `noted`: the task of each plan that the notes are about.
    """

    small: SmallClinic
    person: Practitioner
    noted: dict[str, str]
    number: int

    def write(self, writes: int) -> Iterator[Told]:
        for turn in range(writes):
            plan = list(self.noted)[(self.number + turn // 2) % len(self.noted)]
            match turn % 4:
                case 1:
                    yield self._change(plan, turn, "due")
                case 3:
                    yield self._change(plan, turn, "assignee")
                case _:
                    yield self._note(plan, turn)

    def _task(self, plan: str, turn: int) -> tuple[PlannedTask, int]:
        """Return an open task of a plan as this person sees it now, with its row version."""
        record = self.small.record(plan)
        tasks = [task for task in record.plan.tasks.values() if task.is_open]
        task = tasks[(self.number * 7 + turn) % len(tasks)]
        return task, record.row_versions[task.identity]

    def _note(self, plan: str, turn: int) -> Told:
        task, text = self.noted[plan], f"Note {turn} of {self.person.id}"
        done = self._pressed(turn, lambda key: comment(self.small.clinic, task, text, actor=self.person, key=key))
        return Told(self.person.id, plan, task, "", None, text, done.act, done.version)

    def _change(self, plan: str, turn: int, name: str) -> Told:
        """Change a field, again and again until nobody was there first."""
        met: list[str | None] = []
        while True:
            task, seen = self._task(plan, turn)
            saw, wanted = getattr(task, name), self._wanted(task, name, turn)
            try:
                done = self._pressed(turn, lambda key: self._set(task, name, wanted, seen, key))  # noqa: B023
            except Conflict as conflict:
                was, now, mine = conflict.fields[name]
                assert (was, mine) == (plain(saw), plain(wanted)), "a conflict tells what was seen and asked for"
                assert conflict.by, "and who was first"
                met.append(plain(now))
            else:
                return Told(
                    self.person.id, plan, task.id, name, plain(saw), plain(wanted), done.act, done.version, tuple(met)
                )

    def _wanted(self, task: PlannedTask, name: str, turn: int) -> Any:
        if name == "assignee":
            return self.person.id if task.assignee != self.person.id else None
        day = MONDAY + timedelta(days=1 + (self.number + turn * RACERS) % _DAYS)
        return day if task.due != day else day + timedelta(days=1)

    def _set(self, task: PlannedTask, name: str, wanted: date | str | None, seen: int, key: str) -> Done:
        if isinstance(wanted, date):
            return move(self.small.clinic, task.id, wanted, actor=self.person, seen=seen, key=key)
        return assign(self.small.clinic, task.id, actor=self.person, assignee=wanted, seen=seen, key=key)

    def _pressed(self, turn: int, act: Any) -> Done:
        key = f"{turn:032}"  # of this person alone: the same names of others are other presses
        done: Done = act(key)
        if turn % REPEATED == 0:
            assert act(key) == done, "pressed again, it is told what the first press did"
        return done
