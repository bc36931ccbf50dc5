"""The task drawer: it opens on any screen whose address names a task, and closing it takes the task out again."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from careplan.coordination.task_card import TaskCard, task_card
from careplan.errors import CarePlanError, NotFound
from careplan.pages.desk import Desk
from careplan.pages.parts.drawer_acts import draw_acts
from careplan.pages.parts.drawer_address import close_drawer, task_in_address
from careplan.pages.parts.drawer_flag import draw_cleared, draw_what_now
from careplan.pages.parts.drawer_handed import draw_handed
from careplan.pages.parts.drawer_record import draw_neighbours, draw_record
from careplan.pages.parts.drawer_safety import draw_safety
from careplan.pages.parts.drawer_said import draw_refused, draw_said
from careplan.pages.parts.drawer_state import leave_drawer, look_at, look_away, note_to_comment
from careplan.pages.parts.emergency import emergency_door
from careplan.pages.parts.moments import moment_words, overdue_words
from careplan.pages.parts.task_rows import day_of, held_words, series_words
from careplan.pages.parts.words import RED_FLAG, escape_md, label_md, role_mark, show_date, status_mark, unbroken
from careplan.task import OUTCOME_WORDS, Readiness

_WIDTH_PX = 600


def task_drawer(desk: Desk, *, patient: str = "", plan: str = "") -> bool:
    """Draw the drawer of the task in the address; return whether there is one.

    `patient`, `plan`: whose screen it is, or that of which plan. The drawer of any other task opens on its own screen,
    for what stands around a drawer is read as what belongs to its task.
    """
    task_id = task_in_address()
    if not task_id:
        look_away()
        return False
    try:
        card = task_card(desk.clinic, task_id, desk.actor)
    except CarePlanError as error:
        refused = error
        _dialog("Task", close_drawer, lambda: _not_here(desk, task_id, refused))
        return True
    line = card.line
    is_elsewhere = card.reads_until and not (plan or patient)
    if is_elsewhere or (plan and plan != line.plan_id):
        desk.go("plan", id=line.plan_id, task=line.id)
    if patient and patient != line.patient_id:
        desk.go("patient", id=line.patient_id, task=line.id)
    look_at(line.id, line.version)
    title = f"{escape_md(line.title)} · {escape_md(unbroken(line.patient_id))}"
    _dialog(title, lambda: leave_drawer(line.id), lambda: _draw(desk, line.id, line.version))
    return True


def _not_here(desk: Desk, task_id: str, error: CarePlanError) -> None:
    st.text(str(error))
    place = emergency_door(desk, task_id) if isinstance(error, NotFound) else None
    if place:
        desk.go("plan", id=place.plan_id, task=place.task_id)


def _dialog(title: str, closed: Callable[[], None], draw: Callable[[], None]) -> None:
    st.dialog(title, width=_WIDTH_PX, position="right", on_dismiss=closed)(draw)()


def _draw(desk: Desk, task_id: str, version: int) -> None:
    """Draw the drawer's content; read again at each run, because the drawer is drawn again by itself.

    `version` is the task's when the whole screen was drawn: once somebody has changed it, the list behind is old too.
    """
    try:
        card = task_card(desk.clinic, task_id, desk.actor)
    except CarePlanError as error:
        st.text(str(error))
        return
    if card.line.version != version:
        st.rerun()
    _heading(desk, card)
    _closed_meanwhile(desk, card)
    draw_safety(desk, card)
    draw_handed(desk, card)
    draw_acts(desk, card)
    draw_neighbours(desk, card)
    draw_record(desk, card)


def _heading(desk: Desk, card: TaskCard) -> None:
    line = card.line
    status = status_mark(line.status, line.readiness or Readiness.READY)
    role = role_mark(desk.clinic.catalogue.roles[line.role])
    parts = [
        f":{status.tone or 'gray'}-badge[{status.glyph} {escape_md(status.word)}]",
        f":{role.tone}[{role.glyph}] {escape_md(role.word)}",
    ]
    if line.assignee:
        parts.append(escape_md(line.assignee))
    if card.covered_by:
        parts.append(f"covered by {escape_md(card.covered_by.by)} until {show_date(card.covered_by.until)}")
    parts.append(_when(desk, card))
    if series := series_words(line, desk.today):
        parts.append(label_md(series))
    st.markdown("  ·  ".join(part for part in parts if part))
    for flag in card.other_flags:
        st.markdown(f":red[**{RED_FLAG.glyph} Red flag open: {escape_md(flag)}**]")
    draw_said(desk, card)
    if line.for_role:
        st.markdown(
            f"Written for the {escape_md(desk.clinic.role_words(line.for_role).lower())}; nobody on the team is one."
        )
    if card.flag:
        draw_what_now(desk, card)
    elif card.cleared:
        draw_cleared(desk, card.cleared)
    else:
        st.markdown(escape_md(card.why.why))
    _closed(desk, card)
    if card.note:
        st.text(f"Note: {card.note}")


def _closed(desk: Desk, card: TaskCard) -> None:
    """Say of a closed task how it was closed and by whom, and below it what was answered."""
    closing, outcome = card.closing, card.line.outcome
    if outcome and card.at_intake:
        day, by = card.at_intake
        st.markdown(
            f"**{OUTCOME_WORDS[outcome]}** · Closed by the intake of {show_date(day)}, entered by {escape_md(by)}"
        )
    if closing is None or outcome is None:
        return
    who = f"by the {desk.clinic.role_words(closing.role).lower()}, {closing.by}, {moment_words(desk, closing.at)}"
    st.markdown(f"**{OUTCOME_WORDS[outcome]}** · {escape_md(who)}")
    lines = [f"{label}: {after}" for label, _, after in closing.fields if after != card.note]
    if closing.reason:
        lines.append(f"Reason: {closing.reason}")
    with st.container(gap="xxsmall"):
        for line in lines:
            st.text(line)


def _when(desk: Desk, card: TaskCard) -> str:
    line = card.line
    if card.flag and card.flag.overdue:
        return f":red[**{overdue_words(desk, card.flag.reply_by)}**]"
    if line.is_open and line.due is None:
        return f"needs {escape_md(line.no_date)}" if line.no_date else ""
    said = day_of(line, desk.today).in_full()
    day = f":{said.tone}[{label_md(said.text)}]" if said.tone else label_md(said.text)
    return f"{label_md(held_words(line))}, {day}" if line.readiness is Readiness.HELD else day


def _closed_meanwhile(desk: Desk, card: TaskCard) -> None:
    """Say at a task or plan that is closed why the last act was refused; a note that was typed for it is not lost."""
    if card.line.is_open and card.plan_open:
        return
    task_id = card.line.id
    draw_refused(
        desk,
        task_id,
        "close",
        "start",
        "again",
        "move",
        "let-go",
        "reply",
        "assign",
        "cancel",
        "acts",
        "hand-off",
        "take-over",
        "send-back",
        "withdraw",
    )
    if note_to_comment(task_id):
        st.markdown("Your note was not saved with the task. It stands under Comments: press Send to keep it.")
