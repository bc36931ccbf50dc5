"""“Changed since you last looked”: what others did in the plans of a person's teams, each with what it means."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime

from careplan.clinic import Clinic
from careplan.coordination.authority import may
from careplan.coordination.happenings import Happening, happening
from careplan.errors import OnlyReading
from careplan.event import KeptEvent
from careplan.store import Records
from careplan.team import Practitioner

SHOWN = 25
"""Changes that are listed; the rest is counted."""


@dataclass(frozen=True, slots=True)
class NewsCount:
    """How much is new to a person.

    Attributes:
        changes: how many changes others made.
        plans: in which plans.
        since: the earliest moment at which the person last looked at one of them, in UTC.
    """

    changes: int
    plans: tuple[str, ...]
    since: datetime | None


@dataclass(frozen=True, slots=True)
class NewsLine:
    """One change, and the tasks of the person's own role that can be done now because of it."""

    happened: Happening
    released: tuple[str, ...]


def count_news(clinic: Clinic, actor: Practitioner) -> NewsCount:
    """Return how much is new; plans that the person has not seen yet are followed from now on."""
    if not may(clinic.catalogue, actor, "plan.read"):
        return NewsCount(0, (), None)
    with clinic.store.reading() as records:
        teams = records.teams.of(actor.id)
        unknown = records.news.has_unknown(actor.id, teams)
        found = [] if unknown else records.news.counts(actor.id, teams)
    if unknown:
        with suppress(OnlyReading), clinic.store.writing() as records:  # while only reading is possible, later
            records.news.begin(actor.id, teams, at=clinic.now())
            found = records.news.counts(actor.id, teams)
    since = min((one.looked_at for one in found), default=None)
    return NewsCount(sum(one.changes for one in found), tuple(one.plan_id for one in found), since)


def list_news(clinic: Clinic, actor: Practitioner) -> list[NewsLine]:
    """Return what is new, the newest first."""
    if not may(clinic.catalogue, actor, "plan.read"):
        return []
    with clinic.store.reading() as records:
        events = records.news.latest(actor.id, records.teams.of(actor.id), limit=SHOWN)
        return _lines(clinic, records, events, actor)


def mark_seen(clinic: Clinic, actor: Practitioner) -> None:
    """Keep that the person has seen everything that is new."""
    with clinic.store.writing() as records:
        new = records.news.counts(actor.id, records.teams.of(actor.id))
        records.news.catch_up(actor.id, [one.plan_id for one in new], at=clinic.now())


def _lines(clinic: Clinic, records: Records, events: list[KeptEvent], actor: Practitioner) -> list[NewsLine]:
    about = list({kept.event.task_id for kept in events if kept.event.task_id})
    titles = {row.id: row.title for row in records.tasks.some(about)}
    released = records.tasks.released(about, clinic.today())
    return [
        NewsLine(
            happening(clinic, kept.event, titles.get(kept.event.task_id or "", "")),
            tuple(one.title for one in released.get(kept.event.task_id or "", ()) if one.role == actor.role),
        )
        for kept in events
    ]
