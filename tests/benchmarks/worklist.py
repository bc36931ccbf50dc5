"""My work at ten thousand and at a million tasks: the first page, page 20, the badges.

A clinic grows by teams, so the million is a hundred teams. The answers are held against the slow way.
"""

from __future__ import annotations

import sqlite3
import tempfile
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

from careplan.store import Place, Section, Store, TaskRow
from careplan.store.task_lists import ROW_COLUMNS
from careplan.task import Readiness
from tests.benchmarks._filled import TODAY, fill
from tests.benchmarks.figure import Figure, alternating

ROLE, TEAM, PAGE, LATER_PAGE = "physical_therapist", 1, 50, 15
LATE_DAY = TODAY + timedelta(days=200)
"""A day on which everything that can be done is late, so that the list is full."""
ROUNDS = 300

_BARE = " ".join(
    (
        "select",
        ", ".join(column.name for column in ROW_COLUMNS),
        "from task where team = ? and role = ? and lane = 'ready' and urgency = 9 and late_after < ?",
        "order by late_after, unblocks desc, due, id limit ?",
    )
)


def run() -> list[Figure]:
    """Measure; takes about a minute, most of it to fill the million."""
    with tempfile.TemporaryDirectory() as folder:
        few_path, many_path = Path(folder) / "few" / "clinic.db", Path(folder) / "many" / "clinic.db"
        few, fewer = fill(few_path, 1)
        many, more = fill(many_path, 100)
        try:
            return _figures(few, many, many_path, f"{more:,} tasks against {fewer:,}")
        finally:
            few.close()
            many.close()


def _figures(few: Store, many: Store, many_path: Path, sizes: str) -> list[Figure]:
    _refuse_wrong_answers(many)
    bare = sqlite3.connect(many_path)
    asked = (TEAM, ROLE, LATE_DAY.isoformat(), PAGE)
    figures = [
        _grown("first page", _page(few, None), _page(many, None), sizes),
        _grown("page 20", _page(few, *_page_20(few)), _page(many, *_page_20(many)), sizes),
        _grown("badges", _badges(few), _badges(many), sizes),
    ]
    ours, reference = alternating(
        _page(many, None), lambda: bare.execute(_BARE, asked).fetchall(), rounds=ROUNDS, warm=20
    )
    bare.close()
    what = f"first page of {PAGE} as typed rows, in a transaction, against one SELECT by the bare driver"
    return [*figures, Figure("worklist bare", what, ours, reference, 3.0)]


def _grown(name: str, small: Callable[[], object], large: Callable[[], object], sizes: str) -> Figure:
    reference, ours = alternating(small, large, rounds=ROUNDS, warm=20)
    return Figure(f"worklist {name}", sizes, ours, reference, 1.15)


def _page(store: Store, after: Place | None, part: Section = Section.OVERDUE) -> Callable[[], list[TaskRow]]:
    many = PAGE if after is None else LATER_PAGE

    def read() -> list[TaskRow]:
        with store.reading() as records:
            return records.tasks.work(ROLE, "", [TEAM], LATE_DAY, part, after=after, limit=many)

    return read


def _badges(store: Store) -> Callable[[], object]:
    def read() -> object:
        with store.reading() as records:
            return records.tasks.badges(ROLE, [TEAM], TODAY, account="physical.therapist")

    return read


def _page_20(store: Store) -> tuple[Place, Section]:
    """Return where page 20 begins, in the longest part of the list."""
    after: Place | None = None
    with store.reading() as records:
        badges = records.tasks.badges(ROLE, [TEAM], LATE_DAY)
        longest = max((Section.LATER, Section.WAITING, Section.RESTING), key=lambda part: getattr(badges, part.value))
        for _ in range(20):
            page = records.tasks.work(ROLE, "", [TEAM], LATE_DAY, longest, after=after, limit=LATER_PAGE)
            if len(page) < LATER_PAGE:
                raise AssertionError("There are not twenty pages to measure.")
            before, after = after, page[-1].place(LATE_DAY)
    assert before is not None
    return before, longest


def _refuse_wrong_answers(store: Store) -> None:
    """Hold the page and the badges against every task of the team."""
    with store.reading() as records:
        plans = [plan for n in range(1, 200) for plan in records.plans.of_patient(f"P-{n:04d}")]
        rows = [row for plan in plans for row in records.tasks.of_plan_rows(plan)]
        page = records.tasks.work(ROLE, "", [TEAM], LATE_DAY, Section.OVERDUE, limit=PAGE)
        badges = records.tasks.badges(ROLE, [TEAM], TODAY)
    mine = [row for row in rows if row.role == ROLE and row.turn]
    ready = [row for row in mine if row.readiness is Readiness.READY]
    late = sorted((r for r in ready if r.days_late(LATE_DAY)), key=lambda r: (r.late_after, -r.unblocks, r.due, r.id))
    if [row.id for row in page] != [row.id for row in late[:PAGE]]:
        raise AssertionError("The first page is not what the tasks say.")
    if badges.overdue != sum(1 for row in ready if row.days_late(TODAY)):
        raise AssertionError("The badge of what is late is not what the tasks say.")
