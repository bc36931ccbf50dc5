"""Taking what was ticked of another clinic's plan: tasks and goals of one plan, in one transaction, with one Undo."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
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
    after_words,
    lines_of,
    offered,
    read_other,
    title_of,
)
from careplan.coordination.refusals import noting_refusals, writing
from careplan.coordination.task_edits import beginning, prioritising, waiting_for
from careplan.coordination.tasks import Making, adding
from careplan.draft_plan import HandMade
from careplan.errors import CarePlanError, NotAllowed
from careplan.exchange.fhir_reading_plans import OtherPlan
from careplan.goal_acts import GoalEntry
from careplan.store import Records
from careplan.task import Priority
from careplan.team import Practitioner, RoleId
from careplan.text_length import MOST
from careplan.unseen import visible

_MOST: Final = 300
"""Tasks that are made of one file at a time: each is an act of its own, and nobody else writes meanwhile."""
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
    whose: str | None = None,
    again: Collection[str] = (),
    key: str | None = None,
) -> Taken:
    """Make tasks and goals of a plan of what is ticked; what people can read beside goes along as text.

    Args:
        taken: keys of what was ticked (`Offer.key`, `GoalOffer.key`).
        role: who does what the file names no role for.
        whose: key of the person whose plans are taken, of a file that holds those of several.
        again: keys of what the person saw to be in the plan already; of anything else that is, nothing is made.

    Raises:
        NotAllowed: the person may not import, the file is of somebody else, or nothing of it can be taken.
        NotFound: there is no such plan to see.
        InvalidInput: the file cannot be read.
    """
    with noting_refusals(clinic, actor):
        authorise(clinic.catalogue, actor, APPLY)
    found = read_other(clinic, file, actor=actor)
    found = found if whose is None else found.of(whose)
    refused: list[NotTaken] = []
    with writing(clinic, actor, plan_id) as records:

        def act() -> Done:
            opened = open_plan(clinic, records, plan_id, actor)
            _refuse_many(len({one.key for one in found.activities} & {*taken}))
            run = _Run(clinic, records, actor, found, offered(opened, found, role or actor.role), again, uuid4().hex)
            done = [*run.tasks(taken, refused), *run.goals(taken, refused)]
            if not done:
                raise NotAllowed(refused[0].why if refused else "Nothing of the file is ticked.")
            told = {"format": "fhir", "plan": plan_id, "changes": len(done), "refused": len(refused)}
            file.seek(0)
            told["sha256"] = sha256(file.read()).hexdigest()
            records.events.add(house_event(IMPORTED, actor, clinic.now(), told))
            return _told(done, refused)

        return Taken(once(records, key, actor, clinic.now(), act), tuple(refused))


def _refuse_many(ticked: int) -> None:
    if ticked > _MOST:
        raise NotAllowed(f"{ticked:,} activities are ticked, and {_MOST} can be taken at a time. Untick some of them.")


class _Run(NamedTuple):
    """One file on its way into a plan."""

    clinic: Clinic
    records: Records
    actor: Practitioner
    found: OtherFile
    offers: Offers
    again: Collection[str]
    act: str

    def tasks(self, taken: Collection[str], refused: list[NotTaken]) -> Iterator[Done]:
        """Add the ticked activities of each plan; what people can read of the plan goes along with its first task."""
        offers = {one.key: one for one in self.offers.tasks if one.key in taken}
        made: dict[str, str] = {}
        for plan in self.found.plans:
            beside = list(self._beside(plan))
            for activity in plan.activities:
                if activity.key not in offers:
                    continue
                offer = offers[activity.key]
                try:
                    if offer.why_not or (offer.is_here and offer.key not in self.again):
                        raise NotAllowed(
                            offer.why_not
                            or f"“{activity.title}” came into the plan meanwhile. Tick it again to have it twice."
                        )
                    done = self._add(offer, made, offers.keys(), beside)
                    made[activity.key] = done.task_id or ""
                    yield done
                    beside = []
                except CarePlanError as error:
                    refused.append(NotTaken(activity.title, str(error)))
        refused.extend(self._wait(offers, made))

    def _wait(self, offers: Mapping[str, Offer], made: Mapping[str, str]) -> Iterator[NotTaken]:
        """Let each task wait for those of the file that were made after it; yield those that would wait in a circle."""
        for key, task_id in made.items():
            opened, task = open_task(self.clinic, self.records, task_id, self.actor)
            ids = [made[one] for one in offers[key].activity.after if one in made]
            if len(ids) == len(task.desired.waits):
                continue
            try:
                self._kept(opened, waiting_for(ids)(opened, task))
            except CarePlanError as error:
                yield NotTaken(task.title, str(error))

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

    def _add(self, offer: Offer, made: Mapping[str, str], taken: Collection[str], beside: Iterable[str]) -> Done:
        """Add a task with its days; what its details have no room for, and what stands beside, become comments.

        Args:
            made: ids of the tasks that were made before, by the key of their activity.
            taken: keys of all that become tasks; that it waits for anything else there is kept in words.
        """
        activity = offer.activity
        details, *more = pieces((*lines_of(activity), *filter(None, [after_words(offer, taken)])), MOST)
        opened = open_plan(self.clinic, self.records, self.offers.plan_id, self.actor)
        ids = {task.id: identity for identity, task in opened.plan.tasks.items()}
        waits = tuple(ids[made[key]] for key in activity.after if key in made)
        task = HandMade(title_of(activity), offer.role, activity.due, details=details, waits=waits)
        done = self._kept(opened, adding(task)(opened))
        edits: list[Making] = []
        if activity.first and activity.due and activity.first < activity.due:
            edits.append(beginning(activity.first))
        if activity.priority is not Priority.NORMAL:
            edits.append(prioritising(activity.priority))
        edits += [commenting(text) for text in filter(None, (*pieces(more, LONGEST), *pieces(beside, LONGEST)))]
        for edit in edits:
            opened, added = open_task(self.clinic, self.records, done.task_id or "", self.actor)
            self._kept(opened, edit(opened, added))
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
