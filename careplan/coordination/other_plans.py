"""A file of FHIR that came from others: what of it is used, kept as text or not understood, before anything is written.

Of a care plan or plan definition of others the activities may become tasks of a plan of the clinic, and the goals goals
of it. A template that careplan wrote is shown against the version in use.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
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
from careplan.exchange.fhir_reading import Leaf, Mark, read_json
from careplan.exchange.fhir_reading_plans import Activity, Here, OtherPlan, SoughtThere, read_plan
from careplan.exchange.fhir_reading_resources import Resources
from careplan.exchange.fhir_templates_reading import is_ours
from careplan.exchange.task_difference import NewTask
from careplan.goal import MOST_GOALS
from careplan.team import Practitioner, RoleId
from careplan.text_length import LONGEST_LINE
from careplan.unseen import visible


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
    def activities(self) -> tuple[Activity, ...]:
        """The activities of all its plans."""
        return tuple(one for plan in self.plans for one in plan.activities)


class Offer(NamedTuple):
    """An activity that may become a task of the chosen plan.

    Attributes:
        role: who is to do it: as the file says, else as the person chose.
        ticked: it is taken unless somebody says otherwise.
        note: why it is not; empty where nothing speaks against it.
        why_not: why it cannot be taken; empty where it can.
    """

    activity: Activity
    role: RoleId
    ticked: bool = True
    note: str = ""
    why_not: str = ""

    @property
    def key(self) -> str:
        """Names it within its file."""
        return self.activity.key


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
    """What may be taken of a file into one plan."""

    plan_id: str
    patient_id: str
    tasks: tuple[Offer, ...]
    goals: tuple[GoalOffer, ...]


_HERE: Final = "in the plan already"


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
    plans = ids_of(facts.created_at if facts else None).identifier("plan", "")["system"]
    here = Here(_roles(clinic), clinic.today(), plans, lambda words: dose_refusal("It", words) or "")
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
    """
    with noting_refusals(clinic, actor, plan_id), clinic.store.reading() as records:
        return offered(open_plan(clinic, records, plan_id, actor), found, role or actor.role)


def offered(opened: Opened, found: OtherFile, role: RoleId) -> Offers:
    """Return the same for a plan that is open."""
    tasks = tuple(_offer(opened, one, role) for one in found.activities)
    return Offers(opened.plan.id, opened.plan.patient_id, tasks, tuple(_goals(opened, found)))


def title_of(activity: Activity) -> str:
    """Return the title of the task that is made of an activity; a longer one is cut, and whole in the details."""
    title = visible(activity.title)
    return title if len(title) <= LONGEST_LINE else f"{title[: LONGEST_LINE - 1]}…"


def lines_of(activity: Activity) -> Iterator[str]:
    """Yield the lines that go along with a task, each text as it may be kept."""
    if len(visible(activity.title)) > LONGEST_LINE:
        yield visible(activity.title)
    yield from map(visible, activity.lines)


def _offer(opened: Opened, activity: Activity, otherwise: RoleId) -> Offer:
    role = activity.role or otherwise
    values = {"task": title_of(activity), "role": role, "due_date": activity.due}
    why_not = activity.why_not or refuse_new(opened, NewTask(0, opened.plan.id, values))
    note = activity.aside or (_HERE if made_alike(opened, values) else "")
    return Offer(activity, role, not (note or why_not), note, why_not)


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
