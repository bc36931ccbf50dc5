"""Refuting a cause cancels no decision and no planned date: somebody is asked to keep or withdraw them (R12, R16)."""

from __future__ import annotations

from datetime import timedelta

import pytest

from careplan.cause import Certainty
from careplan.coordination import decisions
from careplan.coordination.done import Done
from careplan.coordination.left_standing import LeftStanding
from careplan.coordination.overview import overview
from careplan.coordination.undo import undo
from careplan.patient import ProcedureKind
from tests.changing_cause import add_cause, foresee_certainty, set_certainty
from tests.small_clinic import MONDAY, PEOPLE, SmallClinic

PAIN = PEOPLE["pain.specialist"]
PLAN = "PL-V1-01"
DAY = MONDAY + timedelta(days=30)


@pytest.fixture
def planned(small: SmallClinic) -> SmallClinic:
    """An injection was decided and planned for a scar that is suspected."""
    small.begin("V1", "scar_tissue")
    _decide(small, "yes")
    _date(small)
    return small


def _decide(small: SmallClinic, value: str) -> Done:
    return decisions.decide(small.clinic, PLAN, "gate.injection", value, actor=PAIN, why="Fits the root")


def _date(small: SmallClinic, number: int | None = None, *, to_none: bool = False) -> None:
    kind, day = ProcedureKind.EPIDURAL, None if to_none else DAY
    decisions.plan_procedure(small.clinic, PLAN, kind, actor=PAIN, day=day, number=number, steroid=True)


def _refute(small: SmallClinic) -> Done:
    return set_certainty(small.clinic, PLAN, "scar_tissue", Certainty.REFUTED, actor=PAIN, reason="No scar on MRI")


def _standing(small: SmallClinic) -> tuple[LeftStanding, ...]:
    return overview(small.clinic, "V1", actor=PAIN).standing


def test_what_is_not_cancelled_is_foreseen_and_said_until_it_is_looked_at(planned: SmallClinic) -> None:
    seen = foresee_certainty(planned.clinic, PLAN, "scar_tissue", Certainty.REFUTED, actor=PAIN)
    (stands,) = seen.foresight.stands
    assert seen.foresight.last
    assert (stands.gates, [one.planned for one in stands.procedures]) == (("gate.injection",), [DAY])
    assert (
        foresee_certainty(planned.clinic, PLAN, "scar_tissue", Certainty.CONFIRMED, actor=PAIN).foresight.stands == ()
    )
    assert _standing(planned) == ()
    done = _refute(planned)
    assert _standing(planned) == seen.foresight.stands
    undo(planned.clinic, done.act, actor=PAIN)
    assert _standing(planned) == ()


def test_a_decision_for_yes_keeps_what_is_planned_on_it(planned: SmallClinic) -> None:
    _refute(planned)
    _decide(planned, "yes")
    assert _standing(planned) == ()


def test_what_was_taken_back_and_undone_stands_again(planned: SmallClinic) -> None:
    _refute(planned)
    both = _standing(planned)
    taken_back = _decide(planned, "no")
    assert _standing(planned) != both
    undo(planned.clinic, taken_back.act, actor=PAIN)
    assert _standing(planned) == both


@pytest.mark.parametrize("to_none", [False, True])
def test_a_decision_taken_back_leaves_the_date_to_be_kept_or_withdrawn(planned: SmallClinic, to_none: bool) -> None:
    _refute(planned)
    _decide(planned, "no")
    (left,) = _standing(planned)
    assert left.gates == () and len(left.procedures) == 1
    _date(planned, left.procedures[0].number, to_none=to_none)
    assert _standing(planned) == ()


def test_what_came_before_the_cause_or_after_it_was_refuted_is_not_asked_about(small: SmallClinic) -> None:
    small.begin("V1", "unclear")
    _decide(small, "yes")
    later = small.on(MONDAY + timedelta(days=7))
    add_cause(later.clinic, PLAN, "scar_tissue", actor=PAIN)
    _refute(later)
    assert _standing(later) == ()
    after = later.on(MONDAY + timedelta(days=8))
    _date(after)
    assert _standing(after) == ()
