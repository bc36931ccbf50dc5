"""Conflicts between disciplines: found, explained, put in order in one undoable act, or accepted (PRODUCT 10.4)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import pytest

from careplan.coordination import tasks
from careplan.coordination.board import board
from careplan.coordination.conflicts import ConflictShown, accept_conflict, order_days
from careplan.coordination.decisions import answer_fact, decide, plan_operation, plan_procedure
from careplan.coordination.overview import overview
from careplan.coordination.task_card import task_card
from careplan.coordination.undo import undo
from careplan.errors import NoRight, NotAllowed
from careplan.patient import OperationProcedure, ProcedureKind
from tests.small_clinic import PEOPLE, SmallClinic

PLAN = "PL-V1-01"
PAIN, SURGEON = PEOPLE["pain.specialist"], PEOPLE["surgeon"]
FRIDAY = date(2026, 3, 20)


def found(small: SmallClinic, by: str = "pain.specialist") -> dict[str, ConflictShown]:
    """Return the conflicts of V1 by their rule."""
    return {one.rule: one for one in board(small.clinic, PLAN, actor=PEOPLE[by]).conflicts}


def on_agenda(small: SmallClinic) -> int:
    """Return how many conflicts the agenda of a meeting knows."""
    with small.clinic.store.reading() as records:
        [row] = records.meetings.plans(1, FRIDAY)
    return row.conflicts


def move(small: SmallClinic, key: str, day: date) -> None:
    """Set the day of a task by hand."""
    tasks.move(small.clinic, small.task(PLAN, key).id, day, actor=SURGEON)


def days(conflict: ConflictShown) -> list[tuple[str, date, date]]:
    """Return what would move, from where to where."""
    return [(one.title, one.before, one.after) for one in conflict.moves]


def check_after_needle(small: SmallClinic) -> None:
    """V1 has an epidural on Friday 20 March, and its safety check was moved to the Monday after."""
    small.begin("V1", "scar_tissue")
    plan_procedure(small.clinic, PLAN, ProcedureKind.EPIDURAL, actor=PAIN, day=FRIDAY)
    move(small, "J01", FRIDAY + timedelta(days=3))


def list_after_needle(small: SmallClinic) -> None:
    """V1 takes something unknown: the list is confirmed only after the needle."""
    small.begin("V1", "scar_tissue", changed={"medicines": [{"name": "apixaban"}]})
    plan_procedure(small.clinic, PLAN, ProcedureKind.EPIDURAL, actor=PAIN, day=FRIDAY)
    move(small, "K04", FRIDAY + timedelta(days=3))


def lead_before_its_check(small: SmallClinic) -> None:
    """V1 is to have a stimulator trial, and the bleeding risk is looked at three days before."""
    small.begin("V1", "scar_tissue")
    decide(small.clinic, PLAN, "gate.scs", "yes", actor=PAIN, why="Six months")
    plan_procedure(small.clinic, PLAN, ProcedureKind.SCS_TRIAL, actor=PAIN, day=date(2026, 5, 20))
    move(small, "N04", date(2026, 5, 18))


def loading_early(small: SmallClinic) -> None:
    """V1 had a fusion six weeks ago, and exercises begin before twelve weeks are over."""
    fused = {"date": "2026-01-19", "procedures": ["spinal_fusion"], "levels": ["L4-L5"], "implant": True}
    small.begin("V1", "recurrent_disc", changed={"operations": [fused]})


def sedatives_apart(small: SmallClinic) -> None:
    """V1 takes an opioid and pregabalin; the review of sedatives was put after that of the nerve-pain medicine."""
    drugs = [{"name": name, "amount_per_day": 20, "unit": "mg"} for name in ("oxycodone", "pregabalin")]
    small.begin("V1", "scar_tissue", changed={"medicines": drugs})
    move(small, "O01", date(2026, 4, 13))


def steroid_near_fusion(small: SmallClinic) -> None:
    """V1 gets a steroid 26 days before a fusion."""
    small.begin("V1", "scar_tissue")
    plan_procedure(small.clinic, PLAN, ProcedureKind.EPIDURAL, actor=PAIN, day=FRIDAY)
    decide(small.clinic, PLAN, "gate.surgery", "yes", actor=SURGEON, why="Unstable")
    kinds = (OperationProcedure.SPINAL_FUSION,)
    plan_operation(small.clinic, PLAN, actor=SURGEON, day=date(2026, 4, 15), procedures=kinds)


def scan_before_record(small: SmallClinic) -> None:
    """V1 has an implant, and the implant record is fetched only after the MRI."""
    small.begin("V1", "scar_tissue")
    answer_fact(small.clinic, PLAN, "implant_present", "yes", actor=SURGEON)
    move(small, "K03", date(2026, 4, 1))


def scan_after_leads(small: SmallClinic) -> None:
    """V1 is to have leads placed a week before the MRI."""
    small.begin("V1", "scar_tissue")
    decide(small.clinic, PLAN, "gate.scs", "yes", actor=PAIN, why="Six months")
    plan_procedure(small.clinic, PLAN, ProcedureKind.SCS_TRIAL, actor=PAIN, day=date(2026, 3, 16))


CASES: dict[str, tuple[Callable[[SmallClinic], None], list[tuple[str, str, str]]]] = {
    "CD01": (list_after_needle, [("Reconcile all medicines and compute the daily opioid MME", "03-23", "03-20")]),
    "CD02": (check_after_needle, [("Pre-injection safety check", "03-23", "03-19")]),
    "CD03": (lead_before_its_check, [("Lower infection and bleeding risk before the trial", "05-18", "05-13")]),
    "CD04": (loading_early, []),
    "CD05": (
        sedatives_apart,
        [
            (
                "Opioid risk review: prescription monitoring, other sedatives, sleep apnoea, ORT",
                "04-13",
                "03-30",
            )
        ],
    ),
    "CD06": (steroid_near_fusion, [("Epidural", "03-20", "03-13")]),
    "CD07": (
        scan_before_record,
        [("Obtain operation notes, implant records and images from before and after surgery", "04-01", "03-23")],
    ),
    "CD08": (scan_after_leads, [("MRI of the lumbar spine without and with gadolinium", "03-23", "03-13")]),
}


def test_every_rule_has_a_case(small: SmallClinic) -> None:
    assert list(CASES) == [rule.id for rule in small.clinic.content.conflicts.conflict_rules]


@pytest.mark.parametrize("rule", CASES)
def test_a_conflict_is_found_put_in_order_in_one_act_and_undone(small: SmallClinic, rule: str) -> None:
    make, proposed = CASES[rule]
    make(small)
    conflict = found(small)[rule]
    if proposed:
        assert [(title, f"{was:%m-%d}", f"{then:%m-%d}") for title, was, then in days(conflict)] == proposed
    before, known = small.plan(PLAN), on_agenda(small)
    assert known == len(found(small))
    done = order_days(small.clinic, PLAN, rule, seen=conflict.digest, actor=SURGEON)
    assert rule not in found(small)
    assert on_agenda(small) == len(found(small)) < known
    assert done.can_undo
    undo(small.clinic, done.act, actor=SURGEON)
    assert on_agenda(small) == known
    after = small.plan(PLAN)
    assert {i: task.due for i, task in after.tasks.items()} == {i: task.due for i, task in before.tasks.items()}
    assert rule in found(small)


def test_without_a_fault_in_the_days_nothing_is_found(small: SmallClinic) -> None:
    small.begin("V1", "scar_tissue")
    plan_procedure(small.clinic, PLAN, ProcedureKind.EPIDURAL, actor=PAIN, day=FRIDAY)
    assert found(small) == {}


def test_exercise_within_the_limits_of_an_unhealed_fusion_is_no_loading(small: SmallClinic) -> None:
    """FF10 is “protected loading … without stressing an unhealed fusion”, NI04 “stay active within limits”."""
    fused = {"date": "2026-01-19", "procedures": ["spinal_fusion"], "levels": ["L4-L5"], "implant": True}
    small.begin("V1", "failed_fusion", "new_injury", changed={"operations": [fused]})
    assert small.task(PLAN, "FF10").due and small.task(PLAN, "NI04").due
    assert "CD04" not in found(small)


def test_no_day_is_proposed_once_the_leads_are_placed(small: SmallClinic) -> None:
    lead_before_its_check(small)
    assert found(small.on(date(2026, 5, 21)))["CD03"].moves == ()


def test_a_check_that_gets_its_own_day_does_not_follow_the_procedure_that_waits_for_it(small: SmallClinic) -> None:
    small.begin("V1", "scar_tissue")
    decide(small.clinic, PLAN, "gate.scs", "yes", actor=PAIN, why="Six months")
    plan_procedure(small.clinic, PLAN, ProcedureKind.SCS_TRIAL, actor=PAIN, day=date(2026, 3, 4))
    conflict = found(small)["CD03"]
    assert [title for title, _, _ in days(conflict)] == [
        "Lower infection and bleeding risk before the trial",
        "Stimulator trial",
    ]
    order_days(small.clinic, PLAN, "CD03", seen=conflict.digest, actor=SURGEON)
    assert "CD03" not in found(small)


def test_the_medicine_list_is_known_before_leads_are_placed_not_before_the_diary_ends(small: SmallClinic) -> None:
    small.begin("V1", "scar_tissue", changed={"medicines": [{"name": "apixaban"}]})
    decide(small.clinic, PLAN, "gate.scs", "yes", actor=PAIN, why="Six months")
    plan_procedure(small.clinic, PLAN, ProcedureKind.SCS_TRIAL, actor=PAIN, day=date(2026, 3, 4))
    assert days(found(small)["CD01"]) == [
        ("Reconcile all medicines and compute the daily opioid MME", date(2026, 3, 5), date(2026, 3, 4))
    ]


def test_the_injection_of_a_conflict_is_found_beside_those_given_before_the_plan(small: SmallClinic) -> None:
    given = {"kind": "epidural", "done": "2025-06-02"}
    small.begin("V2", "failed_fusion", changed={"procedures": [given]})
    plan_procedure(small.clinic, "PL-V2-01", ProcedureKind.EPIDURAL, actor=PAIN, day=FRIDAY)
    decide(small.clinic, "PL-V2-01", "gate.surgery", "yes", actor=SURGEON, why="Unstable")
    kinds = (OperationProcedure.SPINAL_FUSION,)
    plan_operation(small.clinic, "PL-V2-01", actor=SURGEON, day=date(2026, 4, 1), procedures=kinds)
    [conflict] = [one for one in board(small.clinic, "PL-V2-01", actor=PAIN).conflicts if one.rule == "CD06"]
    assert conflict.asks == ("pain_specialist", "surgeon")
    assert [(task.title, task.follows) for task in conflict.tasks] == [
        ("Record the procedure and the immediate response", False),
        ("Plan and consent the operation: procedure, level, side, graft, anaesthesia", True),
    ], "the operation moves, for the injection cannot come so early"


def test_where_the_first_cannot_come_so_early_the_later_one_waits(small: SmallClinic) -> None:
    check_after_needle(small)
    later = small.on(FRIDAY)
    conflict = found(later)["CD02"]
    assert days(conflict) == [
        ("Pre-injection safety check", date(2026, 3, 23), FRIDAY),
        ("Epidural", FRIDAY, date(2026, 3, 23)),
    ]
    order_days(later.clinic, PLAN, "CD02", seen=conflict.digest, actor=SURGEON)
    assert later.task(PLAN, "J01").due == FRIDAY, "it has its own day and does not follow the procedure"
    assert "CD02" not in found(later)
    assert later.task(PLAN, "J02").due == date(2026, 3, 23)
    assert later.task(PLAN, "J03").due == date(2026, 3, 25), "what counts from the procedure moves with it"


def test_every_session_of_the_loading_moves_past_the_twelve_weeks(small: SmallClinic) -> None:
    loading_early(small)
    conflict = found(small)["CD04"]
    assert conflict.about == "operation of 19 Jan 2026"
    [moved] = conflict.moves
    order_days(small.clinic, PLAN, "CD04", seen=conflict.digest, actor=SURGEON)
    assert moved.after >= date(2026, 1, 19) + timedelta(days=84)


def test_each_role_accepts_for_its_own_work_with_a_reason_until_a_day_changes(small: SmallClinic) -> None:
    steroid_near_fusion(small)
    digest = found(small)["CD06"].digest

    def accept(by: str, reason: str = "Root block decides on the level") -> str:
        return accept_conflict(small.clinic, PLAN, "CD06", seen=digest, reason=reason, actor=PEOPLE[by]).act

    with pytest.raises(NotAllowed, match="give a reason"):
        accept("surgeon", " ")
    with pytest.raises(NotAllowed, match="each for their own work"):
        accept("physical.therapist")
    with pytest.raises(NoRight):
        accept("nurse")
    accept("surgeon")
    assert found(small)["CD06"].asks == ("pain_specialist",)
    known = on_agenda(small)
    accept("pain.specialist")
    assert on_agenda(small) == known - 1
    assert not found(small)["CD06"].is_open
    assert not found(small.on(date(2026, 3, 5)))["CD06"].is_open
    plan_procedure(small.clinic, PLAN, ProcedureKind.EPIDURAL, actor=PAIN, day=date(2026, 3, 23), number=1)
    assert found(small)["CD06"].asks == ("pain_specialist", "surgeon")


def test_who_may_not_move_every_day_cannot_put_it_in_order(small: SmallClinic) -> None:
    steroid_near_fusion(small)
    conflict = found(small, "physical.therapist")["CD06"]
    assert not conflict.may_order
    with pytest.raises(NoRight, match="Plan a procedure"):
        order_days(small.clinic, PLAN, "CD06", seen=conflict.digest, actor=PEOPLE["physical.therapist"])
    assert found(small, "surgeon")["CD06"].may_order


def test_what_was_looked_at_and_is_not_so_any_more_is_said(small: SmallClinic) -> None:
    check_after_needle(small)
    digest = found(small)["CD02"].digest
    move(small, "J01", date(2026, 3, 12))
    with pytest.raises(NotAllowed, match="not as you looked at it"):
        order_days(small.clinic, PLAN, "CD02", seen=digest, actor=SURGEON)


def test_it_stands_at_each_of_its_tasks_and_counts_among_the_three_alerts(small: SmallClinic) -> None:
    check_after_needle(small)
    for key in ("J01", "J02"):
        card = task_card(small.clinic, small.task(PLAN, key).id, PAIN)
        assert [one.rule for one in card.conflicts] == ["CD02"]
    assert task_card(small.clinic, small.task(PLAN, "K02").id, PAIN).conflicts == ()
    seen = overview(small.clinic, "V1", actor=PAIN)
    assert len(seen.alerts.others) <= 2
