"""The dialogs in which an administrator adds an account or changes one, each with the own password."""

from __future__ import annotations

from functools import partial
from typing import Final

import streamlit as st

from careplan.coordination.clinic_teams import clinic_teams
from careplan.coordination.people import add_person, people
from careplan.pages.desk import Desk
from careplan.pages.parts.account_changes import (
    ROLE,
    ROLE_KEY,
    SUBJECT_KEY,
    account_changes,
    chosen_role,
    role_box,
)
from careplan.pages.parts.changing import Changing, Handed
from careplan.pages.parts.moments import moment_words
from careplan.pages.parts.origin import origin
from careplan.pages.parts.said import say_nothing
from careplan.pages.parts.words import escape_md

ACCOUNTS: Final = "accounts"
_ASKED: Final = "account-asked"
_NEW: Final = ""
"""Asked for where an account is to be added: none has this name."""
_NAME, _TEAM = "account-name", "account-team"


def ask_to_add() -> None:
    """Let the next drawing open the dialog for a new account."""
    _ask(_NEW)


def ask_for(name: str, role: str = "") -> None:
    """Let the next drawing open the dialog for an account, with a role that is chosen already."""
    _ask(name)
    if role:
        st.session_state[ROLE_KEY], st.session_state[_DIALOG.what] = role, ROLE


def account_dialogs(desk: Desk) -> None:
    """Draw the dialog that was asked for, until it is closed."""
    asked: str | None = st.session_state.get(_ASKED)
    if asked is None:
        return
    title = "Add a person" if asked == _NEW else escape_md(asked)
    st.dialog(title, width="medium", on_dismiss=_forget)(_draw)(desk, asked)


def _draw(desk: Desk, asked: str) -> None:
    handed: Handed | None = st.session_state.get(_DIALOG.handed)
    if handed:
        _show_link(desk, handed)
    elif asked == _NEW:
        _add(desk)
    elif person := next((each for each in people(desk.clinic, desk.actor) if each.name == asked), None):
        _DIALOG.draw(desk, account_changes(desk, person))
    _DIALOG.said()


def _add(desk: Desk) -> None:
    with st.form("account-form", border=False):
        st.text_input("Sign-in name", key=_NAME, placeholder="such as anna.berg", autocomplete="off")
        role_box(desk)
        _team_box(desk)
        _DIALOG.password(desk)
        st.form_submit_button("Add", type="primary", on_click=_DIALOG.press, args=(partial(_made, desk),))


def _team_box(desk: Desk) -> None:
    """Draw the choice of a care team where there are several."""
    teams = clinic_teams(desk.clinic, desk.actor).teams
    if len(teams) > 1:
        names = {team.id: team.name for team in teams}
        st.session_state.setdefault(_TEAM, next(team.id for team in teams if team.for_new))
        st.selectbox("Care team", list(names), key=_TEAM, format_func=names.__getitem__)
        st.caption("The person sees the patients of this team. An administrator is on none.")


def _show_link(desk: Desk, handed: Handed) -> None:
    name, link = handed
    st.markdown(f"**Hand this link to {escape_md(name)}, and to nobody else.**")
    st.code(f"{origin(desk)}{link.path}", language=None, wrap_lines=True)
    until = moment_words(desk, link.ends_at)
    st.text(f"Whoever opens it chooses the password of {name}. It works once, until {until}, and is not shown again.")
    if st.button("Done", type="primary", key="account-link-done"):
        _forget()
        st.rerun()


def _made(desk: Desk, password: str) -> Handed:
    name, team = str(st.session_state.get(_NAME) or "").strip(), st.session_state.get(_TEAM)
    link = add_person(desk.clinic, desk.actor, name, chosen_role(), password=password, team=team)
    return Handed(name, link)


def _ask(name: str) -> None:
    _forget()
    say_nothing(ACCOUNTS)
    st.session_state[_ASKED] = name


def _forget() -> None:
    for key in (_ASKED, _NAME, _TEAM, ROLE_KEY, SUBJECT_KEY, *_DIALOG.keys):
        st.session_state.pop(key, None)
    _DIALOG.silent()


_DIALOG: Final = Changing("account", ACCOUNTS, _forget)
