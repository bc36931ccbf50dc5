"""What of My work is shown: read from the address and written back to it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Final

import streamlit as st

from careplan.coordination.work import PAGE, Beside, Section

ALL: Final = "all"
SHOWS: Final = (Section.OVERDUE, Section.TODAY, Section.SOON, Section.WAITING, Section.HANDED)
"""The sections that have a chip, in the order of the screen."""
FOLDED: Final = (Section.WAITING, Section.RESTING, Section.LATER, Section.UNDATED)
"""Shown folded beside the others: none of it can or need be done now."""
SHOWS_BESIDE: Final = (Beside.COVERED, Beside.UNANSWERED)
"""What stands beside the own work, and has a chip where there is something of it."""
IN_ADDRESS: Final = ("show", "rows", "open")
"""The parts of the address that say what is shown."""
MORE: Final = "more"
_MOST_ROWS: Final = 1000


@dataclass(frozen=True, slots=True)
class WorkView:
    """What the person looks at.

    Attributes:
        show: one section, what stands beside the own work, or `all`.
        unfolded: sections that were opened among those that are folded at first.
        rows: how many rows a section shows.
    """

    show: str = ALL
    unfolded: frozenset[Section] = frozenset()
    rows: int = PAGE

    def pressed(self, key: str) -> WorkView:
        """Return what is shown after a heading or a foot of the list was pressed."""
        if key.startswith(MORE):
            return replace(self, rows=min(self.rows + PAGE, _MOST_ROWS))
        return replace(self, unfolded=self.unfolded ^ {section for section in FOLDED if section == key})

    def is_folded(self, section: Section) -> bool | None:
        """Return whether a section is folded; None where it never is."""
        if section not in FOLDED or self.show == section:
            return None
        return section not in self.unfolded

    def wanted(self) -> Mapping[Section, int]:
        """Return how many rows of each section are needed."""
        return {section: self.rows for section in self.sections() if not self.is_folded(section)}

    def sections(self) -> list[Section]:
        """Return the sections of the own work that are shown, folded or not."""
        return list(Section) if self.show == ALL else [section for section in Section if section == self.show]

    def beside(self) -> list[Beside]:
        """Return what is shown of what stands beside the own work."""
        return list(Beside) if self.show == ALL else [beside for beside in Beside if beside == self.show]

    def wanted_beside(self) -> int:
        """Return how many rows of each group beside the own work are needed."""
        return self.rows if self.beside() else 0


def read_view() -> WorkView:
    """Return what the address asks for; what it says wrongly is left out."""
    show = str(st.query_params.get("show", ALL))
    rows = str(st.query_params.get("rows", ""))
    opened = [name for name in st.query_params.get_all("open") if name in set(FOLDED)]
    return WorkView(
        show if show in {part.value for part in (*SHOWS, *SHOWS_BESIDE)} else ALL,
        frozenset(Section(name) for name in opened),
        min(int(rows), _MOST_ROWS) if rows.isascii() and rows.isdigit() and int(rows) > PAGE else PAGE,
    )


def write_view(view: WorkView) -> None:
    """Put what is shown into the address; what goes without saying is left out."""
    _put("show", "" if view.show == ALL else view.show)
    _put("rows", "" if view.rows == PAGE else str(view.rows))
    _put("open", sorted(section.value for section in view.unfolded))


def _put(name: str, value: str | list[str]) -> None:
    if value:
        st.query_params[name] = value
    else:
        st.query_params.pop(name, None)
