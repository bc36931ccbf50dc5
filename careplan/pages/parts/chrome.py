"""The frame of every page; how wide it is, `careplan/web/screens.css` says."""

from __future__ import annotations

import streamlit as st
from streamlit.delta_generator import DeltaGenerator


def chrome(title: str) -> DeltaGenerator:
    """Set the title of the browser's tab and return the frame to draw the page in: `with chrome("My work"): ...`.

    On narrower screens the frame is as wide as the screen. Called once, before anything else of the page is drawn.
    """
    st.set_page_config(page_title=title, layout="wide")
    return st.container(key="page")


def frame() -> DeltaGenerator:
    """Return a second frame of the same width, for what stands around the page."""
    return st.container(key="frame")
