"""Why “Within expected recovery” is not offered though the operation is recent (PLAN_RULES R34)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

from careplan.clinic import Clinic
from careplan.coordination.sheet import Sheet
from careplan.recovery import JUDGED_BY, Course, Hindrance, course, hindrances

_WORDS: Final = {
    Hindrance.RED_FLAG: "a red flag is open",
    Hindrance.NEW_WEAKNESS: "there is new weakness",
    Hindrance.NEVER_RELIEVED: "the operation never brought relief",
}


def recovery_hint(sheet: Sheet, clinic: Clinic) -> str:
    """Return the line; empty where the operation is longer ago, or recovery is as expected."""
    if sheet.intake is None or sheet.look is None or sheet.look.assessment.normal_recovery:
        return ""
    record, answers = sheet.intake.record(), sheet.look.answers
    moved = course(record.operations, record.observations, sheet.intake.start)
    if moved is None:
        return ""
    found = [finding for finding, answer in answers.items() if answer == "yes"]
    reasons = hindrances(moved, found, red_flag=bool(sheet.look.assessment.red_flags))
    if not reasons:
        return ""
    because = "; ".join(_because(reasons, moved, clinic))
    return f"The operation is fewer than 12 weeks ago. “Within expected recovery” is not offered yet: {because}."


def _because(reasons: Iterable[Hindrance], moved: Course, clinic: Clinic) -> Iterator[str]:
    for reason in reasons:
        if reason is Hindrance.RISING:
            yield f"{_listed(moved.rising, clinic, 'and')} rose"
        elif reason is Hindrance.NOT_FALLING:
            yield f"{_listed(moved.compared, clinic, 'and')} did not fall"
        elif reason is Hindrance.NOT_COMPARED:
            yield f"it needs {_listed(JUDGED_BY, clinic, 'or')} of now, and an earlier one under More scores"
        else:
            yield _WORDS[reason]


def _listed(measures: Iterable[str], clinic: Clinic, last: str) -> str:
    *others, end = (clinic.content.measures.by_id[measure].short for measure in measures)
    return f"{', '.join(others)} {last} {end}" if others else end
