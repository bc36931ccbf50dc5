"""Plans as they were last read or saved, so that a plan which nobody changed since is not read again.

A plan is found only under the versions that the database gives at that moment, in the transaction that asks for it, so
other processes may change it as well. What a writing transaction read or saved is known to others once it is kept.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Lock
from typing import Final

from careplan.store.plan_record import PlanRecord

ROOM: Final = 128
"""Plans kept at most; one of a hundred tasks takes about a quarter of a megabyte."""


class RecentPlans:
    """The plans that one program used last; may be asked from several threads."""

    def __init__(self, before: RecentPlans | None = None) -> None:
        self._before = before
        self._plans: OrderedDict[str, PlanRecord] = OrderedDict()
        self._lock = Lock()

    def find(self, plan_id: str, versions: object) -> PlanRecord | None:
        """Return the plan as it is under these versions; None where it is not known so."""
        with self._lock:
            found = self._plans.get(plan_id)
            if found and found.versions == versions:
                self._plans.move_to_end(plan_id)
                return found
        return self._before.find(plan_id, versions) if self._before else None

    def note(self, found: PlanRecord) -> None:
        """Remember a plan as it is under its versions."""
        with self._lock:
            self._plans[found.plan.id] = found
            self._plans.move_to_end(found.plan.id)
            if len(self._plans) > ROOM:
                self._plans.popitem(last=False)

    def forget(self) -> None:
        """Forget every plan, because the database was replaced as a whole."""
        with self._lock:
            self._plans.clear()

    @contextmanager
    def while_writing(self) -> Iterator[RecentPlans]:
        """Give what a writing transaction may note its plans in; they are noted here once it has ended well."""
        unkept = RecentPlans(self)
        yield unkept
        for found in unkept._plans.values():
            self.note(found)
