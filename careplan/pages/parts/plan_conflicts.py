"""The conflicts between disciplines of a plan: why, one order of days, put in order in one act or accepted."""

from __future__ import annotations

import streamlit as st

from careplan.coordination.authority import listed
from careplan.coordination.board import Board
from careplan.coordination.conflicts import ConflictShown, accept_conflict, order_days
from careplan.pages.desk import Desk
from careplan.pages.parts import unsent_text
from careplan.pages.parts.alert_words import answer_md
from careplan.pages.parts.conflict_words import conflict_md, days_md
from careplan.pages.parts.list_acts import attempt
from careplan.pages.parts.words import escape_md


def conflicts_title(board: Board) -> str:
    """Return how many are open: “Conflicts (1)”; that all were accepted, or empty where there is none."""
    still = sum(one.is_open for one in board.conflicts)
    return f"Conflicts ({still})" if still else "Conflicts: accepted" if board.conflicts else ""


def plan_conflicts(desk: Desk, board: Board) -> None:
    """Draw them, the open ones first."""
    for conflict in board.conflicts:
        with st.container(border=True, gap="small", key=f"conflict-{conflict.digest}-{board.plan_id}"):
            _conflict(desk, board.plan_id, conflict)


def _conflict(desk: Desk, plan_id: str, conflict: ConflictShown) -> None:
    st.markdown(conflict_md(conflict))
    st.markdown(days_md(desk, conflict))
    for answer in conflict.accepted:
        st.markdown(f":small[{answer_md(desk, answer)}]")
    if not conflict.is_open:
        return
    if not conflict.moves:
        st.markdown("No day can be moved that would settle it.")
    if conflict.may_order:
        _order(desk, plan_id, conflict)
    if conflict.may_accept:
        _accept(desk, plan_id, conflict)
    asked = listed([desk.clinic.role_words(role).lower() for role in conflict.asks])
    st.caption(f"If it is to stay as it is, the {escape_md(asked)} accept{'' if len(conflict.asks) > 1 else 's'} it.")


def _order(desk: Desk, plan_id: str, conflict: ConflictShown) -> None:
    if st.button("Put in order", type="primary", key=f"order-{conflict.digest}"):
        attempt(lambda: order_days(desk.clinic, plan_id, conflict.rule, seen=conflict.digest, actor=desk.actor))


def _accept(desk: Desk, plan_id: str, conflict: ConflictShown) -> None:
    key = f"accept-{conflict.rule}-{plan_id}"
    with st.expander("Accept it as it is", key=f"box-{conflict.digest}"):
        reason = unsent_text.several_lines(desk, "Reason for accepting", key=key)
        if st.button("Accept", key=f"accept-{conflict.digest}"):
            attempt(
                lambda: accept_conflict(
                    desk.clinic, plan_id, conflict.rule, seen=conflict.digest, reason=reason, actor=desk.actor
                ),
                used=lambda: unsent_text.sent(desk, key),
            )
