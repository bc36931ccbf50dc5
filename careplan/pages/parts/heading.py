"""The first line of every screen."""

from __future__ import annotations

import streamlit as st


def heading(title: str) -> None:
    """Draw a screen's title, in Markdown: other people's words come escaped."""
    st.title(title, anchor=False)
