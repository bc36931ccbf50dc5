"""Draws the screen that the address names, for the person whose browser asks."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from importlib import import_module
from typing import Literal, NamedTuple

import streamlit as st
from streamlit.navigation.page import StreamlitPage

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
    """

    name: str
    title: str
    module: str
    listed: bool = True


SCREENS = (
    Screen("work", "My work", "my_work"),
    Screen("patients", "Patients", "patients"),
    Screen("new", "New plan", "new_plan"),
    Screen("templates", "Templates", "templates"),
    Screen("patient", "Patient", "patient", listed=False),
    Screen("plan", "Plan", "plan", listed=False),
)


def draw() -> None:
    """Draw one run: check who is there, then the navigation and the screen."""
    clinic = opened_clinic()
    actor = who(clinic, browser_token())
    if actor is None:
        ask_to_sign_in()
        return
    pages: dict[str, StreamlitPage] = {}
    desk = Desk(clinic=clinic, actor=actor, demo=is_demo(clinic), pages=pages)
    pages |= {screen.name: _page(screen, desk) for screen in SCREENS}
    leave = st.Page(sign_out, title="Sign out", url_path="signout")
    home = st.Page(partial(desk.go, SCREENS[0].name), title="Careplan", default=True, visibility="hidden")
    st.navigation({"": [home, *pages.values()], _who_words(desk): [leave]}, position="top").run()


def _page(screen: Screen, desk: Desk) -> StreamlitPage:
    seen: Literal["visible", "hidden"] = "visible" if screen.listed else "hidden"
    return st.Page(_show(screen, desk), title=screen.title, url_path=screen.name, visibility=seen)


def _show(screen: Screen, desk: Desk) -> Callable[[], None]:
    def show() -> None:
        import_module(f"careplan.pages.{screen.module}").show(desk)

    return show


def _who_words(desk: Desk) -> str:
    role = desk.clinic.role_words(desk.actor.role)
    return f"{role} · Demo data" if desk.demo else role
