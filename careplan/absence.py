"""Who is away, and who covers: what that means on a day is computed from the day, and kept nowhere."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date

from careplan.team import Practitioner, RoleId


@dataclass(frozen=True, slots=True)
class Absence:
    """Somebody is away from a care team, from the first day to the last one, and a member of it covers.

    `number` names it; `account` and `cover` are sign-in names.
    """

    number: int
    team: int
    account: str
    cover: str
    first: date
    last: date

    def is_on(self, day: date) -> bool:
        """Whether the person is away on a day."""
        return self.first <= day <= self.last

    def meets(self, first: date, last: date) -> bool:
        """Whether a day of it lies between two days."""
        return self.first <= last and first <= self.last


@dataclass(frozen=True, slots=True)
class Cover:
    """Who covers for whom on one team, until when.

    Attributes:
        away: who is away, in which role.
        by: the sign-in name of who covers.
        alone: whether nobody else on the team who is there holds that role, so that all its work is covered.
    """

    team: int
    away: Practitioner
    by: str
    until: date
    alone: bool


def covers_on(
    absences: Iterable[Absence], team: int, members: Collection[Practitioner], day: date
) -> tuple[Cover, ...]:
    """Return who is covered on a team on a day; who left the team is not away from it any more, nor covers there."""
    here = {member.id for member in members}
    now = [one for one in absences if one.team == team and one.is_on(day) and {one.account, one.cover} <= here]
    gone = {one.account for one in now}
    there = {member.role for member in members if member.id not in gone}
    return tuple(
        Cover(team, member, one.cover, one.last, alone=member.role not in there)
        for one in now
        for member in members
        if member.id == one.account
    )


def cover_of(covers: Iterable[Cover], team: int, role: RoleId, assignee: str | None) -> Cover | None:
    """Return who covers for a task's person, or for its role where nobody who is there holds that; None for nobody."""
    own = [one for one in covers if one.team == team]
    if assignee is not None:
        return next((one for one in own if one.away.id == assignee), None)
    return next((one for one in own if one.alone and one.away.role == role), None)
