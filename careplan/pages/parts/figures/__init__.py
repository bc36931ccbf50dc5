"""Numbers that open their lists: one inline component of tiles and small tables."""

from careplan.pages.parts.figures.component import figures
from careplan.pages.parts.figures.contract import Block, Cell, Way

__all__ = ["Block", "Cell", "Way", "figures"]
