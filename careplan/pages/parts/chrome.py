"""The frame of every page: its width, and the few things of its looks that .streamlit/config.toml cannot say."""

from __future__ import annotations

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

CONTENT_PX = 1312
"""Widest line of content; beyond it the eye loses the row between title and date."""

# Streamlit writes white on a main button whatever its colour, and writes in that same colour on chips and tabs. In dark
# no colour has a contrast of 4.5 both under white and on the page, so a main button is written in the reverse of the
# text around it (dialogs and popovers stand outside of what knows whether it is dark). And it veils the page behind a
# dialog with light grey, in dark too. On a phone, choices and buttons stand closer, so that none is
# cut off and the first task stands in the upper half. A literal style, no markup and no text of anybody.
_STYLE = """<style>
[data-testid^="stBaseButton-primary"] { color: rgb(from currentcolor calc(255 - r) calc(255 - g) calc(255 - b)); }
[data-testid="stDialog"] { background-color: rgb(0 0 0 / 0.32); }
@media (max-width: 480px) {
  [data-testid="stMain"] [data-testid="stVerticalBlock"] { gap: 4px; }
  [data-testid="stMain"] h1 { padding-block: 4px; }
  .st-key-ways :is(button, a) { padding-inline: 6px; }
}
</style>"""


def chrome(title: str) -> DeltaGenerator:
    """Set the title of the browser's tab and return the frame to draw the page in: `with chrome("My work"): ...`.

    On narrower screens the frame is as wide as the screen. Called once, before anything else of the page is drawn.
    """
    st.set_page_config(page_title=title, layout="wide")
    st.html(_STYLE)
    return frame()


def frame() -> DeltaGenerator:
    """Return a frame as wide as the content."""
    return st.container(horizontal_alignment="center").container(width=CONTENT_PX)
