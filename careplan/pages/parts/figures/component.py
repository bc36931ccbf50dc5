"""The figures on the page: registered once; a press on a number opens its list."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from careplan.pages.parts.component import component
from careplan.pages.parts.figures.contract import Block, Way, way_of, ways, wire

_FIGURES = component("figures")


def figures(blocks: Iterable[Block], *, key: str, on_open: Callable[[Way], None], level: int = 2) -> None:
    """Draw the blocks; call `on_open` with where the pressed number leads, if it was offered.

    `level` is that of their headings on the page.
    """
    shown = tuple(blocks)

    def hear(sent: object) -> None:
        if way := way_of(sent, ways(shown)):
            on_open(way)

    _FIGURES(key=key, data=wire(shown, level), hear={"open": hear})
