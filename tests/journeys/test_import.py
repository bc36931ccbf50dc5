"""A tasks file leaves the board and comes back by the screen Export and import (A21, A22, A23)."""

from __future__ import annotations

import csv
from pathlib import Path

from playwright.sync_api import Page, expect

from careplan.coordination.closing import complete
from careplan.exchange.csv_text import BYTE_ORDER_MARK
from careplan.exchange.tasks_csv import COLUMNS
from careplan.task import Outcome
from tests.journeys.work_page import Visitor
from tests.looks import PHONE, axe_faults
from tests.small_clinic import PEOPLE

FORMULA = "=1+1"


def _rows(file: Path) -> list[dict[str, str]]:
    with file.open(encoding="utf-8-sig", newline="") as opened:
        return list(csv.DictReader(opened))


def _faults(page: Page) -> list[tuple[str, str, str]]:
    """Return what axe finds, but for one point of style in the field of Streamlit that takes the file."""
    return [fault for fault in axe_faults(page) if fault[1] != "presentation-role-conflict"]


def test_a21_a22_a23_a_file_leaves_comes_back_and_is_taken_back(visitor: Visitor, plan_id: str, tmp_path: Path) -> None:
    small = visitor.house.small
    complete(
        small.clinic, small.task(plan_id, "K03").id, outcome=Outcome.PARTLY, note=FORMULA, actor=PEOPLE["coordinator"]
    )
    page = visitor("coordinator", f"/plan?id={plan_id}&show=all")
    with page.expect_download() as download:  # the one click of A21
        page.get_by_role("button", name="Export CSV").click()
    file = tmp_path / "tasks.csv"
    download.value.save_as(file)
    expect(page.get_by_text(f"Downloaded: {download.value.suggested_filename}")).to_be_visible()
    page.route("**/files", lambda route: route.abort())
    page.get_by_role("button", name="Export CSV").click()
    expect(page.get_by_text("The connection was lost, and no file was kept.")).to_be_visible()
    page.unroute("**/files")
    assert file.read_bytes().startswith(BYTE_ORDER_MARK)
    rows = _rows(file)
    assert list(rows[0]) == list(COLUMNS) and len(COLUMNS) == 31
    expect(page.get_by_text(f"{len(rows)} rows in the file, one for each session.")).to_be_visible()
    assert [row["outcome_note"] for row in rows if row["outcome"] == "partly"] == [f"'{FORMULA}"]
    page = visitor.house.visit(page, "/data", who="coordinator")
    page.locator("input[type=file]").set_input_files(file)
    expect(page.get_by_text("No changes in this file.")).to_be_visible()
    by_key = {row["source"].partition("#")[2]: row for row in rows}
    by_key["K05"]["due_date"] = by_key["K07"]["due_date"] = "2026-06-01"
    by_key["K08"]["assignee"] = "physical.therapist"
    file = tmp_path / "edited.csv"  # as a browser has it, the same path is no other choice
    with file.open("w", encoding="utf-8-sig", newline="") as edited:
        writer = csv.DictWriter(edited, list(rows[0]), delimiter=";")
        writer.writeheader()
        writer.writerows(rows)
    page.locator("input[type=file]").set_input_files(file)
    ticks = page.get_by_role("list", name="Change", exact=True).get_by_role("checkbox")
    expect(ticks).to_have_count(3)
    assert _faults(page) == []
    page.set_viewport_size({"width": PHONE.width, "height": PHONE.height})
    assert _faults(page) == []
    page.get_by_role("button", name="Apply 3 changes").click()
    expect(page.get_by_text("Taken from the file: 3 changes of 3 tasks.")).to_be_visible()
    expect(page.get_by_text("No changes in this file.")).to_be_visible()
    page.get_by_role("button", name="Undo", exact=True).click()
    expect(page.get_by_text("Undone: 3 changes.")).to_be_visible()
    expect(ticks).to_have_count(3)
