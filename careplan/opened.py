"""The one clinic that a serving process has open."""

from __future__ import annotations

from threading import Lock
from typing import TYPE_CHECKING

from careplan.settings import read_settings

if TYPE_CHECKING:
    from careplan.clinic import Clinic

_opening = Lock()
_opened: list[Clinic] = []


def opened_clinic() -> Clinic:
    """Return the clinic of the environment's settings, opened at the first call; others wait for that.

    The server and the script that draws the screens run in one process and share it. What it takes to open
    a clinic is imported here and not above, because the server answers before it has that. Raises NotReady or
    InvalidTemplate with what stands in the way, at each call until that is mended.
    """
    if not _opened:
        with _opening:
            if not _opened:
                from careplan.clinic import open_clinic
                from careplan.identity_provider import refuse_missing

                settings = read_settings()
                refuse_missing(settings)
                _opened.append(open_clinic(settings))
    return _opened[0]


def is_open() -> bool:
    """Return whether the clinic has been opened."""
    return bool(_opened)


def forget_clinic() -> None:
    """Close the clinic, so that the next call opens what the settings then say."""
    while _opened:
        _opened.pop().store.close()
