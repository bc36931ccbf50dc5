"""A cause is changed after what follows was shown; all of it is one act and one undo (PLAN_RULES R27)."""

from __future__ import annotations

from datetime import timedelta

import pytest

from careplan.cause import Certainty
from careplan.change import ChangeKind
from careplan.coordination import decisions
from careplan.coordination.overview import overview
from careplan.coordination.task_card import task_card
from careplan.coordination.undo import undo
from careplan.errors import Conflict, InvalidInput, NotAllowed, NotFound
from careplan.patient import ProcedureKind
from tests.changing_cause import add_cause, foresee_cause, foresee_certainty, set_certainty
from tests.small_clinic import MONDAY, PEOPLE, STRANGER, SmallClinic

SURGEON = PEOPLE["surgeon"]


def _state(small: SmallClinic, plan_id: str) -> dict[str, object]:
    tasks = small.plan(plan_id).tasks
    return {str(identity): (task.status, task.due) for identity, task in tasks.items() if task.is_open}


def test_what_was_foreseen_is_what_applies_and_undo_takes_all_of_it_back(small: SmallClinic) -> None:
    plan_id = small.begin("V4", "failed_fusion", "scar_tissue").plan_id
    before = _state(small, plan_id)
    refuted = Certainty.REFUTED
    seen = foresee_certainty(small.clinic, plan_id, "failed_fusion", refuted, actor=SURGEON)
    assert _state(small, plan_id) == before, "looking keeps nothing"
    cancelled = {line.title for line in seen.foresight.of(ChangeKind.CANCEL)}
    assert "Full-length standing film for alignment" in cancelled
    done = set_certainty(small.clinic, plan_id, "failed_fusion", refuted, actor=SURGEON, reason="Fused", seen=seen)
    gone = before.keys() - _state(small, plan_id).keys()
    assert len(gone) == sum(line.sessions for line in seen.foresight.of(ChangeKind.CANCEL))
    found = overview(small.clinic, "V4", actor=SURGEON)
    assert found.board is not None and found.board.changes == (), "nothing is left to look at"
    undo(small.clinic, done.act, actor=SURGEON)
    assert _state(small, plan_id) == before


def test_a_second_cause_shows_one_line_a_series(small: SmallClinic) -> None:
    plan_id = small.begin("V1", "scar_tissue").plan_id
    later = small.on(MONDAY + timedelta(days=21))
    seen = foresee_cause(later.clinic, plan_id, "failed_fusion", actor=SURGEON)
    added = seen.foresight.of(ChangeKind.ADD)
    series = next(line for line in added if line.title.startswith("Protected loading"))
    assert series.sessions > 1 and series.before is None and series.after is not None
    before = _state(small, plan_id)
    done = add_cause(later.clinic, plan_id, "failed_fusion", actor=SURGEON, seen=seen)
    new = _state(small, plan_id).keys() - before.keys()
    assert len(new) == sum(line.sessions for line in added)
    undo(later.clinic, done.act, actor=SURGEON)
    assert _state(small, plan_id) == before


def test_confirming_changes_no_task(small: SmallClinic) -> None:
    plan_id = small.begin("V1", "scar_tissue").plan_id
    seen = foresee_certainty(small.clinic, plan_id, "scar_tissue", Certainty.CONFIRMED, actor=SURGEON)
    assert seen.foresight.lines == ()


def test_what_waited_before_goes_on_waiting(small: SmallClinic) -> None:
    plan_id = small.begin("V1", "scar_tissue").plan_id
    pain, day = PEOPLE["pain.specialist"], MONDAY + timedelta(days=30)
    decisions.plan_procedure(small.clinic, plan_id, ProcedureKind.EPIDURAL, actor=pain, day=day)
    later = day + timedelta(days=7)
    decisions.plan_procedure(small.clinic, plan_id, ProcedureKind.EPIDURAL, actor=pain, day=later, number=1)
    found = overview(small.clinic, "V1", actor=SURGEON)
    waiting = found.board.changes if found.board else ()
    assert waiting
    seen = foresee_cause(small.clinic, plan_id, "facet_pain", actor=SURGEON)
    add_cause(small.clinic, plan_id, "facet_pain", actor=SURGEON, seen=seen)
    after = overview(small.clinic, "V1", actor=SURGEON)
    assert after.board is not None and {one.key for one in waiting} <= {one.key for one in after.board.changes}


def test_a_plan_that_changed_in_the_meantime_is_looked_at_again(small: SmallClinic) -> None:
    plan_id = small.begin("V1", "scar_tissue").plan_id
    seen = foresee_cause(small.clinic, plan_id, "facet_pain", actor=SURGEON)
    decisions.answer_fact(small.clinic, plan_id, "rfa_done", "yes", actor=PEOPLE["nurse"])
    with pytest.raises(Conflict, match="Look again at what would change"):
        add_cause(small.clinic, plan_id, "facet_pain", actor=SURGEON, seen=seen)
    assert [one.cause for one in small.plan(plan_id).inputs.causes] == ["scar_tissue"]
    seen = foresee_cause(small.clinic, plan_id, "facet_pain", actor=SURGEON)
    add_cause(small.clinic, plan_id, "facet_pain", actor=SURGEON, seen=seen)


def test_a_change_that_alters_nothing_of_what_was_looked_at_is_in_nobodys_way(small: SmallClinic) -> None:
    plan_id = small.begin("V1", "scar_tissue").plan_id
    seen = foresee_cause(small.clinic, plan_id, "facet_pain", actor=SURGEON)
    decisions.answer_fact(small.clinic, plan_id, "smoker", "yes", actor=PEOPLE["nurse"])
    add_cause(small.clinic, plan_id, "facet_pain", actor=SURGEON, seen=seen)
    assert [one.cause for one in small.plan(plan_id).inputs.causes] == ["scar_tissue", "facet_pain"]


def test_looking_ahead_is_refused_as_the_act_is(small: SmallClinic) -> None:
    plan_id = small.begin("V1", "scar_tissue").plan_id
    with pytest.raises(NotAllowed, match="only the"):
        foresee_certainty(small.clinic, plan_id, "scar_tissue", Certainty.REFUTED, actor=PEOPLE["nurse"])
    with pytest.raises(NotAllowed, match="has that suspected cause already"):
        foresee_cause(small.clinic, plan_id, "scar_tissue", actor=SURGEON)
    with pytest.raises(InvalidInput, match="no suspected cause"):
        foresee_cause(small.clinic, plan_id, "nonsense", actor=SURGEON)
    with pytest.raises(NotFound, match="No such record"):
        foresee_cause(small.clinic, plan_id, "facet_pain", actor=STRANGER)


def test_a_named_cause_takes_the_place_of_not_yet_clear_as_one_act_with_one_undo(small: SmallClinic) -> None:
    plan_id = small.begin("V1", "unclear").plan_id
    seen = foresee_cause(small.clinic, plan_id, "scar_tissue", actor=SURGEON)
    done = add_cause(small.clinic, plan_id, "scar_tissue", actor=SURGEON, seen=seen)
    assert done.words == "Suspected cause added: Scar tissue, in place of “Not yet clear”, V1"
    found = overview(small.clinic, "V1", actor=PEOPLE["primary.care"]).causes.causes
    assert [(one.suspected.cause, one.suspected.certainty.value) for one in found] == [
        ("scar_tissue", "suspected"),
        ("unclear", "refuted"),
    ]
    undo(small.clinic, done.act, actor=SURGEON)
    assert [cause.cause for cause in small.plan(plan_id).inputs.causes if cause.certainty is not Certainty.REFUTED] == [
        "unclear"
    ]


def test_not_yet_clear_is_never_confirmed_and_no_task_offers_it(small: SmallClinic) -> None:
    plan_id = small.begin("V1", "unclear").plan_id
    with pytest.raises(NotAllowed, match="names no cause"):
        set_certainty(small.clinic, plan_id, "unclear", Certainty.CONFIRMED, actor=SURGEON, reason="Sure")
    asking = next(t for t in small.plan(plan_id).tasks.values() if "gate.cause" in t.desired.asks)
    card = task_card(small.clinic, asking.id, SURGEON)
    ask = next(one for one in card.asks if one.name == "gate.cause:unclear")
    assert [words for _, words in ask.options] == ["Suspected still", "Refuted"]
