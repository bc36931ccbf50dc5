"""A slip of the hand in the data is found by the comparison with the reference, at its table, row and column."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

from careplan.catalogue import load
from careplan.catalogue.reading import shipped
from tests.reference.meant import MEANT
from tests.reference.test_reference import NAMES, differences


@pytest.mark.parametrize(
    ("file", "row", "was", "becomes", "where"),
    [
        ("templates/scar_tissue", "SC04", r'due = "28 \(', 'due = "27 (', ("templates/scar_tissue", "SC04", "due")),
        (
            "templates/core",
            "K12",
            "teach-back done",
            "teach-back tried",
            ("templates/core", "K12", "done when"),
        ),
        (
            "templates/core",
            "K12",
            r'depends_on = \["K11"\]',
            'depends_on = ["K11", "K02"]',
            ("templates/core", "K12", "depends on"),
        ),
        ("templates/opioid", "O02", "ort>=8", "ort>=9", ("templates/opioid", "O02", "condition")),
        ("templates/failed_fusion", "FF07", "28d x12 ", "28d x11 ", ("templates/failed_fusion", "FF07", "repeat")),
        ("measures", "odi", 'licence = "copyright J', 'licence = "free', ("measures", "odi", "licence")),
        (
            "safety_rules",
            "M01",
            "little added benefit",
            "no added benefit",
            ("safety_rules", "M01", "message and effect"),
        ),
        ("safety_rules", "M04", 'when = "opioid and', 'when = "opioid or', ("safety_rules", "M04", "when")),
        ("red_flags", "RF01", "within 4 hours", "within 6 hours", ("red_flags", "RF01", "required action")),
        ("weights", "habits", "h_habits = 2", "h_habits = 3", ("weights", "habits", "weights")),
        ("causes", "failed_fusion", "E55.9", "E55.8", ("cause_fields", "failed_fusion ICD-10-CM", "content")),
        ("medicines", "methadone", "factor = 4.7", "factor = 4.0", ("opioids", "methadone", "factor")),
        ("findings", "b_sij_pos", "70% relief", "50% relief", ("findings", "b_sij_pos", "yes means")),
        (
            "merge_groups",
            "motor_check",
            '"RC04", "ID04"',
            '"ID04", "RC04"',
            ("merge_groups", "motor_check", "task ids"),
        ),
    ],
)
def test_one_changed_value_is_found(
    tmp_path: Path, file: str, row: str, was: str, becomes: str, where: tuple[str, str, str]
) -> None:
    folder = tmp_path / "data"
    shutil.copytree(str(shipped()), folder)
    path = folder / f"{file}.toml"
    head, mark, rest = re.split(rf'(= "{row}")', path.read_text(encoding="utf-8"), maxsplit=1)
    changed, times = re.subn(was, becomes, rest, count=1)
    assert times == 1
    path.write_text(f"{head}{mark}{changed}", encoding="utf-8")
    catalogue = load(folder)
    found = [one[:3] for name in NAMES if name != "anchors" for one in differences(catalogue, name)]
    assert [place for place in found if place not in MEANT] == [where]
