"""The versions of a plan: kept as they were, compared in plain words, gone back to (DESIGN 1, R29)."""

from __future__ import annotations

import random
from contextlib import suppress
from datetime import timedelta

import pytest

from careplan.cause import Certainty
from careplan.coordination import decisions, tasks
from careplan.coordination.closing import complete
from careplan.coordination.goals import set_goal
from careplan.coordination.revisable import revisable
from careplan.coordination.revise import look_at_revision, revise_plan
from careplan.coordination.undo import undo
from careplan.coordination.versions import Differs, versions
from careplan.errors import CarePlanError, NotFound
from careplan.goal_acts import GoalEntry
from careplan.patient import ProcedureKind
from careplan.plan import CarePlan
from careplan.plan_version import PlanVersion, read_version, version_of, written
from careplan.revision import Revision
from careplan.task import Outcome
from tests.changing_cause import add_cause
from tests.small_clinic import MONDAY, PEOPLE, STRANGER, VIEWER, SmallClinic

SURGEON, PAIN = PEOPLE["surgeon"], PEOPLE["pain.specialist"]
OTHER = Revision(certainties={"scar_tissue": Certainty.REFUTED}, added=("recurrent_disc",))


def _kept(small: SmallClinic, plan_id: str, number: int) -> PlanVersion | None:
    with small.clinic.store.reading() as records:
        return records.versions.get(plan_id, number)


def _present(small: SmallClinic, plan_id: str) -> int:
    with small.clinic.store.reading() as records:
        return records.versions.present(plan_id)


def _open(plan: CarePlan) -> dict[str, tuple[object, ...]]:
    return {str(i): (t.status, t.due, t.role, t.title) for i, t in plan.tasks.items() if t.is_open}


def _something(small: SmallClinic, plan_id: str, chance: random.Random) -> None:
    """Do one of the things that a day brings; what is refused is not done."""
    plan = small.plan(plan_id)
    open_tasks = [task for task in plan.to_do().values() if not task.desired.asks]
    task = chance.choice(open_tasks)
    owner = next(one for one in PEOPLE.values() if one.role == task.role)
    day = MONDAY + timedelta(days=chance.randrange(20, 90))
    cause = chance.choice([one.cause for one in plan.inputs.causes])
    other = Certainty.SUSPECTED if plan.certainty_of(cause) is Certainty.REFUTED else Certainty.REFUTED
    chance.choice(
        [
            lambda: tasks.move(small.clinic, task.id, day, actor=owner),
            lambda: complete(small.clinic, task.id, outcome=Outcome.NOT_NEEDED, actor=owner, note="Seen"),
            lambda: decisions.plan_procedure(small.clinic, plan_id, ProcedureKind.EPIDURAL, actor=PAIN, day=day),
            lambda: decisions.decide(small.clinic, plan_id, "gate.injection", "yes", actor=PAIN, why="Agreed"),
            lambda: decisions.decide(small.clinic, plan_id, "gate.injection", "no", actor=PAIN, why="Agreed"),
            lambda: revise_plan(
                small.clinic, plan_id, Revision(certainties={cause: other}), actor=SURGEON, reason="Seen"
            ),
            lambda: set_goal(small.clinic, plan_id, GoalEntry(f"Walk {day}", due=day), actor=SURGEON),
            lambda: add_cause(small.clinic, plan_id, chance.choice(["facet_pain", "habits"]), actor=SURGEON),
        ]
    )()


@pytest.mark.parametrize("seed", range(2))
def test_every_earlier_version_is_kept_as_the_plan_was_when_it_ended(small: SmallClinic, seed: int) -> None:
    plan_id, chance = small.begin("V1", "scar_tissue").plan_id, random.Random(seed)
    ended: dict[int, PlanVersion] = {}
    for _ in range(14):
        number, was = _present(small, plan_id), version_of(small.plan(plan_id))
        with suppress(CarePlanError):
            _something(small, plan_id, chance)
        if _present(small, plan_id) != number:
            assert _present(small, plan_id) == number + 1
            ended[number] = was
    assert ended, "something was changed as a whole"
    for number, was in ended.items():
        assert _kept(small, plan_id, number) == was
    assert [line.number for line in versions(small.clinic, plan_id, actor=SURGEON).lines] == [
        *range(max(ended) + 1, 0, -1)
    ]


def test_what_is_written_is_read_again(small: SmallClinic) -> None:
    plan = small.plan(small.begin("V4", "failed_fusion", "scar_tissue").plan_id)
    assert read_version(written(version_of(plan))) == version_of(plan)


def test_a_version_begins_with_a_change_of_the_whole_and_not_with_a_task(small: SmallClinic) -> None:
    plan_id = small.begin("V1", "scar_tissue").plan_id
    task = small.task(plan_id, "K03")
    tasks.move(small.clinic, task.id, MONDAY + timedelta(days=9), actor=PEOPLE["coordinator"])
    complete(small.clinic, task.id, outcome=Outcome.AS_PLANNED, actor=PEOPLE["coordinator"])
    assert _present(small, plan_id) == 1
    done = decisions.decide(small.clinic, plan_id, "gate.surgery", "no", actor=SURGEON, why="Agreed")
    assert _present(small, plan_id) == 2
    undo(small.clinic, done.act, actor=SURGEON)
    assert _present(small, plan_id) == 3


def test_an_earlier_version_is_gone_back_to_with_its_difference_shown_first_and_one_undo(small: SmallClinic) -> None:
    plan_id = small.begin("V1", "scar_tissue").plan_id
    first = _open(small.plan(plan_id))
    revise_plan(small.clinic, plan_id, OTHER, actor=SURGEON, reason="MRI")
    decisions.decide(small.clinic, plan_id, "gate.injection", "yes", actor=PAIN, why="Agreed")
    second = _open(small.plan(plan_id))
    assert first != second
    back = revisable(small.clinic, plan_id, actor=SURGEON, back_to_version=1).back
    assert back is not None
    seen = look_at_revision(small.clinic, plan_id, back, actor=PAIN)
    assert seen.foresight.lines and _open(small.plan(plan_id)) == second
    done = revise_plan(small.clinic, plan_id, back, actor=PAIN, reason="Read again", seen=seen, back_to_version=1)
    assert _open(small.plan(plan_id)) == first
    assert _present(small, plan_id) == 4
    undo(small.clinic, done.act, actor=PAIN)
    assert _open(small.plan(plan_id)) == second


def test_two_versions_are_compared_in_plain_words(small: SmallClinic) -> None:
    plan_id = small.begin("V1", "scar_tissue").plan_id
    before = small.plan(plan_id)
    decisions.plan_procedure(small.clinic, plan_id, ProcedureKind.EPIDURAL, actor=PAIN, day=MONDAY + timedelta(days=30))
    set_goal(small.clinic, plan_id, GoalEntry("Walk to the shop", "walk_min", 30, None), actor=SURGEON)
    moved = small.task(plan_id, "K08")
    tasks.move(small.clinic, moved.id, MONDAY + timedelta(days=20), actor=PEOPLE["physical.therapist"])
    tasks.assign(small.clinic, small.task(plan_id, "SC02").id, actor=SURGEON, role="physiatrist")
    complete(small.clinic, small.task(plan_id, "K03").id, outcome=Outcome.AS_PLANNED, actor=PEOPLE["coordinator"])
    revise_plan(small.clinic, plan_id, OTHER, actor=SURGEON, reason="MRI")
    found = versions(small.clinic, plan_id, actor=VIEWER, first=1, second=4)
    assert (found.first, found.second, found.present) == (1, 4, 4)
    assert found.differs == (
        Differs("Scar tissue", "suspected", "refuted"),
        Differs("Recurrence (disc)", "not in the plan", "suspected"),
        Differs("Goal", "not sought", "“Walk to the shop”, Walking 30 minutes or more"),
        Differs("Epidural", "not planned", "1 Apr 2026"),
    )
    now = small.plan(plan_id)
    added = {i.series for i, t in now.tasks.items() if t.is_open} - {i.series for i in before.tasks}
    assert {line.title for line in found.work.added} == {
        t.title for i, t in now.tasks.items() if i.series in added and t.is_open
    }
    assert "Obtain operation notes, implant records and images from before and after surgery" in {
        line.title for line in found.work.closed
    }
    assert (moved.due, MONDAY + timedelta(days=20)) in {(one.before, one.after) for one in found.work.dates}
    assert found.work.cancelled and not found.work.opened
    newest = found.lines[0].begun
    assert newest is not None and (newest.words, newest.reason, newest.by) == ("Plan revised", "MRI", "surgeon")
    assert versions(small.clinic, plan_id, actor=VIEWER, first=4, second=1).first == 1, "the earlier one stands first"


def test_where_a_version_is_not_there_the_last_two_are_compared(small: SmallClinic) -> None:
    plan_id = small.begin("V1", "scar_tissue").plan_id

    def compared(first: int | None, second: int | None) -> tuple[int, int]:
        found = versions(small.clinic, plan_id, actor=SURGEON, first=first, second=second)
        return found.first, found.second

    assert compared(None, None) == compared(1, 7) == (0, 0)
    for value in ("yes", "no"):
        decisions.decide(small.clinic, plan_id, "gate.scs", value, actor=PAIN, why="Agreed")
    assert [compared(*pair) for pair in ((None, None), (7, 9), (1, 7), (3, 3), (1, None), (2, 1))] == [
        *((2, 3), (2, 3), (1, 3), (2, 3), (1, 3), (1, 2))
    ]
    assert revisable(small.clinic, plan_id, actor=SURGEON, back_to_version=7).back is None
    with pytest.raises(NotFound, match="No such record"):
        versions(small.clinic, plan_id, actor=STRANGER)


def test_the_screens_read_by_as_many_statements_however_long_the_history(small: SmallClinic) -> None:
    plan_id = small.begin("V1", "scar_tissue").plan_id

    def few() -> tuple[int, int]:
        return (
            small.queries(lambda: versions(small.clinic, plan_id, actor=SURGEON)),
            small.queries(lambda: revisable(small.clinic, plan_id, actor=SURGEON)),
        )

    for value in ("yes", "no"):
        decisions.decide(small.clinic, plan_id, "gate.scs", value, actor=PAIN, why="Agreed")
    first = few()
    for value in ("yes", "no", "yes", "no"):
        decisions.decide(small.clinic, plan_id, "gate.scs", value, actor=PAIN, why="Agreed")
    assert few() == first
