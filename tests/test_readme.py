"""What README.md promises is what there is."""

from __future__ import annotations

import re

import click

from careplan.cli.commands import main
from tests.serving import ROOT

_README = (ROOT / "README.md").read_text(encoding="utf-8")
_INSTALL = "pip install uv && "


def test_the_two_commands_stand_on_lines_of_their_own() -> None:
    lines = _README.splitlines()
    assert f"{_INSTALL}uv run careplan demo" in lines
    assert f"{_INSTALL}uv run pytest" in lines


def test_the_build_runs_the_very_same_test_command() -> None:
    build = (ROOT / ".ci" / "run").read_text(encoding="utf-8").splitlines()
    commands = [line for line in build if line and not line.startswith(("#", "set ", "cd "))]
    assert commands == [f"{_INSTALL}uv run pytest"]
    assert (ROOT / ".ci" / "run").stat().st_mode & 0o100


def test_every_command_it_names_exists() -> None:
    named = set(re.findall(r"uv run careplan (\w+)", _README))
    assert named
    assert named <= set(main.list_commands(click.Context(main)))


def test_every_page_it_points_to_exists() -> None:
    pointed = re.findall(r"\]\(([^)#:]+)\)", _README)
    assert pointed
    assert [path for path in pointed if not (ROOT / path).exists()] == []
