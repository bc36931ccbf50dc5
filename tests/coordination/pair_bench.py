"""Two programs on one database, one of which begins its command while the other is in the middle of its own."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Protocol

from careplan.errors import CarePlanError, Conflict
from careplan.store import EventFilter, Records, Store
from tests.coordination.pair_commands import Look, Press, ready
from tests.coordination.permission_ward import PATIENT, PLAN, WITHOUT_PLAN, Situation, Ward, open_ward
from tests.engines import Engines, States
from tests.small_clinic import SmallClinic, opened_at, reopened
from tests.watch import Watch

_PATIENCE = 60.0
"""Seconds after which a command that does not end fails the test."""


class Engine(Protocol):
    """A database that is put back to a state it had."""

    def program(self) -> SmallClinic:
        """Return another program on the same database."""
        ...

    def state(self) -> Any:
        """Return all that it holds."""
        ...

    def put_back(self, state: Any) -> None:
        """Make it hold that again."""
        ...


@dataclass(frozen=True)
class SqliteEngine:
    """A SQLite file."""

    home: Path

    def program(self) -> SmallClinic:
        """Return another program on the file."""
        return reopened(self.home)

    def state(self) -> sqlite3.Connection:
        """Return a copy in memory."""
        copy = sqlite3.connect(":memory:")
        self._file().backup(copy)
        return copy

    def put_back(self, state: sqlite3.Connection) -> None:
        """Copy it over the file."""
        state.backup(self._file())

    def _file(self) -> sqlite3.Connection:
        return sqlite3.connect(self.home / "clinic.db")


@dataclass(frozen=True)
class PostgresqlEngine:
    """A database of the tests' own PostgreSQL, with the key in a folder."""

    url: str
    home: Path
    states: States

    def program(self) -> SmallClinic:
        """Return another program on the database."""
        return opened_at(self.url, self.home)

    def state(self) -> str:
        """Return the name of what it holds, kept beside it."""
        return self.states.keep()

    def put_back(self, state: str) -> None:
        """Copy it over its tables."""
        self.states.put_back(state)


def engine_of(home: Path) -> Engine:
    """Return where the clinic is kept that was just opened."""
    if Engines.postgresql is None:
        return SqliteEngine(home)
    url = Engines.postgresql.newest
    return PostgresqlEngine(url, home, Engines.postgresql.states(url))


class MeetingStore(Store):
    """The same records; a command begins in the middle of another's transaction, where that is asked for."""

    meet: Callable[[], None] = staticmethod(lambda: None)
    asked: threading.Event

    @contextmanager
    def writing(self) -> Iterator[Records]:
        """Say that a transaction is asked for, and let the other command begin before this one is kept."""
        self.asked.set()
        with super().writing() as records:
            yield records
            self.meet()


@dataclass(frozen=True)
class Came:
    """What a command came to: refused with a sentence, or not, and what is kept afterwards."""

    refused: str
    conflict: bool
    kept: tuple[Any, ...]


class Bench:
    """Tries pairs of commands from one and the same state."""

    def __init__(self, engine: Engine, ward: Ward) -> None:
        self.engine = engine
        self.acts = ready(ward)
        self.base = engine.state()
        self._programs = [self._program(ward) for _ in range(2)]
        self._after: dict[str, tuple[Came, Any]] = {}

    def _program(self, ward: Ward) -> Ward:
        small = self.engine.program()
        store = small.clinic.store
        store.__class__ = MeetingStore
        assert isinstance(store, MeetingStore)
        store.asked = threading.Event()
        clinic = replace(small.clinic, clock=Watch())  # which stands still
        return Ward(SmallClinic(clinic), clinic, ward.own)

    def close(self) -> None:
        """Let go of the programs."""
        for program in self._programs:
            program.kept.clinic.store.close()

    def alone(self, name: str, role: str, look: Look) -> tuple[Came, Any]:
        """Return what a command comes to by itself, and the state after it."""
        if name not in self._after:
            came = self._one(self.base, role, look)
            self._after[name] = came, self.engine.state()
        return self._after[name]

    def after(self, first: tuple[Came, Any], role: str, look: Look) -> Came:
        """Return what a command comes to when the first was kept before anybody looked."""
        return self._one(first[1], role, look)

    def _one(self, state: Any, role: str, look: Look) -> Came:
        program = self._fresh(state)[0]
        refusal = _refusal(lambda: look(program, program.person(role, Situation.OWN))())  # who looks may be refused too
        return Came(str(refusal or ""), isinstance(refusal, Conflict), self.kept())

    def meeting(self, first: tuple[str, Look], second: tuple[str, Look]) -> tuple[CarePlanError | None, Came]:
        """Let both look, then the second begin while the first is being written; return how each ended."""
        presses: list[Press] = []
        for program, (role, look) in zip(self._fresh(self.base), (first, second), strict=True):
            program.kept.plan(PLAN)  # what this program has read before anybody acts
            presses.append(look(program, program.person(role, Situation.OWN)))
        one, other = (_meeting_store(program) for program in self._programs)
        other.asked.clear()
        refusals: list[CarePlanError | None] = []
        thread = threading.Thread(target=lambda: _ending(refusals, presses[1], other.asked))

        def begin() -> None:
            if thread.ident is None:
                thread.start()
                assert other.asked.wait(_PATIENCE)

        one.meet = begin
        try:
            refused_first = _refusal(presses[0])
            begin()  # where the first was refused before it wrote
        finally:
            del one.meet
        thread.join(_PATIENCE)
        refusal = refusals.pop()
        return refused_first, Came(str(refusal or ""), isinstance(refusal, Conflict), self.kept())

    def _fresh(self, state: Any) -> list[Ward]:
        self.engine.put_back(state)
        for program in self._programs:
            program.kept.clinic.store._recent.forget()
        return self._programs

    def kept(self) -> tuple[Any, ...]:
        """Return what is kept of both patients, without the moments and the names of acts."""
        small = self._programs[0].kept
        with small.clinic.store.reading() as records:
            plans = [plan for whose in (PATIENT, WITHOUT_PLAN) for plan in records.plans.of_patient(whose)]
            return tuple(_kept(records, plan) for plan in plans)

    def faults(self) -> str:
        """Return what a check of the database finds."""
        return self._programs[0].kept.clinic.store.verify().fault


def _meeting_store(program: Ward) -> MeetingStore:
    store = program.kept.clinic.store
    assert isinstance(store, MeetingStore)
    return store


def _ending(refusals: list[CarePlanError | None], press: Press, asked: threading.Event) -> None:
    try:
        refusals.append(_refusal(press))
    finally:
        asked.set()


def _refusal(press: Press) -> CarePlanError | None:
    try:
        press()
    except CarePlanError as refusal:
        return refusal
    return None


def _kept(records: Records, plan_id: str) -> tuple[Any, ...]:
    record = records.plans.get(plan_id)
    events = [kept.event for kept in records.events.latest(EventFilter(plan_id=plan_id), limit=500)]
    told = [(e.what, e.actor, e.task_id, dict(e.changes), e.reason, e.from_version) for e in events]
    flags = records.red_flags.of_plan(plan_id)
    said = [(one.task_id, one.by.id, one.text) for one in records.comments.of_plan(plan_id)]
    at_meetings = [(one.kind, one.by.id, one.text, one.reason) for one in records.meetings.of_plan(plan_id)]
    signed = {role: (one.state, one.by, one.digest) for role, one in records.sign_offs.of_plan(plan_id).items()}
    return record.plan, record.row_versions, record.stands, record.patient, flags, said, at_meetings, signed, told


@contextmanager
def bench(home: Path) -> Iterator[Bench]:
    """Give a bench on a SQLite file below `home`, or a database of PostgreSQL."""
    ward = open_ward(home, in_file=True)
    made = Bench(engine_of(home), ward)
    try:
        yield made
    finally:
        made.close()
        ward.kept.clinic.store.close()
