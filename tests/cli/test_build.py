"""careplan build: what it prints, and how it answers a slip."""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from careplan.cli import main
from tests.clinical_story import VIGNETTES

Run = Callable[..., Result]


@pytest.fixture
def build() -> Run:
    """Build a plan of the first vignette with these options."""
    runner = CliRunner()
    return lambda *words: runner.invoke(main, ["build", str(VIGNETTES / "V1.json"), *map(str, words)])


def test_the_text_shows_days_as_the_screens_do(build: Run) -> None:
    answer = build("--cause", "scar_tissue")
    assert answer.exit_code == 0
    assert "from 2 Mar 2026\n" in answer.stdout
    assert " 02 Mar" not in answer.stdout


def test_an_alert_begins_with_its_weight_and_not_with_the_code_of_its_rule() -> None:
    drugs = [
        {"name": name, "amount_per_day": amount, "unit": "mg"} for name, amount in (("oxycodone", 90), ("diazepam", 10))
    ]
    intake = json.dumps({"patient_id": "P-0101", "birth_date": "1968-05-02", "medicines": drugs})
    text = CliRunner().invoke(main, ["build", "-", "--cause", "failed_fusion"], input=intake).stdout
    alerts = text.split("Alerts and checks\n")[1]
    assert "  Warning: oxycodone: Very high dose" in alerts
    assert not re.search(r"^ +(M\d\d|warn)", alerts, re.MULTILINE)


@pytest.mark.parametrize(
    ("drugs", "said"),
    [
        (["ibuprofen"], "Note: ibuprofen: Dose and duration may slow bone healing"),
        (["tramadol"], "Note: tramadol: MME is for risk only"),
        (["oxycodone", "diazepam"], "Warning: oxycodone, diazepam: Combined use can stop breathing"),
    ],
)
def test_an_alert_on_medicines_names_them(drugs: list[str], said: str) -> None:
    medicines = [{"name": name, "amount_per_day": 100, "unit": "mg"} for name in drugs]
    findings = {"i_ct_nonunion": "yes"}
    intake = json.dumps(
        {"patient_id": "P-0101", "birth_date": "1968-05-02", "medicines": medicines, "findings": findings}
    )
    text = CliRunner().invoke(main, ["build", "-", "--cause", "failed_fusion"], input=intake).stdout
    assert said in text.split("Alerts and checks\n")[1]


def test_two_kinds_of_output_do_not_run_into_each_other(build: Run, tmp_path: Path) -> None:
    both = build("--cause", "scar_tissue", "--csv", "-", "--json")
    assert (both.exit_code, both.stdout) == (2, "")
    assert "Give --csv a file." in both.stderr
    file = tmp_path / "tasks.csv"
    apart = build("--cause", "scar_tissue", "--csv", file, "--json")
    assert apart.exit_code == 0
    assert len(json.loads(apart.stdout)["tasks"]) == file.read_bytes().count(b"\r\nT-")
    assert file.read_bytes().startswith(b"\xef\xbb\xbftask_id")


@pytest.mark.parametrize("day", ["2/3/2026", "2026-02-30", "20260302", "2026-W10-1", "soon", ""])
def test_a_day_that_is_none_is_wrong_usage_and_says_how_to_write_it(build: Run, day: str) -> None:
    answer = build("--cause", "scar_tissue", "--start", day)
    assert (answer.exit_code, answer.stdout) == (2, "")
    assert "Write it as YYYY-MM-DD, such as 2026-03-02." in answer.stderr
    assert "%" not in answer.stderr


def test_the_first_day_can_be_given(build: Run) -> None:
    answer = build("--cause", "scar_tissue", "--start", "2026-03-09", "--json")
    assert json.loads(answer.stdout)["plan"]["start"] == "2026-03-09"


def test_the_file_of_a_plan_that_no_clinic_keeps_has_no_links(build: Run, tmp_path: Path) -> None:
    file = tmp_path / "tasks.csv"
    build("--cause", "scar_tissue", "--csv", file)
    rows = list(csv.DictReader(file.read_text("utf-8-sig").splitlines()))
    assert rows
    assert {row["link"] for row in rows} == {""}


@pytest.mark.parametrize("place", [".", "none/tasks.csv"])
def test_a_place_that_cannot_be_written_is_named(build: Run, tmp_path: Path, place: str) -> None:
    answer = build("--cause", "scar_tissue", "--csv", tmp_path / place)
    assert (answer.exit_code, answer.stdout) == (1, "")
    assert answer.stderr.startswith(f"--csv {tmp_path / place} cannot be written: ")
    assert len(answer.stderr.splitlines()) == 1


def test_a_word_that_is_no_cause_gets_the_nearest(build: Run) -> None:
    assert build("--cause", "scartissue").stderr == "“scartissue” is no suspected cause. Did you mean “scar_tissue”?\n"
    assert "Write one of: scar_tissue, failed_fusion, " in build("--cause", "nosuch").stderr


def test_a_start_far_away_is_refused_in_words_and_no_fault_of_the_program(build: Run) -> None:
    answer = build("--cause", "scar_tissue", "--start", "9999-12-01")
    assert (answer.exit_code, answer.stderr) == (1, "1 Dec 9999 is more than 10 years from today. Correct the year.\n")
