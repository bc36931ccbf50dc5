"""What a person has typed and not sent yet, so that a reload or a locked screen loses nothing."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, bindparam, delete, select

from careplan.store.columns import read, written
from careplan.store.schema import draft
from careplan.store.upsert import upsert

_THIS = (draft.c.account == bindparam("who"), draft.c.place == bindparam("where"))
_GET = select(draft.c.body).where(*_THIS)
_DROP = delete(draft).where(*_THIS)


class Drafts:
    """Unsent work, by person and place (`new_plan`, `comment/T-000311`)."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def get(self, account: str, place: str) -> Any:
        """Return what was typed there, or None."""
        found = self._connection.execute(_GET, {"who": account, "where": place}).scalar_one_or_none()
        return None if found is None else read(found)

    def keep(self, account: str, place: str, body: Mapping[str, Any], *, at: datetime) -> None:
        """Keep what is typed there now."""
        row = {"account": account, "place": place, "body": written(dict(body)), "at": at}
        upsert(self._connection, draft, [row])

    def drop(self, account: str, place: str) -> None:
        """Forget it: it was sent or thrown away."""
        self._connection.execute(_DROP, {"who": account, "where": place})
