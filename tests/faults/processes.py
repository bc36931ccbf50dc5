"""How fault tests begin processes: forked from one that has imported what they need, and has read the catalogue."""

from __future__ import annotations

import multiprocessing
from typing import Final

PROCESSES: Final = multiprocessing.get_context("forkserver")
PROCESSES.set_forkserver_preload(
    ["tests.faults.writers", "tests.faults.racing", "tests.faults.catalogue_read", "careplan.store.migrations"]
)
