"""Cover during an absence: computed from the day, in lists and rights, and gone again by itself."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from careplan.absence import Absence, covers_on
from careplan.coordination import hand_offs, tasks
from careplan.coordination.absences import end_absence, note_absence, note_again, team_absences
from careplan.coordination.board import board
from careplan.coordination.closing import complete
from careplan.coordination.task_card import task_card
from careplan.coordination.work import Beside, Section, Work, WorkBeside, my_work, work_ids
from careplan.errors import InvalidInput, NoRight, NotAllowed, NotFound
from careplan.hand_off import Briefing
from careplan.store import EventFilter
from careplan.task import Outcome
from careplan.team import Practitioner
from careplan.working_days import working_days_ago
from tests.small_clinic import MONDAY, PEOPLE, STRANGER, VIEWER, SmallClinic

SURGEON, PAIN, NURSE = PEOPLE["surgeon"], PEOPLE["pain.specialist"], PEOPLE["nurse"]
THERAPIST, SECOND = PEOPLE["physical.therapist"], Practitioner(id="surgeon.two", role="surgeon")
FRIDAY = MONDAY + timedelta(days=4)
LAST = MONDAY + timedelta(days=14)
"""By then the surgeon has work that is due."""


def team_of(small: SmallClinic) -> int:
    with small.clinic.store.reading() as records:
        return records.teams.default()


def away(
    small: SmallClinic,
    who: str = "surgeon",
    cover: str | None = "pain.specialist",
    *,
    by: Practitioner = SURGEON,
    first: date | None = MONDAY,
    last: date | None = FRIDAY,
) -> int:
    return note_absence(small.clinic, by, team_of(small), who, cover, first=first, last=last)[0]


def work(small: SmallClinic, person: Practitioner) -> Work:
    return my_work(small.clinic, person, dict.fromkeys(Section, 100), 100)


def covered(small: SmallClinic, person: Practitioner) -> list[WorkBeside]:
    return [group for group in work(small, person).beside if group.beside is Beside.COVERED]


def second_surgeon(small: SmallClinic) -> None:
    with small.clinic.store.writing() as records:
        records.accounts.add(SECOND.id, SECOND.role, password=None, at=small.clinic.now())
        records.teams.join(records.teams.default(), SECOND)


def test_the_work_of_the_only_surgeon_is_with_the_cover_and_goes_back_by_itself(
    small: SmallClinic, plan_id: str
) -> None:
    away(small, first=MONDAY + timedelta(days=3), last=LAST)
    assert covered(small.on(MONDAY + timedelta(days=2)), PAIN) == []
    small = small.on(LAST)
    own, [group] = work(small, SURGEON), covered(small, PAIN)
    assert group.cover and (group.cover.away.id, group.cover.until) == ("surgeon", LAST)
    due = {line.id for part in (Section.OVERDUE, Section.TODAY, Section.SOON) for line in own.lines[part]}
    assert due and {line.id for line in group.lines} == due
    assert all(line.covers and line.covered_by == "pain.specialist" for line in group.lines)
    lines = {line.role: line.covered_by for line in board(small.clinic, plan_id, actor=NURSE).lines if line.is_open}
    assert (lines["surgeon"], lines["care_coordinator"]) == ("pain.specialist", "")
    assert set(work_ids(small.clinic, PAIN, (), (Beside.COVERED,))) == due
    assert covered(small.on(LAST + timedelta(days=1)), PAIN) == []


def test_where_another_holds_the_role_only_what_was_given_by_name_is_covered(small: SmallClinic, plan_id: str) -> None:
    second_surgeon(small)
    given = small.task(plan_id, "FF02")
    tasks.assign(small.clinic, given.id, actor=SURGEON, assignee="surgeon")
    away(small)
    assert [line.id for group in covered(small, PAIN) for line in group.lines] == [given.id]


def test_a_cover_of_another_role_acts_on_behalf_of_it_and_the_reason_stands_there(
    small: SmallClinic, plan_id: str
) -> None:
    task = small.task(plan_id, "FF02")
    away(small)
    card = task_card(small.clinic, task.id, PAIN)
    assert not card.own and card.behalf_reason == "Covers the surgeon until 6 Mar 2026"
    assert task_card(small.clinic, task.id, NURSE).behalf_reason == ""
    with pytest.raises(NotAllowed, match="Give a reason"):
        complete(small.clinic, task.id, outcome=Outcome.DECLINED, actor=PAIN)
    done = complete(small.clinic, task.id, outcome=Outcome.DECLINED, actor=PAIN, on_behalf_because=card.behalf_reason)
    assert done.words.startswith("Declined")


def test_covering_gives_no_right_that_is_never_on_behalf(small: SmallClinic, plan_id: str) -> None:
    away(small, cover="physical.therapist")
    guard = next(t for t in small.plan(plan_id).tasks.values() if t.desired.guard and t.is_open and t.role != "nurse")
    tasks.assign(small.clinic, guard.id, actor=SURGEON, role="surgeon")
    with pytest.raises(NoRight):
        complete(
            small.clinic,
            guard.id,
            outcome=Outcome.NOT_NEEDED,
            note="Seen",
            actor=THERAPIST,
            on_behalf_because="Covers the surgeon until 6 Mar 2026",
        )


def test_a_cover_of_the_same_role_acts_as_the_role_and_answers_what_is_offered_by_name(
    small: SmallClinic, plan_id: str
) -> None:
    second_surgeon(small)
    away(small, cover="surgeon.two")
    assert covered(small, SECOND) == [], "it is among the own work of the role"
    task = small.task(plan_id, "FF01")
    asked = Briefing(request="Please see the bloods")
    hand_offs.offer(small.clinic, task.id, asked, actor=PEOPLE["primary.care"], to_role="surgeon", to_person="surgeon")
    assert work(small, SECOND).offered == 1
    hand_offs.accept(small.clinic, task.id, confirmed="I look at the bloods today", actor=SECOND)
    with pytest.raises(NotAllowed):
        hand_offs.accept(small.clinic, task.id, confirmed="I look at the bloods today", actor=SURGEON)


def test_who_may_note_an_absence(small: SmallClinic) -> None:
    number = away(small, "physical.therapist", "nurse", by=THERAPIST)
    with pytest.raises(NoRight, match="Say who is away"):
        away(small, "nurse", "surgeon", by=THERAPIST)
    with pytest.raises(NoRight):
        end_absence(small.clinic, NURSE, number)
    with pytest.raises(NoRight):
        team_absences(small.clinic, VIEWER)
    with pytest.raises(NotFound):
        end_absence(small.clinic, STRANGER, number)
    with pytest.raises(NotFound):
        note_absence(small.clinic, STRANGER, team_of(small), "nurse", "surgeon", first=MONDAY, last=FRIDAY)
    assert [one.account for shown in team_absences(small.clinic, SURGEON) for one in shown.coming] == [
        "physical.therapist"
    ]
    assert team_absences(small.clinic, STRANGER)[0].coming == []


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({"cover": None}, "who covers"),
        ({"cover": "viewer"}, "who covers"),
        ({"cover": "surgeon"}, "for themselves"),
        ({"who": "other.surgeon"}, "who is away"),
        ({"first": None}, "first and the last day"),
        ({"first": FRIDAY, "last": MONDAY}, "2 Mar 2026 is before 6 Mar 2026"),
        ({"first": MONDAY - timedelta(days=9), "last": MONDAY - timedelta(days=3)}, "is over"),
        ({"last": date(2126, 3, 2)}, "Correct the year"),
    ],
)
def test_what_is_missing_or_wrong_is_said(small: SmallClinic, given: dict[str, object], sentence: str) -> None:
    with pytest.raises(InvalidInput, match=sentence):
        away(small, **given)  # type: ignore[arg-type]


def test_nobody_is_away_twice_nor_covered_by_who_is_away(small: SmallClinic) -> None:
    away(small)
    with pytest.raises(InvalidInput, match="noted as away already: 2 Mar 2026 to 6 Mar 2026"):
        away(small, cover="nurse", first=FRIDAY)
    with pytest.raises(InvalidInput, match="surgeon is away too"):
        away(small, "nurse", "surgeon")
    with pytest.raises(InvalidInput, match=r"pain\.specialist covers for surgeon then"):
        away(small, "pain.specialist", "nurse")
    away(small, "pain.specialist", "nurse", first=FRIDAY + timedelta(days=1), last=FRIDAY + timedelta(days=3))


def test_an_absence_is_ended_and_undone(small: SmallClinic, plan_id: str) -> None:
    assert plan_id
    number, later = away(small, last=LAST), small.on(LAST)
    assert "no longer covers" in end_absence(small.clinic, SURGEON, number)
    assert covered(later, PAIN) == []
    with pytest.raises(NotFound):
        end_absence(small.clinic, SURGEON, number)
    assert "covered by pain.specialist" in note_again(small.clinic, SURGEON, number)
    assert covered(later, PAIN) != []
    end_absence(small.clinic, SURGEON, number)
    away(small, cover="nurse")
    with pytest.raises(InvalidInput, match="away already"):
        note_again(small.clinic, SURGEON, number)


def test_who_left_the_team_neither_is_away_nor_covers() -> None:
    known = [Absence(1, 7, "surgeon", "nurse", MONDAY, FRIDAY)]
    assert covers_on(known, 7, [SURGEON, NURSE], MONDAY)[0].alone
    assert covers_on(known, 7, [SURGEON], MONDAY) == () == covers_on(known, 7, [NURSE], MONDAY)
    assert covers_on(known, 8, [SURGEON, NURSE], MONDAY) == ()


@pytest.mark.parametrize(
    ("today", "number", "since"),
    [("2026-03-09", 3, "2026-03-04"), ("2026-03-07", 3, "2026-03-03"), ("2026-03-04", 1, "2026-03-03")],
)
def test_so_many_working_days_have_come_since(today: str, number: int, since: str) -> None:
    assert working_days_ago(date.fromisoformat(today), number) == date.fromisoformat(since)


def test_covers_take_as_many_statements_however_many_are_away(small: SmallClinic, plan_id: str) -> None:
    assert plan_id
    away(small, "nurse", "psychologist")

    def asked() -> int:
        return small.queries(lambda: work(small, PEOPLE["primary.care"]), plans_known=True)

    few = asked()
    away(small)
    away(small, "physical.therapist", "psychologist")
    assert asked() == few


def test_every_absence_stands_in_the_clinics_history(small: SmallClinic) -> None:
    number = away(small)
    end_absence(small.clinic, SURGEON, number)
    with small.clinic.store.reading() as records:
        told = [kept.event for kept in records.events.latest(EventFilter(actor="surgeon"))]
    assert [event.what for event in told][:2] == ["absence.ended", "absence.noted"]
    assert told[1].changes["cover"].after == "pain.specialist"
    assert all(event.patient_id is None for event in told)


def test_who_covers_alone_answers_what_is_offered_to_who_is_away(small: SmallClinic, plan_id: str) -> None:
    asked, late = Briefing(request="Please look at the films"), small.task(plan_id, "K08").id
    hand_offs.offer(small.clinic, late, asked, actor=THERAPIST, to_role="surgeon")
    own = small.task(plan_id, "K09").id
    hand_offs.offer(small.clinic, own, asked, actor=PAIN, to_role="surgeon")
    away(small)
    assert late not in {line.id for line in work(small, NURSE).lines[Section.HANDED]}
    [group] = covered(small, PAIN)
    first = group.lines[0]
    assert first.id == late and first.hand_off is not None and first.hand_off.mine
    assert own not in {line.id for line in group.lines}
    with pytest.raises(NoRight):
        hand_offs.accept(small.clinic, own, confirmed="I look at the films", actor=PAIN)
    hand_offs.accept(small.clinic, late, confirmed="I look at the films", actor=PAIN)
    assert small.task(plan_id, "K08").role == "surgeon"
    with small.clinic.store.reading() as records:
        told = records.events.latest(EventFilter(what="task.hand_off_accepted"))[0].event
    assert (told.actor, told.reason) == (PAIN.id, "Covers the surgeon until 6 Mar 2026")


def test_another_of_the_role_who_is_there_answers_and_no_cover(small: SmallClinic, plan_id: str) -> None:
    second_surgeon(small)
    offered = small.task(plan_id, "K08").id
    hand_offs.offer(small.clinic, offered, Briefing(request="Please look"), actor=THERAPIST, to_role="surgeon")
    away(small)
    assert not any(line.id == offered for group in covered(small, PAIN) for line in group.lines)
    with pytest.raises(NoRight):
        hand_offs.send_back(small.clinic, offered, reason="I only cover", actor=PAIN)
    hand_offs.accept(small.clinic, offered, confirmed="I look at the films", actor=SECOND)
