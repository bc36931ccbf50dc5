"""Which red-flag screens of a plan were answered at another contact (PLAN_RULES R13, R33).

Every screen asks the same questions, so that one answer serves each screen whose window was open by then.
"""

from __future__ import annotations

from datetime import date

from careplan.plan import CarePlan, PlannedTask
from careplan.red_flag import QUESTIONS
from careplan.task import TaskStatus


def is_answered(plan: CarePlan, screen: PlannedTask) -> bool:
    """Return whether the red flags were answered since the window of this screen opened."""
    last = last_answered(plan)
    return last is not None and _serves(last, screen)


def last_answered(plan: CarePlan) -> date | None:
    """Return the day on which the red-flag questions were last answered; None where they never were.

    A screen that was closed on the strength of an earlier answer does not make that answer a newer one.
    """
    done = (task for task in plan.tasks.values() if task.status is TaskStatus.DONE and QUESTIONS in task.desired.asks)
    last: date | None = None
    for screen in sorted(done, key=_order):
        if last is None or not _serves(last, screen):
            last = screen.closed_on
    return last


def _serves(answered: date, screen: PlannedTask) -> bool:
    return screen.desired.window is not None and answered >= screen.desired.window[0]


def _order(screen: PlannedTask) -> tuple[date, date]:
    return screen.closed_on or date.min, screen.desired.window[0] if screen.desired.window else date.max
