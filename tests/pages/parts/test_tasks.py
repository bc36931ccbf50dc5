"""What goes to the task list and what may come back from it."""

from __future__ import annotations

import json
import logging
import re
from collections import deque
from importlib.resources import files

import pytest
from hypothesis import given
from hypothesis import strategies as some
from streamlit.testing.v1 import AppTest

from careplan.errors import InvalidInput
from careplan.pages.parts import tasks
from careplan.pages.parts.task_day import Due
from careplan.pages.parts.tasks import DoneWay, Group, Row, Strip, TaskList
from careplan.pages.parts.tasks.component import Answered, receive
from careplan.pages.parts.tasks.contract import wire
from careplan.pages.parts.words import RED_FLAG, status_mark
from careplan.pressed import CHOSEN_LIMIT, NOTE_LIMIT, Act, ActKind, Chosen, parse_act
from careplan.task import Outcome, TaskStatus
from tests.pages.page_of import sent_to

NONCE = "0123456789abcdef" * 2
GOOD: dict[str, object] = {"act": "as_planned", "id": "T-000311", "v": 7, "note": "Fused", "n": NONCE}


def row(task_id: str = "T-000311", **more: object) -> Row:
    plain = Row(
        id=task_id,
        version=7,
        patient="P-0042",
        title="Opioid dose review",
        status=status_mark(TaskStatus.TODO),
        due=Due("9 Mar"),
    )
    return Row(**{name: getattr(plain, name) for name in Row.__slots__} | more)  # type: ignore[arg-type]


# Out


def test_only_what_is_drawn_is_sent() -> None:
    sent = wire(TaskList(groups=(Group("late", "Overdue", rows=(row(),)),), strip=Strip(count="1 open")), (NONCE,))
    assert sent["strip"] == {"count": "1 open"}
    assert sent["acks"] == [NONCE]
    [group] = sent["groups"]  # type: ignore[misc]
    assert group["count"] == 1
    assert group["rows"] == [
        {
            "id": "T-000311",
            "v": 7,
            "patient": "P-0042",
            "title": "Opioid dose review",
            "status": {"shape": "circle", "word": "To do"},
            "due": "9 Mar",
            "done": "menu",
        }
    ]


def test_sixty_cards_fit_the_budget_of_a_screen() -> None:
    rows = tuple(row(f"T-{number:06}", alarm=RED_FLAG, why="unblocks the surgical opinion") for number in range(60))
    assert len(json.dumps(wire(TaskList(groups=(Group("all", "All", rows=rows),)), ()))) < 20_000


def test_a_task_stands_in_one_place_only() -> None:
    with pytest.raises(InvalidInput, match=r"Task T-000311 stands in this list twice\."):
        TaskList(groups=(Group("late", "Overdue", rows=(row(),)), Group("new", "New", rows=(row(),))))
    with pytest.raises(InvalidInput, match=r"Group late stands in this list twice\."):
        TaskList(groups=(Group("late", "Overdue"), Group("late", "Late")))


# Back


def test_an_outcome_comes_back_with_its_version_and_note() -> None:
    act = parse_act(GOOD)
    assert act == Act(ActKind.AS_PLANNED, "T-000311", 7, "Fused", NONCE)
    assert act.outcome is Outcome.AS_PLANNED
    assert parse_act({**GOOD, "act": "open"}).outcome is None


def test_every_outcome_can_be_pressed() -> None:
    assert {parse_act({**GOOD, "act": outcome.value}).outcome for outcome in Outcome} == set(Outcome)
    page = files(tasks).joinpath("tasks.html").read_text("utf-8")
    assert set(re.findall(r'data-act="(\w+)"', page)) == {outcome.value for outcome in Outcome}
    assert "maxlength" not in page, "the browser drops what is longer, without a word"
    assert f"NOTE_MOST = {NOTE_LIMIT};" in files(tasks).joinpath("panel.js").read_text("utf-8")


def test_a_selection_names_tasks_and_the_versions_seen() -> None:
    raw = {"act": "select", "id": "", "v": 0, "note": "", "n": NONCE, "chosen": [["T-000311", 7], ["T-000312", 1]]}
    assert parse_act(raw).chosen == (Chosen("T-000311", 7), Chosen("T-000312", 1))


@pytest.mark.parametrize(
    "odd",
    [
        None,
        "as_planned",
        [],
        {},
        {**GOOD, "act": "delete"},
        {**GOOD, "act": ["as_planned"]},
        {**GOOD, "id": ""},
        {**GOOD, "id": "T-000311\n"},
        {**GOOD, "id": "../T-000311"},
        {**GOOD, "id": "T" * 81},
        {**GOOD, "id": 311},
        {**GOOD, "v": "7"},
        {**GOOD, "v": True},
        {**GOOD, "v": -1},
        {**GOOD, "v": 7.0},
        {**GOOD, "v": 2**31},
        {**GOOD, "n": NONCE.upper()},
        {**GOOD, "n": NONCE[1:]},
        {**GOOD, "note": "x" * (NOTE_LIMIT + 1)},
        {**GOOD, "note": None},
        {**GOOD, "actor": "surgeon"},
        {**GOOD, "act": "select", "chosen": []},
        {**GOOD, "act": "select", "chosen": [["T-1"]]},
        {**GOOD, "act": "select", "chosen": "T-000311"},
        {**GOOD, "act": "select", "chosen": [["T-1", 1]] * (CHOSEN_LIMIT + 1)},
    ],
)
def test_whatever_is_not_an_act_is_refused_without_repeating_it(odd: object) -> None:
    with pytest.raises(InvalidInput) as refused:
        parse_act(odd)
    assert "delete" not in str(refused.value)
    assert "T-" not in str(refused.value)


anything = some.recursive(
    some.none() | some.booleans() | some.integers() | some.floats() | some.text(),
    lambda deeper: some.lists(deeper) | some.dictionaries(some.sampled_from([*GOOD, "chosen"]), deeper),
)


@given(anything)
def test_nothing_the_browser_sends_raises_anything_but_a_refusal(raw: object) -> None:
    try:
        parse_act(raw)
    except InvalidInput as refusal:
        assert str(refusal).endswith(".")


def test_an_act_reaches_the_page_once_even_when_it_is_sent_again() -> None:
    seen: list[Act] = []
    answered: Answered = deque(maxlen=20)
    receive(GOOD, seen.append, answered)
    receive(GOOD, seen.append, answered)
    assert [act.id for act in seen] == ["T-000311"]
    assert list(answered) == [NONCE]


def test_an_act_that_broke_off_is_not_called_answered_and_can_be_sent_again() -> None:
    answered: Answered = deque(maxlen=20)

    def broken(_: Act) -> None:
        raise RuntimeError("the disk is gone")

    with pytest.raises(RuntimeError):
        receive(GOOD, broken, answered)
    assert list(answered) == []
    seen: list[Act] = []
    receive(GOOD, seen.append, answered)
    assert len(seen) == 1


def test_an_odd_act_is_logged_without_its_content_and_goes_nowhere(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.WARNING):
        receive({**GOOD, "v": "secret"}, pytest.fail, deque())
    assert "wrong v" in caplog.text
    assert "secret" not in caplog.text


# On a page


def page_with_one_task() -> None:
    from careplan.pages.parts.tasks import Group, TaskList, task_list
    from tests.pages.parts.test_tasks import row

    task_list(TaskList(groups=(Group("late", "Overdue", rows=(row(),)),)), key="work", on_act=print)


def test_the_page_sends_the_rows_to_the_component() -> None:
    page = AppTest.from_function(page_with_one_task, default_timeout=30).run()
    assert not page.exception
    assert sent_to(page, "tasks")["groups"][0]["rows"][0]["id"] == "T-000311"


def test_a_row_without_done_says_so_by_leaving_it_out() -> None:
    [group] = wire(TaskList(groups=(Group("a", "A", rows=(row(done=DoneWay.NONE),)),)), ())["groups"]  # type: ignore[misc]
    assert "done" not in group["rows"][0]
