"""The plan board without a browser: what its address shows, what is sent, and what each press does."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from careplan.coordination import decisions
from careplan.coordination.board import Board, Show, board, shown
from careplan.coordination.closing import complete
from careplan.draft_plan import HandMade
from careplan.pages.desk import Desk
from careplan.pages.parts import strip
from careplan.pages.parts.add_task import added
from careplan.pages.parts.drawer import task_drawer
from careplan.pages.parts.export import board_scope
from careplan.pages.parts.list_acts import handle
from careplan.pages.parts.report_flag import reported
from careplan.pages.parts.tasks import Strip
from careplan.pressed import Act, ActKind
from careplan.task import Outcome
from careplan.team import Practitioner
from tests.pages.files import file_buttons
from tests.pages.page_of import desk_of, desks, offered, sent_to
from tests.small_clinic import MONDAY, PEOPLE, STRANGER, VIEWER, SmallClinic

VIEWS = ("role", "phase", "timeline", "table")
NONCE = "b" * 32


@pytest.fixture
def small(file_clinic: SmallClinic) -> SmallClinic:
    """A clinic in a file, with the plan PL-V1-01."""
    file_clinic.begin("V1", "scar_tissue")
    return file_clinic


def _page() -> None:
    import streamlit as st

    from careplan.pages.plan import show
    from tests.pages.page_of import desks

    pages = {
        name: st.Page(lambda: None, title=name, url_path=name) for name in ("patient", "patients", "revise", "data")
    }
    desk = desks[-1]
    desk.pages = {**pages, "plan": st.Page(lambda: show(desk), title="plan", url_path="plan", default=True)}
    st.navigation(list(desk.pages.values()), position="hidden").run()


def open_page(desk: Desk, plan_id: str = "PL-V1-01", **query: str) -> AppTest:
    desks.append(desk)
    page = AppTest.from_function(_page, default_timeout=60)
    for name, value in {"id": plan_id, **query}.items():
        page.query_params[name] = value
    page.run()
    assert not page.exception
    return page


def sent(page: AppTest, show: str = "") -> dict[str, Any]:
    """Return what the browser draws of what it is sent: the list of the chosen chip, or of another one."""
    data = sent_to(page, "tasks")
    drawn = data["lists"][show or data["filter"]["chosen"]]
    return {**data, **drawn, "strip": {**data["strip"], "count": drawn["count"]}}


def rows(data: dict[str, Any]) -> list[dict[str, Any]]:
    by_id = {row["id"]: row for row in data["rows"]}
    return [by_id[task_id] for group in data["groups"] for task_id in group["rows"]]


@pytest.mark.parametrize("show", ["now", "open", "mine", "all"])
def test_every_view_shows_the_same_tasks(small: SmallClinic, show: str) -> None:
    found = [sent(open_page(desk_of(small), view=view, show=show)) for view in VIEWS]
    assert len({data["strip"]["count"] for data in found}) == 1
    ids = [{row["id"] for row in rows(data)} for data in found]
    assert ids[0] == ids[1] == ids[2] == ids[3] != set()


@pytest.mark.parametrize("view", VIEWS)
def test_what_another_filter_shows_is_sent_with_the_page_as_the_server_would_draw_it(
    small: SmallClinic, view: str
) -> None:
    desk = desk_of(small)
    closed = next(one for one in _board(desk).lines if one.role == "surgeon" and one.readiness == "ready")
    complete(small.clinic, closed.id, outcome=Outcome.NOT_NEEDED, actor=desk.actor)
    late = desk_of(small.on(MONDAY + timedelta(days=60)), desk.actor)
    page = open_page(late, view=view)
    prepared = {show: sent(page, show) for show in Show}
    for show in Show:
        asked_for = sent(open_page(late, view=view, show=show))
        assert asked_for["filter"]["chosen"] == show
        for part in ("groups", "empty", "strip"):
            assert prepared[show].get(part) == asked_for.get(part)
        assert rows(prepared[show]) == rows(asked_for)
    assert len({len(rows(prepared[show])) for show in Show}) > 3


def test_each_task_is_sent_once_for_all_filters(small: SmallClinic) -> None:
    data = sent(open_page(desk_of(small)))
    ids = [row["id"] for row in data["rows"]]
    assert sorted(ids) == sorted(line.id for line in _board(desk_of(small)).lines)
    assert {task_id for drawn in data["lists"].values() for group in drawn["groups"] for task_id in group["rows"]} == {
        *ids
    }


def test_a_closed_plan_has_one_list(small: SmallClinic) -> None:
    first = small.begin("V6", "normal_recovery").plan_id
    later = small.on(MONDAY + timedelta(days=20))
    later.begin("V6", "scar_tissue")
    page = open_page(desk_of(later), first, show="open")
    assert offered(page)["Filter"] == [f"All {len(rows(sent(page)))}"]
    assert list(sent(page)["lists"]) == ["all"]


def test_who_owns_no_task_has_no_filter_for_that_and_who_can_change_none_selects_none(small: SmallClinic) -> None:
    theirs = open_page(desk_of(small, VIEWER), view="table", show="mine")
    names = [words.split()[0] for words in offered(theirs)["Filter"]]
    assert names == ["Now", "Open", "Overdue", "All"]
    data = sent(theirs)
    assert data["filter"]["chosen"] == "now", "an old address with “Mine” shows what matters now"
    assert rows(data) and not data.get("select")
    for person in ("surgeon", "nurse"):
        page = open_page(desk_of(small, PEOPLE[person]), view="table")
        assert sent(page)["select"]
        assert "Mine" in [words.split()[0] for words in offered(page)["Filter"]]


def test_it_opens_by_role_on_now_with_the_viewers_column_first_on_a_phone(small: SmallClinic) -> None:
    page = open_page(desk_of(small))
    data = sent(page)
    assert (data["layout"], data["picked"], data["one_patient"]) == ("columns", "surgeon", True)
    assert [group["title"] for group in data["groups"]][:4] == [
        "Primary care doctor",
        "Surgeon",
        "Physical therapist",
        "Pain specialist",
    ]
    assert any(foot["text"].startswith("Later (") for group in data["groups"] for foot in group["feet"])
    assert [title.value for title in page.title] == ["V1 Scar tissue"]
    assert any("Plan PL‑V1‑01" in found.value for found in page.markdown)
    assert any("Plan since 2 Mar 2026." in found.value for found in page.markdown)


def test_the_chips_show_what_the_address_chooses(small: SmallClinic) -> None:
    page = open_page(desk_of(small), view="phase", show="open")
    chosen = {row["name"]: row["chosen"] for row in sent_to(page, "choices")["choices"]}
    assert chosen == {"show": "open", "view": "phase"}
    assert offered(page)["View"] == ["Role", "Phase", "Timeline", "Table"]
    assert offered(page)["Filter"][-1] == f"All {len(_board(desk_of(small)).lines)}"


def test_a_foot_of_the_address_is_open(small: SmallClinic) -> None:
    closed = sent(open_page(desk_of(small), view="table"))
    opened = sent(open_page(desk_of(small), view="table", open="later.table"))
    assert len(rows(opened)) > len(rows(closed))
    assert opened["strip"]["count"] == closed["strip"]["count"]


def test_wrong_words_in_the_address_are_left_out(small: SmallClinic) -> None:
    data = sent(open_page(desk_of(small), view="pie", show="<script>", open="nothing"))
    assert data["layout"] == "columns"


@pytest.mark.parametrize(
    ("plan_id", "actor"), [("PL-V1-01", STRANGER), ("PL-P-0009-01", PEOPLE["surgeon"]), ("", VIEWER)]
)
def test_what_one_may_not_see_is_not_there(small: SmallClinic, plan_id: str, actor: Practitioner) -> None:
    page = open_page(desk_of(small, actor), plan_id)
    assert [error.value for error in page.error] == ["No such record, or not one you may see."]
    assert [title.value for title in page.title] == ["Plan"]
    assert not page.get("bidi_component")


def test_a_viewer_reads_and_exports_and_writes_nothing(small: SmallClinic) -> None:
    page = open_page(desk_of(small, VIEWER), show="open")
    assert not any("done" in row for row in rows(sent(page)))
    assert [button.label for button in page.button] == ["Where it is held up"]
    assert file_buttons(page) == {"Export CSV": True}


def test_done_and_undo_are_said_in_the_strip(small: SmallClinic, monkeypatch: pytest.MonkeyPatch) -> None:
    desk = desk_of(small)
    line = next(one for one in _board(desk).lines if one.role == "surgeon" and one.readiness == "ready")
    kept = _session(monkeypatch)
    handle(desk, Act(ActKind.NOT_NEEDED, line.id, line.version, "No images yet", NONCE))
    strip = kept["strip-said"]
    assert strip.undo and strip.text.startswith(f"Not needed: {line.title}, V1")
    assert small.task("PL-V1-01", line.key).outcome is Outcome.NOT_NEEDED
    handle(desk, Act(ActKind.UNDO, strip.undo, 0, "", "c" * 32))
    assert kept["strip-said"].text.startswith("Undone: ")
    assert small.task("PL-V1-01", line.key).is_open


def test_a_refused_act_is_said_and_changes_nothing(small: SmallClinic, monkeypatch: pytest.MonkeyPatch) -> None:
    desk = desk_of(small, VIEWER)
    line = _board(desk).lines[0]
    kept = _session(monkeypatch)
    handle(desk, Act(ActKind.AS_PLANNED, line.id, line.version, "", NONCE))
    assert kept["strip-said"].refused
    assert small.plan("PL-V1-01").version == 1


def test_a_task_can_be_added_and_a_refusal_says_why(small: SmallClinic, monkeypatch: pytest.MonkeyPatch) -> None:
    desk = desk_of(small)
    _session(monkeypatch)
    refused = added(desk, _board(desk), HandMade(title=" ", role="nurse", due=None), NONCE)
    assert refused == "The task has no title. Write what is to be done."
    assert added(desk, _board(desk), HandMade(title="Call the pharmacy", role="nurse", due=MONDAY), NONCE) == ""
    assert "Call the pharmacy" in {line.title for line in _board(desk).lines}


def test_a_task_to_be_added_is_of_the_own_role_and_a_long_title_is_answered_in_words(small: SmallClinic) -> None:
    page = open_page(desk_of(small, PEOPLE["pain.specialist"]))
    page.button(key="add-task").click().run()
    assert page.selectbox(key="role-new").value == "pain_specialist"
    title = page.text_input(key="title-new-PL-V1-01")
    assert title.proto.max_chars == 0, "the browser drops what is longer, without a word"
    refused = added(desk_of(small), _board(desk_of(small)), HandMade("x" * 301, "nurse", None), NONCE)
    assert refused.startswith("The title: 301 characters; at most 300. Shorten it.")


def test_what_was_added_is_said_with_its_patient(small: SmallClinic, monkeypatch: pytest.MonkeyPatch) -> None:
    kept = _session(monkeypatch)
    assert added(desk_of(small), _board(desk_of(small)), HandMade("x" * 231, "nurse", None), NONCE) == ""
    assert kept["strip-said"].text.startswith(f"Added: {'x' * 231}, V1; it has no date yet: give it")


def test_on_a_patients_screen_only_acts_on_that_patient_are_said_and_taken_back(
    small: SmallClinic, monkeypatch: pytest.MonkeyPatch
) -> None:
    _session(monkeypatch)
    other = small.begin("V2", "failed_fusion")
    strip.say(strip.of_done(other))
    assert strip.said("3 tasks", plan="PL-V1-01") == Strip(count="3 tasks")
    assert strip.said(plan=other.plan_id).undo == strip.said().undo == other.act
    monkeypatch.undo()
    page = open_page(desk_of(small))
    page.session_state["strip-said"] = strip.of_done(other)
    page.run()
    assert not {"text", "undo"} & sent(page)["strip"].keys()


def test_a_question_is_answered_in_place(small: SmallClinic) -> None:
    plan_id = small.begin("V3", "recurrent_disc").plan_id
    page = open_page(desk_of(small), plan_id)
    assert page.button(key="asks-questions").label == "Questions (1)"
    page.button(key="asks-questions").click().run()
    assert page.get("dialog")[0].proto.dialog.title == "Questions (1) · V3"
    assert page.query_params["asks"] == "questions", "a link to what is asked opens it"
    key = f"{plan_id}-claudication"
    page.button(key=f"answer-{key}").click().run()
    assert [error.value for error in page.error] == ["Choose or enter an answer first."]
    page.radio(key=f"value-{key}").set_value("no")
    page.button(key=f"answer-{key}").click().run()
    assert "asks-questions" not in {button.key for button in page.button}
    assert [folded.label for folded in page.expander] == ["Depends on a later result (2)"]
    assert sent(page)["strip"]["undo"]


def test_changes_are_looked_at_before_they_apply(small: SmallClinic) -> None:
    surgeon = PEOPLE["surgeon"]
    decisions.decide(small.clinic, "PL-V1-01", "gate.surgery", "yes", actor=surgeon, why="Target found")
    decisions.decide(small.clinic, "PL-V1-01", "gate.surgery", "no", actor=surgeon, why="No target after all")
    page = open_page(desk_of(small))
    waiting = _board(desk_of(small)).changes
    lines = len({change.series for change in waiting})
    assert page.button(key="asks-changes").label == f"Plan changes to look at ({lines})"
    page.button(key="asks-changes").click().run()
    assert len(page.checkbox) == lines < len(waiting), "one line a series"
    assert "**No suspected cause of the plan asks for it any longer**" in [found.value for found in page.markdown]
    assert all(box.label.startswith("Cancel: ") for box in page.checkbox)
    assert any(box.label.endswith(", 4 sessions") for box in page.checkbox)
    page.checkbox[0].uncheck()
    page.button(key="apply-changes").click().run()
    assert "1 change left out" in sent(page)["strip"]["text"]
    assert _board(desk_of(small)).changes == ()


def test_the_file_holds_what_the_filter_shows(small: SmallClinic) -> None:
    desk = desk_of(small)
    found = _board(desk)
    each = shown(found.lines, actor=desk.actor, today=MONDAY)
    assert board_scope(found, Show.ALL, each[Show.ALL]).task_ids is None
    now = board_scope(found, Show.NOW, each[Show.NOW])
    assert now.sessions and now.plan_id == "PL-V1-01"
    assert now.task_ids == tuple(line.id for line in each[Show.NOW].lines)
    assert not board_scope(found, Show.OVERDUE, each[Show.OVERDUE]).sessions


def _board(desk: Desk) -> Board:
    return board(desk.clinic, "PL-V1-01", actor=desk.actor)


def _session(monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """Keep what is said to the session in a plain dict: no browser runs here."""
    kept: dict[str, Any] = {}
    monkeypatch.setattr("careplan.pages.parts.strip.st.session_state", kept)
    return kept


def test_a_red_flag_found_later_is_reported_from_the_board(small: SmallClinic, monkeypatch: pytest.MonkeyPatch) -> None:
    desk = desk_of(small, PEOPLE["nurse"])
    assert "report-flag" in {button.key for button in open_page(desk).button}
    _session(monkeypatch)
    assert reported(desk, "PL-V1-01", (), NONCE) == "Choose what was found."
    assert reported(desk, "PL-V1-01", ("RF01", "RF05"), "b" * 32) == ""
    assert reported(desk, "PL-V1-01", ("RF01",), "c" * 32) == "This red flag is open already."
    task = small.task("PL-V1-01", "RF01")
    assert (task.due, task.priority.value) == (MONDAY, "urgent")
    assert any("possible cauda equina syndrome" in words.value for words in open_page(desk_of(small)).markdown)


def test_a_viewer_has_no_button_to_report_a_red_flag(small: SmallClinic) -> None:
    assert "report-flag" not in {button.key for button in open_page(desk_of(small, VIEWER)).button}


class _Left(Exception):
    """The screen was left, as Streamlit does it: by an exception."""


@pytest.mark.parametrize("screen", ["plan", "patient"])
def test_a_drawer_opens_over_its_own_plan_and_patient_only(
    small: SmallClinic, monkeypatch: pytest.MonkeyPatch, screen: str
) -> None:
    other = small.task(small.begin("V2", "failed_fusion").plan_id, "K03")
    went: list[tuple[str, dict[str, str]]] = []

    def go(self: Desk, page: str, **query: str) -> None:
        went.append((page, query))
        raise _Left

    monkeypatch.setattr(Desk, "go", go)
    whose = {"plan": "PL-V1-01", "patient": "V1"}
    with pytest.raises(_Left):
        monkeypatch.setattr("careplan.pages.parts.drawer.task_in_address", lambda: other.id)
        task_drawer(desk_of(small), **{screen: whose[screen]})
    own = {"plan": "PL-V2-01", "patient": "V2"}
    assert went == [(screen, {"id": own[screen], "task": other.id})]
