"""Who works together: the members of a person's care teams, added and taken away by those who lead them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from careplan.coordination.accounts import ADMIN
from careplan.coordination.authority import authorise
from careplan.coordination.given_back import give_back, given_back_words, open_tasks, unheld_without
from careplan.coordination.house_events import note
from careplan.coordination.refusals import again, noting_on_screen, writing
from careplan.errors import NOT_HERE, InvalidInput, NotAllowed, NotFound
from careplan.event import FieldChanged
from careplan.store import CareTeam
from careplan.team import Practitioner

if TYPE_CHECKING:
    from collections.abc import Iterable

    from careplan.clinic import Clinic
    from careplan.store import Account, Records

CHANGE: Final = "team.change"


class TeamShown(NamedTuple):
    """A care team with its people.

    Attributes:
        members: by role in the order of lists, then by name.
        others: sign-in names that can be added.
    """

    team: CareTeam
    members: list[Practitioner]
    others: list[str]


def own_teams(clinic: Clinic, actor: Practitioner) -> list[TeamShown]:
    """Return the teams that a person is on and may change; raises NotAllowed."""
    with noting_on_screen(clinic, actor):
        authorise(clinic.catalogue, actor, CHANGE)
    with clinic.store.reading() as records:
        teams = records.teams.some(records.teams.of(actor.id))
        accounts = records.accounts.all()
    return [shown(clinic, team, accounts) for team in teams]


def shown(clinic: Clinic, team: CareTeam, accounts: Iterable[Account]) -> TeamShown:
    """Return a team with its people in order, and who of these accounts can be added."""
    order = {role: place for place, role in enumerate(clinic.catalogue.roles)}
    members = sorted(team.members, key=lambda member: (order.get(member.role, len(order)), member.id))
    here = {member.id for member in members}
    return TeamShown(team, members, [one.name for one in accounts if _can_join(one) and one.name not in here])


@again
def join_team(clinic: Clinic, actor: Practitioner, team_id: int, name: str) -> str:
    """Put somebody on a team, in the role of the account; return what was done.

    Raises:
        NotFound: there is no such team of this person, or no such account.
        NotAllowed: the account is disabled or owns no tasks.
        InvalidInput: the person is on the team already.
    """
    with writing(clinic, actor) as records:
        team = _own_team(clinic, records, actor, team_id)
        return put_on(clinic, records, team, records.accounts.get(name), by=actor)


def put_on(clinic: Clinic, records: Records, team: CareTeam, account: Account, *, by: Practitioner) -> str:
    """Put an account on a team within a transaction, and return what was done; raises NotAllowed, InvalidInput."""
    if not _can_join(account):
        raise NotAllowed(f"{account.name} is no clinician or viewer who can sign in. Choose somebody from the list.")
    if any(member.id == account.name for member in team.members):
        raise InvalidInput(f"{account.name} is on {team.name} already.")
    records.teams.join(team.id, account.practitioner)
    _note(records, clinic, by, team, "team.joined", account.name, before=None, after=account.role)
    return f"{account.name} is on {team.name}."


@again
def leave_team(clinic: Clinic, actor: Practitioner, team_id: int, name: str) -> str:
    """Take somebody off a team; return what was done, with what becomes of the tasks.

    Raises:
        NotFound: there is no such team of this person, or nobody of that name on it.
        NotAllowed: it is the person who asks. So a team keeps somebody who may change it, and nobody loses sight of
            all patients by a slip of the hand. Or it is the last of a core role that has open tasks.
    """
    with writing(clinic, actor) as records:
        team = _own_team(clinic, records, actor, team_id)
        if name == actor.id:
            others = "another who may change it takes you off"
            raise NotAllowed(f"You cannot take yourself off {team.name}: it keeps its last lead, so {others}.")
        return take_off(clinic, records, team, name, by=actor)


def take_off(clinic: Clinic, records: Records, team: CareTeam, name: str, *, by: Practitioner) -> str:
    """Take somebody off a team within a transaction, and return what was done; raises NotFound, NotAllowed."""
    leaving = [member for member in team.members if member.id == name]
    if not leaving:
        raise NotFound(NOT_HERE)
    _refuse_last(clinic, records, name, team)
    given = give_back(clinic, records, name, by=by, why=f"{name} left {team.name}", team=team.id)
    for member in leaving:
        records.teams.leave(team.id, member)
        _note(records, clinic, by, team, "team.left", name, before=member.role, after=None)
    return f"{name} is no longer on {team.name}. {given_back_words(clinic, given)}".rstrip()


def _can_join(account: Account) -> bool:
    return not account.disabled and account.role != ADMIN


def _refuse_last(clinic: Clinic, records: Records, name: str, team: CareTeam) -> None:
    """Raise NotAllowed where a core role of the team would have open tasks and nobody to do them (SAFETY 5).

    Another role has one that stands in for it; then it is said, and not refused.
    """
    for role, tasks in ((one.role, one.tasks) for one in unheld_without(records, name, team.id)):
        if clinic.catalogue.roles[role].core:
            words = clinic.role_words(role).lower()
            raise NotAllowed(
                f"{name} is the last {words} of {team.name}, and {open_tasks(tasks)} of its patients "
                f"are the {words}’s. Add another {words} first, or assign these tasks to others."
            )


def _own_team(clinic: Clinic, records: Records, actor: Practitioner, team_id: int) -> CareTeam:
    """Return a team that the person is on and may change; one of others and none at all are answered alike."""
    authorise(clinic.catalogue, actor, CHANGE, on_team=team_id in records.teams.of(actor.id))
    return records.teams.get(team_id)


def _note(
    records: Records, clinic: Clinic, actor: Practitioner, team: CareTeam, what: str, name: str, *,
    before: str | None, after: str | None,
) -> None:  # fmt: skip
    told = {"team": FieldChanged(team.name, team.name), "account": FieldChanged(name, name)}
    note(records, clinic, what, actor, {**told, "role": FieldChanged(before, after)})
