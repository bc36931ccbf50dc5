"""The minutes of a review meeting as a document: what was spoken of, case by case."""

from __future__ import annotations

from datetime import date, datetime
from typing import NamedTuple

from careplan.exchange.document import Template, Typeset, typeset
from careplan.exchange.plan_summary import Part


class CaseShown(NamedTuple):
    """One case: what was said of it, former decisions, the tasks that were agreed, who signed."""

    title: str
    parts: tuple[Part, ...]
    changes: tuple[str, ...]
    actions: tuple[str, ...]
    signed: str


class MinutesShown(NamedTuple):
    """What the document says.

    `printed` is the moment from which it may be out of date; `by` made it; `demo`: the patients are invented.
    """

    title: str
    team: str
    printed: str
    by: str
    cases: tuple[CaseShown, ...]
    notice: str
    demo: bool = False


def write(template: Template, minutes: MinutesShown, at: datetime) -> Typeset:
    """Return the document; raises DocumentFailed."""
    return typeset(template, minutes._asdict(), at)


def file_name(on: date) -> str:
    """Return the name under which the minutes of a day are offered."""
    return f"careplan-minutes-{on:%Y-%m-%d}.pdf"
