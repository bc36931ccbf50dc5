"""Draws the screen that the address names, for the person whose browser asks."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from importlib import import_module
from typing import Literal, NamedTuple

import streamlit as st
from streamlit.navigation.page import StreamlitPage

from careplan.coordination.authority import may
from careplan.coordination.sign_in import is_demo, who
from careplan.opened import opened_clinic
from careplan.pages.desk import Desk
from careplan.pages.door import ask_to_sign_in, browser_token, sign_out


class Screen(NamedTuple):
    """One screen.

    Attributes:
        name: its path in the address, and what `desk.go` calls it.
        title: the words for it in the navigation and the browser's tab.
        module: the module of careplan.pages whose `show(desk)` draws it; imported when it is first drawn.
        listed: whether the navigation shows it; the others are reached through what they are about.
        act: what a person must be allowed to do for the navigation to show it. What is refused is refused by the act.
    """

    name: str
    title: str
    module: str
    listed: bool = True
    act: str = ""


SCREENS = (
    Screen("work", "My work", "my_work"),
    Screen("patients", "Patients", "patients"),
    Screen("new", "New plan", "new_plan", act="plan.create"),
    Screen("templates", "Templates", "templates"),
    Screen("patient", "Patient", "patient", listed=False),
    Screen("plan", "Plan", "plan", listed=False),
)


def draw() -> None:
    """Draw one run: check who is there, then the navigation and the screen."""
    clinic = opened_clinic()
    actor = who(clinic, browser_token())
    if actor is None:
        _draw_door()
        return
    pages: dict[str, StreamlitPage] = {}
    desk = Desk(clinic=clinic, actor=actor, demo=is_demo(clinic), pages=pages)
    try:
        _draw_screen(desk, pages)
    finally:
        desk.put_down()


def _draw_screen(desk: Desk, pages: dict[str, StreamlitPage]) -> None:
    """Draw the navigation and the chosen screen; `pages` is filled with the pages of this run."""
    pages |= {screen.name: _page(screen, desk) for screen in SCREENS}
    home = st.Page(partial(desk.go, SCREENS[0].name), title="Careplan", default=True, visibility="hidden")
    leave = st.Page(sign_out, title="Sign out", url_path="signout")
    sections = {"": [home, *pages.values()], desk.clinic.role_words(desk.actor.role): [leave]}
    chosen = st.navigation(sections, position="top")
    chosen.run()


def _draw_door() -> None:
    """Draw the way in at every address, so that whoever comes in arrives where the press was meant to lead."""
    doors = [st.Page(ask_to_sign_in, title="Sign in", url_path=screen.name) for screen in SCREENS]
    first = st.Page(ask_to_sign_in, title="Sign in", url_path="", default=True)
    st.navigation([first, *doors], position="hidden").run()


def _page(screen: Screen, desk: Desk) -> StreamlitPage:
    listed = screen.listed and (not screen.act or may(desk.clinic.catalogue, desk.actor, screen.act))
    seen: Literal["visible", "hidden"] = "visible" if listed else "hidden"
    return st.Page(_show(screen, desk), title=screen.title, url_path=screen.name, visibility=seen)


def _show(screen: Screen, desk: Desk) -> Callable[[], None]:
    def show() -> None:
        import_module(f"careplan.pages.{screen.module}").show(desk)

    return show
