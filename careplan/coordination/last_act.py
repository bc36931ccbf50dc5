"""The last act of a person who comes back, as after a reload of the page: what it was, and its Undo (PRODUCT 3)."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from careplan.catalogue.in_words import lowered
from careplan.clinic import Clinic
from careplan.coordination.done import Done
from careplan.coordination.field_words import field_label, value_words
from careplan.coordination.happenings import AT_MEETINGS, happening
from careplan.event import Event
from careplan.store import Records
from careplan.store.events import EventFilter
from careplan.team import Practitioner

_OFFERED: Final = timedelta(minutes=10)
"""For so long an act is offered anew; who comes back later begins something else."""


def last_act(clinic: Clinic, actor: Practitioner) -> Done | None:
    """Return the last act of a person, if Undo can take it back and it is not long ago; one query where it cannot."""
    with clinic.store.reading() as records:
        latest = records.events.latest(EventFilter(actor=actor.id, followed=False, on_plans=True), limit=1)
        if not latest or not _is_offered(clinic, latest[0].event):
            return None
        event = latest[0].event
        words = _words(clinic, records, event, actor)
    return Done(event.act, event.plan_id or "", event.task_id, words, event.to_version or 0) if words else None


def _is_offered(clinic: Clinic, event: Event) -> bool:
    return bool(event.undo and event.plan_id) and clinic.now() - event.at <= _OFFERED


def _words(clinic: Clinic, records: Records, event: Event, actor: Practitioner) -> str:
    """Return what was done; empty where the person does not see the task any more."""
    title = ""
    if event.task_id:
        rows = records.tasks.some([event.task_id], teams=records.teams.of(actor.id))
        if not rows:
            return ""
        title = rows[0].title
    others = sum(1 for kept in records.events.of_act(event.act) if kept.event.undo) - 1
    more = f" and {others} more" if others > 0 else ""
    joint = ", " if title else " for "
    what = _answers(clinic, event) or AT_MEETINGS.get(event.what) or happening(clinic, event, title).words
    return f"Your last act: {what}{more}{joint}{event.patient_id}"


def _answers(clinic: Clinic, event: Event) -> str:
    """Return Surgery: yes, fusion planned: no, of what was decided or answered; empty of every other act."""
    if event.what not in ("gate.decided", "fact.answered"):
        return ""
    now = {name: to.after for name, to in event.changes.items() if to.before != to.after}
    told = [name for name in (*clinic.catalogue.gates, *clinic.catalogue.facts) if name in now]
    said = [
        f"{field_label(clinic, name)}: {'not known' if now[name] is None else value_words(clinic, name, now[name])}"
        for name in told
    ]
    return ", ".join([*said[:1], *map(lowered, said[1:])])
