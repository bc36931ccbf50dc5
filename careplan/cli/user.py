"""careplan user add NAME --role ROLE [--team NAME] | list | disable, enable, reset NAME

and: careplan user bind NAME --subject S | release NAME
"""

from __future__ import annotations

import click

from careplan.catalogue import load
from careplan.cli.open_database import database_option, is_made, opened
from careplan.coordination import console_accounts
from careplan.coordination.accounts import refuse_new, refuse_password, refuse_unfit
from careplan.coordination.given_back import given_back_words
from careplan.errors import NotFound


@click.group()
def user() -> None:
    """Add, list and disable accounts, and give them new passwords."""


@user.command()
@click.argument("name")
@click.option("--role", metavar="ROLE", required=True, help="Such as primary_care, surgeon, care_coordinator, admin.")
@click.option("--team", metavar="NAME", default="", help="The care team that it joins, by default the clinic's.")
@database_option
def add(name: str, role: str, team: str, database: str | None) -> None:
    """Add an account; asks for its password."""
    if team and not is_made(database):
        raise NotFound("There is no clinic yet, and so no care team. Leave --team out: the first account makes one.")
    password = "" if is_made(database) else _password_of_first(name, role)
    with opened(database, make=True) as clinic:
        refuse_new(clinic, name, role)
        joins = console_accounts.team_called(clinic, team, role) if team else None
        on_team = console_accounts.add(clinic, name, role, password or _asked(name), joins)
        click.echo(f"{name} may sign in as {clinic.role_words(role).lower()}{_on_team_words(on_team, team)}.")


@user.command("list")
@database_option
def listed(database: str | None) -> None:
    """List every account with its role and its care teams."""
    with opened(database) as clinic:
        known = console_accounts.listed(clinic)
        if not known:
            click.echo("There is no account yet. careplan user add NAME --role ROLE adds the first.")
        for account, teams in known:
            on = f"  {', '.join(teams)}" if teams else ""
            state = "  disabled" if account.disabled else ""
            click.echo(f"{account.name:24}  {clinic.role_words(account.role)}{on}{state}")


@user.command()
@click.argument("name")
@database_option
def disable(name: str, database: str | None) -> None:
    """Refuse an account from now on; nothing that it did is lost."""
    with opened(database) as clinic:
        given = given_back_words(clinic, console_accounts.disable(clinic, name))
    click.echo(f"{name} can no longer sign in. {given}".rstrip())


@user.command()
@click.argument("name")
@database_option
def reset(name: str, database: str | None) -> None:
    """Give an account a new password; asks for it."""
    with opened(database) as clinic:
        console_accounts.refuse_new_password(clinic, name, disabled=False)
        console_accounts.reset(clinic, name, _asked(name))
    click.echo(f"{name} has a new password.")


@user.command()
@click.argument("name")
@database_option
def enable(name: str, database: str | None) -> None:
    """Let a disabled account in again; asks for a new password."""
    with opened(database) as clinic:
        console_accounts.refuse_new_password(clinic, name, disabled=True)
        on_team = console_accounts.enable(clinic, name, _asked(name))
    click.echo(f"{name} may sign in again{_on_team_words(on_team)}.")


@user.command()
@click.argument("name")
@click.option("--subject", metavar="S", required=True, help="Who the person is there: “sub” of its ID token.")
@database_option
def bind(name: str, subject: str, database: str | None) -> None:
    """Let an account be entered by somebody of the identity provider too."""
    with opened(database) as clinic:
        console_accounts.bind(clinic, name, subject)
    click.echo(f"{name} is bound to that person at the identity provider. Its sign-ins ended.")


@user.command()
@click.argument("name")
@database_option
def release(name: str, database: str | None) -> None:
    """Let an account be entered by nobody of the identity provider any more."""
    with opened(database) as clinic:
        console_accounts.bind(clinic, name, None)
    click.echo(f"{name} is not bound to the identity provider any more. Its sign-ins ended.")


def _on_team_words(on_team: bool, team: str = "") -> str:
    return f", and is on {team or 'the default care team'}" if on_team else ""


def _password_of_first(name: str, role: str) -> str:
    """Return the password of the first account; raises what is wrong with any of the three while nothing is made."""
    refuse_unfit(name, role, load().roles)
    password = _asked(name)
    refuse_password(password, name)
    return password


def _asked(name: str) -> str:
    """Return a password that was typed twice without being shown."""
    password: str = click.prompt(f"Password of {name}", hide_input=True, confirmation_prompt="The same again", err=True)
    return password
