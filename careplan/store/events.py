"""Events: appended to their chain, read newest first, and held against their chain."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, date, datetime, timedelta
from itertools import groupby
from typing import Any, Final, NamedTuple

from sqlalchemy import Connection, Row, Select, bindparam, func, insert, select

from careplan.event import FOLLOWED, Event, KeptEvent
from careplan.store.audit_chain import HASHED, START, Break, event_hash, hash_of_values, same, seal
from careplan.store.chain_heads import ChainHeads, Head, move_head, read_head
from careplan.store.columns import read
from careplan.store.event_rows import event_from, row_of
from careplan.store.prepared import Prepared
from careplan.store.query import Query
from careplan.store.schema import event, event_head
from careplan.team import RoleId

_ADD = Prepared(insert(event).inline())
_HEADS = select(event_head).order_by(event_head.c.chain)
_NEWEST = select(event).order_by(event.c.id.desc())
_COUNT = select(func.count()).select_from(event)
_HASHED_COLUMNS = tuple(event.c[name] for name in HASHED)
_WALKED: Final[Select[Any]] = select(*_HASHED_COLUMNS, event.c.prev, event.c.hash).order_by(event.c.chain, event.c.seq)
_TOUCHED = (
    select(event)
    .where(event.c.task == bindparam("task_id"), event.c.to_version > bindparam("since"))
    .order_by(event.c.id)
)
_ACT = select(event).where(event.c.act == bindparam("of_act")).order_by(event.c.id)
_other = event.alias("other")
_UNDOABLE = (
    _NEWEST.where(event.c.actor == bindparam("by"), event.c.undo.is_not(None))
    .where(~select(_other.c.id).where(_other.c.undoes == event.c.act).exists())
    .limit(1)
)
_UNDOING = select(event.c.id).where(event.c.undoes == bindparam("of_act")).limit(1)
_LATEST = select(event.c.id).where(event.c.plan == bindparam("of_plan")).order_by(event.c.id.desc()).limit(1)

_LAST_AT = Query(select(event.c.at).order_by(event.c.id.desc()).limit(1))

PAGE: Final = 50


class Touched(NamedTuple):
    """One field of a task that somebody changed: what it was before and is now, by whom in which role and when."""

    name: str
    before: Any
    after: Any
    by: str
    role: RoleId
    at: datetime


class EventFilter(NamedTuple):
    """Which events to show; what is None or empty does not narrow. `until` is the last day, in UTC.

    `followed`: also what acts changed in other tasks than the one they were about. `on_plans`: only what was done with
    a plan or task, and so no sign-in, reading or export. `but`: nothing whose name begins so.
    """

    patient_id: str | None = None
    plan_id: str | None = None
    task_id: str | None = None
    actor: str | None = None
    what: str = ""
    since: date | None = None
    until: date | None = None
    followed: bool = True
    on_plans: bool = False
    but: tuple[str, ...] = ()


class Events:
    """The audit trail: what was done, by whom, never changed."""

    def __init__(self, connection: Connection, key: bytes, heads: ChainHeads) -> None:
        self._connection = connection
        self._key = key
        self._heads = heads

    def add(self, *new: Event) -> None:
        """Append events, in order, each to its chain."""
        for chain, events in groupby(new, key=lambda each: each.chain):
            self._append(chain, list(events))

    def _append(self, chain: str, new: list[Event]) -> None:
        head = self._heads.get(chain) or read_head(self._connection, chain)
        rows = self._chained(new, head)
        while not move_head(self._connection, self._key, chain, head, _end(rows)):
            head = read_head(self._connection, chain)
            rows = self._chained(new, head)
        self._heads.keep(chain, _end(rows))
        _ADD.run(self._connection, *rows)

    def _chained(self, new: list[Event], head: Head) -> list[dict[str, Any]]:
        """Return the rows of events that follow the end of a chain."""
        rows: list[dict[str, Any]] = []
        for seq, each in enumerate(new, head.length + 1):
            prev = rows[-1]["hash"] if rows else head.hash
            row = row_of(each, seq)
            rows.append(row | {"prev": prev, "hash": event_hash(self._key, prev, row)})
        return rows

    def length(self, chain: str) -> int:
        """Return how many events a chain has: a patient's, or the clinic's."""
        return read_head(self._connection, chain).length

    def latest(self, which: EventFilter, *, before: int | None = None, limit: int = PAGE) -> list[KeptEvent]:
        """Return events newest first; `before` is the number of the last one on the page before."""
        query = _narrowed(_NEWEST, which)
        if before is not None:
            query = query.where(event.c.id < before)
        return [event_from(row) for row in self._connection.execute(query.limit(limit))]

    def count(self, which: EventFilter) -> int:
        """Return how many events there are."""
        return int(self._connection.execute(_narrowed(_COUNT, which)).scalar_one())

    def of_act(self, act: str) -> tuple[KeptEvent, ...]:
        """Return the events of one act in order."""
        return tuple(event_from(row) for row in self._connection.execute(_ACT, {"of_act": act}))

    def latest_undoable(self, actor: str) -> KeptEvent | None:
        """Return the newest event of a person that can be taken back and has not been."""
        row = self._connection.execute(_UNDOABLE, {"by": actor}).one_or_none()
        return event_from(row) if row else None

    def undone(self, act: str) -> bool:
        """Whether an act was taken back."""
        return self._connection.execute(_UNDOING, {"of_act": act}).first() is not None

    def latest_of_plan(self, plan_id: str) -> int:
        """Return the number of the newest event of a plan; 0 where there is none."""
        return int(self._connection.execute(_LATEST, {"of_plan": plan_id}).scalar() or 0)

    def written_last(self) -> datetime | None:
        """Return the moment of the newest event, in UTC; None where nothing was done yet."""
        at: datetime | None = _LAST_AT.value(self._connection)
        return at

    def touched(self, task_id: str, since_row_version: int) -> dict[str, Touched]:
        """Return each field of a task that was changed after the row version that somebody saw.

        `before` is what the person saw, `after` what it is now; `by` and `at` are of the last change.
        """
        found: dict[str, Touched] = {}
        wanted = {"task_id": task_id, "since": since_row_version}
        for row in self._connection.execute(_TOUCHED, wanted):
            for name, (before, after) in read(row.changes).items():
                first = found[name].before if name in found else before
                found[name] = Touched(name, first, after, row.actor, row.acting_role, row.at)
        return found

    def last_change(self, patient_id: str, name: str) -> Touched | None:
        """Return the last change of a decision, an answer or a list of a patient; None where there was none."""
        names_it = event.c.changes.contains(f'"{name}":', autoescape=True)
        query = _NEWEST.where(event.c.patient == patient_id, names_it).limit(1)
        row = self._connection.execute(query).one_or_none()
        if row is None:
            return None
        before, after = read(row.changes)[name]
        return Touched(name, before, after, row.actor, row.acting_role, row.at)

    def first_break(self, pause: Callable[[], None] = lambda: None) -> Break | None:
        """Walk every chain and return the first place where one does not fit; None when all do.

        `pause` is called after each thousand events, to let others work.
        """
        heads = {head.chain: head for head in self._connection.execute(_HEADS)}
        for chain, rows in groupby(self._walk(pause), key=lambda row: str(row.chain)):
            broken = self._check(chain, rows, heads.pop(chain, None))
            if broken:
                return broken
        for chain, head in heads.items():
            return Break(chain, 1, f"all {head.length} events are missing")
        return None

    def _walk(self, pause: Callable[[], None]) -> Iterator[Row[Any]]:
        found = self._connection.execute(_WALKED, execution_options={"yield_per": 1000})
        for some in found.partitions():
            yield from some
            pause()

    def _check(self, chain: str, rows: Iterable[Row[Any]], head: Row[Any] | None) -> Break | None:
        count, prev = 0, START
        for row in rows:
            count += 1
            if row.seq != count:
                return Break(chain, count, "this event is missing")
            expected = hash_of_values(self._key, prev, row[: len(HASHED)])
            if not (same(row.prev, prev) and same(row.hash, expected)):
                return Break(chain, count, "this event was changed, or one before it was put in or taken out")
            prev = expected
        if head is None:
            return Break(chain, count, "the record of the chain's length is missing")
        if (head.length, head.hash) != (count, prev):
            return Break(
                chain, min(head.length, count) + 1, f"the chain has {count} events and should have {head.length}"
            )
        if not same(head.seal, seal(self._key, chain, count, prev)):
            return Break(chain, count, "the record of the chain's length was changed")
        return None


def _end(rows: list[dict[str, Any]]) -> Head:
    return Head(rows[-1]["seq"], rows[-1]["hash"])


def _narrowed(query: Select[Any], which: EventFilter) -> Select[Any]:
    equal = {event.c.patient: which.patient_id, event.c.plan: which.plan_id}
    equal |= {event.c.task: which.task_id, event.c.actor: which.actor}
    query = query.where(*(column == value for column, value in equal.items() if value is not None))
    if which.what:
        query = query.where(event.c.what.startswith(which.what, autoescape=True))
    if not which.followed:
        query = query.where(event.c.what != FOLLOWED)
    query = query.where(*(~event.c.what.startswith(name, autoescape=True) for name in which.but))
    if which.on_plans:
        query = query.where(event.c.plan.is_not(None))
    if which.since:
        query = query.where(event.c.at >= _midnight(which.since))
    if which.until:
        query = query.where(event.c.at < _midnight(which.until + timedelta(days=1)))
    return query


def _midnight(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=UTC)
