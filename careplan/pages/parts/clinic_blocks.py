"""The figures of the Clinic screen as tiles and small tables, each number with the way to its list."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from careplan.coordination.clinic_view import ClinicView, Period
from careplan.coordination.work import Section
from careplan.figures import Bottleneck, Share
from careplan.measure import Measure
from careplan.pages.desk import Desk
from careplan.pages.parts.clinic_ways import PERIODS, Asked, list_way, patients_way
from careplan.pages.parts.figures import Block, Cell, Way
from careplan.pages.parts.words import OVERDUE, RED_FLAG, TODAY, Mark, count_words, role_mark
from careplan.pages.parts.work_list import TITLES
from careplan.team import Role, RoleId

BY_ROLE: Final = (Section.OVERDUE, Section.TODAY, Section.SOON, Section.WAITING, Section.LATER)
"""Which parts of a role's work the table tells."""
HELD: Final = "held"
OFFERED: Final = "offered"
UNANSWERED: Final = "no_answer"
ASSESSED: Final = "assessed"
NOT_ASSESSED: Final = "not_assessed"
YES: Final = "yes"
NO: Final = "no"
MISSING: Final = "missing"
FULL_ASSESSMENT: Final = (
    "Full assessment: every core task of Evaluate (K01 to K11, from red flags and history over the baseline set to the "
    "case conference) is done or found not needed. Counted from the plan’s start, for the plan in the middle."
)
REACHED: Final = (
    "Reached: the last value is better than the baseline by at least the smallest change that matters. Missing: no "
    "value after the baseline; it counts on neither side."
)


def clinic_blocks(desk: Desk, seen: ClinicView) -> tuple[tuple[Block, ...], tuple[Block, ...]]:
    """Return what is so today, and what is told of the period."""
    return (*_today(desk, seen),), (_assessment(seen), _reached(seen))


def _today(desk: Desk, seen: ClinicView) -> Iterator[Block]:
    found, mine = seen.attention, seen.mine
    tiles = [
        _tile(found.flagged, "red flag open", patients_way("flagged", ""), RED_FLAG),
        _tile(found.unanswered, "reply to a red flag overdue", patients_way("unanswered", ""), RED_FLAG),
        _tile(found.late, "late work", patients_way("late", ""), OVERDUE),
        _tile(found.no_review, "no review date", patients_way("no_review", "")),
        _tile(found.unconfirmed, "cause not confirmed", patients_way("unconfirmed", "")),
    ]
    if mine is not None:
        yield Block(
            "My own work",
            tiles=(
                Cell(str(mine.overdue), Way("work", (("show", "overdue"),)), OVERDUE, "overdue", mine.overdue > 0),
                Cell(str(mine.today), Way("work", (("show", "today"),)), TODAY, "due today"),
                Cell(str(mine.waiting), Way("work", (("show", "waiting"),)), None, "waiting on others"),
            ),
            half=True,
        )
    days = desk.clinic.content.hand_off.unanswered_working_days
    late = seen.hand_offs.unanswered
    yield Block(
        "Hand-offs waiting",
        "A task stays with who hands it off until the other role accepts it.",
        tiles=(
            _list_tile(seen.hand_offs.offered, "not yet accepted", Asked(OFFERED)),
            _list_tile(late, f"without an answer for {days} working days", Asked(UNANSWERED), OVERDUE),
        ),
        half=True,
    )
    yield Block(f"Patients with an open plan ({found.open_plans})", tiles=tuple(tiles))
    yield Block(
        "Work by role",
        "Lines of the lists of these roles; the sessions of a series are one line.",
        head=("Role", "Late", *(TITLES[section] for section in BY_ROLE[1:])),
        rows=tuple(_role_row(desk, seen, role) for role in seen.work),
        empty="No task is open.",
        half=True,
    )
    yield Block(
        "Where plans wait",
        "Tasks of other roles whose own day is past and that cannot be done before this role’s. Nobody’s list calls "
        "them late.",
        head=("They wait for", "Tasks of others", "Days, in the middle", "Days at most"),
        rows=tuple(_waiting_row(desk, one) for one in seen.waiting),
        empty="No task waits past its day for another role.",
        half=True,
    )


def _tile(count: int, words: str, way: Way, mark: Mark | None = None) -> Cell:
    told = way._replace(told=f"{count} with: {words}")
    return Cell(str(count), told if count else None, mark, words, alarm=bool(count and mark))


def _list_tile(count: int, words: str, asked: Asked, mark: Mark | None = None) -> Cell:
    way = list_way(asked, f"{count} {words}")
    return Cell(str(count), way if count else None, mark, words, alarm=bool(count and mark))


def _role_row(desk: Desk, seen: ClinicView, role: RoleId) -> tuple[Cell, ...]:
    words, work = desk.clinic.role_words(role), seen.work[role]
    name = Cell(words, mark=role_mark(Role(id=role, label=words)))
    cells = (_work_cell(int(getattr(work, section.value)), section, role, words) for section in BY_ROLE)
    return name, *cells


def _work_cell(count: int, section: Section, role: RoleId, words: str) -> Cell:
    way = list_way(Asked(section.value, role), f"{words}, {TITLES[section].lower()}: {count_words(count, 'task')}")
    return Cell(str(count), way if count else None, alarm=bool(count) and section is Section.OVERDUE)


def _waiting_row(desk: Desk, one: Bottleneck) -> tuple[Cell, ...]:
    words = desk.clinic.role_words(one.role)
    told = f"{words}: {count_words(len(one.tasks), 'task')} of others {'waits' if len(one.tasks) == 1 else 'wait'}"
    return (
        Cell(words, mark=role_mark(Role(id=one.role, label=words))),
        Cell(str(len(one.tasks)), list_way(Asked(HELD, one.role), told)),
        Cell(f"{one.days:g}"),
        Cell(str(one.longest)),
    )


def _assessment(seen: ClinicView) -> Block:
    found, period = seen.assessment, seen.period
    middle = f"{found.value:g}" if found.value is not None else "–"
    done, missing = len(found.days), len(found.missing)
    counted = f"days, in the middle of {count_words(done, 'plan')}"
    way = list_way(Asked(ASSESSED), f"{middle} {counted}", period=period) if done else None
    return Block(
        "From the plan’s start to a full assessment",
        FULL_ASSESSMENT,
        tiles=(
            Cell(middle, way, None, counted),
            _of_period(done, "plans with a full assessment", Asked(ASSESSED), period),
            _of_period(missing, "plans not there yet", Asked(NOT_ASSESSED), period),
        ),
        half=True,
    )


def _of_period(count: int, words: str, asked: Asked, period: Period) -> Cell:
    return Cell(str(count), list_way(asked, f"{count} {words}", period=period) if count else None, None, words)


def _reached(seen: ClinicView) -> Block:
    return Block(
        "Patients who reached the smallest change that matters",
        REACHED,
        head=("Measure", "Share", "Reached", "Not reached", "Missing"),
        rows=tuple(_reached_row(measure, share, seen.period) for measure, share in seen.reached),
        half=True,
    )


def _reached_row(measure: Measure, share: Share, period: Period) -> tuple[Cell, ...]:
    parts = {YES: share.yes, NO: share.no, MISSING: share.missing}
    says = {YES: "reached", NO: "not reached", MISSING: "missing"}
    value = "–" if share.value is None else f"{share.value:.0%}".replace("%", " %")
    known = len(share.yes) + len(share.no)
    cells = (
        Cell(
            str(len(ids)),
            list_way(Asked(part, measure.id), f"{measure.short}, {says[part]}: {len(ids)}", period=period)
            if ids
            else None,
        )
        for part, ids in parts.items()
    )
    smallest = f"{measure.smallest_change:g} points"
    return Cell(f"{measure.short} ({smallest})"), Cell(value, below=f"of {known} with a value" if known else ""), *cells


def period_words(period: Period) -> str:
    """Return for whom the figures of a period are told."""
    if period is Period.ALL:
        return "All plans"
    return f"Plans begun in the last {PERIODS[period].removeprefix('1 ')}"
