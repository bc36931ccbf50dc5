"""The calendar on Export and import and on Account: made, shown once, renewed, ended, taken as a file."""

from __future__ import annotations

import re

from streamlit.testing.v1 import AppTest

from careplan.coordination.calendar_address import calendar_address, read_calendar
from careplan.pages.desk import Desk
from tests.pages.page_of import desk_of, desks
from tests.small_clinic import PEOPLE, VIEWER, SmallClinic

SURGEON = PEOPLE["surgeon"]
_ADDRESS = re.compile(r"/calendar/([\w-]{43})\.ics$")


def _calendar() -> None:
    from careplan.pages.parts.data_calendar import draw_calendar
    from tests.pages.page_of import desks

    draw_calendar(desks[-1])


def opened(desk: Desk) -> AppTest:
    desks.append(desk)
    page = AppTest.from_function(_calendar, default_timeout=60).run()
    assert not page.exception
    return page


def shown(page: AppTest) -> str:
    """Return the token of the address that the page shows; empty where it shows none."""
    found = [_ADDRESS.search(code.value) for code in page.code]
    return found[0][1] if found and found[0] else ""


def said(page: AppTest) -> str:
    words = " ".join(one.value for one in (*page.text, *page.caption, *page.success, *page.error))
    return words.replace("‑", "-").replace("\\", "")


def test_one_press_makes_an_address_that_is_shown_once(small: SmallClinic) -> None:
    page = opened(desk_of(small))
    assert "“Care plan task T-000311 (P-0042)” and nothing more" in said(page)
    assert "You have no address" in said(page) and not shown(page)
    page.button(key="calendar-make").click().run()
    token = shown(page)
    assert token and "it is not shown again" in said(page)
    assert read_calendar(small.clinic, token, where="192.0.2.1", address="")
    page.button(key="calendar-shown").click().run()
    assert not shown(page) and not shown(opened(desk_of(small)))
    entries = re.search(r"(\d+) entries\. Your address was made", said(page))
    assert entries and int(entries[1]) > 0 and "read last" in said(page)


def test_two_presses_renew_it_and_two_end_it(small: SmallClinic) -> None:
    page = opened(desk_of(small))
    page.button(key="calendar-make").click().run()
    first = shown(page)
    page.button(key="calendar-shown").click().run()
    unfolded = page.get("popover")[0].proto.id
    page.button(key="calendar-renew").click().run()
    assert shown(page) not in ("", first)
    assert page.get("popover")[0].proto.id != unfolded, "it is folded up before the address"
    page.button(key="calendar-shown").click().run()
    page.button(key="calendar-end").click().run()
    assert "Your calendar address has ended." in said(page) and "You have no address" in said(page)
    assert calendar_address(small.clinic, actor=SURGEON) is None


def test_what_another_tab_ended_is_said(small: SmallClinic) -> None:
    page, other = opened(desk_of(small)), opened(desk_of(small))
    page.button(key="calendar-make").click().run()
    other.run()
    page.button(key="calendar-shown").click().run()
    page.button(key="calendar-end").click().run()
    other.button(key="calendar-end").click().run()
    assert "It was ended already." in said(other)


def test_who_has_no_tasks_is_offered_no_calendar(small: SmallClinic) -> None:
    page = opened(desk_of(small, VIEWER))
    assert not page.button and not page.header
