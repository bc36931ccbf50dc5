"""What each press of a button did, so that a second press of the same one does nothing more."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, bindparam, delete, insert, select

from careplan.store.columns import read, written
from careplan.store.schema import idempotency

_RESULT = select(idempotency.c.result).where(
    idempotency.c.key == bindparam("press"), idempotency.c.account == bindparam("who")
)
_FORGET = delete(idempotency).where(idempotency.c.at < bindparam("before"))


class Keys:
    """The idempotency keys of acts."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def result(self, key: str, account: str) -> dict[str, Any] | None:
        """Return what this person's press with this key did; None where there was none."""
        found = self._connection.execute(_RESULT, {"press": key, "who": account}).scalar_one_or_none()
        return None if found is None else dict(read(found))

    def keep(self, key: str, account: str, result: Mapping[str, Any], *, at: datetime) -> None:
        """Keep what a press did."""
        row = {"key": key, "account": account, "result": written(dict(result)), "at": at}
        self._connection.execute(insert(idempotency), row)

    def forget(self, before: datetime) -> None:
        """Drop the keys of presses that nobody can repeat any longer."""
        self._connection.execute(_FORGET, {"before": before})
