"""The group of all commands: finds a command when it is used and turns a refusal into a sentence."""

from __future__ import annotations

import traceback
from importlib import import_module
from pathlib import Path
from typing import IO, Any

import click

from careplan.errors import CarePlanError
from careplan.unseen import visible_on_terminal

_COMMANDS = {
    "demo": "careplan.cli.demo:demo",
    "serve": "careplan.cli.serve:serve",
    "assess": "careplan.cli.assess:assess",
    "build": "careplan.cli.build:build",
    "templates": "careplan.cli.templates:templates",
    "user": "careplan.cli.user:user",
    "export": "careplan.cli.export:export",
    "import": "careplan.cli.import_file:import_file",
    "migrate": "careplan.cli.migrate:migrate",
    "verify": "careplan.cli.verify:verify",
    "backup": "careplan.cli.backup:backup",
    "restore": "careplan.cli.restore:restore",
}
"""Where each command is, in the order in which help lists them."""


class Refused(click.ClickException):
    """A refusal on the console: its sentence alone on stderr, and exit code 1."""

    def show(self, file: IO[Any] | None = None) -> None:
        """Print the sentence; what it quotes moves no cursor and changes no colour."""
        click.echo(visible_on_terminal(self.message), err=True, file=file)


class Commands(click.Group):
    """Imports a command when it is used. Nothing that goes wrong shows a traceback."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the names of all commands."""
        return list(_COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Return the command with this name, if there is one."""
        if cmd_name not in _COMMANDS:
            return None
        module, _, name = _COMMANDS[cmd_name].partition(":")
        command: click.Command = getattr(import_module(module), name)
        return command

    def invoke(self, ctx: click.Context) -> Any:
        """Run a command; raises Refused in place of every error that is not click's own."""
        try:
            return super().invoke(ctx)
        except (click.ClickException, click.exceptions.Exit, click.Abort, BrokenPipeError):
            raise
        except CarePlanError as refusal:
            raise Refused(str(refusal)) from refusal
        except OSError as error:
            raise Refused(_about_file(error)) from error
        except Exception as fault:
            raise Refused(_about_fault(fault)) from fault


def _about_file(error: OSError) -> str:
    where = f"{error.filename}: " if error.filename else ""
    return f"{where}{error.strerror or error}. Check the file or folder and try again."


def _about_fault(fault: Exception) -> str:
    """Say where our own mistake is, without what was typed: a message may hold a patient's words."""
    last = traceback.extract_tb(fault.__traceback__)[-1]
    where = f"{type(fault).__name__} in {Path(last.filename).name}, line {last.lineno}"
    return f"The program itself is at fault ({where}). What was asked may not be done. Please report this line."


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="careplan")
def main() -> None:
    """One shared plan per patient with ongoing pain after back surgery: who does what, why, by when."""
