"""Openings in an emergency that wait for the review of another person, or still run."""

from __future__ import annotations

import streamlit as st

from careplan.coordination import emergency_reviews
from careplan.coordination.emergency_reviews import NO_REASON, ToReview
from careplan.errors import CarePlanError
from careplan.pages.desk import Desk
from careplan.pages.parts.moments import moment_words
from careplan.pages.parts.said import draw_said, say_done, say_nothing
from careplan.pages.parts.words import count_words, escape_md, label_md, unbroken, unbroken_ids

_PLACE = "openings"


def openings(desk: Desk) -> None:
    """Draw them, the oldest first, each with what the reviewer can say of it."""
    waiting = emergency_reviews.to_review(desk.clinic, desk.actor)
    st.header("Emergency openings to review", anchor=False)
    draw_said(_PLACE)
    if not waiting:
        st.text("None. Who opens a record of another team in an emergency stands here until another person reviews it.")
    for opening in waiting:
        with st.container(border=True, gap="small", key=f"opening-{opening.number}"):
            _opening(desk, opening)


def openings_bar(desk: Desk) -> None:
    """Say to who reviews openings how many wait and how many run, with the way there; nothing where there are none."""
    waiting = emergency_reviews.count_to_review(desk.clinic, desk.actor)
    words = (
        (waiting.to_review, "emergency opening waits for your review", "emergency openings wait for your review"),
        (waiting.running, "emergency opening is still open", "emergency openings are still open"),
    )
    with st.container(key="openings-place"):  # kept while there are none: what stands below it stays what it is
        if label := ", ".join(count_words(*each) for each in words if each[0]):
            st.page_link(desk.pages["audit"], label=label, icon=":material/e911_emergency:")


def _opening(desk: Desk, opening: ToReview) -> None:
    who = f"**{escape_md(opening.account)}** opened **{escape_md(unbroken(opening.patient_id))}**"
    st.markdown(f"{who} :gray[{moment_words(desk, opening.opened_at)}, {_how_long(desk, opening)}]")
    if opening.reason:
        st.text(f"Reason: {opening.reason}")
    read = ", ".join(unbroken_ids(one) for one in opening.read) or "nothing yet"
    st.markdown(f":small[Read: {escape_md(read)}]")
    if opening.own:
        st.text("You opened it yourself: another person has to review it.")
    elif opening.running:
        st.text("It can be judged when it has ended.")
        st.button("End it now", key=f"end-{opening.number}", on_click=_end, args=(desk, opening))
    else:
        if not opening.shows_reason:
            st.caption(NO_REASON)
        _verdict(desk, opening)
    if refused := st.session_state.pop(f"{_key(opening)}-refused", ""):
        st.error(label_md(refused))


def _how_long(desk: Desk, opening: ToReview) -> str:
    if opening.running:
        return f"still open until {desk.clinic.clock.local(opening.ends_at):%H:%M}"
    minutes = -int(-(opening.ends_at - opening.opened_at).total_seconds() // 60)
    return f"for {count_words(minutes, 'minute')}"


def _verdict(desk: Desk, opening: ToReview) -> None:
    key = _key(opening)
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        st.text_input("Note", key=f"{key}-note", max_chars=2000)
        st.button("Justified", key=f"{key}-yes", on_click=_review, args=(desk, opening, True))
        st.button("Not justified", key=f"{key}-no", on_click=_review, args=(desk, opening, False))


def _end(desk: Desk, opening: ToReview) -> None:
    say_nothing(_PLACE)
    try:
        emergency_reviews.end_now(desk.clinic, opening.number, actor=desk.actor)
    except CarePlanError as error:
        _refused(opening, error)
    else:
        say_done(_PLACE, f"Ended: {opening.account} cannot read {opening.patient_id} any more.")


def _review(desk: Desk, opening: ToReview, justified: bool) -> None:
    say_nothing(_PLACE)
    said = str(st.session_state.get(f"{_key(opening)}-note") or "")
    try:
        words = emergency_reviews.review(desk.clinic, opening.number, justified=justified, said=said, actor=desk.actor)
    except CarePlanError as error:
        _refused(opening, error)
    else:
        say_done(_PLACE, words)


def _refused(opening: ToReview, error: CarePlanError) -> None:
    st.session_state[f"{_key(opening)}-refused"] = str(error)


def _key(opening: ToReview) -> str:
    return f"review-{opening.number}"
