"""Where people reach this clinic."""

from __future__ import annotations

from urllib.parse import urlsplit

import streamlit as st

from careplan.pages.desk import Desk


def origin(desk: Desk) -> str:
    """Return https://careplan.example.org as the settings name it, else the address that the browser is at."""
    parts = urlsplit(st.context.url or "")
    return desk.clinic.settings.address or (f"{parts.scheme}://{parts.netloc}" if parts.netloc else "")
