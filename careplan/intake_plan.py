"""From an intake and the picked causes to what a plan is computed from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from careplan.cause import NORMAL_RECOVERY, CauseFile, CauseId, SuspectedCause
from careplan.errors import InvalidInput
from careplan.intake import FirstLook, Intake
from careplan.nearest import did_you_mean
from careplan.plan_acts import MOST_CAUSES
from careplan.plan_inputs import PlanInputs, RedFlagFound
from careplan.team import RoleId
from careplan.working_days import refuse_far


def plan_inputs(
    intake: Intake,
    look: FirstLook,
    causes: Sequence[CauseId],
    *,
    roles: frozenset[RoleId] | None = None,
    holidays: frozenset[date] = frozenset(),
    finder: RoleId | None = None,
) -> PlanInputs:
    """Return the inputs of a first plan.

    Args:
        look: what the intake says; red flags that its numbers open are part of it.
        causes: the picks, in any order.
        roles: roles that somebody on the team holds; None when every role is held.
        holidays: days on which the clinic is closed.
        finder: role of the person who answered the red flags.
    """
    flags = tuple(
        RedFlagFound(flag.id, number=1, opened=intake.start, role=finder) for flag in look.assessment.red_flags
    )
    return PlanInputs(
        record=intake.record(),
        causes=tuple(SuspectedCause(cause, added=intake.start) for cause in sorted(set(causes))),
        flags=flags,
        holidays=holidays,
        roles=roles,
    )


def checked_picks(causes: Sequence[CauseId], file: CauseFile) -> tuple[CauseId, ...]:
    """Return the picks of a plan without doubles (R5).

    Raises:
        InvalidInput: there is none, there are more than three, one is unknown, or normal recovery is one of several.
    """
    picks = tuple(dict.fromkeys(causes))
    for cause in picks:
        if cause not in file.picker_order:
            raise InvalidInput(f"“{cause}” is no suspected cause. {did_you_mean(cause, file.picker_order)}")
    if not picks:
        raise InvalidInput("A plan needs at least one suspected cause. Pick one; “unclear” is one too.")
    if len(picks) > MOST_CAUSES:
        raise InvalidInput(f"A plan has at most {MOST_CAUSES} suspected causes; {len(picks)} were picked.")
    if NORMAL_RECOVERY in picks and len(picks) > 1:
        raise InvalidInput(
            "Normal recovery is a plan of its own and goes with no suspected cause. Pick one or the other."
        )
    return picks


def starting(intake: Intake, day: date, *, today: date) -> Intake:
    """Return the intake with its plan starting on another day.

    Raises:
        InvalidInput: the day lies before the birth or before an operation that was done, or years away.
    """
    refuse_far(day, today)
    born = intake.patient.birth_date
    if born and day < born:
        raise InvalidInput(f"The plan cannot start on {day}: the patient was born on {born}. Correct one of them.")
    late = [op.day for op in intake.patient.operations if op.done and op.day and op.day > day]
    if late:
        raise InvalidInput(f"The plan cannot start on {day}, before the operation of {min(late)}. Start it later.")
    return replace(intake, start=day)
