"""The words, exit codes and sentences that scripts depend on."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable

import click
import pytest
from click.testing import CliRunner, Result

from careplan.cli import main
from careplan.errors import NotAllowed


@pytest.fixture
def run() -> Callable[..., Result]:
    runner = CliRunner()
    return lambda *arguments, **settings: runner.invoke(main, arguments, **settings)


def with_command(monkeypatch: pytest.MonkeyPatch, error: Exception) -> None:
    """Put a command named `fail` into the group, which raises `error`."""

    @click.command()
    def fail() -> None:
        raise error

    monkeypatch.setattr(main, "get_command", lambda context, name: fail)


def test_help_names_every_command(run: Callable[..., Result]) -> None:
    answer = run("--help")
    assert answer.exit_code == 0
    assert all(f"\n  {name} " in answer.stdout for name in main.list_commands(click.Context(main)))
    assert "..." not in answer.stdout.replace("[ARGS]...", ""), "a sentence too long for its line"


def test_wrong_usage_is_two(run: Callable[..., Result]) -> None:
    assert run("serve", "--port", "70000").exit_code == 2
    assert run("no-such-command").exit_code == 2


def test_a_refusal_is_its_sentence_on_stderr_and_one(
    run: Callable[..., Result], monkeypatch: pytest.MonkeyPatch
) -> None:
    with_command(monkeypatch, NotAllowed("Only the surgeon decides this."))
    answer = run("fail")
    assert (answer.exit_code, answer.stdout, answer.stderr) == (1, "", "Only the surgeon decides this.\n")


def test_a_file_that_cannot_be_opened_is_named(run: Callable[..., Result], monkeypatch: pytest.MonkeyPatch) -> None:
    with_command(monkeypatch, PermissionError(13, "Permission denied", "plans.csv"))
    answer = run("fail")
    assert answer.exit_code == 1
    assert answer.stderr == "plans.csv: Permission denied. Check the file or folder and try again.\n"


def test_a_fault_of_the_program_shows_where_but_nothing_that_was_typed(
    run: Callable[..., Result], monkeypatch: pytest.MonkeyPatch
) -> None:
    with_command(monkeypatch, KeyError("Maria Musterfrau"))
    answer = run("fail")
    assert answer.exit_code == 1
    assert "KeyError in test_commands.py, line" in answer.stderr
    assert "Maria" not in answer.output
    assert "Traceback" not in answer.output


def test_assess_does_not_wait_for_the_libraries_of_a_server() -> None:
    program = (
        "import sys; from careplan.cli import main; main(['assess', '--help'], standalone_mode=False); "
        "sys.exit(' '.join({'streamlit', 'pandas', 'sqlalchemy', 'uvicorn', 'playwright'} & set(sys.modules)) or 0)"
    )
    ended = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    assert (ended.returncode, ended.stderr) == (0, "")


@pytest.mark.parametrize(
    "command",
    [["demo"], ["serve"], ["assess"], ["build"], ["templates"], ["user"], ["user", "add"], ["export"], ["migrate"]],
)
def test_help_says_what_each_command_does_and_what_each_option_means(
    run: Callable[..., Result], command: list[str]
) -> None:
    answer = run(*command, "--help", terminal_width=100)
    assert answer.exit_code == 0
    assert "..." not in answer.stdout.replace("ARGS]...", ""), "a sentence too long for the list of commands"
    options = answer.stdout.partition("Options:\n")[2].partition("\n\n")[0]
    for line in options.splitlines():
        if line.lstrip().startswith("-"):
            assert len(line.split("  ")) > 2 or line.rstrip().endswith("]"), f"{line} says nothing"
    for told in ("INTEGER", "TEXT", "%"):
        assert told not in answer.stdout
