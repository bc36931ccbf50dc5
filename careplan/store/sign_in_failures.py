"""How often a sign-in failed of late: counted by buckets, whose names are keyed hashes and tell nothing."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import Connection, bindparam, delete, select

from careplan.guessing import Failures
from careplan.store.schema import sign_in_failure
from careplan.store.upsert import upsert

_SOME = select(sign_in_failure).where(sign_in_failure.c.bucket.in_(bindparam("buckets", expanding=True)))
_FORGET = delete(sign_in_failure).where(sign_in_failure.c.begun_at < bindparam("before"))
_DROP = delete(sign_in_failure).where(sign_in_failure.c.bucket == bindparam("which"))


class SignInFailures:
    """The failed tries of the last day."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def of(self, buckets: Collection[str]) -> dict[str, Failures]:
        """Return what is counted of these buckets, by their names."""
        rows = self._connection.execute(_SOME, {"buckets": list(buckets)})
        return {row.bucket: Failures(*row) for row in rows}

    def keep(self, *counted: Failures) -> None:
        """Keep other counts."""
        upsert(self._connection, sign_in_failure, [each._asdict() for each in counted])

    def drop(self, bucket: str) -> None:
        """Forget the failures of one bucket."""
        self._connection.execute(_DROP, {"which": bucket})

    def forget(self, before: datetime) -> None:
        """Forget what began before a moment."""
        self._connection.execute(_FORGET, {"before": before})
