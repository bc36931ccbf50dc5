"""Handing a task over: the sender stays accountable until the request is confirmed; two people at once."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from careplan.coordination import hand_offs, tasks
from careplan.coordination.absences import note_absence
from careplan.coordination.board import board
from careplan.coordination.closing import complete
from careplan.coordination.done import Done
from careplan.coordination.export_rows import Scope
from careplan.coordination.exports import tasks_csv
from careplan.coordination.news import count_news, list_news
from careplan.coordination.task_card import TaskCard, task_card
from careplan.coordination.undo import undo
from careplan.coordination.work import Beside, Section, Work, my_work
from careplan.errors import Conflict, InvalidInput, NoRight, NotAllowed, NotFound
from careplan.hand_off import Briefing, HandOffState
from careplan.plan import PlannedTask
from careplan.task import Outcome
from careplan.team import Practitioner
from tests.small_clinic import MONDAY, PEOPLE, STRANGER, VIEWER, SmallClinic

SURGEON, PAIN, NURSE = PEOPLE["surgeon"], PEOPLE["pain.specialist"], PEOPLE["nurse"]
DOCTOR, COORDINATOR = PEOPLE["primary.care"], PEOPLE["coordinator"]
ASKED = Briefing(
    situation="CT is done", request="Please judge the joints above by Friday", watch_for="New weakness: call me"
)
READ_BACK = "I judge the joints above by Friday"


@pytest.fixture
def task(small: SmallClinic, plan_id: str) -> PlannedTask:
    """A task of the surgeon that can be done now."""
    return small.task(plan_id, "FF02")


def offer(
    small: SmallClinic, task: PlannedTask, *, by: Practitioner = SURGEON, to: str = "pain_specialist", **given: str
) -> Done:
    return hand_offs.offer(small.clinic, task.id, ASKED, actor=by, to_role=to, **given)  # type: ignore[arg-type]


def accept(small: SmallClinic, task: PlannedTask, *, by: Practitioner = PAIN, said: str = READ_BACK) -> Done:
    return hand_offs.accept(small.clinic, task.id, confirmed=said, actor=by)


def now(small: SmallClinic, task: PlannedTask) -> PlannedTask:
    return small.plan(task_plan(small, task)).tasks[task.identity]


def task_plan(small: SmallClinic, task: PlannedTask) -> str:
    with small.clinic.store.reading() as records:
        return records.tasks.some([task.id])[0].plan_id


def card(small: SmallClinic, task: PlannedTask, person: Practitioner) -> TaskCard:
    return task_card(small.clinic, task.id, person)


def work(small: SmallClinic, person: Practitioner) -> Work:
    return my_work(small.clinic, person, dict.fromkeys(Section, 100), 100)


def listed(small: SmallClinic, person: Practitioner, *sections: Section) -> set[str]:
    found = work(small, person)
    return {line.id for section in sections or Section for line in found.lines[section]}


def test_a14_the_sender_stays_accountable_until_the_request_is_confirmed(small: SmallClinic, task: PlannedTask) -> None:
    done = offer(small, task, by=DOCTOR, on_behalf_because="The surgeon asked me to")
    assert "Handed to the pain specialist, not yet accepted" in done.words
    assert now(small, task).role == "surgeon"
    assert task.id in listed(small, SURGEON) and task.id in listed(small, PAIN, Section.HANDED)
    assert work(small, PAIN).count(Section.HANDED) == 1
    accept(small, task)
    assert (now(small, task).role, now(small, task).assignee) == ("pain_specialist", None)
    assert task.id not in listed(small, SURGEON)
    assert task.id in listed(small, PAIN, Section.OVERDUE, Section.TODAY, Section.SOON, Section.LATER)
    assert work(small, PAIN).count(Section.HANDED) == 0
    story = [told.words for told in card(small, task, PAIN).history]
    assert story == ["Hand-off accepted", "Handed to the pain specialist, not yet accepted"]


def test_another_roles_task_is_handed_on_behalf_of_it_with_a_reason(small: SmallClinic, task: PlannedTask) -> None:
    with pytest.raises(NotAllowed, match="belongs to the surgeon"):
        offer(small, task, by=DOCTOR)
    with pytest.raises(NoRight):
        offer(small, task, by=VIEWER)
    with pytest.raises(NotFound):
        offer(small, task, by=STRANGER)


@pytest.mark.parametrize("said", ["", "  ", "Yes", ASKED.request])
def test_what_is_not_said_again_in_own_words_confirms_nothing(small: SmallClinic, task: PlannedTask, said: str) -> None:
    offer(small, task)
    with pytest.raises(InvalidInput, match="in a few words of your own"):
        accept(small, task, said=said)
    assert now(small, task).role == "surgeon"


@pytest.mark.parametrize("person", [NURSE, DOCTOR, SURGEON])
def test_only_who_it_is_offered_to_answers(small: SmallClinic, task: PlannedTask, person: Practitioner) -> None:
    offer(small, task)
    with pytest.raises(NoRight):
        accept(small, task, by=person)
    with pytest.raises(NoRight):
        hand_offs.send_back(small.clinic, task.id, reason="Not mine", actor=person)


def test_what_is_offered_by_name_is_that_persons_alone(small: SmallClinic, task: PlannedTask) -> None:
    other = Practitioner(id="pain.two", role="pain_specialist")
    with small.clinic.store.writing() as records:
        records.accounts.add(other.id, other.role, password=None, at=small.clinic.now())
        records.teams.join(records.teams.default(), other)
    offer(small, task, to_person="pain.two")
    assert work(small, PAIN).offered == 0 and work(small, other).offered == 1
    with pytest.raises(NoRight):
        accept(small, task)
    accept(small, task, by=other)
    assert now(small, task).assignee == "pain.two"


def test_sent_back_the_reason_stands_on_the_task_and_in_what_changed(small: SmallClinic, task: PlannedTask) -> None:
    count_news(small.clinic, SURGEON)
    offer(small, task)
    with pytest.raises(InvalidInput, match="why you send it back"):
        hand_offs.send_back(small.clinic, task.id, reason=" ", actor=PAIN)
    hand_offs.send_back(small.clinic, task.id, reason="I have no slot before Friday", actor=PAIN)
    known = now(small, task).hand_off
    assert known and (known.state, known.reason) == (HandOffState.SENT_BACK, "I have no slot before Friday")
    assert task.id in listed(small, SURGEON) and task.id not in listed(small, PAIN)
    told = list_news(small.clinic, SURGEON)[0].happened
    assert told.words.endswith("hand-off sent back") and told.reason == "I have no slot before Friday"


@pytest.mark.parametrize(
    ("to", "person", "sentence"),
    [
        (None, None, "Choose the role"),
        ("surgeon", None, "the surgeon’s already"),
        ("physiatrist", None, "Nobody on the team is physiatrist"),
        ("nurse", "pain.specialist", "is no nurse"),
        ("nobody", None, "no role that owns tasks"),
    ],
)
def test_whom_it_cannot_be_handed_to(
    small: SmallClinic, task: PlannedTask, to: str | None, person: str | None, sentence: str
) -> None:
    with pytest.raises(InvalidInput, match=sentence):
        hand_offs.offer(small.clinic, task.id, ASKED, actor=SURGEON, to_role=to, to_person=person)


def test_a_request_there_is_in_any_case_and_one_offer_at_a_time(small: SmallClinic, task: PlannedTask) -> None:
    with pytest.raises(InvalidInput, match="The request is empty"):
        hand_offs.offer(small.clinic, task.id, Briefing(situation="x"), actor=SURGEON, to_role="nurse")
    with pytest.raises(InvalidInput, match="2,001 characters"):
        hand_offs.offer(small.clinic, task.id, Briefing(request="x" * 2001), actor=SURGEON, to_role="nurse")
    offer(small, task)
    with pytest.raises(NotAllowed, match="handed to the pain specialist already"):
        offer(small, task, to="nurse")


def test_two_accept_at_once_and_one_has_it(small: SmallClinic, task: PlannedTask) -> None:
    offer(small, task)
    first = hand_offs.accept(small.clinic, task.id, confirmed=READ_BACK, actor=PAIN, key="a" * 32)
    assert hand_offs.accept(small.clinic, task.id, confirmed=READ_BACK, actor=PAIN, key="a" * 32) == first
    with pytest.raises(NotAllowed, match=r"not offered any more: pain\.specialist accepted it"):
        accept(small, task)


def test_a_request_that_was_changed_meanwhile_is_read_again(small: SmallClinic, task: PlannedTask) -> None:
    offer(small, task)
    seen = card(small, task, PAIN).line.version
    hand_offs.change_request(small.clinic, task.id, Briefing(request="By Thursday, please"), actor=SURGEON)
    with pytest.raises(Conflict, match="The surgeon changed the request after you opened it") as met:
        hand_offs.accept(small.clinic, task.id, confirmed=READ_BACK, actor=PAIN, seen=seen)
    assert met.value.fields["request"] == (ASKED.request, "By Thursday, please", READ_BACK)
    hand_offs.accept(small.clinic, task.id, confirmed=READ_BACK, actor=PAIN, seen=seen + 1)
    with pytest.raises(NotAllowed):
        hand_offs.change_request(small.clinic, task.id, ASKED, actor=SURGEON, on_behalf_because="Late")


@pytest.mark.parametrize("how", ["closed", "assigned", "cancelled"])
def test_an_offer_ends_with_its_task(small: SmallClinic, task: PlannedTask, how: str) -> None:
    offer(small, task)
    match how:
        case "closed":
            done = complete(small.clinic, task.id, outcome=Outcome.DECLINED, actor=SURGEON)
        case "assigned":
            done = tasks.assign(small.clinic, task.id, actor=SURGEON, role="nurse")
        case _:
            done = tasks.cancel(small.clinic, task.id, actor=SURGEON, reason="Not wanted")
    assert "the hand-off to the pain specialist ended" in done.followed
    known = now(small, task).hand_off
    assert known and known.state is HandOffState.CANCELLED
    assert work(small, PAIN).offered == 0
    with pytest.raises(NotAllowed):
        accept(small, task)
    undo(small.clinic, done.act, actor=SURGEON)
    assert work(small, PAIN).offered == 1


def test_each_act_is_undone(small: SmallClinic, task: PlannedTask) -> None:
    offered = offer(small, task)
    taken = accept(small, task)
    with pytest.raises(NotAllowed, match="changed since"):
        undo(small.clinic, offered.act, actor=SURGEON)
    undo(small.clinic, taken.act, actor=PAIN)
    assert (now(small, task).role, work(small, PAIN).offered) == ("surgeon", 1)
    back = hand_offs.send_back(small.clinic, task.id, reason="No slot", actor=PAIN)
    undo(small.clinic, back.act, actor=PAIN)
    gone = hand_offs.withdraw(small.clinic, task.id, actor=SURGEON)
    assert work(small, PAIN).offered == 0
    undo(small.clinic, gone.act, actor=SURGEON)
    undo(small.clinic, offered.act, actor=SURGEON)
    assert now(small, task).hand_off is None and work(small, PAIN).offered == 0


def test_the_open_sessions_of_a_series_go_over_together(small: SmallClinic, plan_id: str) -> None:
    series = small.task(plan_id, "FF07", 2)
    with_it = [t for t in small.plan(plan_id).tasks.values() if t.identity.series == series.identity.series]
    hand_offs.offer(small.clinic, series.id, ASKED, actor=DOCTOR, to_role="nurse")
    first = min(with_it, key=lambda t: t.identity)
    hand_offs.accept(small.clinic, first.id, confirmed="I run the programme from now on", actor=NURSE)
    assert {now(small, t).role for t in with_it} == {"nurse"}


def test_files_tell_how_the_last_hand_off_stands(small: SmallClinic, task: PlannedTask) -> None:
    plan_id = task_plan(small, task)

    def told() -> str:
        rows = b"".join(tasks_csv(small.clinic, Scope(plan_id=plan_id), actor=SURGEON)).decode("utf-8-sig").splitlines()
        at = rows[0].split(",").index("handoff")
        return next(row for row in rows if row.startswith(task.id)).split(",")[at]

    assert told() == ""
    offer(small, task)
    assert told() == "offered"
    hand_offs.withdraw(small.clinic, task.id, actor=SURGEON)
    assert told() == ""
    offer(small, task)
    hand_offs.send_back(small.clinic, task.id, reason="No slot", actor=PAIN)
    assert told() == "sent_back"
    offer(small, task)
    accept(small, task)
    assert told() == "accepted"


@pytest.mark.parametrize(("days", "holiday", "seen"), [(2, False, 0), (3, False, 1), (3, True, 0), (4, True, 1)])
def test_after_three_working_days_the_coordinator_sees_it(
    small: SmallClinic, task: PlannedTask, days: int, holiday: bool, seen: int
) -> None:
    offer(small, task)
    if holiday:
        with small.clinic.store.writing() as records:
            records.clinic.set_holidays(frozenset({MONDAY + timedelta(days=1)}))
    later = small.on(MONDAY + timedelta(days=days))
    assert work(later, COORDINATOR).count_beside(Beside.UNANSWERED) == seen
    assert work(later, NURSE).beside == ()
    with later.clinic.store.reading() as records:
        until, teams = hand_offs.unanswered_since(later.clinic, records), records.teams.of("coordinator")
        assert [row.id for row in records.hand_offs.waiting(teams, until=until)] == [task.id] * seen
        assert records.hand_offs.waiting([teams[-1] + 7], until=until) == []


def test_over_a_weekend_only_working_days_count(small: SmallClinic, plan_id: str) -> None:
    friday = small.on(date(2026, 3, 6))
    offer(friday, small.task(plan_id, "FF02"))
    assert work(small.on(date(2026, 3, 10)), COORDINATOR).count_beside(Beside.UNANSWERED) == 0
    assert work(small.on(date(2026, 3, 11)), COORDINATOR).count_beside(Beside.UNANSWERED) == 1


def test_no_task_stands_in_two_parts_of_my_work(small: SmallClinic, plan_id: str) -> None:
    """What is offered, covered or without an answer may be late enough to be told to others besides."""
    late = small.on(MONDAY + timedelta(days=60))
    for key, to in (("FF02", "care_coordinator"), ("FF03", "pain_specialist"), ("FF12", "surgeon")):
        task = small.task(plan_id, key)
        hand_offs.offer(
            small.clinic,
            task.id,
            ASKED,
            actor=next(one for one in PEOPLE.values() if one.role == task.role),
            to_role=to,
        )
    with small.clinic.store.reading() as records:
        team = records.teams.default()
    note_absence(small.clinic, SURGEON, team, "surgeon", "coordinator", first=MONDAY, last=MONDAY + timedelta(days=60))
    for person in PEOPLE.values():
        found = work(late, person)
        listed = [line.id for part in found.lines.values() for line in part]
        listed += [line.id for group in found.beside for line in group.lines]
        listed += [line.id for line in found.escalated]
        assert len(listed) == len(set(listed)), person.id
    assert work(late, COORDINATOR).escalated and work(late, COORDINATOR).beside


def test_the_form_begins_with_what_the_plan_knows_and_nothing_else(small: SmallClinic, task: PlannedTask) -> None:
    told = card(small, task, SURGEON).briefing
    assert told is not None
    assert told.situation.startswith(f"{task.title}: due ")
    assert "Spinal fusion" in told.background and "with an implant" in told.background
    assert "Causes: Failed fusion (suspected)." in told.assessment
    assert told.request.startswith(f"Please take over “{task.title}”, by ") and told.watch_for == ""
    late = card(small.on(MONDAY + timedelta(days=200)), task, SURGEON).briefing
    assert late and f"“{task.title}”. It was due " in late.request
    assert card(small, task, VIEWER).briefing is None


def test_lists_take_as_many_statements_however_much_is_offered(small: SmallClinic, plan_id: str) -> None:
    def asked() -> tuple[int, int]:
        return (
            small.queries(lambda: work(small, PAIN), plans_known=True),
            small.queries(lambda: board(small.clinic, plan_id, actor=PAIN), plans_known=True),
        )

    offer(small, small.task(plan_id, "FF02"))
    few = asked()
    for key in ("FF03", "K06", "K07"):
        offer(small, small.task(plan_id, key))
    assert work(small, PAIN).offered == 4
    assert asked() == few
