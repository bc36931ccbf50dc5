"""The picture of a plan over time: every dated line under its role, and the same in words."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from careplan.coordination.board import Board, board
from careplan.coordination.red_flags import raise_flag
from careplan.coordination.tasks import add
from careplan.draft_plan import HandMade
from careplan.pages.parts.task_rows import name_of
from careplan.pages.parts.timeline import timeline, timeline_words
from careplan.task import Priority, Readiness
from careplan.urgency import ROUTINE
from tests.small_clinic import MONDAY, PEOPLE, SmallClinic, open_small_clinic

TODAY = MONDAY + timedelta(days=14)


@pytest.fixture
def small(tmp_path: Path) -> Iterator[SmallClinic]:
    """A clinic with one plan, two weeks old."""
    clinic = open_small_clinic(tmp_path)
    clinic.begin("V1", "scar_tissue")
    yield clinic.on(TODAY)
    clinic.clinic.store.close()


def _drawn(found: Board, words: Any, theme: str) -> dict[str, Any]:
    chart = timeline(found.lines, today=TODAY, roles=found.roles, words=words, theme=theme)
    drawn: dict[str, Any] = chart.to_dict()
    return drawn


def _values(drawn: dict[str, Any]) -> list[dict[str, Any]]:
    inline = [row for layer in drawn["layer"] for row in layer.get("data", {}).get("values", [])]
    return inline + [row for rows in drawn.get("datasets", {}).values() for row in rows]


def test_every_dated_line_has_a_bar_below_the_name_of_its_role(small: SmallClinic) -> None:
    found = board(small.clinic, "PL-V1-01", actor=PEOPLE["surgeon"])
    drawn = _drawn(found, small.clinic.role_words, "light")
    bars = {row["row"]: row for row in _values(drawn) if "start" in row}
    assert set(bars) == {line.id for line in found.lines if line.due}
    order = drawn["layer"][2]["encoding"]["y"]["scale"]["domain"]
    assert [row for row in order if row in found.roles] == list(found.roles)
    for line in found.lines:
        if line.due:
            heading = max(place for place, row in enumerate(order[: order.index(line.id)]) if row in found.roles)
            assert order[heading] == line.role
            assert date.fromisoformat(bars[line.id]["target"][:10]) == line.due
            reaches = max(line.due, TODAY) if line.is_open and line.pressing(TODAY) < ROUTINE else line.due
            assert date.fromisoformat(bars[line.id]["end"][:10]) == reaches
            assert bars[line.id]["start"] <= bars[line.id]["end"]
            assert bars[line.id]["state"] == ("Late" if line.late_days else "Open")


def test_the_bar_of_urgent_work_reaches_today(small: SmallClinic) -> None:
    raise_flag(small.clinic, "PL-V1-01", "RF02", actor=PEOPLE["nurse"])
    later = small.on(TODAY + timedelta(days=9))
    found = board(later.clinic, "PL-V1-01", actor=PEOPLE["surgeon"])
    today = later.clinic.today()
    chart = timeline(found.lines, today=today, roles=found.roles, words=later.clinic.role_words, theme="light")
    bars = {row["row"]: row for row in _values(chart.to_dict()) if "start" in row}
    past = [line for line in found.lines if line.due and line.due < today and line.is_open]
    urgent = [line for line in past if line.pressing(today) < ROUTINE]
    assert urgent and len(urgent) < len(past)
    for line in past:
        assert (bars[line.id]["end"][:10] == today.isoformat()) == (line in urgent)


def test_ink_follows_the_theme(small: SmallClinic) -> None:
    found = board(small.clinic, "PL-V1-01", actor=PEOPLE["surgeon"])
    inks = {
        theme: _drawn(found, small.clinic.role_words, theme)["layer"][0]["mark"]["color"]
        for theme in ("light", "dark", "x")
    }
    assert inks["light"] == inks["x"] != inks["dark"]


def test_the_words_say_what_the_picture_shows(small: SmallClinic) -> None:
    found = board(small.clinic, "PL-V1-01", actor=PEOPLE["surgeon"])
    dated = [line for line in found.lines if line.due]
    late = sum(line.late_days > 0 for line in dated)
    said = timeline_words(found.lines, today=TODAY)
    assert said.startswith(f"Timeline of {len(dated)} tasks by role, from 5 Mar 2026 to ")
    assert f"today is 16 Mar 2026. {late} late, 0 closed." in said


def test_a_label_tells_the_task_in_whole_on_as_many_lines_as_a_phone_needs(small: SmallClinic) -> None:
    found = board(small.clinic, "PL-V1-01", actor=PEOPLE["surgeon"])
    bars = [row for row in _values(_drawn(found, small.clinic.role_words, "light")) if "start" in row]
    for row in bars:
        told = f"{row['above']} {row['label']}".strip()
        assert told.startswith(name_of(row["full"])) and "…" not in told
        assert len(row["label"]) <= 64


@pytest.mark.parametrize("title", ["(see note)", ": call", "; call", "12. call", "q" * 200, "— —"])
def test_a_title_that_a_person_typed_is_drawn_whatever_it_begins_with(small: SmallClinic, title: str) -> None:
    surgeon = PEOPLE["surgeon"]
    add(small.clinic, "PL-V1-01", HandMade(title, "surgeon", TODAY), actor=surgeon)
    found = board(small.clinic, "PL-V1-01", actor=surgeon)
    bars = [row for row in _values(_drawn(found, small.clinic.role_words, "light")) if row.get("full") == title]
    assert bars and all(name_of(title)[:10] in f"{row['above']} {row['label']}" for row in bars)


def test_a_label_says_which_task_is_a_red_flag_urgent_or_waiting(small: SmallClinic) -> None:
    raise_flag(small.clinic, "PL-V1-01", "RF01", actor=PEOPLE["surgeon"])
    found = board(small.clinic, "PL-V1-01", actor=PEOPLE["surgeon"])
    bars = {row["row"]: row for row in _values(_drawn(found, small.clinic.role_words, "light")) if "start" in row}
    told = {line.id: f"{bars[line.id]['above']} {bars[line.id]['label']}" for line in found.lines if line.due}
    flag = next(line for line in found.lines if line.red_flag)
    assert told[flag.id].strip() == flag.title and bars[flag.id]["status"] == "Red flag"
    first_of_its_role = next(row for row in bars.values() if row["role"] == bars[flag.id]["role"])
    assert first_of_its_role["row"] == flag.id
    urgent = [line for line in found.lines if line.priority is Priority.URGENT and not line.red_flag]
    assert urgent and all(", urgent" in told[line.id] for line in urgent)
    waiting = [line for line in found.lines if line.readiness is Readiness.WAITING and line.due]
    assert waiting and all(told[line.id].endswith(", waiting") for line in waiting)
