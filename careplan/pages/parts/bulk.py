"""What is done with several selected tasks at once: another day, another role or person."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date
from typing import Final
from uuid import uuid4

import streamlit as st

from careplan.coordination.bulk import change_tasks, moved_words, titles_of
from careplan.coordination.tasks import Making, assigning, moving
from careplan.coordination.team import colleagues, task_roles
from careplan.errors import CarePlanError, InvalidInput
from careplan.pages.desk import Desk
from careplan.pages.parts import strip
from careplan.pages.parts.day_row import day_field
from careplan.pages.parts.words import count_words, label_md, unbroken_ids
from careplan.pressed import Chosen

_CHOSEN: Final = "tasks-chosen"
_DAY, _ROLE, _PERSON, _PRESS = "day-chosen", "role-chosen", "person-chosen", "press-chosen"
_AS_IT_IS: Final = "as it is"
_NOBODY: Final = "Nobody by name"

Change = Callable[[Chosen], Making]


def choose(chosen: Sequence[Chosen]) -> None:
    """Keep which tasks were selected, with the versions that were on the screen; the page then draws the dialog."""
    st.session_state[_CHOSEN] = tuple(chosen)
    st.session_state[_PRESS] = uuid4().hex


def chosen_tasks() -> tuple[Chosen, ...]:
    """Return the tasks that are selected for a change."""
    chosen: tuple[Chosen, ...] = st.session_state.get(_CHOSEN, ())
    return chosen


def bulk_dialog(desk: Desk) -> None:
    """Draw the dialog while tasks are selected for a change."""
    chosen = chosen_tasks()
    if chosen:
        st.dialog(f"Change {count_words(len(chosen), 'task')}", on_dismiss=_forget)(_draw)(desk, chosen)


def _draw(desk: Desk, chosen: tuple[Chosen, ...]) -> None:
    for title in titles_of(desk.clinic, desk.actor, [one.id for one in chosen]):
        st.text(unbroken_ids(title))
    with st.container(horizontal=True, vertical_alignment="bottom"):
        day_field("Due", key=_DAY)
        st.button("Move date", key="bulk-move", on_click=_move, args=(desk, chosen))
    words = {role.id: role.label for role in task_roles(desk.clinic)}
    people = [person.id for person in colleagues(desk.clinic, desk.actor)]
    with st.container(horizontal=True, vertical_alignment="bottom"):
        st.selectbox("Role", [_AS_IT_IS, *words], key=_ROLE, format_func=lambda role: words.get(role, "Role as it is"))
        st.selectbox("Person", [_NOBODY, *people], index=None, placeholder="Choose", key=_PERSON)
        nothing = _role() is None and st.session_state.get(_PERSON) is None
        st.button("Assign", key="bulk-assign", on_click=_assign, args=(desk, chosen), disabled=nothing)
    refused = strip.said()
    if refused.refused:
        st.error(label_md(refused.text))


def _move(desk: Desk, chosen: tuple[Chosen, ...]) -> None:
    day: date | None = st.session_state.get(_DAY)
    if day is None:
        strip.say(strip.of_refusal(InvalidInput("Choose the new due date first, then press Move date.")))
        return
    _change(desk, chosen, lambda one: moving(day, seen=one.version), moved_words(desk.clinic, day))


def _role() -> str | None:
    """Return the role that was chosen; None where it stays as it is."""
    role = st.session_state.get(_ROLE, _AS_IT_IS)
    return None if role == _AS_IT_IS else str(role)


def _assign(desk: Desk, chosen: tuple[Chosen, ...]) -> None:
    to_role, named = _role(), st.session_state.get(_PERSON)
    person = None if named == _NOBODY else named
    whom = person or (f"the {desk.clinic.role_words(to_role).lower()}" if to_role else "nobody by name")
    change: Change = lambda one: assigning(role=to_role, assignee=person, seen=one.version)  # noqa: E731 - one line
    _change(desk, chosen, change, f"Assigned to {whom}")


def _change(desk: Desk, chosen: tuple[Chosen, ...], change: Change, words: str) -> None:
    makings = {one.id: change(one) for one in chosen}
    try:
        done = change_tasks(desk.clinic, makings, words, actor=desk.actor, key=st.session_state.get(_PRESS))
    except CarePlanError as error:
        strip.say(strip.of_refusal(error))
    else:
        strip.say(replace(strip.of_done(done), ends_selection=done.act))
        _forget()
    st.rerun()


def _forget() -> None:
    st.session_state.pop(_CHOSEN, None)
