"""Dates, late days and marks as screens show them; other people's text shown as it stands."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as some

from careplan.pages.parts import tasks, words
from careplan.pages.parts.words import (
    GLYPHS,
    Shape,
    count_words,
    escape_md,
    label_md,
    late_words,
    role_mark,
    short_date,
    show_date,
    status_mark,
    unbroken_ids,
)
from careplan.task import Readiness, TaskStatus
from careplan.team import Role

TODAY = date(2026, 3, 9)


def test_dates_have_no_leading_zero_and_name_the_year_where_it_is_another() -> None:
    assert show_date(TODAY) == "9 Mar 2026"
    assert short_date(TODAY, today=TODAY) == "9 Mar"
    assert short_date(date(2027, 1, 4), today=TODAY) == "4 Jan 2027"


def test_late_days_and_counts_are_words() -> None:
    assert [late_words(days) for days in (-1, 0, 1, 7)] == ["", "", "1 day late", "7 days late"]
    assert [count_words(number, "reply", "replies") for number in (0, 1, 2)] == ["0 replies", "1 reply", "2 replies"]


def test_no_two_roles_share_shape_and_colour_and_each_keeps_its_name() -> None:
    ids = ("primary_care", "surgeon", "physical_therapist", "pain_specialist")
    ids += ("care_coordinator", "physiatrist", "psychologist", "nurse", "chaplain")
    marks = [role_mark(Role(id=role, label=role.title())) for role in ids]
    assert len({mark.shape for mark in marks}) == len(ids)
    assert [mark.word for mark in marks] == [role.title() for role in ids]


def test_every_state_of_a_task_has_a_sign_of_its_own() -> None:
    open_ones = [status_mark(TaskStatus.TODO, readiness) for readiness in Readiness]
    rest = [status_mark(status) for status in TaskStatus if status is not TaskStatus.TODO]
    assert len({mark.shape for mark in (*open_ones, *rest)}) == len(Readiness) + len(TaskStatus) - 1


def test_work_that_was_begun_shows_a_hold_but_no_wait() -> None:
    assert status_mark(TaskStatus.IN_PROGRESS, Readiness.HELD).word == "Held"
    assert status_mark(TaskStatus.IN_PROGRESS, Readiness.WAITING).word == "In progress"
    assert status_mark(TaskStatus.DONE, Readiness.HELD).word == "Done"


def test_the_component_can_draw_every_shape_and_text_has_a_character_for_it() -> None:
    script = Path(tasks.__file__).with_name("shapes.js").read_text("utf-8")
    drawn = set(re.findall(r"^  (\w+): \[", script, flags=re.MULTILINE))
    assert drawn >= {shape.value for shape in Shape}
    assert set(GLYPHS) == set(Shape)
    assert words.RED_FLAG.glyph == "⚑"


def test_plain_text_stays_readable_and_copyable() -> None:
    assert escape_md("MRI at 10:41, L4 fused") == r"MRI at 10\:41\, L4 fused"
    assert escape_md("two\n lines\tof  text") == "two lines of text"


def test_a_label_is_read_out_without_backslashes_where_nothing_would_be_read_differently() -> None:
    plain = "X-ray with flexion (L4-L5), 0 to 27: not obtained? “Mr. O'Neill” 50 % at 10:41"
    assert label_md(plain).replace("10\\:", "10:") == plain
    assert label_md("**b** [l](x) :red[y] `c` $d$ - e") == r"\*\*b\*\* \[l\](x) \:red\[y\] \`c\` \$d\$ - e"


def test_direction_and_control_characters_become_visible() -> None:
    assert escape_md("a\u202eb\x00c\u200bd") == r"a⟨U\+202E⟩b⟨U\+0000⟩c⟨U\+200B⟩d"


@given(some.text())
def test_escaping_leaves_no_bare_punctuation_and_no_line_break(text: str) -> None:
    shown = escape_md(text)
    assert not re.search(r"[!-/:-@\[-`{-~]", re.sub(r"\\[!-/:-@\[-`{-~]", "", shown))
    assert len(shown.splitlines()) <= 1


def test_no_line_breaks_inside_an_id_that_words_name() -> None:
    shown = unbroken_ids("Moved: MRI, P-0003 (PL-0003-01, T-000012) of pre-operative work")
    assert shown == "Moved: MRI, P‑0003 (PL‑0003‑01, T‑000012) of pre-operative work"
