"""Accounts: what one must be like; adding, disabling and changing one within a transaction.

An administrator does so on the screen (careplan.coordination.people), whoever runs the clinic on the console
(careplan.coordination.console_accounts).
"""

from __future__ import annotations

import re
from collections.abc import Collection
from typing import Final

from careplan.clinic import Clinic
from careplan.coordination.given_back import GivenBack, give_back
from careplan.coordination.house_events import NO_NAMES, note
from careplan.coordination.private_addresses import end_addresses
from careplan.coordination.sessions import end_all
from careplan.errors import InvalidInput, NotAllowed
from careplan.event import FieldChanged
from careplan.nearest import did_you_mean
from careplan.password import LONGEST, SHORTEST, is_guessed_early
from careplan.store import Account, EventFilter, Records
from careplan.team import Practitioner, RoleId

TEAM: Final = "Care team"
"""The team that the first account of a clinic makes, and that those who own tasks join."""
ADMIN: Final[RoleId] = "admin"

_SUBJECT: Final = re.compile(r"[\x21-\x7e]{1,255}")
_WORDS: Final = re.compile(r"[a-z]{3,}")
"""The words of a sign-in name, as of anna.berg."""
_MOST_DISABLED: Final = 1000
"""So many of the last that were disabled are looked through."""
_NAME: Final = re.compile(r"[a-z][a-z0-9._-]{1,63}")


def refuse_unfit(name: str, role: RoleId, roles: Collection[RoleId]) -> None:
    """Raise InvalidInput where no clinic could have such an account."""
    if not role:
        raise InvalidInput("Choose a role.")
    if role not in roles:
        raise InvalidInput(f"“{role}” is no role. {did_you_mean(role, roles)}")
    if not name:
        raise InvalidInput("Write a sign-in name.")
    if not _NAME.fullmatch(name) or name in NO_NAMES:
        raise InvalidInput(
            f"“{name}” cannot be a sign-in name. Use 2 to 64 small letters, digits, dots and hyphens, a letter first."
        )


def refuse_password(password: str, name: str) -> None:
    """Raise InvalidInput for a password of this account that is too short, too long, or among the first to be tried."""
    if len(password) < SHORTEST:
        raise InvalidInput(
            f"The password has {len(password)} characters; {SHORTEST} are the least. Choose a longer one."
        )
    if len(password) > LONGEST:
        raise InvalidInput(
            f"The password has {len(password)} characters; {LONGEST} are the most. Choose a shorter one."
        )
    if is_guessed_early(password, "careplan", name, *_WORDS.findall(name)):
        raise InvalidInput(
            "Whoever guesses tries this password early. Choose another: four words that have nothing to do with one "
            "another are good."
        )


def refuse_new(clinic: Clinic, name: str, role: RoleId) -> None:
    """Raise InvalidInput or NotAllowed where an account cannot be added, before its password is asked for."""
    refuse_unfit(name, role, clinic.catalogue.roles)
    with clinic.store.reading() as records:
        refuse_demo(records)
        if records.accounts.find(name):
            raise InvalidInput(f"There is an account {name} already. Choose another name.")


def bind_account(clinic: Clinic, records: Records, name: str, subject: str | None, *, by: Practitioner) -> None:
    """Bind an account to somebody at the identity provider, or release it, within a transaction; its sign-ins end."""
    refuse_demo(records)
    account = records.accounts.get(name)
    if subject is not None:
        if not _SUBJECT.fullmatch(subject):
            raise InvalidInput(
                "This is no subject of an identity provider: it has 1 to 255 letters, digits and signs and no spaces."
            )
        other = records.accounts.bound_to(subject)
        if other and other.name != name:
            raise InvalidInput(f"The account {other.name} is bound to this subject already. Release it there first.")
    records.accounts.bind(name, subject)
    end_all(clinic, records, name, by=by)
    end_addresses(clinic, records, name, by=by)
    told = {"account": FieldChanged(name, name), "subject": FieldChanged(account.subject, subject)}
    note(records, clinic, "account.bound" if subject else "account.released", by, told)


def add_account(
    clinic: Clinic,
    records: Records,
    name: str,
    role: RoleId,
    *,
    password: str | None,
    by: Practitioner,
    team: int | None = None,
) -> bool:
    """Keep a new account within a transaction; `password` is a hash, None until the person chooses one by a link.

    `team` is the one that it joins, by default the clinic's default team. Returns whether it joined one.
    """
    refuse_demo(records)
    now = clinic.now()
    if records.clinic.find() is None:
        records.clinic.set_up(demo=False, zone=clinic.settings.zone, at=now)
    account = records.accounts.add(name, role, password=password, at=now)
    joined = join_default_team(records, account.practitioner, team)
    on = {"teams": [records.teams.names()[one] for one in records.teams.of(name)]} if joined else {}
    note(records, clinic, "account.added", by, {"account": name, "role": role, **on})
    return joined


def disable_account(clinic: Clinic, records: Records, name: str, *, by: Practitioner) -> GivenBack:
    """Refuse an account from now on, within a transaction; return what becomes of its tasks.

    It leaves its teams, so that no plan counts on it, and its sign-ins, links and private addresses end.
    """
    refuse_demo(records)
    account = records.accounts.get(name)
    if account.disabled:
        raise NotAllowed(f"The account {name} is disabled already.")
    refuse_last_admin(records, name)
    given = give_back(clinic, records, name, by=by, why=f"The account {name} was disabled")
    left = leave_teams(records, name)
    records.accounts.disable(name)
    records.links.drop(name)
    end_all(clinic, records, name, by=by)
    end_addresses(clinic, records, name, by=by)
    told = {"disabled": FieldChanged(False, True), "teams": FieldChanged(left, []), "tasks": given.tasks}
    note(records, clinic, "account.disabled", by, {"account": FieldChanged(name, name), **told})
    return given


def enable_account(
    clinic: Clinic, records: Records, account: Account, password: str | None, *, by: Practitioner
) -> bool:
    """Let a disabled account in again within a transaction, with a password hash or none yet; as `add_account`.

    It is on the teams again that it was on, or on the default team where none of them is there any more.
    """
    refuse_demo(records)
    refuse_enabled(account)
    teams = [] if account.role == ADMIN else teams_left(records).get(account.name) or [_default_team(records)]
    records.accounts.enable(account.name)
    records.accounts.set_password(account.name, password)
    for team in teams:
        records.teams.join(team, account.practitioner)
    names = [records.teams.get(team).name for team in teams]
    told = {"disabled": FieldChanged(True, False), "teams": FieldChanged([], names)}
    note(records, clinic, "account.enabled", by, {"account": FieldChanged(account.name, account.name), **told})
    return bool(teams)


def teams_left(records: Records) -> dict[str, list[int]]:
    """Return the teams that accounts were on when they were disabled last, as far as those are called so still."""
    known = {name: team for team, name in records.teams.names().items()}
    left: dict[str, list[int]] = {}
    for kept in records.events.latest(EventFilter(what="account.disabled"), limit=_MOST_DISABLED):
        changes = kept.event.changes
        left.setdefault(changes["account"].after, [known[name] for name in changes["teams"].before if name in known])
    return left


def refuse_last_admin(records: Records, name: str) -> None:
    """Raise NotAllowed where nobody could manage accounts any more."""
    admins = [one.name for one in records.accounts.all() if one.role == ADMIN and not one.disabled]
    if admins == [name]:
        raise NotAllowed(f"{name} is the last administrator. Make somebody else one first.")


def refuse_enabled(account: Account) -> None:
    """Raise NotAllowed where there is nothing to let in again."""
    if not account.disabled:
        raise NotAllowed(f"The account {account.name} is not disabled.")


def set_password(
    clinic: Clinic,
    records: Records,
    name: str,
    kept: str | None,
    *,
    by: Practitioner,
    what: str,
    but: str | None = None,
) -> None:
    """Keep another password hash, or none, within a transaction; all sign-ins end but that of the token `but`.

    Where somebody else sets it, private addresses end too: who stole the old one may have made them.
    """
    refuse_demo(records)
    records.accounts.set_password(name, kept)
    records.links.drop(name)
    end_all(clinic, records, name, by=by, but=but)
    if by.id != name:
        end_addresses(clinic, records, name, by=by)
    note(records, clinic, what, by, {"account": FieldChanged(name, name)})


def join_default_team(records: Records, person: Practitioner, team: int | None = None) -> bool:
    """Put somebody on the default team or on `team`, but for an administrator; return whether they are on it."""
    joins = person.role != ADMIN
    if joins:
        records.teams.join(_default_team(records) if team is None else team, person)
    return joins


def leave_teams(records: Records, account: str) -> list[str]:
    """Take an account off all its teams; return their names."""
    left = []
    for team in (records.teams.get(one) for one in records.teams.of(account)):
        for member in team.members:
            if member.id == account:
                records.teams.leave(team.id, member)
        left.append(team.name)
    return left


def refuse_demo(records: Records) -> None:
    """Raise NotAllowed in a demo clinic."""
    if records.clinic.is_demo():
        raise NotAllowed("The accounts of a demo clinic are fixed: they enter without passwords. Use a real clinic.")


def _default_team(records: Records) -> int:
    facts = records.clinic.find()
    if facts and facts.default_team is not None:
        return facts.default_team
    team = records.teams.add(TEAM)
    records.clinic.set_default_team(team)
    return team
