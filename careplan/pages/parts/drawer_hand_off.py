"""Handing the task of the drawer over: to whom, with the briefing that the plan begins; changed or taken back."""

from __future__ import annotations

from typing import Final

import streamlit as st

from careplan.coordination import hand_offs
from careplan.coordination.field_words import field_label
from careplan.coordination.task_card import TaskCard
from careplan.coordination.team import task_roles
from careplan.hand_off import PARTS, Briefing
from careplan.pages.desk import Desk
from careplan.pages.parts import unsent_text
from careplan.pages.parts.drawer_said import draw_refused
from careplan.pages.parts.drawer_state import HANDING, attempt, field, typed
from careplan.pages.parts.words import label_md

_HEIGHTS_PX: Final = {"background": 124, "assessment": 148, "request": 124}
_LOW_PX: Final = 80
_USED: Final = (*PARTS, "to-role", "to-person", "hand-behalf", HANDING)


def draw_hand_off_button(card: TaskCard) -> None:
    """Draw what opens the form, for whoever may hand the task over, and what takes an open offer back."""
    if card.briefing is None:
        return
    task_id = card.line.id
    open_offer = card.hand_off is not None and card.hand_off.is_open
    label = "Change the request" if open_offer else "Hand off"
    st.button(label, key=field("hand-off", task_id), on_click=_toggle, args=(task_id,))


def draw_hand_off(desk: Desk, card: TaskCard) -> None:
    """Draw the form that the button opens, across the drawer."""
    if card.briefing is None or not st.session_state.get(field(HANDING, card.line.id)):
        return
    known = card.hand_off if card.hand_off and card.hand_off.is_open else None
    with st.container(border=True, key=field("hand-off-box", card.line.id)):
        if known is None:
            _to_whom(desk, card)
        if not card.own:
            _behalf(desk, card)
        _parts(desk, card, known.told if known else card.briefing)
        draw_refused(desk, card.line.id, "hand-off", "withdraw")
        with st.container(horizontal=True, gap="small", key=field("hand-off-acts", card.line.id)):
            if known:
                _button(desk, card, "Save the request", change=True)
                key = field("withdraw", card.line.id)
                st.button("Withdraw the hand-off", key=key, on_click=_withdraw, args=(desk, card))
            else:
                _button(desk, card, _offer_words(desk, card), change=False)


def _to_whom(desk: Desk, card: TaskCard) -> None:
    """Draw the roles that can answer, each one press, and the persons of the chosen one."""
    task_id = card.line.id
    held = {member.role for member in card.team}
    roles = {role.id: role.label for role in task_roles(desk.clinic) if role.id in held and role.id != card.line.role}
    st.pills("Hand off to", list(roles), key=field("to-role", task_id), format_func=lambda role: label_md(roles[role]))
    people = [member.id for member in card.team if member.role == typed("to-role", task_id, None)]
    if people:
        st.selectbox(
            "Person",
            [None, *people],
            key=field("to-person", task_id),
            format_func=lambda name: name or "Anybody of that role",
        )


def _behalf(desk: Desk, card: TaskCard) -> None:
    role = desk.clinic.role_words(card.line.role).lower()
    label = f"Hand off on behalf of the {label_md(role)}, because"
    unsent_text.one_line(desk, label, key=field("hand-behalf", card.line.id), known=card.behalf_reason)


def _parts(desk: Desk, card: TaskCard, told: Briefing) -> None:
    for name, known in told.texts().items():
        label = label_md(field_label(desk.clinic, name))
        height = _HEIGHTS_PX.get(name, _LOW_PX)
        unsent_text.several_lines(desk, label, key=field(name, card.line.id), height=height, known=known)


def _offer_words(desk: Desk, card: TaskCard) -> str:
    role = typed("to-role", card.line.id, None)
    return f"Hand to the {desk.clinic.role_words(role).lower()}" if role else "Hand over"


def _button(desk: Desk, card: TaskCard, words: str, *, change: bool) -> None:
    key = field("hand-over", card.line.id)
    st.button(label_md(words), key=key, type="primary", on_click=_change if change else _offer, args=(desk, card))


def _toggle(task_id: str) -> None:
    st.session_state[field(HANDING, task_id)] = not st.session_state.get(field(HANDING, task_id))


def _entered(task_id: str) -> Briefing:
    return Briefing(**{name: str(typed(name, task_id)) for name in PARTS})


def _offer(desk: Desk, card: TaskCard) -> None:
    task_id = card.line.id
    told, behalf = _entered(task_id), "" if card.own else str(typed("hand-behalf", task_id))
    role, person = typed("to-role", task_id, None), typed("to-person", task_id, None)
    attempt(
        desk,
        task_id,
        lambda key: hand_offs.offer(
            desk.clinic,
            task_id,
            told,
            actor=desk.actor,
            to_role=role,
            to_person=person,
            on_behalf_because=behalf,
            seen=card.line.version,
            key=key,
        ),
        place="hand-off",
        clear=_USED,
    )


def _change(desk: Desk, card: TaskCard) -> None:
    task_id = card.line.id
    told, behalf = _entered(task_id), "" if card.own else str(typed("hand-behalf", task_id))
    attempt(
        desk,
        task_id,
        lambda key: hand_offs.change_request(
            desk.clinic,
            task_id,
            told,
            actor=desk.actor,
            on_behalf_because=behalf,
            seen=card.line.version,
            key=key,
        ),
        place="hand-off",
        clear=_USED,
    )


def _withdraw(desk: Desk, card: TaskCard) -> None:
    task_id = card.line.id
    behalf = "" if card.own else str(typed("hand-behalf", task_id))
    attempt(
        desk,
        task_id,
        lambda key: hand_offs.withdraw(desk.clinic, task_id, actor=desk.actor, on_behalf_because=behalf, key=key),
        place="withdraw",
        clear=_USED,
    )
