"""Accounts on the console: whoever can open it may add, disable and change them, and is named as the console."""

from __future__ import annotations

from careplan.clinic import Clinic
from careplan.coordination.accounts import (
    ADMIN,
    add_account,
    bind_account,
    disable_account,
    enable_account,
    refuse_demo,
    refuse_enabled,
    refuse_new,
    refuse_password,
    set_password,
)
from careplan.coordination.given_back import GivenBack
from careplan.coordination.house_events import CONSOLE
from careplan.errors import InvalidInput, NotAllowed
from careplan.nearest import did_you_mean
from careplan.password import hashed
from careplan.store import Account
from careplan.team import Practitioner, RoleId


def person(clinic: Clinic, name: str) -> Practitioner:
    """Return whom an account stands for; raises NotFound, or NotAllowed where it is disabled."""
    with clinic.store.reading() as records:
        account = records.accounts.get(name)
    if account.disabled:
        raise NotAllowed(f"The account {name} is disabled. Use the account of someone who works here.")
    return account.practitioner


def listed(clinic: Clinic) -> list[tuple[Account, list[str]]]:
    """Return all accounts by name, each with the names of its teams."""
    with clinic.store.reading() as records:
        teams = records.teams.all()
        return [
            (account, [team.name for team in teams if any(one.id == account.name for one in team.members)])
            for account in records.accounts.all()
        ]


def team_called(clinic: Clinic, name: str, role: RoleId) -> int:
    """Return the team of this name, whatever its case; raises InvalidInput, also for an account that joins none."""
    if role == ADMIN:
        raise InvalidInput("An administrator is on no care team. Leave --team out.")
    with clinic.store.reading() as records:
        by_name = {known: team for team, known in records.teams.names().items()}
    found = [team for known, team in by_name.items() if known.casefold() == name.casefold()]
    if not found:
        raise InvalidInput(f"There is no care team “{name}”. {did_you_mean(name, by_name)}")
    return found[0]


def refuse_new_password(clinic: Clinic, name: str, *, disabled: bool) -> None:
    """Raise NotFound or NotAllowed where an account cannot be given a password, before that is asked for.

    `disabled`: whether it is to be let in again; then it must be disabled, and else it must not.
    """
    with clinic.store.reading() as records:
        refuse_demo(records)
        account = records.accounts.get(name)
    if account.disabled and not disabled:
        raise NotAllowed(f"The account {name} is disabled. careplan user enable {name} lets it in again.")
    if disabled:
        refuse_enabled(account)


def add(clinic: Clinic, name: str, role: RoleId, password: str, team: int | None = None) -> bool:
    """Keep a new account and return whether it joined `team` or the default one, as all do who own or read tasks.

    The first account sets the clinic up. Raises InvalidInput, NotAllowed in a demo clinic.
    """
    refuse_new(clinic, name, role)
    refuse_password(password, name)
    kept = hashed(password)
    with clinic.store.writing() as records:
        return add_account(clinic, records, name, role, password=kept, by=CONSOLE, team=team)


def disable(clinic: Clinic, name: str) -> GivenBack:
    """Refuse an account from now on; return what becomes of its tasks.

    Raises:
        NotFound: there is no such account.
        NotAllowed: it is disabled already or the last administrator’s, or the clinic is a demo.
    """
    with clinic.store.writing() as records:
        return disable_account(clinic, records, name, by=CONSOLE)


def enable(clinic: Clinic, name: str, password: str) -> bool:
    """Let a disabled account in again; return whether it joined the default team.

    Raises NotFound, NotAllowed where it is not disabled, InvalidInput.
    """
    refuse_password(password, name)
    kept = hashed(password)
    with clinic.store.writing() as records:
        return enable_account(clinic, records, records.accounts.get(name), kept, by=CONSOLE)


def reset(clinic: Clinic, name: str, password: str) -> None:
    """Keep a new password; the account's sign-ins end. Raises NotFound, NotAllowed for a disabled one, InvalidInput."""
    refuse_new_password(clinic, name, disabled=False)
    refuse_password(password, name)
    kept = hashed(password)
    with clinic.store.writing() as records:
        set_password(clinic, records, name, kept, by=CONSOLE, what="account.password_reset")


def bind(clinic: Clinic, name: str, subject: str | None) -> None:
    """Let an account be entered by whom the identity provider calls so, and by nobody else there; None by nobody.

    Raises NotFound, InvalidInput, NotAllowed in a demo clinic.
    """
    with clinic.store.writing() as records:
        bind_account(clinic, records, name, subject, by=CONSOLE)
