"""Plans as they were last read or saved, so that a plan which nobody changed since is not read again.

A plan is found only under the versions that the database gives at that moment, in the transaction that asks for it, so
other processes may change it as well. What a writing transaction read or saved is known to others once it is kept.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from careplan.last_used import LastUsed
from careplan.store.plan_record import PlanRecord

ROOM: Final = 128
"""Plans kept at most; one of a hundred tasks takes about a quarter of a megabyte."""


class RecentPlans:
    """The plans that one program used last; may be asked from several threads."""

    def __init__(self, before: RecentPlans | None = None) -> None:
        self._before = before
        self._plans: LastUsed[PlanRecord] = LastUsed(ROOM)

    def find(self, plan_id: str, versions: object) -> PlanRecord | None:
        """Return the plan as it is under these versions; None where it is not known so."""
        found = self._plans.get(plan_id)
        if found and found.versions == versions:
            return found
        return self._before.find(plan_id, versions) if self._before else None

    def note(self, found: PlanRecord) -> None:
        """Remember a plan as it is under its versions."""
        self._plans.keep(found.plan.id, found)

    def forget(self) -> None:
        """Forget every plan, because the database was replaced as a whole."""
        self._plans.forget()

    @contextmanager
    def while_writing(self) -> Iterator[RecentPlans]:
        """Give what a writing transaction may note its plans in; they are noted here once it has ended well."""
        unkept = RecentPlans(self)
        yield unkept
        for found in unkept._plans:
            self.note(found)
