"""What an act below which there is no list came to: said once, right below where it was pressed."""

from __future__ import annotations

from typing import NamedTuple

import streamlit as st

from careplan.errors import CarePlanError
from careplan.pages.parts.words import escape_md


class _Said(NamedTuple):
    words: str
    refused: bool


def say_done(place: str, words: str) -> None:
    """Let the next drawing of a place say what was done."""
    st.session_state[_key(place)] = _Said(words, refused=False)


def say_refused(place: str, error: CarePlanError) -> None:
    """Let the next drawing of a place say why something was not done."""
    st.session_state[_key(place)] = _Said(str(error), refused=True)


def say_nothing(place: str) -> None:
    """Forget what a place was to say."""
    st.session_state.pop(_key(place), None)


def draw_said(place: str) -> None:
    """Say it, until something else is pressed there."""
    said: _Said | None = st.session_state.get(_key(place))
    if said and said.refused:
        st.error(escape_md(said.words))
    elif said:
        st.success(escape_md(said.words))


def _key(place: str) -> str:
    return f"{place}-said"
