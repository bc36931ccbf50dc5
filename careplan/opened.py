"""The one clinic that a serving process has open."""

from __future__ import annotations

from functools import cache

from careplan.clinic import Clinic, open_clinic
from careplan.settings import read_settings


@cache
def opened_clinic() -> Clinic:
    """Return the clinic of the environment's settings, opened at the first call.

    The server and the script that draws the screens run in one process and share it. Raises NotReady or
    InvalidTemplate with what stands in the way, at each call until that is mended.
    """
    return open_clinic(read_settings())
