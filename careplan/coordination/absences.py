"""Absences: who is away from a care team from which day to which, and which member of it covers meanwhile."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Final, NamedTuple

from careplan.absence import Absence
from careplan.coordination.authority import authorise, may
from careplan.coordination.house_events import note
from careplan.coordination.refusals import again, noting_on_screen, writing
from careplan.errors import InvalidInput
from careplan.working_days import date_words, refuse_far

if TYPE_CHECKING:
    from collections.abc import Iterable

    from careplan.clinic import Clinic
    from careplan.store import CareTeam, Records
    from careplan.team import Practitioner

COVER: Final = "team.cover"


class TeamAbsences(NamedTuple):
    """Who is and will be away from one team of a person.

    Attributes:
        coming: the absences that are not over, the earliest first.
        people: whose absence this person may note, the own name first.
        covers: who may cover: every member who owns tasks.
    """

    team: CareTeam
    coming: list[Absence]
    people: list[str]
    covers: list[str]

    def may_end(self, away: Absence) -> bool:
        """Whether this person may end an absence."""
        return away.account in self.people


def team_absences(clinic: Clinic, actor: Practitioner) -> list[TeamAbsences]:
    """Return the teams of a person with who is away from them, now or later; raises NotAllowed."""
    with noting_on_screen(clinic, actor):
        authorise(clinic.catalogue, actor, COVER)
    with clinic.store.reading() as records:
        own = records.teams.of(actor.id)
        teams = records.teams.some(own)
        coming = records.absences.coming(own, clinic.today()) if own else []
    return [_shown(clinic, actor, team, [one for one in coming if one.team == team.id]) for team in teams]


@again
def note_absence(
    clinic: Clinic,
    actor: Practitioner,
    team_id: int,
    account: str | None,
    cover: str | None,
    *,
    first: date | None,
    last: date | None,
) -> tuple[int, str]:
    """Keep that somebody is away from one day to another, both among them; return its number and what was done.

    Raises:
        NotFound: there is no such team of this person.
        NotAllowed: it is somebody else, and the person may not change the team.
        InvalidInput: a day or a person is missing or wrong, or the cover is away too.
    """
    with writing(clinic, actor) as records:
        own = account == actor.id
        authorise(clinic.catalogue, actor, COVER, on_team=team_id in records.teams.of(actor.id), own=own)
        team = records.teams.get(team_id)
        away = _entered(clinic, team, account, cover, first, last)
        _refuse_meeting(away, records.absences.coming([team_id], away.first))
        number = records.absences.add(away, by=actor.id, at=clinic.now())
        _note(records, clinic, actor, "absence.noted", team, away)
    return number, f"{_days(away)}: {away.account} is away, covered by {away.cover}."


@again
def end_absence(clinic: Clinic, actor: Practitioner, number: int) -> str:
    """Let an absence count no longer; return what was done. Raises NotFound, NotAllowed."""
    with writing(clinic, actor) as records:
        away, team = _found(clinic, records, actor, records.absences.get(number))
        records.absences.end(number, at=clinic.now())
        _note(records, clinic, actor, "absence.ended", team, away)
    return f"The absence of {away.account} is ended; {away.cover} no longer covers."


@again
def note_again(clinic: Clinic, actor: Practitioner, number: int) -> str:
    """Let an absence count again that was ended, where nothing meets it by now; return what was done."""
    with writing(clinic, actor) as records:
        away, team = _found(clinic, records, actor, records.absences.get(number, ended=True))
        _refuse_meeting(away, records.absences.coming([team.id], away.first))
        records.absences.again(away.number)
        _note(records, clinic, actor, "absence.again", team, away)
    return f"{_days(away)}: {away.account} is away, covered by {away.cover}."


def _shown(clinic: Clinic, actor: Practitioner, team: CareTeam, coming: list[Absence]) -> TeamAbsences:
    here = [member.id for member in team.members if not clinic.catalogue.roles[member.role].account_only]
    others = may(clinic.catalogue, actor, COVER, own=False)
    people = sorted(here, key=lambda name: (name != actor.id, name)) if others else [n for n in here if n == actor.id]
    return TeamAbsences(team, coming, people, sorted(here))


def _found(clinic: Clinic, records: Records, actor: Practitioner, away: Absence) -> tuple[Absence, CareTeam]:
    """Return an absence and its team where the person may change it; raises NotFound, NotAllowed."""
    on_team, own = away.team in records.teams.of(actor.id), away.account == actor.id
    authorise(clinic.catalogue, actor, COVER, on_team=on_team, own=own)
    return away, records.teams.get(away.team)


def _entered(
    clinic: Clinic, team: CareTeam, account: str | None, cover: str | None, first: date | None, last: date | None
) -> Absence:
    members = {m.id for m in team.members if not clinic.catalogue.roles[m.role].account_only}
    if account not in members or account is None:
        raise InvalidInput("Choose who is away.", about=("account",))
    if first is None or last is None:
        raise InvalidInput("Give the first and the last day of the absence.", about=("first", "last"))
    if last < first:
        raise InvalidInput(f"{date_words(last)} is before {date_words(first)}. Give the first day first.")
    if last < clinic.today():
        raise InvalidInput(f"{date_words(last)} is over. Give a last day that is still to come.")
    for day in (first, last):
        refuse_far(day, clinic.today())
    if cover not in members or cover is None:
        raise InvalidInput("Choose a member of the team who covers.", about=("cover",))
    if cover == account:
        raise InvalidInput("Nobody covers for themselves. Choose another member of the team.", about=("cover",))
    return Absence(0, team.id, account, cover, first, last)


def _refuse_meeting(away: Absence, known: Iterable[Absence]) -> None:
    """Refuse an absence beside which another stands in the way; raises InvalidInput."""
    for other in (one for one in known if one.meets(away.first, away.last) and one.number != away.number):
        if other.account == away.account:
            raise InvalidInput(f"{away.account} is noted as away already: {_days(other)}. End that absence first.")
        if other.account == away.cover:
            raise InvalidInput(f"{away.cover} is away too: {_days(other)}. Choose another member of the team.")
        if other.cover == away.account:
            raise InvalidInput(
                f"{away.account} covers for {other.account} then: {_days(other)}. Choose another cover for them first."
            )


def _days(away: Absence) -> str:
    return f"{date_words(away.first)} to {date_words(away.last)}"


def _note(records: Records, clinic: Clinic, actor: Practitioner, what: str, team: CareTeam, away: Absence) -> None:
    told = {"team": team.name, "account": away.account, "cover": away.cover}
    days = {"first": away.first.isoformat(), "last": away.last.isoformat()}
    note(records, clinic, what, actor, {**told, **days})
