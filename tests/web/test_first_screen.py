"""What a person sees after sign-in: their work, or the first screen that is of use to who has none (PRODUCT 1)."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.conftest import OpenPage
from tests.served_clinic import ServedClinic
from tests.serving import Served


@pytest.mark.parametrize(
    ("role", "heading", "screens"),
    [
        ("surgeon", "My work", ["My work", "Patients", "Review meeting", "Clinic", "Templates"]),
        ("care coordinator", "Clinic", ["My work", "Patients", "Review meeting", "Clinic", "Templates"]),
        ("viewer", "Patients", ["Patients", "Review meeting", "Clinic", "Templates", "Export and import"]),
        ("clinic administrator", "Team and users", ["Team and users", "Templates", "Audit"]),
    ],
)
def test_each_role_opens_on_its_own_first_screen(
    demo: Served, open_page: OpenPage, role: str, heading: str, screens: list[str]
) -> None:
    page = open_page(demo.url)
    page.get_by_role("button", name=f"Enter as {role}", exact=True).click()
    expect(page.get_by_role("heading", level=1, name=heading, exact=True)).to_be_visible()
    offered = page.get_by_role("navigation", name="Screens").get_by_role("link").filter(has_not_text="New plan")
    expect(offered).to_have_text(screens)


def test_a_task_of_my_work_that_is_sent_to_a_viewer_opens_on_the_viewer_s_first_screen(
    house: ServedClinic, open_page: OpenPage
) -> None:
    plan_id = house.small.begin("V1", "scar_tissue").plan_id
    known = house.small.task(plan_id, "K03")
    for task, says in ((known.id, known.desired.title), ("T-999999", "No such record, or not one you may see")):
        page = house.visit(open_page("about:blank"), f"/work?task={task}", who="viewer")
        expect(page.get_by_role("dialog")).to_contain_text(says)
        expect(page.get_by_role("heading", level=1, name="Patients", exact=True)).to_be_visible()
