"""Who covers for whom today: read from the absences, and computed from the day each time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from careplan.absence import Cover, cover_of, covers_on
from careplan.clinic import Clinic
from careplan.store import Records
from careplan.team import Practitioner, RoleId, RoleWords
from careplan.working_days import date_words


@dataclass(frozen=True, slots=True)
class Covers:
    """The covers of some teams today."""

    all: tuple[Cover, ...] = ()

    def by(self, account: str) -> tuple[Cover, ...]:
        """Return for whom a person covers."""
        return tuple(one for one in self.all if one.by == account)

    def of(self, team: int, role: RoleId, assignee: str | None) -> Cover | None:
        """Return who covers for a task's person or role; None for nobody."""
        return cover_of(self.all, team, role, assignee)

    def answers(self, actor: Practitioner, team: int, role: RoleId, person: str | None, *, sender: RoleId) -> bool:
        """Return whether what is offered to a role, or to one person of it, is this person's to answer today.

        It is offered to their role, and to them or to nobody by name; or they cover for whom it is offered to, and
        did not offer it themselves.
        """
        mine = role == actor.role and person in (None, *self.names_answered(actor.id))
        cover = self.of(team, role, person)
        return mine or (cover is not None and cover.by == actor.id and sender != actor.role)

    def names_answered(self, account: str) -> tuple[str, ...]:
        """Return in whose names a person answers what is offered by name: the own one, and those of who is away."""
        return (account, *(one.away.id for one in self.by(account)))


def covers_today(clinic: Clinic, records: Records, teams: Sequence[int]) -> Covers:
    """Return who covers for whom today on these teams, in one statement where nobody is away, else in two."""
    today = clinic.today()
    now = [one for one in records.absences.coming(teams, today) if one.is_on(today)] if teams else []
    if not now:
        return Covers()
    own = records.teams.some({one.team for one in now})
    return Covers(tuple(cover for team in own for cover in covers_on(now, team.id, team.members, today)))


def cover_reason(words: RoleWords, cover: Cover) -> str:
    """Return the reason with which somebody acts for a role that they cover: “Covers the surgeon until 9 Mar 2026”."""
    return f"Covers the {words(cover.away.role).lower()} until {date_words(cover.until)}"


def reason_of(
    clinic: Clinic, covers: Covers, team: int, role: RoleId, assignee: str | None, actor: Practitioner
) -> str:
    """Return the reason with which this person acts on a task of another role today; empty where they do not cover."""
    cover = covers.of(team, role, assignee) or covers.of(team, role, None)
    return cover_reason(clinic.role_words, cover) if cover and cover.by == actor.id else ""
