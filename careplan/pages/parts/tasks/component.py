"""The task list on the page: registers the component once and hands checked acts to the page."""

from __future__ import annotations

import logging
from collections import deque
from collections.abc import Callable, Mapping
from types import MappingProxyType

import streamlit as st

from careplan.errors import InvalidInput
from careplan.pages.parts.component import component
from careplan.pages.parts.tasks.contract import TaskList, wire
from careplan.pages.parts.tasks.prepared import PreparedLists, wire_prepared
from careplan.pressed import Act, parse_act

log = logging.getLogger(__name__)

Answered = deque[str]
"""Nonces of the acts that were answered, refused ones too."""
_NONCES_KEPT = 20


_TASKS = component("tasks")


def task_list(
    data: TaskList | PreparedLists,
    *,
    key: str,
    on_act: Callable[[Act], None],
    notes: Mapping[str, str] = MappingProxyType({}),
) -> None:
    """Draw `data`; call `on_act` once for each press, before the page is drawn again.

    `notes` are those that were typed for tasks and not sent: each stands in the menu of its task.

    `on_act` catches refusals itself and says them in the strip of the next drawing: the row then stands as before.
    A row says "Saving…" until `on_act` has returned, after 15 s "Still saving…", or "Not saved." where the server
    cannot be reached. Not to be used inside `st.form`.

    `on_act` takes what it needs from `st` first and then acts: while another press waits, Streamlit breaks the run off
    at the next touch of `st.session_state` or `st.query_params`, in the middle of a callback too.
    """
    answered: Answered = st.session_state.setdefault(f"{key}-answered", deque(maxlen=_NONCES_KEPT))
    acks = tuple(answered)
    sent = wire_prepared(data, acks) if isinstance(data, PreparedLists) else wire(data, acks)
    _TASKS(
        key=key,
        data={**sent, "notes": dict(notes)} if notes else sent,
        hear={"act": lambda sent: receive(sent, on_act, answered)},
    )


def receive(raw: object, on_act: Callable[[Act], None], answered: Answered) -> None:
    """Pass a well-formed act on, once; ignore anything else.

    `answered` is changed in place: a write to `st.session_state` is a point at which Streamlit may break off the run
    because the next press has come in, and the answer to this one would be lost.
    """
    try:
        act = parse_act(raw)
    except InvalidInput as error:
        log.warning("An act of the task list was ignored: %s", error)
        return
    if act.nonce in answered:
        return
    answered.append(act.nonce)
    try:
        on_act(act)
    except BaseException:  # a broken-off run too: the row can ask again, and that is safe
        answered.remove(act.nonce)
        raise
