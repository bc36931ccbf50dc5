"""The patient hand-out: at most two pages in large type; how many tasks fit is found by setting it (PRODUCT 7, R39)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from typing import Final, NamedTuple

from careplan.errors import DocumentFailed
from careplan.exchange.document import Template, Typeset, typeset

MOST_PAGES: Final = 2


class Step(NamedTuple):
    """One task in the words for the patient: its day, who does it, and what stands in small words below."""

    day: str
    who: str
    words: str
    aside: str = ""


class Contact(NamedTuple):
    """Whom to ask: the name and the role."""

    name: str
    role: str


class Card(NamedTuple):
    """When to call at once."""

    lead: str
    signs: tuple[str, ...]
    also: str


class HandOut(NamedTuple):
    """What the page says; each text as people are to read it.

    Attributes:
        title: that of the file, with ids only; `heading` stands on the page.
        printed: the moment from which it may be out of date.
        next: the first thing with a day that is not past; None where nothing has one.
        tasks: what is next, the nearest first; those at the end are left out where there is no room.
        demo: whether the patient is invented.
        not_shown: what is said of those that were left out.
    """

    title: str
    heading: str
    patient: str
    plan: str
    version: int
    printed: str
    goals: tuple[str, ...]
    next: Step | None
    tasks: tuple[Step, ...]
    card: Card
    contacts: tuple[Contact, ...]
    notice: str
    demo: bool = False
    not_shown: str = ""


def write(template: Template, page: HandOut, at: datetime, left_out: Callable[[int], str]) -> tuple[Typeset, int]:
    """Return the page and how many of its tasks it shows: as many as two pages hold.

    Args:
        left_out: says of so many tasks that they are not shown, and whom to ask.

    Raises:
        DocumentFailed: it cannot be made, or takes more than two pages without any task.
    """

    def shown(many: int) -> Typeset:
        rest = len(page.tasks) - many
        words = left_out(rest) if rest else ""
        return typeset(template, page._replace(tasks=page.tasks[:many], not_shown=words)._asdict(), at)

    every = len(page.tasks)
    made = shown(every)
    if made.pages <= MOST_PAGES:
        return made, every
    best, fits, fails = shown(0), 0, every
    if best.pages > MOST_PAGES:
        raise DocumentFailed("The hand-out takes more than two pages. Shorten the goal.")
    while fails - fits > 1:
        middle = (fits + fails) // 2
        made = shown(middle)
        if made.pages <= MOST_PAGES:
            best, fits = made, middle
        else:
            fails = middle
    return best, fits


def file_name(plan_id: str, on: date) -> str:
    """Return the name under which the page is offered; it holds an id and the day only."""
    return f"careplan-hand-out-{plan_id}-{on:%Y-%m-%d}.pdf"
