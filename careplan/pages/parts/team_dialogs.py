"""The dialogs in which an administrator adds a care team or changes one, each with the own password."""

from __future__ import annotations

from functools import partial
from typing import Final

import streamlit as st

from careplan.coordination.clinic_teams import (
    ClinicTeams,
    TeamKept,
    add_team,
    choose_for_new,
    clinic_teams,
    put_on_team,
    rename_team,
    take_off_team,
)
from careplan.pages.desk import Desk
from careplan.pages.parts.changing import BACK, Came, Change, Changing
from careplan.pages.parts.said import Back, say_nothing
from careplan.pages.parts.words import escape_md

TEAMS: Final = "teams"
_ASKED: Final = "team-asked"
_NEW: Final = ""
"""Asked for where a team is to be added: none has this number."""
_NAME, _WHO = "team-name", "team-who"
_ON: Final = "Put on"
_OFF: Final = "Take off"
_CALLED: Final = "Name"
_FOR_NEW: Final = "New patients"


def ask_to_add_team() -> None:
    """Let the next drawing open the dialog for a new team."""
    ask_for_team(_NEW)


def ask_for_team(number: str, what: str = "", name: str = "") -> None:
    """Let the next drawing open the dialog of a team, with a change chosen, and its name or person already."""
    _forget()
    say_nothing(TEAMS)
    st.session_state[_ASKED] = number
    if what:
        st.session_state[_DIALOG.what] = what
    if name:
        st.session_state[_NAME if what == _CALLED else _WHO] = name


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
    _DIALOG.said()


def _add(desk: Desk, found: ClinicTeams) -> None:
    with st.form("team-form", border=False):
        st.text_input("Name of the team", key=_NAME, placeholder="such as Spine team", autocomplete="off")
        _person_box("Who leads it", found.leads)
        st.caption("Who leads a team adds the others to it, and takes them off.")
        _DIALOG.password(desk)
        st.form_submit_button("Add", type="primary", on_click=_DIALOG.press, args=(partial(_added, desk),))


def _change(desk: Desk, found: ClinicTeams, team: TeamKept) -> None:
    """Draw who is on it, what may be changed, what follows of that, and last what it needs."""
    on_it = [f"{one.id} ({desk.clinic.role_words(one.role).lower()})" for one in team.shown.members]
    st.text(f"On the team: {', '.join(on_it) or 'nobody'}")
    _DIALOG.draw(desk, _changes(desk, found, team))


def _changes(desk: Desk, found: ClinicTeams, team: TeamKept) -> list[Change]:
    sees = "The person sees the team’s patients from now on."
    others, here = team.shown.others, [member.id for member in team.shown.members]
    leaves = "The person no longer sees the team’s patients; open tasks given to them by name go back to their roles."
    on, off = (partial(_person_box, "Person", names) for names in (others, here))
    changes = [
        Change(_ON, sees, "Put on the team", partial(_put_on, desk, team), on),
        Change(_OFF, leaves, "Take off the team", partial(_taken_off, desk, team), off),
        Change(_CALLED, "What was done before stays written with the former name.", "Rename",
                partial(_renamed, desk, team), partial(_name_box, team)),
    ]  # fmt: skip
    former = next(one for one in found.teams if one.for_new)
    if former.id != team.id:
        tells = (
            "New accounts join this team, and the new patients of who is on it are cared for by it. Who is on another "
            f"team alone goes on making new patients for that one. Up to now it is {former.name}."
        )
        changes.append(Change(_FOR_NEW, tells, "Choose for new patients", partial(_chose, desk, former, team)))
    return changes


def _person_box(label: str, names: list[str]) -> None:
    none = "Choose" if names else "Nobody can be chosen"
    st.selectbox(label, names, index=None, key=_WHO, placeholder=none)


def _name_box(team: TeamKept) -> None:
    st.session_state.setdefault(_NAME, team.name)
    st.text_input("Name of the team", key=_NAME, autocomplete="off")


def _added(desk: Desk, password: str) -> Came:
    return Came(add_team(desk.clinic, desk.actor, _typed(_NAME), _typed(_WHO), password=password))


def _put_on(desk: Desk, team: TeamKept, password: str) -> Came:
    who = _typed(_WHO)
    said = put_on_team(desk.clinic, desk.actor, team.id, who, password=password)
    return Came(said, Back(BACK, (str(team.id), _OFF, who)))


def _taken_off(desk: Desk, team: TeamKept, password: str) -> Came:
    who = _typed(_WHO)
    said = take_off_team(desk.clinic, desk.actor, team.id, who, password=password)
    return Came(said, Back(BACK, (str(team.id), _ON, who)))


def _renamed(desk: Desk, team: TeamKept, password: str) -> Came:
    said = rename_team(desk.clinic, desk.actor, team.id, _typed(_NAME), password=password)
    return Came(said, Back(BACK, (str(team.id), _CALLED, team.name)))


def _chose(desk: Desk, former: TeamKept, team: TeamKept, password: str) -> Came:
    said = choose_for_new(desk.clinic, desk.actor, team.id, password=password)
    return Came(said, Back(BACK, (str(former.id), _FOR_NEW)))


def _typed(key: str) -> str:
    return str(st.session_state.get(key) or "")


def _forget() -> None:
    for key in (_ASKED, _NAME, _WHO, *_DIALOG.keys):
        st.session_state.pop(key, None)
    _DIALOG.silent()


_DIALOG: Final = Changing("team", TEAMS, _forget)
