"""Draws the screen that the address names, for the person whose browser asks."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from importlib import import_module

import streamlit as st
from streamlit.navigation.page import StreamlitPage

from careplan.coordination.at_desk import AtDesk, at_desk
from careplan.coordination.authority import may
from careplan.coordination.last_act import last_act
from careplan.coordination.sign_in import is_demo
from careplan.opened import opened_clinic
from careplan.pages.desk import Desk
from careplan.pages.door import ask_to_sign_in, browser_token
from careplan.pages.parts import strip
from careplan.pages.parts.chrome import frame
from careplan.pages.parts.clock_line import clock_line
from careplan.pages.parts.drawer_address import TASK, task_in_address
from careplan.pages.parts.navigation import Signed, navigation
from careplan.pages.parts.only_reading import say_only_reading
from careplan.pages.parts.words import show_date
from careplan.screen import FIRST, SCREENS, Screen


def draw() -> None:
    """Draw one run: check who is there, then the navigation and the screen.

    A run is no activity: a browser that reconnects asks for one too. What a person presses is told by itself
    (web/session_end.js), or asks for the actor.
    """
    clinic = opened_clinic()
    there = at_desk(clinic, browser_token())
    if there is None:
        _draw_door()
        return
    pages: dict[str, StreamlitPage] = {}
    desk = Desk(clinic=clinic, actor=there.person, demo=is_demo(clinic), pages=pages, unsent=there.unsent)
    try:
        _draw_screen(desk, there, pages)
    finally:
        desk.put_down()


def _draw_screen(desk: Desk, there: AtDesk, pages: dict[str, StreamlitPage]) -> None:
    """Draw the navigation and the chosen screen; `pages` is filled with the pages of this run."""
    pages |= {screen.name: st.Page(_show(screen, desk), title=screen.title, url_path=screen.name) for screen in SCREENS}
    home = st.Page(partial(desk.go, FIRST), title="Careplan", default=True)
    chosen = st.navigation([home, *pages.values()], position="hidden")
    shown, offered = next((screen for screen in SCREENS if screen.name == chosen.url_path), None), _offered(desk)
    if shown and shown.name == FIRST and shown not in offered:  # who has no tasks is led on
        desk.go(_led_to(desk, offered), **({TASK: task_in_address()} if task_in_address() else {}))
    if shown:
        person = Signed(desk.clinic.role_words(desk.actor.role), desk.actor.id, there.shortcuts)
        with frame():
            navigation(offered, shown, person, day=show_date(desk.today), demo=desk.demo, go=desk.go)
            say_only_reading(desk.clinic)
            clock_line(there.clock)
    strip.begin(lambda: last_act(desk.clinic, desk.actor))
    chosen.run()


def _led_to(desk: Desk, offered: list[Screen]) -> str:
    """Return the first screen of the person's role; one that is not offered gives way to the first that is."""
    names = [screen.name for screen in offered]
    first = desk.clinic.catalogue.roles[desk.actor.role].first
    return first if first in names else names[0]


def _offered(desk: Desk) -> list[Screen]:
    """Return the screens that the navigation shows to this person, in its row or its menu."""
    return [each for each in SCREENS if not each.under and _may_open(desk, each)]


def _may_open(desk: Desk, screen: Screen) -> bool:
    acts = [act for act in (screen.act, screen.or_act) if act]
    return not acts or any(may(desk.clinic.catalogue, desk.actor, act) for act in acts)


def _draw_door() -> None:
    """Draw the way in at every address, so that whoever comes in arrives where the press was meant to lead."""
    doors = [st.Page(ask_to_sign_in, title="Sign in", url_path=screen.name) for screen in SCREENS]
    first = st.Page(ask_to_sign_in, title="Sign in", url_path="", default=True)
    st.navigation([first, *doors], position="hidden").run()


def _show(screen: Screen, desk: Desk) -> Callable[[], None]:
    def show() -> None:
        import_module(f"careplan.pages.{screen.module}").show(desk)

    return show
