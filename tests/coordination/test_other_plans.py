"""Another clinic's plan in FHIR: what is told of it, what becomes tasks and goals of a plan, and one Undo for all."""

from __future__ import annotations

import io
import json
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from careplan.coordination.other_plans import Offers, OtherFile, offers, read_other
from careplan.coordination.other_plans_apply import Taken, pieces, take_other
from careplan.coordination.undo import undo
from careplan.errors import InvalidInput, NoRight, NotAllowed, NotFound
from careplan.plan import CarePlan, PlannedTask
from careplan.team import Practitioner
from tests.small_clinic import PEOPLE, STRANGER, VIEWER, SmallClinic

COORDINATOR = PEOPLE["coordinator"]
EXAMPLES = Path(__file__).parents[1] / "exchange" / "fhir_examples"
THEIRS: dict[str, Any] = {
    "resourceType": "CarePlan",
    "status": "active",
    "intent": "plan",
    "title": "Back on your feet",
    "note": [{"text": "Lives on the third floor."}],
    "subject": {"display": "Jo Example"},
    "goal": [{"reference": "#walk"}],
    "contained": [
        {
            "resourceType": "Goal",
            "id": "walk",
            "lifecycleStatus": "active",
            "description": {"text": "Walk to the shop"},
            "subject": {"display": "Jo Example"},
        }
    ],
    "activity": [
        {
            "detail": {
                "kind": "ServiceRequest",
                "code": {"text": "Supervised exercise"},
                "status": "scheduled",
                "description": "Twice a week, in a group",
                "scheduledPeriod": {"start": "2026-03-09", "end": "2026-05-04"},
                "performer": [{"display": "Physical therapist"}],
                "location": {"display": "Town hall"},
            }
        },
        {"detail": {"code": {"text": "First interview"}, "status": "completed"}},
        {"detail": {"code": {"text": "Sleep advice"}, "status": "not-started"}},
    ],
}


def file_of(resource: Mapping[str, Any]) -> io.BytesIO:
    return io.BytesIO(json.dumps(resource).encode())


class Desk:
    """One plan of the clinic, into which files of others are taken."""

    def __init__(self, small: SmallClinic, plan_id: str) -> None:
        self.small, self.plan_id = small, plan_id

    def look(self, resource: Mapping[str, Any] = THEIRS, by: Practitioner = COORDINATOR) -> OtherFile:
        return read_other(self.small.clinic, file_of(resource), actor=by)

    def offers(self, resource: Mapping[str, Any] = THEIRS, by: Practitioner = COORDINATOR, **how: Any) -> Offers:
        return offers(self.small.clinic, self.look(resource, by), self.plan_id, actor=by, **how)

    def take(
        self, *keys: str, resource: Mapping[str, Any] = THEIRS, by: Practitioner = COORDINATOR, **how: Any
    ) -> Taken:
        """Take the named, or else all that is ticked from the start."""
        found = self.offers(resource, by)
        ticked = [one.key for one in (*found.tasks, *found.goals) if one.ticked]
        return take_other(self.small.clinic, file_of(resource), self.plan_id, keys or ticked, actor=by, **how)

    def plan(self) -> CarePlan:
        return self.small.plan(self.plan_id)

    def added(self) -> list[PlannedTask]:
        return [task for task in self.plan().tasks.values() if task.by_hand]

    def comments(self, task: PlannedTask) -> list[str]:
        with self.small.clinic.store.reading() as records:
            return [said.text for said in records.comments.of_task(task.id)]


@pytest.fixture
def desk(small: SmallClinic, plan_id: str) -> Desk:
    return Desk(small, plan_id)


def test_activities_become_tasks_and_goals_goals_with_one_undo(desk: Desk) -> None:
    before = desk.plan()
    taken = desk.take(role="nurse")
    assert taken.done.words == f"Taken from the file into {desk.plan_id}: 2 tasks and 1 goal"
    exercise, sleep = desk.added()
    assert (exercise.title, exercise.role, exercise.due) == (
        "Supervised exercise",
        "physical_therapist",
        date(2026, 5, 4),
    )
    assert exercise.desired.window == (date(2026, 3, 9), date(2026, 5, 4))
    assert exercise.desired.done_when == ("Twice a week, in a group\nlocation: Town hall",)
    assert (sleep.title, sleep.role, sleep.due) == ("Sleep advice", "nurse", None)
    assert "Walk to the shop" in [goal.words for goal in desk.plan().goals]
    [comment] = desk.comments(exercise)
    assert comment == "Taken from another clinic’s plan: Back on your feet\nnote: Lives on the third floor."
    assert "Jo Example" not in str(desk.plan()), "who the patient is stays where it is"
    undo(desk.small.clinic, taken.done.act, actor=COORDINATOR)
    after = desk.plan()
    assert [goal for goal in after.goals if goal.is_sought] == [goal for goal in before.goals if goal.is_sought]
    assert all(not task.is_open for task in desk.added())
    assert desk.comments(exercise) == []


def test_what_is_over_there_is_left_out_and_what_is_here_already_is_not_doubled(desk: Desk) -> None:
    notes = {one.activity.title: (one.ticked, one.note) for one in desk.offers().tasks}
    assert notes["First interview"] == (False, "done there")
    desk.take()
    again = desk.offers()
    assert not any(one.ticked for one in (*again.tasks, *again.goals))
    assert {one.note for one in again.tasks} == {"in the plan already", "done there"}


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"doNotPerform": True}, "It says what must not be done."),
        ({"dailyAmount": {"value": 2, "unit": "tablets"}}, "an amount of a medicine"),
        ({"description": "Oxycodone 5 mg twice a day"}, "names a dose"),
        ({"modifierExtension": [{"url": "http://example.org/x", "valueBoolean": True}]}, "changes its meaning"),
        ({"code": {"coding": [{"code": "x"}]}}, "says nothing that people can read"),
    ],
)
def test_no_task_is_made_of_what_must_not_be_one(desk: Desk, change: dict[str, Any], why: str) -> None:
    plan = THEIRS | {"activity": [{"detail": {"code": {"text": "Take it"}, "status": "scheduled"} | change}]}
    [offer] = desk.offers(plan).tasks
    assert not offer.ticked
    assert why in offer.why_not
    with pytest.raises(NotAllowed, match=why.split()[0]):
        desk.take(offer.key, resource=plan)
    assert desk.added() == []


def test_a_plan_that_was_withdrawn_is_told_and_nothing_of_it_is_ticked(desk: Desk) -> None:
    withdrawn = THEIRS | {"status": "entered-in-error"}
    assert desk.look(withdrawn).plans[0].warnings == ("The other clinic entered this plan by mistake.",)
    found = desk.offers(withdrawn)
    assert not any(one.ticked for one in (*found.tasks, *found.goals))


def test_words_that_name_a_dose_go_nowhere(desk: Desk) -> None:
    note = [{"text": "Oxycodone 5 mg twice a day"}, {"text": "Sleeps badly"}]
    detail = {"code": {"text": "Walk"}, "statusReason": {"text": "After 10 mg of morphine"}, "status": "scheduled"}
    theirs = THEIRS | {"note": note, "activity": [{"detail": detail}]}
    found = desk.look(theirs)
    assert {"/note/0/text", "/activity/0/detail/statusReason/text"} <= {leaf.path for leaf in found.unknown}
    desk.take(resource=theirs)
    [task] = desk.added()
    assert task.desired.done_when == ()
    assert desk.comments(task) == ["Taken from another clinic’s plan: Back on your feet\nnote: Sleeps badly"]


def test_as_many_goals_are_ticked_as_the_plan_has_room_for(desk: Desk) -> None:
    room = 5 - sum(goal.is_sought for goal in desk.plan().goals)
    goals = [{"reference": "#walk"}, *({"description": {"text": f"Goal {number}"}} for number in range(5))]
    found = desk.offers(THEIRS | {"goal": goals}).goals
    assert [one.ticked for one in found] == [True] * room + [False] * (6 - room)
    assert found[-1].note == "a plan seeks at most 5 goals at a time"


def test_whose_plan_it_is_stands_above_it(desk: Desk) -> None:
    assert [plan.subject.words for plan in desk.look().plans] == ["Jo Example"]


def test_a_long_text_goes_along_whole(desk: Desk) -> None:
    words = " ".join(f"word{number}" for number in range(500))
    detail = {"code": {"text": words[:400]}, "description": words[:3000], "status": "scheduled"}
    desk.take(resource=THEIRS | {"activity": [{"detail": detail}], "note": []})
    [task] = desk.added()
    assert len(task.title) == 300
    kept = "\n".join([*task.desired.done_when, *desk.comments(task)])
    assert words[:400] in kept
    assert words[:2000].split()[-2] in kept
    assert words[:3000].split()[-2] in kept


def test_the_rights_of_the_person_count(desk: Desk) -> None:
    with pytest.raises(NoRight):
        desk.look(by=VIEWER)
    with pytest.raises(NotFound):
        desk.offers(by=STRANGER)
    with pytest.raises(NotAllowed, match="Add a task by hand"):
        desk.take("/activity/2", by=PEOPLE["psychologist"])
    assert desk.added() == []


def test_the_same_press_twice_adds_once(desk: Desk) -> None:
    first = desk.take("/activity/2", key="press")
    assert desk.take("/activity/2", key="press").done.act == first.done.act
    assert len(desk.added()) == 1


def test_what_somebody_else_took_meanwhile_is_not_doubled(desk: Desk) -> None:
    ticked = [one.key for one in desk.offers().tasks if one.ticked]
    desk.take()
    with pytest.raises(NotAllowed, match="“Supervised exercise” came into the plan meanwhile"):
        desk.take(*ticked, by=PEOPLE["primary.care"], role="care_coordinator")
    assert len(desk.added()) == 2
    desk.take(ticked[0], again=ticked)
    assert [task.title for task in desk.added()].count("Supervised exercise") == 2, (
        "who sees it there may want it twice"
    )


def test_no_more_is_taken_at_a_time_than_others_can_wait_for(desk: Desk) -> None:
    many = THEIRS | {"activity": [{"detail": {"code": {"text": f"Walk {number}"}}} for number in range(301)]}
    with pytest.raises(NotAllowed, match="301 activities are ticked, and 300 can be taken at a time"):
        desk.take(resource=many)
    assert desk.added() == []


def test_nothing_ticked_is_refused(desk: Desk) -> None:
    with pytest.raises(NotAllowed, match="Nothing of the file is ticked"):
        desk.take("/activity/9")


def test_a_table_is_no_fhir(desk: Desk) -> None:
    with pytest.raises(InvalidInput, match="no JSON"):
        read_other(desk.small.clinic, io.BytesIO(b"task_id,task"), actor=COORDINATOR)


def test_hl7s_examples_become_tasks(desk: Desk) -> None:
    plan = json.loads((EXAMPLES / "CarePlan-integrate.json").read_text(encoding="utf-8"))
    found = desk.offers(plan)
    assert len(found.tasks) == 12
    keys = [one.key for one in found.tasks if not one.why_not]
    assert len(desk.take(*keys, resource=plan).refused) == 0
    assert len(desk.added()) == len(keys) > 5


def test_pieces_lose_nothing() -> None:
    lines = ["a" * 7, "", "b" * 25, "c"]
    texts = pieces(lines, 10)
    assert all(len(text) <= 10 for text in texts)
    assert "".join(texts).replace("\n", "") == "".join(lines)
    assert pieces([], 10) == [""]
