"""What an act below which there is no list came to: said once, right below where it was pressed."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple
from uuid import uuid4

import streamlit as st

from careplan.errors import CarePlanError
from careplan.pages.parts.lead import lead_to
from careplan.pages.parts.words import escape_md, label_md


class Back(NamedTuple):
    """How an act is taken back: the button's words, and what it is called with."""

    words: str
    args: tuple[str, ...]


class _Said(NamedTuple):
    words: str
    refused: bool
    back: Back | None = None
    warns: bool = False
    id: str = ""


def say_done(place: str, words: str, back: Back | None = None, *, warns: bool = False) -> None:
    """Let the next drawing of a place say what was done, with a button that takes it back.

    `warns`: something came of it that somebody has to see to.
    """
    st.session_state[_key(place)] = _Said(words, refused=False, back=back, warns=warns, id=uuid4().hex)


def say_refused(place: str, error: CarePlanError) -> None:
    """Let the next drawing of a place say why something was not done."""
    st.session_state[_key(place)] = _Said(str(error), refused=True, id=uuid4().hex)


def say_nothing(place: str) -> None:
    """Forget what a place was to say."""
    st.session_state.pop(_key(place), None)


def says(place: str) -> bool:
    """Whether a place has something to say."""
    return _key(place) in st.session_state


def draw_said(place: str, take_back: Callable[..., None] | None = None, *, lead: bool = False) -> None:
    """Say it, until something else is pressed there; `take_back` is called when its button is pressed.

    `lead`: bring into sight what was done, or why not, where what stands above it may be long.
    """
    said: _Said | None = st.session_state.get(_key(place))
    with st.container(key=f"{place}-said-box", gap="small"):
        _draw(place, said, take_back)
    if lead and said and said.id:
        lead_to([f"{place}-back"], refusal=said.id, says=said.words, beside=f"{place}-said-box", key=f"{place}-lead")


def _draw(place: str, said: _Said | None, take_back: Callable[..., None] | None) -> None:
    if said and said.refused:
        st.error(escape_md(said.words))
    elif said:
        (st.warning if said.warns else st.success)(escape_md(said.words))
    if said and said.back and take_back:
        st.button(label_md(said.back.words), key=f"{place}-back", on_click=take_back, args=said.back.args)


def _key(place: str) -> str:
    return f"{place}-said"
