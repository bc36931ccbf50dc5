"""Asks for the own password once more, here or, where it is not here, at the clinic's identity provider."""

from __future__ import annotations

from typing import Final

import streamlit as st

from careplan.coordination.sign_in import password_at
from careplan.pages.desk import Desk
from careplan.pages.parts.words import label_md

_AGAIN: Final = "/session/oidc/again"


def own_password(desk: Desk, label: str, *, key: str) -> str:
    """Return the password that was entered; empty where it is entered at the provider, in a tab of its own."""
    provider = password_at(desk.clinic, desk.actor)
    if not provider:
        return st.text_input(label, type="password", key=key, autocomplete="current-password")
    st.link_button(label_md(f"Confirm at {provider} who you are"), _AGAIN, icon=":material/open_in_new:")
    st.caption("In a tab of its own, with your password there. Then go on here: it holds for five minutes and one act.")
    return ""
