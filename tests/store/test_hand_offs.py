"""Hand-offs and absences as the store keeps them: found by one index, kept as they were."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from careplan.absence import Absence
from careplan.hand_off import Briefing, HandOff, HandOffState
from careplan.store.engine import driver
from tests.store.ward import MORNING, START, Ward

OFFERED = HandOff(
    HandOffState.OFFERED, "primary_care", "surgeon", Briefing("S", "B", "A", "R", "W"), "primary.care", MORNING, START
)


def test_an_offer_is_read_as_it_was_written_and_found_by_its_index(ward: Ward) -> None:
    before = ward.read(ward.admit("scar_tissue").id)
    task = next(task for task in ward.ready(before.plan) if task.role == "primary_care")
    ward.save(before, before.plan.with_task(replace(task, hand_off=OFFERED)))
    ward.store._recent.forget()
    assert ward.read(before.plan.id).plan.tasks[task.identity].hand_off == OFFERED
    with ward.store.reading() as records, ward.store.count_queries() as ran:
        found = records.hand_offs.waiting([ward.team], until=START)
        mine = records.hand_offs.offered_to("surgeon", ["surgeon"], [ward.team], account="surgeon", limit=9)
        counted = records.hand_offs.count_waiting([ward.team], until=START - timedelta(days=1))
        assert [row.id for row in found] == [row.id for row in mine] == [task.id] and counted == (1, 0)
        assert records.hand_offs.waiting([ward.team + 1], until=START) == []
    with ward.store.reading() as records:
        assert len(ran) == 4
        for text in ran:
            told = driver(records._connection).execute(f"explain query plan {text}", [""] * text.count("?"))
            assert any("ix_task_offered" in str(step) for step in told), text


def test_an_offer_of_a_closed_task_is_in_no_list(ward: Ward) -> None:
    before = ward.read(ward.admit("scar_tissue").id)
    task = next(task for task in ward.ready(before.plan) if task.role == "primary_care")
    for state in (HandOffState.WITHDRAWN, HandOffState.CANCELLED, HandOffState.ACCEPTED):
        seen = ward.read(before.plan.id)
        kept = replace(seen.plan.tasks[task.identity], hand_off=replace(OFFERED, state=state))
        ward.save(seen, seen.plan.with_task(kept))
        with ward.store.reading() as records:
            assert records.hand_offs.count_waiting([ward.team], until=START) == (0, 0)


def test_an_absence_counts_until_it_is_over_or_ended(ward: Ward) -> None:
    last = START + timedelta(days=4)
    with ward.store.writing() as records:
        number = records.absences.add(
            Absence(0, ward.team, "nurse", "psychologist", START, last), by="nurse", at=MORNING
        )
        [kept] = records.absences.coming([ward.team], last)
        assert kept == Absence(number, ward.team, "nurse", "psychologist", START, last)
        assert records.absences.coming([ward.team], last + timedelta(days=1)) == []
        assert records.absences.coming([ward.team + 1], START) == []
        records.absences.end(number, at=MORNING)
        assert records.absences.coming([ward.team], START) == []
        assert records.absences.get(number, ended=True) == kept
        records.absences.again(number)
        assert records.absences.get(number) == kept
