"""Overdue work that others are told of, by day and role (REFERENCE 6, Escalation of overdue work)."""

from __future__ import annotations

from datetime import timedelta

from careplan.coordination import tasks
from careplan.coordination.work import PAGE, Section, Work, my_work
from careplan.draft_plan import HandMade
from careplan.task import Phase
from careplan.team import Practitioner
from tests.small_clinic import MONDAY, PEOPLE, STRANGER, SmallClinic

EVERYTHING = dict.fromkeys(Section, PAGE)
SURGICAL, OTHER = "Book the theatre", "Call about sleep"


def work(small: SmallClinic, late: int, actor: Practitioner) -> Work:
    """Return somebody's work so many days after the two tasks were due."""
    later = small.on(MONDAY + timedelta(days=late))
    return my_work(later.clinic, actor, EVERYTHING)


def told(small: SmallClinic, late: int, actor: Practitioner) -> set[str]:
    """Return which of the two somebody is told of."""
    return {line.title for line in work(small, late, actor).escalated} & {SURGICAL, OTHER}


def two_tasks(small: SmallClinic) -> None:
    """Give V1 a surgical task of the surgeon and another of the nurse, both due on Monday."""
    small.begin("V1", "scar_tissue")
    for made in (HandMade(SURGICAL, "surgeon", MONDAY, Phase.SURGICAL), HandMade(OTHER, "nurse", MONDAY)):
        tasks.add(small.clinic, "PL-V1-01", made, actor=PEOPLE["surgeon"])


def test_each_is_told_from_its_day_on(small: SmallClinic) -> None:
    two_tasks(small)
    coordinator, primary, nurse = (PEOPLE[one] for one in ("coordinator", "primary.care", "nurse"))
    days = {late: (told(small, late, coordinator), told(small, late, primary)) for late in (2, 3, 6, 7, 13, 14)}
    assert days == {
        2: (set(), set()),
        3: ({SURGICAL}, set()),
        6: ({SURGICAL}, set()),
        7: ({SURGICAL}, {SURGICAL}),
        13: ({SURGICAL}, {SURGICAL}),
        14: ({SURGICAL, OTHER}, {SURGICAL}),
    }
    assert told(small, 20, nurse) == set(), "only the coordinator and the core roles are told"
    assert told(small, 20, STRANGER) == set(), "nobody of another team is"


def test_ones_own_late_work_stands_under_overdue_only(small: SmallClinic) -> None:
    two_tasks(small)
    seen = work(small, 8, PEOPLE["surgeon"])
    assert SURGICAL in {line.title for line in seen.lines[Section.OVERDUE]}
    assert SURGICAL not in {line.title for line in seen.escalated}


def test_the_number_of_queries_is_constant(small: SmallClinic) -> None:
    two_tasks(small)
    later = small.on(MONDAY + timedelta(days=20))

    def ask() -> None:
        my_work(later.clinic, PEOPLE["coordinator"], EVERYTHING)

    few = small.queries(ask)
    small.begin("V3", "recurrent_disc")
    assert small.queries(ask) == few
