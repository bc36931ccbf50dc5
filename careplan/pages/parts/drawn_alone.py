"""The part of a screen that the presses in it draw again alone; what stands around it is not sent again."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Generic, NoReturn, TypeVar

import streamlit as st

from careplan.errors import CarePlanError
from careplan.pages.desk import Desk

Seen = TypeVar("Seen")


@dataclass(slots=True)
class Latest(Generic[Seen]):
    """What a part showed last, for a button around it that makes its file of what is shown when it is pressed."""

    value: Seen


def drawn_alone(
    desk: Desk,
    seen: Seen,
    *,
    read: Callable[[], Seen],
    around: Callable[[Seen], object],
    draw: Callable[[Seen], None],
) -> None:
    """Draw the part of a screen that a press in it changes; one on a screen.

    A drawing of the part alone looks first who is there, and reads anew. Where the session has ended, where there is
    nothing to be seen any more, or where something around the part has changed, the whole screen is drawn instead.

    Args:
        seen: what the whole screen has just read.
        read: reads it again; may raise a CarePlanError.
        around: what the rest of the screen shows of it and of the address.
        draw: draws the part.
    """
    stands = desk.actor, around(seen)

    @st.fragment
    def part() -> None:
        if desk.is_drawing:
            draw(seen)
            return
        with desk.taken_up() as there:
            again = _again(read) if there else _whole()
            if (desk.actor, around(again)) != stands:
                _whole()
            draw(again)

    part()


def drawn_as_seen(desk: Desk, draw: Callable[[], None]) -> None:
    """Draw a part of a screen so that a press in it finds what it showed, and not what has become of that since."""

    @st.fragment
    def part() -> None:
        if desk.is_drawing:
            draw()
            return
        with desk.taken_up() as there:
            if not there:
                _whole()
            draw()

    part()


def address_but(*own: str) -> dict[str, list[str]]:
    """Return the address without what names something in the part itself."""
    return {name: st.query_params.get_all(name) for name in st.query_params if name not in own}


def _again(read: Callable[[], Seen]) -> Seen:
    try:
        return read()
    except CarePlanError:
        _whole()


def _whole() -> NoReturn:
    """Leave off and draw the whole screen, which says what there is to say."""
    st.rerun()
