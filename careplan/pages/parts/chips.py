"""A choice between a few things that stands in the address, so that a link shows what its sender saw."""

from __future__ import annotations

from collections.abc import Mapping

import streamlit as st


def chips(label: str, options: Mapping[str, str], *, name: str) -> str:
    """Draw the choice and return what is chosen.

    Args:
        label: read out by screen readers; the chips say the rest.
        options: codes, as they stand in the address, and their words; the first is the default and stands in none.
        name: of the part of the address.
    """
    default = next(iter(options))
    chosen = st.query_params.get(name, default)
    key = f"chips-{name}"
    st.session_state[key] = chosen if chosen in options else default
    st.segmented_control(
        label,
        list(options),
        format_func=options.__getitem__,
        key=key,
        required=True,
        label_visibility="collapsed",
        on_change=_into_address,
        args=(name, key, default),
        wrap=True,
    )
    return str(st.session_state[key])


def into_address(name: str, value: str) -> None:
    """Write a part of the address; an empty value takes it out."""
    if value:
        st.query_params[name] = value
    elif name in st.query_params:
        del st.query_params[name]


def _into_address(name: str, key: str, default: str) -> None:
    chosen = st.session_state[key]
    into_address(name, "" if chosen in (None, default) else chosen)
