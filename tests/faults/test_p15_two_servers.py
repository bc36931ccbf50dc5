"""P15 and the servers of P1: two on one clinic, one of them killed: nothing is lost and no client waits long."""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass, field
from pathlib import Path
from uuid import uuid4

import httpx
import pytest

from careplan.clinic import open_clinic
from careplan.login_session import LoginSession, hash_of, new_token
from careplan.plan import PlannedTask
from careplan.settings import Settings
from careplan.task import Outcome, Readiness
from tests.serving import Served, serve_careplan
from tests.small_clinic import MONDAY, PEOPLE, SmallClinic, open_small_clinic

LONGEST = 5.0
"""Seconds that nobody may wait for an act, even while a server dies."""
CLIENTS = 8
PAUSE = 0.05
"""Seconds between two acts of a client, which has the tasks of one plan to close."""


@dataclass(eq=False)
class Client(threading.Thread):
    """Closes the tasks of one plan, each at the first server that answers, and remembers what was told as kept."""

    urls: list[str]
    tasks: list[PlannedTask]
    cookies: dict[str, str]
    kept: dict[str, str] = field(default_factory=dict)
    longest: float = 0.0
    went_over: bool = False

    def __post_init__(self) -> None:
        super().__init__(daemon=True)

    def run(self) -> None:
        """Close them all."""
        with httpx.Client(timeout=60) as client:
            for task in self.tasks:
                begun = time.monotonic()
                self._close(client, task)
                self.longest = max(self.longest, time.monotonic() - begun)
                time.sleep(PAUSE)

    def _close(self, client: httpx.Client, task: PlannedTask) -> None:
        nonce = uuid4().hex
        sent = {"act": Outcome.NOT_NEEDED, "id": task.id, "v": 1, "note": nonce, "n": nonce}
        for url in self.urls:
            try:
                cookie = {"cookie": f"careplan_session={self.cookies[task.role]}"}
                if client.post(f"{url}/acts", json=sent, headers=cookie).json()["kept"]:
                    self.kept[task.id] = nonce
                return
            except httpx.TransportError:
                self.went_over = True  # that server is dead; the same press goes to the other


def _sessions(small: SmallClinic) -> dict[str, str]:
    """Return a token of a session for each role."""
    tokens, now = {person.role: new_token() for person in PEOPLE.values()}, small.clinic.now()
    with small.clinic.store.writing() as records:
        for person in PEOPLE.values():
            token = hash_of(tokens[person.role])
            records.sessions.open(LoginSession(token, person.id, created_at=now, active_at=now))
    return tokens


def _ready(small: SmallClinic, patient: str) -> list[PlannedTask]:
    """Return the ready tasks of a new patient's plan."""
    record = small.record(small.begin("V2", "failed_fusion", patient=patient).plan_id)
    return [task for i, task in record.plan.tasks.items() if record.stands[i].readiness is Readiness.READY]


def _warm(url: str, cookie: str) -> None:
    """Let a server that has just started load what an act needs, by one that names no task."""
    sent = {"act": Outcome.NOT_NEEDED, "id": "T-999999", "v": 1, "note": "", "n": uuid4().hex}
    cookies = {"careplan_session": cookie}
    assert httpx.post(f"{url}/acts", json=sent, cookies=cookies, timeout=60).json() == {"kept": False}


def _with_one_killed(home: Path) -> list[Client]:
    """Let clients work at two servers, kill one in their midst, and return the clients when all are through."""
    small = open_small_clinic(home, in_file=True)
    cookies, plans = _sessions(small), [_ready(small, f"P-{number:04}") for number in range(CLIENTS)]
    small.clinic.store.close()
    env = {"CAREPLAN_HOME": str(home), "CAREPLAN_TODAY": MONDAY.isoformat()}
    servers: list[Served] = [serve_careplan(env=env) for _ in range(2)]
    try:
        urls = [served.url for served in servers]
        for url in urls:
            _warm(url, cookies["surgeon"])
        clients = [Client(urls[:: 1 if n % 2 else -1], tasks, cookies) for n, tasks in enumerate(plans)]
        for client in clients:
            client.start()
        while sum(len(client.kept) for client in clients) < CLIENTS:
            time.sleep(0.01)
        servers[0].process.kill()
        for client in clients:
            client.join(120)
    finally:
        for served in servers:
            served.stop()
    return clients


def _lost(home: Path, clients: list[Client]) -> list[str]:
    """Return the tasks that were told as closed and are not, and what a check of the records finds."""
    small = SmallClinic(open_clinic(Settings(home=home, today=MONDAY)))
    with small.clinic.store.reading() as records:
        plans = [plan for n in range(CLIENTS) for plan in records.plans.of_patient(f"P-{n:04}")]
    notes = {task.id: task.note for plan in plans for task in small.plan(plan).tasks.values() if not task.is_open}
    fault = small.clinic.store.verify().fault
    small.clinic.store.close()
    told = {task: note for client in clients for task, note in client.kept.items()}
    return [fault] * bool(fault) + [task for task, note in told.items() if notes.get(task) != note]


def _check(home: Path) -> list[Client]:
    clients = _with_one_killed(home)
    assert _lost(home, clients) == []
    assert any(client.went_over for client in clients)
    assert max(client.longest for client in clients) < LONGEST
    return clients


def test_one_of_two_servers_is_killed_and_nobody_waits_long(tmp_path: Path) -> None:
    clients = _check(tmp_path)
    clients[0].kept["T-000001"] = "never sent"  # planted: the check must report it
    assert _lost(tmp_path, clients) == ["T-000001"]


@pytest.mark.long
def test_two_hundred_servers_are_killed(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    clients = [client for number in range(200) for client in _check(_folder(tmp_path, number))]
    with capsys.disabled():
        kept, longest = sum(len(client.kept) for client in clients), max(client.longest for client in clients)
        print(f"\nP15: 200 servers killed, {kept} acts told and kept, longest wait {longest:.2f} s")


def _folder(tmp_path: Path, number: int) -> Path:
    folder = tmp_path / str(number)
    folder.mkdir()
    return folder
