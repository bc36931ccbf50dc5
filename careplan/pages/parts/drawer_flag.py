"""The red flag to which the task of the drawer belongs: what to do now, and last its clearing by a clinician."""

from __future__ import annotations

import streamlit as st

from careplan.coordination.flag_card import ClearedCard, FlagCard
from careplan.coordination.red_flags import clear_flag
from careplan.coordination.task_card import TaskCard
from careplan.pages.desk import Desk
from careplan.pages.parts import unsent_text
from careplan.pages.parts.drawer_answers import clashing, given_answers
from careplan.pages.parts.drawer_asks import draw_asks
from careplan.pages.parts.drawer_record import draw_links
from careplan.pages.parts.drawer_reply import draw_replies, draw_reply
from careplan.pages.parts.drawer_said import draw_refused
from careplan.pages.parts.drawer_state import attempt, clashed, field, typed
from careplan.pages.parts.moments import moment_words
from careplan.pages.parts.words import escape_md, label_md, show_date


def draw_what_now(desk: Desk, card: TaskCard) -> None:
    """Draw what is wanted first of an open flag: what to do, who answers by when; then the work that it moves."""
    flag = card.flag
    if flag is None:
        return
    st.markdown("**What to do now**")
    with st.container(gap="xxsmall"):
        for step in flag.steps:
            st.markdown(f"- {escape_md(step)}")
    st.markdown(_answer_words(desk, card, flag))
    st.markdown(_found_words(desk, flag))
    if flag.seen:
        st.markdown(f"What was seen: {escape_md(flag.seen)}")
    draw_replies(desk, flag)
    draw_reply(desk, card)
    draw_links(desk, card, "Urgent because of it", flag.urgent)
    draw_links(desk, card, "Closed since it was found", flag.closed_since)
    draw_links(desk, card, "Held until it is cleared", flag.held)


def _answer_words(desk: Desk, card: TaskCard, flag: FlagCard) -> str:
    """Return who answers and by when a reply is to be recorded; a moment that has passed says so."""
    who = card.line.assignee or f"the {desk.clinic.role_words(card.line.role).lower()}"
    moment = moment_words(desk, flag.reply_by)
    when = f":red[a reply was due {moment}]" if flag.overdue else f"a reply is due by **{moment}**"
    if flag.replies:
        when = f"a reply was due by {moment}, and is recorded"
    return f"{escape_md(flag.urgency)} · {escape_md(who)} answers · {when}"


def _found_words(desk: Desk, flag: FlagCard) -> str:
    """Return who reported the flag and when."""
    who = f"{desk.clinic.role_words(flag.role).lower()}, {flag.by}" if flag.role else flag.by
    return f"Reported by the {escape_md(who)}, {moment_words(desk, flag.at)}"


def draw_cleared(desk: Desk, flag: ClearedCard) -> None:
    """Draw first that a flag was cleared, by whom and why; what was to do while it was open is folded away."""
    who = f"the {desk.clinic.role_words(flag.role).lower()}, {flag.by}," if flag.role else flag.by
    st.markdown(f"**✓ Cleared** by {escape_md(who)} on {show_date(desk.clinic.clock.day_of(flag.at))}")
    with st.container(gap="xxsmall"):
        st.text(f"Finding: {flag.finding}")
        st.text(f"Reason: {flag.reason}")
    with st.expander("What was to do"):
        for step in flag.steps:
            st.markdown(f"- {escape_md(step)}")


def draw_clear_flag(desk: Desk, card: TaskCard) -> None:
    """Draw the form, or who may clear the flag."""
    flag, task_id = card.flag, card.line.id
    if flag is None:
        return
    if "red_flag.clear" not in card.allowed:
        st.info("A primary care doctor, surgeon or pain specialist clears a red flag, with finding and reason.")
        return
    if flag.by == desk.actor.id:
        st.info("You raised this red flag. Another clinician of the team has to clear it.")
        return
    st.markdown("**Clear it**")
    if not flag.replies:
        st.markdown(":orange[No reply is recorded. Record it first, or write in the reason why there was none.]")
    told = draw_asks(desk, card)
    unsent_text.several_lines(desk, "Finding", key=field("finding", task_id))
    why = f"Why “{label_md(flag.definition.suspicion)}” may be cleared"
    unsent_text.one_line(desk, why, key=field("clearing", task_id))
    st.button("Clear red flag", key=field("clear", task_id), type="primary", on_click=_clear, args=(desk, card))
    if not told:
        draw_refused(desk, task_id, "close")


def _clear(desk: Desk, card: TaskCard) -> None:
    flag, task_id = card.flag, card.line.id
    if flag is None:
        return
    answers = given_answers(card)
    clashed(task_id, clashing(answers))
    attempt(
        desk,
        task_id,
        lambda key: clear_flag(
            desk.clinic,
            flag.plan_id,
            flag.definition.id,
            finding=str(typed("finding", task_id)),
            reason=str(typed("clearing", task_id)),
            answers=answers,
            actor=desk.actor,
            key=key,
        ),
        clear=("finding", "clearing"),
        place="close",
        leave=True,
    )
