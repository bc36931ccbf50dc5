"""What a press in the list of My work does: tested as a plain function, with the strip it leaves behind."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest

from careplan.pages.my_work import handle
from careplan.pages.parts import bulk, drawer_address, drawer_state, strip, work_view
from careplan.pages.parts.tasks import Strip
from careplan.pressed import Act, ActKind, Chosen
from careplan.task import TaskStatus
from tests.pages.page_of import desk_of
from tests.small_clinic import MONDAY, PEOPLE, SmallClinic

NONCE = "0123456789abcdef" * 2


class Address(dict[str, Any]):
    """The address of a browser, as Streamlit gives it."""

    def get_all(self, name: str) -> list[str]:
        value = self.get(name, [])
        return value if isinstance(value, list) else [value]


@pytest.fixture
def session(monkeypatch: pytest.MonkeyPatch) -> Iterator[SimpleNamespace]:
    """What a browser's session keeps, where no browser is."""
    kept = SimpleNamespace(query_params=Address(), session_state={})
    for module in (strip, bulk, drawer_address, drawer_state, work_view):
        monkeypatch.setattr(module, "st", kept)
    yield kept


def _press(small: SmallClinic, who: str, kind: ActKind, task_id: str, note: str = "", nonce: str = NONCE) -> None:
    handle(desk_of(small, PEOPLE[who]), Act(kind, task_id, 1, note, nonce))


def test_done_closes_the_task_with_its_note_and_offers_undo(
    file_clinic: SmallClinic, plan_id: str, session: SimpleNamespace
) -> None:
    assert session.query_params == {}
    notes = file_clinic.task(plan_id, "K03")
    _press(file_clinic, "coordinator", ActKind.AS_PLANNED, notes.id, note="=All on file")
    closed = file_clinic.task(plan_id, "K03")
    assert (closed.status, closed.closed_on, closed.note) == (TaskStatus.DONE, MONDAY, "=All on file")
    said = strip.said()
    assert said.text == f"As planned: {notes.title}, V2. 1 more task is ready."
    _press(file_clinic, "coordinator", ActKind.UNDO, said.undo, nonce=NONCE[::-1])
    assert file_clinic.task(plan_id, "K03").status is TaskStatus.TODO
    assert strip.said() == Strip(f"Undone: {notes.title}, V2.", plan=plan_id)


def test_a_second_press_with_the_same_nonce_does_nothing_more(
    file_clinic: SmallClinic, plan_id: str, session: SimpleNamespace
) -> None:
    assert session
    notes = file_clinic.task(plan_id, "K03")
    _press(file_clinic, "coordinator", ActKind.PARTLY, notes.id, note="Half of it")
    once = strip.said()
    _press(file_clinic, "coordinator", ActKind.PARTLY, notes.id, note="Half of it")
    assert strip.said() == once
    with file_clinic.clinic.store.reading() as records:
        assert len(records.events.of_act(once.undo)) == 1


def test_a_refusal_is_said_and_changes_nothing(
    file_clinic: SmallClinic, plan_id: str, session: SimpleNamespace
) -> None:
    assert session
    _press(file_clinic, "nurse", ActKind.AS_PLANNED, file_clinic.task(plan_id, "K02").id)
    said = strip.said()
    assert said.refused
    assert said.undo == ""
    assert "belongs to the primary care doctor" in said.text
    assert file_clinic.task(plan_id, "K02").is_open


def test_a_task_that_asks_is_not_closed_from_the_list(
    file_clinic: SmallClinic, plan_id: str, session: SimpleNamespace
) -> None:
    assert session
    scores = file_clinic.task(plan_id, "K05")
    person = next(name for name, someone in PEOPLE.items() if someone.role == scores.role)
    _press(file_clinic, person, ActKind.AS_PLANNED, scores.id)
    assert "Answer each, or say why it was not obtained" in strip.said().text


@pytest.mark.parametrize("kind", [ActKind.OPEN, ActKind.OPEN_DONE])
def test_open_puts_the_task_into_the_address(file_clinic: SmallClinic, session: SimpleNamespace, kind: ActKind) -> None:
    _press(file_clinic, "surgeon", kind, "T-000311")
    assert session.query_params == {"task": "T-000311"}


def test_headings_unfold_and_feet_show_more(file_clinic: SmallClinic, session: SimpleNamespace) -> None:
    _press(file_clinic, "surgeon", ActKind.MORE, "waiting")
    assert session.query_params == {"open": ["waiting"]}
    _press(file_clinic, "surgeon", ActKind.MORE, "more-overdue")
    assert session.query_params == {"open": ["waiting"], "rows": "50"}
    _press(file_clinic, "surgeon", ActKind.MORE, "waiting")
    _press(file_clinic, "surgeon", ActKind.MORE, "nothing-of-ours")
    assert session.query_params == {"rows": "50"}


def test_selected_tasks_are_kept_for_the_dialog(file_clinic: SmallClinic, session: SimpleNamespace) -> None:
    chosen = (Chosen("T-000001", 1), Chosen("T-000002", 3))
    handle(desk_of(file_clinic, PEOPLE["surgeon"]), Act(ActKind.SELECT, "", 0, "", NONCE, chosen))
    assert session.session_state["tasks-chosen"] == chosen


def test_the_file_holds_what_is_filtered_and_no_more(file_clinic: SmallClinic, plan_id: str) -> None:
    from careplan.coordination.export_rows import Scope
    from careplan.coordination.exports import tasks_csv
    from careplan.coordination.work import Section, work_ids
    from careplan.pages.parts.work_export import ids_shown
    from careplan.pages.parts.work_view import WorkView

    small = file_clinic.on(MONDAY + timedelta(days=30))
    desk = desk_of(small, PEOPLE["primary.care"])
    shown = Scope(task_ids=ids_shown(desk, WorkView(Section.OVERDUE)))
    written = b"".join(tasks_csv(small.clinic, shown, actor=desk.actor)).decode("utf-8-sig")
    header, *rows = written.splitlines()
    wanted = work_ids(small.clinic, desk.actor, [Section.OVERDUE])
    assert len(header.split(",")) == 31
    assert [row.split(",")[0] for row in rows] == sorted(wanted)
    assert all(plan_id in row for row in rows)


def test_what_others_closed_meanwhile_says_who_and_keeps_the_note(
    file_clinic: SmallClinic, plan_id: str, session: SimpleNamespace
) -> None:
    notes = file_clinic.task(plan_id, "K03")
    _press(file_clinic, "coordinator", ActKind.AS_PLANNED, notes.id)
    _press(file_clinic, "coordinator", ActKind.PARTLY, notes.id, note="Not the implant record", nonce="f" * 32)
    said = strip.said()
    assert said.refused
    assert "is already done as planned by you, 2 Mar 2026" in said.text
    assert said.text.endswith("Your note is kept: open the task to send it as a comment.")
    assert session.session_state[f"comment-{notes.id}"] == "Not the implant record"
