"""Two versions of a plan compared: what was decided otherwise, then the tasks, one line a series."""

from __future__ import annotations

import streamlit as st

from careplan.coordination.versions import Differs, Versions
from careplan.pages.desk import Desk
from careplan.pages.parts.address_choice import FILTER_WIDTH
from careplan.pages.parts.revision import comparison_wire, revision_lines
from careplan.pages.parts.words import escape_md, label_md


def version_comparison(desk: Desk, found: Versions) -> None:
    """Draw which two are compared, and how they differ."""
    st.header("Compare", anchor=False)
    if not found.second:
        st.text("There is one version so far.")
        return
    _pickers(found)
    if found.differs:
        st.markdown("\n".join(f"- {differs_md(one)}" for one in found.differs))
    else:
        st.text("Causes, decisions and planned dates are the same.")
    revision_lines(comparison_wire(desk, found.work), (), key="comparison")


def differs_md(one: Differs) -> str:
    """Return what was decided otherwise in Markdown: **Injection** yes → no."""
    return f"**{escape_md(one.label)}** {_change(one.before, one.after)}"


def _pickers(found: Versions) -> None:
    numbers = [line.number for line in found.lines]
    with st.container(horizontal=True, gap="small"):
        for name, label, number in (("first", "Version", found.first), ("second", "with version", found.second)):
            key = f"versions-{name}"
            st.session_state[key] = number
            st.selectbox(label_md(label), numbers, key=key, width=FILTER_WIDTH, on_change=_choose, args=(name, key))


def _choose(name: str, key: str) -> None:
    st.query_params[name] = str(st.session_state[key])


def _change(before: str, after: str) -> str:
    return " → ".join(escape_md(one) for one in (before, after) if one)
