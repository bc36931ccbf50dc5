"""My patients: every plan that a person may see, the worst first."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from careplan.cause import CauseId, Certainty
from careplan.clinic import Clinic
from careplan.coordination.authority import may
from careplan.coordination.flag_reply import Awaited, awaited, deadlines
from careplan.observation import Observation
from careplan.plan import PlanStatus
from careplan.store import NextAction, PlanFilter, PlanRow, Records
from careplan.task import Phase
from careplan.team import Practitioner, RoleId

PAGE = 25
"""Rows at first, and how many more at each asking."""
LAST_OUTCOME = "odi"
"""The measure that the list shows of each patient."""


@dataclass(frozen=True, slots=True)
class Narrowed:
    """Which plans a person asks for; what is not given does not narrow.

    `text` is looked for in patient id, record number and name. `flagged`: a red flag is open; `unanswered`: a reply to
    one is overdue. `plan_ids` are these plans and no others, closed ones too.
    """

    text: str = ""
    cause: CauseId | None = None
    role: RoleId | None = None
    phase: Phase | None = None
    late: bool = False
    unconfirmed: bool = False
    no_review: bool = False
    flagged: bool = False
    unanswered: bool = False
    plan_ids: tuple[str, ...] | None = None

    @property
    def narrows(self) -> bool:
        """Whether it leaves anything out."""
        return self != Narrowed()


@dataclass(frozen=True, slots=True)
class PatientLine:
    """One patient with an open plan. `outcome` is the latest ODI, `response` the label of the response rule.

    Where a red flag comes next, `reply_by` is by when a reply to it is due that is not there, and `reply_missing` the
    same moment once it has passed; in the clinic's time.
    """

    patient_id: str
    name: str | None
    plan_id: str
    causes: tuple[tuple[CauseId, Certainty], ...]
    phase: Phase
    next_action: NextAction | None
    late: int
    red_flags: int
    reply_by: datetime | None
    reply_missing: datetime | None
    response: str | None
    outcome: Observation | None
    next_review: date | None


@dataclass(frozen=True, slots=True)
class Patients:
    """The first lines of a list and how many it has in all."""

    lines: tuple[PatientLine, ...]
    total: int


def my_patients(clinic: Clinic, which: Narrowed, *, actor: Practitioner, rows: int = PAGE) -> Patients:
    """Return the open plans of the person's teams: the most urgent red flag first, then late, then worse."""
    if not may(clinic.catalogue, actor, "patient.read"):
        return Patients((), 0)
    today, by_now = clinic.today(), deadlines(clinic)
    with clinic.store.reading() as records:
        asked = plan_filter(which, records.teams.of(actor.id))
        found = records.plans.list(asked, today, deadlines=by_now, limit=rows)
        lines = tuple(_lines(clinic, records, found, asked.team_ids))
        return Patients(lines, records.plans.count(asked, today, deadlines=by_now))


def plan_filter(which: Narrowed, teams: tuple[int, ...]) -> PlanFilter:
    """Return what the store is asked for."""
    return PlanFilter(
        team_ids=teams,
        text=which.text,
        cause=which.cause,
        role=which.role,
        phase=which.phase,
        late=which.late,
        no_review=which.no_review,
        unconfirmed=which.unconfirmed,
        flagged=which.flagged,
        unanswered=which.unanswered,
        plan_ids=which.plan_ids,
        status=PlanStatus.OPEN if which.plan_ids is None else None,
    )


def _lines(clinic: Clinic, records: Records, found: list[PlanRow], teams: tuple[int, ...]) -> list[PatientLine]:
    replies = _replies(clinic, records, teams)
    latest = records.observations.latest([row.patient_id for row in found], LAST_OUTCOME)
    return [
        PatientLine(
            patient_id=row.patient_id,
            name=row.patient_name,
            plan_id=row.id,
            causes=tuple(each for each in row.causes if each[1] is not Certainty.REFUTED),
            phase=row.phase,
            next_action=row.next_action,
            late=row.late,
            red_flags=row.red_flags_open,
            reply_by=(reply := _reply_to(row, replies)).by,
            reply_missing=reply.missing,
            response=row.response,
            outcome=latest.get(row.patient_id),
            next_review=row.next_review,
        )
        for row in found
    ]


def _replies(clinic: Clinic, records: Records, teams: tuple[int, ...]) -> dict[tuple[str, str, int], Awaited]:
    """Return the replies that open flags wait for, by plan, flag and number."""
    return {(flag.plan_id, flag.flag, flag.number): awaited(clinic, flag) for flag in records.red_flags.open(teams)}


def _reply_to(row: PlanRow, replies: Mapping[tuple[str, str, int], Awaited]) -> Awaited:
    act = row.next_action
    return replies.get((row.id, *act.flag), Awaited()) if act and act.flag else Awaited()
