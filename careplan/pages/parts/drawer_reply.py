"""The reply to the red flag of the drawer: what was recorded of it, and recording who was reached and what was done."""

from __future__ import annotations

import streamlit as st

from careplan.coordination.flag_card import FlagCard
from careplan.coordination.flag_reply import Reply, reply_to_flag
from careplan.coordination.task_card import TaskCard
from careplan.pages.desk import Desk
from careplan.pages.parts import unsent_text
from careplan.pages.parts.drawer_said import draw_refused
from careplan.pages.parts.drawer_state import attempt, field, typed
from careplan.pages.parts.moments import moment_words
from careplan.pages.parts.words import escape_md


def draw_replies(desk: Desk, flag: FlagCard) -> None:
    """Draw every reply that was recorded, the newest first."""
    for reply in flag.replies:
        st.markdown(_words(desk, reply))


def _words(desk: Desk, reply: Reply) -> str:
    who = f"the {desk.clinic.role_words(reply.role).lower()}, {reply.by}"
    told = f"{escape_md(reply.reached)}: {escape_md(reply.reply)}"
    return f"**✓ Reply**, {moment_words(desk, reply.at)}, by {escape_md(who)}. {told}"


def draw_reply(desk: Desk, card: TaskCard) -> None:
    """Draw what records a reply, for whoever may: the flag stays open, but no reply is missing any more."""
    if card.flag is None or not card.plan_open or "red_flag.reply" not in card.allowed:
        return
    task_id = card.line.id
    words = "Record another reply" if card.flag.replies else "Record the reply"
    with st.expander(words, key=field("reply-box", task_id)):
        unsent_text.one_line(desk, "Who was reached", key=field("reached", task_id))
        unsent_text.several_lines(desk, "What was done", key=field("reply", task_id))
        draw_refused(desk, task_id, "reply")
        st.button("Record reply", key=field("reply-now", task_id), on_click=_reply, args=(desk, card, card.flag))


def _reply(desk: Desk, card: TaskCard, flag: FlagCard) -> None:
    task_id = card.line.id
    attempt(
        desk,
        task_id,
        lambda key: reply_to_flag(
            desk.clinic,
            flag.plan_id,
            flag.definition.id,
            reached=str(typed("reached", task_id)),
            reply=str(typed("reply", task_id)),
            actor=desk.actor,
            key=key,
        ),
        place="reply",
        clear=("reached", "reply"),
    )
