"""Care teams: who works together, in which roles."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import groupby
from typing import Any, NamedTuple

from sqlalchemy import Connection, bindparam, delete, func, insert, select, update

from careplan.errors import NOT_HERE, NotFound, NotReady
from careplan.plan import PlanStatus
from careplan.store.numbers import take
from careplan.store.query import Query
from careplan.store.schema import care_team, care_team_member, clinic, plan
from careplan.team import Practitioner, RoleId

_MEMBERS = (
    select(care_team_member.c.account, care_team_member.c.role)
    .where(care_team_member.c.team == bindparam("team_id"))
    .order_by(care_team_member.c.role, care_team_member.c.account)
)
_EVERY = (
    select(care_team.c.id, care_team.c.name, care_team_member.c.account, care_team_member.c.role)
    .outerjoin_from(care_team, care_team_member, care_team_member.c.team == care_team.c.id)
    .order_by(care_team.c.id, care_team_member.c.role, care_team_member.c.account)
)
_SOME = Query(_EVERY.where(care_team.c.id.in_(bindparam("teams", expanding=True))))
_ALL = select(care_team).order_by(care_team.c.id)
_DEFAULT = select(
    func.coalesce(
        select(clinic.c.default_team).where(clinic.c.default_team.is_not(None)).limit(1).scalar_subquery(),
        select(func.min(care_team.c.id)).scalar_subquery(),
    )
)
_ROLES = select(care_team_member.c.role).where(care_team_member.c.team == bindparam("team_id")).distinct()
_OF = Query(
    select(care_team_member.c.team)
    .where(care_team_member.c.account == bindparam("who"))
    .distinct()
    .order_by(care_team_member.c.team)
)
_RENAME = update(care_team).where(care_team.c.id == bindparam("team_id")).values(name=bindparam("new_name"))
_OPEN_PLANS = (
    select(plan.c.team, func.count().label("many")).where(plan.c.status == PlanStatus.OPEN.value).group_by(plan.c.team)
)
_LEAVE = delete(care_team_member).where(
    care_team_member.c.team == bindparam("team_id"),
    care_team_member.c.account == bindparam("who"),
    care_team_member.c.role == bindparam("as_role"),
)


class CareTeam(NamedTuple):
    """A care team; a person may hold several roles."""

    id: int
    name: str
    members: tuple[Practitioner, ...]


class Teams:
    """The care teams of the clinic."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(self, name: str, members: Iterable[Practitioner] = ()) -> int:
        """Keep a new team and return its id; the members need accounts."""
        team = take(self._connection, "care_team")
        self._connection.execute(insert(care_team), {"id": team, "name": name})
        for member in members:
            self.join(team, member)
        return team

    def get(self, team: int) -> CareTeam:
        """Return a team with its members; raises NotFound."""
        found = self.some([team])
        if not found:
            raise NotFound(NOT_HERE)
        return found[0]

    def names(self) -> dict[int, str]:
        """Return the names of all teams by id."""
        return {row.id: row.name for row in self._connection.execute(_ALL)}

    def default(self) -> int:
        """Return the team that new patients get: the clinic's choice, else its first team.

        Raises:
            NotReady: there is no team.
        """
        team = self._connection.execute(_DEFAULT).scalar()
        if team is None:
            raise NotReady("The clinic has no care team yet. Add one under Team and users first.")
        return int(team)

    def roles(self, team: int) -> frozenset[RoleId] | None:
        """Return the roles that somebody on the team holds; None for a team without members, where all count."""
        return frozenset(self._connection.execute(_ROLES, {"team_id": team}).scalars()) or None

    def of(self, account: str) -> tuple[int, ...]:
        """Return the ids of the teams that a person is on."""
        return tuple(team for (team,) in _OF.rows(self._connection, {"who": account}))

    def join(self, team: int, member: Practitioner) -> None:
        """Put a person on a team in one role; a second time changes nothing."""
        members = self._connection.execute(_MEMBERS, {"team_id": team})
        if (member.id, member.role) not in {(m.account, m.role) for m in members}:
            self._connection.execute(
                insert(care_team_member), {"team": team, "account": member.id, "role": member.role}
            )

    def all(self) -> list[CareTeam]:
        """Return all teams with their members, by id."""
        return _teams(self._connection.execute(_EVERY))

    def some(self, teams: Iterable[int]) -> list[CareTeam]:
        """Return these teams with their members, by id."""
        return _teams(_SOME.rows(self._connection, {"teams": list(teams)}))

    def rename(self, team: int, name: str) -> None:
        """Keep another name of a team."""
        self._connection.execute(_RENAME, {"team_id": team, "new_name": name})

    def open_plans(self) -> dict[int, int]:
        """Return how many plans are open, by team; a team without any is left out."""
        return {row.team: row.many for row in self._connection.execute(_OPEN_PLANS)}

    def leave(self, team: int, member: Practitioner) -> None:
        """Take a person off a team in one role."""
        self._connection.execute(_LEAVE, {"team_id": team, "who": member.id, "as_role": member.role})


def _teams(rows: Iterable[Any]) -> list[CareTeam]:
    return [_team(list(members)) for _, members in groupby(rows, key=lambda row: row.id)]


def _team(rows: Sequence[Any]) -> CareTeam:
    members = tuple(Practitioner(id=row.account, role=row.role) for row in rows if row.account is not None)
    return CareTeam(rows[0].id, rows[0].name, members)
