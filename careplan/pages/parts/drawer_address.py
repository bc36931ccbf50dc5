"""Which task is open lives in the address: it survives a reload and can be sent to a colleague."""

from __future__ import annotations

from typing import Final

import streamlit as st

TASK: Final = "task"
"""The parameter of the address that names the open task."""


def open_drawer(task_id: str) -> None:
    """Put a task into the address; the page then draws its drawer."""
    st.query_params[TASK] = task_id


def close_drawer() -> None:
    """Take the task out of the address."""
    st.query_params.pop(TASK, None)


def task_in_address() -> str:
    """Return the id of the task that is open; empty where none is."""
    return str(st.query_params.get(TASK, ""))
