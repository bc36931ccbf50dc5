"""What stands first: by the class of the red flag, by the reply that is missing, and not before it can be done."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from careplan.clock import Clock
from careplan.coordination import decisions
from careplan.coordination.board import Show, Shown, board, first_to_look_at, shown
from careplan.coordination.export_rows import Scope
from careplan.coordination.exports import plans_csv
from careplan.coordination.flag_reply import reply_to_flag
from careplan.coordination.overview import overview
from careplan.coordination.patients import Narrowed, PatientLine, my_patients
from careplan.coordination.red_flags import raise_flag
from careplan.coordination.work import Section, Work, my_work
from careplan.patient import OperationProcedure
from careplan.urgency import CLASSES, URGENT
from tests.small_clinic import MONDAY, PEOPLE, SmallClinic

SURGEON, NURSE, PRIMARY = PEOPLE["surgeon"], PEOPLE["nurse"], PEOPLE["primary.care"]
EVERY = dict.fromkeys(Section, 500)


@dataclass(frozen=True)
class Moment(Clock):
    """A clock that stands still."""

    zone: ZoneInfo | None = field(default=ZoneInfo("UTC"))
    at: datetime = datetime(2026, 3, 2, 8, tzinfo=UTC)

    def now(self) -> datetime:
        """Return its moment."""
        return self.at


def _at(small: SmallClinic, hour: int, *, days: int = 0) -> SmallClinic:
    moment = datetime(2026, 3, 2, hour, 30, tzinfo=UTC) + timedelta(days=days)
    return SmallClinic(replace(small.clinic, clock=Moment(at=moment)))


@pytest.fixture
def three(small: SmallClinic) -> SmallClinic:
    """Three patients: V1 with a same-day flag of 8:30, V2 with an emergency of 8:30, V3 with none."""
    for patient, cause in (("V1", "scar_tissue"), ("V2", "failed_fusion"), ("V3", "recurrent_disc")):
        small.begin(patient, cause)
    morning = _at(small, 8).clinic
    raise_flag(morning, "PL-V1-01", "RF02", actor=NURSE)
    raise_flag(morning, "PL-V2-01", "RF01", actor=PRIMARY)
    return small


def _listed(small: SmallClinic, **narrowed: bool) -> list[PatientLine]:
    return list(my_patients(small.clinic, Narrowed(**narrowed), actor=SURGEON).lines)


def _work(small: SmallClinic, person: str = "surgeon") -> Work:
    return my_work(small.clinic, PEOPLE[person], EVERY)


def test_of_two_red_flags_the_emergency_stands_first_in_the_list_of_patients(three: SmallClinic) -> None:
    raise_flag(three.clinic, "PL-V3-01", "RF01", actor=PRIMARY)
    assert [line.patient_id for line in _listed(_at(three, 9, days=1))] == ["V2", "V3", "V1"]
    answered = _at(three, 9)
    reply_to_flag(answered.clinic, "PL-V2-01", "RF01", reached="The hospital", reply="Sent", actor=SURGEON)
    assert [line.patient_id for line in _listed(_at(three, 9, days=1))] == ["V3", "V2", "V1"]


def test_the_list_of_patients_says_by_when_a_reply_is_due_and_since_when_it_is_overdue(three: SmallClinic) -> None:
    before, after = (_listed(_at(three, hour))[0] for hour in (9, 10))
    due = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
    assert (before.reply_by, before.reply_missing, before.late) == (due, None, 0)
    assert (after.reply_by, after.reply_missing, after.late) == (due, due, 1)
    assert [line.patient_id for line in _listed(_at(three, 9), late=True)] == []
    assert [line.patient_id for line in _listed(_at(three, 10), late=True)] == ["V2"]


@pytest.mark.parametrize(("hour", "overdue"), [(9, ()), (10, ("RF01",)), (17, ("RF01", "RF02"))])
def test_an_overdue_reply_is_overdue_work_everywhere_at_every_hour(
    three: SmallClinic, hour: int, overdue: tuple[str, ...]
) -> None:
    now = _at(three, hour)
    for person in ("surgeon", "primary.care"):
        work = _work(now, person)
        for section, lines in work.lines.items():
            assert work.count(section) == len(lines)
        flags = {line.key: section for section, lines in work.lines.items() for line in lines if line.red_flag}
        assert flags == {flag: Section.OVERDUE if flag in overdue else Section.TODAY for flag in flags}
        mine = [line.key for line in work.lines[Section.OVERDUE] if line.red_flag]
        assert mine == [line.key for line in work.lines[Section.OVERDUE]][: len(mine)]
    for plan_id, flag in (("PL-V1-01", "RF02"), ("PL-V2-01", "RF01")):
        late = _shown(now, plan_id)[Show.OVERDUE].lines
        assert (flag in [line.key for line in late]) == (flag in overdue)
        [row] = [line for line in _listed(now) if line.plan_id == plan_id]
        assert row.late == len(late)


def test_a_reply_that_is_overdue_stands_before_a_flag_that_is_late_by_its_day(three: SmallClinic) -> None:
    reply_to_flag(_at(three, 9).clinic, "PL-V1-01", "RF02", reached="The surgeon", reply="Seen", actor=SURGEON)
    raise_flag(_at(three, 8, days=40).clinic, "PL-V3-01", "RF02", actor=SURGEON)
    later = _at(three, 17, days=40)
    first, second, *others = _work(later).lines[Section.OVERDUE]
    assert [(line.patient_id, line.key) for line in (first, second)] == [("V3", "RF02"), ("V1", "RF02")]
    assert (first.late_days, first.is_late, second.late_days) == (0, True, 40)
    assert any(line.late_days > 0 for line in others)
    assert [line.patient_id for line in _listed(later)] == ["V2", "V3", "V1"]


def test_work_of_the_emergency_stands_before_work_of_a_same_day_flag(three: SmallClinic) -> None:
    lines = _work(_at(three, 9)).lines
    every = [line for section in (Section.OVERDUE, Section.TODAY, Section.SOON) for line in lines[section]]
    forward = [line for line in every if CLASSES <= line.urgency < URGENT]
    assert len({line.urgency for line in forward}) == 2
    for section in (Section.OVERDUE, Section.TODAY, Section.SOON):
        urgencies = [line.pressing(MONDAY) for line in lines[section]]
        assert urgencies == sorted(urgencies)


@pytest.fixture
def operated(small: SmallClinic) -> str:
    """A plan with an operation in four weeks: urgent work after it, and work before it that is due sooner."""
    plan_id = small.begin("V3", "recurrent_disc").plan_id
    decisions.decide(small.clinic, plan_id, "gate.surgery", "yes", actor=SURGEON, why="Root pressed")
    kind, day = (OperationProcedure.MICRODISKECTOMY,), MONDAY + timedelta(days=28)
    decisions.plan_operation(small.clinic, plan_id, actor=SURGEON, day=day, procedures=kind)
    return plan_id


@pytest.mark.parametrize("days", [0, 7, 21, 28, 29])
def test_urgent_work_of_after_an_operation_does_not_stand_before_the_work_that_prepares_it(
    small: SmallClinic, operated: str, days: int
) -> None:
    now = small.on(MONDAY + timedelta(days=days))
    today = now.clinic.today()
    lines = board(now.clinic, operated, actor=SURGEON).lines
    to_come = [line for line in lines if line.urgency == URGENT and line.opens and line.opens > today]
    assert to_come or days > 21
    found = overview(now.clinic, "V3", actor=SURGEON)
    for line in (one.line for one in found.next_actions if one.line and one.line in to_come):
        mine = [one for one in lines if one.role == line.role and one.readiness is line.readiness]
        assert line.due == min(one.due for one in mine if one.due)
    first = _shown(now, operated)[Show.OPEN].lines[0]
    [listed] = _listed(now)
    [row] = csv.DictReader(io.StringIO(b"".join(plans_csv(now.clinic, Scope(patient_id="V3"), actor=SURGEON)).decode()))
    assert listed.next_action
    assert first.id == listed.next_action.task_id == row["next_task_id"]
    assert first not in to_come
    assert sorted(lines, key=first_to_look_at(today))[0] == first


def test_urgent_work_counts_from_the_day_on_which_its_window_opens_in_my_work_too(
    small: SmallClinic, operated: str
) -> None:
    for days in range(0, 35, 3):
        now = small.on(MONDAY + timedelta(days=days))
        for person in PEOPLE:
            for lines in _work(now, person).lines.values():
                pressing = [line.pressing(now.clinic.today()) for line in lines]
                assert pressing == sorted(pressing)


def _shown(small: SmallClinic, plan_id: str) -> Mapping[Show, Shown]:
    found = board(small.clinic, plan_id, actor=SURGEON)
    return shown(found.lines, actor=SURGEON, today=small.clinic.today())
