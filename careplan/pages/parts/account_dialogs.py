"""The dialogs in which an administrator adds an account or changes one, each with the own password."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Final, NamedTuple

import streamlit as st

from careplan.clinic import Clinic
from careplan.coordination.given_back import given_back_words, open_tasks
from careplan.coordination.links import Link
from careplan.coordination.people import (
    Person,
    add_person,
    bind_person,
    change_role,
    disable_person,
    enable_person,
    end_sign_ins,
    needed,
    people,
    reset_person,
)
from careplan.coordination.provider_sign_in import provider_label
from careplan.errors import CarePlanError
from careplan.pages.desk import Desk
from careplan.pages.parts.moments import moment_words
from careplan.pages.parts.origin import origin
from careplan.pages.parts.own_password import own_password
from careplan.pages.parts.said import Back, draw_said, say_done, say_nothing, say_refused
from careplan.pages.parts.words import count_words, escape_md, label_md
from careplan.team import Practitioner, RoleId

ACCOUNTS: Final = "accounts"
_DIALOG: Final = "account-dialog"
_BACK: Final = "Undo …"
"""It asks for the own password once more, as what it takes back did."""
_ASKED: Final = "account-asked"
_NEW: Final = ""
"""Asked for where an account is to be added: none has this name."""
_LINK: Final = "account-link"
_NAME, _ROLE, _PASSWORD, _SUBJECT = "account-name", "account-role", "own-password", "account-subject"
_OWN: Final = "Your own password"


def ask_to_add() -> None:
    """Let the next drawing open the dialog for a new account."""
    _ask(_NEW)


def ask_for(name: str, role: str = "") -> None:
    """Let the next drawing open the dialog for an account, with a role that is chosen already."""
    _ask(name)
    if role:
        st.session_state[_ROLE] = role


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
        _role_box(desk)
        own_password(desk, _OWN, key=_PASSWORD)
        st.form_submit_button("Add", type="primary", on_click=_press, args=(desk, "", _made))


def _change(desk: Desk, person: Person) -> None:
    if person.disabled:
        st.text("Disabled: this account is refused everywhere. What it did is kept.")
        own_password(desk, _OWN, key=_PASSWORD)
        _act(desk, person, "Let in again", enable_person)
        return
    for one in needed(desk.clinic, desk.actor, person.name):
        role = desk.clinic.role_words(one.role).lower()
        st.warning(
            escape_md(
                f"{person.name} is the last {role} of {one.team}, with {open_tasks(one.tasks)} there. "
                "Let somebody else join that team first, or these tasks are nobody’s."
            )
        )
    own_password(desk, _OWN, key=_PASSWORD)
    st.caption("Each change below asks for it.")
    changed = partial(_changed_role, person.role)
    with st.container(horizontal=True, vertical_alignment="bottom"):
        _role_box(desk, person.role)
        st.button("Change role", key="account-change-role", on_click=_press, args=(desk, person.name, changed))
    with st.container(horizontal=True):
        _act(desk, person, "New password link", reset_person)
        if person.sign_ins:
            _act(desk, person, f"End {count_words(person.sign_ins, 'sign-in')}", _ended)
        _act(desk, person, "Disable", _disabled)
    st.caption(
        "A new password link takes the old password away and ends all sign-ins. Who is disabled is refused at once; "
        "the open tasks given to that person by name go back to their roles."
    )
    provider = provider_label(desk.clinic)
    if provider:
        _binding(desk, person, provider)


def _binding(desk: Desk, person: Person, provider: str) -> None:
    with st.container(horizontal=True, vertical_alignment="bottom"):
        label = f"Subject at {label_md(provider)}"
        st.text_input(label, person.subject, key=_SUBJECT, max_chars=255, autocomplete="off")
        st.button("Bind", key="account-bind", on_click=_press, args=(desk, person.name, _bound))
    st.caption(
        "Who that is there may sign in to this account; empty binds it to nobody. The audit has the subject of whoever "
        "tried and is bound to no account. Its sign-ins end."
    )


class _Came(NamedTuple):
    """What an act came to, in words, and how it is taken back: with the own password, in the dialog of the account."""

    words: str
    back: Back | None = None


_Act = Callable[..., Link | _Came]


def _act(desk: Desk, person: Person, words: str, act: _Act) -> None:
    key = f"account-{words.split()[0].lower()}"
    st.button(words, key=key, on_click=_press, args=(desk, person.name, act))


def _role_box(desk: Desk, now: str | None = None) -> None:
    roles = desk.clinic.catalogue.roles
    names = list(roles)
    if now in names:
        st.session_state.setdefault(_ROLE, now)
    st.selectbox("Role", names, index=None, key=_ROLE, format_func=lambda role: roles[role].label, placeholder="Choose")


def _show_link(desk: Desk, name: str, link: Link) -> None:
    st.markdown(f"**Hand this link to {escape_md(name)}, and to nobody else.**")
    st.code(f"{origin(desk)}{link.path}", language=None, wrap_lines=True)
    until = moment_words(desk, link.ends_at)
    st.text(f"Whoever opens it chooses the password of {name}. It works once, until {until}, and is not shown again.")
    if st.button("Done", type="primary", key="account-link-done"):
        _forget()
        st.rerun()


def _press(desk: Desk, name: str, act: _Act) -> None:
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
    say_done(ACCOUNTS, *came_to)
    _forget()
    st.rerun()


def _made(clinic: Clinic, actor: Practitioner, name: str, *, password: str) -> Link:
    return add_person(clinic, actor, name, _chosen_role(), password=password)


def _changed_role(was: RoleId, clinic: Clinic, actor: Practitioner, name: str, *, password: str) -> _Came:
    role = _chosen_role()
    given = change_role(clinic, actor, name, role, password=password)
    words = f"{name} is {clinic.role_words(role).lower()} now. {given_back_words(clinic, given)}".rstrip()
    return _Came(words, Back(_BACK, (name, was)))


def _disabled(clinic: Clinic, actor: Practitioner, name: str, *, password: str) -> _Came:
    given = disable_person(clinic, actor, name, password=password)
    words = f"{name} can no longer sign in. {given_back_words(clinic, given)}".rstrip()
    return _Came(words, Back(_BACK, (name,)))


def _bound(clinic: Clinic, actor: Practitioner, name: str, *, password: str) -> _Came:
    subject = str(st.session_state.get(_SUBJECT) or "").strip()
    bind_person(clinic, actor, name, subject, password=password)
    return _Came(f"{name} is bound to {subject}." if subject else f"{name} is bound to nobody.")


def _ended(clinic: Clinic, actor: Practitioner, name: str, *, password: str) -> _Came:
    ended = end_sign_ins(clinic, actor, name, password=password)
    return _Came(f"{count_words(ended, 'sign-in')} of {name} ended.")


def _chosen_role() -> str:
    return str(st.session_state.get(_ROLE) or "")


def _ask(name: str) -> None:
    _forget()
    say_nothing(ACCOUNTS)
    st.session_state[_ASKED] = name


def _forget() -> None:
    for key in (_ASKED, _LINK, _NAME, _ROLE, _PASSWORD, _SUBJECT):
        st.session_state.pop(key, None)
    say_nothing(_DIALOG)
