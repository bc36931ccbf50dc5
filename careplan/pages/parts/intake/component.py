"""The new-plan screen on the page: registers the component once and hands checked messages to the page."""

from __future__ import annotations

import logging
from collections import deque
from collections.abc import Callable

import streamlit as st

from careplan.errors import InvalidInput
from careplan.pages.parts.component import component
from careplan.pages.parts.intake.fields import Wire
from careplan.pages.parts.intake.message import Message, parse_message

log = logging.getLogger(__name__)

_SHEET = component("new_plan")

Answered = deque[str]
"""Nonces of the messages that were answered."""
_NONCES_KEPT = 50


def answered(key: str) -> Answered:
    """Return the nonces of the messages that were answered in this tab."""
    kept: Answered = st.session_state.setdefault(f"{key}-answered", deque(maxlen=_NONCES_KEPT))
    return kept


def intake_sheet(data: Wire, *, key: str, on_message: Callable[[Message], None]) -> None:
    """Draw `data`; call `on_message` once for each message, before the page is drawn again."""
    _SHEET(
        key=key,
        data=data,
        hear={"said": lambda sent: receive(sent, on_message, answered(key))},
    )


def receive(sent: object, on_message: Callable[[Message], None], known: Answered) -> None:
    """Pass on each well-formed message of a list, once; ignore anything else. What is left over is sent again."""
    for raw in sent[:_NONCES_KEPT] if isinstance(sent, list) else ():
        _receive(raw, on_message, known)


def _receive(raw: object, on_message: Callable[[Message], None], known: Answered) -> None:
    try:
        message = parse_message(raw)
    except InvalidInput as error:
        log.warning("A message of the new-plan screen was ignored: %s", error)
        return
    if message.nonce in known:
        return
    known.append(message.nonce)
    try:
        on_message(message)
    except BaseException:  # a broken-off run too: the browser sends what was not answered again
        known.remove(message.nonce)
        raise
