"""A plan that is remembered is the plan that would be read; who else changes it, or fails to, is noticed."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import update

from careplan.coordination.closing import complete
from careplan.coordination.done import Done
from careplan.demo.making import _fill
from careplan.goal import first_goal
from careplan.observation import Observation
from careplan.plan import PlanStatus
from careplan.settings import Settings
from careplan.store import PlanRecord, Records, Store
from careplan.store.plans import Plans
from careplan.store.recent_plans import ROOM, RecentPlans
from careplan.store.schema import goal as goal_table
from careplan.task import Outcome
from tests.small_clinic import MONDAY, PEOPLE, STRANGER, SmallClinic, open_small_clinic

DOCTOR = PEOPLE["primary.care"]


class ReadingTwice(Store):
    """A store that after every writing reads each plan that it remembers anew, and holds one against the other."""

    compared = 0

    @contextmanager
    def writing(self) -> Iterator[Records]:
        with super().writing() as records:
            yield records
        with self.reading() as records:
            for plan_id in [found.plan.id for found in self._recent._plans][-2:]:
                assert_same(records.plans.get(plan_id), anew(records, plan_id))
                self.compared += 1


def anew(records: Records, plan_id: str) -> PlanRecord:
    """Return the plan as its rows have it."""
    return Plans(records._connection, RecentPlans()).get(plan_id)


def assert_same(found: PlanRecord, read: PlanRecord) -> None:
    """Fail unless everything is equal, the order of the tasks included."""
    assert found == read
    assert list(found.plan.tasks) == list(read.plan.tasks)


@pytest.fixture
def small(tmp_path: Path) -> SmallClinic:
    return open_small_clinic(tmp_path, in_file=True)


def other(small: SmallClinic) -> SmallClinic:
    """Return the clinic as another process has it open."""
    store = Store.open(f"sqlite:///{small.clinic.settings.home / 'clinic.db'}", home=small.clinic.settings.home)
    return SmallClinic(replace(small.clinic, store=store))


def begun(small: SmallClinic) -> str:
    return small.begin("V1", "scar_tissue").plan_id


def close_one(small: SmallClinic, plan_id: str) -> Done:
    tasks = [task for task in small.plan(plan_id).tasks.values() if task.is_open and task.role == DOCTOR.role]
    return complete(small.clinic, tasks[0].id, outcome=Outcome.NOT_NEEDED, actor=DOCTOR, note="Seen")


def test_every_act_of_the_demo_clinic_leaves_the_plan_that_would_be_read(tmp_path: Path) -> None:
    store = ReadingTwice.open("sqlite://", home=tmp_path)
    assert isinstance(store, ReadingTwice)

    _fill(store, Settings(home=tmp_path, today=MONDAY))

    assert store.compared > 500


def test_a_plan_that_nobody_changed_is_read_by_one_query(small: SmallClinic) -> None:
    plan_id = begun(small)
    small.record(plan_id)

    with small.clinic.store.count_queries() as ran:
        small.record(plan_id)

    assert len([statement for statement in ran if statement.startswith("SELECT")]) == 1


def test_done_takes_nine_statements(small: SmallClinic) -> None:
    plan_id = begun(small)
    close_one(small, plan_id)

    with small.clinic.store.count_queries() as ran:
        close_one(small, plan_id)

    assert len(ran) <= 9, "one to find the plan, and eight between the beginning and the end"
    assert not any(" status=" in statement for statement in ran if statement.startswith('UPDATE "plan"'))


def test_a_plan_that_was_closed_and_opened_again_stands_as_it_would_be_read(small: SmallClinic) -> None:
    plan_id = begun(small)
    close_one(small, plan_id)
    for status in (PlanStatus.CLOSED, PlanStatus.OPEN):
        with small.clinic.store.writing() as records:
            seen = records.plans.get(plan_id)
            stands = small.clinic.compute(seen.plan).standings
            records.plans.save(seen, replace(seen.plan, status=status), stands, by="x", at=small.clinic.now())

    with small.clinic.store.reading() as records:
        assert_same(small.record(plan_id), anew(records, plan_id))
    assert {stand.lane for stand in small.record(plan_id).stands.values()} > {None, "ready"}


def test_what_another_process_did_is_read(small: SmallClinic) -> None:
    plan_id = begun(small)
    before = small.record(plan_id)

    close_one(other(small), plan_id)

    after = small.record(plan_id)
    assert after.plan.version == before.plan.version + 1
    with small.clinic.store.reading() as records:
        assert_same(after, anew(records, plan_id))


def test_what_was_not_kept_is_not_remembered(small: SmallClinic) -> None:
    plan_id = begun(small)
    before = small.record(plan_id)

    with pytest.raises(RuntimeError), small.clinic.store.writing() as records:
        seen = records.plans.get(plan_id)
        goal = replace(seen.plan, goals=first_goal("Walk to the shop", seen.plan.inputs.start))
        records.plans.save(seen, goal, small.clinic.compute(seen.plan).standings, by="x", at=small.clinic.now())
        assert records.plans.get(plan_id).plan.goal == "Walk to the shop"
        raise RuntimeError("the power went")

    assert small.record(plan_id) is before


def test_an_observation_that_another_way_kept_is_read(small: SmallClinic) -> None:
    plan_id = begun(small)
    before = small.plan(plan_id).inputs.record.observations
    seen = Observation(measure="nprs", value=4, day=date(2026, 3, 9))

    with small.clinic.store.writing() as records:
        records.observations.add(small.plan(plan_id).patient_id, seen, by="nurse", at=small.clinic.now())

    assert small.plan(plan_id).inputs.record.observations == (*before, seen)


def test_new_holidays_and_a_new_member_of_the_team_are_read(small: SmallClinic) -> None:
    plan_id = begun(small)
    small.record(plan_id)

    with small.clinic.store.writing() as records:
        team = records.plans.get(plan_id).team
        records.clinic.set_holidays([date(2026, 4, 6)])
        records.teams.leave(team, PEOPLE["nurse"])

    inputs = small.plan(plan_id).inputs
    assert inputs.holidays == {date(2026, 4, 6)}
    assert inputs.roles is not None and "nurse" not in inputs.roles
    assert PEOPLE["nurse"] not in small.record(plan_id).members


def test_a_member_in_the_role_of_another_is_on_the_team_at_once(small: SmallClinic) -> None:
    plan_id = begun(small)
    before = small.record(plan_id)

    with small.clinic.store.writing() as records:
        records.teams.join(before.team, STRANGER)

    after = small.record(plan_id)
    assert set(after.members) == {*before.members, STRANGER}
    with small.clinic.store.reading() as records:
        assert after.members == records.teams.get(before.team).members


def test_the_memory_has_room_for_so_many_plans_and_forgets_the_one_used_longest_ago(small: SmallClinic) -> None:
    record = small.record(begun(small))
    memory = RecentPlans()
    for number in range(ROOM + 1):
        memory.note(replace(record, plan=replace(record.plan, id=f"PL-{number:04}-01")))

    assert memory.find("PL-0000-01", record.versions) is None
    assert memory.find(f"PL-{ROOM:04}-01", record.versions) is not None


def test_a_clinic_copied_over_another_shows_none_of_the_other_s_plans(small: SmallClinic) -> None:
    plan_id, home = begun(small), small.clinic.settings.home
    target = Store.open(f"sqlite:///{home / 'target.db'}", home=home)
    small.clinic.store.copy_into(target)
    with target.reading() as records:
        copied = records.plans.get(plan_id)
    behind_its_back(small, plan_id, goal="Walk to the shop")

    small.clinic.store.copy_into(target)

    with target.reading() as records:
        assert records.plans.get(plan_id).versions == copied.versions
        assert records.plans.get(plan_id).plan.goal == "Walk to the shop"


def behind_its_back(small: SmallClinic, plan_id: str, *, goal: str) -> None:
    """Write a goal without counting it, so that the versions cannot tell."""
    with small.clinic.store._database.writing() as connection:
        connection.execute(update(goal_table).where(goal_table.c.plan == plan_id).values(words=goal))
