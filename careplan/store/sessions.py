"""Login sessions: who is signed in, in which browser. The token itself is never kept, only its hash."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime

from sqlalchemy import Connection, bindparam, insert, select, update

from careplan.login_session import LoginSession
from careplan.store.schema import web_session

_FIND = select(web_session).where(web_session.c.token_hash == bindparam("key"))
_CHANGE = update(web_session).where(web_session.c.token_hash == bindparam("key"), web_session.c.ended_at.is_(None))
_END_ALL = update(web_session).where(web_session.c.account == bindparam("who"), web_session.c.ended_at.is_(None))


class Sessions:
    """The login sessions of the clinic; ended, never deleted."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def open(self, session: LoginSession) -> None:
        """Keep a new session; its account needs to exist."""
        self._connection.execute(insert(web_session), asdict(session))

    def find(self, token_hash: bytes) -> LoginSession | None:
        """Return a session, ended or not, or None."""
        row = self._connection.execute(_FIND, {"key": token_hash}).one_or_none()
        return LoginSession(**row._mapping) if row else None

    def touch(self, token_hash: bytes, *, at: datetime) -> None:
        """Note that its person did something."""
        self._connection.execute(_CHANGE.values(active_at=at), {"key": token_hash})

    def end(self, token_hash: bytes, *, at: datetime) -> None:
        """End a session; nothing happens where it has ended or never was."""
        self._connection.execute(_CHANGE.values(ended_at=at), {"key": token_hash})

    def end_all(self, account: str, *, at: datetime) -> None:
        """End every session of an account, as when it is disabled or its password changes."""
        self._connection.execute(_END_ALL.values(ended_at=at), {"who": account})
