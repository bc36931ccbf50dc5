"""Who is away from a care team and who covers: listed, noted, and ended early, on Team and users."""

from __future__ import annotations

from functools import partial
from typing import Final

import streamlit as st

from careplan.absence import Absence
from careplan.coordination.absences import TeamAbsences, end_absence, note_absence, note_again
from careplan.errors import CarePlanError
from careplan.pages.desk import Desk
from careplan.pages.parts.day_row import day_field
from careplan.pages.parts.people import Button, PersonRow, people_list
from careplan.pages.parts.said import Back, draw_said, say_done, say_refused
from careplan.pages.parts.words import role_mark, show_date

_END: Final = "end"
_AGAIN: Final = "again"
_WIDTH_PX: Final = 200


def draw_absences(desk: Desk, found: TeamAbsences) -> None:
    """Draw who is away from a team, now and later, and the form that notes another absence."""
    team = found.team.id
    st.subheader("Away and cover", anchor=False)
    if found.coming:
        rows = [_row(desk, found, away) for away in found.coming]
        label = f"Away from {found.team.name}"
        people_list(label, rows, key=f"away-{team}", on_press=lambda press: _end(desk, found, press.id))
    else:
        st.text("Nobody is noted as away.")
    draw_said(_place(team), partial(_undo, desk, found))
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small", key=f"absence-form-{team}"):
        _person("Away", found.people, f"absence-who-{team}", only=len(found.people) == 1)
        with st.container(width=_WIDTH_PX):
            day_field("From", key=f"absence-first-{team}")
        with st.container(width=_WIDTH_PX):
            day_field("Until", key=f"absence-last-{team}")
        _person("Covered by", found.covers, f"absence-cover-{team}")
        st.button("Note absence", key=f"absence-note-{team}", on_click=_note, args=(desk, team))
    st.caption("Meanwhile tasks say who covers, and who covers finds the work under My work. It goes back by itself.")


def _person(label: str, names: list[str], key: str, *, only: bool = False) -> None:
    st.selectbox(label, names, index=0 if only else None, placeholder="Choose", key=key, width=_WIDTH_PX)


def _row(desk: Desk, found: TeamAbsences, away: Absence) -> PersonRow:
    roles = {member.id: member.role for member in found.team.members}
    known = desk.clinic.catalogue.roles.get(roles.get(away.account, ""))
    covers = (
        f"covered by {away.cover}" if away.cover in roles else f"{away.cover} is no longer on the team: nobody covers"
    )
    about = f"{show_date(away.first)} to {show_date(away.last)}, {covers}"
    buttons = (Button(_END, "End"),) if found.may_end(away) else ()
    word = "away now" if away.is_on(desk.today) else ""
    return PersonRow(str(away.number), away.account, role_mark(known) if known else None, about, word, buttons=buttons)


def _note(desk: Desk, team: int) -> None:
    keys = {name: f"absence-{name}-{team}" for name in ("who", "first", "last", "cover")}
    given = {name: st.session_state.get(key) for name, key in keys.items()}
    try:
        number, said = note_absence(
            desk.clinic, desk.actor, team, given["who"], given["cover"], first=given["first"], last=given["last"]
        )
    except CarePlanError as error:
        say_refused(_place(team), error)
        return
    say_done(_place(team), said, Back("Undo", (_END, str(number))))
    for key in keys.values():
        st.session_state.pop(key, None)


def _end(desk: Desk, found: TeamAbsences, number: str) -> None:
    team = found.team.id
    try:
        say_done(_place(team), end_absence(desk.clinic, desk.actor, int(number)), Back("Undo", (_AGAIN, number)))
    except CarePlanError as error:
        say_refused(_place(team), error)


def _undo(desk: Desk, found: TeamAbsences, act: str, number: str) -> None:
    """Do the opposite of what was done; it is an act of its own in the history."""
    do = note_again if act == _AGAIN else end_absence
    try:
        say_done(_place(found.team.id), f"Undone: {do(desk.clinic, desk.actor, int(number))}")
    except CarePlanError as error:
        say_refused(_place(found.team.id), error)


def _place(team: int) -> str:
    return f"absence-{team}"
