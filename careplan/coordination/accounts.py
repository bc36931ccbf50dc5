"""Accounts: what one must be like; adding, disabling and changing one, as whoever runs the clinic does on the console.

On the screen an administrator does the same (careplan.coordination.people).
"""

from __future__ import annotations

import re
from collections.abc import Collection
from typing import Final

from careplan.clinic import Clinic
from careplan.coordination.given_back import GivenBack, give_back
from careplan.coordination.house_events import CONSOLE, NO_NAMES, note
from careplan.coordination.sessions import end_all
from careplan.errors import InvalidInput, NotAllowed
from careplan.event import FieldChanged
from careplan.nearest import did_you_mean
from careplan.password import LONGEST, SHORTEST, hashed
from careplan.store import Account, Records
from careplan.team import Practitioner, RoleId

TEAM: Final = "Care team"
"""The team that the first account of a clinic makes, and that those who own tasks join."""
ADMIN: Final[RoleId] = "admin"

_SUBJECT: Final = re.compile(r"[\x21-\x7e]{1,255}")
_NAME: Final = re.compile(r"[a-z][a-z0-9._-]{1,63}")


def person(clinic: Clinic, name: str) -> Practitioner:
    """Return whom an account stands for; raises NotFound, or NotAllowed where it is disabled."""
    with clinic.store.reading() as records:
        account = records.accounts.get(name)
    if account.disabled:
        raise NotAllowed(f"The account {name} is disabled. Use the account of someone who works here.")
    return account.practitioner


def listed(clinic: Clinic) -> list[Account]:
    """Return all accounts by name."""
    with clinic.store.reading() as records:
        return records.accounts.all()


def refuse_unfit(name: str, role: RoleId, roles: Collection[RoleId]) -> None:
    """Raise InvalidInput where no clinic could have such an account."""
    if not role:
        raise InvalidInput("Choose a role.")
    if role not in roles:
        raise InvalidInput(f"“{role}” is no role. {did_you_mean(role, roles)}")
    if not _NAME.fullmatch(name) or name in NO_NAMES:
        raise InvalidInput(
            f"“{name}” cannot be a sign-in name. Use 2 to 64 small letters, digits, dots and hyphens, a letter first."
        )


def refuse_password(password: str) -> None:
    """Raise InvalidInput for a password that is too short, or longer than a password can be."""
    if len(password) < SHORTEST:
        raise InvalidInput(
            f"The password has {len(password)} characters; {SHORTEST} are the least. Choose a longer one."
        )
    if len(password) > LONGEST:
        raise InvalidInput(
            f"The password has {len(password)} characters; {LONGEST} are the most. Choose a shorter one."
        )


def refuse_new(clinic: Clinic, name: str, role: RoleId) -> None:
    """Raise InvalidInput or NotAllowed where an account cannot be added, before its password is asked for."""
    refuse_unfit(name, role, clinic.catalogue.roles)
    with clinic.store.reading() as records:
        refuse_demo(records)
        if records.accounts.find(name):
            raise InvalidInput(f"There is an account {name} already. Choose another name.")


def add(clinic: Clinic, name: str, role: RoleId, password: str) -> bool:
    """Keep a new account and return whether it joined the default team, as all do who own or read tasks.

    The first account sets the clinic up. Raises InvalidInput, NotAllowed in a demo clinic.
    """
    refuse_new(clinic, name, role)
    refuse_password(password)
    kept = hashed(password)
    with clinic.store.writing() as records:
        return add_account(clinic, records, name, role, password=kept, by=CONSOLE)


def disable(clinic: Clinic, name: str) -> GivenBack:
    """Refuse an account from now on; return what becomes of its tasks.

    Raises:
        NotFound: there is no such account.
        NotAllowed: it is disabled already, or the clinic is a demo.
    """
    with clinic.store.writing() as records:
        return disable_account(clinic, records, name, by=CONSOLE)


def reset(clinic: Clinic, name: str, password: str) -> None:
    """Keep a new password; the account's sign-ins end. Raises NotFound, NotAllowed for a disabled one, InvalidInput."""
    person(clinic, name)
    refuse_password(password)
    kept = hashed(password)
    with clinic.store.writing() as records:
        set_password(clinic, records, name, kept, by=CONSOLE, what="account.password_reset")


def bind(clinic: Clinic, name: str, subject: str | None) -> None:
    """Let an account be entered by whom the identity provider calls so, and by nobody else there; None by nobody.

    Raises NotFound, InvalidInput, NotAllowed in a demo clinic.
    """
    with clinic.store.writing() as records:
        bind_account(clinic, records, name, subject, by=CONSOLE)


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
    told = {"account": FieldChanged(name, name), "subject": FieldChanged(account.subject, subject)}
    note(records, clinic, "account.bound" if subject else "account.released", by, told)


def add_account(
    clinic: Clinic, records: Records, name: str, role: RoleId, *, password: str | None, by: Practitioner
) -> bool:
    """Keep a new account within a transaction; `password` is a hash, None until the person chooses one by a link.

    Returns whether it joined the default team.
    """
    refuse_demo(records)
    now = clinic.now()
    if records.clinic.find() is None:
        records.clinic.set_up(demo=False, zone=clinic.settings.zone, at=now)
    account = records.accounts.add(name, role, password=password, at=now)
    joined = join_default_team(records, account.practitioner)
    note(records, clinic, "account.added", by, {"account": name, "role": role})
    return joined


def disable_account(clinic: Clinic, records: Records, name: str, *, by: Practitioner) -> GivenBack:
    """Refuse an account from now on, within a transaction; return what becomes of its tasks.

    It leaves its teams, so that no plan counts on it, and its sign-ins and links end.
    """
    refuse_demo(records)
    account = records.accounts.get(name)
    if account.disabled:
        raise NotAllowed(f"The account {name} is disabled already.")
    given = give_back(clinic, records, name, by=by, why=f"The account {name} was disabled")
    left = leave_teams(records, name)
    records.accounts.disable(name)
    records.links.drop(name)
    end_all(clinic, records, name, by=by)
    told = {"disabled": FieldChanged(False, True), "teams": FieldChanged(left, []), "tasks": given.tasks}
    note(records, clinic, "account.disabled", by, {"account": FieldChanged(name, name), **told})
    return given


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
    """Keep another password hash, or none, within a transaction; all sign-ins end but that of the token `but`."""
    refuse_demo(records)
    records.accounts.set_password(name, kept)
    records.links.drop(name)
    end_all(clinic, records, name, by=by, but=but)
    note(records, clinic, what, by, {"account": FieldChanged(name, name)})


def join_default_team(records: Records, person: Practitioner) -> bool:
    """Put somebody on the team that new patients get, but for an administrator; return whether they are on it."""
    joins = person.role != ADMIN
    if joins:
        records.teams.join(_default_team(records), person)
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
