"""Care for the data: held against its seals, backed up, restored; and what is said while nothing can be saved.

Backups are made and restored on the console. Who can open it may do so, as who can open the file of the database may;
events name the console.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Final, NamedTuple

from careplan.clinic import Clinic
from careplan.clock import Clock
from careplan.coordination.house_events import CONSOLE, house_event
from careplan.errors import NotReady, OnlyReading
from careplan.store import AuditHead, Difference, Store, Verified, difference

_LOG: Final = logging.getLogger("careplan")
_MADE: Final = "backup.made"
_RESTORED: Final = "backup.restored"


class Restored(NamedTuple):
    """A backup in its new file.

    Attributes:
        head: where its audit trail ends.
        lacks: what the clinic of today has that it lacks; None where that clinic cannot be read.
    """

    head: AuditHead
    lacks: Difference | None


def watch_over(clinic: Clinic, pause: Callable[[], None]) -> None:
    """Verify a clinic that was just opened; where something does not fit, only reading is possible from then on."""
    try:
        fault = clinic.store.verify(pause=pause).fault
    except NotReady as refusal:
        _LOG.error("The records could not be verified. %s", refusal)
        return
    if fault:
        clinic.store.stop_writing()
        _LOG.error("%s Nothing is written any more. Run careplan verify, and restore the last backup.", fault)


def only_reading(clinic: Clinic) -> str:
    """Return why nothing can be saved at present, in a sentence for every screen; empty where nothing is known."""
    return clinic.store.only_reading


def back_up(store: Store, clock: Clock, file: Path) -> Verified:
    """Write a checked copy of a clinic into a new file and return where its audit trail ends.

    The event follows the copy, so the copy lacks that one event.

    Raises:
        NotReady: the clinic or its copy does not fit its seals, the file is there already, or cannot be written.
    """
    found = store.verify()
    if found.fault:
        raise NotReady(f"{found.fault} No backup was made: it would take the place of a sound one.")
    copied = store.copy_out(file)
    _note(store, clock, _MADE, {"events": str(copied.head.events), "head": copied.head.hash})
    return copied


def restore(file: Path, into: Path, *, home: Path, clock: Clock, current: Store | None) -> Restored:
    """Write what a backup holds into a new file, and say what it lacks against the clinic as it is.

    Args:
        file: the backup; it is only read.
        into: the new file; nothing is ever restored over another.
        home: the folder of the audit key under which the backup was made.
        current: the clinic as it is, None where it cannot be read.

    Raises:
        NotReady: the backup does not fit its seals, or the file is there already or cannot be written.
    """
    backup = Store.open_as_it_is(str(file), home=home)
    try:
        head = backup.copy_out(into).head
    finally:
        backup.close()
    now = current.verify() if current else None
    if now is None or now.fault:
        current, lacks = None, None
    else:
        lacks = difference(now.head, head)
    told = {"events": str(head.events), "head": head.hash, "lacks": str(lacks.events if lacks else "not known")}
    restored = Store.open(str(into), home=home)
    try:
        _note(restored, clock, _RESTORED, told)
    finally:
        restored.close()
    if current:
        with suppress(OnlyReading):  # the restored one has the event
            _note(current, clock, _RESTORED, told)
    return Restored(head, lacks)


def _note(store: Store, clock: Clock, what: str, told: Mapping[str, str]) -> None:
    with store.writing() as records:
        records.events.add(house_event(what, CONSOLE, clock.now(), told))
