"""The dialogs in which an administrator adds an account or changes one, each with the own password."""

from __future__ import annotations

from typing import Final

import streamlit as st

from careplan.clinic import Clinic
from careplan.coordination.clinic_teams import clinic_teams
from careplan.coordination.given_back import open_tasks
from careplan.coordination.links import Link
from careplan.coordination.people import Person, add_person, needed, people
from careplan.errors import CarePlanError
from careplan.pages.desk import Desk
from careplan.pages.parts.account_changes import (
    ROLE_KEY,
    SUBJECT_KEY,
    AccountChange,
    Act,
    account_changes,
    chosen_role,
    role_box,
)
from careplan.pages.parts.moments import moment_words
from careplan.pages.parts.origin import origin
from careplan.pages.parts.own_password import own_password
from careplan.pages.parts.said import draw_said, say_done, say_nothing, say_refused
from careplan.pages.parts.words import escape_md
from careplan.team import Practitioner

ACCOUNTS: Final = "accounts"
_DIALOG: Final = "account-dialog"
_ASKED: Final = "account-asked"
_NEW: Final = ""
"""Asked for where an account is to be added: none has this name."""
_LINK: Final = "account-link"
_NAME, _TEAM, _WHAT, _PASSWORD = "account-name", "account-team", "account-what", "own-password"
_OWN: Final = "Your own password"


def ask_to_add() -> None:
    """Let the next drawing open the dialog for a new account."""
    _ask(_NEW)


def ask_for(name: str, role: str = "") -> None:
    """Let the next drawing open the dialog for an account, with a role that is chosen already."""
    _ask(name)
    if role:
        st.session_state[ROLE_KEY] = role


def account_dialogs(desk: Desk) -> None:
    """Draw the dialog that was asked for, until it is closed."""
    asked: str | None = st.session_state.get(_ASKED)
    if asked is None:
        return
    title = "Add a person" if asked == _NEW else escape_md(asked)
    st.dialog(title, width="medium", on_dismiss=_forget)(_draw)(desk, asked)


def _draw(desk: Desk, asked: str) -> None:
    link: tuple[str, Link] | None = st.session_state.get(_LINK)
    if link:
        _show_link(desk, *link)
    elif asked == _NEW:
        _add(desk)
    else:
        person = next((each for each in people(desk.clinic, desk.actor) if each.name == asked), None)
        if person:
            _change(desk, person)
    draw_said(_DIALOG)


def _add(desk: Desk) -> None:
    with st.form("account-form", border=False):
        st.text_input("Sign-in name", key=_NAME, placeholder="such as anna.berg", autocomplete="off")
        role_box(desk)
        _team_box(desk)
        own_password(desk, _OWN, key=_PASSWORD)
        st.form_submit_button("Add", type="primary", on_click=_press, args=(desk, "", _made))


def _team_box(desk: Desk) -> None:
    """Draw the choice of a care team where there are several."""
    teams = clinic_teams(desk.clinic, desk.actor).teams
    if len(teams) > 1:
        names = {team.id: team.name for team in teams}
        st.session_state.setdefault(_TEAM, next(team.id for team in teams if team.for_new))
        st.selectbox("Care team", list(names), key=_TEAM, format_func=names.__getitem__)
        st.caption("The person sees the patients of this team. An administrator is on none.")


def _change(desk: Desk, person: Person) -> None:
    """Draw what may be changed, then what follows of the one that is chosen, and last what it needs."""
    changes = account_changes(desk, person)
    chosen = changes[0] if len(changes) == 1 else _chosen(changes)
    if chosen is None:
        return
    chosen.fields()
    st.caption(chosen.tells)
    if chosen.leaves_tasks:
        _warn_of_last(desk, person)
    own_password(desk, _OWN, key=_PASSWORD)
    st.button(chosen.button, key="account-do", type="primary", on_click=_press, args=(desk, person.name, chosen.act))


def _chosen(changes: list[AccountChange]) -> AccountChange | None:
    by_name = {change.name: change for change in changes}
    if ROLE_KEY in st.session_state:
        st.session_state.setdefault(_WHAT, changes[0].name)
    name = st.segmented_control("What is to change", list(by_name), key=_WHAT, on_change=say_nothing, args=(_DIALOG,))
    return by_name.get(name) if name else None


def _warn_of_last(desk: Desk, person: Person) -> None:
    for one in needed(desk.clinic, desk.actor, person.name):
        role = desk.clinic.role_words(one.role).lower()
        st.warning(
            escape_md(
                f"{person.name} is the last {role} of {one.team}, with {open_tasks(one.tasks)} there. "
                f"Add another {role} first, or nobody is there to do them."
            )
        )


def _show_link(desk: Desk, name: str, link: Link) -> None:
    st.markdown(f"**Hand this link to {escape_md(name)}, and to nobody else.**")
    st.code(f"{origin(desk)}{link.path}", language=None, wrap_lines=True)
    until = moment_words(desk, link.ends_at)
    st.text(f"Whoever opens it chooses the password of {name}. It works once, until {until}, and is not shown again.")
    if st.button("Done", type="primary", key="account-link-done"):
        _forget()
        st.rerun()


def _press(desk: Desk, name: str, act: Act) -> None:
    """Do what was pressed with the password that was entered, which is entered anew for the next."""
    password = st.session_state.get(_PASSWORD, "")
    st.session_state[_PASSWORD] = ""
    say_nothing(_DIALOG)
    try:
        came_to = act(desk.clinic, desk.actor, name or st.session_state.get(_NAME, "").strip(), password=password)
    except CarePlanError as error:
        say_refused(_DIALOG, error)
        return
    if isinstance(came_to, Link):
        st.session_state[_LINK] = (name or st.session_state[_NAME].strip(), came_to)
        return
    say_done(ACCOUNTS, came_to.words, came_to.back, warns=came_to.warns)
    _forget()
    st.rerun()


def _made(clinic: Clinic, actor: Practitioner, name: str, *, password: str) -> Link:
    return add_person(clinic, actor, name, chosen_role(), password=password, team=st.session_state.get(_TEAM))


def _ask(name: str) -> None:
    _forget()
    say_nothing(ACCOUNTS)
    st.session_state[_ASKED] = name


def _forget() -> None:
    for key in (_ASKED, _LINK, _NAME, _TEAM, _WHAT, _PASSWORD, ROLE_KEY, SUBJECT_KEY):
        st.session_state.pop(key, None)
    say_nothing(_DIALOG)
