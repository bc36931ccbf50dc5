"""My work: whose tasks, in which order, and at what cost."""

from __future__ import annotations

from datetime import timedelta

import pytest

from careplan.coordination.closing import complete
from careplan.coordination.red_flags import raise_flag
from careplan.coordination.task_card import task_card
from careplan.coordination.tasks import assign
from careplan.coordination.work import Section, my_work
from careplan.task import Outcome, Readiness
from careplan.team import Practitioner
from tests.small_clinic import MONDAY, PEOPLE, STRANGER, VIEWER, SmallClinic

EVERYTHING = dict.fromkeys(Section, 25)


def test_only_tasks_of_the_own_role_are_listed(small: SmallClinic, plan_id: str) -> None:
    work = my_work(small.on(MONDAY + timedelta(days=21)).clinic, PEOPLE["physical.therapist"], EVERYTHING)
    lines = [line for part in work.lines.values() for line in part]
    assert lines
    assert {line.role for line in lines} == {"physical_therapist"}
    assert {line.plan_id for line in lines} == {plan_id}


def test_the_counts_are_those_of_the_lists(small: SmallClinic, plan_id: str) -> None:
    assert plan_id
    for days in (0, 7, 30):
        work = my_work(small.on(MONDAY + timedelta(days=days)).clinic, PEOPLE["primary.care"], EVERYTHING)
        assert {section: work.count(section) for section in Section} == {
            section: len(work.lines[section]) for section in Section
        }


def test_late_work_stands_with_the_most_days_first(small: SmallClinic, plan_id: str) -> None:
    assert plan_id
    work = my_work(small.on(MONDAY + timedelta(days=30)).clinic, PEOPLE["primary.care"], EVERYTHING)
    days = [line.late_days for line in work.lines[Section.OVERDUE]]
    assert len(days) > 2
    assert days == sorted(days, reverse=True)
    assert min(days) > 0


def test_a_red_flag_stands_before_work_that_is_later(small: SmallClinic, plan_id: str) -> None:
    later = small.on(MONDAY + timedelta(days=30))
    raise_flag(later.clinic, plan_id, "RF05", actor=PEOPLE["surgeon"])
    work = my_work(small.on(MONDAY + timedelta(days=32)).clinic, PEOPLE["primary.care"], EVERYTHING)
    first, second, *_ = work.lines[Section.OVERDUE]
    assert (first.red_flag, first.late_days) == (True, 2)
    assert second.late_days > 2


def test_what_waits_says_for_what_and_is_never_late(small: SmallClinic, plan_id: str) -> None:
    work = my_work(small.on(MONDAY + timedelta(days=60)).clinic, PEOPLE["surgeon"], EVERYTHING)
    images = next(line for line in work.lines[Section.WAITING] if line.key == "K07")
    notes = small.task(plan_id, "K03")
    assert (images.readiness, images.late_days) == (Readiness.WAITING, 0)
    assert [(wait.id, wait.role) for wait in images.waits_for] == [(notes.id, "care_coordinator")]


def test_a_task_comes_from_waiting_to_the_owner_s_list_when_the_one_before_is_done(
    small: SmallClinic, plan_id: str
) -> None:
    complete(
        small.clinic, small.task(plan_id, "K03").id, outcome=Outcome.AS_PLANNED, actor=PEOPLE["coordinator"], note="All"
    )
    work = my_work(small.clinic, PEOPLE["surgeon"], EVERYTHING)
    assert "K07" in {line.key for part in (Section.TODAY, Section.SOON, Section.LATER) for line in work.lines[part]}
    assert "K07" not in {line.key for line in work.lines[Section.WAITING]}


def test_a_task_given_to_a_person_of_another_role_is_handed_to_that_person(small: SmallClinic, plan_id: str) -> None:
    task = small.task(plan_id, "K02")
    assign(small.clinic, task.id, actor=PEOPLE["primary.care"], assignee="nurse")
    work = my_work(small.clinic, PEOPLE["nurse"], EVERYTHING)
    assert [line.id for line in work.lines[Section.HANDED]] == [task.id]


@pytest.mark.parametrize("person", [STRANGER, VIEWER, Practitioner(id="admin", role="admin")])
def test_who_owns_nothing_here_sees_nothing(small: SmallClinic, plan_id: str, person: Practitioner) -> None:
    assert plan_id
    work = my_work(small.clinic, person, EVERYTHING)
    assert not any(work.lines.values())
    assert not any(work.badges)


def test_a_held_task_names_its_red_flag(small: SmallClinic, plan_id: str) -> None:
    raise_flag(small.clinic, plan_id, "RF01", actor=PEOPLE["surgeon"])
    work = my_work(small.on(MONDAY + timedelta(days=30)).clinic, PEOPLE["physical.therapist"], EVERYTHING)
    held = [line for line in work.lines[Section.RESTING] if line.readiness is Readiness.HELD]
    assert held
    assert {line.held_by for line in held} == {("possible cauda equina syndrome",)}


def test_the_number_of_queries_does_not_grow_with_patients(small: SmallClinic, plan_id: str) -> None:
    assert plan_id
    with small.clinic.store.count_queries() as few:
        my_work(small.clinic, PEOPLE["primary.care"], EVERYTHING)
    for vignette, cause in (("V1", "scar_tissue"), ("V3", "recurrent_disc"), ("V4", "recurrent_stenosis")):
        small.begin(vignette, cause)
    with small.clinic.store.count_queries() as many:
        my_work(small.clinic, PEOPLE["primary.care"], EVERYTHING)
    assert len(many) == len(few)


def test_a_series_says_how_often_it_was_missed_as_its_plan_does(small: SmallClinic, plan_id: str) -> None:
    clinic = small.on(MONDAY + timedelta(days=90)).clinic
    screen = small.task(plan_id, "K01", 2)
    lines = my_work(clinic, PEOPLE["primary.care"], EVERYTHING).lines
    listed = {line.id: line.missed for part in lines.values() for line in part}
    assert listed[screen.id] == task_card(clinic, screen.id, PEOPLE["primary.care"]).line.missed == 2
