"""Templates on the page: the list, one of them, and two side by side, drawn by one inline component."""

from careplan.pages.parts.library.component import Opened, library

__all__ = ["Opened", "library"]
