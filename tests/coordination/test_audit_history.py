"""The history as people read it: of a patient with before and after, of the clinic without clinical content."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator

import pytest

from careplan.coordination import audit
from careplan.coordination.audit import PAGE, Asked, History, history
from careplan.coordination.audit_export import history_csv
from careplan.coordination.audit_words import AuditLine
from careplan.coordination.board import board
from careplan.coordination.closing import complete
from careplan.coordination.comments import comment
from careplan.coordination.export_rows import Scope, Sheet
from careplan.coordination.exports import tasks_csv
from careplan.coordination.overview import overview
from careplan.coordination.undo import undo
from careplan.errors import NoRight, NotFound
from careplan.event import Event
from careplan.exchange.audit_csv import COLUMNS
from careplan.exchange.csv_text import unguard
from careplan.task import Outcome
from careplan.team import Practitioner
from tests.coordination.emergency_ward import at
from tests.small_clinic import PEOPLE, STRANGER, VIEWER, SmallClinic

PLAN = "PL-V1-01"
ADMIN = Practitioner(id="admin", role="admin")
DOCTOR, COORDINATOR = PEOPLE["primary.care"], PEOPLE["coordinator"]
Row = dict[str, str]


@pytest.fixture
def ward(small: SmallClinic) -> SmallClinic:
    """V1 with a task that the coordinator closed for the surgeon and took back, and one reading."""
    ward = at(small)
    ward.begin("V1", "scar_tissue")
    task = next(t for t in ward.plan(PLAN).tasks.values() if t.role == "surgeon" and t.is_open)
    done = complete(
        ward.clinic, task.id, outcome=Outcome.DECLINED, actor=COORDINATOR, note="=No", on_behalf_because="Phoned"
    )
    undo(ward.clinic, done.act, actor=COORDINATOR)
    overview(ward.clinic, "V1", actor=DOCTOR)
    return ward


def of_v1(ward: SmallClinic, **asked: object) -> History:
    return history(ward.clinic, Asked("V1", **asked), actor=DOCTOR)  # type: ignore[arg-type]


def of_clinic(ward: SmallClinic, **asked: object) -> History:
    return history(ward.clinic, Asked(**asked), actor=ADMIN)  # type: ignore[arg-type]


def read(chunks: Iterator[bytes]) -> list[Row]:
    return list(csv.DictReader(io.StringIO(b"".join(chunks).decode("utf-8-sig"), newline="")))


def test_done_and_undone_are_two_records_of_the_same_person(ward: SmallClinic) -> None:
    """Story A4."""
    undone, done = (line for line in of_v1(ward).lines if line.by == COORDINATOR.id)
    assert done.words.endswith(": not done, declined") and undone.words.startswith("Undone: ")
    assert (done.undone, done.undoes, undone.undone, undone.undoes) == (True, False, False, True)
    assert done.task_id == undone.task_id


def test_what_came_along_with_an_act_is_shown_when_asked_for(ward: SmallClinic) -> None:
    along = of_v1(ward, kind="followed").lines
    assert along and {line.code for line in along} == {"task.followed"}
    assert not any(line.code == "task.followed" for line in of_v1(ward).lines)


def test_a_line_tells_on_whose_behalf_before_and_after_and_why(ward: SmallClinic) -> None:
    done = next(line for line in of_v1(ward).lines if line.code == "task.not_done")
    assert (done.behalf, done.reason) == ("Surgeon", "Phoned")
    assert ("Note", "nothing", "=No") in done.changes
    assert not any(label == "On behalf of" for label, _, _ in done.changes)


def test_the_newest_stands_first_and_filters_narrow(ward: SmallClinic) -> None:
    lines = of_v1(ward).lines
    assert [line.number for line in lines] == sorted((line.number for line in lines), reverse=True)
    assert [line.code for line in of_v1(ward, kind="reads").lines] == ["patient.read"]
    changes = of_v1(ward, kind="changes")
    assert {line.code for line in changes.lines} >= {"plan.created", "task.not_done", "act.undone"}
    assert not any(line.code == "patient.read" for line in changes.lines)
    assert {line.by for line in of_v1(ward, person=COORDINATOR.id).lines} == {COORDINATOR.id}
    assert of_v1(ward).people == ("coordinator", "primary.care")
    tomorrow = at(ward, 24 * 60)
    assert [of_v1(tomorrow, days=1).total for _ in range(2)] == [0, 1], "the first look at the history is a reading"
    assert of_v1(tomorrow, days=7).total == of_v1(tomorrow).total


def test_pages_follow_one_another_by_key(ward: SmallClinic) -> None:
    task = ward.task(PLAN, "K03").id
    for number in range(PAGE):
        comment(ward.clinic, task, f"Call {number}", actor=PEOPLE["nurse"])
    first = of_v1(ward)
    rest = history(ward.clinic, Asked("V1"), actor=DOCTOR, before=first.older)
    numbers = [line.number for line in (*first.lines, *rest.lines)]
    assert (len(first.lines), len(numbers), rest.older) == (PAGE, first.total, None)
    assert numbers == sorted(set(numbers), reverse=True)


def test_who_may_not_read_it_is_refused(ward: SmallClinic) -> None:
    for who in (VIEWER, PEOPLE["nurse"], STRANGER, ADMIN):
        for ask in (history, history_csv):
            with pytest.raises((NoRight, NotFound)):
                ask(ward.clinic, Asked("V1"), actor=who)  # type: ignore[operator]
    for who in (VIEWER, DOCTOR, COORDINATOR):
        with pytest.raises(NoRight):
            history(ward.clinic, Asked(), actor=who)


def test_the_clinics_history_has_no_clinical_content(ward: SmallClinic) -> None:
    with pytest.raises(NotFound):
        board(ward.clinic, PLAN, actor=STRANGER)
    list(tasks_csv(ward.clinic, Scope(), actor=PEOPLE["surgeon"], sheet=Sheet(reason="Report")))
    found = of_clinic(ward)
    assert {line.code for line in found.lines} == {"exported", "refused.record", "patient.read"}
    said = "\n".join(" ".join((line.words, line.reason, *map(" ".join, line.changes))) for line in found.lines)
    titles = [task.title for task in ward.plan(PLAN).tasks.values()]
    assert [words for words in (*titles, "declined", "=No", "Phoned") if words in said] == []
    reading = next(line for line in found.lines if line.code == "patient.read")
    assert (reading.patient_id, reading.changes) == ("V1", (("What", "", "overview"),))
    assert [line.code for line in of_clinic(ward, kind="refusals").lines] == ["refused.record"]


def test_an_unknown_code_is_said_in_words(ward: SmallClinic) -> None:
    with ward.clinic.store.writing() as records:
        records.events.add(Event("backup.made", "admin", "admin", ward.clinic.now(), "a"))
    assert of_clinic(ward, kind="house").lines[0].words == "Backup made"


def test_the_file_has_what_the_screen_has_and_its_event_has_the_end_of_the_chain(ward: SmallClinic) -> None:
    shown = of_v1(ward)
    rows = read(history_csv(ward.clinic, Asked("V1"), actor=DOCTOR))
    assert tuple(rows[0]) == COLUMNS
    assert [int(row["event"]) for row in rows] == [line.number for line in shown.lines]
    done = next(row for row in rows if row["code"] == "task.not_done")
    assert "Note: nothing → =No" in done["changes"] and done["on_behalf_of"] == "Surgeon"
    told: AuditLine = of_v1(ward, kind="exports").lines[0]
    ends = {"Rows": str(len(rows)), "Events in the chain": str(shown.length), "Last hash": shown.head}
    assert ends.items() <= {label: after for label, _, after in told.changes}.items()


def test_a_reason_that_looks_like_a_formula_is_none_in_the_file(ward: SmallClinic) -> None:
    with ward.clinic.store.writing() as records:
        told = Event("plan.closed", "surgeon", "surgeon", ward.clinic.now(), "a", "V1", PLAN, reason="=1+1")
        records.events.add(told)
    row = read(history_csv(ward.clinic, Asked("V1"), actor=DOCTOR))[0]
    assert row["reason"] == "'=1+1" and unguard(row["reason"]) == "=1+1"


def test_the_check_says_that_it_is_whole_and_where_it_is_not(ward: SmallClinic) -> None:
    assert audit.check(ward.clinic, actor=ADMIN).startswith("The history is whole: ")
    with ward.clinic.store._database.writing() as connection:
        connection.exec_driver_sql("drop trigger event_no_update")
        connection.exec_driver_sql("update event set actor = 'nurse' where chain = 'V1' and seq = 2")
    assert audit.check(ward.clinic, actor=ADMIN).startswith("The lock event_no_update of the audit trail is missing.")
    with pytest.raises(NoRight):
        audit.check(ward.clinic, actor=DOCTOR)
