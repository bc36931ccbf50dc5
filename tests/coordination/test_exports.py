"""Files that leave: the contract held by real plans, who may take them, and what the audit trail says."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from datetime import date, timedelta

import pytest

from careplan.coordination.answers import Answer
from careplan.coordination.closing import complete
from careplan.coordination.export_rows import Scope, Sheet
from careplan.coordination.exports import measures_csv, plans_csv, tasks_csv
from careplan.coordination.patients import Narrowed
from careplan.coordination.red_flags import raise_flag
from careplan.coordination.tasks import add, move
from careplan.draft_plan import HandMade
from careplan.errors import InvalidInput, NotAllowed, NotFound
from careplan.event import KeptEvent
from careplan.exchange.measures_csv import COLUMNS as MEASURE_COLUMNS
from careplan.exchange.plans_csv import COLUMNS as PLAN_COLUMNS
from careplan.exchange.task_lines import Kept, task_lines
from careplan.exchange.task_lines import Sheet as PlanSheet
from careplan.exchange.tasks_csv import COLUMNS, write
from careplan.outlook import outlook
from careplan.standing import standings
from careplan.store import EventFilter
from careplan.task import Outcome
from tests.small_clinic import MONDAY, PEOPLE, STRANGER, VIEWER, SmallClinic

PLANS_CONTRACT = (
    "plan_id, patient_id, patient_name, cause, cause_confirmed_by, status, phase, goal, coordinator, primary_care, "
    "surgeon, physical_therapist, pain_specialist, created_on, next_review, last_review, tasks_total, tasks_done, "
    "tasks_overdue, percent_done, next_task_id, next_task, next_role, next_due, predicted_end, slowest_role, "
    "red_flags_open, odi_baseline, odi_latest, nrs_back_baseline, nrs_back_latest, nrs_leg_baseline, nrs_leg_latest, "
    "eq5d_latest, mme_latest, template, plan_version, link, schema"
)
MEASURES_CONTRACT = (
    "measure_id, patient_id, patient_name, plan_id, date, timepoint, measure, value, unit, change_from_baseline, "
    "smallest_change, reached, recorded_by, note, row_version, schema"
)
ALL = Sheet("http://127.0.0.1:8501", reason="Yearly report")
Row = dict[str, str]


def read(chunks: Iterator[bytes]) -> list[Row]:
    return list(csv.DictReader(io.StringIO(b"".join(chunks).decode("utf-8-sig"), newline="")))


def tasks_of(small: SmallClinic, scope: Scope, by: str = "primary.care") -> list[Row]:
    return read(tasks_csv(small.clinic, scope, actor=PEOPLE[by], sheet=ALL))


def exported(small: SmallClinic) -> list[KeptEvent]:
    with small.clinic.store.reading() as records:
        return records.events.latest(EventFilter(what="exported"))


@pytest.fixture
def plan_id(small: SmallClinic) -> str:
    """A plan of two merged causes, with work done, moved and held, on a later day."""
    made = small.begin("V2", "failed_fusion", "scar_tissue").plan_id
    clinic = small.clinic
    complete(
        clinic,
        small.task(made, "K03").id,
        outcome=Outcome.PARTLY,
        actor=PEOPLE["coordinator"],
        note="=one image is missing",
    )
    move(clinic, small.task(made, "FF02").id, MONDAY + timedelta(days=40), actor=PEOPLE["surgeon"])
    raise_flag(clinic, made, "RF07", actor=PEOPLE["nurse"])
    return made


def test_the_bytes_are_those_that_the_plan_itself_gives(small: SmallClinic, plan_id: str) -> None:
    """`careplan build --csv` writes a plan; the store writes the same plan row by row: nothing may differ."""
    later = small.on(MONDAY + timedelta(days=30))
    record = later.record(plan_id)
    with later.clinic.store.reading() as records:
        written = records.tasks.written(plan_id)
    kept = {identity: Kept(*written[task.id]) for identity, task in record.plan.tasks.items()}
    sheet = PlanSheet(later.clinic.today(), record.plan.modules, ALL.address, kept=kept, words=later.clinic.words.text)
    slow = b"".join(write(task_lines(record.plan, standings(record.plan, later.clinic.templates), sheet)))
    scope = Scope(plan_id=plan_id)
    assert b"".join(tasks_csv(later.clinic, scope, actor=PEOPLE["nurse"], sheet=ALL)) == slow


def test_the_file_of_a_real_plan_keeps_the_contract(small: SmallClinic, plan_id: str) -> None:
    data = b"".join(tasks_csv(small.clinic, Scope(plan_id=plan_id), actor=PEOPLE["nurse"], sheet=ALL))
    assert data.startswith(b"\xef\xbb\xbftask_id,patient_id,")
    assert data.count(b"\r\n") == data.count(b"\n") == len(small.plan(plan_id).tasks) + 1
    assert all(len(row) == len(COLUMNS) == 31 for row in csv.reader(io.StringIO(data.decode("utf-8-sig"), newline="")))
    rows = tasks_of(small, Scope(plan_id=plan_id))
    assert [int(row["seq"]) for row in rows] == sorted(int(row["seq"]) for row in rows)
    assert {row["schema"] for row in rows} == {"careplan-tasks/1"}
    for row in rows:
        for column in ("start_date", "due_date", "done_date"):
            assert not row[column] or date.fromisoformat(row[column]).isoformat() == row[column]
        assert row["link"] == f"http://127.0.0.1:8501/plan?id={plan_id}&task={row['task_id']}"


def test_what_happened_to_a_task_stands_in_its_row(small: SmallClinic, plan_id: str) -> None:
    by_source = {row["source"].split(";")[0]: row for row in tasks_of(small, Scope(plan_id=plan_id))}
    done = by_source["core@1#K03"]
    assert (done["status"], done["outcome"], done["done_date"], done["overdue_days"]) == (
        "done",
        "partly",
        MONDAY.isoformat(),
        "",
    )
    assert done["outcome_note"] == "'=one image is missing"
    assert (done["updated_by"], done["row_version"]) == ("coordinator", "2")
    assert by_source["failed_fusion@1#FF02"]["due_date"] == (MONDAY + timedelta(days=40)).isoformat()
    flag = next(row for row in by_source.values() if row["red_flag"] == "yes")
    assert (flag["status"], flag["priority"], flag["due_date"]) == ("todo", "urgent", MONDAY.isoformat())


def test_waiting_and_held_work_is_waiting_and_names_what_it_depends_on(small: SmallClinic, plan_id: str) -> None:
    rows = {row["task_id"]: row for row in tasks_of(small, Scope(plan_id=plan_id))}
    stands = {task.id: small.record(plan_id).stands[i] for i, task in small.plan(plan_id).tasks.items()}
    for task, row in rows.items():
        assert (row["status"] == "waiting") == (stands[task].readiness in ("waiting", "held")), task
        assert all(other in rows for other in row["depends_on"].split(";") if other)
    assert {stand.readiness for stand in stands.values()} >= {"waiting", "held", "ready"}
    waiting = small.task(plan_id, "FF03")
    assert small.task(plan_id, "FF02").id in rows[waiting.id]["depends_on"].split(";")


def test_a_task_made_by_hand_has_no_source(small: SmallClinic, plan_id: str) -> None:
    made = HandMade(title="Call the pharmacy", role="nurse", due=MONDAY)
    add(small.clinic, plan_id, made, actor=PEOPLE["surgeon"])
    [row] = [row for row in tasks_of(small, Scope(plan_id=plan_id)) if row["task"] == "Call the pharmacy"]
    assert row["source"] == ""


def test_a_merged_task_names_every_template_task_behind_it(small: SmallClinic, plan_id: str) -> None:
    sources = [row["source"].split(";") for row in tasks_of(small, Scope(plan_id=plan_id))]
    merged = [each for each in sources if len({one.partition("@")[0] for one in each}) > 1]
    assert merged
    assert all("@1#" in one for each in merged for one in each)


def test_days_late_are_counted_from_the_end_of_the_window(small: SmallClinic, plan_id: str) -> None:
    task = small.task(plan_id, "K02")
    late_after = small.record(plan_id).stands[task.identity].late_after
    assert late_after is not None and task.due is not None and late_after > task.due
    for days in (0, 1, 12):
        rows = tasks_of(small.on(late_after + timedelta(days=days)), Scope(plan_id=plan_id))
        assert next(row for row in rows if row["task_id"] == task.id)["overdue_days"] == str(days)


def test_a_list_gives_the_tasks_that_it_shows_and_on_request_their_later_sessions(
    small: SmallClinic, plan_id: str
) -> None:
    first, other = small.task(plan_id, "FF10"), small.task(plan_id, "K06")
    shown = (other.id, first.id)
    assert [row["task_id"] for row in tasks_of(small, Scope(task_ids=shown))] == sorted(shown)
    with_sessions = {row["task_id"] for row in tasks_of(small, Scope(task_ids=shown, sessions=True))}
    series = {t.id for i, t in small.plan(plan_id).tasks.items() if i.series == first.identity.series}
    assert len(series) > 1
    assert with_sessions == series | {other.id}
    assert tasks_of(small, Scope(task_ids=())) == []


def test_many_patients_stand_by_patient_plan_and_place(small: SmallClinic, plan_id: str) -> None:
    other = small.begin("V1", "scar_tissue").plan_id
    rows = tasks_of(small, Scope())
    order = [(row["patient_id"], row["plan_id"], int(row["seq"]), row["task_id"]) for row in rows]
    assert order == sorted(order)
    assert {row["plan_id"] for row in rows} == {plan_id, other}


def test_names_leave_only_when_asked_for(small: SmallClinic, plan_id: str) -> None:
    clinic, patient = small.clinic, small.plan(plan_id).patient_id
    with clinic.store.writing() as records:
        known = records.patients.get(patient)
        records.patients.save(known, known.patient.model_copy(update={"name": "+Ada"}))
    scope = Scope(plan_id=plan_id)
    for file in (tasks_csv, plans_csv, measures_csv):
        named = read(file(clinic, scope, actor=PEOPLE["nurse"], sheet=Sheet()))
        bare = read(file(clinic, scope, actor=PEOPLE["nurse"], sheet=Sheet(names=False)))
        assert {row["patient_name"] for row in named} == {"'+Ada"}
        assert {row["patient_name"] for row in bare} == {""}


def test_the_plans_file_tells_each_plan_as_it_is(small: SmallClinic, plan_id: str) -> None:
    assert ", ".join(PLAN_COLUMNS) == PLANS_CONTRACT
    [row] = read(plans_csv(small.clinic, Scope(plan_id=plan_id), actor=PEOPLE["nurse"], sheet=ALL))
    plan = small.plan(plan_id)
    ahead = outlook(plan, MONDAY)
    assert row["cause"] == "failed_fusion;scar_tissue"
    assert (row["coordinator"], row["pain_specialist"]) == ("coordinator", "pain.specialist")
    assert (row["tasks_total"], row["tasks_done"], row["red_flags_open"]) == (str(len(plan.tasks)), "2", "1")
    assert (row["predicted_end"], row["slowest_role"]) == (str(ahead.end), ahead.slowest)
    assert (row["odi_baseline"], row["odi_latest"], row["nrs_back_baseline"], row["eq5d_latest"]) == (
        "52",
        "52",
        "7",
        "",
    )
    assert row["next_role"] == "primary_care"
    assert row["template"] == "core@1;failed_fusion@1;scar_tissue@1"
    assert row["link"] == f"http://127.0.0.1:8501/plan?id={plan_id}"


def test_the_plans_that_a_list_shows(small: SmallClinic, plan_id: str) -> None:
    small.begin("V1", "scar_tissue")
    scope = Scope(narrowed=Narrowed(cause="failed_fusion"))
    rows = read(plans_csv(small.clinic, scope, actor=PEOPLE["surgeon"], sheet=ALL))
    assert [row["plan_id"] for row in rows] == [plan_id]


def test_the_measures_file_tells_each_value_with_its_change(small: SmallClinic) -> None:
    assert ", ".join(MEASURE_COLUMNS) == MEASURES_CONTRACT
    plan = small.begin("V1", "scar_tissue").plan_id
    later = small.on(MONDAY + timedelta(days=5))
    task = later.task(plan, "K05")
    answers = {name: Answer(not_obtained="Not asked") for name in task.desired.asks}
    answers |= {"odi": Answer(33), "nrs_leg": Answer(6)}
    complete(later.clinic, task.id, outcome=Outcome.AS_PLANNED, actor=PEOPLE["coordinator"], answers=answers)
    rows = read(measures_csv(later.clinic, Scope(plan_id=plan), actor=PEOPLE["nurse"], sheet=ALL))
    told = {(row["measure"], row["date"]): row for row in rows}
    before, after = told["odi", "2026-03-02"], told["odi", "2026-03-07"]
    assert (before["value"], before["change_from_baseline"], before["reached"]) == ("44", "", "")
    assert (after["value"], after["unit"], after["change_from_baseline"], after["reached"]) == ("33", "%", "-11", "yes")
    assert told["nrs_leg", "2026-03-07"]["reached"] == "no"
    assert after["recorded_by"] == "coordinator"
    assert len({row["measure_id"] for row in rows}) == len(rows)


def test_each_file_leaves_one_event_with_its_rows_and_where_the_history_ended(small: SmallClinic, plan_id: str) -> None:
    with small.clinic.store.reading() as records:
        ends = records.trail.head(small.plan(plan_id).patient_id)
    rows = tasks_of(small, Scope(plan_id=plan_id), by="nurse")
    tasks_of(small, Scope())
    many, one = exported(small)
    told = {name: change.after for name, change in one.event.changes.items()}
    place = {"scope": "plan", "plan": plan_id, "names": True, "asked_for_at": "screen"}
    ended = {"length": ends.length, "head": ends.hash}
    assert told == {"file": "tasks", "format": "csv", "rows": len(rows), **place, **ended}
    assert (one.event.patient_id, one.event.actor) == (small.plan(plan_id).patient_id, "nurse")
    assert (many.event.patient_id, many.event.reason) == (None, "Yearly report")


def test_that_a_file_leaves_is_written_before_its_first_byte(small: SmallClinic, plan_id: str) -> None:
    chunks = tasks_csv(small.clinic, Scope(plan_id=plan_id), actor=PEOPLE["nurse"])
    assert exported(small) == [], "nothing is asked for until somebody reads it"
    next(chunks)
    [event] = exported(small)
    assert event.event.changes["rows"].after == len(small.plan(plan_id).tasks)
    chunks.close()  # type: ignore[attr-defined]  # a generator, as every reader that stops early finds it


def test_the_rows_that_are_told_are_the_rows_that_leave(small: SmallClinic, plan_id: str) -> None:
    small.begin("V1", "scar_tissue")
    shown = (small.task(plan_id, "FF10").id, small.task(plan_id, "K06").id)
    lists = (Scope(task_ids=shown), Scope(task_ids=shown, sessions=True), Scope(plan_id=plan_id, task_ids=shown))
    for scope in (Scope(), Scope(patient_id="V1"), Scope(narrowed=Narrowed(cause="failed_fusion")), *lists):
        for file in (tasks_csv, plans_csv, measures_csv):
            rows = read(file(small.clinic, scope, actor=PEOPLE["surgeon"], sheet=ALL))
            assert exported(small)[0].event.changes["rows"].after == len(rows), (scope, file)


@pytest.mark.parametrize("scope", [Scope(plan_id="PL-0099-01"), Scope(patient_id="P-0099")])
def test_what_is_not_there_and_what_may_not_be_seen_get_the_same_answer(
    small: SmallClinic, plan_id: str, scope: Scope
) -> None:
    with pytest.raises(NotFound) as missing:
        tasks_csv(small.clinic, scope, actor=PEOPLE["nurse"])
    with pytest.raises(NotFound) as hidden:
        tasks_csv(small.clinic, Scope(plan_id=plan_id), actor=STRANGER)
    assert str(missing.value) == str(hidden.value)
    assert exported(small) == []


def test_tasks_of_another_team_do_not_leave_by_their_ids(small: SmallClinic, plan_id: str) -> None:
    ids = tuple(task.id for task in small.plan(plan_id).tasks.values())
    assert read(tasks_csv(small.clinic, Scope(task_ids=ids), actor=STRANGER)) == []


def test_many_patients_need_the_right_role_and_a_reason(small: SmallClinic, plan_id: str) -> None:
    for file in (tasks_csv, plans_csv, measures_csv):
        with pytest.raises(NotAllowed, match="only the primary care doctor"):
            file(small.clinic, Scope(), actor=PEOPLE["physical.therapist"], sheet=ALL)
        with pytest.raises(NotAllowed, match="give a reason"):
            file(small.clinic, Scope(), actor=PEOPLE["surgeon"])
    assert len(read(plans_csv(small.clinic, Scope(), actor=VIEWER, sheet=ALL))) == 1


def test_a_reason_that_is_too_long_lets_nothing_leave(small: SmallClinic, plan_id: str) -> None:
    assert plan_id
    with pytest.raises(InvalidInput, match=r"The reason: 2,001 characters; at most 2,000\. Shorten it\."):
        b"".join(plans_csv(small.clinic, Scope(), actor=PEOPLE["coordinator"], sheet=Sheet(reason="x" * 2001)))
    assert exported(small) == []


def test_the_number_of_queries_does_not_grow_with_the_plans(small: SmallClinic) -> None:
    def queries() -> list[int]:
        counts = []
        for file in (tasks_csv, plans_csv, measures_csv):
            with small.clinic.store.count_queries() as ran:
                b"".join(file(small.clinic, Scope(), actor=PEOPLE["surgeon"], sheet=ALL))
            counts.append(len(ran))
        return counts

    small.begin("V1", "scar_tissue")
    queries()  # the first file asks once where the clinic's chain of events ends
    one = queries()
    small.begin("V2", "failed_fusion")
    small.begin("V3", "recurrent_disc")
    assert queries() == one


def test_details_show_no_code_and_leave_what_a_person_wrote(small: SmallClinic, plan_id: str) -> None:
    task = HandMade("Call the employer", "nurse", None, details="About RF01 and gate.surgery=yes")
    add(small.clinic, plan_id, task, actor=PEOPLE["surgeon"])
    rows = tasks_of(small, Scope(plan_id=plan_id))
    told = {row["task"]: row["details"] for row in rows}
    assert told.pop("Call the employer") == "About RF01 and gate.surgery=yes"
    code = re.compile(r"\b(?:RF\d\d|M\d\d|[A-Z]{2}\d\d|sections? \d)\b|gate\.|\w_\w|\w=\w")
    assert [text for text in told.values() if code.search(text)] == []
    assert "red flag “Spinal or wound infection”" in told["CRP, ESR and blood count to look for hidden infection"]
