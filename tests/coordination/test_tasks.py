"""What people do with tasks but for closing them, against a real store."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from careplan.coordination import tasks
from careplan.coordination.closing import complete
from careplan.coordination.decisions import decide, plan_procedure
from careplan.coordination.undo import undo
from careplan.draft_plan import HandMade
from careplan.errors import Conflict, InvalidInput, NotAllowed
from careplan.patient import ProcedureKind
from careplan.task import Outcome, TaskStatus
from tests.small_clinic import MONDAY, PEOPLE, STRANGER, SmallClinic


def test_a_waiting_task_is_named_what_it_waits_for_and_starts_only_with_a_reason(
    small: SmallClinic, plan_id: str
) -> None:
    images = small.task(plan_id, "K07")
    with pytest.raises(NotAllowed, match=r"waits for: Obtain operation notes.* \(care coordinator, due 9 Mar 2026\)"):
        tasks.start(small.clinic, images.id, actor=PEOPLE["surgeon"])
    tasks.start(small.clinic, images.id, actor=PEOPLE["surgeon"], anyway_because="Images are on screen here")
    assert small.task(plan_id, "K07").status is TaskStatus.IN_PROGRESS
    assert small.task(plan_id, "K07").started_anyway == "Images are on screen here"


def test_no_reason_leads_past_a_safety_check(small: SmallClinic) -> None:
    plan_id = small.begin("V1", "scar_tissue").plan_id
    decide(small.clinic, plan_id, "gate.injection", "yes", actor=PEOPLE["pain.specialist"], why="Root pain")
    day = MONDAY + timedelta(days=14)
    plan_procedure(small.clinic, plan_id, ProcedureKind.EPIDURAL, actor=PEOPLE["pain.specialist"], day=day)
    with pytest.raises(NotAllowed, match="waits for a safety check: Pre-injection safety check"):
        tasks.start(
            small.clinic,
            small.task(plan_id, "J02").id,
            actor=PEOPLE["pain.specialist"],
            anyway_because="Patient is here",
        )


def test_moving_a_date_wins_over_the_template_and_undo_gives_it_back(small: SmallClinic, plan_id: str) -> None:
    notes = small.task(plan_id, "K03")
    moved = tasks.move(small.clinic, notes.id, MONDAY + timedelta(days=10), actor=PEOPLE["coordinator"])
    assert small.task(plan_id, "K03").due == date(2026, 3, 12)
    undo(small.clinic, moved.act, actor=PEOPLE["coordinator"])
    assert small.task(plan_id, "K03").due == notes.due
    with pytest.raises(NotAllowed, match="undone already"):
        undo(small.clinic, moved.act, actor=PEOPLE["coordinator"])


def test_dates_that_cannot_be_are_refused_and_change_nothing(small: SmallClinic, plan_id: str) -> None:
    notes = small.task(plan_id, "K03")
    with pytest.raises(InvalidInput, match=r"is over\. Choose today or a later day"):
        tasks.move(small.clinic, notes.id, MONDAY - timedelta(days=1), actor=PEOPLE["coordinator"])
    with pytest.raises(InvalidInput, match="before the patient was born"):
        tasks.move(small.clinic, notes.id, date(1900, 1, 1), actor=PEOPLE["coordinator"])
    assert notes.due
    with pytest.raises(InvalidInput, match=r"is due on .* already\. Choose another day"):
        tasks.move(small.clinic, notes.id, notes.due, actor=PEOPLE["coordinator"])
    assert small.task(plan_id, "K03") == notes, "not set by hand either"
    assert small.plan(plan_id).version == 1


def test_a_day_that_is_over_is_refused_and_today_is_not(small: SmallClinic, plan_id: str) -> None:
    later = small.on(date(2026, 3, 9))
    images = small.task(plan_id, "FF03")
    with pytest.raises(InvalidInput, match=r"^6 Mar 2026 is over\. Choose today or a later day\.$"):
        tasks.move(later.clinic, images.id, date(2026, 3, 6), actor=PEOPLE["surgeon"])
    tasks.move(later.clinic, images.id, date(2026, 3, 9), actor=PEOPLE["surgeon"])
    assert small.task(plan_id, "FF03").due == date(2026, 3, 9)


@pytest.mark.parametrize(
    ("day", "said"),
    [
        (date(2026, 3, 28), "28 Mar 2026, a Saturday"),
        (date(2026, 3, 29), "29 Mar 2026, a Sunday"),
        (date(2026, 4, 3), "3 Apr 2026, a holiday of the clinic"),
        (date(2026, 3, 31), "31 Mar 2026"),
    ],
)
def test_a_day_on_which_the_clinic_is_closed_is_taken_and_said(
    small: SmallClinic, plan_id: str, day: date, said: str
) -> None:
    with small.clinic.store.writing() as records:
        records.clinic.set_holidays([date(2026, 4, 3)])
    images = small.task(plan_id, "FF03")
    moved = tasks.move(small.clinic, images.id, day, actor=PEOPLE["surgeon"])
    assert moved.words == f"Moved to {said}: {images.title}, V2"
    assert small.task(plan_id, "FF03").due == day


def test_what_waits_for_a_moved_task_and_is_due_earlier_is_said(small: SmallClinic, plan_id: str) -> None:
    images = small.task(plan_id, "FF03")
    moved = tasks.move(small.clinic, images.id, date(2026, 5, 20), actor=PEOPLE["surgeon"])
    other, growth = small.task(plan_id, "FF12").title, small.task(plan_id, "FF13").title
    assert moved.left_behind == (f"2 tasks that wait for it are due earlier: {other}, 4 May 2026; {growth}, 4 May 2026")
    further = tasks.move(small.clinic, images.id, date(2026, 7, 1), actor=PEOPLE["surgeon"])
    assert further.left_behind == (
        f"3 tasks that wait for it are due earlier: {other}, 4 May 2026; {growth}, 4 May 2026; 1 more"
    )
    back = tasks.let_date_go(small.clinic, images.id, actor=PEOPLE["surgeon"])
    assert back.left_behind == ""


def test_a_day_that_somebody_else_chose_meanwhile_is_not_let_go_unseen(small: SmallClinic, plan_id: str) -> None:
    images = small.task(plan_id, "FF03")
    given = images.due
    tasks.move(small.clinic, images.id, date(2026, 5, 20), actor=PEOPLE["surgeon"])
    seen = small.record(plan_id).row_versions[images.identity]
    tasks.move(small.clinic, images.id, date(2026, 5, 27), actor=PEOPLE["primary.care"])
    with pytest.raises(Conflict) as refusal:
        tasks.let_date_go(small.clinic, images.id, actor=PEOPLE["surgeon"], seen=seen)
    assert refusal.value.fields == {"due": ("2026-05-20", "2026-05-27", given and given.isoformat())}
    assert small.task(plan_id, "FF03").due == date(2026, 5, 27)
    tasks.let_date_go(small.clinic, images.id, actor=PEOPLE["surgeon"], seen=None)
    assert small.task(plan_id, "FF03").due == given


def test_what_a_moved_task_waits_for_and_is_due_later_is_said(small: SmallClinic, plan_id: str) -> None:
    images, other = small.task(plan_id, "FF03"), small.task(plan_id, "FF12")
    moved = tasks.move(small.clinic, other.id, date(2026, 3, 3), actor=PEOPLE["surgeon"])
    assert images.due and images.due > date(2026, 3, 3)
    assert moved.left_behind.startswith("It waits for a task that is due later: ")
    assert f"{images.title}, {images.due.day} {images.due:%b %Y}" in moved.left_behind
    sooner = tasks.move(small.clinic, images.id, date(2026, 3, 2), actor=PEOPLE["surgeon"])
    assert images.title not in sooner.left_behind
    assert tasks.move(small.clinic, other.id, date(2026, 3, 4), actor=PEOPLE["surgeon"]).left_behind == ""


def test_a_session_behind_the_next_one_of_its_series_is_said(small: SmallClinic, plan_id: str) -> None:
    loading = small.task(plan_id, "FF10", 2)
    moved = tasks.move(small.clinic, loading.id, date(2026, 5, 12), actor=PEOPLE["physical.therapist"])
    assert moved.left_behind == f"The next session is due earlier: {loading.title}, 27 Apr 2026"
    nearer = tasks.move(small.clinic, loading.id, date(2026, 4, 27), actor=PEOPLE["physical.therapist"])
    assert nearer.left_behind == "", "on the same day nothing is out of order"


def test_two_people_who_set_the_same_field_meet_and_other_fields_merge(small: SmallClinic, plan_id: str) -> None:
    notes = small.task(plan_id, "K03")
    seen = small.record(plan_id).row_versions[notes.identity]
    tasks.move(small.clinic, notes.id, date(2026, 3, 12), actor=PEOPLE["coordinator"], seen=seen)
    tasks.assign(small.clinic, notes.id, actor=PEOPLE["surgeon"], assignee="coordinator", seen=seen)
    with pytest.raises(Conflict, match="changed the due date in the meantime") as met:
        tasks.move(small.clinic, notes.id, date(2026, 3, 13), actor=PEOPLE["primary.care"], seen=seen)
    assert met.value.fields == {"due": ("2026-03-09", "2026-03-12", "2026-03-13")}
    assert met.value.by == "the care coordinator"


def test_a_task_given_to_a_person_is_that_persons_own(small: SmallClinic, plan_id: str) -> None:
    notes = small.task(plan_id, "K03")
    tasks.assign(small.clinic, notes.id, actor=PEOPLE["coordinator"], role="nurse", assignee="nurse")
    complete(small.clinic, notes.id, outcome=Outcome.AS_PLANNED, actor=PEOPLE["nurse"])
    with pytest.raises(InvalidInput, match="not on the care team"):
        tasks.assign(small.clinic, small.task(plan_id, "K05").id, actor=PEOPLE["coordinator"], assignee=STRANGER.id)


def test_giving_away_a_series_gives_all_its_open_sessions(small: SmallClinic, plan_id: str) -> None:
    loading = small.task(plan_id, "FF10")
    done = tasks.assign(small.clinic, loading.id, actor=PEOPLE["coordinator"], assignee="physical.therapist")
    whose = {t.assignee for t in small.plan(plan_id).tasks.values() if t.identity.series == loading.identity.series}
    assert whose == {"physical.therapist"}
    undo(small.clinic, done.act, actor=PEOPLE["coordinator"])
    assert small.task(plan_id, "FF10", 6).assignee is None


def test_a_task_by_hand_is_added_done_and_undone(small: SmallClinic, plan_id: str) -> None:
    call = HandMade("Call the family doctor", "nurse", date(2026, 3, 5))
    added = tasks.add(small.clinic, plan_id, call, actor=PEOPLE["coordinator"])
    task = small.task(plan_id, "+1")
    assert (task.title, task.role, task.due, task.id) == (call.title, "nurse", call.due, added.task_id)
    complete(small.clinic, task.id, outcome=Outcome.AS_PLANNED, actor=PEOPLE["nurse"])
    with pytest.raises(NotAllowed, match="was changed since"):
        undo(small.clinic, added.act, actor=PEOPLE["coordinator"])


def test_a_cancelled_task_needs_a_reason_and_stays_cancelled(small: SmallClinic, plan_id: str) -> None:
    stimulator = small.task(plan_id, "FF13")
    with pytest.raises(NotAllowed, match="Give a reason"):
        tasks.cancel(small.clinic, stimulator.id, actor=PEOPLE["surgeon"], reason=" ")
    tasks.cancel(small.clinic, stimulator.id, actor=PEOPLE["surgeon"], reason="Not available here")
    assert small.task(plan_id, "FF13").cancelled_by == "person"


def test_undo_of_the_creation_closes_the_plan_while_nothing_was_done_in_it(small: SmallClinic) -> None:
    made = small.begin("V2", "failed_fusion")
    undo(small.clinic, made.act, actor=PEOPLE["primary.care"])
    assert small.plan(made.plan_id).status == "closed"
    with pytest.raises(NotAllowed, match="is closed"):
        complete(small.clinic, small.task(made.plan_id, "K03").id, outcome=Outcome.PARTLY, actor=PEOPLE["coordinator"])


def test_what_was_declined_is_planned_again_from_its_question_and_asks_again_if_declined_again(
    small: SmallClinic, plan_id: str
) -> None:
    notes, coordinator = small.task(plan_id, "K03"), PEOPLE["coordinator"]
    complete(small.clinic, notes.id, outcome=Outcome.DECLINED, actor=coordinator, note="Hospital has moved")
    question, day = small.task(plan_id, "K03-undone-1"), MONDAY + timedelta(days=9)
    later = small.on(MONDAY + timedelta(days=3))
    assert small.task(plan_id, "K07").desired.waits == (question.identity,)
    days = "choose a day from 5 Mar 2026 to 5 Mar 2036"
    with pytest.raises(InvalidInput, match=rf"^To plan it again, {days}\.$"):
        tasks.plan_again(later.clinic, question.id, MONDAY, actor=coordinator)
    reason = "give the reason to do it on behalf of the care coordinator"
    with pytest.raises(InvalidInput, match=rf"^To plan it again, {reason}\.$"):
        tasks.plan_again(small.clinic, question.id, day, actor=PEOPLE["nurse"])
    for wrong in (None, date(2040, 1, 1)):
        with pytest.raises(InvalidInput, match=rf"^To plan it again, {days} and {reason}\.$"):
            tasks.plan_again(later.clinic, question.id, wrong, actor=PEOPLE["nurse"])
    done = tasks.plan_again(small.clinic, question.id, day, actor=coordinator)
    again = small.task(plan_id, "K03")
    assert (again.id, again.status, again.outcome, again.due) == (notes.id, TaskStatus.TODO, None, day)
    assert again.note == "Hospital has moved"
    assert small.task(plan_id, "K03-undone-1").status is TaskStatus.CANCELLED
    assert small.task(plan_id, "K07").desired.waits == (notes.identity,)
    assert done.words == f"Planned again for 11 Mar 2026: {notes.title}, V2"
    assert small.clinic.compute(small.plan(plan_id)).changes == ()
    with pytest.raises(NotAllowed, match="already cancelled"):
        tasks.plan_again(small.clinic, question.id, day, actor=coordinator)
    declined = complete(small.clinic, notes.id, outcome=Outcome.DECLINED, actor=coordinator)
    assert small.task(plan_id, "K03-undone-1").is_open, "the same question, once more"
    undo(small.clinic, declined.act, actor=coordinator)
    undo(small.clinic, done.act, actor=coordinator)
    assert small.task(plan_id, "K03").outcome is Outcome.DECLINED
    assert small.task(plan_id, "K03-undone-1").is_open


def test_only_the_question_of_undone_work_plans_it_again(small: SmallClinic, plan_id: str) -> None:
    notes = small.task(plan_id, "K03")
    with pytest.raises(NotAllowed, match="asks for no work that was not done"):
        tasks.plan_again(small.clinic, notes.id, MONDAY, actor=PEOPLE["coordinator"])


def test_a_session_that_somebody_gave_away_with_its_series_is_not_given_away_unseen(
    small: SmallClinic, plan_id: str
) -> None:
    first, second = small.task(plan_id, "FF10"), small.task(plan_id, "FF10", 2)
    seen = small.record(plan_id).row_versions[second.identity]
    tasks.assign(small.clinic, first.id, actor=PEOPLE["coordinator"], assignee="physical.therapist")
    with pytest.raises(Conflict, match="changed the person in the meantime") as met:
        tasks.assign(small.clinic, second.id, actor=PEOPLE["surgeon"], assignee="nurse", seen=seen)
    assert met.value.fields == {"assignee": (None, "physical.therapist", "nurse")}
