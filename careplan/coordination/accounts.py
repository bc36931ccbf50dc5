"""Accounts as whoever runs the clinic keeps them on the console: added, listed, disabled, given a new password.

Who can open the console may do this, as who can open the file of the database may; events name the console.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from typing import Final
from uuid import uuid4

from careplan.clinic import Clinic
from careplan.errors import InvalidInput, NotAllowed
from careplan.event import Event, FieldChanged
from careplan.nearest import did_you_mean
from careplan.password import SHORTEST, hashed
from careplan.store import Account, Records
from careplan.team import Practitioner, RoleId

CONSOLE: Final = "console"
"""The actor of events that no account did; no account can have this name."""
TEAM: Final = "Care team"
"""The team that the first account of a clinic makes, and that those who own tasks join."""

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
    if role not in roles:
        raise InvalidInput(f"“{role}” is no role. {did_you_mean(role, roles)}")
    if not _NAME.fullmatch(name) or name == CONSOLE:
        raise InvalidInput(
            f"“{name}” cannot be a sign-in name. Use 2 to 64 small letters, digits, dots and hyphens, a letter first."
        )


def refuse_short(password: str) -> None:
    """Raise InvalidInput for a password that is too short."""
    if len(password) < SHORTEST:
        raise InvalidInput(
            f"The password has {len(password)} characters; {SHORTEST} are the least. Choose a longer one."
        )


def refuse_new(clinic: Clinic, name: str, role: RoleId) -> None:
    """Raise InvalidInput or NotAllowed where an account cannot be added, before its password is asked for."""
    refuse_unfit(name, role, clinic.catalogue.roles)
    with clinic.store.reading() as records:
        _refuse_demo(records)
        if records.accounts.find(name):
            raise InvalidInput(f"There is an account {name} already. Choose another name.")


def add(clinic: Clinic, name: str, role: RoleId, password: str) -> bool:
    """Keep a new account and return whether it joined the default team, as all do who own or read tasks.

    The first account sets the clinic up. Raises InvalidInput, NotAllowed in a demo clinic.
    """
    refuse_new(clinic, name, role)
    refuse_short(password)
    kept, now = hashed(password), clinic.now()
    with clinic.store.writing() as records:
        if records.clinic.find() is None:
            records.clinic.set_up(demo=False, zone=clinic.settings.zone, at=now)
        account = records.accounts.add(name, role, password=kept, at=now)
        joins = role != "admin"
        if joins:
            records.teams.join(_default_team(records), account.practitioner)
        _note(records, clinic, "account.added", {"account": name, "role": role})
    return joins


def disable(clinic: Clinic, name: str) -> None:
    """Refuse an account from now on; its sessions end at once.

    Raises:
        NotFound: there is no such account.
        NotAllowed: it is disabled, or tasks are assigned to it by name.
    """
    with clinic.store.writing() as records:
        _refuse_demo(records)
        if records.accounts.get(name).disabled:
            raise NotAllowed(f"The account {name} is disabled already.")
        given = records.tasks.assigned_to(name)
        if given:
            tasks, them = ("1 open task is", "it") if given == 1 else (f"{given} open tasks are", "them")
            raise NotAllowed(f"{tasks} assigned to {name}. Assign {them} to someone else first.")
        records.accounts.disable(name)
        _note(records, clinic, "account.disabled", {"account": name})


def reset(clinic: Clinic, name: str, password: str) -> None:
    """Keep a new password; raises NotFound, NotAllowed for a disabled account, InvalidInput."""
    person(clinic, name)
    refuse_short(password)
    kept = hashed(password)
    with clinic.store.writing() as records:
        _refuse_demo(records)
        records.accounts.set_password(name, kept)
        _note(records, clinic, "account.password_reset", {"account": name})


def _refuse_demo(records: Records) -> None:
    if records.clinic.is_demo():
        raise NotAllowed("The accounts of a demo clinic are fixed: they enter without passwords. Use a real clinic.")


def _default_team(records: Records) -> int:
    facts = records.clinic.find()
    if facts and facts.default_team is not None:
        return facts.default_team
    team = records.teams.add(TEAM)
    records.clinic.set_default_team(team)
    return team


def _note(records: Records, clinic: Clinic, what: str, told: dict[str, str]) -> None:
    records.events.add(
        Event(
            what=what,
            actor=CONSOLE,
            acting_role="admin",
            at=clinic.now(),
            act=uuid4().hex,
            changes={name: FieldChanged(None, value) for name, value in told.items()},
        )
    )
