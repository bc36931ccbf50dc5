"""careplan assess: the words of the contract, and a text that reads well in a terminal."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from careplan.cli import main
from careplan.cli.today import today
from careplan.errors import NotReady
from tests.clinical_story import VIGNETTES, content

Run = Callable[..., Result]


@pytest.fixture(autouse=True)
def _a_fixed_day(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CAREPLAN_TODAY", "2026-03-02")


@pytest.fixture
def assess() -> Run:
    """Assess a file by its path, or what standard input holds."""
    runner = CliRunner()
    return lambda *words, given=None: runner.invoke(main, ["assess", *map(str, words)], input=given)


def as_json(assess: Run, path: Path | str, given: str | None = None) -> dict[str, Any]:
    answer = assess(path, "--json", given=given)
    assert (answer.exit_code, answer.stderr) == (0, "")
    read: dict[str, Any] = json.loads(answer.stdout)
    return read


def test_json_has_exactly_the_keys_of_the_contract(assess: Run) -> None:
    found = as_json(assess, VIGNETTES / "V6.json")
    assert list(found) == ["red_flags", "normal_recovery", "uncertain", "causes", "contributing", "left_out"]
    assert found["causes"][0] == {
        "cause": "wrong_site",
        "band": "strong",
        "score": 9,
        "for": ["o_mismatch", "i_target_untreated", "h_never_relieved", "h_same_root"],
        "against": [],
        "settle": [],
    }
    assert [list(one) for one in found["contributing"]] == [list(found["causes"][0])]
    assert found["left_out"][0] == {
        "cause": "failed_fusion",
        "because": "Needs an earlier spinal fusion; the history has none.",
    }


def test_json_names_a_red_flag_with_its_urgency_and_action(assess: Run) -> None:
    found = as_json(assess, "-", given='{"patient_id": "P-0101", "red_flags": ["RF14", "RF01"]}')
    assert [list(flag) for flag in found["red_flags"]] == [["id", "name", "urgency", "action"]] * 2
    assert [(flag["id"], flag["urgency"]) for flag in found["red_flags"]] == [("RF01", "U0"), ("RF14", "U3")]
    assert found["red_flags"][0]["action"] == content().red_flags.by_id["RF01"].action


@pytest.mark.parametrize("number", range(1, 7))
def test_every_vignette_reads_as_text_without_percentage_or_diagnosis(assess: Run, number: int) -> None:
    answer = assess(VIGNETTES / f"V{number}.json")
    assert (answer.exit_code, answer.stderr) == (0, "")
    text = answer.stdout
    panel = content().notices.notices.cause_panel
    assert text.rstrip().endswith(panel)
    assert "diagnos" not in text.replace(panel, "").lower()
    assert "%" not in text
    assert max(len(line) for line in text.splitlines()) <= 100


def test_text_tells_red_flags_first_then_causes_reasons_and_what_is_left_out(assess: Run) -> None:
    given = (VIGNETTES / "V1.json").read_text(encoding="utf-8").replace('"red_flags": []', '"red_flags": ["RF02"]')
    text = assess("-", given=given).stdout
    headings = re.findall(r"^[A-Z][A-Z ]+$", text, re.MULTILINE)
    assert headings == ["RED FLAGS", "SUSPECTED CAUSES", "CONTRIBUTING FACTORS", "LEFT OUT"]
    assert "  ! possible progressive motor deficit: same day: speak to the named clinician" in text
    assert "  Scar tissue  (most consistent)" in text
    assert "  Arachnoiditis  (less likely)" in text
    assert "    against          Enhancing scar round the root that matches the pain" in text
    assert "    would settle it  Selective nerve root block" in text


def test_text_of_expected_recovery_names_no_cause(assess: Run) -> None:
    text = assess(VIGNETTES / "V5.json").stdout
    assert "Within expected recovery" in text
    assert "SUSPECTED CAUSES" not in text


def test_text_of_an_empty_intake_says_that_nothing_is_known(assess: Run) -> None:
    text = assess("-", given='{"patient_id": "P-0101"}').stdout
    assert "None was entered. Ask for them before anything else." in text
    assert "Uncertain: more tests needed." in text
    assert "The findings entered suggest none." in text


def test_a_wrong_intake_is_refused_with_every_sentence_and_no_output(assess: Run) -> None:
    answer = assess("-", given='{"patient_id": "P-0101", "facts": {"smokes": true}, "red_flags": ["RF99"]}')
    assert (answer.exit_code, answer.stdout) == (1, "")
    assert [line.split(" ")[:3] for line in answer.stderr.splitlines()] == [
        ["standard", "input:", "red_flags[0]"],
        ["standard", "input:", "facts.smokes"],
    ]
    assert "Write one of: RF01, RF02, " in answer.stderr, "a code that looks alike is another disease"


@pytest.mark.parametrize("command", [["assess"], ["build", "--cause", "scar_tissue"]])
def test_every_sentence_about_a_file_names_it(tmp_path: Path, command: list[str]) -> None:
    wrong = tmp_path / "one.json"
    wrong.write_text('{"patient_id": "P-0101", "facts": {"vitamin_d": 9999}, "birth_date": "2062-01-01"}')
    answer = CliRunner().invoke(main, [*command, str(wrong)])
    assert (answer.exit_code, answer.stdout) == (1, "")
    assert answer.stderr.splitlines() == [
        f"{wrong}: birth_date 2062-01-01 lies in the future. Correct the year.",
        f"{wrong}: facts.vitamin_d: Vitamin D goes from 0 to 500 ng/mL; 9999 is outside.",
    ]


def test_a_file_that_cannot_be_read_is_refused_by_name(assess: Run, tmp_path: Path) -> None:
    missing, no_text = tmp_path / "none.json", tmp_path / "latin.json"
    no_text.write_bytes('{"goal": "Müsli"}'.encode("latin-1"))
    assert assess(missing).stderr == (
        f"{missing} cannot be read: No such file or directory. Give the path of an intake file.\n"
    )
    assert assess(no_text).stderr == f"{no_text} is no UTF-8 text (byte 11). Save it as UTF-8.\n"
    assert assess(tmp_path).exit_code == 1


def test_a_file_far_too_large_is_refused(assess: Run, tmp_path: Path) -> None:
    large = tmp_path / "large.json"
    large.write_bytes(b" " * (5 * 2**20 + 1))
    assert assess(large).stderr == f"{large} is larger than 5 MB: this is no intake.\n"


def test_a_mark_at_the_start_of_a_file_does_not_matter(assess: Run, tmp_path: Path) -> None:
    marked = tmp_path / "marked.json"
    marked.write_bytes(b'\xef\xbb\xbf{"patient_id": "P-0101"}')
    assert assess(marked).exit_code == 0


def test_today_can_be_fixed_and_a_wrong_one_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    assert today() == date(2026, 3, 2)
    monkeypatch.setenv("CAREPLAN_TODAY", "soon")
    with pytest.raises(NotReady, match="CAREPLAN_TODAY"):
        today()
    monkeypatch.delenv("CAREPLAN_TODAY")
    assert abs((today() - date.today()).days) <= 1


def test_assess_loads_no_screen_no_store_and_no_tables() -> None:
    script = "import sys, careplan.cli.assess; print(*sys.modules)"
    loaded = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True).stdout.split()
    assert not {"streamlit", "sqlalchemy", "pandas", "altair", "fhir"} & set(loaded)
