"""What a row of the task list says: one reason, short enough for a phone."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from careplan.coordination.lines import TaskLine
from careplan.pages.parts.task_day import Due
from careplan.pages.parts.task_rows import WHY_LIMIT, row_of
from careplan.pages.parts.tasks import DoneWay, Row
from careplan.pages.parts.tasks.contract import wire_row
from careplan.pages.parts.words import RED_FLAG, Tone
from careplan.store import WaitedFor
from careplan.task import Outcome, Phase, Priority, Readiness, TaskStatus

TODAY = date(2026, 3, 9)
WORDS = {"surgeon": "Surgeon", "physical_therapist": "Physical therapist", "psychologist": "Psychologist"}
LINE = TaskLine(
    id="T-000001",
    version=3,
    patient_id="P-0042",
    plan_id="PL-0042-01",
    key="SC01",
    title="MRI of the lumbar spine with and without gadolinium",
    role="surgeon",
    for_role=None,
    assignee=None,
    phase=Phase.EVALUATE,
    priority=Priority.NORMAL,
    status=TaskStatus.TODO,
    outcome=None,
    readiness=Readiness.READY,
    due=date(2026, 3, 2),
    opens=date(2026, 2, 23),
    late_days=0,
    closed_on=None,
    no_date=None,
    waits_for=(),
    unblocks=0,
    session=1,
    sessions=1,
    next_session=None,
    asks=False,
    may_close=True,
    red_flag=False,
    held_by=(),
)
MRI = WaitedFor("T-000002", "MRI of the lumbar spine with and without gadolinium", "surgeon", date(2026, 3, 12), None)


def shown(**changes: object) -> Row:
    return row_of(replace(LINE, **changes), today=TODAY, words=WORDS.__getitem__)  # type: ignore[arg-type]  # by name


def test_a_late_task_says_how_late_it_is_and_what_it_unblocks() -> None:
    row = shown(late_days=7, unblocks=2)
    assert (row.why, row.due) == ("Unblocks 2 tasks", Due("7 days late", Tone.RED))


def test_a_missed_series_says_how_often_and_is_closed_in_the_drawer() -> None:
    row = shown(late_days=7, session=2, sessions=8, missed=4, next_session=date(2026, 3, 4))
    assert (row.series, row.done) == ("2 of 8, missed 4 times", DoneWay.DRAWER)
    assert shown(late_days=7, session=2, sessions=8, missed=1).series == "2 of 8, missed once"


def test_between_its_day_and_its_last_day_a_task_is_due_since() -> None:
    assert shown().due == Due("due since 2 Mar", Tone.ORANGE)


def test_a_task_whose_window_has_not_opened_says_from_when() -> None:
    assert shown(due=date(2026, 3, 20), opens=date(2026, 3, 13)).due.text == "from 13 Mar"


def test_a_waiting_task_says_what_it_waits_for_and_cannot_be_closed() -> None:
    row = shown(readiness=Readiness.WAITING, waits_for=(MRI,), late_days=0)
    assert (row.status.word, row.why) == (
        "Waiting",
        "for MRI of the lumbar spine with and without gadolinium (same role)",
    )
    assert (row.done, row.due) == (DoneWay.NONE, Due("due 2 Mar"))
    therapist = {"role": "physical_therapist", "readiness": Readiness.WAITING}
    exam = MRI._replace(title="Examine spine, nerves, gait and wound; record baseline motor grades")
    assert shown(**therapist, waits_for=(exam,)).why == "for Examine spine, nerves, gait and wound (surgeon)"
    assert shown(**therapist, waits_for=(exam, MRI, MRI)).why.endswith("and wound (surgeon) and 2 more")


def test_a_held_task_names_the_flag() -> None:
    row = shown(readiness=Readiness.HELD, held_by=("possible cauda equina syndrome",))
    assert (row.status.word, row.why, row.done) == (
        "Held",
        "by the red flag “possible cauda equina syndrome”",
        DoneWay.NONE,
    )
    assert shown(readiness=Readiness.HELD, held_by=("operation",)).why == "until the surgeon lets go"


def test_a_task_without_a_date_says_what_it_needs_and_only_once_that_it_has_none() -> None:
    row = shown(readiness=Readiness.NO_DATE, due=None, no_date="the date of the operation")
    assert (row.status.word, row.due.text, row.why) == ("No date yet", "", "needs the date of the operation")


@pytest.mark.parametrize(
    ("changes", "way"),
    [
        ({}, DoneWay.MENU),
        ({"asks": True}, DoneWay.DRAWER),
        ({"red_flag": True}, DoneWay.DRAWER),
        ({"may_close": False}, DoneWay.NONE),
        ({"readiness": None, "status": TaskStatus.DONE, "outcome": Outcome.PARTLY}, DoneWay.NONE),
        ({"readiness": Readiness.NO_DATE, "due": None, "waits_for": (MRI,)}, DoneWay.NONE),
    ],
)
def test_done_is_offered_where_it_would_be_accepted(changes: dict[str, object], way: DoneWay) -> None:
    assert shown(**changes).done is way


def test_what_is_closed_says_so_for_the_boxes_of_a_table() -> None:
    closed = shown(readiness=None, status=TaskStatus.DONE, outcome=Outcome.PARTLY)
    assert (shown().closed, closed.closed) == (False, True)
    assert wire_row(closed)["closed"] is True and "closed" not in wire_row(shown())


def test_a_series_is_one_line() -> None:
    row = shown(session=2, sessions=8, next_session=date(2026, 3, 16))
    assert row.series == "2 of 8, then 16 Mar"
    assert shown(session=2, sessions=8, next_session=date(2026, 1, 16)).series == "2 of 8", (
        "what is past does not follow"
    )


def test_a_red_flag_stands_before_everything() -> None:
    assert shown(red_flag=True, priority=Priority.URGENT).alarm == RED_FLAG


def test_only_a_red_flag_and_what_it_makes_urgent_look_like_one() -> None:
    by_template = shown(priority=Priority.URGENT).alarm
    by_flag = shown(priority=Priority.URGENT, urgent_by="possible sepsis").alarm
    assert by_template and by_flag and (by_template.word, by_flag.word) == ("Urgent", "Urgent")
    assert (by_flag.shape, by_flag.tone) == (RED_FLAG.shape, RED_FLAG.tone)
    assert by_template.shape is not RED_FLAG.shape and by_template.tone is not RED_FLAG.tone


def test_a_closed_task_says_how_it_ended_and_when() -> None:
    closed = {"readiness": None, "status": TaskStatus.DONE, "outcome": Outcome.PARTLY, "closed_on": date(2026, 3, 6)}
    row = shown(**closed)
    assert (row.status.word, row.why, row.due.text) == ("Done", "Partly", "closed 6 Mar")


def test_the_role_is_left_out_where_the_heading_names_it() -> None:
    assert shown().role is not None
    assert row_of(LINE, today=TODAY, words=WORDS.__getitem__, by_role=True).role is None


def test_further_reasons_are_left_out_before_a_card_overflows_but_the_deciding_one_is_whole() -> None:
    row = shown(unblocks=12, question=("smoker",), for_role="psychologist", asks=True)
    assert row.why == "Unblocks 12 tasks, one answer is not known any more"
    assert len(row.why) <= WHY_LIMIT
    long = "the result of the second selective nerve root block at the level above the fusion"
    assert shown(readiness=Readiness.NO_DATE, due=None, no_date=long).why == f"needs {long}"
