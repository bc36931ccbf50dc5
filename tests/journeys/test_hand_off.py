"""Story A14 in a real browser: a task goes to another discipline, and the sender keeps it until it is taken."""

from __future__ import annotations

from playwright.sync_api import expect

from careplan.coordination import hand_offs
from careplan.hand_off import Briefing
from tests.journeys.task_page import row
from tests.journeys.work_page import Visitor, WorkHouse, drawer, drawn, patient_of
from tests.looks import PHONE, axe_faults, scrolls_sideways
from tests.small_clinic import PEOPLE

FILMS = "Standing X-rays with flexion and extension views"


def test_a14_the_sender_stays_accountable_until_the_receiver_confirms_the_request(
    visitor: Visitor, work: WorkHouse, plan_id: str
) -> None:
    task, patient = work.small.task(plan_id, "FF02"), patient_of(plan_id)
    page = visitor("primary.care", f"/plan?id={plan_id}&task={task.id}")
    drawer(page).get_by_role("button", name="Hand off", exact=True).click()  # 1
    drawer(page).get_by_role("radio", name="Pain specialist", exact=True).click()  # 2
    send = drawer(page).get_by_role("button", name="Hand to the pain specialist", exact=True)
    expect(send).to_be_visible()
    drawer(page).get_by_label("Hand off on behalf of the surgeon, because").fill("The surgeon asked me to")
    drawer(page).get_by_label("Request", exact=True).fill("Please judge whether the joints above hurt")
    drawer(page).get_by_label("What to watch for and what then").fill("New weakness: call the surgeon")
    assert axe_faults(page, "[role=dialog]") == []
    send.click()  # 3
    expect(drawer(page)).to_contain_text(f"Handed to the pain specialist, not yet accepted: {task.title}")
    assert work.small.task(plan_id, "FF02").role == "surgeon"

    receiver = visitor("pain.specialist", "/work?show=handed", PHONE)
    offered = row(receiver, FILMS).filter(has_text=patient)
    expect(offered).to_contain_text("The surgeon asks you to take it over")
    assert not scrolls_sideways(receiver)
    offered.get_by_role("button", name="Accept", exact=True).click()  # 1
    expect(drawer(receiver)).to_contain_text("Please judge whether the joints above hurt")
    expect(drawer(receiver)).to_contain_text("the surgeon stays accountable")
    expect(drawer(receiver).get_by_label("The request in your own words")).to_be_focused()
    receiver.keyboard.type("I judge whether the joints above hurt")
    assert not scrolls_sideways(receiver) and axe_faults(receiver, "[role=dialog]") == []
    drawer(receiver).get_by_role("button", name="Accept", exact=True).click()  # 2
    expect(drawer(receiver)).to_have_count(0)
    expect(receiver.locator(".tasks .strip")).to_contain_text(f"Accepted: {task.title}")
    expect(row(receiver, FILMS).filter(has_text=patient)).to_have_count(0)
    receiver.goto(f"{work.served.url}/work?rows=1000&open=later")
    mine = row(receiver, FILMS).filter(has_text=patient)
    expect(mine.get_by_role("button", name="Done", exact=True)).to_be_visible()
    assert work.small.task(plan_id, "FF02").role == "pain_specialist"


def test_send_back_from_the_row_by_keyboard_asks_for_a_reason(visitor: Visitor, work: WorkHouse, plan_id: str) -> None:
    task = work.small.task(plan_id, "FF02")
    asked = Briefing(request="Please look at the films")
    hand_offs.offer(work.small.clinic, task.id, asked, actor=PEOPLE["surgeon"], to_role="nurse")
    page = visitor("nurse", "/work")
    offered = row(page, FILMS).filter(has_text=patient_of(plan_id))
    offered.get_by_role("button", name="Accept", exact=True).focus()
    page.keyboard.press("ArrowRight")
    expect(offered.get_by_role("button", name="Send back", exact=True)).to_be_focused()
    page.keyboard.press("Enter")
    page.get_by_label("Reason for sending it back").fill("Films are read by the surgeon here")
    page.get_by_role("button", name="Send it back", exact=True).click()
    expect(drawer(page)).to_have_count(0)
    drawn(page)
    told = visitor("surgeon", f"/plan?id={plan_id}&task={task.id}")
    expect(drawer(told)).to_contain_text("Sent back by nurse: Films are read by the surgeon here")
