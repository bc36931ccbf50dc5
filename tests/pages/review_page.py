"""The review meeting, as AppTest draws it."""

from __future__ import annotations

from streamlit.testing.v1 import AppTest

from careplan.pages.desk import Desk
from tests.pages.page_of import desks


def _review() -> None:
    import streamlit as st

    from careplan.pages.review import show
    from tests.pages.page_of import desks

    names = ("plan", "patient", "patients", "audit", "outcomes")
    pages = {name: st.Page(lambda: None, title=name, url_path=name) for name in names}
    desk = desks[-1]
    desk.pages = {**pages, "review": st.Page(lambda: show(desk), title="review", url_path="review", default=True)}
    st.navigation(list(desk.pages.values()), position="hidden").run()


def open_review(desk: Desk, **query: str) -> AppTest:
    """Open the meeting that the address names."""
    desks.append(desk)
    page = AppTest.from_function(_review, default_timeout=60)
    for name, value in query.items():
        page.query_params[name] = value
    page.run()
    assert not page.exception
    return page
