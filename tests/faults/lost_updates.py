"""What is wrong with a clinic after many people wrote it at once (P2): what was told is held against what is kept."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from careplan.coordination.opened_plan import plain
from careplan.event import FOLLOWED, Event
from careplan.store import EventFilter, PlanRecord, Records
from tests.faults.racing import Told
from tests.small_clinic import reopened


def lost_updates(home: Path, plans: Sequence[str], told: Sequence[Told]) -> list[str]:
    """Return a line for each fault; none where every write is there once and none was made over another unseen."""
    small = reopened(home)
    try:
        fault = small.clinic.store.verify().fault
        with small.clinic.store.reading() as records:
            of_plan = {plan: [one for one in told if one.plan == plan] for plan in plans}
            found = [line for plan in plans for line in _of_plan(records, records.plans.get(plan), of_plan[plan])]
    finally:
        small.clinic.store.close()
    return [fault] * bool(fault) + found


def _of_plan(records: Records, record: PlanRecord, told: Sequence[Told]) -> Iterator[str]:
    plan = record.plan.id
    events = _events(records, plan)
    acts = Counter(event.act for event in events if event.what != FOLLOWED)
    yield from (f"{one.who} {one.act} is kept {acts[one.act]} times" for one in told if acts[one.act] != 1)
    versions = sorted(one.version for one in told)
    if versions != list(range(2, record.plan.version + 1)):
        yield f"The versions of {plan} are {versions} and should be 2 to {record.plan.version}"
    yield from _notes(records, record, told)
    yield from _changes(record, events, told)


def _events(records: Records, plan: str) -> list[Event]:
    """Return the events of a plan in their order, but for its creation."""
    length = records.events.latest_of_plan(plan)
    kept = records.events.latest(EventFilter(plan_id=plan), limit=length)
    return [one.event for one in reversed(kept) if one.event.task_id]


def _notes(records: Records, record: PlanRecord, told: Iterable[Told]) -> Iterator[str]:
    kept = Counter(
        (said.by.id, said.text) for task in record.plan.tasks.values() for said in records.comments.of_task(task.id)
    )
    wrote = {(one.who, one.wrote or "") for one in told if not one.field}
    yield from (f"{who} “{text}” is there {kept[who, text]} times" for who, text in wrote if kept[who, text] != 1)


def _changes(record: PlanRecord, events: Iterable[Event], told: Sequence[Told]) -> Iterator[str]:
    """Follow each field of each task through all that was written: each saw what the one before it had written."""
    wrote = {one.act: one for one in told if one.field}
    stood: dict[tuple[str, str], list[str | None]] = defaultdict(list)
    rows: dict[str, int] = defaultdict(lambda: 1)
    for event in events:
        task = event.task_id or ""
        for name, (before, after) in event.changes.items():
            stands = stood[task, name] or [before]
            one = wrote.get(event.act)
            if stands[-1] != before or (one and one.task == task and (one.saw, one.wrote) != (before, after)):
                yield f"{task} {name}: {event.act} was written over {stands[-1]} unseen"
            stood[task, name] = [*stands, after]
        if event.from_version != rows[task]:
            yield f"{task}: a change from version {event.from_version} came upon version {rows[task]}"
        rows[task] = event.to_version or 0
    for one in wrote.values():
        yield from (
            f"{one.who} met {now} on {one.task}, which never stood there"
            for now in one.met
            if now not in stood[one.task, one.field]
        )
    for kept in record.plan.tasks.values():
        for name in ("due", "assignee"):
            now, last = plain(getattr(kept, name)), stood[kept.id, name][-1:]
            if last and last != [now]:
                yield f"{kept.id} {name} is {now} and should be {last[0]}"
        if kept.id in rows and record.row_versions[kept.identity] != rows[kept.id]:
            yield f"{kept.id} has version {record.row_versions[kept.identity]} and should have {rows[kept.id]}"
