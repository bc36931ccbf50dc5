"""Files in a real spreadsheet program: opened, nothing runs, days are days; saved by it, they come back unchanged.

Only `uv run pytest -m long` asks for it, with LibreOffice Calc on the path (Debian: `apt install libreoffice-calc`).
"""

from __future__ import annotations

import io
import shutil
import subprocess
from datetime import date
from pathlib import Path
from zipfile import ZipFile

import pytest

from careplan.coordination import tasks
from careplan.coordination.export_rows import CONSOLE, Kind, Scope, Sheet
from careplan.coordination.exports import workbook
from careplan.coordination.importing import preview
from careplan.draft_plan import HandMade
from careplan.exchange.csv_days import DayOrder
from tests.coordination.test_files_into_another_clinic import HARD, out, rows_of, worked_on
from tests.exchange.test_workbook import _cells, _parts
from tests.small_clinic import PEOPLE, SmallClinic

COORDINATOR = PEOPLE["coordinator"]
SHEET = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
FORMULAS = ("=1+1", "+49 30 1234", "-2 points", "@SUM(A1)", '=HYPERLINK("http://127.0.0.1:9";"x")', "'=1")
NUMBERS = ("007", "1E5", "3/4")
"""Texts that every spreadsheet takes for a number or a day, whatever a file says."""
SAVED = {
    "semicolons, UTF-8": ("59,34,76,1,,0,false,true,false", None),
    "commas, Windows-1252": ("44,34,ANSI,1,,0,false,true,false", None),
    "tabs, UTF-16": ("9,34,65535,1,,0,false,true,false", None),
    "every cell quoted": ("44,34,76,1,,0,true,true,false", None),
    "days as a German sheet shows them": ("59,34,76,1,,1031,false,true,false", DayOrder.DAY_FIRST),
}
"""How the program saves: delimiter, quotation mark, character set, first line, formats, language, what is quoted."""

pytestmark = pytest.mark.long


def converted(file: Path, to: str, reading: str = "CSV:44,34,76,1,,0,false,true,false") -> Path:
    """Let the program open a file and save it in another form."""
    program = shutil.which("soffice")
    assert program, "LibreOffice Calc is not on the path. Install it, or leave out -m long."
    place, home = file.parent / "saved", file.parent / "office"
    how = [program, f"-env:UserInstallation=file://{home}", "--headless", "--convert-to", to, "--outdir", str(place)]
    opening = [f"--infilter={reading}"] if file.suffix == ".csv" else []
    done = subprocess.run([*how, *opening, str(file)], capture_output=True, text=True, timeout=180, check=True)
    found = list(place.iterdir())
    assert len(found) == 1, done.stdout + done.stderr
    return found[0]


@pytest.fixture
def worked(small: SmallClinic) -> SmallClinic:
    """The plan of V1, worked on, with texts that a sheet might take for something else."""
    assert small.begin("V1", "scar_tissue").plan_id == "PL-V1-01"
    worked_on(small, "PL-V1-01")
    for text in FORMULAS:
        tasks.add(small.clinic, "PL-V1-01", HandMade(text, "nurse", None, details=text), actor=COORDINATOR)
    return small


def written(tmp_path: Path, data: bytes, name: str) -> Path:
    file = tmp_path / name
    file.write_bytes(data)
    return file


@pytest.mark.parametrize("kind", [Kind.TASKS, Kind.MEASURES])
def test_a_csv_opens_with_days_as_days_and_no_text_runs(worked: SmallClinic, tmp_path: Path, kind: Kind) -> None:
    data = out(worked, "PL-V1-01", kind)
    saved = converted(written(tmp_path, data, "file.csv"), "xlsx").read_bytes()
    page = _parts(saved)["xl/worksheets/sheet1.xml"]
    assert not list(page.iter(f"{SHEET}f")), "a formula"
    assert not list(page.iter(f"{SHEET}hyperlink"))
    rows = rows_of(data)
    header, *shown = _cells(saved, 1)
    assert header == list(rows[0]) and len(shown) == len(rows)
    together = {cell for row in shown for cell in row}
    assert {row[f"{kind[:-1]}_id"] for row in rows} <= together, "ids are kept"
    day = next(row[name] for row in rows for name in ("due_date", "date") if row.get(name))
    assert str((date.fromisoformat(day) - date(1899, 12, 30)).days) in together, "days are days"
    assert any("größer" in cell and "עברית" in cell for cell in together), "letters of every script"


@pytest.mark.parametrize("saved", SAVED)
@pytest.mark.parametrize("kind", [Kind.TASKS, Kind.MEASURES])
def test_what_it_saves_comes_back_as_no_change(worked: SmallClinic, tmp_path: Path, kind: Kind, saved: str) -> None:
    how, order = SAVED[saved]
    file = written(tmp_path, out(worked, "PL-V1-01", kind), "file.csv")
    back = converted(file, f"csv:Text - txt - csv (StarCalc):{how}").read_bytes()
    found = preview(worked.clinic, io.BytesIO(back), actor=COORDINATOR, order=order)
    told = [(one.cell.column, one.cell.before, one.cell.after) for one in found.cells]
    if "1252" in saved:  # it has no letters but those of Western Europe, and writes a question mark for each other
        told = [one for one in told if "?" not in one[2]]
        assert not (told or found.added or found.orders)
    else:
        assert found.says_nothing, (told, found.added, found.passed_over, found.orders)


def test_a_text_that_it_takes_for_a_number_is_told_and_never_taken_unseen(worked: SmallClinic, tmp_path: Path) -> None:
    for text in NUMBERS:
        tasks.add(worked.clinic, "PL-V1-01", HandMade(text, "nurse", None), actor=COORDINATOR)
    file = written(tmp_path, out(worked, "PL-V1-01", Kind.TASKS), "file.csv")
    back = converted(file, "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,false").read_bytes()
    found = preview(worked.clinic, io.BytesIO(back), actor=COORDINATOR)
    assert [one.cell.before for one in found.cells if one.cell.column == "task"] == list(NUMBERS)


def test_the_workbook_opens_with_its_sheets_and_real_days(worked: SmallClinic, tmp_path: Path) -> None:
    sheet = Sheet(place=CONSOLE)
    data = b"".join(workbook(worked.clinic, Scope(plan_id="PL-V1-01"), actor=COORDINATOR, sheet=sheet))
    again = converted(written(tmp_path, data, "book.xlsx"), "ods")
    with ZipFile(again) as packed:
        text = packed.read("content.xml").decode()
    assert text.count("<table:table ") == 4
    assert "table:formula=" not in text
    assert 'office:value-type="date"' in text
    assert "· größer · עברית 123 · 👩‍⚕️" in text and "· größer · עברית 123 · 👩‍⚕️" in HARD
