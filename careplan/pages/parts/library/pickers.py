"""Which templates are shown: two boxes and the address."""

from __future__ import annotations

from collections.abc import Mapping

import streamlit as st

NOTHING = ""
"""The choice of no second template."""


def pickers(titles: Mapping[str, str], key: str, compare: str = NOTHING) -> None:
    """Draw the boxes that choose a template and another one to compare it with; `titles` are those of all by key."""
    # The address says what is chosen, also after the browser's Back; the widgets only show it.
    st.session_state["template-key"], st.session_state["template-compare"] = key, compare
    others = [NOTHING, *(other for other in titles if other != key)]
    with st.container(horizontal=True):
        st.selectbox("Template", list(titles), format_func=titles.__getitem__, key="template-key", on_change=_picked)
        st.selectbox(
            "Compare with",
            others,
            format_func=lambda other: titles.get(other, "No other template"),
            key="template-compare",
            on_change=_picked,
        )


def _picked() -> None:
    key, compare = st.session_state["template-key"], st.session_state["template-compare"]
    go(key=key, compare="" if compare == key else compare)


def go(**query: str) -> None:
    """Make the address name what is to be shown; what is empty is left out of it."""
    st.query_params.from_dict({name: value for name, value in query.items() if value})
