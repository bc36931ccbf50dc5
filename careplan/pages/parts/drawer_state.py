"""What the drawer keeps between two drawings: what was typed, what was refused, which version was looked at.

Keys are named noun-id after the widget or the thing and the task, so that nothing of one task is ever read for
another. What was typed stays until the act it was for has succeeded.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import uuid4

import streamlit as st

from careplan.coordination.acting import Done
from careplan.errors import CarePlanError, Conflict
from careplan.pages.parts import strip
from careplan.pages.parts.drawer_address import close_drawer


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why the last act was refused; of fields that somebody else changed: what was, is now, and was asked for."""

    text: str
    fields: dict[str, tuple[object, object, object]]
    by: str = ""
    at: datetime | None = None


def field(name: str, task_id: str) -> str:
    """Return the key of a widget of the drawer."""
    return f"{name}-{task_id}"


def typed(name: str, task_id: str, default: Any = "") -> Any:
    """Return what was typed or chosen in a widget of the drawer."""
    value = st.session_state.get(field(name, task_id))
    return default if value is None else value


def version_seen(task_id: str, version: int) -> int:
    """Return the version that the person began to look at; a newer one does not pass unseen for an act of theirs."""
    return int(st.session_state.setdefault(field("seen", task_id), version))


def refusal_of(task_id: str) -> Refusal | None:
    """Return why the last act on this task was refused; None where it was not."""
    found: Refusal | None = st.session_state.get(field("refused", task_id))
    return found


def attempt(
    task_id: str, act: Callable[[str], Done], *, clear: tuple[str, ...] = (), leave: bool = False, undo: bool = True
) -> None:
    """Do an act from a callback and draw the whole screen again; a refusal is kept to be shown.

    Args:
        act: is given the key that names this press.
        clear: the widgets whose content the act has used up.
        leave: close the drawer when it was done.
        undo: whether the strip offers to take it back.
    """
    press = field("press", task_id)
    try:
        done = act(st.session_state.setdefault(press, uuid4().hex))
    except CarePlanError as error:
        conflict = error if isinstance(error, Conflict) else None
        st.session_state[field("refused", task_id)] = Refusal(
            str(error),
            dict(conflict.fields) if conflict else {},
            conflict.by if conflict else "",
            conflict.at if conflict else None,
        )
        _forget(task_id, "seen")  # the newer version is on the screen from now on
    else:
        strip.say(strip.of_done(done, undo=undo))
        _forget(task_id, "refused", "press", "seen", *clear)
        if leave:
            close_drawer()
    st.rerun()


def leave_drawer(task_id: str) -> None:
    """Close the drawer; a refusal is not shown again, what was typed stays."""
    _forget(task_id, "refused", "seen")
    close_drawer()


def _forget(task_id: str, *names: str) -> None:
    for name in names:
        st.session_state.pop(field(name, task_id), None)
