"""Everything that the store keeps, each thing behind its own small class, all in one transaction."""

from __future__ import annotations

from functools import cached_property

from sqlalchemy import Connection

from careplan.store.accounts import Accounts
from careplan.store.events import Events
from careplan.store.patients import Patients
from careplan.store.plans import Plans
from careplan.store.teams import Teams


class Records:
    """The records within one transaction; of no use after it."""

    def __init__(self, connection: Connection, key: bytes) -> None:
        self._connection = connection
        self._key = key

    @cached_property
    def patients(self) -> Patients:
        """Who is under care."""
        return Patients(self._connection)

    @cached_property
    def plans(self) -> Plans:
        """Care plans with their tasks."""
        return Plans(self._connection)

    @cached_property
    def events(self) -> Events:
        """The audit trail."""
        return Events(self._connection, self._key)

    @cached_property
    def accounts(self) -> Accounts:
        """Who may sign in."""
        return Accounts(self._connection)

    @cached_property
    def teams(self) -> Teams:
        """Who works together."""
        return Teams(self._connection)
