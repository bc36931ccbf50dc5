"""The outcomes of one patient over the plan: trends, what is due and what is missing, the dose, and its alerts."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Final

from careplan.cause import SuspectedCause
from careplan.clinic import Clinic
from careplan.collection import (
    Collected,
    collection,
    due_now,
)
from careplan.coordination.alerts import OpenAlert, plan_alerts
from careplan.coordination.authority import may
from careplan.coordination.board import lines_of
from careplan.coordination.corrections import Correction, corrections
from careplan.coordination.medicines import CONFIRMED, listed
from careplan.coordination.opened_plan import Opened, read_plan
from careplan.coordination.overview import plans_of, read_patient
from careplan.coordination.reads import looking
from careplan.coordination.safety import safety_of
from careplan.coordination.trends import Trend, trends_of
from careplan.coordination.visit_entry import MEDICINES
from careplan.coordination.visits import RECORDED
from careplan.facts import UNDECIDED, Entry
from careplan.measure import Measure
from careplan.medicine import DOSE, DailyMme, daily_mme, with_doses
from careplan.patient import Operation, Procedure
from careplan.plan import PlanStatus
from careplan.plan_safety import PlanSafety
from careplan.response import Verdict, verdict
from careplan.store import EventFilter, Records
from careplan.store.observations import Taken
from careplan.team import Practitioner

FIRST: Final = ("odi", "nrs_back", "nrs_leg", DOSE, "eq5d_profile", "eq5d_index", "eq_vas", "work_status")
"""Measures that the entry of a visit begins with; the first four stand there whether they are due or not."""
_ALWAYS: Final = 4
_DOSE_RULES: Final = frozenset(f"M{number:02d}" for number in range(1, 10))
"""The safety rules on the opioid dose (REFERENCE 6)."""


@dataclass(frozen=True, slots=True)
class PlanEvents:
    """What of the plan stands on every chart."""

    start: date
    operations: tuple[Operation, ...]
    procedures: tuple[Procedure, ...]
    causes: tuple[SuspectedCause, ...]
    decisions: tuple[tuple[str, Entry], ...]
    lists: tuple[date, ...]


@dataclass(frozen=True, slots=True)
class Outcomes:
    """What the Outcomes screen shows. Everything is of the open plan, else of the last one.

    Attributes:
        due: what is to be collected now, each measure once.
        collected: every measure at every time point.
        asked: the measures that the entry of a visit begins with, the due ones of the common set first.
        verdict: what the response rule says; None before a second score.
        listed: the confirmed medicine list, a line each; None where none is confirmed.
        may_record, may_confirm: whether this person may record scores, or confirm the list.
        reads_until: until when an emergency lets the person read it; None on the care team.
    """

    patient_id: str
    plan_id: str
    is_open: bool
    trends: tuple[Trend, ...]
    due: tuple[Collected, ...]
    collected: tuple[Collected, ...]
    asked: tuple[Measure, ...]
    verdict: Verdict | None
    events: PlanEvents
    alerts: tuple[OpenAlert, ...]
    dose: DailyMme
    listed: tuple[str, ...] | None
    corrected: tuple[Correction, ...]
    may_record: bool
    may_confirm: bool
    reads_until: datetime | None = None

    @property
    def start(self) -> date:
        """The plan's start."""
        return self.events.start


@dataclass(frozen=True, slots=True)
class NoPlan:
    """A patient without a plan: nothing is followed yet."""

    patient_id: str
    reads_until: datetime | None


def outcomes(clinic: Clinic, patient_id: str, *, actor: Practitioner) -> Outcomes | NoPlan:
    """Return a patient's outcomes; raises NotFound where there is no patient that this person may see."""
    with looking(clinic, actor, "outcomes", asked=patient_id) as look:
        records = look.records
        kept, person = read_patient(look, patient_id, actor)
        plans = plans_of(clinic, records, patient_id, kept.team)
        if not plans:
            return NoPlan(patient_id, person.reads_until)
        opened = read_plan(clinic, records, plans[0].id, actor)
        taken = records.observations.taken(patient_id)
        lists = _lists(clinic, records, opened)
        corrected = tuple(corrections(clinic, records, patient_id))
        safety = safety_of(opened, opened.rule_answers())
    return replace(_outcomes(opened, taken, lists, safety), corrected=corrected)


def _lists(clinic: Clinic, records: Records, opened: Opened) -> tuple[date, ...]:
    """Return the days on which a medicine list was confirmed."""
    patient = opened.record.patient
    alone = records.events.latest(EventFilter(patient_id=patient.id, what=CONFIRMED))
    visits = records.events.latest(EventFilter(patient_id=patient.id, what=RECORDED))
    with_list = (kept for kept in (*alone, *visits) if MEDICINES in kept.event.changes)
    days = {clinic.clock.day_of(kept.event.at) for kept in with_list}
    return tuple(sorted(days | ({patient.medicines_confirmed} if patient.medicines_confirmed else set())))


def _outcomes(opened: Opened, taken: Taken, lists: tuple[date, ...], safety: PlanSafety) -> Outcomes:
    clinic, record, patient = opened.clinic, opened.plan.inputs.record, opened.record.patient
    measures, observations = clinic.content.measures, with_doses(record)
    rows = collection(measures, record.start, record.operations, observations, taken.missing, opened.today)
    is_open = opened.plan.status is PlanStatus.OPEN
    due = tuple(due_now(rows)) if is_open else ()
    return Outcomes(
        patient_id=patient.id,
        plan_id=opened.plan.id,
        is_open=is_open,
        trends=tuple(trends_of(opened, observations, taken, rows)),
        due=due,
        collected=tuple(rows),
        asked=_asked(clinic, due),
        verdict=verdict(measures, observations, record.start),
        events=_events(opened, lists),
        alerts=_alerts(opened, safety) if is_open else (),
        dose=daily_mme(patient.medicines, clinic.content.medicines),
        listed=None if patient.medicines is None else listed(patient.medicines),
        corrected=(),
        may_record=is_open and _may(opened, "outcome.record"),
        may_confirm=is_open and _may(opened, "medicine.confirm"),
        reads_until=opened.actor.reads_until,
    )


def _may(opened: Opened, act: str) -> bool:
    return opened.actor.reads_until is None and may(opened.clinic.catalogue, opened.actor, act)


def _asked(clinic: Clinic, due: Iterable[Collected]) -> tuple[Measure, ...]:
    """Return the measures of the entry: the four of every visit, then what else is due, the common set first."""
    known, wanted = clinic.content.measures.by_id, [row.measure.id for row in due]
    others = sorted(wanted, key=lambda name: FIRST.index(name) if name in FIRST else len(FIRST))
    return tuple(known[name] for name in dict.fromkeys((*FIRST[:_ALWAYS], *others)))


def _events(opened: Opened, lists: tuple[date, ...]) -> PlanEvents:
    record = opened.plan.inputs.record
    decisions = (
        (gate, entry)
        for gate, entries in record.gates.items()
        for entry in entries
        if entry.value not in (None, UNDECIDED)
    )
    return PlanEvents(
        record.start,
        tuple(one for one in record.operations if one.done and not one.cancelled and one.day),
        tuple(one for one in record.procedures if one.done and not one.cancelled),
        opened.plan.inputs.causes,
        tuple(sorted(decisions, key=lambda pair: pair[1].day)),
        lists,
    )


def _alerts(opened: Opened, safety: PlanSafety) -> tuple[OpenAlert, ...]:
    """Return the alerts on the opioid dose, the gravest first, each with the task that answers it."""
    found = plan_alerts(opened, lines_of(opened), safety)
    return tuple(one for one in (*found.stops, *found.others, *found.more) if one.rule in _DOSE_RULES)
