"""How much an open task presses: what stands before late days and due days in every list, plan and file.

A red flag stands first, then what a red flag brought forward (PLAN_RULES R25), both by the urgency class of the flag;
then what is urgent by its template or by hand. That counts from the day on which the task can be done: before its
window opens, and while it waits, it stands among the others by its day.
"""

from __future__ import annotations

from datetime import date
from enum import IntEnum
from typing import Final


class FlagClass(IntEnum):
    """How soon a red flag is to be looked at (REFERENCE 3): U0 is now, U3 within two weeks."""

    U0 = 0
    U1 = 1
    U2 = 2
    U3 = 3


CLASSES: Final = len(FlagClass)
URGENT: Final = 2 * CLASSES
"""Urgent without a red flag. Below it stand red flags, 0 to 3 by their class, and what they brought forward, 4 to 7."""
ROUTINE: Final = URGENT + 1


def urgency_of(*, red_flag: bool, forward: bool, flag_class: FlagClass, urgent: bool) -> int:
    """Return how much a task presses from the day on which it can be done; the lower, the more."""
    if red_flag:
        return flag_class
    if forward:
        return CLASSES + flag_class
    return URGENT if urgent else ROUTINE


def pressing(urgency: int, *, ready: bool, opens: date | None, today: date) -> int:
    """Return how much a task presses today: what a red flag asks for always does, other work once it can be done."""
    if urgency != URGENT:
        return urgency
    return URGENT if ready and (opens is None or opens <= today) else ROUTINE
