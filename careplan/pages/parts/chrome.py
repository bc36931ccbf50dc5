"""The frame of every page: its width. Everything else about looks is in .streamlit/config.toml."""

from __future__ import annotations

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

CONTENT_PX = 1312
"""Widest line of content; beyond it the eye loses the row between title and date."""


def chrome(title: str) -> DeltaGenerator:
    """Set the title of the browser's tab and return the frame to draw the page in: `with chrome("My work"): ...`.

    On narrower screens the frame is as wide as the screen. Called once, before anything else is drawn.
    """
    st.set_page_config(page_title=title, layout="wide")
    return st.container(horizontal_alignment="center").container(width=CONTENT_PX)
