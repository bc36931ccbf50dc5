"""The dialogs in which an administrator adds a care team or changes one, each with the own password."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Final, NamedTuple

import streamlit as st

from careplan.coordination.clinic_teams import (
    ClinicTeams,
    TeamKept,
    add_team,
    choose_for_new,
    clinic_teams,
    put_on_team,
    rename_team,
)
from careplan.errors import CarePlanError
from careplan.pages.desk import Desk
from careplan.pages.parts.account_changes import BACK
from careplan.pages.parts.own_password import own_password
from careplan.pages.parts.said import Back, draw_said, say_done, say_nothing, say_refused
from careplan.pages.parts.words import escape_md

TEAMS: Final = "teams"
_DIALOG: Final = "team-dialog"
_ASKED: Final = "team-asked"
_NEW: Final = ""
"""Asked for where a team is to be added: none has this number."""
_NAME, _WHO, _WHAT, _PASSWORD = "team-name", "team-who", "team-what", "team-own-password"
_OWN: Final = "Your own password"
_CALLED: Final = "Name"
_FOR_NEW: Final = "New patients"

_Act = Callable[[str], tuple[str, Back | None]]
"""Called with the own password; returns what was done, and how it is taken back."""


class _Change(NamedTuple):
    """One change that may be chosen: its name, what follows of it, its button, and what draws its fields."""

    name: str
    tells: str
    button: str
    act: _Act
    fields: Callable[[], object] | None = None


def ask_to_add_team() -> None:
    """Let the next drawing open the dialog for a new team."""
    ask_for_team(_NEW)


def ask_for_team(number: str, what: str = "", name: str = "") -> None:
    """Let the next drawing open the dialog of a team, with a change chosen and a name typed already."""
    _forget()
    say_nothing(TEAMS)
    st.session_state[_ASKED] = number
    if what:
        st.session_state[_WHAT] = what
    if name:
        st.session_state[_NAME] = name


def team_dialogs(desk: Desk) -> None:
    """Draw the dialog that was asked for, until it is closed."""
    asked: str | None = st.session_state.get(_ASKED)
    if asked is None:
        return
    found = clinic_teams(desk.clinic, desk.actor)
    team = next((each for each in found.teams if str(each.id) == asked), None)
    title = escape_md(team.name) if team else "Add a care team"
    st.dialog(title, width="medium", on_dismiss=_forget)(_draw)(desk, asked)


def _draw(desk: Desk, asked: str) -> None:
    found = clinic_teams(desk.clinic, desk.actor)
    team = next((each for each in found.teams if str(each.id) == asked), None)
    if team:
        _change(desk, found, team)
    else:
        _add(desk, found)
    draw_said(_DIALOG)


def _add(desk: Desk, found: ClinicTeams) -> None:
    with st.form("team-form", border=False):
        st.text_input("Name of the team", key=_NAME, placeholder="such as Spine team", autocomplete="off")
        _person_box("Who leads it", found.leads)
        st.caption("Who leads a team adds the others to it, and takes them off.")
        own_password(desk, _OWN, key=_PASSWORD)
        st.form_submit_button("Add", type="primary", on_click=_press, args=(partial(_added, desk),))


def _change(desk: Desk, found: ClinicTeams, team: TeamKept) -> None:
    """Draw who is on it, what may be changed, what follows of that, and last what it needs."""
    on_it = [f"{one.id} ({desk.clinic.role_words(one.role).lower()})" for one in team.shown.members]
    st.text(f"On the team: {', '.join(on_it) or 'nobody'}")
    changes = {change.name: change for change in _changes(desk, found, team)}
    name = st.segmented_control("What is to change", list(changes), key=_WHAT, on_change=say_nothing, args=(_DIALOG,))
    if not name:
        return
    chosen = changes[name]
    if chosen.fields:
        chosen.fields()
    st.caption(chosen.tells)
    own_password(desk, _OWN, key=_PASSWORD)
    st.button(chosen.button, key="team-do", type="primary", on_click=_press, args=(chosen.act,))


def _changes(desk: Desk, found: ClinicTeams, team: TeamKept) -> list[_Change]:
    sees = "The person sees the team’s patients from now on. Who leads the team can take the person off."
    box = partial(_person_box, "Person", team.shown.others)
    changes = [
        _Change("People", sees, "Put on the team", partial(_put_on, desk, team), box),
        _Change(_CALLED, "What was done before stays written with the former name.", "Rename",
                partial(_renamed, desk, team), partial(_name_box, team)),
    ]  # fmt: skip
    former = next(one for one in found.teams if one.for_new)
    if former.id != team.id:
        tells = (
            "New accounts join this team, and the new patients of who is on it are cared for by it. Who is on another "
            f"team alone goes on making new patients for that one. Up to now it is {former.name}."
        )
        changes.append(
            _Change(_FOR_NEW, escape_md(tells), "Choose for new patients", partial(_chose, desk, former, team))
        )
    return changes


def _person_box(label: str, names: list[str]) -> None:
    none = "Choose" if names else "Nobody can be chosen"
    st.selectbox(label, names, index=None, key=_WHO, placeholder=none)


def _name_box(team: TeamKept) -> None:
    st.session_state.setdefault(_NAME, team.name)
    st.text_input("Name of the team", key=_NAME, autocomplete="off")


def _added(desk: Desk, password: str) -> tuple[str, Back | None]:
    return add_team(desk.clinic, desk.actor, _typed(_NAME), _typed(_WHO), password=password), None


def _put_on(desk: Desk, team: TeamKept, password: str) -> tuple[str, Back | None]:
    return put_on_team(desk.clinic, desk.actor, team.id, _typed(_WHO), password=password), None


def _renamed(desk: Desk, team: TeamKept, password: str) -> tuple[str, Back | None]:
    said = rename_team(desk.clinic, desk.actor, team.id, _typed(_NAME), password=password)
    return said, Back(BACK, (str(team.id), _CALLED, team.name))


def _chose(desk: Desk, former: TeamKept, team: TeamKept, password: str) -> tuple[str, Back | None]:
    said = choose_for_new(desk.clinic, desk.actor, team.id, password=password)
    return said, Back(BACK, (str(former.id), _FOR_NEW))


def _typed(key: str) -> str:
    return str(st.session_state.get(key) or "")


def _press(act: _Act) -> None:
    """Do what was pressed with the password that was entered, which is entered anew for the next."""
    password = _typed(_PASSWORD)
    st.session_state[_PASSWORD] = ""
    say_nothing(_DIALOG)
    try:
        said, back = act(password)
    except CarePlanError as error:
        say_refused(_DIALOG, error)
        return
    say_done(TEAMS, said, back)
    _forget()
    st.rerun()


def _forget() -> None:
    for key in (_ASKED, _NAME, _WHO, _WHAT, _PASSWORD):
        st.session_state.pop(key, None)
    say_nothing(_DIALOG)
