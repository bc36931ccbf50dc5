"""Finds a Chromium for the browser tests, or gets one; they never skip.

In this order: CAREPLAN_BROWSER, PATH, Playwright's own; where there is none, Playwright's download, and where
that cannot be reached and the tests run as root on Debian or Ubuntu, the distribution's package.
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
DOWNLOAD_SECONDS = 60
"""Bound of the download: behind some firewalls it hangs instead of failing."""
PACKAGE_SECONDS = 300


class NoBrowser(Exception):
    """There is no browser and none could be had; says what to install."""


def find_or_get() -> Path:
    """Return the path of a Chromium that starts; raises NoBrowser."""
    if named := os.environ.get("CAREPLAN_BROWSER"):
        if not starts(Path(named)):
            raise NoBrowser(f"CAREPLAN_BROWSER is {named}, which does not start. Name a Chromium or Chrome program.")
        return Path(named)
    return on_path() or playwrights() or downloaded() or packaged() or _none()


def on_path() -> Path | None:
    """Return a Chromium of this machine."""
    found = (shutil.which(name) for name in NAMES)
    return next((Path(path) for path in found if path and starts(Path(path))), None)


def playwrights() -> Path | None:
    """Return the Chromium that Playwright downloaded before."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        path = Path(playwright.chromium.executable_path)
    return path if starts(path) else None


def downloaded() -> Path | None:
    """Let Playwright download its Chromium and return it, if its host answers and the libraries it needs are here."""
    _run([sys.executable, "-m", "playwright", "install", "--no-shell", "chromium"], DOWNLOAD_SECONDS)
    return playwrights()


def packaged() -> Path | None:
    """Install the distribution's Chromium and return it, as root on Debian or Ubuntu."""
    if not (hasattr(os, "geteuid") and os.geteuid() == 0 and shutil.which("apt-get")):
        return None
    if _run(["apt-get", "update"], PACKAGE_SECONDS):
        _run(["apt-get", "install", "-y", "--no-install-recommends", "chromium"], PACKAGE_SECONDS)
    return on_path()


def starts(path: Path) -> bool:
    """Return whether the program at `path` runs: a Chromium that lacks a library does not even tell its version."""
    return path.is_file() and _run([str(path), "--version"], 30)


def _none() -> Path:
    raise NoBrowser(
        "The browser tests need Chromium and could not get it: install it (on Debian: apt-get install chromium; "
        "elsewhere: uv run playwright install chromium) or name one in CAREPLAN_BROWSER."
    )


def _run(command: Sequence[str], seconds: float) -> bool:
    """Run a command to its end or for `seconds`, with all that it started; return whether it succeeded."""
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    silent = {"stdin": subprocess.DEVNULL, "stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    try:
        process = subprocess.Popen(command, env=environment, start_new_session=True, **silent)
    except OSError:
        return False
    try:
        return process.wait(seconds) == 0
    except subprocess.TimeoutExpired:
        if hasattr(os, "killpg"):
            os.killpg(process.pid, signal.SIGKILL)
        process.kill()
        process.wait()
        return False
