"""Account: the own password, where one is signed in, the own calendar, and whether single keys lead to screens."""

from __future__ import annotations

from typing import Final

import streamlit as st

from careplan.coordination.own_account import (
    SignIn,
    change_password,
    end_everywhere,
    end_one,
    has_shortcuts,
    set_shortcuts,
    sign_ins,
)
from careplan.coordination.sign_in import password_at
from careplan.errors import CarePlanError
from careplan.pages.desk import Desk
from careplan.pages.parts.chrome import chrome
from careplan.pages.parts.data_calendar import draw_calendar
from careplan.pages.parts.heading import heading
from careplan.pages.parts.moments import moment_words
from careplan.pages.parts.people import Button, PersonRow, Press, people_list
from careplan.pages.parts.said import draw_said, say_done, say_refused
from careplan.pages.parts.words import escape_md
from careplan.password import SHORTEST

_OLD, _NEW, _AGAIN, _KEYS = "password-old", "password-new", "password-again", "shortcuts-on"
_PASSWORD, _SIGN_INS = "password", "sign-ins"
_WIDTH_PX: Final = 420
KEYS_WORDS: Final = "W My work · P Patients · N New plan · E Export CSV · U Undo. Not while you type, nor in a drawer."


def show(desk: Desk) -> None:
    """Draw the screen."""
    with chrome("Account"):
        heading("Account")
        st.caption(escape_md(f"{desk.actor.id}, {desk.clinic.role_words(desk.actor.role).lower()}"))
        _password(desk)
        _sign_ins(desk)
        draw_calendar(desk)
        _shortcuts(desk)


def _password(desk: Desk) -> None:
    st.header("Password", anchor=False)
    if desk.demo:
        st.text("The accounts of a demo clinic have no passwords.")
        return
    provider = password_at(desk.clinic, desk.actor)
    if provider:
        st.text(f"Your password is at {provider}. Change it there.")
        return
    with st.form("password-form", border=False, width=_WIDTH_PX):
        st.text_input("Password as it is", type="password", key=_OLD, autocomplete="current-password")
        st.text_input("New password", type="password", key=_NEW, autocomplete="new-password")
        st.text_input("The new one again", type="password", key=_AGAIN, autocomplete="new-password")
        st.caption(f"At least {SHORTEST} characters. Your other sign-ins end.")
        st.form_submit_button("Change password", on_click=_change_password, args=(desk,))
    draw_said(_PASSWORD)


def _change_password(desk: Desk) -> None:
    old, new, again = (st.session_state.get(name, "") for name in (_OLD, _NEW, _AGAIN))
    try:
        change_password(desk.clinic, desk.actor, old, new, again, token=desk.token)
    except CarePlanError as error:
        say_refused(_PASSWORD, error)
        return
    for name in (_OLD, _NEW, _AGAIN):
        st.session_state[name] = ""
    say_done(_PASSWORD, "Your password is changed. Your other sign-ins have ended.")


def _sign_ins(desk: Desk) -> None:
    st.header("Where you are signed in", anchor=False)
    found = sign_ins(desk.clinic, desk.actor, desk.token)
    rows = [_row(desk, one) for one in found]
    people_list("Where you are signed in", rows, key="sign-ins-list", on_press=lambda press: _end(desk, press))
    draw_said(_SIGN_INS)
    st.button(
        "Sign out everywhere", key="sign-out-everywhere", on_click=lambda: end_everywhere(desk.clinic, desk.actor)
    )


def _row(desk: Desk, one: SignIn) -> PersonRow:
    about = f"Since {moment_words(desk, one.since)}, used {moment_words(desk, one.active_at)}"
    buttons = () if one.here else (Button("end", "End"),)
    name = one.browser[:1].upper() + one.browser[1:] or "A browser"
    return PersonRow(one.id, name, None, about, "this one" if one.here else "", buttons=buttons)


def _end(desk: Desk, press: Press) -> None:
    try:
        end_one(desk.clinic, desk.actor, press.id)
    except CarePlanError as error:
        say_refused(_SIGN_INS, error)
    else:
        say_done(_SIGN_INS, "That sign-in has ended.")


def _shortcuts(desk: Desk) -> None:
    st.header("Shortcuts", anchor=False)
    st.session_state[_KEYS] = has_shortcuts(desk.clinic, desk.actor)
    st.toggle("Single keys lead to screens", key=_KEYS, on_change=_switch, args=(desk,))
    st.caption(KEYS_WORDS)


def _switch(desk: Desk) -> None:
    set_shortcuts(desk.clinic, desk.actor, bool(st.session_state[_KEYS]))
