"""Many writers on one SQLite file: nobody is refused, nobody starves, nobody waits long."""

from __future__ import annotations

import subprocess
import sys
import tempfile
import threading
import time
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from careplan.event import Event
from careplan.store import Store
from tests.benchmarks.figure import Figure

SECONDS = 5.0
THREADS, PROCESSES = 16, 4
LONGEST_MS = 250.0


@dataclass(frozen=True, slots=True)
class Written:
    """How often one writer wrote, and the longest it stood in line, in ms."""

    times: int
    longest: float


def write(store: Store, who: str, until: float) -> Written:
    """Append an event to one's own chain and keep a key, again and again, until this moment of `time.time`."""
    times, longest = 0, 0.0
    while time.time() < until:
        begun = time.perf_counter()
        with store.writing() as records:
            longest = max(longest, time.perf_counter() - begun)
            at = datetime.now(UTC)
            records.events.add(Event("task.completed", who, "nurse", at, f"{who}-{times}", patient_id=f"P-{who}"))
            records.keys.keep(f"{who}-{times}", who, {}, at=at)
        times += 1
    return Written(times, longest * 1000)


def run() -> list[Figure]:
    """Measure; takes about fifteen seconds."""
    with tempfile.TemporaryDirectory() as folder:
        threads = _threads(Path(folder) / "threads.db")
        processes = _processes(Path(folder) / "processes.db")
    return [*_figures("threads", threads), *_figures("processes", processes)]


def _figures(kind: str, written: list[Written]) -> list[Figure]:
    times = [each.times for each in written]
    alike = f"writes of the slowest of {len(times)} {kind} against the fastest, {sum(times) / SECONDS:.0f} a second"
    return [
        Figure(f"writers {kind}", alike, min(times), max(times), 0.5, unit="writes", at_least=True),
        Figure(f"writers {kind} wait", "longest wait for one's turn", max(w.longest for w in written), LONGEST_MS, 1.0),
    ]


def _threads(path: Path) -> list[Written]:
    store, until = Store.open(str(path)), time.time() + SECONDS
    written: list[Written] = []
    threads = [
        threading.Thread(target=lambda who=who: written.append(write(store, f"w{who}", until)))
        for who in range(THREADS)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    store.close()
    if len(written) != THREADS:
        raise AssertionError("A writer was refused.")
    _refuse_lost(path, written)
    return written


def _processes(path: Path) -> list[Written]:
    Store.open(str(path)).close()
    command = [sys.executable, "-m", "tests.benchmarks.writers", str(path)]
    started = [
        subprocess.Popen([*command, f"w{who}"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        for who in range(PROCESSES)
    ]
    for process in started:
        if process.stdout is None or process.stdout.readline() != "ready\n":
            raise AssertionError("A writer did not start.")
    until = time.time() + SECONDS
    written = []
    for process in started:
        if process.stdin:
            process.stdin.write(f"{until}\n")
            process.stdin.flush()
    for process in started:
        out, _ = process.communicate()
        times, longest = out.split()
        written.append(Written(int(times), float(longest)))
    _refuse_lost(path, written)
    return written


def _refuse_lost(path: Path, written: list[Written]) -> None:
    """Every write that was told of is there, and every chain holds."""
    store = Store.open(str(path))
    with store.reading() as records:
        broken = records.events.first_break()
        last = sum(records.events.length(f"P-w{who}") for who in range(len(written)))
    store.close()
    if broken or last != sum(each.times for each in written):
        raise AssertionError(f"Writes were lost: {broken}")


def _main() -> None:
    path, who = sys.argv[1:]
    store = Store.open(path)
    print("ready", flush=True)
    written = write(store, who, float(sys.stdin.readline()))
    store.close()
    print(written.times, written.longest)


if __name__ == "__main__":
    _main()
