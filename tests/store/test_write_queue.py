"""Writers wait in line: nobody is refused, nobody starves, and a dead one holds up nobody."""

from __future__ import annotations

import os
import subprocess
import sys
import textwrap
import threading
import time
from pathlib import Path

import pytest

from careplan.store import Store
from careplan.store.write_queue import ProcessQueue, ThreadQueue, queue_for
from tests.store.ward import MORNING

WRITER = """
    import sys, time
    from datetime import UTC, datetime
    from careplan.store import Store

    store, name, seconds = Store.open(sys.argv[1]), sys.argv[2], float(sys.argv[3])
    print("ready", flush=True)
    sys.stdin.readline()
    end, done, longest = time.monotonic() + seconds, 0, 0.0
    while time.monotonic() < end:
        begun = time.monotonic()
        with store.writing() as records:
            longest = max(longest, time.monotonic() - begun)
            records.keys.keep(f"{name}-{done}", name, {}, at=datetime.now(UTC))
        done += 1
    print(done, longest, flush=True)
"""


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """A database that nobody has open."""
    Store.open(str(tmp_path / "clinic.db")).close()
    return tmp_path / "clinic.db"


def test_threads_come_in_the_order_in_which_they_asked() -> None:
    queue, order = ThreadQueue(), list[int]()
    queue.take()

    def ask(number: int) -> None:
        queue.take()
        order.append(number)
        queue.give()

    threads = []
    for number in range(12):
        threads.append(threading.Thread(target=ask, args=(number,)))
        threads[-1].start()
        _until(lambda waiting=number + 1: len(queue._waiting) == waiting)
    queue.give()
    for thread in threads:
        thread.join()
    assert order == list(range(12))


def _until(holds: object) -> None:
    end = time.monotonic() + 10
    while not holds():  # type: ignore[operator]
        assert time.monotonic() < end
        time.sleep(0.001)


def test_sixteen_threads_write_alike_and_nothing_is_lost(file: Path) -> None:
    store, done, end = Store.open(str(file)), [0] * 16, time.monotonic() + 1.5

    def write(who: int) -> None:
        while time.monotonic() < end:
            with store.writing() as records:
                records.keys.keep(f"{who}-{done[who]}", "nurse", {}, at=MORNING)
            done[who] += 1

    threads = [threading.Thread(target=write, args=(who,)) for who in range(16)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert min(done) >= 0.5 * max(done) > 0
    with store.reading() as records:
        assert all(records.keys.result(f"{who}-{done[who] - 1}", "nurse") == {} for who in range(16))
    store.close()


def _writers(file: Path, many: int, seconds: float) -> list[subprocess.Popen[str]]:
    code = textwrap.dedent(WRITER)
    started = [
        subprocess.Popen(
            [sys.executable, "-c", code, str(file), f"w{number}", str(seconds)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        for number in range(many)
    ]
    for process in started:
        assert process.stdout and process.stdout.readline() == "ready\n"
    for process in started:
        assert process.stdin
        process.stdin.write("go\n")
        process.stdin.flush()
    return started


def test_four_processes_write_alike(file: Path) -> None:
    found = []
    for process in _writers(file, 4, 1.5):
        out, _ = process.communicate(timeout=30)
        assert process.returncode == 0
        found.append(int(out.split()[0]))
    assert min(found) >= 0.5 * max(found) > 0
    store = Store.open(str(file))
    with store.reading() as records:
        assert all(records.keys.result(f"w{n}-{many - 1}", f"w{n}") == {} for n, many in enumerate(found))
    store.close()


def test_a_killed_writer_holds_up_nobody(file: Path) -> None:
    for process in _writers(file, 2, 30):
        time.sleep(0.2)
        process.kill()
        process.communicate()
    store, begun = Store.open(str(file)), time.monotonic()
    with store.writing() as records:
        records.keys.keep("after", "nurse", {}, at=MORNING)
    assert time.monotonic() - begun < 5
    store.close()


def test_a_process_waits_for_everybody_before_it_even_if_the_one_just_before_died(tmp_path: Path) -> None:
    """Three in line: the second dies waiting, the third must still wait for the first."""
    path = tmp_path / "line"
    code = "import sys; from pathlib import Path; from careplan.store.write_queue import ProcessQueue\n"
    code += (
        "queue = ProcessQueue(Path(sys.argv[1]))\nprint('asks', flush=True)\nqueue.take()\nprint('in', flush=True)\n"
    )
    first = ProcessQueue(path)
    first.take()
    line = []
    for number in (2, 3):
        line.append(subprocess.Popen([sys.executable, "-c", code, str(path)], stdout=subprocess.PIPE, text=True))
        # not by opening the file: closing it again would let go of this process's own locks
        _until(lambda wanted=number: int.from_bytes(os.pread(first._file, 8, 0), "little") == wanted)
    second, third = line
    second.kill()
    second.wait()
    assert third.stdout
    os.set_blocking(third.stdout.fileno(), False)
    time.sleep(0.3)
    assert "in" not in (third.stdout.read() or "")
    first.give()
    third.wait(timeout=10)
    assert "in" in (third.stdout.read() or "")
    second.stdout and second.stdout.close()
    third.stdout.close()


def test_two_stores_on_one_file_stand_in_one_line(tmp_path: Path) -> None:
    assert queue_for(tmp_path / "a" / ".." / "clinic.db") is queue_for(tmp_path / "clinic.db")
