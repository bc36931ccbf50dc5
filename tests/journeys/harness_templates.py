"""The Templates screen under a navigation, for a person who may only read."""

from __future__ import annotations

import tempfile
from pathlib import Path

import streamlit as st

from careplan.pages import templates
from careplan.pages.desk import Desk
from tests.small_clinic import VIEWER, SmallClinic, open_small_clinic


@st.cache_resource
def clinic() -> SmallClinic:
    return open_small_clinic(Path(tempfile.mkdtemp()))


def show() -> None:
    templates.show(Desk(clinic=clinic().clinic, actor=VIEWER, demo=False, pages={}))


pages = [
    st.Page(show, title="Templates", url_path="templates", default=True),
    st.Page(lambda: None, title="My work", url_path="work"),
]
st.navigation(pages, position="top").run()
