"""What the summary of a plan says: the patient’s overview in words, every line of the plan, who decided what."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from typing import Final

from careplan.cause import BAND_WORDS, Certainty
from careplan.clinic import Clinic
from careplan.coordination.board import Board
from careplan.coordination.called_off import planned_words
from careplan.coordination.causes import Fit, PlanCause, PlanCauses
from careplan.coordination.doubt_words import UNCERTAIN, doubt_words
from careplan.coordination.gates import Decision
from careplan.coordination.goal_words import achievement_words, goal_words
from careplan.coordination.goals import GoalLine
from careplan.coordination.lines import TaskLine
from careplan.coordination.medicines import listed
from careplan.coordination.overview import Overview
from careplan.coordination.patient_words import operation_words, outcome_cells, response_words
from careplan.coordination.signatures import Signature
from careplan.exchange.document import About
from careplan.exchange.plan_summary import (
    CauseShown,
    DecisionShown,
    GoalShown,
    Medicines,
    Part,
    PhaseShown,
    PlanSummary,
    SignatureShown,
    TaskShown,
)
from careplan.plain_words import count_words, short_date
from careplan.plan import CarePlan, PlannedTask
from careplan.sign_off import SignState
from careplan.task import OUTCOME_WORDS, PHASE_WORDS, state_words
from careplan.working_days import date_words

_ANSWERS: Final = {"yes": "Yes", "no": "No", "undecided": "Undecided"}
_SIGNED: Final = {SignState.SIGNED: "Signed", SignState.ABSENT: "Absent", SignState.DISAGREES: "Disagrees"}


def moment_words(clinic: Clinic, moment: datetime) -> str:
    """Return a moment as a page that is kept tells it: 9 Mar 2026 08:10, in the clinic's time."""
    local = clinic.clock.local(moment)
    return f"{date_words(local.date())} {local:%H:%M}"


def plan_summary_of(clinic: Clinic, found: Overview, board: Board, plan: CarePlan, about: About) -> PlanSummary:
    """Return what the summary of a plan says; `found` is of that plan, and `board` its board."""
    patient, names = found.patient, clinic.catalogue.procedures
    notices, response = clinic.content.notices.notices, found.response
    rule = clinic.content.measures.response
    lines = [line for line in board.lines if not line.cancelled]
    cancelled = len(board.lines) - len(lines)
    flags = [line for line in lines if line.red_flag and line.is_open]
    return PlanSummary(
        title=f"Summary of care plan {plan.id}",
        patient=plan.patient_id,
        plan=plan.id,
        version=about.version,
        printed=about.printed,
        by=about.by,
        who=_who(found),
        operations=tuple(
            operation_words(one, lambda code: names[code].label)
            for one in patient.operations
            if one.done and not one.cancelled
        ),
        status=_status(board),
        flags=tuple(f"{line.title}. {clinic.role_words(line.role)}, {_when(line)}" for line in flags),
        causes=tuple(_cause(clinic, cause) for cause in found.causes.causes),
        doubt=tuple(_doubt(found.causes)),
        cause_panel=notices.cause_panel,
        goals=tuple(_goal(clinic, line) for line in board.goals),
        planned=tuple(_planned(clinic, found)),
        medicines=_medicines(found),
        response=f"{response.capitalize()}. {response_words(response, rule, found.outcomes)}" if response else "",
        outcomes=tuple(outcome_cells(line, today=date.min) for line in found.outcomes),
        phases=tuple(_phases(clinic, lines, {task.id: task for task in plan.tasks.values()})),
        left_out=f"{count_words(cancelled, 'cancelled task')} not listed." if cancelled else "",
        decisions=tuple(_decision(clinic, one) for one in found.decisions),
        signatures=tuple(_signature(clinic, one) for one in found.signatures),
        team="; ".join(f"{member.id} ({clinic.role_words(member.role).lower()})" for member in board.members),
        notice=notices.full,
        demo=about.demo,
    )


def _who(found: Overview) -> str:
    patient = found.patient
    born = f"born {date_words(patient.birth_date)}" if patient.birth_date else "birth date not known"
    record = f"record number {patient.record_number}" if patient.record_number else ""
    sex = patient.sex.value if patient.sex else ""
    return ", ".join(filter(None, (patient.id, patient.name, born, sex, record)))


def _status(board: Board) -> str:
    began = f"Plan since {date_words(board.start)}"
    if not board.is_open:
        ended = f" until {date_words(board.closed_on)}" if board.closed_on else ""
        return f"{began}{ended}. Closed."
    end = board.outlook.end
    return f"{began}. Open. Predicted end {date_words(end)}." if end else f"{began}. Open."


def _cause(clinic: Clinic, cause: PlanCause) -> CauseShown:
    suspected, refuted = cause.suspected, cause.suspected.certainty is Certainty.REFUTED
    fit = None if refuted else cause.fit
    band = f"{BAND_WORDS[fit.band]}, " if fit and fit.band else ""
    since = f"{band}{suspected.certainty.value} since {date_words(suspected.certain_since)}"
    parts = [Part(label, words) for label, words in _reasons(fit) if words]
    if cause.left_out:
        parts.append(Part("Left out of the ranking", cause.left_out))
    if suspected.reason:
        parts.append(Part("Picked because" if suspected.decided is None else "Reason", suspected.reason))
    return CauseShown(clinic.cause_words(suspected.cause), since, tuple(parts))


def _reasons(fit: Fit | None) -> Iterator[tuple[str, str]]:
    if fit is None:
        return
    yield "For", "; ".join(fit.reasons_for) or "No finding that was entered speaks for it."
    yield "Against", "; ".join(fit.reasons_against)
    yield "Counts neither way", "; ".join(fit.neither)
    yield "Would settle it", "; ".join(fit.settle)


def _goal(clinic: Clinic, line: GoalLine) -> GoalShown:
    state = filter(None, (achievement_words(line), goal_words(line, clinic.role_words)))
    return GoalShown(f"“{line.goal.words}”", " · ".join(state))


def _planned(clinic: Clinic, found: Overview) -> Iterator[str]:
    yield from (planned_words(clinic, one) for one in found.operations)
    yield from (planned_words(clinic, one) for one in found.procedures)


def _doubt(causes: PlanCauses) -> Iterator[str]:
    if causes.doubt and not causes.recovering:
        yield f"{UNCERTAIN}. {doubt_words(causes.doubt, nothing_entered=causes.nothing_entered)}"


def _medicines(found: Overview) -> Medicines:
    patient = found.patient
    if patient.medicines is None:
        return Medicines("No list is confirmed.", ())
    on = f" on {date_words(patient.medicines_confirmed)}" if patient.medicines_confirmed else ""
    by = f" by {found.listed_by}" if found.listed_by else ""
    said = f"List confirmed{on}{by}." if on or by else ""
    return Medicines(
        said if patient.medicines else f"{said} No medicines are taken.".strip(), listed(patient.medicines)
    )


def _phases(clinic: Clinic, lines: list[TaskLine], tasks: dict[str, PlannedTask]) -> Iterator[PhaseShown]:
    for phase, name in PHASE_WORDS.items():
        mine = sorted((line for line in lines if line.phase is phase), key=_by_day)
        if mine:
            yield PhaseShown(name, tuple(_task(clinic, line, tasks[line.id]) for line in mine))


def _by_day(line: TaskLine) -> tuple[date, str]:
    return line.due or line.closed_on or date.max, line.id


def _task(clinic: Clinic, line: TaskLine, task: PlannedTask) -> TaskShown:
    series = f" ({line.session} of {line.sessions})" if line.sessions > 1 else ""
    role = clinic.role_words(line.role)
    return TaskShown(
        title=f"{line.title}{series}",
        role=f"{role}: {line.assignee}" if line.assignee else role,
        when=_when(line),
        window=_window(line, task),
        state=_state(line),
        waits="; ".join(f"{one.title} ({clinic.role_words(one.role).lower()})" for one in line.waits_for),
    )


def _when(line: TaskLine) -> str:
    if not line.is_open and line.closed_on:
        return f"closed {date_words(line.closed_on)}"
    return f"due {date_words(line.due)}" if line.due else "no date yet"


def _window(line: TaskLine, task: PlannedTask) -> str:
    window = task.desired.window if line.is_open and line.opens else None
    if window is None or window[0] == window[1]:
        return ""
    return f"{short_date(window[0], today=window[1])} to {date_words(window[1])}"


def _state(line: TaskLine) -> str:
    outcome = f", {OUTCOME_WORDS[line.outcome].lower()}" if line.outcome else ""
    late = f", {count_words(line.late_days, 'day')} late" if line.late_days > 0 else ""
    held = f": {'; '.join(line.held_by)}" if line.held_by else ""
    stopped = f"Stopped: {line.stopped}. " if line.stopped else ""
    return f"{stopped}{state_words(line.status, line.readiness)}{held}{outcome}{late}"


def _decision(clinic: Clinic, one: Decision) -> DecisionShown:
    given = "".join(f"; {label.lower()}: {value}" for label, value in one.given)
    did = "Recorded" if one.recorded else "Decided"
    by = f" by the {clinic.role_words(one.role).lower()}" if one.role else ""
    when = f"{did} on {date_words(one.day)}{by}. " if one.day else ""
    return DecisionShown(one.label, f"{_ANSWERS.get(one.value, one.value)}{given}", f"{when}{one.why}".strip())


def _signature(clinic: Clinic, one: Signature) -> SignatureShown:
    role = clinic.role_words(one.role)
    if one.state is None:
        return SignatureShown(role, "Not signed", "")
    changed = ", changed since signed" if one.changed and one.state is not SignState.ABSENT else ""
    version = "" if one.state is SignState.ABSENT else f", version {one.version}"
    when = f", {moment_words(clinic, one.at)}" if one.at else ""
    why = f". Because: {one.reason}" if one.reason else ""
    otherwise = f". Otherwise now: {', '.join(one.changed)}" if changed else ""
    noted = "noted by " if one.state is SignState.ABSENT else ""
    return SignatureShown(role, f"{_SIGNED[one.state]}{changed}", f"{noted}{one.by}{when}{version}{why}{otherwise}")
