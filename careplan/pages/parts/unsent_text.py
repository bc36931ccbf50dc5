"""Text fields that begin with what was typed in them before and not sent: after a reload, a lock or another day."""

from __future__ import annotations

import re

import streamlit as st

from careplan.coordination.unsent import fields_of, was_sent
from careplan.pages.desk import Desk
from careplan.pressed import note_field

_AS_IN_CLASS = re.compile(r"[^A-Za-z0-9_-]")


def one_line(desk: Desk, label: str, *, key: str, known: str = "") -> str:
    """Draw a field of one line; `key` ends with the id of the task, plan or patient that it is about.

    `known` stands in it where nothing was typed before.
    """
    _begin(desk, key, known)
    return str(st.text_input(label, key=key))


def several_lines(desk: Desk, label: str, *, key: str, height: int = 80, known: str = "", headed: bool = False) -> str:
    """Draw a field of several lines, in pixels high; `known` stands in it where nothing was typed before.

    `headed`: a heading right above it says what its label says.
    """
    _begin(desk, key, known)
    return str(st.text_area(label, key=key, height=height, label_visibility="collapsed" if headed else "visible"))


def sent(desk: Desk, *keys: str, about: str = "", but: str = "") -> None:
    """Note that an act has used up what stands in these fields, before they are emptied.

    `about`: the act ends its task, so that nothing that was typed about it is unsent any more, `but` for one field.
    """
    fields = {field_name(key) for key in keys if st.session_state.get(key)}
    if about:
        fields |= fields_of(desk.clinic, desk.actor, about) - {field_name(but)}
    if fields:
        was_sent(desk.clinic, desk.actor, fields)


def field_name(key: str) -> str:
    """Return the key as it stands in the class of a field, by which the browser names it."""
    return _AS_IN_CLASS.sub("-", key)


def _begin(desk: Desk, key: str, known: str = "") -> None:
    """Let a field that is drawn for the first time begin with what was typed in it before."""
    if key not in st.session_state:
        st.session_state[key] = desk.unsent().get(field_name(key), known)


def notes(desk: Desk) -> dict[str, str]:
    """Return the notes that were typed for tasks and not sent, by task."""
    first = note_field("")
    return {field.removeprefix(first): text for field, text in desk.unsent().items() if field.startswith(first)}
