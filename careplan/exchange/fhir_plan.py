"""A plan, its care team and who signed it: FHIR CarePlan, CareTeam and Provenance."""

from __future__ import annotations

from typing import Final

from careplan.exchange.fhir_goals import goal_id
from careplan.exchange.fhir_parts import (
    TERMINOLOGY,
    Part,
    coding,
    concept,
    condition_id,
    moment,
    narrative,
    note,
    own_code,
    period,
    present,
    template_url,
)
from careplan.exchange.fhir_record import PlanTold, Signed
from careplan.plan import PlanStatus
from careplan.sign_off import SignState

_STATUSES: Final = {PlanStatus.OPEN: "active", PlanStatus.CLOSED: "completed"}
_CATEGORY: Final = "Ongoing pain after back surgery (FBSS / PSPS type 2)"
_SAID: Final = {SignState.SIGNED: "Signed", SignState.DISAGREES: "Disagrees"}


def care_plan(told: PlanTold) -> Part:
    """Return the plan: what it addresses, seeks and consists of, with the safety notice."""
    plan, ids = told.plan, told.ids
    notices = told.words.content.notices.notices
    return present(
        resourceType="CarePlan",
        id=plan.id,
        meta=present(versionId=str(plan.version), lastUpdated=moment(told.updated_at)),
        text=narrative(f"Care plan {plan.id}, version {told.version}, {plan.status.value}", notices.full),
        identifier=[ids.identifier("plan", plan.id)],
        instantiatesCanonical=[f"{template_url(module)}|{version}" for module, version in told.modules().items()],
        replaces=[_former(told, told.replaces)] if told.replaces else None,
        status=_STATUSES[plan.status],
        intent="plan",
        category=[concept(words=_CATEGORY)],
        title=f"Care plan {plan.id}",
        subject=told.subject,
        period=period(plan.inputs.start, told.closed_on),
        created=moment(told.created_at),
        author=ids.reference("Practitioner", told.created_by),
        careTeam=[ids.reference("CareTeam", team_id(plan.id))],
        addresses=[ids.reference("Condition", condition_id(plan.id, one.cause)) for one in plan.inputs.causes],
        goal=[ids.reference("Goal", goal_id(plan.id, goal)) for goal in plan.goals],
        activity=[{"reference": ids.reference("Task", task.id)} for task in plan.tasks.values()],
        note=note(notices.full),
    )


def _former(told: PlanTold, plan_id: str) -> Part:
    """Return the plan that this one took over from; it may not stand in the file, so its identifier names it."""
    return {"type": "CarePlan", "identifier": told.ids.identifier("plan", plan_id), "display": plan_id}


def team_id(plan_id: str) -> str:
    """Return what names the care team of a plan."""
    return f"{plan_id}-team"


def care_team(told: PlanTold) -> Part:
    """Return who looks after the patient, by role."""
    people = sorted(told.members, key=lambda person: (list(told.words.roles).index(person.role), person.id))
    roles = dict.fromkeys(told.words.roles.get(person.role, person.role) for person in people)
    return present(
        resourceType="CareTeam",
        id=team_id(told.plan.id),
        text=narrative(f"Care team: {', '.join(roles)}"),
        identifier=[told.ids.identifier("team", told.plan.id)],
        status="active" if told.plan.status is PlanStatus.OPEN else "inactive",
        subject=told.subject,
        participant=[
            {"role": [told.words.role(person.role)], "member": told.holder(person.role, person.id)} for person in people
        ],
    )


def made(told: PlanTold) -> Part:
    """Return who made the plan, and when."""
    return present(
        resourceType="Provenance",
        id=f"{told.plan.id}-made",
        text=narrative(f"Made by {told.created_by}, {moment(told.created_at)}"),
        target=[_version(told, 1)],
        recorded=moment(told.created_at),
        activity=concept(coding(f"{TERMINOLOGY}v3-DataOperation", "CREATE", "create")),
        agent=[{"type": _agent("author"), "who": told.ids.reference("Practitioner", told.created_by)}],
    )


def signed(told: PlanTold, word: Signed) -> Part:
    """Return the word of one discipline, with the version of the plan that it spoke of."""
    role, said = told.words.roles.get(word.role, word.role), _SAID[word.state]
    return present(
        resourceType="Provenance",
        id=signed_id(told.plan.id, word),
        text=narrative(f"{said}: {role}, version {word.version}", word.reason),
        target=[_version(told, word.version)],
        recorded=moment(word.at),
        reason=[concept(words=word.reason)] if word.reason.strip() else None,
        activity=concept(own_code("signature", word.state, said), words=said),
        agent=[
            {
                "type": _agent("attester"),
                "role": [told.words.role(word.role)],
                "who": told.holder(word.by_role, word.by),
            }
        ],
    )


def signed_id(plan_id: str, word: Signed) -> str:
    """Return what names the word of a discipline on a plan."""
    return f"{plan_id}-{word.state.value}-{word.role.replace('_', '-')}"


def _agent(part: str) -> Part:
    return concept(coding(f"{TERMINOLOGY}provenance-participant-type", part))


def _version(told: PlanTold, number: int) -> Part:
    """Return the plan as it was in one version, as people count them."""
    named = told.ids.identifier("plan-version", f"{told.plan.id}/{number}")
    return told.ids.reference("CarePlan", told.plan.id, f"{told.plan.id}, version {number}", identifier=named)
