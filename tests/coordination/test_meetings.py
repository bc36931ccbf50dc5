"""Review meetings: the agenda that writes itself, proposals, decisions with actions, and what is taken back."""

from __future__ import annotations

import csv
from datetime import date, timedelta

import pytest

from careplan.cause import Certainty
from careplan.coordination.export_rows import Scope
from careplan.coordination.exports import tasks_csv
from careplan.coordination.hand_offs import offer
from careplan.coordination.meeting_case import meeting_case
from careplan.coordination.meeting_decision import Action, save_decision
from careplan.coordination.meetings import add_case, ask, call_meeting, propose
from careplan.coordination.minutes import minutes, minutes_csv_of
from careplan.coordination.overwriting import Seen
from careplan.coordination.red_flags import raise_flag
from careplan.coordination.review import could_be_added, review
from careplan.coordination.signing import note_absence, sign
from careplan.coordination.task_card import task_card
from careplan.coordination.tasks import move
from careplan.coordination.undo import undo
from careplan.errors import Conflict, InvalidInput, NoRight, NotAllowed, NotFound
from careplan.exchange.minutes_csv import COLUMNS
from careplan.hand_off import Briefing
from careplan.store import EventFilter
from careplan.task import TaskStatus
from tests.changing_cause import set_certainty
from tests.small_clinic import MONDAY, PEOPLE, STRANGER, SmallClinic

HOLDER, THERAPIST = PEOPLE["coordinator"], PEOPLE["physical.therapist"]
NEXT_WEEK = MONDAY + timedelta(days=7)
REBOOK = Action("Rebook review", "pain_specialist", NEXT_WEEK)


def decide(small: SmallClinic, plan_id: str, decision: str = "After 6 visits", *actions: Action, **more: object) -> str:
    given = {"question": "Injection now?", **more}
    return save_decision(small.clinic, plan_id, MONDAY, decision, actions, actor=HOLDER, **given).act  # type: ignore[arg-type]


def test_a17_the_agenda_is_filled_before_anybody_calls_the_meeting_red_flags_first(
    small: SmallClinic, plan_id: str
) -> None:
    other = small.begin("V1", "scar_tissue").plan_id
    raise_flag(small.clinic, other, "RF05", actor=PEOPLE["nurse"])
    found = review(small.clinic, actor=HOLDER, day=MONDAY + timedelta(days=42))
    assert found.meeting is None
    assert [case.plan_id for case in found.cases] == [other, plan_id]
    assert found.cases[0].red_flag and found.cases[0].reasons[0].startswith("Red flag: ")
    assert "Cause not confirmed after 6 weeks" in found.cases[1].reasons
    assert found.cases[1].question == "Suspected cause, goals, gates: what is agreed?"
    set_certainty(small.clinic, plan_id, "failed_fusion", Certainty.CONFIRMED, actor=PEOPLE["surgeon"])
    again = review(small.clinic, actor=HOLDER, day=MONDAY + timedelta(days=42))
    assert "Cause not confirmed after 6 weeks" not in again.cases[1].reasons


def test_a_hand_off_without_an_answer_is_on_the_agenda(small: SmallClinic, plan_id: str) -> None:
    task = small.task(plan_id, "K03")
    offer(
        small.clinic, task.id, actor=HOLDER, to_role="surgeon", told=Briefing(request="Please take it", watch_for="No")
    )
    later = small.on(MONDAY + timedelta(days=7))
    [case] = review(later.clinic, actor=HOLDER, day=MONDAY + timedelta(days=7)).cases
    assert case.reasons == (f"Hand-off unanswered since 2 Mar 2026: {task.title}",)


def test_the_next_meeting_is_shown_else_a_day_is_offered_and_one_day_has_one_meeting(
    small: SmallClinic, plan_id: str
) -> None:
    offered = review(small.clinic, actor=HOLDER)
    assert (offered.meeting, offered.day) == (None, NEXT_WEEK)
    called = call_meeting(small.clinic, offered.team or 0, date(2026, 3, 4), actor=HOLDER)
    assert call_meeting(small.clinic, called.team, called.day, actor=PEOPLE["surgeon"]) == called
    assert review(small.clinic, actor=HOLDER).meeting == called
    over = review(SmallClinic(small.on(date(2026, 3, 6)).clinic).clinic, actor=HOLDER)
    assert over.day == date(2026, 3, 11), "a week after the last one"
    with pytest.raises(InvalidInput, match="is over"):
        call_meeting(small.clinic, called.team, date(2026, 3, 1), actor=HOLDER)
    with pytest.raises(NotFound):
        call_meeting(small.clinic, called.team, NEXT_WEEK, actor=STRANGER)


def test_a_case_that_is_added_by_hand_has_a_written_question_and_says_who_added_it(
    small: SmallClinic, plan_id: str
) -> None:
    with pytest.raises(InvalidInput, match="Write the question"):
        add_case(small.clinic, plan_id, NEXT_WEEK, " ", actor=HOLDER)
    add_case(small.clinic, plan_id, NEXT_WEEK, "Injection now?", actor=PEOPLE["surgeon"])
    [case] = review(small.clinic, actor=HOLDER).cases
    assert (case.reasons, case.question, case.asked) == (("Added by the surgeon",), "Injection now?", True)
    with pytest.raises(NotAllowed, match="on the agenda of 9 Mar 2026 already"):
        add_case(small.clinic, plan_id, NEXT_WEEK, "Again?", actor=HOLDER)
    assert could_be_added(small.clinic, review(small.clinic, actor=HOLDER), actor=HOLDER) == {}


def test_a_proposal_is_of_the_own_discipline_is_replaced_by_it_and_ends_with_the_decision(
    small: SmallClinic, plan_id: str
) -> None:
    add_case(small.clinic, plan_id, MONDAY, "Injection now?", actor=HOLDER)
    for who, text in (
        ("pain.specialist", "Now"),
        ("physical.therapist", "Later"),
        ("physical.therapist", "In 6 weeks"),
    ):
        propose(small.clinic, plan_id, MONDAY, text, actor=PEOPLE[who])
    case = meeting_case(small.clinic, plan_id, MONDAY, actor=HOLDER)
    assert [(said.role, said.text) for said in case.proposals] == [
        ("physical_therapist", "In 6 weeks"),
        ("pain_specialist", "Now"),
    ]
    with pytest.raises(Conflict, match="was Later, now In 6 weeks, yours Never"):
        propose(small.clinic, plan_id, MONDAY, "Never", actor=THERAPIST, seen=Seen("Later"))
    decide(small, plan_id)
    with pytest.raises(NotAllowed, match="has saved the decision"):
        propose(small.clinic, plan_id, MONDAY, "Never", actor=THERAPIST)


def test_a_nurse_proposes_at_a_meeting_that_is_called_and_calls_none(small: SmallClinic, plan_id: str) -> None:
    with pytest.raises(NoRight):
        propose(small.clinic, plan_id, MONDAY, "Call first", actor=PEOPLE["nurse"])
    assert review(small.clinic, actor=HOLDER, day=MONDAY).meeting is None
    add_case(small.clinic, plan_id, MONDAY, "Now?", actor=HOLDER)
    propose(small.clinic, plan_id, MONDAY, "Call first", actor=PEOPLE["nurse"])
    with pytest.raises(NoRight):
        save_decision(small.clinic, plan_id, MONDAY, "Yes", actor=PEOPLE["nurse"], question="Now?")


def test_a18_what_is_missing_is_named_and_nothing_is_saved(small: SmallClinic, plan_id: str) -> None:
    before = small.plan(plan_id)
    with pytest.raises(InvalidInput) as refused:
        decide(small, plan_id, " ", Action("Rebook review", None, None), Action("", "nurse", None), question="")
    assert str(refused.value) == (
        "Nothing is saved yet: write the question that it answers; write what was decided; "
        "give “Rebook review” a role and a date; give action 2 what is to be done and a date."
    )
    assert small.plan(plan_id) == before
    assert review(small.clinic, actor=HOLDER, day=MONDAY).meeting is None


def test_a18_an_action_is_an_ordinary_task_with_the_meeting_as_its_source(small: SmallClinic, plan_id: str) -> None:
    decide(small, plan_id, "After 6 visits", REBOOK, Action(" ", None, None))
    [task] = [task for task in small.plan(plan_id).tasks.values() if task.by_hand]
    assert (task.title, task.role, task.due, task.status) == (
        *("Rebook review", "pain_specialist", NEXT_WEEK),
        TaskStatus.TODO,
    )
    card = task_card(small.clinic, task.id, HOLDER)
    assert card.why.templates == ("Review 2 Mar 2026",)
    text = b"".join(tasks_csv(small.clinic, Scope(plan_id=plan_id), actor=HOLDER)).decode("utf-8-sig")
    [row] = [row for row in csv.DictReader(text.splitlines()) if row["task_id"] == task.id]
    assert row["source"] == "review#2026-03-02"
    [case] = review(small.clinic, actor=HOLDER, day=MONDAY).cases
    assert case.decision == "After 6 visits"


def test_a_decision_is_changed_with_a_reason_only_and_both_stand(small: SmallClinic, plan_id: str) -> None:
    decide(small, plan_id, "After 6 visits", REBOOK)
    with pytest.raises(InvalidInput, match="write why the decision is changed"):
        decide(small, plan_id, "Now")
    with pytest.raises(Conflict, match="was nothing, now After 6 visits, yours Now"):
        decide(small, plan_id, "Now", reason="Worse", seen=Seen(None))
    decide(small, plan_id, "Now", reason="Much worse since", seen=Seen("After 6 visits"))
    case = meeting_case(small.clinic, plan_id, MONDAY, actor=HOLDER)
    assert [(said.text, said.reason) for said in case.decisions] == [
        ("After 6 visits", ""),
        ("Now", "Much worse since"),
    ]
    assert [action.title for action in case.actions] == ["Rebook review"], "an action stays until its role cancels it"
    with small.clinic.store.reading() as records:
        told = [one.event for one in records.events.latest(EventFilter(plan_id=plan_id, what="meeting.decided"))]
    assert [(one.changes["meeting_decision"], one.reason) for one in told] == [
        (("After 6 visits", "Now"), "Much worse since"),
        ((None, "After 6 visits"), ""),
    ]


def test_a_decision_is_taken_back_with_its_actions(small: SmallClinic, plan_id: str) -> None:
    add_case(small.clinic, plan_id, MONDAY, "Now?", actor=HOLDER)
    act = decide(small, plan_id, "After 6 visits", REBOOK)
    undo(small.clinic, act, actor=HOLDER)
    [task] = [task for task in small.plan(plan_id).tasks.values() if task.by_hand]
    assert task.status is TaskStatus.CANCELLED
    [case] = review(small.clinic, actor=HOLDER, day=MONDAY).cases
    assert (case.decision, case.question) == ("", "Now?")


def test_what_came_of_a_decision_stands_beside_the_next_one(small: SmallClinic, plan_id: str) -> None:
    ask(small.clinic, plan_id, MONDAY, "Now?", actor=HOLDER)
    propose(small.clinic, plan_id, MONDAY, "Six visits first", actor=PEOPLE["pain.specialist"])
    decide(small, plan_id, "After 6 visits", REBOOK)
    later = small.on(date(2026, 3, 23))
    add_case(later.clinic, plan_id, date(2026, 3, 23), "And now?", actor=HOLDER)
    case = meeting_case(later.clinic, plan_id, date(2026, 3, 23), actor=HOLDER)
    assert case.earlier is not None
    assert (case.earlier.day, case.earlier.decision.text) == (MONDAY, "After 6 visits")
    assert [(said.role, said.text) for said in case.earlier.proposals] == [("pain_specialist", "Six visits first")]
    assert case.earlier.causes == small.plan(plan_id).inputs.causes
    assert [(action.title, action.late_days) for action in case.earlier.actions] == [("Rebook review", 14)]
    assert case.decision is None
    [line] = review(later.clinic, actor=HOLDER, day=date(2026, 3, 23)).cases
    assert line.decided_before == MONDAY


def test_all_changes_since_the_last_review_are_counted_and_what_is_said_at_meetings_is_none(
    small: SmallClinic, plan_id: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("careplan.coordination.meeting_case._CHANGES_SHOWN", 1)
    add_case(small.clinic, plan_id, MONDAY, "Now?", actor=HOLDER)
    for day in (20, 23):
        move(small.clinic, small.task(plan_id, "K03").id, MONDAY.replace(day=day), actor=HOLDER)
    before = meeting_case(small.clinic, plan_id, MONDAY, actor=HOLDER)
    assert (len(before.changed), before.changes) == (1, 3), "the plan, and two moves"
    propose(small.clinic, plan_id, MONDAY, "Walk on", actor=THERAPIST)
    assert meeting_case(small.clinic, plan_id, MONDAY, actor=HOLDER).changed == before.changed


def test_of_a_meeting_that_is_over_only_what_was_said_is_told_as_it_was(small: SmallClinic, plan_id: str) -> None:
    small.begin("V1", "scar_tissue")
    raise_flag(small.clinic, plan_id, "RF05", actor=PEOPLE["nurse"])
    decide(small, plan_id)
    [case] = review(small.on(NEXT_WEEK).clinic, actor=HOLDER, day=MONDAY).cases
    assert case.plan_id == plan_id
    assert case.reasons[0].startswith("Red flag: ")


def test_the_minutes_have_every_case_that_was_spoken_of_and_leave_with_an_event(
    small: SmallClinic, plan_id: str
) -> None:
    decide(small, plan_id, "=1+1", REBOOK, Action("Call", "nurse", NEXT_WEEK))
    sign(small.clinic, plan_id, actor=PEOPLE["surgeon"], meeting=MONDAY)
    note_absence(small.clinic, plan_id, "pain_specialist", actor=HOLDER, meeting=MONDAY)
    [case] = minutes(small.clinic, 1, MONDAY, actor=HOLDER).cases
    assert [task.title for task in case.actions] == ["Rebook review", "Call"]
    file = b"".join(minutes_csv_of(small.clinic, 1, MONDAY, actor=HOLDER)).decode("utf-8-sig")
    rows = list(csv.DictReader(file.splitlines()))
    assert list(rows[0]) == list(COLUMNS)
    assert [(row["decision"], row["action"], row["role"], row["due_date"]) for row in rows] == [
        ("'=1+1", "Rebook review", "pain_specialist", "2026-03-09"),
        ("'=1+1", "Call", "nurse", "2026-03-09"),
    ]
    assert (rows[0]["signed"], rows[0]["absent"], rows[0]["question"]) == (
        *("surgeon", "pain_specialist"),
        "Injection now?",
    )
    with small.clinic.store.reading() as records:
        [left] = [one.event for one in records.events.latest(EventFilter(what="exported"))]
        read = records.events.latest(EventFilter(patient_id="V2", what="patient.read"))
    assert (left.changes["file"].after, left.changes["rows"].after) == ("minutes", 2)
    assert left.reason == "Minutes of the review meeting of 2 Mar 2026"
    assert len(read) == 1, "whoever reads the minutes reads these records"
    with pytest.raises(NoRight):
        minutes_csv_of(small.clinic, 1, MONDAY, actor=THERAPIST)
    for nobodys in ((1, NEXT_WEEK), (2, MONDAY)):
        with pytest.raises(NotFound):
            minutes(small.clinic, *nobodys, actor=HOLDER)


def test_changes_that_wait_are_counted_as_the_act_left_them(small: SmallClinic) -> None:
    plan = small.begin("V1", "scar_tissue", "failed_fusion").plan_id
    set_certainty(small.clinic, plan, "scar_tissue", Certainty.REFUTED, actor=PEOPLE["surgeon"], reason="No scar")
    with small.clinic.store.reading() as records:
        [row] = records.meetings.plans(1, MONDAY)
    waiting = [one for one in small.clinic.compute(small.plan(plan)).changes if not one.at_once]
    lines = {(one.identity.series, one.kind) for one in waiting}
    assert row.changes_waiting == len(lines)


def test_the_agenda_takes_the_same_few_queries_however_many_plans_there_are(small: SmallClinic, plan_id: str) -> None:
    day = MONDAY + timedelta(days=42)
    one = small.queries(lambda: review(small.clinic, actor=HOLDER, day=day))
    case = small.queries(lambda: meeting_case(small.clinic, plan_id, day, actor=HOLDER))
    for number in range(4):
        more = small.begin("V1", "scar_tissue", patient=f"P-{number:04}").plan_id
        add_case(small.clinic, more, day, "Now?", actor=HOLDER)
    few = small.queries(lambda: review(small.clinic, actor=HOLDER, day=day))
    assert len(review(small.clinic, actor=HOLDER, day=day).cases) == 5
    assert few <= one + 1, "what was said at a meeting is read where there is one"
    assert small.queries(lambda: meeting_case(small.clinic, plan_id, day, actor=HOLDER)) == case


def test_another_teams_meeting_is_not_there(small: SmallClinic, plan_id: str) -> None:
    add_case(small.clinic, plan_id, MONDAY, "Now?", actor=HOLDER)
    theirs = review(small.clinic, actor=STRANGER, day=MONDAY)
    assert (theirs.meeting, theirs.cases) == (None, ())
    with pytest.raises(NotFound):
        review(small.clinic, actor=STRANGER, day=MONDAY, team=1)
    with pytest.raises(NotFound):
        meeting_case(small.clinic, plan_id, MONDAY, actor=STRANGER)


def test_of_newer_templates_only_those_count_of_which_a_plan_has_tasks(small: SmallClinic) -> None:
    small.begin("V1", "scar_tissue", patient="P-7101")
    fusion = small.begin("V2", "failed_fusion", patient="P-7102").plan_id
    with small.clinic.store.reading() as records:
        [team] = records.teams.of(HOLDER.id)
        named = records.meetings.modules(team, {"failed_fusion", "hardware_failure"})
    assert named == {fusion: (("failed_fusion", 1),)}, "every plan names a version of each template, for later causes"
