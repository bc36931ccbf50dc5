"""What the meeting decides of a case: the decision, its actions with role and date, and why one is changed later."""

from __future__ import annotations

from datetime import date
from itertools import pairwise
from typing import Final

import streamlit as st

from careplan.coordination.meeting_case import MeetingCase, Said
from careplan.coordination.meeting_decision import Action, save_decision
from careplan.coordination.overwriting import Seen
from careplan.coordination.review import CaseLine, Review
from careplan.pages.desk import Desk
from careplan.pages.parts import unsent_text
from careplan.pages.parts.day_row import day_field
from careplan.pages.parts.drawer_address import open_drawer
from careplan.pages.parts.moments import moment_words
from careplan.pages.parts.review_acts import done_at_meeting, draw_asked_for, draw_done, first_seen
from careplan.pages.parts.review_case import action_md, question_key, question_seen
from careplan.pages.parts.sign_offs import sign_offs
from careplan.pages.parts.words import escape_md

_MOST: Final = 12
"""Actions of one decision."""
_DECISION_PX: Final = 110


def review_decision(desk: Desk, found: Review, line: CaseLine, case: MeetingCase) -> None:
    """Draw it, with the sign-off."""
    draw_asked_for()
    st.subheader("Decision", anchor=False)
    if case.decision:
        _decided(desk, found, line, case, case.decision)
    elif case.may_hold:
        _form(desk, found, line, case)
    else:
        st.text("Nothing is decided yet.")
    draw_done(desk, f"decision-act-{case.plan_id}")
    agreed = case.decision.text if case.decision else None
    sign_offs(desk, case.plan_id, case.signatures, case.decided_now, meeting=found.day, agreed=agreed)


def _decided(desk: Desk, found: Review, line: CaseLine, case: MeetingCase, decision: Said) -> None:
    st.text(decision.text)
    st.caption(f"{escape_md(decision.by)}, {moment_words(desk, decision.at)}")
    for action in case.actions:
        with st.container(horizontal=True, vertical_alignment="center", gap="xsmall", wrap=False):
            st.markdown(action_md(desk, action), width="stretch")
            st.button("Open", key=f"action-{action.id}", on_click=open_drawer, args=(action.id,))
    if len(case.decisions) > 1:
        with st.expander("Earlier decisions", key="decisions-before"):
            for before, after in pairwise(case.decisions):
                why = f":small[Changed by {escape_md(after.by)}: {escape_md(after.reason)}]"
                st.markdown(f"{escape_md(before.text)}  \n{why}")
    if case.may_hold:
        field = f"decision-{found.day.isoformat()}-{case.plan_id}"
        first_seen(field, decision.text)
        typed = st.session_state.get(field) or decision.text
        with st.expander("Change decision", key=f"change-{case.plan_id}", expanded=typed != decision.text):
            _form(desk, found, line, case)


def _form(desk: Desk, found: Review, line: CaseLine, case: MeetingCase) -> None:
    """Draw the form; one empty row for an action is always there, and one that stays empty is none."""
    own = f"{found.day.isoformat()}-{case.plan_id}"
    rows, stands = _rows(desk, own), case.decision
    seen = first_seen(f"decision-{own}", stands.text if stands else None)
    with st.form(f"form-decision-{own}", border=False):
        known = stands.text if stands else ""
        unsent_text.several_lines(
            desk, "Decision", key=f"decision-{own}", height=_DECISION_PX, known=known, headed=True
        )
        if stands:
            unsent_text.one_line(desk, "Why it is changed", key=f"because-{own}")
        st.markdown("**Actions**")
        for row in range(rows):
            _action(desk, row, own)
        st.form_submit_button("Another action", key=f"more-{own}", on_click=_one_more, args=(own, rows))
        st.form_submit_button(
            "Save decision",
            type="primary",
            key=f"save-decision-{own}",
            on_click=_save,
            args=(desk, found, case, rows, seen, question_seen(found, line, case)),
        )


def _action(desk: Desk, row: int, own: str) -> None:
    roles = [role.id for role in desk.clinic.catalogue.roles.values() if not role.account_only]
    with st.container(gap="xxsmall"):
        unsent_text.one_line(desk, f"Action {row + 1}", key=f"action-{row}-{own}")
        who, when = st.columns(2, gap="small")
        with who:
            st.selectbox(
                "Who",
                roles,
                index=None,
                format_func=desk.clinic.role_words,
                placeholder="Role",
                key=f"action-role-{row}-{own}",
            )
        with when:
            day_field("By", key=f"action-day-{row}-{own}")


def _rows(desk: Desk, own: str) -> int:
    """Return how many rows for actions are drawn: those that were asked for, and those in which something was typed."""
    typed = [row for row in range(_MOST) if unsent_text.field_name(f"action-{row}-{own}") in desk.unsent()]
    return max(int(st.session_state.get(f"rows-{own}", 1)), max(typed, default=0) + 1)


def _one_more(own: str, rows: int) -> None:
    st.session_state[f"rows-{own}"] = min(rows + 1, _MOST)


def _save(desk: Desk, found: Review, case: MeetingCase, rows: int, seen: Seen, asked: Seen) -> None:
    own = f"{found.day.isoformat()}-{case.plan_id}"
    entered = st.session_state
    actions = [_entered(row, own) for row in range(rows)]
    question = question_key(found, case)
    fields = [f"decision-{own}", f"because-{own}", question, *(f"action-{row}-{own}" for row in range(rows))]
    saved = done_at_meeting(
        lambda: save_decision(
            desk.clinic,
            case.plan_id,
            found.day,
            str(entered.get(f"decision-{own}") or ""),
            actions,
            actor=desk.actor,
            question=str(entered.get(question) or ""),
            reason=str(entered.get(f"because-{own}") or ""),
            seen=seen,
            asked=asked,
        ),
        desk,
        *fields,
        place=f"decision-act-{case.plan_id}",
    )
    if saved:
        entered.pop(f"rows-{own}", None)
        for row in range(rows):  # not only forgotten: the browser would keep what was chosen
            entered[f"action-role-{row}-{own}"] = entered[f"action-day-{row}-{own}"] = None


def _entered(row: int, own: str) -> Action:
    entered = st.session_state
    day = entered.get(f"action-day-{row}-{own}")
    return Action(
        str(entered.get(f"action-{row}-{own}") or ""),
        entered.get(f"action-role-{row}-{own}"),
        day if isinstance(day, date) else None,
    )
