"""What is chosen between a few things stands in the address, so that a link shows what its sender saw."""

from __future__ import annotations

from collections.abc import Mapping

import streamlit as st


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
