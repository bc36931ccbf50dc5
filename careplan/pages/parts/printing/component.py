"""Registers the component once; the browser prints, and nothing is sent."""

from __future__ import annotations

from careplan.pages.parts.component import component

_PRINTING = component("printing")


def print_button(words: str, *, key: str) -> None:
    """Draw a button that opens the browser's own window for printing; what is printed, screens.css says."""
    _PRINTING(key=key, data={"words": words}, width="content")
