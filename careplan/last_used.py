"""What a program used last, kept while there is room for it."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterator
from threading import Lock
from typing import Final, Generic, TypeVar

Kept = TypeVar("Kept")


class LastUsed(Generic[Kept]):
    """So many things by name; the one that nobody used for longest makes room. May be asked from several threads."""

    def __init__(self, room: int) -> None:
        self.room: Final = room
        self._kept: OrderedDict[str, Kept] = OrderedDict()
        self._lock = Lock()

    def get(self, name: str) -> Kept | None:
        """Return what is kept by this name."""
        with self._lock:
            if name in self._kept:
                self._kept.move_to_end(name)
            return self._kept.get(name)

    def keep(self, name: str, what: Kept) -> None:
        """Keep something, in the place of what had the name before."""
        with self._lock:
            self._kept[name] = what
            self._kept.move_to_end(name)
            if len(self._kept) > self.room:
                self._kept.popitem(last=False)

    def forget(self) -> None:
        """Keep nothing any longer."""
        with self._lock:
            self._kept.clear()

    def __iter__(self) -> Iterator[Kept]:
        """Yield what is kept, the last used at the end."""
        with self._lock:
            return iter(list(self._kept.values()))
