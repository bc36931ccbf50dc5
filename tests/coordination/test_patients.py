"""My patients: the worst first, narrowed by what a person asks for."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from careplan.cause import Certainty
from careplan.coordination.answers import Answer
from careplan.coordination.board import Show, first_to_look_at, shown
from careplan.coordination.closing import complete
from careplan.coordination.overview import overview
from careplan.coordination.patients import Narrowed, my_patients
from careplan.coordination.red_flags import raise_flag
from careplan.coordination.tasks import add
from careplan.coordination.undo import undo
from careplan.draft_plan import HandMade
from careplan.task import Outcome, Phase, Readiness
from careplan.urgency import URGENT, FlagClass
from tests.changing_cause import set_certainty
from tests.small_clinic import MONDAY, PEOPLE, STRANGER, SmallClinic

SURGEON = PEOPLE["surgeon"]


@pytest.fixture
def three(small: SmallClinic) -> SmallClinic:
    """A clinic with three patients; V2 has the red flag, V1 a confirmed cause."""
    small.begin("V1", "scar_tissue")
    plan = small.begin("V2", "failed_fusion").plan_id
    small.begin("V3", "recurrent_disc")
    raise_flag(small.clinic, plan, "RF01", actor=SURGEON)
    set_certainty(small.clinic, "PL-V1-01", "scar_tissue", Certainty.CONFIRMED, actor=SURGEON)
    return small


def _ids(small: SmallClinic, which: Narrowed) -> list[str]:
    return [line.patient_id for line in my_patients(small.clinic, which, actor=SURGEON).lines]


def test_a_red_flag_stands_first(three: SmallClinic) -> None:
    found = my_patients(three.clinic, Narrowed(), actor=SURGEON)
    first = found.lines[0]
    assert (first.patient_id, first.red_flags, found.total) == ("V2", 1, 3)
    assert first.next_action is not None and first.next_action.title.startswith("Red flag")
    assert first.outcome is not None and first.outcome.measure == "odi"


@pytest.mark.parametrize("days", [0, 10, 40, 120])
def test_what_comes_first_of_all_is_the_same_in_list_overview_and_board(three: SmallClinic, days: int) -> None:
    later = three.on(MONDAY + timedelta(days=days))
    add(later.clinic, "PL-V1-01", HandMade(title="Call", role="nurse", due=later.clinic.today()), actor=SURGEON)
    for line in my_patients(later.clinic, Narrowed(), actor=SURGEON).lines:
        found = overview(later.clinic, line.patient_id, actor=SURGEON)
        first = min((one.line for one in found.next_actions if one.line), key=first_to_look_at(later.clinic.today()))
        assert found.board and line.next_action
        on_board = shown(found.board.lines, actor=SURGEON, today=later.clinic.today())[Show.OPEN].lines[0]
        assert line.next_action.task_id == first.id == on_board.id
        assert first.red_flag == (line.patient_id == "V2")


def test_what_unblocks_more_stands_first_of_what_is_due_soon_and_later_work_by_its_day(three: SmallClinic) -> None:
    lines = overview(three.clinic, "V1", actor=SURGEON).board
    assert lines is not None
    ready = [line for line in lines.lines if line.readiness is Readiness.READY]
    line = ready[0]
    order = [
        replace(line, red_flag=True, urgency=FlagClass.U3),
        replace(line, urgency=URGENT, opens=MONDAY),
        replace(line, late_days=9),
        *(
            replace(line, unblocks=unblocks, due=MONDAY + timedelta(days=days))
            for unblocks, days in ((1, 0), (0, -9), (3, 7), (0, 1), (0, 8), (9, 30))
        ),
    ]
    assert sorted(reversed(order), key=first_to_look_at(MONDAY)) == order


@pytest.mark.parametrize(
    ("which", "found"),
    [
        (Narrowed(text="v3"), ["V3"]),
        (Narrowed(cause="failed_fusion"), ["V2"]),
        (Narrowed(unconfirmed=True), ["V2", "V3"]),
        (Narrowed(phase=Phase.SURGICAL), []),
        (Narrowed(role="surgeon"), ["V1", "V2", "V3"]),
        (Narrowed(late=True), []),
        (Narrowed(no_review=True), []),
    ],
    ids=str,
)
def test_filters_narrow(three: SmallClinic, which: Narrowed, found: list[str]) -> None:
    assert sorted(_ids(three, which)) == found


def test_late_plans_are_found_and_counted(three: SmallClinic) -> None:
    later = three.on(MONDAY + timedelta(days=21))
    found = my_patients(later.clinic, Narrowed(late=True), actor=SURGEON)
    assert found.total == 3
    assert all(line.late for line in found.lines)


def test_another_team_has_no_patients_here(three: SmallClinic) -> None:
    assert my_patients(three.clinic, Narrowed(), actor=STRANGER).total == 0


def test_rows_come_page_by_page_in_a_constant_number_of_queries(three: SmallClinic) -> None:
    assert len(my_patients(three.clinic, Narrowed(), actor=SURGEON, rows=2).lines) == 2

    def ran(rows: int) -> int:
        with three.clinic.store.count_queries() as queries:
            my_patients(three.clinic, Narrowed(), actor=SURGEON, rows=rows)
        return len(queries)

    assert ran(1) == ran(3) <= 8


def test_whoever_got_worse_stands_before_the_others_until_the_score_is_taken_back(three: SmallClinic) -> None:
    later = three.on(MONDAY + timedelta(days=2))
    assert _ids(later, Narrowed()) == ["V2", "V1", "V3"]
    baseline = three.task("PL-V3-01", "K05")
    given = {name: Answer(not_obtained="Not asked") for name in baseline.desired.asks} | {"odi": Answer(88)}
    done = complete(
        later.clinic, baseline.id, outcome=Outcome.PARTLY, answers=given, actor=PEOPLE["coordinator"], note="By phone"
    )
    found = my_patients(later.clinic, Narrowed(), actor=SURGEON).lines
    assert [(line.patient_id, line.response) for line in found] == [("V2", None), ("V3", "worse"), ("V1", None)]
    undo(later.clinic, done.act, actor=PEOPLE["coordinator"])
    assert _ids(later, Narrowed()) == ["V2", "V1", "V3"]
