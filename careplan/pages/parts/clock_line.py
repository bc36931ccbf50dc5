"""The line above every screen while the clock of the machine is behind what was written down."""

from __future__ import annotations

from datetime import datetime

import streamlit as st

from careplan.coordination.clock_behind import ClockBehind
from careplan.pages.parts.words import label_md, show_date


def clock_line(behind: ClockBehind | None) -> None:
    """Draw it; nothing while the clock is right."""
    if behind:
        st.warning(label_md(clock_words(behind)), icon=":material/schedule:")


def clock_words(behind: ClockBehind) -> str:
    """Return what the clock says, what was recorded after that, and what follows."""
    return (
        f"The clock of this computer says {_moment(behind.now)}, but something was recorded on "
        f"{_moment(behind.written)}. Until it is set right, do not rely on what is shown as due or late: tell whoever "
        "runs Careplan."
    )


def _moment(moment: datetime) -> str:
    return f"{show_date(moment.date())}, {moment:%H:%M}"
