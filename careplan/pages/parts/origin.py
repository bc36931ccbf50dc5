"""Where the browser reaches this clinic."""

from __future__ import annotations

from urllib.parse import urlsplit

import streamlit as st


def origin() -> str:
    """Return http://127.0.0.1:8501 of the address that the browser is at; empty where it is not known."""
    parts = urlsplit(st.context.url or "")
    return f"{parts.scheme}://{parts.netloc}" if parts.netloc else ""
