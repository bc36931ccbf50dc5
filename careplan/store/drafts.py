"""What a person has typed and not sent yet, so that a reload or a locked screen loses nothing."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, bindparam, delete, select

from careplan.store.columns import read, written
from careplan.store.query import Query
from careplan.store.schema import draft
from careplan.store.upsert import upsert

_THIS = (draft.c.account == bindparam("who"), draft.c.place == bindparam("where"))
_GET = select(draft.c.body).where(*_THIS)
_BELOW = (draft.c.account == bindparam("who"), draft.c.place >= bindparam("first"), draft.c.place < bindparam("last"))
_ALL = Query(select(draft.c.place, draft.c.body).where(*_BELOW))
_FORGET = delete(draft).where(*_BELOW, draft.c.at < bindparam("before"))


class Drafts:
    """Unsent work, by person and place (`new_plan`, `unsent/comment-T-000311`)."""

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

    def below(self, account: str, folder: str) -> dict[str, Any]:
        """Return what was typed at every place that begins with `folder`, which ends with a slash."""
        found = _ALL.rows(self._connection, {"who": account, **_bounds(folder)})
        return {row.place: read(row.body) for row in found}

    def drop(self, account: str, *places: str) -> None:
        """Forget them: they were sent or thrown away."""
        self._connection.execute(delete(draft).where(draft.c.account == account, draft.c.place.in_(places)))

    def forget(self, account: str, folder: str, *, before: datetime) -> None:
        """Forget what was typed below `folder` before a moment and not touched since."""
        self._connection.execute(_FORGET, {"who": account, "before": before, **_bounds(folder)})


def _bounds(folder: str) -> dict[str, str]:
    """Return the first place below a folder, and the first one after all of them."""
    return {"first": folder, "last": folder[:-1] + chr(ord(folder[-1]) + 1)}
