"""What the component of figures is given to draw, and what comes back from it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import NamedTuple
from urllib.parse import urlencode

from careplan.pages.parts.words import Mark

Wire = dict[str, object]


class Way(NamedTuple):
    """Where a number leads: a screen and what its address says; `told` is read out with the number."""

    page: str
    query: tuple[tuple[str, str], ...]
    told: str = ""

    @property
    def address(self) -> str:
        """The address from the root of the server."""
        return f"/{self.page}?{urlencode(self.query)}" if self.query else f"/{self.page}"


class Cell(NamedTuple):
    """One text of a table or one number of a tile; `below` stands under it in small print."""

    text: str
    way: Way | None = None
    mark: Mark | None = None
    below: str = ""
    alarm: bool = False


class Block(NamedTuple):
    """One part under its heading: `tiles`, or a table of `rows` under `head`; `note` says what is counted.

    `empty` stands in place of a table without rows. The first `texts` columns are words; the others are numbers.
    `half`: on a wide screen it stands beside the next one that is half as wide.
    """

    title: str
    note: str = ""
    tiles: tuple[Cell, ...] = ()
    head: tuple[str, ...] = ()
    rows: tuple[tuple[Cell, ...], ...] = ()
    empty: str = ""
    texts: int = 1
    half: bool = False


def wire(blocks: Iterable[Block], level: int) -> Wire:
    """Return what the browser is sent."""
    return {"level": level, "blocks": [_block(block) for block in blocks]}


def ways(blocks: Iterable[Block]) -> dict[str, Way]:
    """Return where the numbers lead, by address."""
    cells = (cell for block in blocks for row in (block.tiles, *block.rows) for cell in row)
    return {cell.way.address: cell.way for cell in cells if cell.way}


def way_of(raw: object, offered: Mapping[str, Way]) -> Way | None:
    """Return where a press leads; None for anything that was not offered."""
    address = raw.get("address") if isinstance(raw, Mapping) else None
    return offered.get(address) if isinstance(address, str) else None


def _block(block: Block) -> Wire:
    return {
        "title": block.title,
        "note": block.note,
        "tiles": [_cell(cell) for cell in block.tiles],
        "head": list(block.head),
        "rows": [[_cell(cell) for cell in row] for row in block.rows],
        "texts": block.texts,
        "half": block.half,
        "empty": "" if block.rows else block.empty,
    }


def _cell(cell: Cell) -> Wire:
    mark = cell.mark
    return {
        "text": cell.text,
        "address": cell.way.address if cell.way else "",
        "told": cell.way.told if cell.way else "",
        "mark": {"shape": mark.shape.value, "tone": mark.tone.value} if mark else None,
        "below": cell.below,
        "alarm": cell.alarm,
    }
