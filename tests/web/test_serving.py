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


def test_what_takes_long_to_import_is_left_until_the_port_answers() -> None:
    parts = "import sys, careplan.cli.serve, careplan.web.app_parts; print(*sys.modules)"
    ran = subprocess.run([sys.executable, "-c", parts], check=True, capture_output=True, text=True)
    assert "careplan.web.gate" in ran.stdout.split()
    assert not {"sqlalchemy", "careplan.catalogue", "careplan.store", "joserfc", "httpx"} & set(ran.stdout.split())
