"""The forms of the overview that a button opens: each in a dialog, where a refusal stands below what was pressed."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final, Literal, NamedTuple

import streamlit as st

from careplan.coordination.board import Board
from careplan.pages.parts.words import escape_md, unbroken

_ASKED: Final = "form-asked"


class Form(NamedTuple):
    """A form: what it is about, and how its fields and its button are drawn."""

    title: str
    draw: Callable[[], None]


def form_button(words: str, key: str, *, place: str = "", quiet: bool = False) -> None:
    """Draw the button that opens the form of that key; `place` tells a second one of it from the first.

    `quiet`: it stands in a line of text, and has no border.
    """
    kind: Literal["tertiary", "secondary"] = "tertiary" if quiet else "secondary"
    st.button(words, key=f"ask-{key}{place}", type=kind, on_click=_ask, args=(key,))


def asked_form(board: Board, forms: Mapping[str, Form]) -> None:
    """Open the form that was asked for; nothing where it is not among `forms` any more."""
    form = forms.get(st.session_state.pop(_ASKED, ""))
    if form:
        st.dialog(f"{escape_md(form.title)} · {unbroken(board.patient_id)}", width="medium")(form.draw)()


def _ask(key: str) -> None:
    st.session_state[_ASKED] = key
