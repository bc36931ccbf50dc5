"""The ways to documents on screens: who is offered which, with addresses of ids only."""

from __future__ import annotations

import re

from streamlit.testing.v1 import AppTest

from careplan.coordination.meetings import add_case
from careplan.pages.desk import Desk
from careplan.team import Practitioner
from tests.pages.overview_page import open_patient
from tests.pages.page_of import desk_of, desks
from tests.pages.review_page import open_review
from tests.small_clinic import MONDAY, PEOPLE, STRANGER, VIEWER, SmallClinic

COORDINATOR = PEOPLE["coordinator"]


def _data() -> None:
    import streamlit as st

    from careplan.pages.data import show
    from tests.pages.page_of import desks

    desk = desks[-1]
    desk.pages = {"data": st.Page(lambda: show(desk), title="data", url_path="data", default=True)}
    st.navigation(list(desk.pages.values()), position="hidden").run()


def open_data(desk: Desk, whose: str = "") -> AppTest:
    desks.append(desk)
    page = AppTest.from_function(_data, default_timeout=60).run()
    if whose:
        page.text_input(key="data-whose").set_value(whose).run()
    assert not page.exception
    return page


_LINK = re.compile(r"\[([^\]]+)\]\((/print/[^)]+)\)")


def links(page: AppTest) -> dict[str, str]:
    """Return the ways to documents: those of a plan are written in words, those to minutes are buttons."""
    said = [str(one.value).replace("\\", "") for one in page.markdown]
    written = {words: address for text in said for words, address in _LINK.findall(text)}
    return written | {found.proto.label.replace("\\", ""): found.proto.url for found in page.get("link_button")}


def captions(page: AppTest) -> str:
    return " ".join(str(one.value) for one in page.caption)


def test_the_patients_page_leads_to_both_documents_of_the_plan(small: SmallClinic) -> None:
    wanted = {"Patient hand-out": "/print/hand-out/PL-V1-01", "Plan summary": "/print/summary/PL-V1-01"}
    assert links(open_patient(desk_of(small, VIEWER), "V1")) == wanted


def test_export_and_import_offers_them_for_whom_is_named(small: SmallClinic) -> None:
    assert not links(open_data(desk_of(small, COORDINATOR)))
    for named in ("V1", "PL-V1-01"):
        page = open_data(desk_of(small, COORDINATOR), named)
        assert list(links(page).values()) == ["/print/hand-out/PL-V1-01", "/print/summary/PL-V1-01"]
        assert "PL-V1-01: 1" in captions(page) and "lines in the summary" in captions(page)
        assert small.clinic.content.notices.notices.short in captions(page)


def test_nothing_is_offered_of_another_teams_patient(small: SmallClinic) -> None:
    for person in (STRANGER, Practitioner(id="admin", role="admin")):
        page = open_data(desk_of(small, person), "PL-V1-01")
        assert not links(page)
        assert len(page.error) == 1


def test_minutes_are_offered_in_the_minutes_and_under_export(small: SmallClinic) -> None:
    add_case(small.clinic, "PL-V1-01", MONDAY, "Injection now?", actor=COORDINATOR)
    wanted = "/print/minutes/1/2026-03-02"
    page = open_review(desk_of(small, COORDINATOR), date=MONDAY.isoformat(), view="minutes")
    assert links(page) == {"Minutes as PDF": wanted}
    offered = links(open_data(desk_of(small, COORDINATOR)))
    assert list(offered.values()) == [wanted] and "Minutes of 2 Mar 2026" in next(iter(offered))
    assert not links(open_data(desk_of(small, PEOPLE["nurse"])))
