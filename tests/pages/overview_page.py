"""The overview of one patient, as AppTest draws it."""

from __future__ import annotations

from streamlit.testing.v1 import AppTest

from careplan.pages.desk import Desk
from tests.pages.page_of import desks


def _patient() -> None:
    import streamlit as st

    from careplan.pages.patient import show
    from tests.pages.page_of import desks

    pages = {
        name: st.Page(lambda: None, title=name, url_path=name)
        for name in ("plan", "patients", "audit", "outcomes", "versions", "data")
    }
    desk = desks[-1]
    desk.pages = {**pages, "patient": st.Page(lambda: show(desk), title="patient", url_path="patient", default=True)}
    st.navigation(list(desk.pages.values()), position="hidden").run()


def open_patient(desk: Desk, patient_id: str) -> AppTest:
    desks.append(desk)
    page = AppTest.from_function(_patient, default_timeout=60)
    page.query_params["id"] = patient_id
    page.run()
    assert not page.exception
    return page


def words(page: AppTest) -> str:
    return "\n".join(str(each.value).replace("\\", "") for each in (*page.text, *page.markdown))
