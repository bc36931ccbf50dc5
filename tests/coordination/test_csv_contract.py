"""What the files say of red flags, of what was cancelled, of the question that declined work leaves, and of EQ-5D."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator

import pytest

from careplan.cause import Certainty
from careplan.coordination import tasks
from careplan.coordination.closing import complete
from careplan.coordination.export_rows import CONSOLE, Scope, Sheet
from careplan.coordination.exports import plans_csv, tasks_csv
from careplan.coordination.red_flags import raise_flag
from careplan.exchange.task_lines import Kept, task_lines
from careplan.exchange.task_lines import Sheet as PlanSheet
from careplan.exchange.tasks_csv import write
from careplan.standing import standings
from careplan.task import Outcome
from tests.changing_cause import foresee_certainty, set_certainty
from tests.small_clinic import PEOPLE, SmallClinic

ALL = Sheet("http://127.0.0.1:8501", names=True, place=CONSOLE, reason="Test")
SURGEON = PEOPLE["surgeon"]


def _read(chunks: Iterable[bytes]) -> Iterator[dict[str, str]]:
    return csv.DictReader(io.StringIO(b"".join(chunks).decode("utf-8-sig"), newline=""))


def _row(small: SmallClinic, task_id: str) -> dict[str, str]:
    """Return the row of a task; what the store writes is what the plan itself gives."""
    with small.clinic.store.reading() as records:
        record = records.plans.of_task(task_id)
        written = records.tasks.written(record.plan.id)
    plan = record.plan
    data = list(tasks_csv(small.clinic, Scope(plan_id=plan.id), actor=SURGEON, sheet=ALL))
    kept = {identity: Kept(*written[task.id]) for identity, task in plan.tasks.items()}
    sheet = PlanSheet(small.clinic.today(), record.plan.modules, ALL.address, kept=kept, words=small.clinic.words.text)
    found = standings(plan, small.clinic.templates)
    assert b"".join(data) == b"".join(write(task_lines(plan, found, sheet)))
    return next(row for row in _read(data) if row["task_id"] == task_id)


@pytest.fixture
def plan_id(small: SmallClinic) -> str:
    return small.begin("V2", "failed_fusion", "scar_tissue").plan_id


@pytest.mark.parametrize(
    ("flag", "evidence"),
    [
        ("RF05", "guideline;IFOMPT20;ACR21"),
        ("RF06", "consensus;PSEUDO-ISSLS;ACR-PSEUDO"),
        ("RF07", "study;VTE"),
        ("RF12", "guideline;CDC22;CDC16;FDA19;ORT"),
        ("RF09", "usual-practice;ICHOM-SET"),
    ],
)
def test_a_red_flag_says_its_own_evidence_and_the_version_of_the_list(
    small: SmallClinic, plan_id: str, flag: str, evidence: str
) -> None:
    raise_flag(small.clinic, plan_id, flag, actor=PEOPLE["nurse"])
    row = _row(small, small.task(plan_id, flag).id)
    assert (row["source"], row["evidence"], row["red_flag"]) == (f"red_flags@1#{flag}", evidence, "yes")
    [plan] = _read(plans_csv(small.clinic, Scope(plan_id=plan_id), actor=SURGEON, sheet=ALL))
    assert plan["template"] == "core@1;failed_fusion@1;scar_tissue@1", "the list of red flags is no template"


def test_the_question_that_declined_work_leaves_names_the_template_task_that_left_it(
    small: SmallClinic, plan_id: str
) -> None:
    [mri, *_] = [task for task in small.plan(plan_id).tasks.values() if task.identity.key == "mri_contrast"]
    owner = next(person for person in PEOPLE.values() if person.role == mri.role)
    complete(small.clinic, mri.id, outcome=Outcome.DECLINED, actor=owner)
    [question] = [task for task in small.plan(plan_id).tasks.values() if "-undone-" in task.identity.key]
    row, left = _row(small, question.id), _row(small, mri.id)
    assert row["source"] == left["source"] != ""
    assert row["evidence"] == "usual-practice"


def test_a_cancelled_task_says_why(small: SmallClinic, plan_id: str) -> None:
    task = small.task(plan_id, "FF02")
    tasks.cancel(small.clinic, task.id, reason="=Notes are here already", actor=SURGEON)
    row = _row(small, task.id)
    assert (row["status"], row["outcome"], row["done_date"]) == ("cancelled", "", "")
    assert row["outcome_note"] == "'=Notes are here already"
    refuted = small.clinic, plan_id, "failed_fusion", Certainty.REFUTED
    set_certainty(*refuted, actor=SURGEON, reason="Fused", seen=foresee_certainty(*refuted, actor=SURGEON))
    gone = next(t for t in small.plan(plan_id).tasks.values() if t.cancelled_by == "plan")
    assert _row(small, gone.id)["outcome_note"] == gone.reason != ""


def test_the_note_of_what_was_done_has_no_reason_beside_it(small: SmallClinic, plan_id: str) -> None:
    task = small.task(plan_id, "K03")
    complete(small.clinic, task.id, outcome=Outcome.PARTLY, note="One is missing", actor=PEOPLE["coordinator"])
    assert _row(small, task.id)["outcome_note"] == "One is missing"


@pytest.mark.parametrize(
    ("seen", "told"),
    [
        ([("eq5d_profile", "21333", "2026-01-05"), ("eq5d_profile", "21232", "2026-03-01")], "21232"),
        ([("eq5d_index", 0.712, "2026-03-01")], "0.712"),
        ([("eq5d_index", 0.712, "2026-03-01"), ("eq5d_profile", "21333", "2026-01-05")], "21333"),
        ([], ""),
    ],
)
def test_the_latest_eq5d_is_the_profile_that_is_kept(
    small: SmallClinic, seen: list[tuple[str, object, str]], told: str
) -> None:
    observations = [{"measure": name, "value": value, "date": day} for name, value, day in seen]
    plan_id = small.begin("V1", "scar_tissue", changed={"observations": observations}).plan_id
    [row] = _read(plans_csv(small.clinic, Scope(plan_id=plan_id), actor=SURGEON, sheet=ALL))
    assert row["eq5d_latest"] == told
