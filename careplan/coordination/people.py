"""The clinic's accounts as an administrator keeps them on the screen: each change asks for the own password again."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import TYPE_CHECKING, Final, NamedTuple

from careplan.coordination.accounts import (
    ADMIN,
    add_account,
    bind_account,
    disable_account,
    enable_account,
    join_default_team,
    leave_teams,
    refuse_demo,
    refuse_last_admin,
    refuse_new,
    refuse_unfit,
    set_password,
    teams_left,
)
from careplan.coordination.authority import authorise
from careplan.coordination.given_back import GivenBack, Unheld, give_back, unheld_without
from careplan.coordination.house_events import note
from careplan.coordination.links import Link, make_link
from careplan.coordination.refusals import noting_on_screen, noting_refusals
from careplan.coordination.sessions import end_all, living
from careplan.coordination.sign_in import check_password
from careplan.errors import InvalidInput, NotAllowed
from careplan.event import FieldChanged
from careplan.team import Practitioner, RoleId

if TYPE_CHECKING:
    from careplan.clinic import Clinic
    from careplan.store import Account, Records

MANAGE: Final = "user.manage"


class Person(NamedTuple):
    """An account as an administrator sees it.

    Attributes:
        signed_in_last: None where nobody ever signed in to it.
        sign_ins: in how many browsers it is signed in now.
        link_waits: whether a link to choose a password was made and not used yet.
        oneself: whether it is the administrator's own.
        subject: who the person is at the identity provider; empty where the account is not bound.
        teams: names of the care teams that it is on; of a disabled one, those that it comes back to.
    """

    name: str
    role: RoleId
    disabled: bool
    signed_in_last: datetime | None
    sign_ins: int
    link_waits: bool
    oneself: bool
    subject: str = ""
    teams: tuple[str, ...] = ()


def people(clinic: Clinic, actor: Practitioner) -> list[Person]:
    """Return all accounts, those of the disabled last; raises NotAllowed."""
    with noting_on_screen(clinic, actor):
        authorise(clinic.catalogue, actor, MANAGE)
    with clinic.store.reading() as records:
        accounts = records.accounts.all()
        last = records.sessions.last_by_account()
        open_now = Counter(one.account for one in living(clinic, records))
        waiting = records.links.waiting(clinic.now())
        teams = _teams(records, accounts)
    found = [
        Person(
            one.name,
            one.role,
            one.disabled,
            last.get(one.name),
            open_now[one.name],
            one.name in waiting,
            one.name == actor.id,
            one.subject or "",
            teams[one.name],
        )
        for one in accounts
    ]
    return sorted(found, key=lambda each: (each.disabled, each.name))


def _teams(records: Records, accounts: Iterable[Account]) -> dict[str, tuple[str, ...]]:
    every = records.teams.all()
    now = {one.name: tuple(t.name for t in every if any(m.id == one.name for m in t.members)) for one in accounts}
    names, left = {team.id: team.name for team in every}, teams_left(records)
    disabled = [one.name for one in accounts if one.disabled and one.role != ADMIN]
    return now | {name: tuple(names[team] for team in left.get(name, ())) for name in disabled}


def needed(clinic: Clinic, actor: Practitioner, name: str) -> tuple[Unheld, ...]:
    """Return the roles with open tasks that nobody would hold without this account; raises NotAllowed."""
    _authorise(clinic, actor)
    with clinic.store.reading() as records:
        return unheld_without(records, name)


def add_person(
    clinic: Clinic, actor: Practitioner, name: str, role: RoleId, *, password: str, team: int | None = None
) -> Link:
    """Add an account and return the link by which its person chooses a password.

    `team` is the one that it joins, by default the clinic's default team. Raises InvalidInput, NotAllowed, NotFound.
    """
    _authorise(clinic, actor)
    refuse_new(clinic, name, role)
    with managing(clinic, actor, password) as records:
        joins = None if team is None else records.teams.get(team).id
        add_account(clinic, records, name, role, password=None, by=actor, team=joins)
        return make_link(clinic, records, name, by=actor)


def reset_person(clinic: Clinic, actor: Practitioner, name: str, *, password: str) -> Link:
    """Take the password of an account away and return the link by which its person chooses another.

    Its sign-ins end at once: who forgot the password is not here, and who stole it is out.
    """
    with managing(clinic, actor, password) as records:
        _refuse_disabled(_other(records, actor, name))
        set_password(clinic, records, name, None, by=actor, what="account.password_reset")
        return make_link(clinic, records, name, by=actor)


def disable_person(clinic: Clinic, actor: Practitioner, name: str, *, password: str) -> GivenBack:
    """Refuse an account from now on; return what becomes of its tasks."""
    with managing(clinic, actor, password) as records:
        _other(records, actor, name)
        return disable_account(clinic, records, name, by=actor)


def enable_person(clinic: Clinic, actor: Practitioner, name: str, *, password: str) -> Link:
    """Let a disabled account in again on its teams; return the link by which its person chooses a password."""
    with managing(clinic, actor, password) as records:
        account = _other(records, actor, name)
        enable_account(clinic, records, account, None, by=actor)
        return make_link(clinic, records, name, by=actor)


def change_role(clinic: Clinic, actor: Practitioner, name: str, role: RoleId, *, password: str) -> GivenBack:
    """Give an account another role on its teams; return what becomes of its tasks.

    What was given to the person by name was given for the role that the person had.
    """
    _authorise(clinic, actor)
    refuse_unfit(name, role, clinic.catalogue.roles)
    with managing(clinic, actor, password) as records:
        account = _other(records, actor, name)
        _refuse_disabled(account)
        if account.role == role:
            raise InvalidInput(f"{name} is {clinic.role_words(role).lower()} already. Choose another role.")
        refuse_last_admin(records, name)
        given = give_back(clinic, records, name, by=actor, why=f"{name} has another role now")
        teams = records.teams.of(name)
        leave_teams(records, name)
        records.accounts.set_role(name, role)
        now = Practitioner(id=name, role=role)
        if account.role == ADMIN:
            join_default_team(records, now)
        elif role != ADMIN:
            for team in teams:
                records.teams.join(team, now)
        told = {"account": FieldChanged(name, name), "role": FieldChanged(account.role, role), "tasks": given.tasks}
        note(records, clinic, "account.role_changed", actor, told)
    return given


def bind_person(clinic: Clinic, actor: Practitioner, name: str, subject: str, *, password: str) -> None:
    """Bind an account to somebody at the identity provider, or to nobody where `subject` is empty; its sign-ins end."""
    with managing(clinic, actor, password) as records:
        _refuse_disabled(_other(records, actor, name))
        bind_account(clinic, records, name, subject or None, by=actor)


def end_sign_ins(clinic: Clinic, actor: Practitioner, name: str, *, password: str) -> int:
    """End all sign-ins of an account; return how many there were."""
    with managing(clinic, actor, password) as records:
        _other(records, actor, name)
        return end_all(clinic, records, name, by=actor)


def _authorise(clinic: Clinic, actor: Practitioner, act: str = MANAGE) -> None:
    with noting_refusals(clinic, actor):
        authorise(clinic.catalogue, actor, act)


@contextmanager
def managing(clinic: Clinic, actor: Practitioner, password: str, act: str = MANAGE) -> Iterator[Records]:
    """Give the records to change to an administrator who has entered the own password again; raises NotAllowed."""
    _authorise(clinic, actor, act)
    with clinic.store.reading() as records:
        refuse_demo(records)
    check_password(clinic, actor, password, act=act)
    with clinic.store.writing() as records:
        own = records.accounts.get(actor.id)  # as it is now: two administrators may act upon each other at once
        if own.disabled or own.role != actor.role:
            raise NotAllowed("Your own account was changed meanwhile. Reload the page.")
        yield records


def _other(records: Records, actor: Practitioner, name: str) -> Account:
    """Return the account of somebody else; raises NotFound, NotAllowed for the own one."""
    if name == actor.id:
        raise NotAllowed(
            "Your own account is changed by another administrator. Your password you change under Account."
        )
    return records.accounts.get(name)


def _refuse_disabled(account: Account) -> None:
    if account.disabled:
        raise NotAllowed(f"The account {account.name} is disabled. Let it in again first.")
