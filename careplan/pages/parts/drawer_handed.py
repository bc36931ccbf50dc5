"""What the drawer says of the last hand-off of its task, and how an open one is answered."""

from __future__ import annotations

import streamlit as st

from careplan.coordination import hand_offs
from careplan.coordination.field_words import field_label
from careplan.coordination.task_card import TaskCard
from careplan.hand_off import TOLD, HandOff, HandOffState
from careplan.hand_off_acts import offered_to
from careplan.pages.desk import Desk
from careplan.pages.parts import unsent_text
from careplan.pages.parts.drawer_said import draw_refused
from careplan.pages.parts.drawer_state import attempt, field, typed, unfolding, version_seen
from careplan.pages.parts.lead import lead_to
from careplan.pages.parts.moments import moment_words
from careplan.pages.parts.words import HANDED, escape_md


def draw_handed(desk: Desk, card: TaskCard) -> None:
    """Draw the hand-off of an open task: what is asked for, to be answered; or how it was answered."""
    known = card.hand_off
    if known is None or known.state not in TOLD or not card.line.is_open:
        return
    with st.container(border=True, key=field("handed", card.line.id)):
        st.markdown(f"**{HANDED.glyph} {escape_md(_state_words(desk, known))}**")
        st.markdown(f":small[:gray[{escape_md(_who(desk, known))}]]")
        if known.is_open:
            _told(desk, known)
        else:
            with st.expander("What was handed over"):
                _told(desk, known)
        if card.may_answer:
            _answer(desk, card)


def _state_words(desk: Desk, known: HandOff) -> str:
    to = offered_to(desk.clinic.role_words, known)
    match known.state:
        case HandOffState.ACCEPTED:
            return f"Accepted by {known.answered_by}: “{known.confirmed}”"
        case HandOffState.SENT_BACK:
            return f"Sent back by {known.answered_by}: {known.reason}"
        case _:
            return f"Handed to {to}, not yet accepted"


def _who(desk: Desk, known: HandOff) -> str:
    """Return who offered it when, and whose it is meanwhile."""
    role = desk.clinic.role_words(known.from_role).lower()
    offered = f"Handed off by {known.by}, {moment_words(desk, known.at)}"
    if known.is_open:
        return f"{offered}. Until it is accepted, the {role} stays accountable."
    to = desk.clinic.role_words(known.to_role).lower()
    return f"{offered}, by the {role} to the {to}."


def _told(desk: Desk, known: HandOff) -> None:
    for name, text in known.told.texts().items():
        if text:
            with st.container(gap=None):
                st.markdown(f":small[**{escape_md(field_label(desk.clinic, name))}**]")
                st.text(text)


def _answer(desk: Desk, card: TaskCard) -> None:
    task_id = card.line.id
    unsent_text.one_line(desk, "The request in your own words", key=field("confirm", task_id))
    draw_refused(desk, task_id, "take-over")
    if begun := str(typed("answering", task_id)):
        lead_to(
            [field("confirm", task_id)], refusal=begun, says="", beside=field("answers", task_id), key="answer-lead"
        )
    with st.container(horizontal=True, gap="small", key=field("answers", task_id)):
        st.button("Accept", key=field("take-over", task_id), type="primary", on_click=_accept, args=(desk, card))
        with unfolding(task_id, "send-back", "Send back"):
            unsent_text.several_lines(desk, "Reason for sending it back", key=field("back", task_id))
            draw_refused(desk, task_id, "send-back")
            st.button("Send it back", key=field("send-back", task_id), on_click=_send_back, args=(desk, card))


def _accept(desk: Desk, card: TaskCard) -> None:
    task_id = card.line.id
    confirmed = str(typed("confirm", task_id))
    seen = version_seen(task_id, card.line.version)
    attempt(
        desk,
        task_id,
        lambda key: hand_offs.accept(desk.clinic, task_id, confirmed=confirmed, actor=desk.actor, seen=seen, key=key),
        place="take-over",
        clear=("confirm", "back"),
        leave=True,
    )


def _send_back(desk: Desk, card: TaskCard) -> None:
    task_id = card.line.id
    reason = str(typed("back", task_id))
    attempt(
        desk,
        task_id,
        lambda key: hand_offs.send_back(desk.clinic, task_id, reason=reason, actor=desk.actor, key=key),
        place="send-back",
        clear=("confirm", "back"),
        leave=True,
    )
