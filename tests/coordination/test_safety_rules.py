"""Safety rules at the tasks that they concern: stopped, overridden by who is named, acknowledged (REFERENCE 6, R18)."""

from __future__ import annotations

from functools import partial

import pytest

from careplan.coordination import medicines, tasks
from careplan.coordination.alerts import OpenAlert
from careplan.coordination.answers import Answer
from careplan.coordination.called_off import call_off_planned
from careplan.coordination.closing import complete
from careplan.coordination.decisions import answer_fact, decide, plan_operation, plan_procedure
from careplan.coordination.overview import Overview, overview
from careplan.coordination.rule_acts import acknowledge, override_stop
from careplan.coordination.task_card import TaskCard, task_card
from careplan.coordination.undo import undo
from careplan.coordination.work import my_work
from careplan.errors import Conflict, NoRight, NotAllowed
from careplan.patient import OperationProcedure, ProcedureKind
from careplan.plan_safety import PlanSafety
from careplan.safety_rule import Severity
from careplan.store import Section
from careplan.task import Outcome
from tests.small_clinic import MONDAY, PEOPLE, SmallClinic

SOON = MONDAY.replace(day=20)
APIXABAN = {"medicines": [{"name": "apixaban"}]}
"""An anticoagulant on a confirmed list: M10 holds as soon as a procedure is planned."""


@pytest.fixture
def stopped(small: SmallClinic) -> SmallClinic:
    """The clinic with V1, who takes apixaban and is to have an epidural on 20 March: M10 stops its recording."""
    small.begin("V1", "scar_tissue", changed=APIXABAN)
    plan_procedure(small.clinic, "PL-V1-01", ProcedureKind.EPIDURAL, actor=PEOPLE["pain.specialist"], day=SOON)
    return small


def card(small: SmallClinic, key: str, by: str = "pain.specialist") -> TaskCard:
    """Return the drawer of a task of V1."""
    return task_card(small.clinic, small.task("PL-V1-01", key).id, PEOPLE[by])


def rule_of(found: TaskCard, rule: str) -> OpenAlert:
    """Return what a drawer shows of a rule."""
    return next(one for one in found.safety if one.rule == rule)


def seen(small: SmallClinic, rule: str) -> str:
    """Return the facts that a rule rests on now."""
    record = small.record("PL-V1-01")
    safety = PlanSafety(record.plan, record.patient, small.clinic.content, small.clinic.today())
    return next(one.digest for one in safety.standing if one.rule.id == rule)


def look(small: SmallClinic, by: str = "pain.specialist") -> Overview:
    """Return the overview of V1."""
    return overview(small.clinic, "V1", actor=PEOPLE[by])


def override(small: SmallClinic, rule: str, by: str, reason: str = "Agreed with the cardiologist") -> str:
    """Override a rule that stops; return the act."""
    return override_stop(small.clinic, "PL-V1-01", rule, seen=seen(small, rule), reason=reason, actor=PEOPLE[by]).act


def through_its_check(small: SmallClinic) -> SmallClinic:
    """Close the safety check before the injection, and return the clinic on the day of it."""
    check = small.task("PL-V1-01", "J01")
    later = small.on(SOON)
    complete(later.clinic, check.id, outcome=Outcome.NOT_NEEDED, actor=PEOPLE["pain.specialist"], note="Done outside")
    return later


def test_a_stop_rule_keeps_its_task_from_being_begun_and_done_and_says_who_overrides_it(stopped: SmallClinic) -> None:
    later = through_its_check(stopped)
    task = later.task("PL-V1-01", "J02")
    said = "“Record the procedure and the immediate response” is stopped by a safety rule: No procedure until a"
    for act in (
        lambda: tasks.start(later.clinic, task.id, actor=PEOPLE["pain.specialist"]),
        lambda: complete(later.clinic, task.id, outcome=Outcome.AS_PLANNED, actor=PEOPLE["pain.specialist"]),
    ):
        with pytest.raises(NotAllowed, match=said) as refused:
            act()
        assert str(refused.value).endswith("Only the pain specialist can override it, with a reason.")
    found = card(later, "J02")
    assert found.stopped and rule_of(found, "M10").may_answer
    assert not rule_of(card(later, "J02", "surgeon"), "M10").may_answer


def test_what_waits_for_a_stopped_task_is_not_started_anyway(stopped: SmallClinic) -> None:
    later = through_its_check(stopped)
    call = later.task("PL-V1-01", "J03")
    with pytest.raises(NotAllowed, match="which a safety rule stops"):
        tasks.start(later.clinic, call.id, actor=PEOPLE["primary.care"], anyway_because="She asked for it")
    override(later, "M10", "pain.specialist")
    tasks.start(later.clinic, call.id, actor=PEOPLE["primary.care"], anyway_because="She asked for it")


def test_an_implant_after_a_trial_without_success_is_planned_only_past_the_rule(small: SmallClinic) -> None:
    """M20 goes on stopping the implant once the task in which it is decided is closed."""
    small.begin("V1", "scar_tissue", changed={"facts": {"symptom_months": 12, "scs_trial_success": False}})
    pain, plan_implant = (
        PEOPLE["pain.specialist"],
        partial(plan_procedure, small.clinic, "PL-V1-01", ProcedureKind.SCS_IMPLANT, day=SOON),
    )
    with pytest.raises(NotAllowed, match="Stimulator implant is stopped by a safety rule: Trial not successful"):
        plan_implant(actor=pain)
    [alert] = look(small).alerts.stops
    assert (alert.rule, alert.task, alert.may_answer) == ("M20", None, True)
    override(small, "M20", "pain.specialist", reason="The diary was lost; she walked twice as far")
    assert plan_implant(actor=pain).words == "Stimulator implant on 20 Mar 2026, V1"


def test_a_stopped_task_is_not_cancelled_while_work_waits_that_would_go_on(small: SmallClinic) -> None:
    """M19 stops the trial without a psychological report: cancelling the trial would make the implant ready (R18)."""
    small.begin("V1", "scar_tissue")
    pain = PEOPLE["pain.specialist"]
    decide(small.clinic, "PL-V1-01", "gate.scs", "yes", actor=pain, why="Six months")
    trial, implant = (small.task("PL-V1-01", key).id for key in ("N06", "N07"))
    with pytest.raises(NotAllowed, match="“Decide on the implant” waits for it and would go on"):
        tasks.cancel(small.clinic, trial, actor=PEOPLE["primary.care"], reason="Later")
    tasks.cancel(small.clinic, implant, actor=pain, reason="Not wanted")
    tasks.cancel(small.clinic, trial, actor=pain, reason="Not wanted")


def test_an_override_is_of_the_named_role_with_a_reason_and_is_undone(stopped: SmallClinic) -> None:
    later = through_its_check(stopped)
    with pytest.raises(NotAllowed, match="Only the pain specialist"):
        override(later, "M10", "surgeon")
    with pytest.raises(NoRight):
        override(later, "M10", "physical.therapist")
    with pytest.raises(NotAllowed, match="give a reason"):
        override(later, "M10", "pain.specialist", reason=" ")
    act = override(later, "M10", "pain.specialist")
    told = rule_of(card(later, "J02"), "M10")
    assert told.overridden and (told.overridden.by, told.overridden.reason) == (
        "pain.specialist",
        "Agreed with the cardiologist",
    )
    assert not card(later, "J02").stopped
    tasks.start(later.clinic, later.task("PL-V1-01", "J02").id, actor=PEOPLE["pain.specialist"])
    undo(later.clinic, act, actor=PEOPLE["pain.specialist"])
    assert card(later, "J02").stopped


def test_an_override_holds_until_what_it_was_given_for_changes(stopped: SmallClinic) -> None:
    override(stopped, "M10", "pain.specialist")
    assert not card(stopped.on(SOON), "J02").stopped, "the mere passing of days changes nothing"
    moved = MONDAY.replace(day=27)
    plan_procedure(
        stopped.clinic, "PL-V1-01", ProcedureKind.EPIDURAL, actor=PEOPLE["pain.specialist"], day=moved, number=1
    )
    assert card(stopped, "J02").stopped


def test_an_injection_that_was_recorded_is_planned_no_longer_and_counts_among_those_given(stopped: SmallClinic) -> None:
    """M10 asks about what is to come; M11 and M13 about what was given: closing J02 tells one from the other."""
    later = through_its_check(stopped)
    override(later, "M10", "pain.specialist")
    pain = PEOPLE["pain.specialist"]
    needle, relief = later.task("PL-V1-01", "J02").id, {"injection_relief_pct": Answer(30)}
    act = complete(later.clinic, needle, outcome=Outcome.AS_PLANNED, actor=pain, answers=relief).act
    [given] = later.plan("PL-V1-01").inputs.record.procedures
    assert (given.done, later.task("PL-V1-01", "J04").due) == (SOON, MONDAY.replace(month=4, day=3))
    after = {one.rule for one in card(later.on(MONDAY.replace(day=25)), "J04").safety}
    assert after == {"M11"}
    assert "M10" not in {one.rule for one in look(later).alerts.stops}
    plan_procedure(later.clinic, "PL-V1-01", ProcedureKind.EPIDURAL, actor=pain, day=MONDAY.replace(month=5, day=4))
    tasks_open = later.plan("PL-V1-01").to_do().values()
    check = next(task for task in tasks_open if task.desired.key == "J01")
    again = task_card(later.clinic, check.id, pain)
    assert {"M10", "M13"} <= {one.rule for one in again.safety}
    with pytest.raises(NotAllowed, match="procedures"):
        undo(later.clinic, act, actor=pain)


def test_what_follows_a_procedure_comes_with_its_record(small: SmallClinic) -> None:
    """SC11 asks whether an adhesiolysis was done: closing J02 is what says so."""
    small.begin("V1", "scar_tissue")
    pain = PEOPLE["pain.specialist"]
    plan_procedure(small.clinic, "PL-V1-01", ProcedureKind.ADHESIOLYSIS, actor=pain, day=SOON)
    later = through_its_check(small)
    needle, relief = later.task("PL-V1-01", "J02").id, {"injection_relief_pct": Answer(60)}
    act = complete(later.clinic, needle, outcome=Outcome.AS_PLANNED, actor=pain, answers=relief).act
    assert later.task("PL-V1-01", "SC11").desired.anchor_day == SOON
    undo(later.clinic, act, actor=pain)
    assert not later.task("PL-V1-01", "SC11").is_open


def test_who_answers_for_facts_that_have_changed_is_told(stopped: SmallClinic) -> None:
    before = seen(stopped, "M10")
    plan_procedure(stopped.clinic, "PL-V1-01", ProcedureKind.BLOCK, actor=PEOPLE["pain.specialist"], day=SOON)
    with pytest.raises(Conflict, match="has changed since you looked"):
        override_stop(stopped.clinic, "PL-V1-01", "M10", seen=before, reason="Agreed", actor=PEOPLE["pain.specialist"])


def test_a_steroid_within_thirty_days_of_a_fusion_stops_the_plan_of_the_operation(small: SmallClinic) -> None:
    """M14: the surgeon confirms or moves the date; M15, without a fusion, only warns."""
    small.begin("V1", "scar_tissue")
    plan_procedure(small.clinic, "PL-V1-01", ProcedureKind.EPIDURAL, actor=PEOPLE["pain.specialist"], day=SOON)
    decide(small.clinic, "PL-V1-01", "gate.surgery", "yes", actor=PEOPLE["surgeon"], why="Unstable")
    plan_operation(
        small.clinic,
        "PL-V1-01",
        actor=PEOPLE["surgeon"],
        day=MONDAY.replace(month=4, day=15),
        procedures=(OperationProcedure.SPINAL_FUSION,),
    )
    task = small.task("PL-V1-01", "A01")
    with pytest.raises(NotAllowed, match=r"Infection odds about 2\.7 times"):
        complete(small.clinic, task.id, outcome=Outcome.AS_PLANNED, actor=PEOPLE["surgeon"])
    found = card(small, "A01", "surgeon")
    assert [(one.rule, one.severity) for one in found.safety if one.stops] == [("M14", Severity.STOP)]


def test_a_warning_stands_until_who_answers_it_acknowledges_it_and_comes_back_with_new_facts(
    small: SmallClinic,
) -> None:
    drugs = [{"name": name, "amount_per_day": 40, "unit": "mg"} for name in ("oxycodone", "diazepam")]
    small.begin("V1", "scar_tissue", changed={"medicines": drugs})
    assert "M03" in [one.rule for one in look(small).alerts.others]
    with pytest.raises(NotAllowed, match="Only the primary care doctor can acknowledge this"):
        acknowledge(small.clinic, "PL-V1-01", "M03", seen=seen(small, "M03"), actor=PEOPLE["pain.specialist"])
    acknowledge(small.clinic, "PL-V1-01", "M03", seen=seen(small, "M03"), actor=PEOPLE["primary.care"])
    for one in (small, small.on(MONDAY.replace(month=5))):
        shown = look(one).alerts
        assert "M03" not in [alert.rule for alert in (*shown.others, *shown.more)]
    known = small.record("PL-V1-01").patient.medicines
    assert known
    more = tuple(one.model_copy(update={"amount_per_day": 60}) for one in known)
    medicines.confirm_medicines(small.clinic, "PL-V1-01", more, actor=PEOPLE["primary.care"])
    assert "M03" in [one.rule for one in look(small).alerts.others]


def test_a_rule_with_several_ways_to_hold_says_which_of_them_was_found(small: SmallClinic) -> None:
    """V1 has had the pain for 4 months: that alone is why M18 holds, though the back pain is below 5 too."""
    given = [{"kind": "epidural", "done": f"2025-{month:02}-01"} for month in (5, 7, 9, 11)]
    small.begin("V1", "scar_tissue", changed={"procedures": given})
    decide(small.clinic, "PL-V1-01", "gate.scs", "yes", actor=PEOPLE["pain.specialist"], why="Nothing helped")
    assert {one.rule: one.found for one in look(small).alerts.stops} == {
        "M12": "4 sessions",
        "M18": "months of the present pain 4",
        "M19": "",
    }
    for name in ("injection_relief_pct", "injection_relief_days"):
        answer_fact(small.clinic, "PL-V1-01", name, 30, actor=PEOPLE["pain.specialist"])
    plan_procedure(small.clinic, "PL-V1-01", ProcedureKind.EPIDURAL, actor=PEOPLE["pain.specialist"], day=SOON)
    repeat = "relief after the injection 30 percent, relief after the injection 30 days"
    assert rule_of(card(small, "J01"), "M13").found == repeat, "each of the two would be enough"


def test_a_note_is_shown_once_to_each_person(small: SmallClinic) -> None:
    small.begin("V1", "scar_tissue")
    acknowledge(small.clinic, "PL-V1-01", "M25", seen=seen(small, "M25"), actor=PEOPLE["surgeon"])
    assert [one.rule for one in card(small, "SC01", "surgeon").safety] == []
    assert [one.rule for one in card(small, "SC01", "pain.specialist").safety] == ["M25"]
    assert [one.rule for one in card(small, "SC01", "nurse").safety] == [], "who cannot put it away reads it once too"


def test_what_stops_stands_on_the_board_with_why(stopped: SmallClinic) -> None:
    board = look(stopped).board
    assert board
    [line] = [line for line in board.lines if line.stopped]
    assert (line.key, line.stopped[:27]) == ("J02", "No procedure until a writte")


def test_what_stops_stands_on_its_row_in_my_work_until_it_is_overridden_or_settled(stopped: SmallClinic) -> None:
    pain = PEOPLE["pain.specialist"]

    def told() -> dict[str, str]:
        parts = my_work(stopped.clinic, pain, dict.fromkeys(Section, 50)).lines.values()
        return {line.key: line.stopped[:12] for part in parts for line in part if line.stopped}

    assert told() == {"J02": "No procedure"}
    act = override(stopped, "M10", "pain.specialist")
    assert told() == {}
    undo(stopped.clinic, act, actor=pain)
    assert told() == {"J02": "No procedure"}
    decide(stopped.clinic, "PL-V1-01", "gate.scs", "yes", actor=pain, why="Six months")
    assert told() == dict.fromkeys(("J02", "N06", "N07"), "No procedure") | {"N01": "TA159 criter"}
    call_off_planned(stopped.clinic, "PL-V1-01", "procedure.plan", 1, reason="Fever", actor=pain)
    assert "J02" in told(), "the trial is planned still"
    decide(stopped.clinic, "PL-V1-01", "gate.scs", "no", actor=pain, why="Not wanted")
    assert told() == {}
