"""The tasks of a plan as FHIR Tasks, and what waits for what as one RequestGroup.

FHIR R4 gives a Task no element for “after that one”. Its way to say so is an action of a RequestGroup with a related
action, as in the PlanDefinition that a template is: a task that waits for others is an action after their end.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from careplan.exchange.fhir_parts import (
    Part,
    activity_url,
    concept,
    day,
    moment,
    narrative,
    note,
    own_code,
    period,
    present,
    text,
)
from careplan.exchange.fhir_record import PlanTold, members_of
from careplan.exchange.task_lines import Kept, shown_status
from careplan.identity import BY_HAND, RED_FLAGS
from careplan.plan import PlannedTask, PlanStatus
from careplan.task import OUTCOME_WORDS, Outcome, Priority, Readiness, TaskStatus
from careplan.urgency import FlagClass

_FULFIL: Final = {"system": "http://hl7.org/fhir/CodeSystem/task-code", "code": "fulfill"}
_PRIORITIES: Final = {Priority.URGENT: "asap", Priority.HIGH: "urgent", Priority.NORMAL: "routine"}
_STATUS_WORDS: Final = {
    "todo": "To do",
    "waiting": "Waiting",
    "in_progress": "In progress",
    "done": "Done",
    "not_done": "Not done",
    "cancelled": "Cancelled",
}


def task(told: PlanTold, planned: PlannedTask) -> Part:
    """Return a task: whose it is, within which days, how it stands, and how it ended."""
    wanted, kept = planned.desired, told.kept.get(planned.identity, Kept())
    shown = shown_status(planned, told.standings.get(planned.identity))
    role = told.words.roles.get(planned.role, planned.role)
    members = members_of(planned)
    return present(
        resourceType="Task",
        id=planned.id,
        meta=present(versionId=str(kept.row_version), lastUpdated=moment(kept.updated_at)),
        text=narrative(
            planned.title, f"{role}. {_STATUS_WORDS[shown]}.{f' Due {planned.due}.' if planned.due else ''}"
        ),
        identifier=[
            told.ids.identifier("task", planned.id),
            told.ids.identifier("task-identity", f"{told.plan.id}/{planned.identity}"),
        ],
        instantiatesCanonical=_template(told, members),
        basedOn=[told.itself],
        groupIdentifier=_series(told, planned),
        status=_status(told, planned),
        statusReason=_reason(planned),
        businessStatus=concept(own_code("task-status", shown, _STATUS_WORDS[shown]), words=_STATUS_WORDS[shown]),
        intent="plan",
        priority=_priority(planned),
        code=concept(_FULFIL, *(own_code("task", member) for member in members), words=planned.title),
        description=text(_description(told, planned)),
        focus=told.itself,
        for_=told.subject,
        executionPeriod=period(None, planned.closed_on if planned.outcome else None),
        authoredOn=moment(kept.created_at),
        lastModified=moment(kept.updated_at),
        performerType=[told.words.role(planned.role)],
        owner=told.holder(planned.role, planned.assignee),
        reasonCode=concept(words=told.words.plain(wanted.why)),
        note=note(planned.note),
        restriction=present(period=_window(planned)),
        input=_inputs(told, planned),
        output=_outputs(planned),
    )


def waits(told: PlanTold) -> Part | None:
    """Return what waits for what among the tasks of a plan; None where nothing does."""
    tasks = told.plan.tasks
    before = {task.id: [tasks[one].id for one in task.desired.waits if one in tasks] for task in tasks.values()}
    related = {one for task_id, ids in before.items() for one in ((task_id, *ids) if ids else ())}
    if not related:
        return None
    return present(
        resourceType="RequestGroup",
        id=waits_id(told.plan.id),
        text=narrative(f"Which tasks of plan {told.plan.id} wait for others"),
        identifier=[told.ids.identifier("waits", told.plan.id)],
        basedOn=[told.itself],
        status="active" if told.plan.status is PlanStatus.OPEN else "completed",
        intent="plan",
        code=concept(words="What waits for what"),
        subject=told.subject,
        action=[
            present(
                id=task.id,
                title=text(task.title),
                relatedAction=[{"actionId": one, "relationship": "after-end"} for one in before[task.id]],
                resource=told.ids.reference("Task", task.id),
            )
            for task in tasks.values()
            if task.id in related
        ],
    )


def waits_id(plan_id: str) -> str:
    """Return what names the order of the tasks of a plan."""
    return f"{plan_id}-waits"


def _status(told: PlanTold, planned: PlannedTask) -> str:
    """Return the status by the definitions of FHIR R4: draft is “not yet ready to be acted upon”."""
    found = told.standings.get(planned.identity)
    readiness = found.readiness if found else Readiness.READY
    match planned.status:
        case TaskStatus.TODO:
            return "ready" if readiness is Readiness.READY else "draft"
        case TaskStatus.IN_PROGRESS:
            return "on-hold" if readiness is Readiness.HELD else "in-progress"
        case TaskStatus.DONE:
            return "completed"
        case TaskStatus.NOT_DONE:
            return "failed" if planned.outcome is Outcome.NOT_TOLERATED else "cancelled"
        case TaskStatus.CANCELLED:
            return "cancelled"


def _reason(planned: PlannedTask) -> Part:
    """Return why a task was not done, or was cancelled; empty for any other."""
    if planned.status is TaskStatus.NOT_DONE and planned.outcome:
        words = OUTCOME_WORDS[planned.outcome]
        return concept(own_code("outcome", planned.outcome, words), words=words)
    return concept(words=planned.reason) if planned.status is TaskStatus.CANCELLED else {}


def _priority(planned: PlannedTask) -> str:
    """Return how soon it is asked for; a red flag of the class that means now is stat."""
    flag = planned.desired.red_flag is not None and planned.desired.flag_class is FlagClass.U0
    return "stat" if flag else _PRIORITIES[planned.priority]


def _template(told: PlanTold, members: tuple[str, ...]) -> str | None:
    """Return the task of a template that it was made from; of a merged one the first, its code names the others."""
    for member in members:
        module, _, key = member.partition("/")
        if module != RED_FLAGS and (version := told.plan.modules.get(module)):
            return f"{activity_url(module, key)}|{version}"
    return None


def _series(told: PlanTold, planned: PlannedTask) -> Part | None:
    """Return what the sessions of a series share."""
    if planned.desired.occurrences == 1:
        return None
    module, key, instance = planned.identity.series
    return told.ids.identifier("series", f"{told.plan.id}/{module}/{key}/{instance}")


def _description(told: PlanTold, planned: PlannedTask) -> str:
    """Return when it is done, and which session of its series it is."""
    wanted = planned.desired
    done_when = wanted.done_when if planned.identity.module == BY_HAND else map(told.words.plain, wanted.done_when)
    session = f"{planned.identity.occurrence} of {wanted.occurrences}" if wanted.occurrences > 1 else ""
    return " / ".join(filter(None, (session, *done_when)))


def _window(planned: PlannedTask) -> Part:
    """Return the days within which it is to be done; a day that was set by hand has none around it (R19)."""
    if planned.overrides.due is not None or planned.desired.window is None:
        return period(None, planned.due)
    return period(*planned.desired.window)


def _inputs(told: PlanTold, planned: PlannedTask) -> list[Part]:
    """Return the target day within its window, which Task has no element for."""
    if planned.due is None:
        return []
    return [{"type": concept(own_code("task-input", "target-day"), words="Target day"), "valueDate": day(planned.due)}]


def _outputs(planned: PlannedTask) -> list[Part]:
    """Return how it was done: as planned or partly."""
    return list(_done(planned)) if planned.status is TaskStatus.DONE else []


def _done(planned: PlannedTask) -> Iterator[Part]:
    if planned.outcome:
        words = OUTCOME_WORDS[planned.outcome]
        of = concept(own_code("task-output", "outcome"), words="Outcome")
        yield {"type": of, "valueCodeableConcept": concept(own_code("outcome", planned.outcome, words), words=words)}
