"""A person's calendar: what My work lists for them, on its days, as they may see it at that moment."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from icalendar import Calendar

from careplan.clock import Clock
from careplan.coordination import absences, hand_offs, tasks
from careplan.coordination.calendars import calendar_file, count_entries, entries
from careplan.coordination.closing import complete
from careplan.coordination.export_rows import Scope, Sheet
from careplan.coordination.red_flags import raise_flag
from careplan.coordination.undo import undo
from careplan.coordination.work import Section, work_ids
from careplan.draft_plan import HandMade
from careplan.errors import NoRight, NotFound
from careplan.exchange.task_calendar import Entry, EntryState
from careplan.hand_off import Briefing
from careplan.store import EventFilter
from careplan.task import Outcome, Readiness
from careplan.team import Practitioner
from tests.small_clinic import MONDAY, PEOPLE, STRANGER, VIEWER, SmallClinic

SURGEON, THERAPIST, NURSE = PEOPLE["surgeon"], PEOPLE["physical.therapist"], PEOPLE["nurse"]


def of(small: SmallClinic, person: Practitioner) -> dict[str, Entry]:
    with small.clinic.store.reading() as records:
        return {one.task_id: one for one in entries(small.clinic, records, person)}


def added(small: SmallClinic, plan_id: str, *, role: str = "surgeon", day: date = MONDAY) -> str:
    done = tasks.add(small.clinic, plan_id, HandMade("Call", role, day), actor=SURGEON)
    assert done.task_id
    return done.task_id


def test_it_has_what_my_work_lists_that_has_a_day_and_may_be_done(small: SmallClinic, plan_id: str) -> None:
    raise_flag(small.clinic, plan_id, "RF06", actor=SURGEON)
    with small.clinic.store.reading() as records:
        rows = {row.id: row for row in records.tasks.of_plan_rows(plan_id)}
    for person in PEOPLE.values():
        listed = {rows[one] for one in work_ids(small.clinic, person, Section)}
        wanted = {row.id: row for row in listed if row.due and row.readiness is not Readiness.HELD}
        found = of(small, person)
        assert found.keys() == wanted.keys(), person.id
        assert {one.day for one in found.values()} == {row.due for row in wanted.values()}
        tentative = {one for one, row in wanted.items() if row.readiness is not Readiness.READY}
        assert {one.task_id for one in found.values() if one.state is EntryState.WAITING} == tentative
    held = {row.id for row in rows.values() if row.readiness is Readiness.HELD}
    assert held and not held & of(small, THERAPIST).keys(), "what a red flag holds is on no day"


def test_another_day_keeps_the_entry_and_its_sequence_grows_also_when_it_is_taken_back(
    small: SmallClinic, plan_id: str
) -> None:
    task = added(small, plan_id)
    first = of(small, SURGEON)[task]
    assert (first.sequence, first.state, first.words) == (0, EntryState.READY, f"Care plan task {task} (V2)")
    moved = tasks.move(small.clinic, task, date(2026, 3, 30), actor=SURGEON)
    second = of(small, SURGEON)[task]
    undo(small.clinic, moved.act, actor=SURGEON)
    third = of(small, SURGEON)[task]
    assert {one.uid for one in (first, second, third)} == {first.uid}
    assert (second.day, third.day) == (date(2026, 3, 30), MONDAY)
    assert first.sequence < second.sequence < third.sequence
    assert first.changed_at < second.changed_at < third.changed_at


def test_what_is_closed_is_cancelled_for_two_weeks_and_then_gone(small: SmallClinic, plan_id: str) -> None:
    task = added(small, plan_id)
    before = of(small, SURGEON)[task]
    complete(small.clinic, task, outcome=Outcome.AS_PLANNED, actor=SURGEON)
    closed = of(small, SURGEON)[task]
    assert (closed.state, closed.day, closed.uid) == (EntryState.CLOSED, MONDAY, before.uid)
    assert closed.sequence > before.sequence
    assert task in of(small.on(MONDAY + timedelta(days=14)), SURGEON)
    assert task not in of(small.on(MONDAY + timedelta(days=15)), SURGEON)


def test_the_day_begins_at_midnight_of_the_clinic(small: SmallClinic, plan_id: str) -> None:
    """Two weeks end with a day of the clinic's zone, also over the change of the clocks."""
    small = small.on(date(2026, 3, 21))
    task = added(small, plan_id, day=date(2026, 3, 29))
    complete(small.clinic, task, outcome=Outcome.AS_PLANNED, actor=SURGEON)

    class Watch(Clock):
        def now(self) -> datetime:
            return self.moment  # type: ignore[attr-defined,no-any-return]

    def at(moment: datetime) -> SmallClinic:
        watch = Watch(ZoneInfo("Europe/Berlin"))
        object.__setattr__(watch, "moment", moment)
        return SmallClinic(replace(small.clinic, clock=watch))

    assert of(at(datetime(2026, 4, 4, 21, 59, tzinfo=UTC)), SURGEON)[task].day == date(2026, 3, 29)
    assert task not in of(at(datetime(2026, 4, 4, 22, 1, tzinfo=UTC)), SURGEON)


def test_who_leaves_the_team_and_who_is_on_another_see_nothing_of_it(small: SmallClinic, plan_id: str) -> None:
    task = added(small, plan_id)
    assert task in of(small, SURGEON)
    assert of(small, STRANGER) == {} == of(small, VIEWER)
    with small.clinic.store.writing() as records:
        records.teams.leave(records.teams.default(), SURGEON)
    assert of(small, SURGEON) == {}


def test_a_task_given_by_name_stands_in_that_calendar_too_and_one_that_is_offered_does_not(
    small: SmallClinic, plan_id: str
) -> None:
    given, offered = added(small, plan_id), added(small, plan_id)
    tasks.assign(small.clinic, given, actor=SURGEON, assignee="nurse")
    briefing = Briefing(request="Please call")
    hand_offs.offer(small.clinic, offered, briefing, actor=SURGEON, to_role="nurse")
    assert given in of(small, NURSE) and offered not in of(small, NURSE)
    assert offered in of(small, SURGEON), "until it is accepted it is theirs"
    complete(small.clinic, given, outcome=Outcome.AS_PLANNED, actor=NURSE, on_behalf_because="Away")
    assert of(small, NURSE)[given].state is EntryState.CLOSED


def test_who_covers_has_the_tasks_of_who_is_away_until_that_is_over(small: SmallClinic, plan_id: str) -> None:
    task, offered = added(small, plan_id), added(small, plan_id, role="nurse")
    hand_offs.offer(small.clinic, offered, Briefing(request="See"), actor=NURSE, to_role="surgeon")
    with small.clinic.store.reading() as records:
        team = records.teams.default()
    absences.note_absence(
        small.clinic, SURGEON, team, "surgeon", "pain.specialist", first=MONDAY, last=MONDAY + timedelta(days=2)
    )
    cover = PEOPLE["pain.specialist"]
    assert task in of(small, cover) and task in of(small, SURGEON)
    assert offered not in of(small, cover)
    assert task not in of(small.on(MONDAY + timedelta(days=3)), cover)


def test_a_file_is_the_same_calendar_narrowed_and_written_down(small: SmallClinic, plan_id: str) -> None:
    small.begin("V1", "scar_tissue")
    every, sheet = of(small, SURGEON), Sheet("https://careplan.example.org")
    assert count_entries(small.clinic, Scope(), actor=SURGEON) == len(every)
    file = b"".join(calendar_file(small.clinic, Scope(plan_id=plan_id), actor=SURGEON, sheet=sheet))
    of_plan = Calendar.from_ical(file).walk("VEVENT")
    assert 0 < len(of_plan) < len(every)
    assert all(str(one["url"]).startswith(f"https://careplan.example.org/plan?id={plan_id}&task=") for one in of_plan)
    with small.clinic.store.reading() as records:
        [kept] = records.events.latest(EventFilter(what="exported"), limit=9)
    told = {name: change.after for name, change in kept.event.changes.items()}
    assert (kept.event.patient_id, told["file"], told["format"], told["rows"]) == (
        "V2",
        "calendar",
        "ics",
        len(of_plan),
    )


@pytest.mark.parametrize(("person", "refusal"), [(VIEWER, NoRight), (STRANGER, NotFound)])
def test_who_has_no_tasks_or_is_on_no_team_of_the_plan_takes_no_file(
    small: SmallClinic, plan_id: str, person: Practitioner, refusal: type[Exception]
) -> None:
    with pytest.raises(refusal):
        calendar_file(small.clinic, Scope(plan_id=plan_id), actor=person, sheet=Sheet())
