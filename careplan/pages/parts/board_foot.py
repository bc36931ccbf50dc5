"""The foot of a plan board: the predicted end, the slowest role, and the export of what is shown."""

from __future__ import annotations

from urllib.parse import urlsplit

import streamlit as st

from careplan.coordination.authority import may
from careplan.coordination.board import Board, Show
from careplan.coordination.board_export import board_csv
from careplan.exchange import tasks_csv
from careplan.pages.desk import Desk
from careplan.pages.parts.plan_words import outlook_words


def board_foot(desk: Desk, board: Board, show: Show) -> None:
    """Draw it."""
    with st.container(horizontal=True, horizontal_alignment="distribute", vertical_alignment="center"):
        words = outlook_words(board.outlook, desk.clinic.role_words, today=desk.today) if board.is_open else ""
        st.markdown(words or "This plan is closed.", width="content")
        export_plan(desk, board.plan_id, show)
    notices = desk.clinic.content.notices.notices
    st.caption(f"{notices.full} A file that you export is no medical record and no order.")


def export_plan(desk: Desk, plan_id: str, show: Show) -> None:
    """Draw the button that takes away what is shown; the file is made when it is pressed."""
    if not may(desk.clinic.catalogue, desk.actor, "export.plan"):
        return
    address = _origin(st.context.url)
    st.download_button(
        "Export CSV",
        data=lambda: board_csv(desk.clinic, plan_id, show, actor=desk.actor, address=address),
        file_name=tasks_csv.file_name(desk.today),
        mime="text/csv",
        on_click="ignore",
        key=f"export-{plan_id}",
    )


def _origin(url: str | None) -> str:
    """Return http://127.0.0.1:8501 of the address that the browser is at; empty where it is not known."""
    parts = urlsplit(url or "")
    return f"{parts.scheme}://{parts.netloc}" if parts.netloc else ""
