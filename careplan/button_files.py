"""Files that the buttons of screens give: each is made whole when its button is pressed, and then sent.

A screen keeps what it offers for as long as it is open; here it is only found by its id, and only in the session in
which it was drawn. An id says nothing of a patient, and the reason for a file stands in no address.
"""

from __future__ import annotations

import hmac
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from secrets import token_urlsafe
from typing import Final
from weakref import WeakValueDictionary

from careplan.errors import NotFound

_GONE: Final = "The screen of this button is no longer open. Reload it, and press again."


@dataclass(eq=False, slots=True, weakref_slot=True)
class ButtonFile:
    """The file of one button.

    Attributes:
        session: the token of the session in which it was drawn.
        name: the file's own, of ids and a day at most.
        make: makes it, under the rights that the person has then; may raise a CarePlanError.
    """

    session: str
    name: str
    mime: str
    make: Callable[[], Iterable[bytes]]
    id: str = field(default_factory=token_urlsafe)


_offered: Final[WeakValueDictionary[str, ButtonFile]] = WeakValueDictionary()


def offer(file: ButtonFile) -> None:
    """Let a file be found for as long as somebody keeps it."""
    _offered[file.id] = file


def offered(file_id: str, session: str) -> ButtonFile:
    """Return a file; raises NotFound where it is of another session, or its screen is gone."""
    file = _offered.get(file_id)
    if file is None or not hmac.compare_digest(file.session.encode(), session.encode()):
        raise NotFound(_GONE)
    return file
