"""A plan is changed as a whole: what follows is looked at line by line, then applied as one act (R27, R28; A20)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import select

from careplan.cause import Certainty
from careplan.change import ChangeKind
from careplan.coordination import decisions, tasks
from careplan.coordination.answers import Answer
from careplan.coordination.changes import apply_changes
from careplan.coordination.closing import complete
from careplan.coordination.revisable import revisable
from careplan.coordination.revise import Looked, look_at_revision, revise_plan
from careplan.coordination.undo import undo
from careplan.coordination.versions import versions
from careplan.errors import CarePlanError, Conflict, NoRight, NotAllowed, NotOnTeam
from careplan.identity import Identity
from careplan.outlook import outlook
from careplan.patient import OperationProcedure
from careplan.plan import PlannedTask
from careplan.revision import Revision
from careplan.store.schema import metadata
from careplan.task import Outcome, TaskStatus
from careplan.team import Practitioner
from tests.small_clinic import MONDAY, PEOPLE, STRANGER, VIEWER, SmallClinic

SURGEON = PEOPLE["surgeon"]
OTHER = Revision(certainties={"scar_tissue": Certainty.REFUTED}, added=("recurrent_disc",))


def _plan(small: SmallClinic) -> str:
    return small.begin("V1", "scar_tissue").plan_id


def _look(small: SmallClinic, plan_id: str, revision: Revision = OTHER, *turned: str) -> Looked:
    return look_at_revision(small.clinic, plan_id, revision, actor=SURGEON, turned=frozenset(turned))


def _open(small: SmallClinic, plan_id: str) -> dict[Identity, tuple[object, ...]]:
    tasks = small.plan(plan_id).tasks
    return {i: (t.status, t.due, t.role, t.title, t.assignee) for i, t in tasks.items() if t.is_open}


def _owner(task: PlannedTask) -> Practitioner:
    return next(one for one in PEOPLE.values() if one.role == task.role)


def _work(small: SmallClinic, plan_id: str) -> list[PlannedTask]:
    """Close three tasks and begin a fourth, each with what was noted; return the four as they stand."""
    *done, begun = (small.task(plan_id, key) for key in ("K03", "K08", "K09", "K06"))
    for task in done:
        later = dict.fromkeys(task.desired.asks, Answer(not_obtained="Later"))
        note = f"Seen: {task.title}"
        complete(small.clinic, task.id, outcome=Outcome.AS_PLANNED, actor=_owner(task), note=note, answers=later)
    tasks.start(small.clinic, begun.id, actor=_owner(begun))
    now = small.plan(plan_id).tasks
    return [now[task.identity] for task in (*done, begun)]


def test_a20_another_cause_keeps_what_was_done_and_what_is_in_progress_and_one_undo_restores(
    small: SmallClinic,
) -> None:
    plan_id = _plan(small)
    worked = _work(small, plan_id)
    assert [task.status for task in worked] == [TaskStatus.DONE] * 3 + [TaskStatus.IN_PROGRESS]
    before, version = _open(small, plan_id), versions(small.clinic, plan_id, actor=SURGEON).present
    seen = _look(small, plan_id)
    words = ["done, as planned"] * 3 + ["in progress"]
    kept = {one.title: one.word for one in seen.kept}
    assert [kept[task.title] for task in worked] == words
    done = revise_plan(small.clinic, plan_id, OTHER, actor=SURGEON, reason="MRI shows a fragment", seen=seen)
    after, now = _open(small, plan_id), small.plan(plan_id).tasks
    for task in worked:
        same = now[task.identity]
        assert (same.id, same.status, same.note, same.closed_on) == (task.id, task.status, task.note, task.closed_on)
    cancelled, added = before.keys() - after.keys(), after.keys() - before.keys()
    lines = seen.foresight
    assert len(cancelled) == sum(one.sessions for one in lines.of(ChangeKind.CANCEL))
    assert len(added) == sum(one.sessions for one in (*lines.of(ChangeKind.ADD), *lines.of(ChangeKind.REOPEN)))
    differs = {i.series for i in before.keys() & after.keys() if before[i][1:4] != after[i][1:4]}
    assert len(differs) == len(lines.of(ChangeKind.CHANGE))
    assert versions(small.clinic, plan_id, actor=SURGEON).present == version + 1
    undo(small.clinic, done.act, actor=SURGEON)
    assert _open(small, plan_id) == before
    assert {one.cause: one.certainty for one in small.plan(plan_id).inputs.causes} == {
        "scar_tissue": Certainty.SUSPECTED
    }


def test_what_is_left_out_stays_out_and_what_is_not_let_change_stays_as_it_is(small: SmallClinic) -> None:
    plan_id = _plan(small)
    seen = _look(small, plan_id)
    add = next(one for one in seen.foresight.of(ChangeKind.ADD) if not one.fixed)
    cancel = seen.foresight.of(ChangeKind.CANCEL)[0]
    before = _open(small, plan_id)
    turned = frozenset({add.key, cancel.key})
    revise_plan(small.clinic, plan_id, OTHER, actor=SURGEON, reason="Seen", turned=turned, seen=seen)
    after = _open(small, plan_id)
    assert add.title not in {state[3] for i, state in after.items() if i not in before}
    assert cancel.title in {state[3] for state in after.values()}
    assert small.clinic.compute(small.plan(plan_id)).changes == (), "neither is proposed again"


def test_a_safety_check_joins_whatever_is_ticked(small: SmallClinic) -> None:
    plan_id = _plan(small)
    decided = Revision(gates={"gate.injection": "yes"})
    fixed = [one for one in _look(small, plan_id, decided).foresight.lines if one.fixed]
    assert fixed, "an injection asks for the check of blood thinners"
    keys = frozenset(one.key for one in fixed)
    pain = PEOPLE["pain.specialist"]
    revise_plan(small.clinic, plan_id, decided, actor=pain, reason="Agreed", turned=keys)
    now = {task.title for task in small.plan(plan_id).tasks.values() if task.is_open}
    assert {one.title for one in fixed} <= now


def test_the_effect_tells_end_load_and_what_stays(small: SmallClinic) -> None:
    plan_id = _plan(small)
    plan = small.plan(plan_id)
    effect = _look(small, plan_id).effect
    today = small.clinic.today()
    assert effect.before == outlook(plan, today)
    counts = {load.role: load.after - load.before for load in effect.loads if load.after != load.before}
    revise_plan(small.clinic, plan_id, OTHER, actor=SURGEON, reason="Seen")
    now = small.plan(plan_id)
    assert effect.after == outlook(now, today)
    assert effect.after.treatment != effect.before.treatment
    for role, more in counts.items():
        had, has = (sum(task.role == role for task in one.to_do().values()) for one in (plan, now))
        assert has - had == more != 0
    assert now.inputs.record.gates == plan.inputs.record.gates


def test_who_may_not_do_a_part_of_it_is_told_who_may_and_can_still_look(small: SmallClinic) -> None:
    plan_id, coordinator = _plan(small), PEOPLE["coordinator"]
    seen = look_at_revision(small.clinic, plan_id, OTHER, actor=coordinator)
    assert seen.foresight.lines and any("Refute a suspected cause: only the" in one for one in seen.refusals)
    with pytest.raises(NoRight, match="Refute a suspected cause: only the"):
        revise_plan(small.clinic, plan_id, OTHER, actor=coordinator, reason="Seen")
    with pytest.raises(NoRight, match="try what if: only the"):
        look_at_revision(small.clinic, plan_id, OTHER, actor=VIEWER)
    with pytest.raises(NotAllowed, match="case conference"):
        revise_plan(small.clinic, plan_id, Revision(gates={"gate.scs": "no"}), actor=coordinator, reason="Seen")


def test_whoever_may_revise_may_look_and_settle_and_nobody_else(small: SmallClinic) -> None:
    plan_id, may = _plan(small), small.clinic.catalogue.permissions["plan.revise"].roles
    for person in (*PEOPLE.values(), VIEWER, STRANGER):
        wanted: type[Exception] | None = None if person.role in may else NoRight
        wanted = NotOnTeam if person is STRANGER else wanted
        assert _refused(lambda who=person: look_at_revision(small.clinic, plan_id, OTHER, actor=who)) is wanted  # type: ignore[misc]
        settled = _refused(lambda who=person: apply_changes(small.clinic, plan_id, {}, actor=who))  # type: ignore[misc]
        assert settled is (wanted or Conflict), "nothing waits to be settled"


def _refused(act: Callable[[], object]) -> type[Exception] | None:
    try:
        act()
    except CarePlanError as error:
        return type(error)
    return None


def test_a_reason_and_something_to_change_are_asked_for(small: SmallClinic) -> None:
    plan_id = _plan(small)
    with pytest.raises(NotAllowed, match="reason"):
        revise_plan(small.clinic, plan_id, OTHER, actor=SURGEON, reason=" ")
    with pytest.raises(NotAllowed, match="Nothing is changed yet"):
        revise_plan(small.clinic, plan_id, Revision(), actor=SURGEON, reason="Seen")


def test_a_plan_that_was_changed_since_is_looked_at_again(small: SmallClinic) -> None:
    plan_id = _plan(small)
    seen = _look(small, plan_id)
    decisions.decide(small.clinic, plan_id, "gate.injection", "yes", actor=PEOPLE["pain.specialist"], why="Agreed")
    kept = small.plan(plan_id)
    with pytest.raises(Conflict, match="Look again at what would change"):
        revise_plan(small.clinic, plan_id, OTHER, actor=SURGEON, reason="Seen", seen=seen)
    assert small.plan(plan_id) == kept
    revise_plan(small.clinic, plan_id, OTHER, actor=SURGEON, reason="Seen", seen=_look(small, plan_id))


def test_an_operation_is_moved_and_its_work_with_it(small: SmallClinic) -> None:
    plan_id = _plan(small)
    day, later = MONDAY + timedelta(days=60), MONDAY + timedelta(days=81)
    fusion = (OperationProcedure.SPINAL_FUSION,)
    decisions.plan_operation(small.clinic, plan_id, actor=SURGEON, day=day, procedures=fusion)
    number = small.plan(plan_id).inputs.record.operations[-1].number
    moved = Revision(operations={number: later})
    seen = _look(small, plan_id, moved)
    changes = seen.foresight.of(ChangeKind.CHANGE)
    assert changes and all(one.before and one.after and one.after > one.before for one in changes)
    before = _open(small, plan_id)
    done = revise_plan(small.clinic, plan_id, moved, actor=SURGEON, reason="No theatre", seen=seen)
    now = {state[3]: state[1] for state in _open(small, plan_id).values()}
    assert {one.after for one in changes if one.sessions == 1} <= set(now.values())
    undo(small.clinic, done.act, actor=SURGEON)
    assert _open(small, plan_id) == before


def test_what_if_writes_nothing(small: SmallClinic) -> None:
    plan_id = _plan(small)
    one = next(task for task in small.plan(plan_id).to_do().values() if task.due)
    far = Revision(moved={one.identity: MONDAY + timedelta(days=90)})
    revisable(small.clinic, plan_id, actor=SURGEON)  # that the record was read is written once
    before = _rows(small)
    for revision in (OTHER, Revision(gates={"gate.surgery": "yes"}), far):
        revisable(small.clinic, plan_id, actor=SURGEON)
        seen = _look(small, plan_id, revision)
        assert seen.foresight.lines
        _look(small, plan_id, revision, *(line.key for line in seen.foresight.lines))
    assert _rows(small) == before


def _rows(small: SmallClinic) -> dict[str, list[str]]:
    """Return every row of every table."""
    with small.clinic.store._database.reading() as connection:
        return {
            name: sorted(repr(tuple(row)) for row in connection.execute(select(table)))
            for name, table in metadata.tables.items()
        }
