"""Openings in an emergency that wait for the review of another person."""

from __future__ import annotations

import streamlit as st

from careplan.coordination import break_glass
from careplan.coordination.break_glass import ToReview
from careplan.errors import CarePlanError
from careplan.pages.desk import Desk
from careplan.pages.parts.moments import moment_words
from careplan.pages.parts.words import count_words, escape_md, label_md, unbroken, unbroken_ids


def openings(desk: Desk) -> None:
    """Draw them, the oldest first, each with what the reviewer can say of it."""
    waiting = break_glass.to_review(desk.clinic, desk.actor)
    st.header("Emergency openings to review", anchor=False)
    if not waiting:
        st.text("None. Who opens a record of another team in an emergency stands here until another person reviews it.")
    for opening in waiting:
        with st.container(border=True, gap="small", key=f"opening-{opening.number}"):
            _opening(desk, opening)


def openings_bar(desk: Desk) -> None:
    """Say to who reviews openings how many wait, with the way there; nothing where none does."""
    waiting = break_glass.count_to_review(desk.clinic, desk.actor)
    with st.container(key="openings-place"):  # kept while there are none: what stands below it stays what it is
        if waiting:
            words = count_words(waiting, "emergency opening waits", "emergency openings wait")
            st.page_link(desk.pages["audit"], label=f"{words} for your review", icon=":material/e911_emergency:")


def _opening(desk: Desk, opening: ToReview) -> None:
    who = f"**{escape_md(opening.account)}** opened **{escape_md(unbroken(opening.patient_id))}**"
    minutes = -int(-(opening.ends_at - opening.opened_at).total_seconds() // 60)
    st.markdown(f"{who} :gray[{moment_words(desk, opening.opened_at)}, for {count_words(minutes, 'minute')}]")
    if opening.reason:
        st.text(f"Reason: {opening.reason}")
    read = ", ".join(unbroken_ids(one) for one in opening.read) or "nothing yet"
    st.markdown(f":small[Read: {escape_md(read)}]")
    if opening.own:
        st.text("You opened it yourself: another person has to review it.")
        return
    key = f"review-{opening.number}"
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        st.text_input("Note", key=f"{key}-note", max_chars=2000)
        st.button("Justified", key=f"{key}-yes", on_click=_review, args=(desk, opening.number, True))
        st.button("Not justified", key=f"{key}-no", on_click=_review, args=(desk, opening.number, False))
    if refused := st.session_state.pop(f"{key}-refused", ""):
        st.error(label_md(refused))


def _review(desk: Desk, number: int, justified: bool) -> None:
    said = str(st.session_state.get(f"review-{number}-note") or "")
    try:
        break_glass.review(desk.clinic, number, justified=justified, said=said, actor=desk.actor)
    except CarePlanError as error:
        st.session_state[f"review-{number}-refused"] = str(error)
