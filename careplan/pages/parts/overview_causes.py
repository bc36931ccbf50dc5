"""Suspected causes: why each is suspected, how sure the team is of it, and what may be done about it (PRODUCT 4)."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import partial
from typing import Final

import streamlit as st

from careplan.cause import BAND_WORDS, UNCLEAR, Band, CauseId, Certainty, SuspectedCause
from careplan.coordination.authority import may, refusal_shown
from careplan.coordination.board import Board
from careplan.coordination.causes import Fit, PlanCause, PlanCauses
from careplan.coordination.doubt_words import UNCERTAIN, doubt_words
from careplan.coordination.overview import Overview
from careplan.pages.desk import Desk
from careplan.pages.parts.standing_words import none_left_words, standing_md
from careplan.pages.parts.words import escape_md, label_md, show_date

_BANDS: Final = {
    Band.STRONG: f":blue-badge[● {BAND_WORDS[Band.STRONG]}]",
    Band.MODERATE: f":violet-badge[◐ {BAND_WORDS[Band.MODERATE]}]",
    Band.WEAK: f":gray-badge[○ {BAND_WORDS[Band.WEAK]}]",
}
_SIGNS: Final = {Certainty.SUSPECTED: "?", Certainty.CONFIRMED: "✓", Certainty.REFUTED: "✕"}
_TONES: Final = {Certainty.SUSPECTED: "gray", Certainty.CONFIRMED: "green", Certainty.REFUTED: "gray"}
_UNCERTAIN: Final = f":orange-badge[○ {UNCERTAIN}]"
_DISAGREE: Final = ":orange-badge[⇄ findings disagree]"
_RECOVERING: Final = "Within expected recovery by the record, so the findings rank no cause."


def overview_causes(desk: Desk, overview: Overview, board: Board) -> None:
    """Draw each cause of the plan with its reasons, and what the findings suggest besides."""
    st.subheader("Suspected causes", anchor=False)
    found = overview.causes
    if found.recovering:
        st.markdown(_RECOVERING)
    elif found.doubt:
        why = doubt_words(found.doubt, nothing_entered=found.nothing_entered)
        st.markdown(f"{_UNCERTAIN} {escape_md(why)}")
    stands = {one.cause: one for one in overview.standing}
    for cause in found.causes:
        _cause(desk, board, cause)
        if left := stands.get(cause.suspected.cause):
            st.markdown(standing_md(desk, left))
    _besides(desk, found)
    if refused := refusal_shown(desk.clinic.catalogue, desk.actor, "cause.confirm"):
        st.caption(label_md(refused))
    if board.is_open and all(one.suspected.certainty is Certainty.REFUTED for one in found.causes):
        st.markdown(f"**{none_left_words(desk)}**")
    if board.is_open and may(desk.clinic.catalogue, desk.actor, "cause.add"):
        st.button("Add a suspected cause", key=f"cause-new-{board.plan_id}", on_click=_revise(desk, board))
    st.caption(label_md(desk.clinic.content.notices.notices.cause_panel))


def _cause(desk: Desk, board: Board, cause: PlanCause) -> None:
    suspected = cause.suspected
    with st.container(gap="xsmall"):
        with st.container(horizontal=True, vertical_alignment="center", gap="small"):
            st.markdown(_headline(desk, cause), width="stretch")
            if board.is_open and may(desk.clinic.catalogue, desk.actor, "cause.confirm"):
                key, words = f"certainty-{suspected.cause}", _act_words(suspected)
                st.button(words, key=key, on_click=_revise(desk, board))
        if reasons := reasons_md(cause):
            st.markdown(reasons)


def _revise(desk: Desk, board: Board) -> Callable[[], None]:
    """Return what leads to where a cause is changed: there, what follows is shown before it applies."""
    return partial(desk.go, "revise", id=board.plan_id)


def _act_words(cause: SuspectedCause) -> str:
    """Return what can be said of a cause: “Not yet clear” names none that could be confirmed."""
    if cause.cause != UNCLEAR:
        return "Confirm or refute"
    return "Unclear again" if cause.certainty is Certainty.REFUTED else "No longer unclear"


def _headline(desk: Desk, cause: PlanCause) -> str:
    name = escape_md(desk.clinic.cause_words(cause.suspected.cause))
    fit = cause.fit
    present = cause.suspected.certainty is not Certainty.REFUTED
    band = f" {_BANDS[fit.band]}" if fit and fit.band and present else ""
    band += f" {_DISAGREE}" if fit and fit.disagree and present else ""
    return f"**{name}**{band} {_certainty_md(cause.suspected)}"


def _certainty_md(cause: SuspectedCause) -> str:
    """Return how sure the team is of a cause, and since when."""
    tone, sign = _TONES[cause.certainty], _SIGNS[cause.certainty]
    return f":{tone}-badge[{sign} {escape_md(cause.certainty.value)}] since {show_date(cause.certain_since)}"


def reasons_md(cause: PlanCause) -> str:
    """Return what speaks for and against a cause, what would settle it, and why it was picked or so decided."""
    suspected = cause.suspected
    lines = [] if suspected.certainty is Certainty.REFUTED else list(_fit_lines(cause.fit))
    if cause.left_out:
        lines.append(escape_md(cause.left_out))
    if suspected.reason:
        word = "Picked because" if suspected.decided is None else "Reason"
        lines.append(f"**{word}:** {escape_md(suspected.reason)}")
    return "  \n".join(lines)


def _fit_lines(fit: Fit | None) -> Iterable[str]:
    if fit is None:
        return
    if fit.reasons_for:
        yield f"**For:** {_listed(fit.reasons_for)}"
    else:
        yield "No finding that was entered speaks for it."
    if fit.reasons_against:
        yield f"**Against:** {_listed(fit.reasons_against)}"
    if fit.reasons_for and fit.band is None:
        yield "What speaks against it weighs as much or more, so the findings do not suggest it."
    if fit.neither:
        yield f":gray[Counts neither way: {_listed(fit.neither)}]"
    if fit.settle:
        yield f"**Would settle it:** {_listed(fit.settle)}"


def _besides(desk: Desk, found: PlanCauses) -> None:
    if not found.others:
        return
    st.markdown("**Not in this plan, but the findings fit too**")
    st.markdown("\n".join(f"- {_besides_md(desk, cause, fit)}" for cause, fit in found.others if fit.band))


def _besides_md(desk: Desk, cause: CauseId, fit: Fit) -> str:
    band = f" {_BANDS[fit.band]}" if fit.band else ""
    settle = f" would be settled by: {_listed(fit.settle)}" if fit.settle else ""
    return f"{escape_md(desk.clinic.cause_words(cause))}{band}{settle}"


def _listed(texts: Iterable[str]) -> str:
    return " · ".join(escape_md(text) for text in texts)
