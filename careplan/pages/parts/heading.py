"""The first line of every screen: its title, what can be done with the whole of it, and the mark of a demo."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from careplan.pages.desk import Desk


def heading(desk: Desk, title: str, *, actions: Callable[[], None] | None = None) -> None:
    """Draw it. `title` is Markdown: other people's words come escaped. `actions` draws the buttons at its end."""
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.title(title, anchor=False, width="stretch")
        if desk.demo:
            st.badge("Demo data", color="orange")
        if actions:
            actions()
