"""What is chosen between a few things stands in the address, so that a link shows what its sender saw."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Final

import streamlit as st

FILTER_WIDTH: Final = 164
"""Two of them stand side by side on a phone."""


def default_of(options: Mapping[str, str]) -> str:
    """Return what is chosen where the address says nothing: the first."""
    return next(iter(options))


def in_address(name: str, options: Mapping[str, str]) -> str:
    """Return which of the options a part of the address chooses; the default for what is none of them."""
    chosen = str(st.query_params.get(name, ""))
    return chosen if chosen in options else default_of(options)


def into_address(name: str, value: str, *, default: str = "") -> None:
    """Write a part of the address; an empty value, or the default, takes it out."""
    if value and value != default:
        st.query_params[name] = value
    elif name in st.query_params:
        del st.query_params[name]


def filter_box(
    label: str,
    name: str,
    options: Sequence[str],
    words: Callable[[str], str],
    *,
    none: str = "Any",
    then: Callable[[], None] | None = None,
) -> str | None:
    """Draw a filter that stands in the address and return what it asks for; None for any.

    Args:
        name: the part of the address.
        words: an option as people read it.
        none: what stands there while nothing is chosen.
        then: done besides whenever something else is chosen.
    """
    key = f"filter-{name}"
    asked = st.query_params.get(name)
    st.session_state[key] = asked if asked in options else None

    def choose() -> None:
        into_address(name, str(st.session_state[key] or ""))
        if then:
            then()

    found = st.selectbox(
        label,
        options,
        format_func=words,
        index=None,
        placeholder=none,
        key=key,
        width=FILTER_WIDTH,
        on_change=choose,
    )
    return str(found) if found else None
