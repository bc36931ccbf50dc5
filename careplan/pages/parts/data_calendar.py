"""A person's own calendar: its private address, told once, and the same as a file."""

from __future__ import annotations

from typing import Final

import streamlit as st

from careplan.coordination.authority import may
from careplan.coordination.calendar_address import (
    CalendarAddress,
    calendar_address,
    end_calendar_address,
    make_calendar_address,
)
from careplan.coordination.calendars import CALENDAR, calendar_file, count_entries
from careplan.coordination.export_rows import Scope, Sheet
from careplan.errors import CarePlanError
from careplan.exchange.task_calendar import file_name
from careplan.pages.desk import Desk
from careplan.pages.parts.moments import moment_words
from careplan.pages.parts.origin import origin
from careplan.pages.parts.said import draw_said, say_done, say_nothing, say_refused
from careplan.pages.parts.taking import file_button
from careplan.pages.parts.words import count_words, escape_md, label_md, unbroken_ids

CALENDAR_PLACE: Final = "calendar"
"""The place of it on the page, and of what is said there."""
_TOKEN: Final = "calendar-address-token"  # noqa: S105 - the key of what is shown once
_MADE: Final = "calendar-addresses-made"
_WHAT: Final = (
    "Your open tasks on their days, in the calendar of your phone or computer: “Care plan task T-000311 (P-0042)” and "
    "nothing more. Held tasks and tasks without a day are not in it."
)


def draw_calendar(desk: Desk) -> None:
    """Draw the address of the person's calendar, and the file; nothing for who has no tasks."""
    if not may(desk.clinic.catalogue, desk.actor, CALENDAR):
        return
    st.header("Calendar", anchor=CALENDAR_PLACE)
    st.text(unbroken_ids(_WHAT))
    held = calendar_address(desk.clinic, actor=desk.actor)
    with st.container(horizontal=True, gap="small", key="calendar-buttons"):
        if held:
            _renew(desk)
            _end(desk)
        else:
            st.button("Make address", key="calendar-make", type="primary", on_click=_make, args=(desk,))
        _download(desk)
    st.caption(escape_md(_stands(desk, held)))
    st.caption(label_md(desk.clinic.content.notices.notices.short))
    draw_said(CALENDAR_PLACE)
    if st.session_state.get(_TOKEN):
        st.dialog("Your calendar address", width="medium", on_dismiss=_forget)(_show)(desk)


def _stands(desk: Desk, held: CalendarAddress | None) -> str:
    entries = count_words(count_entries(desk.clinic, Scope(), actor=desk.actor), "entry", "entries")
    if held is None:
        return f"{entries}. You have no address. Whoever has one reads the calendar without signing in."
    used = f"read last {moment_words(desk, held.used_at)}" if held.used_at else "not read yet"
    return f"{entries}. Your address was made {moment_words(desk, held.made_at)}, {used}."


def _renew(desk: Desk) -> None:
    """Draw what renews it; another one each time, so that what was unfolded does not stand before the new address."""
    with st.popover("Renew", key=f"calendar-renew-{st.session_state.get(_MADE, 0)}"):
        st.text("The address that you have ends at once. Every calendar that uses it needs the new one.")
        st.button("Renew address", key="calendar-renew", type="primary", on_click=_make, args=(desk,))


def _end(desk: Desk) -> None:
    with st.popover("End", key="calendar-end-asked"):
        st.text("Nobody reads your calendar by the address any more.")
        st.button("End address", key="calendar-end", type="primary", on_click=_ended, args=(desk,))


def _download(desk: Desk) -> None:
    sheet = Sheet(address=origin(desk))
    file_button(
        desk,
        "Download once",
        lambda: calendar_file(desk.clinic, Scope(), actor=desk.actor, sheet=sheet),
        name=file_name(desk.today),
        mime="text/calendar",
        key="calendar-file",
    )


def _show(desk: Desk) -> None:
    st.code(f"{origin(desk)}/calendar/{st.session_state[_TOKEN]}.ics", language=None, wrap_lines=True)
    st.text(
        "Copy it now: it is not shown again. Add it in your calendar as a subscription. Whoever has it sees these ids "
        "and days without signing in, so give it to nobody; renew it if somebody else may have it."
    )
    if st.button("Done", type="primary", key="calendar-shown"):
        _forget()
        st.rerun()


def _make(desk: Desk) -> None:
    say_nothing(CALENDAR_PLACE)
    try:
        st.session_state[_TOKEN] = make_calendar_address(desk.clinic, actor=desk.actor)
        st.session_state[_MADE] = st.session_state.get(_MADE, 0) + 1
    except CarePlanError as refused:
        say_refused(CALENDAR_PLACE, refused)


def _ended(desk: Desk) -> None:
    try:
        end_calendar_address(desk.clinic, actor=desk.actor)
    except CarePlanError as refused:
        say_refused(CALENDAR_PLACE, refused)
    else:
        say_done(CALENDAR_PLACE, "Your calendar address has ended.")


def _forget() -> None:
    st.session_state.pop(_TOKEN, None)
