"""The line above the list of My work: which part is shown, with how much there is in each."""

from __future__ import annotations

from careplan.coordination.work import Section, Work
from careplan.pages.parts.choices import Choice, choices
from careplan.pages.parts.work_list import BESIDE, TITLES
from careplan.pages.parts.work_view import ALL, SHOWS, SHOWS_BESIDE, WorkView, read_view, write_view


def work_chips(work: Work, view: WorkView) -> None:
    """Draw one chip a section with its count; the one that is shown is in the address."""
    sections = [section for section in SHOWS if section is not Section.HANDED or work.count(section)]
    words = {section.value: f"{TITLES[section]} {work.count(section)}" for section in sections}
    beside = {part: work.count_beside(part) for part in SHOWS_BESIDE}
    words |= {part.value: f"{BESIDE[part]} {count}" for part, count in beside.items() if count} | {ALL: "All"}
    chosen = view.show if view.show in words else ALL
    choices(
        Choice("show", "Show", words, chosen, joined=False),
        key="work-choices",
        on_choose=lambda _, value: write_view(WorkView(value, read_view().unfolded)),
    )
