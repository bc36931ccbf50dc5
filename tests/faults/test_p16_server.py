"""P16: a PostgreSQL that is stopped at once, killed or cut off under three writers loses no act told as kept."""

from __future__ import annotations

import os
import random
import signal
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from careplan.store import Store
from tests.faults.kept import what_is_wrong
from tests.faults.writers import keep, until, writing
from tests.private_postgresql import Cluster

WRITERS = ("w1", "w2", "w3")
_OF_WRITERS = (
    "select pid from pg_stat_activity where backend_type = 'client backend' and datname = 'clinic' "
    "and pid <> pg_backend_pid()"
)


@pytest.fixture
def own() -> Iterator[Cluster]:
    """A PostgreSQL that this test may break."""
    cluster = Cluster()
    yield cluster
    cluster.remove()


def _writers(server: Cluster) -> list[int]:
    with server.connect() as connection:
        return [pid for (pid,) in connection.execute(_OF_WRITERS)]


def _stopped_at_once(server: Cluster, _chance: random.Random) -> None:
    server.stop(signal.SIGQUIT)
    server.start()


def _killed(server: Cluster, _chance: random.Random) -> None:
    server.stop(signal.SIGKILL)
    server.start()


def _one_killed(server: Cluster, chance: random.Random) -> None:
    """Kill the process that serves one writer: PostgreSQL then cuts off the others too and recovers."""
    os.kill(chance.choice(_writers(server)), signal.SIGKILL)


def _cut_off(server: Cluster, _chance: random.Random) -> None:
    with server.connect() as connection:
        connection.execute(f"select pg_terminate_backend(pid) from ({_OF_WRITERS}) as others")


FAULTS: tuple[Callable[[Cluster, random.Random], None], ...] = (_stopped_at_once, _killed, _one_killed, _cut_off)


def _broken(server: Cluster, folder: Path, rounds: int, seed: int) -> tuple[int, int]:
    """Break it so many times under writers, and return how many acts were told as kept, and how many were refused."""
    chance, url = random.Random(seed), server.create("clinic")
    Store.open(url, home=folder).close()
    with writing(folder / "clinic", *WRITERS, url=url) as writers:
        for writer in writers:
            writer.go()
        for number in range(rounds):
            told = [len(writer.told("kept")) for writer in writers]
            until(lambda told=told: all(len(w.told("kept")) > n for w, n in zip(writers, told, strict=True)))
            time.sleep(chance.random() * 0.05)
            FAULTS[number % len(FAULTS)](server, chance)
        told = [len(writer.told("kept")) for writer in writers]
        until(lambda: all(len(w.told("kept")) > n for w, n in zip(writers, told, strict=True)))
        for writer in writers:
            writer.kill()
        acts = [act for writer in writers for act in writer.told("kept")]
        refused = [sentence for writer in writers for sentence in writer.told("refused")]
    assert what_is_wrong(folder / "clinic", acts, url) == []
    assert {sentence.partition(".")[0] for sentence in refused} <= {
        "The database server does not answer",
        "The database server was lost in the middle of saving",
    }
    return len(acts), len(refused)


def test_a_server_that_breaks_under_three_writers_loses_nothing_and_tears_nothing(own: Cluster, tmp_path: Path) -> None:
    acts, refused = _broken(own, tmp_path, 25, seed=1)
    assert acts >= 25 * len(WRITERS)
    assert refused > 0, "the faults themselves"


@pytest.mark.long
def test_three_hundred_breaks(own: Cluster, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    begun = time.perf_counter()
    acts, refused = _broken(own, tmp_path, 300, seed=2)
    with capsys.disabled():
        print(f"\nP16: 300 breaks in {time.perf_counter() - begun:.0f} s, {acts} acts told, {refused} refused, 0 lost")


def test_the_check_reports_an_act_that_is_lost_or_torn(cluster: Cluster, tmp_path: Path) -> None:
    url = cluster.create("checked")
    store = Store.open(url, home=tmp_path)
    for number in range(3):
        keep(store, "w", number)
    store.close()
    assert what_is_wrong(tmp_path / "clinic", ["w-0", "w-1", "w-2"], url) == []
    with cluster.connect("checked") as connection:
        connection.execute("delete from idempotency where key = 'w-1'")
    assert what_is_wrong(tmp_path / "clinic", ["w-2", "w-3"], url) == ["w-3 is lost", "w-1 is torn"]
