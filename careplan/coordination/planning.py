"""From an intake to a plan that the team works on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Final
from uuid import uuid4

from careplan.cause import CauseId
from careplan.clinic import Clinic
from careplan.coordination.acting import once
from careplan.coordination.authority import authorise
from careplan.coordination.closing_plan import PLAN_CREATED, plan_event
from careplan.coordination.done import Done
from careplan.coordination.intake_draft import became
from careplan.coordination.noted_rules import note_rules
from careplan.coordination.patient_undone import brought
from careplan.coordination.plan_patient import kept_patient, refuse_taken
from careplan.coordination.plan_team import TeamNow, team_now
from careplan.coordination.refusals import again, noting_refusals, writing
from careplan.draft_plan import DraftPlan, Edits, draft_plan
from careplan.errors import InvalidInput, NotAllowed, NotOnTeam
from careplan.event import FieldChanged
from careplan.facts import Record
from careplan.identity import Identity
from careplan.intake import FirstLook, Intake, first_look, unscreened
from careplan.intake_plan import checked_picks, plan_inputs
from careplan.numbering import in_order
from careplan.plan import CarePlan
from careplan.plan_checks import PlanCheck, plan_checks
from careplan.red_flag import QUESTIONS
from careplan.standing import standings
from careplan.store import Records
from careplan.task import Outcome, TaskStatus
from careplan.team import Practitioner
from careplan.undoing import record_changes
from careplan.working_days import refuse_far

RED_FLAGS_FIRST: Final = "Answer the red flags first: tick those that hold, or “None of these”."
SCREENS = (Identity("core", "K01", 1, 1), Identity("normal_recovery", "WR01", 1, 1))
"""The first red-flag screen of a plan, which answering the red flags at intake closes (PLAN_RULES R33)."""


@dataclass(frozen=True, slots=True)
class Proposal:
    """What Create plan would keep, with all that is said about it."""

    draft: DraftPlan
    look: FirstLook
    checks: tuple[PlanCheck, ...]
    team: TeamNow


def propose(
    clinic: Clinic,
    intake: Intake,
    causes: Sequence[CauseId],
    edits: Edits,
    *,
    actor: Practitioner,
    look: FirstLook | None = None,
    team: TeamNow | None = None,
) -> Proposal:
    """Return the plan that an intake and these causes would make; keeps nothing.

    `look` and `team` are what was found before, so that it is not asked for twice.

    Raises:
        InvalidInput: the causes do not go together.
    """
    if team is None:
        with clinic.store.reading() as records:
            team = team_now(records, actor, intake.patient.id)
    seen = look or first_look(intake, clinic.content)
    picks = checked_picks(causes, clinic.content.causes)
    inputs = plan_inputs(intake, seen, picks, roles=team.roles, holidays=team.holidays, finder=actor.role)
    draft = draft_plan(clinic.templates, inputs, edits, goal=intake.goal or "")
    unasked = unscreened(intake, seen.answers, clinic.content)
    return Proposal(draft, seen, plan_checks(draft, intake.patient, clinic.content, unscreened=unasked), team)


@again
def create_plan(
    clinic: Clinic,
    intake: Intake,
    causes: Sequence[CauseId],
    *,
    actor: Practitioner,
    edits: Edits | None = None,
    red_flags_answered: bool,
    reason: str = "",
    key: str | None = None,
    draft: bool = False,
) -> Done:
    """Open a patient's plan from an intake.

    Args:
        red_flags_answered: whether every red flag was answered ("None of these" or ticks).
        reason: why another cause was picked than the findings suggest; asked for only then (R34).
        key: names this press; a second press returns what the first did.
        draft: whether the draft of the new-plan screen became this plan: it is put by, and Undo brings it back.

    Raises:
        NotAllowed: the person may not, a red flag is unanswered, a reason is missing, or a plan is open.
        NotFound: a new patient cannot have the id that was given.
        InvalidInput: the causes do not go together, or a check stands in the way.
    """
    with noting_refusals(clinic, actor):
        authorise(clinic.catalogue, actor, "plan.create")
    if not red_flags_answered:
        raise NotAllowed(RED_FLAGS_FIRST, about=("red_flags",))
    proposal = propose(clinic, replace(intake, red_flags_answered=True), causes, edits or Edits(), actor=actor)
    _refuse_far_days(edits or Edits(), clinic.today())
    _refuse_unreasoned(clinic, proposal, causes, reason)
    errors = [check.message for check in proposal.checks if check.severity == "error"]
    if errors:
        raise InvalidInput(" ".join(errors))

    def create(records: Records) -> Done:
        done = _create(clinic, records, intake, proposal, actor=actor, reason=reason)
        if draft:
            became(records, actor, done.plan_id, at=clinic.now())
        return done

    try:
        with writing(clinic, actor) as records:
            return once(records, key, actor, clinic.now(), lambda: create(records))
    except NotOnTeam:
        raise refuse_taken(clinic, actor, intake.patient.id) from None


def _refuse_far_days(edits: Edits, today: date) -> None:
    for day in (*edits.moved.values(), *(added.due for added in edits.added)):
        if day:
            refuse_far(day, today)


def _refuse_unreasoned(clinic: Clinic, proposal: Proposal, causes: Sequence[CauseId], reason: str) -> None:
    unexpected = [cause for cause in causes if proposal.look.assessment.asks_reason(cause)]
    if unexpected and not reason.strip():
        words = " and ".join(clinic.cause_words(cause) for cause in unexpected)
        raise NotAllowed(f"The findings suggest another cause than {words}. Write why you pick it.")


def _create(
    clinic: Clinic, records: Records, intake: Intake, proposal: Proposal, *, actor: Practitioner, reason: str
) -> Done:
    now, act = clinic.now(), uuid4().hex
    patient, was, replaces = kept_patient(clinic, records, intake.patient, actor, act)
    plan = in_order(screened(_reasoned(proposal, reason), intake.start))
    before = Record(intake.start) if was is None else records.patients.known(patient.id, intake.start)
    stands = standings(plan, clinic.templates)
    saved = records.plans.add(
        plan,
        patient,
        stands,
        by=actor.id,
        at=now,
        role=actor.role,
        reason=reason,
        modules=clinic.versions,
        replaces=replaces,
    )
    note_rules(clinic, records, None, saved, stands)
    causes = FieldChanged(None, ";".join(cause.cause for cause in saved.inputs.causes))
    found = [flag.flag for flag in saved.inputs.flags]
    changes = {"causes": causes, "goal": FieldChanged(None, saved.goal), QUESTIONS: FieldChanged(None, found)}
    after = saved.inputs.record if was is None else records.patients.known(patient.id, intake.start)
    undo = {"created": True, "inputs": record_changes(before, after), "patient": brought(was, patient)}
    records.events.add(plan_event(PLAN_CREATED, saved, actor, now, reason, changes, act, undo))
    to_do = saved.to_do().values()
    words = f"{len(to_do)} tasks assigned to {len({task.role for task in to_do})} roles, {patient.id}"
    return Done(act, saved.id, None, words, saved.version)


def _reasoned(proposal: Proposal, reason: str) -> CarePlan:
    """Return the plan with the reason kept at each cause that needed one."""
    plan, asks = proposal.draft.plan, proposal.look.assessment.asks_reason
    causes = tuple(replace(one, reason=reason.strip()) if asks(one.cause) else one for one in plan.inputs.causes)
    return replace(plan, inputs=replace(plan.inputs, causes=causes))


def screened(plan: CarePlan, on: date) -> CarePlan:
    """Return the plan with its first red-flag screen done: its questions were answered at intake (R33)."""
    done, note = TaskStatus.DONE, "Answered at intake"
    for screen in (plan.tasks[first] for first in SCREENS if first in plan.tasks):
        if screen.is_open:
            plan = plan.with_task(replace(screen, status=done, outcome=Outcome.AS_PLANNED, closed_on=on, note=note))
    return plan
