"""Taking what was ticked of another clinic's plan: tasks and goals of one plan, in one transaction, with one Undo."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import replace
from hashlib import sha256
from typing import BinaryIO, Final, NamedTuple
from uuid import uuid4

from careplan.clinic import Clinic
from careplan.coordination.acting import keep, once
from careplan.coordination.authority import authorise
from careplan.coordination.comments import LONGEST, commenting
from careplan.coordination.done import Done, Made
from careplan.coordination.goals import setting
from careplan.coordination.house_events import house_event
from careplan.coordination.import_apply import APPLY, IMPORTED
from careplan.coordination.opened_plan import Opened, open_plan, open_task
from careplan.coordination.other_plans import (
    GoalOffer,
    Offer,
    Offers,
    OtherFile,
    lines_of,
    offered,
    read_other,
    title_of,
)
from careplan.coordination.refusals import noting_refusals, writing
from careplan.coordination.task_edits import beginning
from careplan.coordination.tasks import adding
from careplan.draft_plan import HandMade
from careplan.errors import CarePlanError, NotAllowed
from careplan.exchange.fhir_reading_plans import OtherPlan
from careplan.goal_acts import GoalEntry
from careplan.store import Records
from careplan.team import Practitioner, RoleId
from careplan.text_length import MOST
from careplan.unseen import visible

_FROM_FILE: Final = "Taken from another clinic’s plan"


class NotTaken(NamedTuple):
    """A ticked activity or goal of which nothing was taken, and why."""

    title: str
    why: str


class Taken(NamedTuple):
    """What came of a file: what was done, for the strip, and what was not taken."""

    done: Done
    refused: tuple[NotTaken, ...]


def take_other(
    clinic: Clinic,
    file: BinaryIO,
    plan_id: str,
    taken: Collection[str],
    *,
    actor: Practitioner,
    role: RoleId | None = None,
    key: str | None = None,
) -> Taken:
    """Make tasks and goals of a plan of what is ticked; what people can read beside goes along as text.

    Args:
        taken: keys of what was ticked (`Offer.key`, `GoalOffer.key`).
        role: who does what the file names no role for.

    Raises:
        NotAllowed: the person may not import, or nothing of it can be taken.
        NotFound: there is no such plan to see.
        InvalidInput: the file cannot be read.
    """
    with noting_refusals(clinic, actor):
        authorise(clinic.catalogue, actor, APPLY)
    found = read_other(clinic, file, actor=actor)
    refused: list[NotTaken] = []
    with writing(clinic, actor, plan_id) as records:

        def act() -> Done:
            opened = open_plan(clinic, records, plan_id, actor)
            run = _Run(clinic, records, actor, found, offered(opened, found, role or actor.role), uuid4().hex)
            done = [*run.tasks(taken, refused), *run.goals(taken, refused)]
            if not done:
                raise NotAllowed(refused[0].why if refused else "Nothing of the file is ticked.")
            told = {"format": "fhir", "plan": plan_id, "changes": len(done), "refused": len(refused)}
            file.seek(0)
            told["sha256"] = sha256(file.read()).hexdigest()
            records.events.add(house_event(IMPORTED, actor, clinic.now(), told))
            return _told(done, refused)

        return Taken(once(records, key, actor, clinic.now(), act), tuple(refused))


class _Run(NamedTuple):
    """One file on its way into a plan."""

    clinic: Clinic
    records: Records
    actor: Practitioner
    found: OtherFile
    offers: Offers
    act: str

    def tasks(self, taken: Collection[str], refused: list[NotTaken]) -> Iterator[Done]:
        """Add the ticked activities of each plan; what people can read of the plan goes along with its first task."""
        offers = {one.key: one for one in self.offers.tasks}
        for plan in self.found.plans:
            beside = list(self._beside(plan))
            for activity in plan.activities:
                if activity.key not in taken:
                    continue
                offer = offers[activity.key]
                try:
                    if offer.why_not:
                        raise NotAllowed(offer.why_not)
                    yield self._add(offer, beside)
                    beside = []
                except CarePlanError as error:
                    refused.append(NotTaken(activity.title, str(error)))

    def goals(self, taken: Collection[str], refused: list[NotTaken]) -> Iterator[Done]:
        """Set the ticked goals, in the words of the other clinic."""
        for offer in self.offers.goals:
            if offer.key in taken:
                try:
                    yield self._set(offer)
                except CarePlanError as error:
                    refused.append(NotTaken(offer.goal.words, str(error)))

    def _beside(self, plan: OtherPlan) -> Iterator[str]:
        if plan.lines:
            yield f"{_FROM_FILE}{f': {visible(plan.title)}' if plan.title else ''}"
            yield from map(visible, plan.lines)

    def _add(self, offer: Offer, beside: Iterable[str]) -> Done:
        """Add a task with its days; what its details have no room for, and what stands beside, become comments."""
        activity = offer.activity
        details, *more = pieces(lines_of(activity), MOST)
        task = HandMade(title_of(activity), offer.role, activity.due, details=details)
        opened = open_plan(self.clinic, self.records, self.offers.plan_id, self.actor)
        done = self._kept(opened, adding(task)(opened))
        task_id = done.task_id or ""
        if activity.first and activity.due and activity.first < activity.due:
            opened, made = open_task(self.clinic, self.records, task_id, self.actor)
            self._kept(opened, beginning(activity.first)(opened, made))
        for text in filter(None, (*pieces(more, LONGEST), *pieces(beside, LONGEST))):
            opened, made = open_task(self.clinic, self.records, task_id, self.actor)
            self._kept(opened, commenting(text)(opened, made))
        return done

    def _set(self, offer: GoalOffer) -> Done:
        opened = open_plan(self.clinic, self.records, self.offers.plan_id, self.actor)
        return self._kept(opened, setting(GoalEntry(visible(offer.goal.words)))(opened))

    def _kept(self, opened: Opened, made: Made) -> Done:
        return keep(self.records, opened, replace(made, reason=made.reason or _FROM_FILE), act=self.act)


def pieces(lines: Iterable[str], most: int) -> list[str]:
    """Return lines as texts of at most `most` characters each, the first one also where it is empty."""
    texts = [""]
    for line in lines:
        for start in range(0, len(line), most):
            part = line[start : start + most]
            joined = f"{texts[-1]}\n{part}" if texts[-1] else part
            if len(joined) > most:
                texts.append(part)
            else:
                texts[-1] = joined
    return texts


def _told(done: list[Done], refused: list[NotTaken]) -> Done:
    tasks = sum(one.task_id is not None for one in done)
    counted = [_counted(tasks, "task"), _counted(len(done) - tasks, "goal")]
    said = f"Taken from the file into {done[0].plan_id}: {' and '.join(filter(None, counted))}"
    if refused:
        said += f". Not taken: {len(refused)}. {refused[0].why}".removesuffix(".")
    return replace(done[-1], act=done[0].act, task_id=None, words=said)


def _counted(number: int, what: str) -> str:
    return f"{number} {what}{'' if number == 1 else 's'}" if number else ""
