"""Registers the component once, and keeps for each button of a screen what it gives when it is pressed."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Final

import streamlit as st

from careplan.button_files import ButtonFile, offer
from careplan.pages.desk import Desk
from careplan.pages.parts.component import component

_TAKING: Final = component("taking")
_KEPT: Final = "button-files"
_MOST: Final = 24
"""Files that a browser's tab may press: more buttons than any screen has."""


def file_button(
    desk: Desk,
    words: str,
    make: Callable[[], Iterable[bytes]],
    *,
    name: str,
    mime: str,
    key: str,
    primary: bool = False,
    off: bool = False,
) -> None:
    """Draw a button that makes a file when it is pressed, tells how long that takes, and why where it cannot be made.

    Args:
        make: makes the file; what it raises as a CarePlanError is shown at the button.
        name: the file's, of ids and a day at most.
        key: names the button on its screen.
        off: nothing could be given, as the screen says beside it.
    """
    kept: dict[str, ButtonFile] = st.session_state.setdefault(_KEPT, {})
    file = ButtonFile(desk.token or "", name, mime, make)
    if before := kept.pop(key, None):
        file.id = before.id
    kept[key] = file
    while len(kept) > _MOST:
        del kept[next(iter(kept))]
    offer(file)
    notice = desk.clinic.content.notices.notices.short
    data = {"words": words, "file": file.id, "primary": primary, "off": off, "notice": notice}
    _TAKING(key=key, data=data, width="content")
