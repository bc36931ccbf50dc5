"""Suspected causes: confirmed, refuted, suspected again, or added (PRODUCT 4)."""

from __future__ import annotations

import streamlit as st

from careplan.cause import Certainty, SuspectedCause
from careplan.coordination.authority import may, refusal
from careplan.coordination.board import Board
from careplan.coordination.decisions import add_cause, set_certainty
from careplan.pages.desk import Desk
from careplan.pages.parts.list_acts import attempt
from careplan.pages.parts.plan_words import cause_badge
from careplan.pages.parts.words import show_date

_WORDS = {
    Certainty.SUSPECTED: "Suspected",
    Certainty.CONFIRMED: "Confirmed",
    Certainty.REFUTED: "Refuted",
}


def overview_causes(desk: Desk, board: Board) -> None:
    """Draw each cause with what may be done about it."""
    st.subheader("Suspected causes", anchor=False)
    for cause in board.causes:
        with st.container(horizontal=True, vertical_alignment="center", gap="small"):
            badge = cause_badge(desk.clinic.cause_words, cause.cause, cause.certainty)
            st.markdown(f"{badge} since {show_date(cause.added)}", width="stretch")
            if board.is_open and may(desk.clinic.catalogue, desk.actor, "cause.confirm"):
                with st.popover("Confirm or refute", key=f"certainty-{cause.cause}-{board.version}"):
                    _certainty(desk, board, cause)
    if not may(desk.clinic.catalogue, desk.actor, "cause.confirm"):
        st.caption(refusal(desk.clinic.catalogue, "cause.confirm"))
    if board.is_open and may(desk.clinic.catalogue, desk.actor, "cause.add"):
        with st.popover("Add a suspected cause", key=f"cause-new-{board.version}"):
            _new_cause(desk, board)
    st.caption(desk.clinic.content.notices.notices.cause_panel)


def _certainty(desk: Desk, board: Board, cause: SuspectedCause) -> None:
    with st.form(f"certainty-{cause.cause}", border=False):
        others = [one for one in _WORDS if one is not cause.certainty]
        chosen = st.radio("The cause is", others, format_func=_WORDS.__getitem__, key=f"certainty-of-{cause.cause}")
        reason = st.text_input("Reason", key=f"certainty-why-{cause.cause}", max_chars=2000)
        sent = st.form_submit_button("Save", type="primary", key=f"certainty-save-{cause.cause}")
    if sent:
        attempt(
            lambda: set_certainty(
                desk.clinic, board.plan_id, cause.cause, Certainty(chosen), actor=desk.actor, reason=reason
            )
        )


def _new_cause(desk: Desk, board: Board) -> None:
    present = {cause.cause for cause in board.causes if cause.certainty is not Certainty.REFUTED}
    picks = [pick for pick in desk.clinic.content.causes.picks if pick not in present]
    with st.form("cause-new", border=False):
        cause = st.selectbox("Suspected cause", picks, format_func=desk.clinic.cause_words, key="cause-new-pick")
        reason = st.text_input("Reason (optional)", key="cause-new-why", max_chars=2000)
        sent = st.form_submit_button("Add cause", type="primary", key="cause-new-save")
    if sent:
        attempt(lambda: add_cause(desk.clinic, board.plan_id, cause, actor=desk.actor, reason=reason))
