"""An act that a database server takes back, to let another program through, is run again as a whole (SAFETY 5)."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from careplan.coordination import refusals, tasks
from careplan.coordination.refusals import again
from careplan.errors import GaveWay
from careplan.plan import PlannedTask
from tests.engines import Engines, Postgresql
from tests.private_postgresql import Cluster
from tests.small_clinic import MONDAY, PEOPLE, SmallClinic, open_small_clinic

WAITS = "select count(*) from pg_stat_activity where wait_event_type = 'Lock' and datname = current_database()"


@pytest.fixture
def small(cluster: Cluster, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[SmallClinic]:
    """A clinic on PostgreSQL."""
    monkeypatch.setattr(Engines, "postgresql", Postgresql(cluster))
    small = open_small_clinic(tmp_path)
    yield small
    small.clinic.store.close()


def _moved_while_another_program_locks(cluster: Cluster, small: SmallClinic, task: PlannedTask) -> list[str]:
    """Move a task while another program has locked the history and then wants the plan; return what it came to."""
    came: list[str] = []

    def move() -> None:
        try:
            day = MONDAY + timedelta(days=20)
            came.append(tasks.move(small.clinic, task.id, day, actor=PEOPLE["surgeon"], key="a" * 32).words)
        except GaveWay as refusal:
            came.append(str(refusal))

    assert Engines.postgresql
    name = Engines.postgresql.newest.partition("@/")[2].partition("?")[0]
    with cluster.connect(name) as watching, cluster.connect(name) as other, other.transaction():
        other.execute("lock table event in exclusive mode")
        act = threading.Thread(target=move)
        act.start()
        while watching.execute(WAITS).fetchone() == (0,):
            time.sleep(0.01)
        other.execute("update plan set goal = goal")
    act.join(30)
    return came


def test_an_act_that_gave_way_is_run_again_and_kept_once(cluster: Cluster, small: SmallClinic, plan_id: str) -> None:
    task = small.task(plan_id, "FF14")
    [words] = _moved_while_another_program_locks(cluster, small, task)
    assert "moved" in words.lower()
    assert small.task(plan_id, "FF14").due == MONDAY + timedelta(days=20)
    with small.clinic.store.reading() as records:
        assert [event for event in records.events.touched(task.id, 1)] == ["due"]
        assert records.events.first_break() is None
    assert small.clinic.store.only_reading == ""


def test_without_that_it_is_refused_in_a_sentence_and_nothing_is_kept(
    cluster: Cluster, small: SmallClinic, plan_id: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(refusals, "_RUNS", 1)
    before = small.record(plan_id)
    [sentence] = _moved_while_another_program_locks(cluster, small, small.task(plan_id, "FF14"))
    assert sentence.startswith("The database is in use by another program. Nothing was saved.")
    assert small.record(plan_id).plan == before.plan


@pytest.mark.parametrize("times", [4, 5])
def test_it_is_run_five_times_and_no_more(times: int) -> None:
    ran: list[int] = []

    @again
    def act(number: int) -> int:
        ran.append(number)
        if len(ran) <= times:
            raise GaveWay("In use.")
        return number

    if times < 5:
        assert act(7) == 7
    else:
        with pytest.raises(GaveWay):
            act(7)
    assert ran == [7] * 5
