"""Login sessions: who is signed in, in which browser. The token itself is never kept, only its hash."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime

from sqlalchemy import Connection, bindparam, delete, func, insert, select, update

from careplan.login_session import AGAIN, USED, LoginSession
from careplan.store.query import Query
from careplan.store.schema import web_session

_FIND = Query(select(web_session).where(web_session.c.token_hash == bindparam("key")))
_CHANGE = update(web_session).where(web_session.c.token_hash == bindparam("key"), web_session.c.ended_at.is_(None))
_END_ALL = update(web_session).where(web_session.c.account == bindparam("who"), web_session.c.ended_at.is_(None))
_NOT_ENDED = select(web_session).where(web_session.c.ended_at.is_(None)).order_by(web_session.c.created_at.desc())
_USE_AGAIN = (
    update(web_session)
    .where(web_session.c.account == bindparam("who"), web_session.c.way == AGAIN)
    .where(web_session.c.created_at > bindparam("since"))
    .values(way=USED)
)
_LAST = select(web_session.c.account, func.max(web_session.c.created_at)).group_by(web_session.c.account)
_newer = web_session.alias("newer")
_FORGET = delete(web_session).where(
    web_session.c.created_at < bindparam("before"),
    select(_newer.c.account)
    .where(_newer.c.account == web_session.c.account, _newer.c.created_at > web_session.c.created_at)
    .exists(),
)


class Sessions:
    """The login sessions of the clinic. Of each account the newest stays: it says when its person was last here."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def open(self, session: LoginSession) -> None:
        """Keep a new session; its account needs to exist."""
        self._connection.execute(insert(web_session), asdict(session))

    def find(self, token_hash: bytes) -> LoginSession | None:
        """Return a session, ended or not, or None."""
        row = _FIND.first(self._connection, {"key": token_hash})
        return LoginSession(**row._asdict()) if row else None

    def touch(self, token_hash: bytes, *, at: datetime) -> None:
        """Note that its person did something."""
        self._connection.execute(_CHANGE.values(active_at=at), {"key": token_hash})

    def end(self, token_hash: bytes, *, at: datetime) -> None:
        """End a session; nothing happens where it has ended or never was."""
        self._connection.execute(_CHANGE.values(ended_at=at), {"key": token_hash})

    def end_all(self, account: str, *, at: datetime, but: bytes | None = None) -> None:
        """End every session of an account, as when it is disabled; `but` is the token hash of one that goes on."""
        others = _END_ALL if but is None else _END_ALL.where(web_session.c.token_hash != but)
        self._connection.execute(others.values(ended_at=at), {"who": account})

    def not_ended(self, account: str | None = None, *, active_since: datetime) -> list[LoginSession]:
        """Return the sessions that nobody ended and that were used since a moment, the newest first.

        Of one account, or of all. Whether they live, their clinic says.
        """
        query = _NOT_ENDED.where(web_session.c.active_at > active_since)
        if account is not None:
            query = query.where(web_session.c.account == account)
        return [LoginSession(**row._asdict()) for row in self._connection.execute(query)]

    def use_again(self, account: str, *, since: datetime) -> bool:
        """Use up that a person showed once more who it is, and return whether it did so since a moment."""
        return self._connection.execute(_USE_AGAIN, {"who": account, "since": since}).rowcount > 0

    def last_by_account(self) -> dict[str, datetime]:
        """Return when each account was signed in to last; those never signed in to are left out."""
        return {name: at for name, at in self._connection.execute(_LAST)}

    def forget(self, before: datetime) -> None:
        """Forget those that were opened before a moment, but for the newest of each account."""
        self._connection.execute(_FORGET, {"before": before})
