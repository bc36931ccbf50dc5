"""careplan templates list | show KEY | check [PATH]"""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from careplan.cli import main
from tests.catalogue.good_template import GOOD_TEMPLATE
from tests.known_catalogue import known_catalogue


def run(*arguments: str, columns: int = 80) -> Result:
    return CliRunner(env={"COLUMNS": str(columns)}).invoke(main, ["templates", *arguments])


def test_list_shows_every_template_with_the_three_of_the_request_first() -> None:
    result = run("list")
    assert result.exit_code == 0
    lines = result.output.splitlines()
    causes = lines[lines.index("For a suspected cause") + 1 :]
    assert [line.split()[0] for line in causes[:3]] == ["scar_tissue", "failed_fusion", "recurrence"]
    assert lines[-1] == "24 templates, 237 tasks. careplan templates show KEY shows one."
    assert all(len(line) <= 100 for line in lines)


@pytest.mark.parametrize("columns", [80, 100])
@pytest.mark.parametrize("key", ["scar_tissue", "aftercare", "scs", "core", "recurrence"])
def test_show_fits_the_terminal_and_hides_no_task(key: str, columns: int) -> None:
    result = run("show", key, columns=columns)
    assert result.exit_code == 0
    assert all(len(line) <= columns for line in result.output.splitlines())
    shown = {line.split()[0] for line in result.output.splitlines() if line and not line.startswith(" ")}
    assert {task.id for task in known_catalogue().modules[key].tasks} <= shown


def test_show_says_when_how_often_and_what_it_waits_for() -> None:
    shown = " ".join(run("show", "SC05").output.split())
    assert "Physical therapist, 49 days after the start (42 to 63); every 7 days, 9 more times" in shown
    assert "Waits for: Explain the findings, agree the written plan and whom to call (K12)" in shown
    assert "A04" in run("show", "a04").output
    assert "on the day of the operation (7 days before to 1 day after)" in " ".join(run("show", "A04").output.split())


def test_an_unknown_key_gets_the_nearest_one() -> None:
    result = run("show", "scar_tisue")
    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr.strip() == "There is no template or task “scar_tisue”. Did you mean “scar_tissue”?"


def test_the_beginning_of_a_key_is_enough_for_a_guess() -> None:
    assert run("show", "scar").stderr.strip() == "There is no template or task “scar”. Did you mean “scar_tissue”?"


def test_check_says_that_the_catalogue_is_right() -> None:
    result = run("check")
    assert (result.exit_code, result.stderr) == (0, "")
    assert result.stdout == "The catalogue is right: nothing to mend.\n"


def test_check_refuses_a_wrong_file_on_stderr(tmp_path: Path) -> None:
    path = tmp_path / "cold_back.toml"
    path.write_text(GOOD_TEMPLATE.replace('role = "surgeon"', 'role = "surgon"'), encoding="utf-8")
    result = run("check", str(path))
    assert (result.exit_code, result.stdout) == (1, "")
    assert "cold_back.toml, CB02: role “surgon” is not known. Did you mean “surgeon”?" in result.stderr
    assert result.stderr.splitlines()[-1] == "1 problem in 1 file. Nothing was changed."


def test_a_mistake_made_in_several_tasks_is_one_line(tmp_path: Path) -> None:
    path = tmp_path / "cold_back.toml"
    path.write_text(re.sub(r'role = "\w+"', 'role = "surgon"', GOOD_TEMPLATE), encoding="utf-8")
    told = [line for line in run("check", str(path)).stderr.splitlines() if "“surgon” is not known" in line]
    assert len(told) == 1
    assert told[0].startswith("cold_back.toml, CB01, CB02, ")


def test_check_of_a_folder_of_templates(tmp_path: Path) -> None:
    (tmp_path / "cold_back.toml").write_text(GOOD_TEMPLATE, encoding="utf-8")
    assert run("check", str(tmp_path)).exit_code == 0
    (tmp_path / "broken.toml").write_text("module = ", encoding="utf-8")
    result = run("check", str(tmp_path))
    assert result.exit_code == 1
    assert "broken.toml: Line 1" in result.stderr or "broken.toml: The end of the file" in result.stderr


def test_check_of_a_path_that_is_not_there(tmp_path: Path) -> None:
    result = run("check", str(tmp_path / "nothing.toml"))
    assert result.exit_code == 1
    assert "There is no file or folder" in result.stderr


def test_no_key_is_wrong_usage() -> None:
    assert run("show").exit_code == 2


@pytest.mark.parametrize("key", [*known_catalogue().modules])
def test_no_text_of_a_template_shows_a_code(key: str) -> None:
    """Keys stand only where they are asked for by: at the head of a task, and behind the title of what it waits for."""
    text = re.sub(r"(?m)^[A-Z]{1,2}\d\d ", "", run("show", key, columns=100).output)
    text = re.sub(r"\([A-Z]{1,2}\d\d\)|B12|Evidence:[^()]*\([^)]*\)", "", "\n".join(text.splitlines()[1:]))
    assert not re.findall(r"\b(?:[A-Z]{1,2}\d\d|RF\d\d|M\d\d|sections? \d)\b|gate\.|\w_\w|\w=\w", text)


def test_a_template_leaves_as_fhir_and_comes_back_as_toml(tmp_path: Path) -> None:
    file, toml = tmp_path / "scs.json", tmp_path / "scs.toml"
    assert run("fhir", "scs", "-o", str(file)).exit_code == 0
    assert run("read", str(file)).stdout == "Template scs, version 1, 10 tasks: just what is in use\n"
    text = (
        file.read_text(encoding="utf-8")
        .replace('"version":"1"', '"version":"2"')
        .replace("Check the ref", "See the ref")
    )
    file.write_text(text, encoding="utf-8")
    told = run("read", str(file), "-o", str(toml)).stdout.splitlines()
    assert told == [
        "Template scs, version 2, 10 tasks: held against version 1, in use",
        "  Head Spinal cord stimulation: version",
        "  N01 See the referral criteria for spinal cord stimulation: title",
    ]
    assert run("check", str(toml)).exit_code == 0
    assert run("fhir", "-o", str(file)).exit_code == 0
    refused = run("read", str(file), "-o", "-")
    assert refused.exit_code == 1
    assert "The file holds 24 templates" in refused.stderr
    assert "Did you mean “scs”?" in run("fhir", "sca", "-o", "-").stderr


def test_what_is_wrong_with_a_template_that_came_is_told(tmp_path: Path) -> None:
    file = tmp_path / "scs.json"
    run("fhir", "scs", "-o", str(file))
    file.write_text(file.read_text(encoding="utf-8").replace("pain_specialist", "wizard"), encoding="utf-8")
    told = run("read", str(file)).stdout
    assert "To be mended: scs, N01: " in told
    assert "wizard" in told
    file.write_text('{"resourceType": "CarePlan"}', encoding="utf-8")
    assert "no template that careplan wrote" in run("read", str(file)).stderr
