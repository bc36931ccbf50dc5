"""What others changed in a plan since the person last looked, who is on the team, and the patient's other plans."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import streamlit as st

from careplan.coordination.audit import OF_PATIENT
from careplan.coordination.authority import may
from careplan.coordination.board import Board
from careplan.coordination.happenings import Happening
from careplan.coordination.overview import Overview, look_at
from careplan.pages.desk import Desk
from careplan.pages.parts.drawer_address import open_drawer
from careplan.pages.parts.moments import moment_words
from careplan.pages.parts.plan_words import cause_badge
from careplan.pages.parts.words import escape_md, show_date
from careplan.plan import PlanStatus

_SHOWN = 8


def overview_news(desk: Desk, overview: Overview, board: Board) -> None:
    """Draw the changes; a first look only begins to follow the plan."""
    st.subheader("Changed since you last looked", anchor=False)
    looked = overview.looked
    if looked.at is None:
        look_at(desk.clinic, board.plan_id, actor=desk.actor)
        st.text("You look at this plan for the first time. From now on, changes by others stand here.")
        return
    if not looked.changes:
        st.text(f"Nothing since {show_date(looked.at.date())}.")
        return
    with st.container(gap="xxsmall"):
        for place, change in enumerate(looked.changes[:_SHOWN]):
            # no links: Streamlit marks one that leads to the screen where it stands as the place where one is
            led = partial(open_drawer, change.task_id) if change.task_id else partial(desk.go, "plan", id=board.plan_id)
            st.button(told_md(desk, change), key=f"news-{place}", type="tertiary", on_click=led)
    more = len(looked.changes) - _SHOWN
    if more > 0:
        st.text(f"{more} more.")
    st.button("Mark as seen", key=f"seen-{board.plan_id}", on_click=_seen(desk, board))


def told_md(desk: Desk, change: Happening) -> str:
    """Return one change in Markdown: what was done to what, by which role, when and why."""
    what = "" if change.task_id else "; ".join(f"{label} {after}" for label, _, after in change.fields)
    words = f"{change.words}: {what}" if what else change.words
    who = escape_md(desk.clinic.role_words(change.role).lower())
    why = f" Reason: {escape_md(change.reason)}" if change.reason else ""
    return f"{escape_md(words)} :small[({who}, {moment_words(desk, change.at)})]{why}"


def overview_team(desk: Desk, board: Board) -> None:
    """Draw who works on the plan, each with the role; who only reads is not of the care team."""
    st.subheader("Team", anchor=False)
    words = desk.clinic.role_words
    order = [role.id for role in desk.clinic.catalogue.roles.values() if not role.account_only]
    members = sorted(
        (one for one in board.members if one.role in order), key=lambda one: (order.index(one.role), one.id)
    )
    st.markdown(" · ".join(f"{escape_md(one.id)} :small[({escape_md(words(one.role))})]" for one in members))


def overview_plans(desk: Desk, overview: Overview) -> None:
    """Draw the plans besides the one on the page; nothing where there is no other."""
    others = overview.plans[1:]
    if not others:
        return
    st.subheader("Earlier plans", anchor=False)
    for row in others:
        with st.container(horizontal=True, vertical_alignment="center", gap="xsmall"):
            st.page_link(desk.pages["plan"], label=escape_md(row.id), query_params={"id": row.id})
            causes = " ".join(cause_badge(desk.clinic.cause_words, *cause) for cause in row.causes)
            status = "open" if row.status is PlanStatus.OPEN else "closed"
            st.markdown(f"{causes} {status}, since {show_date(row.start)}", width="content")


def overview_history(desk: Desk, patient_id: str, plan_id: str = "") -> None:
    """Draw the ways to the versions of the plan, and to all that was done and read in the record, for who may read it.

    `plan_id` is empty where the patient has no plan.
    """
    if plan_id:
        st.page_link(desk.pages["versions"], label="Versions of the plan", query_params={"id": plan_id})
    if may(desk.clinic.catalogue, desk.actor, OF_PATIENT):
        st.page_link(desk.pages["audit"], label="History of this record", query_params={"patient": patient_id})


def _seen(desk: Desk, board: Board) -> Callable[[], None]:
    return lambda: look_at(desk.clinic, board.plan_id, actor=desk.actor)
