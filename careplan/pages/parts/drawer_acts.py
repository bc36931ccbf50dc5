"""What can be done with the task of the drawer: close it, start it, move it, give it away, cancel it."""

from __future__ import annotations

from datetime import date
from functools import partial

import streamlit as st

from careplan.coordination import tasks
from careplan.coordination.task_card import TaskCard
from careplan.coordination.team import task_roles
from careplan.errors import InvalidInput
from careplan.pages.desk import Desk
from careplan.pages.parts import unsent_text
from careplan.pages.parts.day_row import day_field, day_row
from careplan.pages.parts.drawer_done import draw_done
from careplan.pages.parts.drawer_flag import draw_clear_flag
from careplan.pages.parts.drawer_hand_off import draw_hand_off, draw_hand_off_button
from careplan.pages.parts.drawer_reopen import draw_reopen
from careplan.pages.parts.drawer_said import Again, draw_choice, draw_refused
from careplan.pages.parts.drawer_start import draw_start, draw_start_anyway
from careplan.pages.parts.drawer_state import attempt, field, typed, unfolding, version_seen
from careplan.task import Readiness


def draw_acts(desk: Desk, card: TaskCard) -> None:
    """Draw the actions that this person has on this task; a closed one can be opened again."""
    if not (card.line.is_open and card.plan_open):
        draw_reopen(desk, card)
        return
    if card.flag:
        draw_clear_flag(desk, card)
    elif card.may_close and card.line.readiness is not Readiness.HELD:
        draw_done(desk, card)
    with st.container(horizontal=True, gap="small", key=field("acts", card.line.id)):
        if not (card.again or card.stopped):
            draw_start(desk, card)
        _move(desk, card)
        _assign(desk, card)
        draw_hand_off_button(card)
        _cancel(desk, card)
    draw_hand_off(desk, card)
    draw_start_anyway(desk, card)
    draw_refused(desk, card.line.id, "acts")
    draw_choice(
        desk,
        card.line.id,
        {
            "move": Again(partial(_move_now, desk, card), ("day",)),
            "let-go": Again(partial(_let_go, desk, card), ()),
            "assign": Again(partial(_assign_now, desk, card), ("role", "person")),
        },
    )


def _move(desk: Desk, card: TaskCard) -> None:
    if "task.move" not in card.allowed or card.flag:
        return
    task_id = card.line.id
    with unfolding(task_id, "move", "Move date"):
        _offer_due(card)
        with day_row():
            day_field("New due date", key=field("day", task_id))
            st.button("Move", key=field("move", task_id), on_click=_move_now, args=(desk, card))
        draw_refused(desk, task_id, "move")
        if card.by_hand:
            st.button("Back to the template’s day", key=field("let-go", task_id), on_click=_let_go, args=(desk, card))
            draw_refused(desk, task_id, "let-go")


def _offer_due(card: TaskCard) -> None:
    """Let the field start with the due date, and follow it as long as the person has put in no other day."""
    day, offered = field("day", card.line.id), field("day-offered", card.line.id)
    if day not in st.session_state or st.session_state[day] == st.session_state.get(offered):
        st.session_state[day] = card.line.due
    st.session_state[offered] = card.line.due


def _move_now(desk: Desk, card: TaskCard) -> None:
    task_id = card.line.id
    seen = version_seen(task_id, card.line.version)
    attempt(
        desk,
        task_id,
        lambda key: tasks.move(desk.clinic, task_id, _chosen_day(task_id), actor=desk.actor, seen=seen, key=key),
        place="move",
        clear=("day",),
    )


def _chosen_day(task_id: str) -> date:
    day: date | None = typed("day", task_id, None)
    if day is None:
        raise InvalidInput("Choose the new due date first, then press Move.")
    return day


def _let_go(desk: Desk, card: TaskCard) -> None:
    task_id = card.line.id
    seen = version_seen(task_id, card.line.version)
    attempt(
        desk,
        task_id,
        lambda key: tasks.let_date_go(desk.clinic, task_id, actor=desk.actor, seen=seen, key=key),
        place="let-go",
    )


def _assign(desk: Desk, card: TaskCard) -> None:
    if "task.assign" not in card.allowed:
        return
    line = card.line
    roles = {role.id: role.label for role in task_roles(desk.clinic)}
    people = [member.id for member in card.team if member.role in roles]
    with unfolding(line.id, "assign", "Assign"):
        st.selectbox(
            "Role",
            list(roles),
            index=list(roles).index(line.role) if line.role in roles else None,
            key=field("role", line.id),
            format_func=roles.__getitem__,
        )
        named = people.index(line.assignee) + 1 if line.assignee in people else 0
        st.selectbox(
            "Person",
            [None, *people],
            index=named,
            key=field("person", line.id),
            format_func=lambda name: name or "Nobody by name",
        )
        draw_refused(desk, line.id, "assign")
        st.button("Assign", key=field("give", line.id), on_click=_assign_now, args=(desk, card))


def _assign_now(desk: Desk, card: TaskCard) -> None:
    task_id = card.line.id
    role, person = typed("role", task_id, None), typed("person", task_id, None)
    seen = version_seen(task_id, card.line.version)
    attempt(
        desk,
        task_id,
        lambda key: tasks.assign(
            desk.clinic,
            task_id,
            actor=desk.actor,
            role=role if role != card.line.role else None,
            assignee=person,
            seen=seen,
            key=key,
        ),
        place="assign",
        clear=("role", "person"),
    )


def _cancel(desk: Desk, card: TaskCard) -> None:
    if "task.cancel" not in card.allowed or card.flag:
        return
    task_id = card.line.id
    with unfolding(task_id, "cancel", "Cancel task"):
        unsent_text.several_lines(desk, "Reason for cancelling", key=field("cancel", task_id))
        draw_refused(desk, task_id, "cancel")
        st.button("Cancel this task", key=field("cancel-now", task_id), on_click=_cancel_now, args=(desk, task_id))


def _cancel_now(desk: Desk, task_id: str) -> None:
    reason = str(typed("cancel", task_id))
    attempt(
        desk,
        task_id,
        lambda key: tasks.cancel(desk.clinic, task_id, actor=desk.actor, reason=reason, key=key),
        place="cancel",
        clear=("cancel",),
        leave=True,
    )
