"""The patient's goals: in the person's words, how far each is reached, and the form to set one."""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial
from textwrap import shorten
from typing import Final

import streamlit as st

from careplan.coordination.authority import may
from careplan.coordination.board import Board
from careplan.coordination.goal_words import goal_words
from careplan.coordination.goals import LIFECYCLE_WORDS, GoalLine, goal_measures, set_goal
from careplan.goal import MOST_GOALS, Achievement, Lifecycle
from careplan.goal_acts import GoalEntry, entry_of
from careplan.pages.desk import Desk
from careplan.pages.parts import unsent_text
from careplan.pages.parts.day_row import day_field
from careplan.pages.parts.goal_words import ACHIEVEMENTS, MOST_CHARACTERS, achievement_mark
from careplan.pages.parts.list_acts import attempt
from careplan.pages.parts.overview_forms import Form, form_button
from careplan.pages.parts.words import escape_md

_NEW: Final = "goal-new"
_NEW_WORDS: Final = "Add goal"


def overview_goals(desk: Desk, board: Board) -> None:
    """Draw every goal: those that are sought, then the others in a fold."""
    sought = [line for line in board.goals if line.goal.is_sought]
    ended = [line for line in board.goals if not line.goal.is_sought]
    st.subheader("Goals", anchor=False)
    _lines(desk, board, sought)
    if not sought:
        st.text("No goal in the person’s own words yet." if not ended else "No goal is sought any more.")
    if _may(desk, board) and len(sought) < MOST_GOALS:
        form_button(_NEW_WORDS, _NEW)
    if ended:
        with st.expander(f"Goals that have ended ({len(ended)})", key="goals-ended"):
            _lines(desk, board, ended)


def goal_forms(desk: Desk, board: Board) -> dict[str, Form]:
    """Return the forms behind these buttons, by key."""
    if not _may(desk, board):
        return {}
    forms = {_key(line): Form(f"Goal {line.goal.number}", partial(_form, desk, board, line)) for line in board.goals}
    return {_NEW: Form(_NEW_WORDS, partial(_form, desk, board, None)), **forms}


def goal_md(desk: Desk, line: GoalLine) -> str:
    """Return one goal in Markdown: “Walk 30 minutes”, a sign for how far it is, and how far in numbers."""
    mark = achievement_mark(line)
    said = escape_md(shorten(line.goal.words, MOST_CHARACTERS, placeholder="…"))
    told = goal_words(line, desk.clinic.role_words)
    sign = f":{mark.tone}-badge[{mark.glyph} {escape_md(mark.word)}]"
    return f"“{said}” {sign}" + (f"  \n:small[{escape_md(told)}]" if told else "")


def _lines(desk: Desk, board: Board, lines: Iterable[GoalLine]) -> None:
    for line in lines:
        with st.container(horizontal=True, vertical_alignment="center", gap="small"):
            st.markdown(goal_md(desk, line), width="stretch")
            if len(line.goal.words) > MOST_CHARACTERS:
                with st.popover("Whole goal", type="tertiary", key=f"whole-{_key(line)}"):
                    st.text(line.goal.words)
            if _may(desk, board):
                form_button("Change", _key(line))


def _may(desk: Desk, board: Board) -> bool:
    return board.is_open and board.reads_until is None and may(desk.clinic.catalogue, desk.actor, "goal.set")


def _key(line: GoalLine) -> str:
    return f"goal-{line.goal.number}"


def _form(desk: Desk, board: Board, line: GoalLine | None) -> None:
    """Draw the form; of a new goal it asks neither how far it is nor whether it is sought."""
    seen = entry_of(line.goal) if line else None
    key = f"{_key(line) if line else _NEW}-{board.plan_id}"
    words_key, why_key = f"goal-words-{key}", f"goal-why-{key}"
    with st.form(f"form-{key}", border=False):
        words = unsent_text.several_lines(
            desk, "Goal in the person’s words", key=words_key, known=seen.words if seen else ""
        )
        entry = _target(desk, seen or GoalEntry(""), key)
        if seen:
            entry = _state(desk, seen, entry, key, why_key)
        sent = st.form_submit_button("Save goal", type="primary", key=f"save-{key}")
    if sent:
        number = line.goal.number if line else None
        wanted = GoalEntry(
            words, entry.measure, entry.target, entry.due, entry.lifecycle, entry.achievement, entry.reason
        )
        attempt(
            lambda: set_goal(desk.clinic, board.plan_id, wanted, actor=desk.actor, number=number, seen=seen),
            used=lambda: unsent_text.sent(desk, words_key, why_key),
        )


def _target(desk: Desk, seen: GoalEntry, key: str) -> GoalEntry:
    """Draw measure, target and day, and return them; all three may stay empty."""
    measures = {measure.id: f"{measure.short} ({measure.number_range.hint})" for measure in goal_measures(desk.clinic)}
    names = list(measures)
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        measure = st.selectbox(
            "Measure (optional)",
            names,
            index=names.index(seen.measure) if seen.measure in measures else None,
            format_func=measures.__getitem__,
            placeholder="None: a person says how far it is",
            key=f"measure-{key}",
            width=300,
        )
        target: float | None = st.number_input(
            "Target value", value=seen.target, step=1.0, format="%g", key=f"target-{key}", width=150
        )
        due = day_field("To be reached by", seen.due, key=f"due-{key}")
    return GoalEntry("", measure, target, due)


def _state(desk: Desk, seen: GoalEntry, entry: GoalEntry, key: str, why_key: str) -> GoalEntry:
    achievements = list(Achievement)
    achievement = st.selectbox(
        "How far it is, where no measure says so",
        achievements,
        index=achievements.index(seen.achievement) if seen.achievement else None,
        format_func=lambda one: ACHIEVEMENTS[one].word,
        placeholder="Not said",
        key=f"achievement-{key}",
    )
    lifecycles = list(Lifecycle)
    lifecycle = st.radio(
        "State",
        lifecycles,
        index=lifecycles.index(seen.lifecycle),
        format_func=LIFECYCLE_WORDS.__getitem__,
        horizontal=True,
        key=f"lifecycle-{key}",
    )
    reason = unsent_text.one_line(desk, "Reason (to cancel it)", key=why_key, known=seen.reason)
    said = None if entry.measure else achievement
    return GoalEntry("", entry.measure, entry.target, entry.due, lifecycle, said, reason)
