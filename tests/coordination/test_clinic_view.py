"""The clinic as its team sees it: each number is that of its list, whatever is in the clinic."""

from __future__ import annotations

from datetime import timedelta

import pytest

from careplan.coordination import hand_offs
from careplan.coordination.clinic_view import (
    ClinicView,
    Period,
    clinic_view,
    hand_offs_of,
    held_up_by,
    plans_of,
    work_of,
)
from careplan.coordination.closing import complete
from careplan.coordination.patients import Narrowed, my_patients
from careplan.coordination.red_flags import raise_flag
from careplan.coordination.undo import undo
from careplan.coordination.work import Section
from careplan.errors import NoRight
from careplan.hand_off import Briefing
from careplan.observation import Observation
from careplan.task import Outcome
from careplan.team import Practitioner
from tests.small_clinic import MONDAY, PEOPLE, STRANGER, VIEWER, SmallClinic

COORDINATOR, SURGEON = PEOPLE["coordinator"], PEOPLE["surgeon"]
LATER = timedelta(days=30)
ADMIN = Practitioner(id="root", role="admin")
ALL_ROWS = 500


@pytest.fixture
def later(small: SmallClinic) -> SmallClinic:
    """A clinic with three plans, thirty days after they began, one with a red flag."""
    small.begin("V1", "scar_tissue")
    small.begin("V3", "recurrent_disc")
    small.begin("V4", "recurrent_stenosis")
    clinic = small.on(MONDAY + LATER)
    raise_flag(clinic.clinic, "PL-V3-01", "RF07", actor=PEOPLE["nurse"])
    return clinic


def view(small: SmallClinic, period: Period = Period.QUARTER, who: Practitioner = COORDINATOR) -> ClinicView:
    return clinic_view(small.clinic, period, actor=who)


def observe(small: SmallClinic, measure: str, value: float, days: int, patient: str = "V1") -> None:
    seen = Observation(measure=measure, value=value, day=MONDAY + timedelta(days=days))
    with small.clinic.store.writing() as records:
        records.observations.add(patient, seen, by="nurse", at=small.clinic.now())


def test_every_number_of_the_work_by_role_is_that_of_its_list(later: SmallClinic) -> None:
    found = view(later)
    assert found.work["surgeon"].overdue and found.work["care_coordinator"].waiting
    for role, work in found.work.items():
        for section in (Section.OVERDUE, Section.TODAY, Section.SOON, Section.WAITING, Section.LATER):
            page = work_of(later.clinic, role, section, actor=COORDINATOR, rows=ALL_ROWS)
            assert (page.total, len(page.lines)) == (getattr(work, section.value),) * 2, (role, section)
            assert {line.role for line in page.lines} <= {role}
    assert found.mine == found.work["care_coordinator"]
    assert view(later, who=VIEWER).mine is None


def test_what_waits_past_its_day_is_counted_at_the_role_that_holds_it(later: SmallClinic) -> None:
    found = view(later).waiting
    assert found and found == tuple(sorted(found, key=lambda one: -len(one.tasks)))
    for one in found:
        page = held_up_by(later.clinic, one.role, actor=COORDINATOR, rows=ALL_ROWS)
        assert [line.id for line in page.lines] == list(one.tasks) and page.total == len(one.tasks)
        for line in page.lines:
            assert line.role != one.role and line.due and line.due < MONDAY + LATER and line.late_days == 0
            assert one.role in {wait.role for wait in line.waits_for}
    assert view(later.on(MONDAY)).waiting == (), "nothing is past its day when a plan begins"
    few = held_up_by(later.clinic, found[0].role, actor=COORDINATOR, rows=1)
    assert (len(few.lines), few.total) == (1, len(found[0].tasks))


def test_the_tiles_are_the_filters_of_the_list_of_patients(later: SmallClinic) -> None:
    found = view(later).attention
    asked = {
        "open_plans": Narrowed(),
        "flagged": Narrowed(flagged=True),
        "unanswered": Narrowed(unanswered=True),
        "late": Narrowed(late=True),
        "no_review": Narrowed(no_review=True),
        "unconfirmed": Narrowed(unconfirmed=True),
    }
    assert {name: my_patients(later.clinic, which, actor=COORDINATOR).total for name, which in asked.items()} == (
        found._asdict()
    )
    assert (found.open_plans, found.flagged, found.late, found.unconfirmed) == (3, 1, 3, 3)


def test_a_full_assessment_is_every_core_task_of_evaluate(later: SmallClinic) -> None:
    assert set(view(later).assessment.missing) == {"PL-V1-01", "PL-V3-01", "PL-V4-01"}
    plan = later.plan("PL-V1-01")
    core = [
        task
        for task in plan.tasks.values()
        if task.identity.module == "core" and task.desired.phase == "evaluate" and task.identity.occurrence == 1
    ]
    assert {task.desired.key for task in core} == {f"K{number:02}" for number in range(1, 12)}
    with later.clinic.store.writing() as records:
        seen = records.plans.get(plan.id)
        for task in core:
            plan = plan.with_task(_closed(task, later))
        records.plans.save(seen, plan, later.clinic.compute(plan).standings, by="x", at=later.clinic.now())
    found = view(later).assessment
    assert (found.days, found.value, set(found.missing)) == ({"PL-V1-01": 30}, 30, {"PL-V3-01", "PL-V4-01"})
    listed = plans_of(later.clinic, tuple(found.days), actor=COORDINATOR)
    assert ([line.plan_id for line in listed.lines], listed.total) == (["PL-V1-01"], 1)


def _closed(task, small: SmallClinic):  # type: ignore[no-untyped-def]  # a planned task
    from dataclasses import replace

    from careplan.task import TaskStatus

    return replace(task, status=TaskStatus.DONE, outcome=Outcome.AS_PLANNED, closed_on=small.clinic.today())


def test_the_share_that_reached_the_change_says_who_is_missing(later: SmallClinic) -> None:
    observe(later, "odi", 20, 28)
    odi = {measure.id: share for measure, share in view(later).reached}["odi"]
    assert odi.yes == ("PL-V1-01",) and set(odi.missing) == {"PL-V3-01", "PL-V4-01"} and odi.value == 1
    assert len(odi.yes + odi.no + odi.missing) == 3


def test_a_period_counts_the_plans_that_began_in_it_and_no_plan_made_by_mistake(later: SmallClinic) -> None:
    next_year = later.on(MONDAY + timedelta(days=200))
    assert view(next_year).assessment.missing == ()
    assert len(view(next_year, Period.YEAR).assessment.missing) == 3
    done = later.begin("V2", "failed_fusion")
    assert len(view(later).assessment.missing) == 4
    undo(later.clinic, done.act, actor=PEOPLE["primary.care"])
    assert len(view(later).assessment.missing) == 3


def test_another_team_sees_its_own_clinic_and_an_administrator_none(later: SmallClinic) -> None:
    found = view(later, who=STRANGER)
    assert (found.work, found.waiting, found.attention.open_plans) == ({}, (), 0)
    assert work_of(later.clinic, "surgeon", Section.OVERDUE, actor=STRANGER).lines == ()
    assert held_up_by(later.clinic, "surgeon", actor=STRANGER).lines == ()
    assert plans_of(later.clinic, ("PL-V1-01",), actor=STRANGER).lines == ()
    with pytest.raises(NoRight):
        view(later, who=ADMIN)


def test_as_many_queries_with_many_plans_as_with_few(small: SmallClinic) -> None:
    small.begin("V1", "scar_tissue")
    later = small.on(MONDAY + LATER)
    few = later.queries(lambda: view(later, Period.ALL))
    for number in range(4):
        small.begin("V3", "recurrent_disc", patient=f"P-01{number:02}")
    complete(later.clinic, later.task("PL-V1-01", "K03").id, outcome=Outcome.AS_PLANNED, actor=COORDINATOR)
    assert later.queries(lambda: view(later, Period.ALL)) == few <= 20


def test_hand_offs_wait_and_after_three_working_days_they_are_late(small: SmallClinic) -> None:
    small.begin("V1", "scar_tissue")
    task = small.task("PL-V1-01", "K07")
    hand_offs.offer(
        small.clinic, task.id, Briefing(request="Please judge the scar"), actor=SURGEON, to_role="pain_specialist"
    )
    for days, late in ((0, 0), (2, 0), (3, 1)):
        clinic = small.on(MONDAY + timedelta(days=days))
        found = view(clinic).hand_offs
        assert found == (1, late)
        for is_late, count in ((False, 1), (True, late)):
            page = hand_offs_of(clinic.clinic, late=is_late, actor=COORDINATOR)
            assert ([line.id for line in page.lines], page.total) == ([task.id] * count, count)
    assert view(small, who=STRANGER).hand_offs == (0, 0)
