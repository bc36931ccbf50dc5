"""What is wrong with a clinic after a fault: acts that were told as kept and are lost, half acts, chains, seals."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from contextlib import closing
from pathlib import Path

from sqlalchemy import text

from careplan.store import Store


def what_is_wrong(file: Path, told: Iterable[str], url: str = "") -> list[str]:
    """Return a line for each fault; none where every act that was told is there as a whole and all seals fit.

    The clinic is in the file, or at `url` with its key beside the file. What was kept and not told may be there: the
    check looks one way only.
    """
    with closing(Store.open(url or str(file), home=file.parent)) as store:
        fault = store.verify().fault
        with store._database.reading() as connection:
            keys = set(connection.scalars(text("select key from idempotency")))
            acts = set(connection.scalars(text("select act from event where what = 'note.added'")))
    lost = sorted(set(told) - keys - acts)
    torn = sorted(keys ^ acts)
    return [fault] * bool(fault) + [f"{act} is lost" for act in lost] + [f"{act} is torn" for act in torn]


def dump(file: Path) -> list[str]:
    """Return the whole content of a database as SQL."""
    with closing(sqlite3.connect(file)) as connection:
        return list(connection.iterdump())
