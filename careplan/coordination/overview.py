"""The patient on one page: where the plan stands, what comes next, what is to be decided, what has changed."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Final, NamedTuple

from careplan.clinic import Clinic
from careplan.coordination.access import seen_by
from careplan.coordination.alerts import NO_ALERTS, OpenAlerts, plan_alerts
from careplan.coordination.authority import authorise
from careplan.coordination.board import Board, board_of, first_to_look_at
from careplan.coordination.causes import NO_CAUSES, PlanCauses, look_now, plan_causes
from careplan.coordination.flag_reply import deadlines
from careplan.coordination.gates import Decision, decisions_of
from careplan.coordination.happenings import Happening, happening
from careplan.coordination.left_standing import LeftStanding, left_standing
from careplan.coordination.lines import TaskLine
from careplan.coordination.medicines import confirmed_by
from careplan.coordination.opened_plan import Opened, open_plan, read_plan
from careplan.coordination.reads import Look, looking
from careplan.coordination.red_flags import ClearedFlag, cleared_flags
from careplan.coordination.refusals import writing
from careplan.coordination.review import next_day
from careplan.coordination.safety import safety_of
from careplan.coordination.signatures import Signature, signatures_of
from careplan.errors import OnlyReading
from careplan.improvement import Improvement, improvement
from careplan.medicine import with_doses
from careplan.patient import Operation, Patient, Procedure
from careplan.plan import CarePlan, PlanStatus
from careplan.plan_safety import PlanSafety
from careplan.response import response
from careplan.sign_off import Decided, decided
from careplan.store import PatientRecord, PlanFilter, PlanRow, PlanSort, Records
from careplan.task import Phase, Readiness
from careplan.team import CoreRole, Practitioner, RoleId
from careplan.urgency import URGENT

ALWAYS: Final = ("odi", "nrs_back", "nrs_leg")
"""Measures that every plan follows; what is missing of them is shown as missing."""
WHERE_TAKEN: Final = ("eq5d_index", "eq_vas", "mme")
"""Measures that are shown where there is a value."""


class PhaseProgress(NamedTuple):
    """How much of one phase is closed, in lines; what was cancelled is none of its work."""

    phase: Phase
    closed: int
    total: int


@dataclass(frozen=True, slots=True)
class NextAction:
    """The first open line of one role; None where it has nothing open."""

    role: RoleId
    line: TaskLine | None


@dataclass(frozen=True, slots=True)
class OutcomeLine:
    """One measure; `moved` is None where it was never taken."""

    measure: str
    moved: Improvement | None


@dataclass(frozen=True, slots=True)
class Looked:
    """What others changed since the person last looked, the newest first; `at` is None at the first look."""

    at: datetime | None
    changes: tuple[Happening, ...] = ()


@dataclass(frozen=True, slots=True)
class Overview:
    """One patient. Everything but `patient` and `plans` is of the open plan, else of the last one.

    Attributes:
        age: in whole years.
        response: worse, unchanged, improved, much improved, by the response rule; None before a second score.
        plans: every plan of the patient, the newest first.
        cleared: the red flags that were cleared, the last one first.
        standing: what was planned or decided while a cause was suspected that is refuted now, and is not kept yet.
        listed_by: who confirmed the medicine list; empty where none is confirmed.
        reads_until: until when an emergency lets the person read it; None on the care team.
        board: None where the patient has no plan at all.
        signatures: how each discipline stands to `decided`, what a signature is bound to.
        next_meeting: the day of the team's next review meeting, else the one that is offered for it.
    """

    patient: Patient
    age: int | None
    plans: tuple[PlanRow, ...]
    board: Board | None = None
    phases: tuple[PhaseProgress, ...] = ()
    next_actions: tuple[NextAction, ...] = ()
    outcomes: tuple[OutcomeLine, ...] = ()
    response: str | None = None
    alerts: OpenAlerts = NO_ALERTS
    causes: PlanCauses = NO_CAUSES
    decisions: tuple[Decision, ...] = ()
    operations: tuple[Operation, ...] = ()
    procedures: tuple[Procedure, ...] = ()
    standing: tuple[LeftStanding, ...] = ()
    looked: Looked = Looked(None)
    cleared: tuple[ClearedFlag, ...] = ()
    listed_by: str = ""
    reads_until: datetime | None = None
    signatures: tuple[Signature, ...] = ()
    decided: Decided = field(default_factory=dict)
    next_meeting: date | None = None


def overview(
    clinic: Clinic, patient_id: str, *, actor: Practitioner, plan_id: str = "", place: str = "overview"
) -> Overview:
    """Return a patient for the overview; raises NotFound where there is none that this person may see.

    Args:
        plan_id: which plan of the patient; the open one, else the last, where none is named.
        place: what the record is read for, as its history tells it.
    """
    with looking(clinic, actor, place, asked=patient_id) as look:
        records = look.records
        kept, person = read_patient(look, patient_id, actor)
        plans = plans_of(clinic, records, patient_id, kept.team)
        age = _age(kept.patient.birth_date, clinic.today())
        if not plans:
            return Overview(kept.patient, age, (), reads_until=person.reads_until)
        opened = read_plan(clinic, records, plan_id or plans[0].id, actor)
        looked = _looked(clinic, records, opened)
        kept_gates = records.plans.decisions(opened.plan.id)
        cleared = cleared_flags(records, opened)
        listed_by = confirmed_by(records, opened)
        standing = left_standing(opened, records)
        safety = safety_of(opened, opened.rule_answers())
        signed = records.sign_offs.of_plan(opened.plan.id)
        meeting = next_day(clinic, records, kept.team)
    found = _overview(opened, plans, age, looked, safety)
    told = decisions_of(opened, kept_gates)
    found = replace(found, decisions=told, cleared=cleared, listed_by=listed_by, standing=standing)
    signatures = signatures_of(opened, signed)
    return replace(found, signatures=signatures, decided=decided(opened.plan), next_meeting=meeting)


def look_at(clinic: Clinic, plan_id: str, *, actor: Practitioner) -> None:
    """Keep that the person has seen the plan as it is now; nothing is kept while only reading is possible.

    Raises:
        NotFound: there is no such plan, or none that the person may see.
    """
    with suppress(OnlyReading), writing(clinic, actor, plan_id) as records:
        open_plan(clinic, records, plan_id, actor)
        records.seen.keep(actor.id, plan_id, records.events.latest_of_plan(plan_id), at=clinic.now())


def read_patient(look: Look, patient_id: str, actor: Practitioner) -> tuple[PatientRecord, Practitioner]:
    """Return a patient's record and the person as they may read it, and note that they do.

    Raises:
        NotFound: there is no patient that this person may see.
    """
    kept = look.records.patients.get(patient_id)
    on_team = kept.team in look.records.teams.of(actor.id)
    person = seen_by(look.clinic, look.records, actor, patient_id, on_team=on_team)
    authorise(look.clinic.catalogue, person, "patient.read", patient_id=patient_id)
    look.saw(person, patient_id)
    return kept, person


def plans_of(clinic: Clinic, records: Records, patient_id: str, team: int) -> tuple[PlanRow, ...]:
    """Return the patient's plans, the open one first, then the newest."""
    which = PlanFilter(team_ids=(team,), status=None, patient_id=patient_id)
    found = records.plans.list(which, clinic.today(), deadlines=deadlines(clinic), sort=PlanSort.PATIENT)
    return tuple(sorted(found, key=lambda row: (row.status is PlanStatus.OPEN, row.created_at), reverse=True))


def _looked(clinic: Clinic, records: Records, opened: Opened) -> Looked:
    seen = records.seen.get(opened.actor.id, opened.plan.id)
    if seen is None:
        return Looked(None)
    titles = {task.id: task.title for task in opened.plan.tasks.values()}
    changes = records.seen.changes(opened.actor.id, opened.plan.id)
    told = tuple(happening(clinic, kept.event, titles.get(kept.event.task_id or "", "")) for kept in changes)
    return Looked(seen.at, told)


def _overview(
    opened: Opened, plans: tuple[PlanRow, ...], age: int | None, looked: Looked, safety: PlanSafety
) -> Overview:
    plan, board = opened.plan, board_of(opened, safety)
    record, look = plan.inputs.record, look_now(opened)
    at_odds = any(one.is_open for one in board.conflicts)
    return Overview(
        patient=opened.record.patient,
        age=age,
        plans=plans,
        board=board,
        phases=_phases(board.lines),
        next_actions=_next_actions(opened, board.lines),
        outcomes=tuple(_outcomes(opened.clinic, plan)),
        response=response(opened.clinic.content.measures, record.observations, record.start),
        alerts=plan_alerts(opened, board.lines, safety, besides=at_odds) if board.is_open else NO_ALERTS,
        causes=plan_causes(opened, look),
        operations=tuple(one for one in record.operations if not one.done and not one.cancelled),
        procedures=tuple(one for one in record.procedures if not one.done and not one.cancelled),
        looked=looked,
        reads_until=opened.actor.reads_until,
    )


def _phases(lines: Iterable[TaskLine]) -> tuple[PhaseProgress, ...]:
    known = tuple(line for line in lines if not line.cancelled)
    of = {phase: [line for line in known if line.phase is phase] for phase in Phase}
    return tuple(PhaseProgress(p, sum(not line.is_open for line in mine), len(mine)) for p, mine in of.items())


def _next_actions(opened: Opened, lines: Iterable[TaskLine]) -> tuple[NextAction, ...]:
    """Return the first thing that each role can do, else what it has to wait for, in the order of the roles.

    Red flags and what they brought forward stand before that order. A core role is named even where it has nothing
    open, after the others.
    """
    first: dict[RoleId, TaskLine] = {}
    for line in sorted((one for one in lines if one.is_open), key=first_to_look_at(opened.today)):
        if line.readiness is not Readiness.NO_DATE:
            first.setdefault(line.role, line)
    held, roles = {member.role for member in opened.members}, opened.clinic.catalogue.roles
    core = {role.value for role in CoreRole}
    busy = [role for role in roles if role in first and role in core | held]
    busy.sort(key=lambda role: min(first[role].urgency, URGENT))
    shown = (NextAction(role, first[role]) for role in busy)
    return (*shown, *(NextAction(role, None) for role in roles if role in core - first.keys()))


def _outcomes(clinic: Clinic, plan: CarePlan) -> Iterable[OutcomeLine]:
    record, measures = plan.inputs.record, clinic.content.measures.by_id
    for name in (*ALWAYS, *WHERE_TAKEN):
        moved = improvement(measures[name], with_doses(record), record.start)
        if moved or name in ALWAYS:
            yield OutcomeLine(measures[name].short, moved)


def _age(born: date | None, today: date) -> int | None:
    if born is None:
        return None
    return today.year - born.year - ((today.month, today.day) < (born.month, born.day))
