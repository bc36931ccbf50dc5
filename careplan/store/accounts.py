"""Accounts: who may sign in, in which role."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from types import MappingProxyType
from typing import Any, NamedTuple

from sqlalchemy import Connection, Row, bindparam, insert, select, update

from careplan.errors import InvalidInput, NotFound
from careplan.store.columns import read, written
from careplan.store.query import Query
from careplan.store.schema import account
from careplan.team import Practitioner, RoleId

_GET = Query(select(account).where(account.c.name == bindparam("who")))
_ALL = select(account).order_by(account.c.name)
_FIRST = select(account.c.name).limit(1)
_BOUND = select(account).where(account.c.subject == bindparam("who"))
_CHANGE = update(account).where(account.c.name == bindparam("who"))


class Account(NamedTuple):
    """A person who may sign in.

    Attributes:
        password: a hash; None while none was set (the demo's, or who signs in at the identity provider).
        subject: who the person is at the clinic's identity provider.
        preferences: what the person chose for the screens, by name.
    """

    name: str
    role: RoleId
    password: str | None
    disabled: bool
    created_at: datetime
    subject: str | None = None
    preferences: Mapping[str, Any] = MappingProxyType({})

    @property
    def at_provider(self) -> bool:
        """Whether the person has a password at the identity provider only."""
        return self.password is None and self.subject is not None

    @property
    def practitioner(self) -> Practitioner:
        """The person who acts."""
        return Practitioner(id=self.name, role=self.role)


class Accounts:
    """The accounts of the clinic; never deleted, only disabled."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def get(self, name: str) -> Account:
        """Return an account; raises NotFound."""
        found = self.find(name)
        if found is None:
            raise NotFound(f"There is no account {name}. Check the name, or add it with careplan user add.")
        return found

    def find(self, name: str) -> Account | None:
        """Return an account, or None."""
        row = _GET.first(self._connection, {"who": name})
        return _account(row) if row else None

    def bound_to(self, subject: str) -> Account | None:
        """Return the account that is bound to somebody at the identity provider, or None."""
        row = self._connection.execute(_BOUND, {"who": subject}).one_or_none()
        return _account(row) if row else None

    def all(self) -> list[Account]:
        """Return all accounts by name."""
        return [_account(row) for row in self._connection.execute(_ALL)]

    def any(self) -> bool:
        """Whether there is an account."""
        return self._connection.execute(_FIRST).first() is not None

    def add(self, name: str, role: RoleId, *, password: str | None, at: datetime) -> Account:
        """Keep a new account; `password` is a hash.

        Raises:
            InvalidInput: the name is taken.
        """
        if self.find(name):
            raise InvalidInput(f"There is an account {name} already. Choose another name.")
        new = Account(name, role, password, False, at)
        self._connection.execute(insert(account), {**new._asdict(), "preferences": written({})})
        return new

    def set_password(self, name: str, password: str | None) -> None:
        """Keep another password hash; raises NotFound."""
        self._change(name, password=password)

    def bind(self, name: str, subject: str | None) -> None:
        """Keep who the person is at the identity provider, or nobody; raises NotFound."""
        self._change(name, subject=subject)

    def disable(self, name: str) -> None:
        """Refuse an account from now on; raises NotFound."""
        self._change(name, disabled=True)

    def enable(self, name: str) -> None:
        """Let an account in again; raises NotFound."""
        self._change(name, disabled=False)

    def set_role(self, name: str, role: RoleId) -> None:
        """Keep another role; raises NotFound."""
        self._change(name, role=role)

    def set_preferences(self, name: str, preferences: Mapping[str, Any]) -> None:
        """Keep what the person chose for the screens; raises NotFound."""
        self._change(name, preferences=written(dict(preferences)))

    def _change(self, name: str, **values: object) -> None:
        if not self._connection.execute(_CHANGE.values(values), {"who": name}).rowcount:
            self.get(name)


def _account(row: Row[Any]) -> Account:
    return Account(**{**row._asdict(), "preferences": read(row.preferences)})
