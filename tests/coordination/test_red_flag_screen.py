"""Red-flag screens ask the red flags: each is answered before it is closed, once for every screen that is due (R33)."""

from __future__ import annotations

from datetime import timedelta

import pytest

from careplan.coordination import tasks
from careplan.coordination.answers import Answer
from careplan.coordination.closing import complete
from careplan.coordination.decisions import decide, plan_procedure
from careplan.coordination.happenings import happening
from careplan.coordination.open_asks import open_asks
from careplan.coordination.red_flags import open_flags
from careplan.coordination.task_card import task_card
from careplan.coordination.undo import undo
from careplan.errors import InvalidInput, NotAllowed
from careplan.event import Event
from careplan.patient import ProcedureKind
from careplan.plan import PlannedTask
from careplan.red_flag import QUESTIONS
from careplan.task import Outcome, Readiness, TaskStatus
from tests.small_clinic import MONDAY, PEOPLE, SmallClinic

DOCTOR = PEOPLE["primary.care"]
SECOND_SCREEN = MONDAY + timedelta(days=28)
NONE = {QUESTIONS: Answer([])}


@pytest.fixture
def plan_id(small: SmallClinic) -> str:
    return small.begin("V1", "scar_tissue").plan_id


def _close(small: SmallClinic, task: PlannedTask, answers: dict[str, Answer]) -> str:
    return complete(small.clinic, task.id, outcome=Outcome.AS_PLANNED, actor=DOCTOR, answers=answers).act


def _asked(small: SmallClinic, plan_id: str, task: PlannedTask) -> tuple[str, ...]:
    return open_asks(small.plan(plan_id), task, small.clinic.catalogue.facts)


def _events(small: SmallClinic, act: str) -> list[Event]:
    with small.clinic.store.reading() as records:
        return [kept.event for kept in records.events.of_act(act)]


@pytest.mark.parametrize("answers", [{}, {QUESTIONS: Answer(not_obtained="No time")}])
def test_a_screen_is_not_done_before_the_red_flags_are_answered(
    small: SmallClinic, plan_id: str, answers: dict[str, Answer]
) -> None:
    later = small.on(SECOND_SCREEN)
    screen = small.task(plan_id, "K01", 2)
    with pytest.raises(InvalidInput, match=r"^Tick what is present, or “None of these”\.$"):
        _close(later, screen, answers)
    assert small.task(plan_id, "K01", 2).is_open


def test_a_screen_that_did_not_take_place_needs_no_answer(small: SmallClinic, plan_id: str) -> None:
    later, screen = small.on(SECOND_SCREEN), small.task(plan_id, "K01", 2)
    complete(later.clinic, screen.id, outcome=Outcome.DID_NOT_ATTEND, actor=DOCTOR)
    assert small.task(plan_id, "K01", 2).status is TaskStatus.NOT_DONE


def test_none_of_these_closes_the_screen_and_the_history_says_so(small: SmallClinic, plan_id: str) -> None:
    later = small.on(SECOND_SCREEN)
    act = _close(later, small.task(plan_id, "K01", 2), NONE)
    assert open_flags(later.clinic, DOCTOR) == []
    [event] = _events(later, act)
    assert ("Red flags", "nothing", "none of these") in happening(later.clinic, event, "Screen").fields
    undo(later.clinic, act, actor=DOCTOR)
    assert _asked(later, plan_id, small.task(plan_id, "K01", 2)) == (QUESTIONS,)


def test_a_tick_raises_the_flag_in_the_same_act_and_is_not_undone(small: SmallClinic, plan_id: str) -> None:
    later = small.on(SECOND_SCREEN)
    screen = small.task(plan_id, "K01", 2)
    ticked = {QUESTIONS: Answer(["RF14", "RF05"])}
    done = complete(later.clinic, screen.id, outcome=Outcome.AS_PLANNED, actor=DOCTOR, answers=ticked)
    assert {flag.flag.id for flag in open_flags(later.clinic, DOCTOR)} == {"RF05", "RF14"}
    assert small.task(plan_id, "RF05").due == SECOND_SCREEN
    assert done.words.startswith("Red flag: possible vertebral fracture, possible cancer. As planned: ")
    assert done.question.startswith("Raised by mistake? ")
    [event] = _events(later, done.act)
    assert ("Red flags", "nothing", "possible vertebral fracture, possible cancer") in happening(
        later.clinic, event, "Screen"
    ).fields
    assert not done.can_undo
    with pytest.raises(NotAllowed, match=r"it raised a red flag\. Clear the flag, with finding and reason"):
        undo(later.clinic, done.act, actor=DOCTOR)
    assert small.task(plan_id, "K01", 2).status is TaskStatus.DONE
    assert len(open_flags(later.clinic, DOCTOR)) == 2


def test_a_flag_that_is_open_already_is_not_raised_twice(small: SmallClinic, plan_id: str) -> None:
    later = small.on(SECOND_SCREEN)
    _close(later, small.task(plan_id, "K01", 2), {QUESTIONS: Answer(["RF14"])})
    even_later = small.on(SECOND_SCREEN + timedelta(days=28))
    act = _close(even_later, small.task(plan_id, "K01", 3), {QUESTIONS: Answer(["RF14"])})
    assert [flag.number for flag in open_flags(even_later.clinic, DOCTOR)] == [1]
    undo(even_later.clinic, act, actor=DOCTOR)


@pytest.mark.parametrize("answer", ["RF01", ["RF99"], [None]])
def test_what_is_no_list_of_red_flags_is_refused(small: SmallClinic, plan_id: str, answer: object) -> None:
    later = small.on(SECOND_SCREEN)
    with pytest.raises(InvalidInput, match="red flag"):
        _close(later, small.task(plan_id, "K01", 2), {QUESTIONS: Answer(answer)})
    assert small.task(plan_id, "K01", 2).is_open


def _after_an_injection(small: SmallClinic, plan_id: str) -> PlannedTask:
    """Return the safety call after an epidural given two days before the second screen."""
    decide(small.clinic, plan_id, "gate.injection", "yes", actor=PEOPLE["pain.specialist"], why="Root pain")
    day = SECOND_SCREEN - timedelta(days=1)
    plan_procedure(small.clinic, plan_id, ProcedureKind.EPIDURAL, actor=PEOPLE["pain.specialist"], day=day)
    return small.task(plan_id, "J03")


def test_an_answer_at_another_contact_serves_the_screen_that_is_due(small: SmallClinic, plan_id: str) -> None:
    call = _after_an_injection(small, plan_id)
    day = small.on(SECOND_SCREEN + timedelta(days=1))
    assert _asked(day, plan_id, small.task(plan_id, "K01", 2)) == (QUESTIONS,)
    tasks.start(day.clinic, call.id, actor=DOCTOR, anyway_because="The patient is on the telephone")
    _close(day, call, NONE)
    screen = small.task(plan_id, "K01", 2)
    assert _asked(day, plan_id, screen) == ()
    [known] = task_card(day.clinic, screen.id, DOCTOR).known
    assert known == "Red flags: none of these, answered on 31 Mar 2026 by the primary care doctor"
    _close(day, screen, {})
    assert small.task(plan_id, "K01", 2).status is TaskStatus.DONE


def test_a_screen_closed_on_an_earlier_answer_is_no_newer_answer(small: SmallClinic, plan_id: str) -> None:
    call = _after_an_injection(small, plan_id)
    opens = call.desired.window[0] if call.desired.window else None
    assert opens == SECOND_SCREEN
    early = small.on(SECOND_SCREEN)
    _close(early, small.task(plan_id, "K01", 2), NONE)
    assert _asked(early, plan_id, call) == ()  # answered on the first day of its window
    before = small.on(SECOND_SCREEN + timedelta(days=40))
    assert _asked(before, plan_id, small.task(plan_id, "K01", 3)) == (QUESTIONS,)
    tasks.start(before.clinic, call.id, actor=DOCTOR, anyway_because="Called again")
    _close(before, call, {})
    assert _asked(before, plan_id, small.task(plan_id, "K01", 3)) == (QUESTIONS,)


def test_the_answer_at_intake_is_in_the_history_in_the_name_of_who_gave_it(small: SmallClinic) -> None:
    done = small.begin("V1", "scar_tissue")
    [event] = [event for event in _events(small, done.act) if event.what == "plan.created"]
    assert (event.actor, event.changes[QUESTIONS].after) == (DOCTOR.id, [])
    assert all((before, after) != ("nothing", "nothing") for _, before, after in happening(small.clinic, event).fields)


def test_the_intake_of_a_normal_recovery_closes_its_first_screen(small: SmallClinic) -> None:
    plan_id = small.begin("V5", "normal_recovery").plan_id
    first, second = small.task(plan_id, "WR01"), small.task(plan_id, "WR01", 2)
    assert (first.status, first.outcome, first.closed_on) == (TaskStatus.DONE, Outcome.AS_PLANNED, MONDAY)
    assert second.is_open
    with pytest.raises(InvalidInput, match="Tick what is present"):
        _close(small.on(MONDAY + timedelta(days=14)), second, {})


def test_a_screen_is_closed_in_the_drawer_never_from_a_list(small: SmallClinic, plan_id: str) -> None:
    card = task_card(small.on(SECOND_SCREEN).clinic, small.task(plan_id, "K01", 2).id, DOCTOR)
    assert card.line.readiness is Readiness.READY
    assert card.line.asks
    [ask] = card.asks
    assert [flag for flag, _ in ask.options] == [flag.id for flag in small.clinic.content.red_flags.red_flags]


def test_a_check_that_is_there_to_find_one_red_flag_asks_that_one(small: SmallClinic) -> None:
    plan_id = small.begin("V3", "recurrent_disc").plan_id
    therapist = PEOPLE["physical.therapist"]
    one = "red_flags:RF02"
    first, second = small.task(plan_id, "RC04", 1), small.task(plan_id, "RC04", 2)

    def close(task: PlannedTask, answers: dict[str, Answer]) -> str:
        later = small.on(task.due or MONDAY)
        return complete(later.clinic, task.id, outcome=Outcome.AS_PLANNED, actor=therapist, answers=answers).act

    (ask,) = task_card(small.clinic, first.id, therapist).asks
    assert (ask.name, ask.question, len(ask.options)) == (one, "Is this present?", 1)
    assert "fall of one mrc grade or more" in ask.options[0][1].lower()
    with pytest.raises(InvalidInput, match=r"^Tick what is present, or “None of these”\.$"):
        close(first, {})
    (event,) = (event for event in _events(small, close(first, {one: Answer([])})) if event.what == "task.completed")
    assert ("Possible progressive motor deficit", "nothing", "not present") in happening(small.clinic, event).fields
    assert open_flags(small.clinic, DOCTOR) == []
    close(second, {one: Answer(["RF02"])})
    assert [found.flag.id for found in open_flags(small.clinic, DOCTOR)] == ["RF02"]
