"""Opening a record of another team in an emergency: reason and password, to read, an hour."""

from __future__ import annotations

from datetime import timedelta

import pytest

from careplan.coordination import break_glass, comments, emergency_reviews, tasks
from careplan.coordination.authority import ONLY_READ
from careplan.coordination.board import board
from careplan.coordination.break_glass import Opened, Running, ended_at, open_record, running
from careplan.coordination.documents import hand_out, summary
from careplan.coordination.export_rows import Scope
from careplan.coordination.exports import tasks_csv
from careplan.coordination.new_plan import open_sheet
from careplan.coordination.overview import overview
from careplan.coordination.patients import Narrowed, my_patients
from careplan.coordination.red_flags import open_flags, raise_flag
from careplan.coordination.task_card import task_card
from careplan.errors import NOT_HERE, NoRight, NotAllowed, NotFound
from careplan.team import Practitioner
from tests.coordination.emergency_ward import NOON, PASSWORD, at, opened, told, ward_of
from tests.small_clinic import MONDAY, PEOPLE, STRANGER, VIEWER, SmallClinic


@pytest.fixture
def ward(small: SmallClinic) -> SmallClinic:
    return ward_of(small)


def test_a_foreign_record_is_not_here_until_it_is_opened_and_then_can_be_read(ward: SmallClinic) -> None:
    task = ward.task("PL-V1-01", "K03")
    reads = (
        lambda: overview(ward.clinic, "V1", actor=STRANGER).reads_until,
        lambda: board(ward.clinic, "PL-V1-01", actor=STRANGER).reads_until,
        lambda: task_card(ward.clinic, task.id, STRANGER).reads_until,
    )
    for read in reads:
        with pytest.raises(NotFound, match=NOT_HERE):
            read()
    assert opened(ward) == Opened("V1")
    assert [read() for read in reads] == [NOON + timedelta(minutes=60)] * 3


def test_it_is_opened_by_the_id_of_a_plan_or_task_too(ward: SmallClinic) -> None:
    task = ward.task("PL-V1-01", "K03").id
    assert opened(ward, "PL-V1-01") == Opened("V1", "PL-V1-01")
    assert opened(ward, task) == Opened("V1", "PL-V1-01", task)
    assert len(told(ward, "break_glass.opened")) == 1, "what is open is not opened again"


def test_the_opening_stands_in_the_patients_history_with_its_reason(ward: SmallClinic) -> None:
    opened(ward)
    [event] = told(ward, "break_glass.opened")
    assert (event.patient_id, event.actor, event.acting_role) == ("V1", STRANGER.id, "surgeon")
    assert event.reason == "Collapsed in the waiting room"
    assert event.changes["until"].after == (NOON + timedelta(minutes=60)).isoformat()


def test_it_ends_after_an_hour_and_before_it_when_asked(ward: SmallClinic) -> None:
    opened(ward)
    assert overview(at(ward, 59.9).clinic, "V1", actor=STRANGER).patient.id == "V1"
    with pytest.raises(NotFound):
        overview(at(ward, 60).clinic, "V1", actor=STRANGER)
    later = at(ward, 30)
    break_glass.end(later.clinic, "V1", actor=STRANGER)
    with pytest.raises(NotFound):
        overview(later.clinic, "V1", actor=STRANGER)
    break_glass.end(later.clinic, "V1", actor=STRANGER)
    assert len(told(ward, "break_glass.ended")) == 1


def test_nothing_is_said_of_a_record_before_reason_and_password(ward: SmallClinic) -> None:
    def refusal(asked: str, reason: str, password: str) -> str:
        with pytest.raises(NotAllowed) as refused:
            open_record(ward.clinic, asked, reason=reason, password=password, actor=STRANGER)
        return str(refused.value)

    no_reason = "Open the record of a patient of another team: give a reason."
    for asked in ("V1", "P-9999", "PL-V1-01", "PL-9999-01", "T-999999", "T-x", "Anna Baker"):
        assert refusal(asked, " ", PASSWORD) == no_reason
    for asked in ("V1", "P-9999", "PL-V1-01", "Anna Baker"):  # five tries are let pass without a wait
        assert refusal(asked, "Why", "not the password") == "Your password is not right."
    assert told(ward, "break_glass.") == []
    assert {event.changes["act"].after for event in told(ward, "refused.password")} == {"break_glass.open"}


def test_an_unknown_id_is_answered_after_both_and_the_attempt_is_kept_without_what_may_be_a_name(
    ward: SmallClinic,
) -> None:
    for asked in ("P-9999", "Anna Baker"):
        with pytest.raises(NotFound, match=NOT_HERE):
            opened(ward, asked)
    assert [event.changes["asked"].after for event in told(ward, "refused.record")] == [
        "a text that is no id",
        "P-9999",
    ]


def test_other_roles_open_nothing(ward: SmallClinic) -> None:
    roles = ("care_coordinator", "nurse", "psychologist", "viewer", "admin")
    for role in roles:
        person = Practitioner(id=STRANGER.id, role=role)
        with pytest.raises(NoRight):
            open_record(ward.clinic, "V1", reason="Why", password=PASSWORD, actor=person)
    assert [event.changes["act"].after for event in told(ward, "refused.act")] == ["break_glass.open"] * len(roles)


def test_who_reads_in_an_emergency_changes_and_exports_nothing(ward: SmallClinic) -> None:
    opened(ward)
    task = ward.task("PL-V1-01", "K03").id
    acts = (
        lambda: comments.comment(ward.clinic, task, "Hello", actor=STRANGER),
        lambda: tasks.move(ward.clinic, task, MONDAY, actor=STRANGER),
        lambda: raise_flag(ward.clinic, "PL-V1-01", "RF07", actor=STRANGER),
        lambda: list(tasks_csv(ward.clinic, Scope(patient_id="V1"), actor=STRANGER)),
        lambda: hand_out(ward.clinic, "PL-V1-01", actor=STRANGER),
        lambda: summary(ward.clinic, "PL-V1-01", actor=STRANGER),
    )
    version = ward.plan("PL-V1-01").version
    for act in acts:
        with pytest.raises(NoRight, match=ONLY_READ):
            act()
    assert ward.plan("PL-V1-01").version == version
    assert told(ward, "exported") == []
    assert {event.patient_id for event in told(ward, "refused.act")} == {"V1"}


def test_screens_offer_nothing_that_writes(ward: SmallClinic) -> None:
    opened(ward)
    card = task_card(ward.clinic, ward.task("PL-V1-01", "K03").id, STRANGER)
    assert (card.allowed, card.may_close, card.line.may_close) == (frozenset(), False, False)
    assert not any(line.may_close for line in board(ward.clinic, "PL-V1-01", actor=STRANGER).lines)


def test_its_red_flags_are_seen_and_no_list_has_the_patient(ward: SmallClinic) -> None:
    raise_flag(ward.clinic, "PL-V1-01", "RF07", actor=PEOPLE["nurse"])
    opened(ward)
    reader = STRANGER.model_copy(update={"reads_until": NOON})
    assert [flag.patient_id for flag in open_flags(ward.clinic, reader, "V1")] == ["V1"]
    assert open_flags(at(ward, 61).clinic, reader, "V1") == []
    assert open_flags(ward.clinic, STRANGER) == []
    assert my_patients(ward.clinic, Narrowed(), actor=STRANGER).total == 0
    assert open_sheet(ward.clinic, STRANGER).known is None


def test_each_thing_that_is_opened_stands_in_the_history_once(ward: SmallClinic) -> None:
    opened(ward)
    for _ in range(2):
        overview(ward.clinic, "V1", actor=STRANGER)
        board(ward.clinic, "PL-V1-01", actor=STRANGER)
    read = [event.changes for event in told(ward, "patient.read")]
    assert [changes["place"].after for changes in read] == ["PL-V1-01", "overview"]
    assert all(changes["emergency"].after for changes in read)


def test_what_is_open_is_named_to_its_reader_alone_until_it_ends(ward: SmallClinic) -> None:
    assert running(ward.clinic, STRANGER) == []
    opened(ward)
    assert running(at(ward, 59).clinic, STRANGER) == [Running("V1", NOON + timedelta(minutes=60))]
    assert running(at(ward, 60).clinic, STRANGER) == []
    for other in (PEOPLE["surgeon"], PEOPLE["coordinator"], VIEWER):
        assert running(ward.clinic, other) == []


def test_what_has_ended_is_told_to_its_reader_alone_until_it_is_reviewed(ward: SmallClinic) -> None:
    opened(ward)
    assert ended_at(ward.clinic, "V1", STRANGER) is None, "it runs"
    later = at(ward, 30)
    break_glass.end(later.clinic, "V1", actor=STRANGER)
    for asked in ("V1", "PL-V1-01"):
        assert ended_at(later.clinic, asked, STRANGER) == NOON + timedelta(minutes=30)
    task = ward.task("PL-V1-01", "K03").id
    for asked in ("V2", "P-9999", "PL-9999-01", "Anna Baker", task):
        assert ended_at(later.clinic, asked, STRANGER) is None
    assert ended_at(later.clinic, "V1", PEOPLE["coordinator"]) is None
    emergency_reviews.review(later.clinic, 1, justified=True, said="", actor=PEOPLE["coordinator"])
    assert ended_at(later.clinic, "V1", STRANGER) is None


def test_who_opened_nothing_is_answered_alike_whether_there_is_such_a_record(ward: SmallClinic) -> None:
    asked = ("V1", "P-9999", "PL-V1-01", "PL-9999-01")
    ran = {ward.queries(lambda one=one: ended_at(ward.clinic, one, STRANGER)) for one in asked}  # type: ignore[misc]
    assert ran == {1}


def test_the_reader_ends_it_and_the_history_says_so_without_a_number(ward: SmallClinic) -> None:
    opened(ward)
    break_glass.end(at(ward, 5).clinic, "V1", actor=STRANGER)
    [event] = told(ward, "break_glass.ended")
    assert (event.actor, event.patient_id, dict(event.changes)) == (STRANGER.id, "V1", {})
