"""Whatever a planned task says comes back from its row."""

from __future__ import annotations

from dataclasses import fields
from datetime import UTC, date, datetime

from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import create_engine, insert, select

from careplan.expand import DesiredTask
from careplan.identity import Identity
from careplan.plan import Overrides, PlannedTask
from careplan.standing import Standing
from careplan.store.columns import read, written
from careplan.store.schema import metadata, task
from careplan.store.stand import CLOSED, stand_of
from careplan.store.task_reading import TASK_COLUMNS, stand_from, task_from
from careplan.store.task_rows import row_of
from careplan.task import Evidence, HoldAs, Outcome, Phase, Priority, Readiness, TaskStatus
from careplan.unseen import unseen_in
from careplan.urgency import FlagClass

_words = st.text(st.characters(codec="utf-8"), min_size=1, max_size=20).filter(lambda text: not unseen_in(text))
_ids = st.text("abcdefgXYZ0189_/", min_size=1, max_size=12)
_days = st.dates(date(1990, 1, 1), date(2100, 1, 1))
_maybe_day = st.none() | _days
_number = st.integers(1, 9)
_identities = st.builds(Identity, _ids, _ids, _number, _number)


def _lists(each: st.SearchStrategy[str]) -> st.SearchStrategy[tuple[str, ...]]:
    return st.lists(each, max_size=3).map(tuple)


_desired_fields = dict(
    identity=_identities,
    key=_ids,
    members=_lists(_ids),
    title=_words,
    why=_words,
    done_when=_lists(_words),
    role=_ids,
    for_role=st.none() | _ids,
    phase=st.sampled_from(Phase),
    priority=st.sampled_from(Priority),
    due=_maybe_day,
    window=st.none() | st.tuples(_days, _days),
    late_after=_maybe_day,
    anchor_day=_maybe_day,
    known=_maybe_day,
    no_date=st.none() | _words | st.just(""),
    waits=st.lists(_identities, max_size=3).map(tuple),
    question_waits=_lists(_ids),
    occurrences=_number,
    asks=_lists(_ids),
    guard=st.booleans(),
    hold_as=st.sampled_from(HoldAs),
    evidence=st.lists(st.sampled_from(Evidence), max_size=3).map(tuple),
    sources=_lists(_ids),
    patient_text=st.none() | _words | st.just(""),
    red_flag=st.none() | _ids,
    repeat_when_moved=st.booleans(),
    forward=st.booleans(),
    flag_class=st.sampled_from(FlagClass),
)
_desired = st.builds(DesiredTask, **_desired_fields)
_override_fields = dict(
    due=_maybe_day,
    set_against=_maybe_day,
    role=st.none() | _ids,
    title=st.none() | _words,
    priority=st.none() | st.sampled_from(Priority),
    kept=st.just("") | _words,
)
_overrides = st.builds(Overrides, **_override_fields)


@st.composite
def _tasks(draw: st.DrawFn) -> PlannedTask:
    wanted = draw(_desired)
    return PlannedTask(
        wanted.identity,
        wanted,
        status=draw(st.sampled_from(TaskStatus)),
        outcome=draw(st.none() | st.sampled_from(Outcome)),
        closed_on=draw(_maybe_day),
        note=draw(st.just("") | _words),
        assignee=draw(st.none() | _ids),
        overrides=draw(_overrides),
        cancelled_by=draw(st.sampled_from([None, "plan", "person"])),
        reason=draw(st.just("") | _words),
        question=draw(_lists(_ids)),
        orphaned=draw(st.booleans()),
        started_anyway=draw(st.none() | _words | st.just("")),
        id=f"T-{draw(st.integers(1, 10**7)):06d}",
    )


def _nested(each: st.SearchStrategy[object]) -> st.SearchStrategy[object]:
    return st.lists(each, max_size=3) | st.dictionaries(_words, each, max_size=3)


_standings = st.builds(
    Standing,
    readiness=st.sampled_from(Readiness),
    waits=st.lists(_identities, max_size=3).map(tuple),
    questions=_lists(_ids),
    held_by=_lists(_ids),
    late_after=_maybe_day,
    unblocks=_number,
    turn=st.booleans(),
)
_engine = create_engine("sqlite://")
metadata.create_all(_engine)


@given(_tasks(), st.none() | _standings)
@settings(max_examples=150, deadline=None)
def test_a_task_and_how_it_stands_come_back_from_their_row(planned: PlannedTask, standing: Standing | None) -> None:
    stand = stand_of(planned, standing) if standing else CLOSED
    moment = datetime(2026, 3, 2, 8, tzinfo=UTC)
    owner = {"plan": "PL-0001-01", "patient": "P-0001", "team": 1, "seq": 1, "row_version": 1}
    owner |= {"created_at": moment, "updated_at": moment, "updated_by": "surgeon"}
    with _engine.connect() as connection:
        connection.execute(insert(task), {**row_of(planned, stand), **owner})
        row = connection.execute(select(*TASK_COLUMNS)).one()
        connection.rollback()
    assert task_from(row) == planned
    assert stand_from(row) == stand


@given(_tasks(), _standings)
@settings(max_examples=100, deadline=None)
def test_a_listed_task_is_due_before_it_is_late_and_has_the_days_its_list_sorts_by(
    planned: PlannedTask, standing: Standing
) -> None:
    stand = stand_of(planned, standing)
    if stand.lane == "ready":
        assert planned.due and stand.late_after and planned.due <= stand.late_after
    if stand.lane == "waiting":
        assert planned.due
    assert (stand.lane is None) == (not standing.turn)


@given(
    st.recursive(st.none() | st.booleans() | st.integers() | _words, lambda v: st.lists(v) | st.dictionaries(_words, v))
)
def test_what_is_written_is_read(value: object) -> None:
    assert read(written(value)) == value


def test_every_field_is_tried_here() -> None:
    """One that is added later with a default would else never be."""
    assert set(DesiredTask._fields) == set(_desired_fields)
    assert {field.name for field in fields(Overrides)} == set(_override_fields)
