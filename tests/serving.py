"""Starts a server on a free loopback port, waits until it is healthy, and stops it by its own handle."""

from __future__ import annotations

import os
import re
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import IO

ROOT = Path(__file__).parent.parent
HARNESS_APP = Path(__file__).with_name("harness_app.py")
START_SECONDS = 60.0
CLINIC_OPEN = '"ok"'
"""What /health says once the clinic is open."""


class Served:
    """A running server.

    Attributes:
        url: its address, without a slash at the end.
        seconds: from the start of the process to the first healthy answer.
        open_seconds: from the start of the process to the answer that says `ready`.
    """

    def __init__(
        self, command: Sequence[str], *, port: int, health: str, ready: str, env: Mapping[str, str], cwd: Path
    ) -> None:
        self.url = f"http://127.0.0.1:{port}"
        self.command = command
        self._log: IO[bytes] = tempfile.TemporaryFile()
        begun = time.perf_counter()
        self.process = subprocess.Popen(
            command, env={**_bare_environment(), **env}, cwd=cwd, stdout=self._log, stderr=subprocess.STDOUT
        )
        try:
            self._wait(f"{self.url}{health}", "")
            self.seconds = time.perf_counter() - begun
            self._wait(f"{self.url}{health}", ready)
            self.open_seconds = time.perf_counter() - begun
        except BaseException:
            self.stop()
            raise

    def log(self) -> str:
        """Return what the server has printed so far."""
        size = os.fstat(self._log.fileno()).st_size
        return os.pread(self._log.fileno(), size, 0).decode(errors="replace")

    def wait_for(self, text: str) -> None:
        """Wait until the server has printed `text`."""
        last = time.monotonic() + START_SECONDS
        while text not in self.log():
            assert time.monotonic() < last, self.log()
            time.sleep(0.02)

    def stop(self) -> int:
        """End the server normally and return its exit status; after ten seconds end it hard."""
        self.process.terminate()
        try:
            return self.process.wait(10)
        except subprocess.TimeoutExpired:
            self.process.kill()
            return self.process.wait()

    def _wait(self, address: str, words: str) -> None:
        last = time.monotonic() + START_SECONDS
        while time.monotonic() < last:
            if self.process.poll() is not None:
                break
            try:
                with urllib.request.urlopen(address, timeout=5) as answer:
                    if answer.status == 200 and words in answer.read().decode():
                        return
            except OSError:
                pass
            time.sleep(0.02)
        raise AssertionError(f"{' '.join(self.command)} did not become healthy.\n{self.log()}")


def serve_careplan(
    arguments: Sequence[str] = (),
    *,
    command: str = "serve",
    env: Mapping[str, str] | None = None,
    cwd: Path = ROOT,
    port: int | None = None,
) -> Served:
    """Start `careplan serve` (or `demo`) with `arguments` on `port`, or on a free one."""
    port = port or free_port()
    line = [sys.executable, "-m", "careplan", command, "--port", str(port), *arguments]
    return Served(line, port=port, health="/health", ready=CLINIC_OPEN, env=env or {}, cwd=cwd)


def serve_harness(script: Path, *, env: Mapping[str, str] | None = None) -> Served:
    """Start a script that draws components of ours, with their scripts and the settings and theme of the project."""
    return serve_script(HARNESS_APP, env={**(env or {}), "HARNESS": str(script)})


def serve_script(script: Path, *, env: Mapping[str, str] | None = None, cwd: Path = ROOT) -> Served:
    """Start a Streamlit script with the settings and theme of the project."""
    port = free_port()
    options = ["--server.port", str(port), "--server.address", "127.0.0.1", "--server.headless", "true"]
    line = [sys.executable, "-m", "streamlit", "run", str(script), *options]
    return Served(line, port=port, health="/_stcore/health", ready="ok", env=env or {}, cwd=cwd)


def free_port() -> int:
    """Return a loopback port that nobody uses at this moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _bare_environment() -> dict[str, str]:
    """Return the environment without what the machine sets for itself and would change what a test sees.

    A server keeps its compiled modules, as it does wherever it is installed: each start after the first is quicker.
    """
    own = "CAREPLAN_|STREAMLIT_|PYTHONDONTWRITEBYTECODE$"
    return {name: value for name, value in os.environ.items() if not re.match(own, name)}
