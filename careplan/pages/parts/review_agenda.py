"""The agenda of a meeting as rows of its list."""

from __future__ import annotations

from functools import partial

import streamlit as st

from careplan.coordination.review import CaseLine, Review
from careplan.pages.desk import Desk
from careplan.pages.parts.agenda import AgendaRow, agenda_list
from careplan.pages.parts.review_address import address_of, open_case
from careplan.pages.parts.words import count_words, short_date

NOTHING_ASKS = "Nothing asks for it now"
"""Said of a case that stays on the screen though its reasons are settled, or that was never on the agenda."""


def review_agenda(desk: Desk, found: Review, *, current: str = "") -> None:
    """Draw the agenda, or why it is empty; `current` is the plan of the case that is open."""
    if found.cases:
        rows = [_row(desk, found, case) for case in found.cases]
        decided = f", {found.decided} decided" if found.decided else ""
        count = f"{count_words(len(rows), 'case')}{decided}"
        agenda_list(rows, count=count, current=current, key="agenda", on_open=partial(open_case, found))
        return
    with st.container(border=True):
        st.text(_empty(found))


def _empty(found: Review) -> str:
    if found.team is None:
        return "You are on no care team yet. An administrator puts you on one under Team and users."
    if found.over:
        return "Nothing was written down for this day."
    return "No open plan of the team asks for the meeting. Add a case to speak of one all the same."


def _row(desk: Desk, found: Review, case: CaseLine) -> AgendaRow:
    reason, *more = case.reasons or (NOTHING_ASKS,)
    return AgendaRow(
        plan=case.plan_id,
        patient=case.patient_id,
        address=address_of(found, case.plan_id),
        cause=", ".join(desk.clinic.cause_words(cause) for cause, _ in case.causes),
        reason=reason,
        more=tuple(more),
        flag=case.red_flag,
        question=case.question,
        asked=case.asked,
        note=_note(desk, case),
        decided=bool(case.decision),
    )


def _note(desk: Desk, case: CaseLine) -> str:
    """Return who proposed something, and when the plan was decided on before."""
    proposed = count_words(len(case.proposals), "proposal") if case.proposals else ""
    before = f"decided on {short_date(case.decided_before, today=desk.today)}" if case.decided_before else ""
    return ", ".join(part for part in (proposed, before) if part)
