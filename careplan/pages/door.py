"""The way back in. The cookie is the server's: the browser asks its routes, no script reads it."""

from __future__ import annotations

import streamlit as st

from careplan.login_session import token_in

_RETURN = 'export default () => window.dispatchEvent(new Event("signed-out"));'
"""Heard by web/session_end.js."""

_return = st.components.v2.component("careplan_return", html="<a href='/signin'>Sign in</a>", js=_RETURN)


def browser_token() -> str | None:
    """Return the token that the browser had when it connected; only the store knows whether it still counts."""
    return token_in(st.context.cookies)


def ask_to_sign_in() -> None:
    """Show nothing of the clinic: the session ended. The browser goes to sign-in and comes back to this place."""
    st.text("You are signed out.")
    _return(key="return")
