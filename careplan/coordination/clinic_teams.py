"""The clinic's care teams as an administrator keeps them: each change asks for the own password again.

An administrator adds teams, puts people on any of them and takes them off; who leads a team does so too, of that team
(careplan.coordination.care_teams).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from careplan.coordination.authority import authorise, may, who_may
from careplan.coordination.care_teams import CHANGE, TeamShown, put_on, shown, take_off
from careplan.coordination.house_events import note
from careplan.coordination.people import managing
from careplan.coordination.refusals import noting_on_screen
from careplan.coordination.text_limits import refuse_long
from careplan.errors import InvalidInput, NotAllowed
from careplan.event import FieldChanged

if TYPE_CHECKING:
    from careplan.clinic import Clinic
    from careplan.store import Account, Records
    from careplan.team import Practitioner

MANAGE_TEAMS: Final = "team.manage"
LONGEST_NAME: Final = 60
"""Characters of a team's name: it stands in one line of a list."""


class TeamKept(NamedTuple):
    """A care team as an administrator sees it: nothing of its patients but how many plans are open.

    Attributes:
        for_new: whether new accounts join it, and new patients get it.
    """

    shown: TeamShown
    open_plans: int
    for_new: bool

    @property
    def id(self) -> int:
        """The team's number."""
        return self.shown.team.id

    @property
    def name(self) -> str:
        """The team's name."""
        return self.shown.team.name


class ClinicTeams(NamedTuple):
    """The clinic's teams by name, and the sign-in names of who may lead one."""

    teams: list[TeamKept]
    leads: list[str]


def clinic_teams(clinic: Clinic, actor: Practitioner) -> ClinicTeams:
    """Return all care teams of the clinic; raises NotAllowed."""
    with noting_on_screen(clinic, actor):
        authorise(clinic.catalogue, actor, MANAGE_TEAMS)
    with clinic.store.reading() as records:
        teams, accounts, plans = records.teams.all(), records.accounts.all(), records.teams.open_plans()
        for_new = records.teams.default() if teams else None
    found = [TeamKept(shown(clinic, team, accounts), plans.get(team.id, 0), team.id == for_new) for team in teams]
    leads = [one.name for one in accounts if _may_lead(clinic, one)]
    return ClinicTeams(sorted(found, key=lambda kept: (kept.name.casefold(), kept.id)), leads)


def add_team(clinic: Clinic, actor: Practitioner, name: str, lead: str, *, password: str) -> str:
    """Add a care team with its first member, who can add the others; return what was done.

    Raises:
        NotAllowed: the person may not, or the first member cannot lead a team.
        InvalidInput: there is no such name, it is too long, or another team has it.
    """
    with managing(clinic, actor, password, MANAGE_TEAMS) as records:
        name = _fit_name(records, name)
        first = records.accounts.get(lead) if lead else None
        if first is None or not _may_lead(clinic, first):
            raise NotAllowed(
                f"Choose who leads the team: only {who_may(clinic.catalogue, CHANGE)} can add others to it later."
            )
        team = records.teams.get(records.teams.add(name))
        note(records, clinic, "team.added", actor, {"team": name})
        put_on(clinic, records, team, first, by=actor)
    return f"There is a care team {name} now, with {lead} on it."


def rename_team(clinic: Clinic, actor: Practitioner, team_id: int, name: str, *, password: str) -> str:
    """Give a care team another name; return what was done. Raises NotFound, NotAllowed, InvalidInput."""
    with managing(clinic, actor, password, MANAGE_TEAMS) as records:
        team = records.teams.get(team_id)
        name = _fit_name(records, name, team_id)
        records.teams.rename(team_id, name)
        note(records, clinic, "team.renamed", actor, {"team": FieldChanged(team.name, name)})
    return f"{team.name} is called {name} now."


def choose_for_new(clinic: Clinic, actor: Practitioner, team_id: int, *, password: str) -> str:
    """Let new accounts join this team and new patients get it; return what was done. Raises NotFound, NotAllowed."""
    with managing(clinic, actor, password, MANAGE_TEAMS) as records:
        former, team = records.teams.get(records.teams.default()), records.teams.get(team_id)
        if team.id == former.id:
            raise InvalidInput(f"{team.name} is the team for new patients already.")
        records.clinic.set_default_team(team_id)
        note(records, clinic, "team.for_new_chosen", actor, {"team": FieldChanged(former.name, team.name)})
    return f"{team.name} is the team for new patients and new accounts now. Who is on another team stays there."


def put_on_team(clinic: Clinic, actor: Practitioner, team_id: int, name: str, *, password: str) -> str:
    """Put somebody on any team; return what was done. Raises NotFound, NotAllowed, InvalidInput."""
    with managing(clinic, actor, password, MANAGE_TEAMS) as records:
        if not name:
            raise InvalidInput("Choose whom to put on the team.")
        return put_on(clinic, records, records.teams.get(team_id), records.accounts.get(name), by=actor)


def take_off_team(clinic: Clinic, actor: Practitioner, team_id: int, name: str, *, password: str) -> str:
    """Take somebody off any team; return what was done, and what becomes of tasks. Raises as `put_on_team`."""
    with managing(clinic, actor, password, MANAGE_TEAMS) as records:
        if not name:
            raise InvalidInput("Choose whom to take off the team.")
        return take_off(clinic, records, records.teams.get(team_id), name, by=actor)


def _may_lead(clinic: Clinic, account: Account) -> bool:
    return not account.disabled and may(clinic.catalogue, account.practitioner, CHANGE)


def _fit_name(records: Records, typed: str, team_id: int | None = None) -> str:
    """Return the name that a team gets, with single spaces; raises InvalidInput where it can get none."""
    name = " ".join(typed.split())
    if not name:
        raise InvalidInput("Write the name of the care team.")
    refuse_long("The name", name, LONGEST_NAME)
    names = records.teams.names()
    if names.get(team_id or 0) == name:
        raise InvalidInput(f"The team is called {name} already. Write another name.")
    if taken := [known for number, known in names.items() if known.casefold() == name.casefold() and number != team_id]:
        raise InvalidInput(f"There is a care team {taken[0]} already. Choose another name.")
    return name
