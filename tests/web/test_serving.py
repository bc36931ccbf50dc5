"""What a server does once its clinic is open."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

OPENING = """
import gc
import uvicorn
from careplan.web import serving

told = []
server = serving._Server(uvicorn.Config("none:none"), lambda: told.append((gc.get_freeze_count(), gc.isenabled())))
server._open()
print(told == [(0, False)], gc.get_freeze_count() > 50_000, gc.isenabled())
"""


def test_the_address_is_told_before_the_rest_is_warmed_and_then_all_is_passed_over(tmp_path: Path) -> None:
    environment = {**os.environ, "CAREPLAN_HOME": str(tmp_path)}
    ran = subprocess.run([sys.executable, "-c", OPENING], env=environment, capture_output=True, text=True, timeout=60)
    assert ran.stdout == "True True True\n", ran.stderr
