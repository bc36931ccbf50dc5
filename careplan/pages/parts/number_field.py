"""A field for one number, with what is taken beside its name."""

from __future__ import annotations

from typing import Final

import streamlit as st

from careplan.number_range import NumberRange
from careplan.pages.parts.words import label_md

_AS_TYPED: Final = "%.10g"
"""Writes 80 as it was typed and not as 80.0, and a tenth without what a computer adds to it."""


def number_field(name: str, taken: NumberRange, *, key: str, width: int | None = None) -> float | None:
    """Draw the field, `width` pixels wide; what cannot be is refused by the act, and the field keeps it."""
    entered: float | None = st.number_input(
        label_md(entry_words(name, taken)),
        value=None,
        step=1 if taken.integer else 0.1,
        format="%d" if taken.integer else _AS_TYPED,
        key=key,
        width=width or "stretch",
    )
    return entered


def entry_words(name: str, taken: NumberRange) -> str:
    """Return what is asked for and what is taken; a unit that the name says already is not said again."""
    hint = taken.hint
    if taken.unit == "%":
        name = name.removesuffix(", percent")
    return f"{name}, {hint}" if hint and not name.lower().endswith(f" {hint}") else name
