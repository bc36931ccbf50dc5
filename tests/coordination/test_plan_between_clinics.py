"""A plan that leaves one careplan as FHIR and is taken into a plan of another: what the preview says is what comes."""

from __future__ import annotations

import io
import json
from datetime import timedelta
from typing import Any

import pytest

from careplan.coordination.export_rows import Scope, Sheet
from careplan.coordination.exports import fhir
from careplan.coordination.other_plans import Offer, offers, read_other
from careplan.coordination.other_plans_apply import take_other
from careplan.coordination.undo import undo
from careplan.errors import NotAllowed
from careplan.plan import PlannedTask
from careplan.task import Priority
from tests.small_clinic import MONDAY, PEOPLE, SmallClinic, open_small_clinic

COORDINATOR = PEOPLE["coordinator"]
Resource = dict[str, Any]
NOTICE = Sheet(reason="Asked")


def exported(small: SmallClinic, plan_id: str) -> bytes:
    return b"".join(fhir(small.clinic, Scope(plan_id=plan_id), actor=COORDINATOR, sheet=NOTICE))


def whole(tasks: list[PlannedTask], named: dict[Any, str]) -> list[tuple[object, ...]]:
    """Return of each task what is to come again: title, role, days, priority, and titles of what it waits for."""
    return sorted(
        (
            task.title,
            task.role,
            str(task.due),
            str(task.desired.window),
            task.priority,
            tuple(sorted(named[one] for one in task.desired.waits if one in named)),
        )
        for task in tasks
    )


def promised(offer: Offer, taken: dict[str, str]) -> tuple[object, ...]:
    """Return the same as the preview tells it; `taken` are titles by key."""
    one = offer.activity
    first = one.first if one.first and one.due and one.first < one.due else one.due
    window = (first, one.due) if one.due else None
    after = tuple(sorted(taken[key] for key in one.after if key in taken))
    return one.title, offer.role, str(one.due), str(window), one.priority, after


@pytest.fixture(scope="module")
def clinics(tmp_path_factory: pytest.TempPathFactory) -> tuple[SmallClinic, SmallClinic]:
    """Two clinics that were set up on different days, on the same Monday."""
    there = open_small_clinic(tmp_path_factory.mktemp("there"), in_file=True)
    return there, open_small_clinic(tmp_path_factory.mktemp("here"), day=MONDAY - timedelta(days=7)).on(MONDAY)


def test_tasks_come_with_their_days_roles_priority_and_order(clinics: tuple[SmallClinic, SmallClinic]) -> None:
    there, here = clinics
    left, plan_id = there.begin("V2", "failed_fusion").plan_id, here.begin("V2", "failed_fusion").plan_id
    data, theirs = exported(there, left), there.plan(left).tasks
    found = read_other(here.clinic, io.BytesIO(data), actor=COORDINATOR)
    [plan] = found.plans
    assert (plan.warnings, plan.subject.words) == ((), "V2")
    offered = offers(here.clinic, found, plan_id, actor=COORDINATOR)
    ticked = [one for one in offered.tasks if one.ticked]
    assert [one.note for one in offered.tasks if not one.ticked] == ["done there"], "red flags were answered at intake"
    order = [leaf.path for leaf in found.unknown if "relatedAction" in leaf.path]
    assert order == [], "what waits for what is understood"
    lines = "\n".join(line for one in plan.activities for line in one.lines)
    assert "last updated" not in lines and "authored" not in lines and "To do" not in lines
    assert "Low back pain" not in str(plan.lines), "codes in use for a cause are no findings of the patient"

    keys = [one.key for one in (*ticked, *offered.goals)]
    taken = take_other(here.clinic, io.BytesIO(data), plan_id, keys, actor=COORDINATOR)
    assert taken.refused == ()
    made = [task for task in here.plan(plan_id).tasks.values() if task.by_hand]
    came = whole(made, {task.identity: task.title for task in made})
    assert came == sorted(promised(one, {one.key: one.activity.title for one in ticked}) for one in ticked)
    left_open = [task for task in theirs.values() if task.is_open]
    went = whole(left_open, {task.identity: task.title for task in left_open})
    assert [(*one[:3], *one[4:]) for one in came] == [(*one[:3], *one[4:]) for one in went]
    assert sum(len(task.desired.waits) for task in made) > 10
    assert any("After “Screen for red flags”, done there" in line for task in made for line in task.desired.done_when)
    undo(here.clinic, taken.done.act, actor=COORDINATOR)
    assert not any(task.is_open for task in here.plan(plan_id).tasks.values() if task.by_hand)


def bundle(*resources: Resource) -> io.BytesIO:
    whole = {"resourceType": "Bundle", "entry": [{"resource": one} for one in resources]}
    return io.BytesIO(json.dumps(whole).encode())


def plan_of(person: str, *titles: str, name: str = "", **fields: Any) -> Resource:
    activities = [{"detail": {"code": {"text": title}, "status": "scheduled"}} for title in titles]
    subject = {"reference": f"Patient/{person}"}
    known = {"resourceType": "CarePlan", "id": name or person, "status": "active", "subject": subject}
    return known | {"activity": activities} | fields


@pytest.fixture
def born_1968(small: SmallClinic) -> tuple[SmallClinic, str]:
    """A plan of V2, who was born on 2 May 1968."""
    return small, small.begin("V2", "failed_fusion", changed={"birth_date": "1968-05-02"}).plan_id


def test_plans_of_several_people_never_meet_in_one(born_1968: tuple[SmallClinic, str]) -> None:
    small, plan_id = born_1968
    people = [{"resourceType": "Patient", "id": one, "name": [{"text": f"{one} Other"}]} for one in ("ann", "bob")]
    file = bundle(plan_of("ann", "Walk"), plan_of("bob", "Swim"), plan_of("ann", "Rest", name="second"), *people)
    found = read_other(small.clinic, file, actor=COORDINATOR)
    assert [one.words for one in found.people] == ["ann Other", "bob Other"]
    with pytest.raises(NotAllowed, match="plans of 2 people: ann Other and bob Other"):
        offers(small.clinic, found, plan_id, actor=COORDINATOR)
    keys = [one.key for one in found.activities]
    with pytest.raises(NotAllowed, match="Choose whose are to be taken"):
        take_other(small.clinic, file, plan_id, keys, actor=COORDINATOR)
    take_other(small.clinic, file, plan_id, keys, actor=COORDINATOR, whose=found.people[0].key)
    assert [task.title for task in small.plan(plan_id).tasks.values() if task.by_hand] == ["Walk", "Rest"]


@pytest.mark.parametrize(("born", "same"), [("1968-05-02", True), ("1968", True), ("1969", False), ("soon", True)])
def test_nothing_is_ticked_of_somebody_born_on_another_day(
    born_1968: tuple[SmallClinic, str], born: str, same: bool
) -> None:
    small, plan_id = born_1968
    file = bundle(plan_of("ann", "Walk"), {"resourceType": "Patient", "id": "ann", "birthDate": born})
    offered = offers(small.clinic, read_other(small.clinic, file, actor=COORDINATOR), plan_id, actor=COORDINATOR)
    assert [one.ticked for one in offered.tasks] == [same]
    assert offered.doubt == (
        "" if same else "The file is of somebody born 1969, and V2 was born 2 May 1968. Is it the same person?"
    )


def test_a_file_of_another_patient_of_the_clinic_goes_into_no_plan_of_this_one(
    clinics: tuple[SmallClinic, SmallClinic],
) -> None:
    small, _ = clinics
    data = io.BytesIO(exported(small, small.begin("V4", "scar_tissue").plan_id))
    other = small.begin("V1", "scar_tissue").plan_id
    found = read_other(small.clinic, data, actor=COORDINATOR)
    own = found.plans[0].title.removeprefix("Care plan ")
    assert found.plans[0].warnings == (f"This is {own}, a plan of this clinic. Its tasks stand there already.",)
    with pytest.raises(NotAllowed, match=f"The file is of V4, and {other} is a plan of V1"):
        take_other(small.clinic, data, other, [one.key for one in found.activities], actor=COORDINATOR)


def test_what_is_not_taken_is_named_where_it_is_waited_for(born_1968: tuple[SmallClinic, str]) -> None:
    small, plan_id = born_1968
    order = [
        {"id": "a", "resource": {"reference": "Task/a"}},
        {
            "id": "b",
            "resource": {"reference": "Task/b"},
            "relatedAction": [{"actionId": "a", "relationship": "after-end"}],
        },
    ]
    group = {"resourceType": "RequestGroup", "id": "g", "action": order}
    tasks = [
        {"resourceType": "Task", "id": one, "description": f"Task {one}", "priority": "asap"} for one in ("a", "b")
    ]
    activity = [{"reference": {"reference": f"Task/{one}"}} for one in ("a", "b")]
    file = bundle(plan_of("ann", activity=activity), group, *tasks)
    last = read_other(small.clinic, file, actor=COORDINATOR).activities[-1]
    take_other(small.clinic, file, plan_id, [last.key], actor=COORDINATOR)
    [made] = [task for task in small.plan(plan_id).tasks.values() if task.by_hand]
    assert (made.title, made.priority, made.desired.waits) == ("Task b", Priority.URGENT, ())
    assert made.desired.done_when == ("After “Task a”",)


def test_tasks_that_wait_in_a_circle_are_taken_without_the_wait_that_closes_it(
    born_1968: tuple[SmallClinic, str],
) -> None:
    small, plan_id = born_1968
    action = [
        {"id": one, "title": one, "relatedAction": [{"actionId": other, "relationship": "after"}]}
        for one, other in (("Walk", "Swim"), ("Swim", "Walk"))
    ]
    file = bundle(
        plan_of("ann", activity=[{"reference": {"reference": "RequestGroup/g"}}]),
        {"resourceType": "RequestGroup", "id": "g", "action": action},
    )
    keys = [one.key for one in read_other(small.clinic, file, actor=COORDINATOR).activities]
    taken = take_other(small.clinic, file, plan_id, keys, actor=COORDINATOR)
    assert [one.why for one in taken.refused] == [
        "“Swim” waits for “Walk”; the two would wait for each other. Leave one of them out."
    ]
    made = [task for task in small.plan(plan_id).tasks.values() if task.by_hand]
    assert [len(task.desired.waits) for task in made] == [0, 1]
