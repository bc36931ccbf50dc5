"""strace, with which faults are put into the calls of a running process; it is got where there is none, never skipped.

Only calls that are traced can be given a fault. The fault is asserted to have happened by what the process tells.
"""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path

import pytest

from tests.faults.writers import until

DISK = "pwrite64,write,fdatasync,fsync,ftruncate,unlink"
"""The calls by which SQLite changes a disk."""
_PACKAGE_SECONDS = 300


@cache
def strace() -> str:
    """Return the path of strace; fails the test with a sentence where it is not here and cannot be got."""
    if not shutil.which("strace") and os.geteuid() == 0 and shutil.which("apt-get"):
        for command in (["apt-get", "update"], ["apt-get", "install", "-y", "--no-install-recommends", "strace"]):
            subprocess.run(command, capture_output=True, timeout=_PACKAGE_SECONDS, check=False)
    found = shutil.which("strace")
    if not found:
        pytest.fail("The fault tests need strace and could not get it: install it (on Debian: apt-get install strace).")
    return found


@contextmanager
def traced(pid: int, *options: str) -> Iterator[subprocess.Popen[bytes]]:
    """Trace a process while the block lasts; strace ends with the process, or is ended."""
    tracer = subprocess.Popen([strace(), "-qq", "-p", str(pid), *options], stderr=subprocess.PIPE)
    try:
        until(lambda: _tracer_of(pid) or tracer.poll() is not None)
        assert tracer.poll() is None, ((tracer.stderr and tracer.stderr.read()) or b"").decode()
        yield tracer
    finally:
        tracer.terminate()
        tracer.wait()
        if tracer.stderr:
            tracer.stderr.close()


def fault_at(number: int, fault: str, calls: str = DISK) -> list[str]:
    """Return the options that put a fault, such as signal=KILL or error=ENOSPC, into the n-th call of each kind."""
    return ["-o", os.devnull, "-e", f"trace={calls}", "-e", f"inject={calls}:{fault}:when={number}"]


def _tracer_of(pid: int) -> int:
    status = Path(f"/proc/{pid}/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in status if line.startswith("TracerPid"))
