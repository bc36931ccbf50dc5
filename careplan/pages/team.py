"""Team and users: the clinic's accounts for its administrators, the members of a care team for those who lead it."""

from __future__ import annotations

from collections.abc import Callable, Collection
from functools import partial
from typing import Final

import streamlit as st

from careplan.coordination.absences import COVER, team_absences
from careplan.coordination.accounts import ADMIN
from careplan.coordination.authority import may, refusal
from careplan.coordination.care_teams import CHANGE, TeamShown, join_team, leave_team, own_teams
from careplan.coordination.clinic_teams import MANAGE_TEAMS, TeamKept, clinic_teams
from careplan.coordination.people import MANAGE, Person, people
from careplan.errors import CarePlanError
from careplan.pages.desk import Desk
from careplan.pages.parts.absences import draw_absences
from careplan.pages.parts.account_dialogs import ACCOUNTS, account_dialogs, ask_for, ask_to_add
from careplan.pages.parts.chrome import chrome
from careplan.pages.parts.data_readings import draw_readings
from careplan.pages.parts.heading import heading
from careplan.pages.parts.moments import moment_words
from careplan.pages.parts.people import Button, PersonRow, Press, people_list
from careplan.pages.parts.said import Back, draw_said, say_done, say_refused
from careplan.pages.parts.team_dialogs import TEAMS, ask_for_team, ask_to_add_team, team_dialogs
from careplan.pages.parts.words import Mark, count_words, escape_md, role_mark
from careplan.team import Practitioner, RoleId

_JOIN: Final = "join"
_LEAVE: Final = "leave"
_STAYS: Final = "Tasks that went back to their roles stay with them."


def show(desk: Desk) -> None:
    """Draw the screen."""
    catalogue, actor = desk.clinic.catalogue, desk.actor
    leads, manages = may(catalogue, actor, CHANGE), may(catalogue, actor, MANAGE)
    keeps_teams, covers = may(catalogue, actor, MANAGE_TEAMS), may(catalogue, actor, COVER)
    with chrome("Team and users"):
        heading("Team and users")
        if not (covers or manages or keeps_teams):
            st.error(escape_md(refusal(catalogue, COVER)))
        if covers:
            _own_teams(desk, leads=leads)
        if keeps_teams:
            _care_teams(desk)
        if manages:
            _accounts(desk)
            draw_readings(desk)
    if keeps_teams:
        team_dialogs(desk)
    if manages:
        account_dialogs(desk)


def _own_teams(desk: Desk, *, leads: bool) -> None:
    """Draw each team of the person: its members for who leads it, and for everybody who is away and who covers."""
    led = {shown.team.id: shown for shown in own_teams(desk.clinic, desk.actor)} if leads else {}
    for found in team_absences(desk.clinic, desk.actor):
        st.header(escape_md(found.team.name), anchor=False)
        if found.team.id in led:
            _team(desk, led[found.team.id])
        draw_absences(desk, found)


def _care_teams(desk: Desk) -> None:
    found = clinic_teams(desk.clinic, desk.actor)
    _header("Care teams", "Add a care team", ask_to_add_team, off=desk.demo)
    rows = [_care_team(desk, team, found.leads) for team in found.teams]
    people_list("Care teams", rows, key="teams", on_press=lambda press: ask_for_team(press.id))
    st.caption("Who is on a team sees its patients, and those of no other team.")
    draw_said(TEAMS, ask_for_team, lead=True)


def _care_team(desk: Desk, team: TeamKept, leads: Collection[str]) -> PersonRow:
    members = team.shown.members
    told = [count_words(len(members), "person", "people"), count_words(team.open_plans, "open plan")]
    if team.for_new:
        told.append("for new patients and new accounts")
    led = any(member.id in leads for member in members)
    buttons = () if desk.demo else (Button("change", "Change"),)
    word = "" if led else "nobody leads it"
    return PersonRow(str(team.id), team.name, None, ", ".join(told), word, not led, buttons)


def _accounts(desk: Desk) -> None:
    found = people(desk.clinic, desk.actor)
    _header("Accounts", "Add a person", ask_to_add, off=desk.demo)
    several = len({team for person in found for team in person.teams}) > 1
    rows = [_account(desk, person, several) for person in found]
    people_list("Accounts", rows, key="accounts", on_press=lambda press: ask_for(press.id))
    disabled = sum(person.disabled for person in found)
    st.text(count_words(len(found), "account") + (f", {disabled} of them disabled" if disabled else ""))
    draw_said(ACCOUNTS, ask_for, lead=True)
    if desk.demo:
        st.caption("Accounts and care teams of a demo clinic are fixed: its people enter without passwords.")


def _header(title: str, adds: str, add: Callable[[], None], *, off: bool) -> None:
    with st.container(horizontal=True, horizontal_alignment="distribute", vertical_alignment="center"):
        st.header(title, anchor=False)
        st.button(adds, icon=":material/add:", on_click=add, disabled=off)


def _account(desk: Desk, person: Person, several: bool) -> PersonRow:
    """Return the row of an account; where there are `several` teams it names those of the person."""
    last = person.signed_in_last
    teams = [] if person.disabled or person.role == ADMIN else [", ".join(person.teams) or "On no care team"]
    told = [
        *(teams if several or not person.teams else ()),
        f"Signed in last {moment_words(desk, last)}" if last else "Never signed in",
    ]
    if person.sign_ins:
        told.append(count_words(person.sign_ins, "sign-in open", "sign-ins open"))
    if person.subject:
        told.append("bound to the identity provider")
    if person.link_waits:
        told.append("a link to choose a password waits")
    word = "disabled" if person.disabled else "you" if person.oneself else ""
    fixed = person.oneself or desk.demo
    buttons = () if fixed else (Button("change", "Change"),)
    return PersonRow(
        person.name, person.name, _mark(desk, person.role), ", ".join(told), word, person.disabled, buttons
    )


def _team(desk: Desk, shown: TeamShown) -> None:
    team = shown.team
    rows = [_member(desk, member) for member in shown.members]
    place = f"team-{team.id}"
    people_list(f"Members of {team.name}", rows, key=place, on_press=lambda press: _leave(desk, team.id, press))
    draw_said(place, partial(_undo, desk, team.id))
    with st.container(horizontal=True, vertical_alignment="bottom"):
        none = "Choose" if shown.others else "All who can join are on it"
        chosen = st.selectbox(
            "Add to the team", shown.others, index=None, placeholder=none, key=f"join-{team.id}", width=280
        )
        st.button("Add", key=f"join-press-{team.id}", disabled=chosen is None, on_click=_join, args=(desk, team.id))


def _member(desk: Desk, member: Practitioner) -> PersonRow:
    oneself = member.id == desk.actor.id
    buttons = () if oneself else (Button("leave", "Take off"),)
    return PersonRow(member.id, member.id, _mark(desk, member.role), "", "you" if oneself else "", buttons=buttons)


def _mark(desk: Desk, role: RoleId) -> Mark | None:
    known = desk.clinic.catalogue.roles.get(role)
    return role_mark(known) if known else None


def _join(desk: Desk, team: int) -> None:
    name = st.session_state.get(f"join-{team}")
    try:
        said = join_team(desk.clinic, desk.actor, team, str(name))
        say_done(f"team-{team}", said, Back("Undo", (_LEAVE, str(name))))
    except CarePlanError as error:
        say_refused(f"team-{team}", error)
    st.session_state[f"join-{team}"] = None


def _leave(desk: Desk, team: int, press: Press) -> None:
    try:
        said = leave_team(desk.clinic, desk.actor, team, press.id)
        say_done(f"team-{team}", said, Back("Undo", (_JOIN, press.id)))
    except CarePlanError as error:
        say_refused(f"team-{team}", error)


def _undo(desk: Desk, team: int, act: str, name: str) -> None:
    """Do the opposite of what was done; it is an act of its own in the history."""
    try:
        if act == _LEAVE:
            said = leave_team(desk.clinic, desk.actor, team, name)
        else:
            said = f"{join_team(desk.clinic, desk.actor, team, name)} {_STAYS}"
        say_done(f"team-{team}", f"Undone: {said}")
    except CarePlanError as error:
        say_refused(f"team-{team}", error)
