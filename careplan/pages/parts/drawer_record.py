"""The lower half of the drawer: what it waits for and unblocks, comments, history, and why it is there."""

from __future__ import annotations

from typing import Final

import streamlit as st

from careplan.coordination.comments import comment
from careplan.coordination.happenings import Happening
from careplan.coordination.neighbours import Neighbour
from careplan.coordination.task_card import TaskCard
from careplan.pages.desk import Desk
from careplan.pages.parts import unsent_text
from careplan.pages.parts.drawer_address import open_drawer
from careplan.pages.parts.drawer_said import draw_refused
from careplan.pages.parts.drawer_state import attempt, field, typed
from careplan.pages.parts.moments import moment_words
from careplan.pages.parts.task_day import TaskDay
from careplan.pages.parts.words import count_words, escape_md, status_mark
from careplan.task import OUTCOME_WORDS, Readiness

_LINKED: Final = 6
"""Neighbours that are shown as links; the rest is counted."""


def draw_neighbours(desk: Desk, card: TaskCard) -> None:
    """Draw what the task waits for and what waits for it, each as a link to its own drawer."""
    goes_on = card.line.readiness is Readiness.READY and card.holding
    draw_links(desk, card, "Would normally wait for" if goes_on else "Waiting on", card.waits)
    draw_links(desk, card, "Unblocks", card.unblocks)


def draw_record(desk: Desk, card: TaskCard) -> None:
    """Draw comments, history and why."""
    names = (f"Comments ({len(card.comments)})", f"History ({len(card.history)})", "Why")
    said, done, why = st.tabs(names)
    with said:
        _comments(desk, card)
    with done:
        for happened in card.history:
            _happened(desk, happened)
        if not card.history:
            st.text("Nothing has been done with this task yet.")
    with why:
        _why(card)


def draw_links(desk: Desk, card: TaskCard, heading: str, tasks: tuple[Neighbour, ...]) -> None:
    """Draw tasks below a heading, each as a link to its own drawer; nothing where there is none."""
    if not tasks:
        return
    st.markdown(f"**{heading}**")
    with st.container(gap="xsmall", key=f"{heading.split()[0].lower()}-{card.line.id}"):
        for task in tasks[:_LINKED]:
            key = f"go-{heading.split()[0].lower()}-{task.id}"
            with st.container(gap=None):
                label = f"{status_mark(task.status).glyph} {escape_md(task.title)}"
                st.button(label, key=key, type="tertiary", on_click=_go, args=(task.id,))
                st.markdown(f":small[:gray[{neighbour_words(desk, task)}]]", width="content")
        if len(tasks) > _LINKED:
            st.markdown(f":gray[and {count_words(len(tasks) - _LINKED, 'more task')}]")


def neighbour_words(desk: Desk, task: Neighbour) -> str:
    """Return whose task it is, and when it is due or how it was closed."""
    state = OUTCOME_WORDS[task.outcome].lower() if task.outcome else ""
    if not state:
        state = TaskDay(task.due, desk.today, ready=False, wanted_by=task.wanted_by).short().text
    more = f", and {count_words(task.more_sessions, 'later session')}" if task.more_sessions else ""
    return f"{escape_md(desk.clinic.role_words(task.role).lower())}, {state}{more}"


def _go(task_id: str) -> None:
    open_drawer(task_id)
    st.rerun()


def _comments(desk: Desk, card: TaskCard) -> None:
    for said in card.comments:
        who = escape_md(desk.clinic.role_words(said.by.role))
        st.markdown(f"**{who}** :gray[{escape_md(said.by.id)}, {moment_words(desk, said.at)}]")
        st.text(said.text)
    if not card.comments:
        st.text("Nothing was said yet.")
    if "task.comment" in card.allowed:
        task_id = card.line.id
        unsent_text.several_lines(desk, "Comment", key=field("comment", task_id))
        st.button("Send", key=field("send", task_id), on_click=_send, args=(desk, task_id))
        draw_refused(desk, task_id, "comments")


def _send(desk: Desk, task_id: str) -> None:
    text = str(typed("comment", task_id))
    attempt(
        desk,
        task_id,
        lambda key: comment(desk.clinic, task_id, text, actor=desk.actor, key=key),
        place="comments",
        clear=("comment",),
    )


def _happened(desk: Desk, happened: Happening) -> None:
    """Draw an entry as one line: what, each field before and after, by whom and when."""
    said = [f"{label}: {before} → {after}" for label, before, after in happened.fields]
    if happened.followed:
        said.append(f"With it: {happened.followed}")
    if happened.reason:
        said.append(f"Reason: {happened.reason}")
    role = desk.clinic.role_words(happened.role) if happened.role else ""
    who = ", ".join(filter(None, (role, happened.by, moment_words(desk, happened.at))))
    st.markdown(" · ".join((f"**{escape_md(happened.words)}**", *map(escape_md, said), f":gray[{escape_md(who)}]")))


def _why(card: TaskCard) -> None:
    why = card.why
    st.markdown("**Done when**")
    for text in why.done_when:
        st.markdown(f"- {escape_md(text)}")
    st.markdown("**Asked for by**")
    for text in why.templates:
        st.markdown(f"- {escape_md(text)}")
    st.markdown(f"**Evidence:** {escape_md('; '.join(why.evidence))}")
    for source in why.sources:
        title = escape_md(source.title or source.id)
        link = f"[{title}]({source.address})" if source.address.startswith("https://") else title
        st.markdown(f"- {link} :gray[{escape_md(source.id)}]")
