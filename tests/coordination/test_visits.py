"""The outcomes of one visit are recorded in one act, and one Undo takes them back."""

from __future__ import annotations

from datetime import timedelta

import pytest

from careplan.collection import CollectionState
from careplan.coordination.answers import Answer
from careplan.coordination.closing import complete
from careplan.coordination.corrections import correct
from careplan.coordination.export_rows import Scope
from careplan.coordination.exports import measures_csv
from careplan.coordination.medicines import confirm_medicines
from careplan.coordination.outcomes import Outcomes, outcomes
from careplan.coordination.red_flags import open_flags
from careplan.coordination.trends import Trend
from careplan.coordination.undo import undo
from careplan.coordination.visit_entry import Listed, Visit
from careplan.coordination.visits import record_visit
from careplan.errors import Conflict, InvalidInput, NotAllowed
from careplan.observation import Observation
from careplan.patient import Medicine
from careplan.store import EventFilter
from careplan.task import Outcome
from tests.coordination.test_exports import ALL, read
from tests.small_clinic import MONDAY, PEOPLE, SmallClinic

DOCTOR = PEOPLE["primary.care"]
THERAPIST = PEOPLE["physical.therapist"]
OPIOIDS = (
    Medicine(name="oxycodone", amount_per_day=40, unit="mg"),
    Medicine(name="tramadol", amount_per_day=100, unit="mg"),
)
LATER = MONDAY + timedelta(days=90)


@pytest.fixture
def later(small: SmallClinic, plan_id: str) -> SmallClinic:
    """The clinic three months after the plan of V2 began: ODI 52, back 7, leg 2, ibuprofen."""
    assert plan_id
    return small.on(LATER)


def seen(small: SmallClinic) -> Outcomes:
    found = outcomes(small.clinic, "V2", actor=DOCTOR)
    assert isinstance(found, Outcomes)
    return found


def trend(small: SmallClinic, measure: str) -> Trend:
    return next(one for one in seen(small).trends if one.measure.id == measure)


def test_a_visit_is_one_event_that_is_undone_as_one(later: SmallClinic, plan_id: str) -> None:
    before = later.plan(plan_id).inputs.record
    visit = Visit(LATER, {"odi": 41, "nrs_back": 5}, {"nrs_leg": "Declined"}, listed=Listed(OPIOIDS))
    done = record_visit(later.clinic, plan_id, visit, actor=DOCTOR)
    with later.clinic.store.reading() as records:
        [event] = records.events.latest(EventFilter(what="outcome.recorded"))
        assert [each.reason for each in records.observations.taken("V2").missing] == ["Declined"]
    assert event.event.changes["odi"].after == 41
    assert event.event.changes["nrs_leg: not obtained"].after == "Declined"
    assert done.words == "3 values and 1 as missing recorded, V2"
    odi = trend(later, "odi")
    assert odi.moved and (odi.moved.change, odi.moved.reached) == (-11, True)
    undo(later.clinic, done.act, actor=DOCTOR)
    after = later.record(plan_id)
    assert after.plan.inputs.record.observations == before.observations
    assert [each.name for each in after.patient.medicines or ()] == ["ibuprofen"]
    with later.clinic.store.reading() as records:
        assert records.observations.taken("V2").missing == []


def test_a_press_that_comes_twice_records_once(later: SmallClinic, plan_id: str) -> None:
    for _ in range(2):
        record_visit(later.clinic, plan_id, Visit(LATER, {"odi": 41}), actor=DOCTOR, key="press")
    assert [one.seen.value for one in trend(later, "odi").values] == [52, 41]


REFUSED = (
    (Visit(LATER, {"odi": 140}), r"ODI goes from 0 to 100 %; 140 is outside\.", "odi"),
    (Visit(LATER), "Enter at least one score", ""),
    (Visit(LATER, {}, {"odi": " "}), "ODI: write why it is missing", "odi"),
    (Visit(LATER, {"odi": 4}, {"odi": "No"}), "ODI is entered and said to be missing", "odi"),
    (Visit(LATER, {"phq9": 4}), "counts with its item 9 only", "phq9_item9"),
    (Visit(LATER, {"phq2": 3}), "PHQ-2 is 3 or more: enter the PHQ-9", "phq9"),
    (Visit(LATER, {"gad2": 3}), "GAD-2 is 3 or more: enter the GAD-7", "gad7"),
    (Visit(LATER, {"eq5d_index": 0.5}), "Name the value set", "eq5d_index"),
    (Visit(LATER, {"mme": 80}), "is no measure that is entered here", "mme"),
    (Visit(LATER + timedelta(days=1), {"odi": 4}), "lies in the future", "day"),
    (Visit(MONDAY, {"odi": 4}), r"ODI of 2 Mar 2026 is on record: 52", "odi"),
    (Visit(MONDAY.replace(year=1000), {"odi": 4}), "is more than 10 years from today", "day"),
    (Visit(MONDAY, {"eq_vas": 4}, listed=Listed(OPIOIDS)), "confirmed as it is today", "medicines"),
)


def test_what_cannot_be_is_refused_whole(later: SmallClinic, plan_id: str) -> None:
    version = later.plan(plan_id).version
    for visit, sentence, about in REFUSED:
        with pytest.raises(InvalidInput, match=sentence) as refused:
            record_visit(later.clinic, plan_id, visit, actor=DOCTOR)
        assert refused.value.about[:1] == ((about,) if about else ())
    assert later.plan(plan_id).version == version


def test_a_score_that_the_short_one_asks_for_may_be_missing_with_a_reason(later: SmallClinic, plan_id: str) -> None:
    record_visit(later.clinic, plan_id, Visit(LATER, {"phq2": 3}, {"phq9": "Too tired"}), actor=DOCTOR)
    assert trend(later, "phq2").values[-1].seen.value == 3


def test_item_9_opens_its_red_flag_in_the_same_act_and_nothing_takes_it_back(later: SmallClinic, plan_id: str) -> None:
    visit = Visit(LATER, {"phq9": 12, "phq9_item9": 1})
    done = record_visit(later.clinic, plan_id, visit, actor=THERAPIST)
    assert done.words.startswith("Red flag:") and not done.can_undo
    assert [flag.flag.id for flag in open_flags(later.clinic, DOCTOR)] == ["RF13"]


def test_a16_the_list_of_a_visit_adds_up_and_one_alert_leads_to_the_dose_review(
    later: SmallClinic, plan_id: str
) -> None:
    record_visit(later.clinic, plan_id, Visit(LATER, listed=Listed(OPIOIDS)), actor=DOCTOR)
    found = seen(later)
    assert (found.dose.value, [part.factor for part in found.dose.parts]) == (80, [1.5, 0.2])
    assert trend(later, "mme").values[-1].seen.value == 80
    warnings = [alert for alert in found.alerts if alert.severity.value != "inform"]
    assert [alert.rule for alert in warnings] == ["M01"]
    assert warnings[0].task and warnings[0].task.key == "O01"


def test_the_last_list_of_a_day_counts(later: SmallClinic, plan_id: str) -> None:
    for medicines in (OPIOIDS, OPIOIDS[:1]):
        record_visit(later.clinic, plan_id, Visit(LATER, listed=Listed(medicines)), actor=DOCTOR)
    assert [one.seen.value for one in trend(later, "mme").values] == [0, 60]
    confirm_medicines(later.clinic, plan_id, OPIOIDS[1:], actor=DOCTOR)
    assert [one.seen.value for one in trend(later, "mme").values] == [0, 20], "confirmed on the overview too"


def test_a_dose_that_cannot_be_computed_is_missing_and_never_nought(later: SmallClinic, plan_id: str) -> None:
    patch = Medicine(name="buprenorphine", amount_per_day=20, unit="mcg per hour")
    record_visit(later.clinic, plan_id, Visit(LATER, listed=Listed((patch,))), actor=DOCTOR)
    found = trend(later, "mme")
    assert [one.seen.day for one in found.values if one.seen.day == LATER] == []
    assert "Not computable. There is no factor for “buprenorphine”." in found.missing[0].reason


def test_who_may_not_confirm_medicines_records_scores_only(later: SmallClinic, plan_id: str) -> None:
    found = outcomes(later.clinic, "V2", actor=THERAPIST)
    assert isinstance(found, Outcomes) and found.may_record and not found.may_confirm
    with pytest.raises(NotAllowed):
        record_visit(later.clinic, plan_id, Visit(LATER, {"odi": 4}, listed=Listed(OPIOIDS)), actor=THERAPIST)
    assert len(trend(later, "odi").values) == 1, "nothing of it was kept"


def test_a_wrong_value_is_corrected_with_a_reason_and_told(later: SmallClinic, plan_id: str) -> None:
    record_visit(later.clinic, plan_id, Visit(LATER, {"eq5d_index": 0.4}, notes={"eq5d_index": "DE"}), actor=DOCTOR)
    wrong = Observation(measure="eq5d_index", value=0.4, day=LATER)
    right = Observation(measure="eq5d_index", value=0.7, day=LATER)
    with pytest.raises(InvalidInput, match="Write why"):
        correct(later.clinic, plan_id, wrong, right, actor=DOCTOR, reason=" ")
    done = correct(later.clinic, plan_id, wrong, right, actor=DOCTOR, reason="Digits swapped")
    [told] = seen(later).corrected
    assert (told.was, told.now, told.reason, told.by) == (0.4, 0.7, "Digits swapped", "primary.care")
    [value] = trend(later, "eq5d_index").values
    assert (value.seen.value, value.note) == (0.7, "DE"), "the value set stays with it"
    with pytest.raises(Conflict, match="not on record any more"):
        correct(later.clinic, plan_id, wrong, None, actor=DOCTOR, reason="Again")
    undo(later.clinic, done.act, actor=DOCTOR)
    assert seen(later).corrected == ()
    assert trend(later, "eq5d_index").values[0].seen.value == 0.4


def test_which_way_the_impression_of_change_runs_is_kept_with_it(later: SmallClinic, plan_id: str) -> None:
    record_visit(later.clinic, plan_id, Visit(LATER, {"pgic": 2}), actor=DOCTOR)
    assert trend(later, "pgic").values[0].note.startswith("1 very much improved")


def test_a_value_that_was_never_measured_is_taken_back(later: SmallClinic, plan_id: str) -> None:
    record_visit(later.clinic, plan_id, Visit(LATER, {"odi": 41}), actor=DOCTOR)
    wrong = Observation(measure="odi", value=41, day=LATER)
    correct(later.clinic, plan_id, wrong, None, actor=DOCTOR, reason="Another patient's form")
    assert [one.seen.value for one in trend(later, "odi").values] == [52]
    assert seen(later).corrected[0].now is None


def test_what_a_task_did_not_obtain_is_missing_too_until_that_is_undone(small: SmallClinic, plan_id: str) -> None:
    task = small.task(plan_id, "K05")
    answers = {name: Answer(not_obtained="Form not returned") for name in task.desired.asks}
    coordinator = PEOPLE["coordinator"]
    done = complete(small.clinic, task.id, outcome=Outcome.AS_PLANNED, actor=coordinator, answers=answers)
    stands = {row.measure.id: row for row in seen(small).collected if row.point.key == "baseline"}
    assert (stands["gad2"].state, stands["gad2"].because) == (CollectionState.MISSING, "Form not returned")
    assert stands["odi"].state is CollectionState.COLLECTED, "it is on record"
    undo(small.clinic, done.act, actor=coordinator)
    assert not any(row.state is CollectionState.MISSING for row in seen(small).collected)


def test_the_file_says_of_each_value_what_the_screen_says(later: SmallClinic, plan_id: str) -> None:
    visit = Visit(LATER, {"odi": 45, "walk_min": 20, "eq5d_index": 0.6}, {"nrs_leg": "No"}, {"eq5d_index": "DE"})
    record_visit(later.clinic, plan_id, visit, actor=DOCTOR)
    rows = read(measures_csv(later.clinic, Scope(plan_id=plan_id), actor=DOCTOR, sheet=ALL))
    told = {
        (row["measure"], row["date"]): (
            row["timepoint"],
            row["change_from_baseline"],
            row["smallest_change"],
            row["reached"],
        )
        for row in rows
    }
    words = {None: "", True: "yes", False: "no"}
    for one in seen(later).trends:
        for value in one.values:
            if value.seen.measure == "mme":
                continue  # it follows from the list
            moved, smallest = value.moved, one.moved.smallest if one.moved else None
            assert told[value.seen.measure, value.seen.day.isoformat()] == (
                value.point.key if value.point else "",
                f"{moved.change:g}" if moved and moved.change is not None else "",
                f"{smallest:g}" if smallest is not None else "",
                words[moved.reached if moved else None],
            )
    assert told["odi", LATER.isoformat()] == ("day_90", "-7", "10", "no")
    assert told["odi", MONDAY.isoformat()][0] == "baseline"


def test_the_screen_asks_as_often_however_many_values_there_are(later: SmallClinic, plan_id: str) -> None:
    few = later.queries(lambda: seen(later))
    for days in range(1, 40, 3):
        day = LATER - timedelta(days=days)
        record_visit(later.clinic, plan_id, Visit(day, {"odi": 40, "nrs_leg": 4}, {"eq_vas": "No"}), actor=DOCTOR)
    assert later.queries(lambda: seen(later)) == few
