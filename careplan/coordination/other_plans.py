"""A file of FHIR that came from others: what of it is used, kept as text or not understood, before anything is written.

Of a care plan or plan definition of others the activities may become tasks of a plan of the clinic, and the goals goals
of it. A template that careplan wrote is shown against the version in use.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import date
from typing import BinaryIO, Final, NamedTuple

from careplan.catalogue.text_checks import dose_refusal
from careplan.clinic import Clinic
from careplan.coordination.authority import authorise
from careplan.coordination.fhir_rows import ids_of
from careplan.coordination.importing import PREVIEW
from careplan.coordination.new_tasks import made_alike, refuse_new
from careplan.coordination.opened_plan import Opened, open_plan
from careplan.coordination.refusals import noting_refusals
from careplan.coordination.templates_fhir import CameBack, came_back
from careplan.errors import NotAllowed
from careplan.exchange.fhir_reading import Leaf, Mark, read_json
from careplan.exchange.fhir_reading_activities import Activity
from careplan.exchange.fhir_reading_fields import Here
from careplan.exchange.fhir_reading_people import Subject
from careplan.exchange.fhir_reading_plans import OtherPlan, SoughtThere, read_plan
from careplan.exchange.fhir_reading_resources import Resources
from careplan.exchange.fhir_templates_reading import is_ours
from careplan.exchange.task_difference import NewTask
from careplan.goal import MOST_GOALS
from careplan.team import Practitioner, RoleId
from careplan.text_length import LONGEST_LINE
from careplan.unseen import visible
from careplan.working_days import date_words


@dataclass(frozen=True, slots=True)
class OtherFile:
    """What a file of FHIR says.

    Attributes:
        plans: of others; `templates`: of careplan's own form.
        used, kept, unknown: every value of the file, each in just one of the three.
    """

    plans: tuple[OtherPlan, ...]
    templates: tuple[CameBack, ...]
    used: tuple[Leaf, ...]
    kept: tuple[Leaf, ...]
    unknown: tuple[Leaf, ...]

    @property
    def people(self) -> tuple[Subject, ...]:
        """Of whom its care plans are, each once."""
        return tuple({plan.subject.key: plan.subject for plan in self.plans if plan.kind == CARE_PLAN}.values())

    def of(self, whose: str) -> OtherFile:
        """Return the file with the plans of one person alone, by `Subject.key`; definitions are of everybody."""
        return replace(
            self, plans=tuple(one for one in self.plans if one.kind != CARE_PLAN or one.subject.key == whose)
        )

    @property
    def activities(self) -> tuple[Activity, ...]:
        """The activities of all its plans."""
        return tuple(one for plan in self.plans for one in plan.activities)


class Offer(NamedTuple):
    """An activity that may become a task of the chosen plan.

    Attributes:
        role: who is to do it: as the file says, else as the person chose.
        after: what it waits for in the file, in words, one for each key of `Activity.after`.
        ticked: it is taken unless somebody says otherwise.
        note: why it is not; empty where nothing speaks against it.
        why_not: why it cannot be taken; empty where it can.
    """

    activity: Activity
    role: RoleId
    after: tuple[str, ...] = ()
    ticked: bool = True
    note: str = ""
    why_not: str = ""

    @property
    def key(self) -> str:
        """Names it within its file."""
        return self.activity.key

    @property
    def is_here(self) -> bool:
        """Whether the plan has a task made by hand with this title and role."""
        return self.note == _HERE


class GoalOffer(NamedTuple):
    """A goal of the file that may become one of the chosen plan."""

    goal: SoughtThere
    ticked: bool
    note: str = ""

    @property
    def key(self) -> str:
        """Names it within its file."""
        return self.goal.key


class Offers(NamedTuple):
    """What may be taken of a file into one plan; nothing is ticked while there is a `doubt` whose file it is."""

    plan_id: str
    patient_id: str
    tasks: tuple[Offer, ...]
    goals: tuple[GoalOffer, ...]
    doubt: str = ""


CARE_PLAN: Final = "CarePlan"
_HERE: Final = "in the plan already"
_DAY: Final = re.compile(r"\d{4}(-\d{2}(-\d{2})?)?")


def read_other(clinic: Clinic, file: BinaryIO, *, actor: Practitioner) -> OtherFile:
    """Return what a file of FHIR says; nothing is written.

    Raises:
        NotAllowed: the person may not import.
        InvalidInput: it cannot be read, or holds nothing that careplan reads.
    """
    with noting_refusals(clinic, actor):
        authorise(clinic.catalogue, actor, PREVIEW)
    document = read_json(file)
    resources = Resources(document)
    ours = [node for node in resources.plans if is_ours(node)]
    with clinic.store.reading() as records:
        facts = records.clinic.find()
    house = ids_of(facts.created_at if facts else None).identifier("", "")["system"]
    here = Here(_roles(clinic), clinic.today(), house, lambda words: dose_refusal("It", words) or "")
    others = [read_plan(resources, node, here) for node in resources.plans if node not in ours]
    templates = came_back(clinic.catalogue, resources, ours)
    return OtherFile(tuple(others), templates, *(document.marked(mark) for mark in Mark))


def offers(
    clinic: Clinic, found: OtherFile, plan_id: str, *, actor: Practitioner, role: RoleId | None = None
) -> Offers:
    """Return what may be taken of a file into a plan.

    Args:
        role: who does what the file names no role for; by default that of the person who asks.

    Raises:
        NotFound, NoRight: the person may not act on this plan.
        NotAllowed: the file is of another patient of the clinic, or of several people.
    """
    with noting_refusals(clinic, actor, plan_id), clinic.store.reading() as records:
        return offered(open_plan(clinic, records, plan_id, actor), found, role or actor.role)


def offered(opened: Opened, found: OtherFile, role: RoleId) -> Offers:
    """Return the same for a plan that is open."""
    doubt, named = _doubt(opened, found), {one.key: _named(one) for one in found.activities}
    tasks = tuple(_offer(opened, one, role, named) for one in found.activities)
    goals = tuple(_goals(opened, found))
    if doubt:
        tasks = tuple(one._replace(ticked=False) for one in tasks)
        goals = tuple(one._replace(ticked=False) for one in goals)
    return Offers(opened.plan.id, opened.plan.patient_id, tasks, goals, doubt)


def _doubt(opened: Opened, found: OtherFile) -> str:
    """Return why a file may be of another person than the plan; empty where nothing says so (SAFETY 27).

    Raises:
        NotAllowed: it is of another one of the clinic, or of several people.
    """
    known, plan_id = opened.record.patient, opened.plan.id
    if len(found.people) > 1:
        names = " and ".join(visible(one.words)[:80] or "somebody without a name" for one in found.people[:3])
        raise NotAllowed(f"The file holds plans of {len(found.people)} people: {names}. Choose whose are to be taken.")
    for person in found.people:
        if person.id_here not in ("", known.id):
            raise NotAllowed(f"The file is of {visible(person.id_here)[:20]}, and {plan_id} is a plan of {known.id}.")
        born = known.birth_date.isoformat() if known.birth_date else ""
        if born and _DAY.fullmatch(person.born) and not born.startswith(person.born):
            days = _day_words(person.born), _day_words(born)
            return f"The file is of somebody born {days[0]}, and {known.id} was born {days[1]}. Is it the same person?"
    return ""


def _day_words(day: str) -> str:
    """Return a day of birth as screens show it; one that is known in part as it stands."""
    with suppress(ValueError):
        return date_words(date.fromisoformat(day))
    return day


def title_of(activity: Activity) -> str:
    """Return the title of the task that is made of an activity; a longer one is cut, and whole in the details."""
    title = visible(activity.title)
    return title if len(title) <= LONGEST_LINE else f"{title[: LONGEST_LINE - 1]}…"


def lines_of(activity: Activity) -> Iterator[str]:
    """Yield the lines that go along with a task, each text as it may be kept."""
    if len(visible(activity.title)) > LONGEST_LINE:
        yield visible(activity.title)
    yield from map(visible, activity.lines)


def after_words(offer: Offer, but: Collection[str] = ()) -> str:
    """Return what an activity waits for in its file, in words; empty where that is nothing `but` these keys."""
    pairs = zip(offer.activity.after, offer.after, strict=True)
    said = "; ".join(words for key, words in pairs if key not in but)
    return f"After {said}" if said else ""


def _named(activity: Activity) -> str:
    return f"“{title_of(activity)}”{f', {activity.aside}' if activity.aside else ''}"


def _offer(opened: Opened, activity: Activity, otherwise: RoleId, named: Mapping[str, str]) -> Offer:
    role = activity.role or otherwise
    values = {"task": title_of(activity), "role": role, "due_date": activity.due}
    why_not = activity.why_not or refuse_new(opened, NewTask(0, opened.plan.id, values))
    note = activity.aside or (_HERE if made_alike(opened, values) else "")
    after = tuple(named[key] for key in activity.after)
    return Offer(activity, role, after, not (note or why_not), note, why_not)


def _goals(opened: Opened, found: OtherFile) -> Iterator[GoalOffer]:
    """Yield the goals of a file; as many are ticked as the plan has room for."""
    sought = {goal.words.casefold() for goal in opened.plan.goals if goal.is_sought}
    room = MOST_GOALS - len(sought)
    for plan in found.plans:
        for goal in plan.goals:
            if goal.words.casefold() in sought:
                yield GoalOffer(goal, False, _HERE)
                continue
            room -= 1
            full = f"a plan seeks at most {MOST_GOALS} goals at a time" if room < 0 else ""
            yield GoalOffer(goal, not (plan.warnings or full), full)


def _roles(clinic: Clinic) -> dict[str, RoleId]:
    known = [role for role in clinic.catalogue.roles.values() if not role.account_only]
    return {name: role.id for role in known for name in (role.id, role.label.casefold())}
