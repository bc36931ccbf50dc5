"""What the team decides about a plan as a whole, and that each decision can be taken back."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from careplan.cause import Certainty
from careplan.coordination import decisions, tasks
from careplan.coordination.answers import Answer
from careplan.coordination.closing import complete
from careplan.coordination.conference import Conference
from careplan.coordination.open_asks import open_asks
from careplan.coordination.overview import overview
from careplan.coordination.planning import create_plan
from careplan.coordination.task_card import task_card
from careplan.coordination.undo import undo
from careplan.coordination.work import my_work
from careplan.draft_plan import Edits
from careplan.errors import InvalidInput, NotAllowed
from careplan.intake import read_intake
from careplan.patient import ProcedureKind
from careplan.plan import CarePlan
from careplan.store import Section
from careplan.task import Outcome, Readiness, TaskStatus
from tests.changing_cause import add_cause, set_certainty
from tests.small_clinic import MONDAY, PEOPLE, VIGNETTES, SmallClinic


def _open(plan: CarePlan) -> dict[str, date | None]:
    return {str(identity): task.due for identity, task in plan.tasks.items() if task.is_open}


def test_a_second_cause_adds_its_tasks_counted_from_that_day(small: SmallClinic) -> None:
    plan_id = small.begin("V1", "scar_tissue").plan_id
    later = small.on(MONDAY + timedelta(days=30))
    before = _open(small.plan(plan_id))
    done = add_cause(later.clinic, plan_id, "si_joint_pain", actor=PEOPLE["surgeon"])
    assert small.task(plan_id, "SJ01").due == MONDAY + timedelta(days=44)
    undo(later.clinic, done.act, actor=PEOPLE["surgeon"])
    assert _open(small.plan(plan_id)) == before


def test_a_decision_says_how_many_tasks_it_added_and_what_they_wait_for(small: SmallClinic) -> None:
    plan_id = small.begin("V1", "scar_tissue").plan_id
    before = {one.series for one in small.plan(plan_id).tasks}
    done = decisions.decide(small.clinic, plan_id, "gate.surgery", "yes", actor=PEOPLE["surgeon"], why="Root pressed")
    tasks_now = small.plan(plan_id).tasks
    added = {one.series: task for one, task in tasks_now.items() if one.series not in before and task.is_open}
    waiting = sum(task.desired.no_date == "the date of the operation" for task in added.values())
    assert waiting > 1 and done.followed.startswith(f"{len(added)} tasks added (")
    assert f"; {waiting} wait for the date of the operation: set it in the overview under “Planned" in done.followed
    undone = undo(small.clinic, done.act, actor=PEOPLE["surgeon"])
    assert undone.followed == f"{len(added)} tasks cancelled"


def test_an_act_that_brings_nothing_along_says_nothing_of_it(small: SmallClinic) -> None:
    plan_id = small.begin("V1", "scar_tissue").plan_id
    history = small.task(plan_id, "K02")
    done = complete(small.clinic, history.id, outcome=Outcome.NOT_NEEDED, actor=PEOPLE["primary.care"])
    assert done.followed == ""


def test_the_same_cause_twice_and_a_fourth_are_refused(small: SmallClinic) -> None:
    plan_id = small.begin("V1", "scar_tissue", "facet_pain", "habits").plan_id
    with pytest.raises(NotAllowed, match="has that suspected cause already"):
        add_cause(small.clinic, plan_id, "habits", actor=PEOPLE["surgeon"])
    with pytest.raises(NotAllowed, match="at most 3"):
        add_cause(small.clinic, plan_id, "si_joint_pain", actor=PEOPLE["surgeon"])


def test_a_cause_is_refuted_by_who_may_with_a_reason_and_its_open_tasks_go(small: SmallClinic) -> None:
    plan_id, refuted = small.begin("V1", "scar_tissue").plan_id, Certainty.REFUTED
    with pytest.raises(NotAllowed, match="Give the reason"):
        set_certainty(small.clinic, plan_id, "scar_tissue", refuted, actor=PEOPLE["surgeon"], reason=" ")
    with pytest.raises(NotAllowed, match="Refute a suspected cause: only the"):
        set_certainty(small.clinic, plan_id, "scar_tissue", refuted, actor=PEOPLE["coordinator"], reason="No scar")
    assert small.task(plan_id, "SC05").status is TaskStatus.TODO
    set_certainty(small.clinic, plan_id, "scar_tissue", refuted, actor=PEOPLE["surgeon"], reason="No scar on MRI")
    assert small.task(plan_id, "SC05").status is TaskStatus.CANCELLED


def test_an_answered_question_opens_its_task_at_once(small: SmallClinic) -> None:
    plan_id = small.begin("V1", "failed_fusion").plan_id
    with pytest.raises(StopIteration):
        small.task(plan_id, "FF07")
    done = decisions.answer_fact(small.clinic, plan_id, "smoker", "yes", actor=PEOPLE["nurse"])
    assert small.task(plan_id, "FF07").due
    undo(small.clinic, done.act, actor=PEOPLE["nurse"])
    assert small.task(plan_id, "FF07").status is TaskStatus.CANCELLED
    with pytest.raises(InvalidInput, match="is not among yes, no"):
        decisions.answer_fact(small.clinic, plan_id, "smoker", "perhaps", actor=PEOPLE["nurse"])


def test_a_gate_is_set_by_its_own_role_with_a_reason_and_opens_its_module(small: SmallClinic) -> None:
    plan_id = small.begin("V1", "scar_tissue").plan_id
    with pytest.raises(NotAllowed, match="only the pain specialist and the care coordinator"):
        decisions.decide(small.clinic, plan_id, "gate.injection", "yes", actor=PEOPLE["surgeon"], why="Root pain")
    with pytest.raises(NotAllowed, match="give a reason"):
        decisions.decide(small.clinic, plan_id, "gate.injection", "yes", actor=PEOPLE["pain.specialist"], why="")
    done = decisions.decide(
        small.clinic, plan_id, "gate.injection", "yes", actor=PEOPLE["pain.specialist"], why="Root pain"
    )
    check = small.task(plan_id, "J01")
    assert check.due is None, "there is no procedure yet, so it has no date"
    assert check.desired.no_date == "the date of the procedure"
    day = MONDAY + timedelta(days=28)
    decisions.plan_procedure(small.clinic, plan_id, ProcedureKind.EPIDURAL, actor=PEOPLE["pain.specialist"], day=day)
    assert small.task(plan_id, "J01").due == day - timedelta(days=7)
    assert small.task(plan_id, "J01").id == check.id, "the first procedure takes the instance over (R16)"
    with pytest.raises(NotAllowed, match="changed since"):
        complete(small.clinic, check.id, outcome=Outcome.NOT_NEEDED, actor=PEOPLE["pain.specialist"], note="Stopped")
        undo(small.clinic, done.act, actor=PEOPLE["pain.specialist"])


def test_the_coordinator_records_what_a_named_conference_decided_and_nothing_else(small: SmallClinic) -> None:
    plan_id = small.begin("V2", "failed_fusion").plan_id
    coordinator = PEOPLE["coordinator"]

    def record(conference: Conference | None) -> None:
        decisions.decide(
            small.clinic, plan_id, "gate.surgery", "yes", actor=coordinator, why="Non-union", conference=conference
        )

    for missing in (None, Conference(None, ("surgeon",)), Conference(MONDAY)):
        with pytest.raises(NotAllowed, match="give its day and who decided there"):
            record(missing)
    with pytest.raises(NotAllowed, match="name the surgeon among those who decided"):
        record(Conference(MONDAY, ("nurse",)))
    with pytest.raises(InvalidInput, match="is still to come"):
        record(Conference(MONDAY + timedelta(days=1), ("surgeon",)))
    with pytest.raises(InvalidInput, match="2 Mar 1026 is more than 10 years from today"):
        record(Conference(MONDAY.replace(year=1026), ("surgeon",)))
    with pytest.raises(InvalidInput, match="is not on the care team"):
        record(Conference(MONDAY, ("other.surgeon",)))
    record(Conference(MONDAY, ("surgeon", "pain.specialist")))
    said = (
        "Case conference of 2 Mar 2026, decided by surgeon (surgeon) and pain.specialist (pain specialist): Non-union"
    )
    found = overview(small.clinic, "V2", actor=coordinator)
    surgery = next(one for one in found.decisions if one.gate == "gate.surgery")
    assert (surgery.value, surgery.why, surgery.recorded) == ("yes", said, True)
    assert overview(small.clinic, "V2", actor=PEOPLE["surgeon"]).decisions[0].by_conference is False


def test_the_question_that_a_declined_task_left_is_answered_not_declined(small: SmallClinic) -> None:
    plan_id = small.begin("V2", "failed_fusion").plan_id
    notes, coordinator = small.task(plan_id, "K03"), PEOPLE["coordinator"]
    done = complete(small.clinic, notes.id, outcome=Outcome.DECLINED, actor=coordinator)
    asked = small.task(plan_id, "K03-undone-1")
    undo(small.clinic, done.act, actor=coordinator)
    assert small.task(plan_id, "K03-undone-1").status is TaskStatus.CANCELLED
    complete(small.clinic, notes.id, outcome=Outcome.DECLINED, actor=coordinator)
    assert small.task(plan_id, "K03-undone-1").is_open, "the same question opens again (R8)"
    with pytest.raises(NotAllowed, match="has to be answered"):
        complete(small.clinic, asked.id, outcome=Outcome.DECLINED, actor=coordinator)
    released = complete(small.clinic, asked.id, outcome=Outcome.AS_PLANNED, actor=coordinator).released
    assert small.task(plan_id, "K07").id in released


def test_in_a_task_too_the_coordinator_names_the_conference(small: SmallClinic) -> None:
    plan_id = small.begin("V2", "failed_fusion").plan_id
    task = small.task(plan_id, "K11")
    asks = open_asks(small.plan(plan_id), task, small.clinic.catalogue.facts)
    answers = {name: Answer(not_obtained="Next time") for name in asks} | {
        "gate.surgery": Answer("no", why="No target")
    }
    coordinator = PEOPLE["coordinator"]
    tasks.start(small.clinic, task.id, actor=coordinator, anyway_because="All are here")
    with pytest.raises(NotAllowed, match="give its day and who decided there") as refused:
        complete(small.clinic, task.id, outcome=Outcome.AS_PLANNED, actor=coordinator, answers=answers)
    assert tuple(refused.value.about) == ("gate.surgery",)


def test_a_task_that_is_there_to_decide_is_not_closed_without_a_decision(small: SmallClinic) -> None:
    plan_id = small.begin("V1", "scar_tissue").plan_id
    task, pain = small.task(plan_id, "SC09"), PEOPLE["pain.specialist"]
    tasks.start(small.clinic, task.id, actor=pain, anyway_because="The patient is here")
    for outcome in (Outcome.AS_PLANNED, Outcome.PARTLY):
        with pytest.raises(InvalidInput, match=r"is there to decide\. Choose yes or no with the reason") as refused:
            complete(
                small.clinic, task.id, outcome=outcome, actor=pain, answers={"gate.injection": Answer("undecided")}
            )
        assert tuple(refused.value.about) == ("gate.injection",)
    assert small.task(plan_id, "SC09").is_open
    no = Answer("no", why="Better by itself")
    complete(small.clinic, task.id, outcome=Outcome.AS_PLANNED, actor=pain, answers={"gate.injection": no})
    assert small.task(plan_id, "SC09").status is TaskStatus.DONE


def test_a_plan_keeps_what_was_changed_in_its_preview(small: SmallClinic) -> None:
    whole = small.begin("V1", "scar_tissue")
    plan = small.plan(whole.plan_id)
    stimulation = next(i for i, t in plan.tasks.items() if t.desired.key == "SC08")
    mri = next(i for i, t in plan.tasks.items() if t.desired.key == "SC01")
    undo(small.clinic, whole.act, actor=PEOPLE["primary.care"])
    edits = Edits(unticked=frozenset({stimulation.series}), moved={mri: date(2026, 3, 12)})
    plan_id = small.begin("V1", "scar_tissue", edits=edits).plan_id
    assert small.task(plan_id, "SC08").status is TaskStatus.CANCELLED
    assert small.task(plan_id, "SC01").due == date(2026, 3, 12)


def test_one_open_plan_for_each_patient(small: SmallClinic) -> None:
    small.begin("V1", "scar_tissue")
    with pytest.raises(NotAllowed, match="V1 has an open plan, PL-V1-01"):
        small.begin("V1", "facet_pain")


def test_a_plan_with_a_cause_takes_over_from_one_of_normal_recovery(small: SmallClinic) -> None:
    recovery = small.begin("V5", "normal_recovery").plan_id
    later = small.on(MONDAY + timedelta(days=90))
    text = (VIGNETTES / "V5.json").read_text().replace('"start": "2026-03-02"', '"start": "2026-05-31"')
    intake = read_intake(text, small.clinic.content, today=later.clinic.today())
    made = create_plan(
        later.clinic, intake, ["scar_tissue"], actor=PEOPLE["surgeon"], red_flags_answered=True, reason="Pain persists"
    )
    assert (made.plan_id, small.plan(recovery).status) == ("PL-V5-02", "closed")
    assert small.record(made.plan_id).replaces == recovery
    undo(later.clinic, made.act, actor=PEOPLE["surgeon"])
    assert (small.plan(made.plan_id).status, small.plan(recovery).status) == ("closed", "open")


def test_a_decision_for_surgery_says_whether_a_fusion_is_planned_and_the_task_asks_no_more(small: SmallClinic) -> None:
    plan_id = small.begin("V2", "failed_fusion").plan_id
    before = overview(small.clinic, "V2", actor=PEOPLE["surgeon"])
    assert before.decisions[0].asks == (("fusion_planned", "Fusion planned?"),)
    done = decisions.decide(
        small.clinic,
        plan_id,
        "gate.surgery",
        "yes",
        actor=PEOPLE["surgeon"],
        why="Proven non-union",
        facts={"fusion_planned": "yes"},
    )
    found = overview(small.clinic, "V2", actor=PEOPLE["surgeon"])
    task = small.task(plan_id, "FF16")
    assert found.board is not None
    assert next(line.readiness for line in found.board.lines if line.id == task.id) is Readiness.READY
    assert found.decisions[0].asks == ()
    assert task_card(small.clinic, task.id, PEOPLE["surgeon"]).asks == ()
    undo(small.clinic, done.act, actor=PEOPLE["surgeon"])
    assert [ask.name for ask in task_card(small.clinic, task.id, PEOPLE["surgeon"]).asks][-1] == "fusion_planned"


def test_a_decision_is_never_late_in_the_lists(small: SmallClinic) -> None:
    plan_id = small.begin("V1", "scar_tissue").plan_id
    decisions.decide(small.clinic, plan_id, "gate.surgery", "no", actor=PEOPLE["surgeon"], why="No target")
    later = small.on(MONDAY + timedelta(days=300))
    found = overview(later.clinic, "V1", actor=PEOPLE["surgeon"])
    key = small.task(plan_id, "SC13").id
    assert found.board is not None
    assert next(line.late_days for line in found.board.lines if line.id == key) == 0
    late = my_work(later.clinic, PEOPLE["surgeon"], {Section.OVERDUE: 99}).lines[Section.OVERDUE]
    assert late and key not in {line.id for line in late}


def test_a_decision_for_an_operation_tells_the_fusion_that_was_answered_with_it(small: SmallClinic) -> None:
    surgeon, plan_id = PEOPLE["surgeon"], small.begin("V4", "recurrent_disc").plan_id

    def told() -> tuple[tuple[str, str], ...]:
        found = overview(small.clinic, "V4", actor=surgeon).decisions
        return next(one for one in found if one.gate == "gate.surgery").given

    assert told() == ()
    no_fusion = {"fusion_planned": "no"}
    done = decisions.decide(
        small.clinic, plan_id, "gate.surgery", "yes", actor=surgeon, why="Root pressed", facts=no_fusion
    )
    assert done.words == "Surgery: yes, fusion planned: no, V4"
    assert told() == (("Fusion planned", "no"),)
    decisions.decide(small.clinic, plan_id, "gate.surgery", "no", actor=surgeon, why="Declined")
    assert told() == (), "without an operation there is no fusion to speak of"
