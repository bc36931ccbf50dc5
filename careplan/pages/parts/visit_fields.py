"""The fields of a visit's entry, by name: each visit that was saved leaves empty ones for the next."""

from __future__ import annotations

from typing import Any, Final

import streamlit as st

from careplan.coordination.outcomes import Outcomes

_VISIT: Final = "visit-number"


def field(found: Outcomes, name: str) -> str:
    """Return the key of a field."""
    return f"visit-{name}-{st.session_state.get(_VISIT, 0)}-{found.plan_id}"


def typed(found: Outcomes, name: str, nothing: Any = None) -> Any:
    """Return what stands in a field."""
    return st.session_state.get(field(found, name), nothing)


def next_visit() -> None:
    """Let the fields be new ones."""
    st.session_state[_VISIT] = st.session_state.get(_VISIT, 0) + 1
