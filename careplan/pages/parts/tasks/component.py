"""The task list on the page: registers the component once and hands checked acts to the page."""

from __future__ import annotations

import logging
from collections.abc import Callable
from importlib.resources import files
from typing import Any, cast

import streamlit as st

from careplan.errors import InvalidInput
from careplan.pages.parts.tasks.act import Act, parse_act
from careplan.pages.parts.tasks.contract import TaskList, wire

log = logging.getLogger(__name__)

_ACKS_KEPT = 20


def _asset(*names: str) -> str:
    folder = files(__package__)
    return "\n".join(folder.joinpath(name).read_text("utf-8") for name in names)


# An inline component has one script; its files are joined in this order, the one with the entry point last.
_TASKS = st.components.v2.component(
    "careplan_tasks",
    html=_asset("tasks.html"),
    css=_asset("tasks.css"),
    js=_asset("shapes.js", "rows.js", "focus.js", "panel.js", "sending.js", "tasks.js"),
)


def task_list(data: TaskList, *, key: str, on_act: Callable[[Act], None]) -> None:
    """Draw `data`; call `on_act` once for each press, before the page is drawn again.

    `on_act` catches refusals itself and says them in the strip of the next drawing: the row then stands as before.
    A row says "Saving…" until `on_act` has returned, and "Not saved." after 15 s. Not to be used inside `st.form`.
    """
    _TASKS(
        key=key,
        data=wire(data, st.session_state.get(_acks_key(key), ())),
        on_act_change=lambda: _receive(key, on_act),
    )


def _receive(key: str, on_act: Callable[[Act], None]) -> None:
    raw = cast(Any, st.session_state[key]).act
    acks_key = _acks_key(key)
    acks = answer(raw, on_act, st.session_state.get(acks_key, ()))
    st.session_state[acks_key] = acks


def answer(raw: object, on_act: Callable[[Act], None], acks: tuple[str, ...]) -> tuple[str, ...]:
    """Pass a well-formed act on, once, and return the acks with its nonce added; ignore anything else."""
    try:
        act = parse_act(raw)
    except InvalidInput as error:
        log.warning("An act of the task list was ignored: %s", error)
        return acks
    if act.nonce in acks:
        return acks
    on_act(act)
    return (*acks, act.nonce)[-_ACKS_KEPT:]


def _acks_key(key: str) -> str:
    return f"{key}-acks"
