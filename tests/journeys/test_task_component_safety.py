"""The task list in a real browser: no press meets another row, and no act is lost unseen."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from tests.journeys.task_page import CT, Visit, acts, done, menu, outcome, row, strip
from tests.looks import DESKTOP, PHONE, Look

TABLET = Look(800, 900, "light")


def test_a_double_press_on_done_opens_the_menu_and_closes_nothing(visit: Visit) -> None:
    page = visit()
    done(page, "P-0074").dblclick()
    expect(menu(page)).to_have_accessible_name(f"{CT} P-0074")
    expect(acts(page)).to_have_count(0)


@pytest.mark.parametrize("look", [DESKTOP, PHONE], ids=str)
def test_a_double_press_on_not_done_closes_nothing(visit: Visit, look: Look) -> None:
    page = visit(look=look)
    done(page, "P-0074").click()
    outcome(page, "Not done…").dblclick()
    expect(outcome(page, "Not needed")).to_be_visible()
    expect(acts(page)).to_have_count(0)


def test_a_double_press_on_an_outcome_acts_once_and_touches_nothing_behind(visit: Visit) -> None:
    page = visit("slow=0.5")
    done(page, "P-0074").click()
    outcome(page, "As planned").dblclick()
    expect(row(page, "P-0074")).to_contain_text("Saving…")
    expect(row(page, "P-0074")).to_have_count(0)
    expect(acts(page)).to_have_count(1)
    expect(menu(page)).to_have_count(0)


def test_two_acts_on_a_slow_server_both_land(visit: Visit) -> None:
    page = visit("slow=1")
    for patient in ("P-0074", "P-0014"):
        done(page, patient).focus()
        page.keyboard.press("Enter")
        page.keyboard.press("Enter")
    expect(acts(page)).to_have_text(["act: as_planned T-000002 1 []", "act: as_planned T-000003 1 []"], timeout=15_000)


WATCH_SETTLING = """() => {
  const hosts = [...document.querySelectorAll('*')].filter((node) => node.shadowRoot?.querySelector('.tasks'));
  const root = hosts[0].shadowRoot;
  window.settled = [];
  const touched = new WeakMap();  // a busy browser tells of a change later than it was made
  for (const name of ['add', 'remove']) {
    const made = DOMTokenList.prototype[name];
    DOMTokenList.prototype[name] = function (...words) {
      if (words.includes('settling')) touched.set(this, performance.now());
      return made.apply(this, words);
    };
  }
  new MutationObserver((changes) => {
    for (const { target, oldValue } of changes) {
      if (target.tagName !== 'LI' || !target.isConnected) continue;
      const on = target.classList.contains('settling');
      if (on === (oldValue ?? '').includes('settling')) continue;
      const box = target.querySelector('.open').getBoundingClientRect();
      const hit = root.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2);
      settled.push({ id: target.dataset.id, on, hit: Boolean(hit?.closest('li')), at: touched.get(target.classList) });
    }
  }).observe(root, { subtree: true, attributes: true, attributeFilter: ['class'], attributeOldValue: true });
}"""


def test_a_row_that_moved_takes_no_pointer_for_half_a_second(visit: Visit) -> None:
    page = visit()
    page.evaluate(WATCH_SETTLING)
    done(page, "P-0074").click()
    outcome(page, "As planned").click()
    page.wait_for_function("settled.some((one) => one.id === 'T-000003' && !one.on)")
    seen = [one for one in page.evaluate("settled") if one["id"] == "T-000003"]
    assert [one["on"] for one in seen] == [True, False]
    assert not seen[0]["hit"]
    assert seen[1]["at"] - seen[0]["at"] > 480
    done(page, "P-0014").click()
    expect(menu(page)).to_contain_text("P-0014")


def test_rows_above_the_closed_one_did_not_move_and_answer_at_once(visit: Visit) -> None:
    page = visit()
    page.evaluate(WATCH_SETTLING)
    done(page, "P-0014").click()
    outcome(page, "As planned").click()
    expect(row(page, "P-0014")).to_have_count(0)
    page.wait_for_function("settled.some((one) => one.on)")
    assert "T-000001" not in [one["id"] for one in page.evaluate("settled")]


ROW_AT = """at => {
  const host = [...document.querySelectorAll('*')].find((node) => node.shadowRoot?.querySelector('.tasks'));
  const rows = [...host.shadowRoot.querySelectorAll('li')];
  const row = rows.find((one) => one.getBoundingClientRect().top <= at && one.getBoundingClientRect().bottom > at);
  return row?.querySelector('.patient').textContent;
}"""


def test_among_rows_in_motion_no_menu_opens_for_another_row_than_the_eye_chose(visit: Visit) -> None:
    page = visit("shuffle=1")
    done_at = done(page, "P-0037").bounding_box()
    assert done_at is not None
    for height in range(200, 800, 40):
        chosen = page.evaluate(ROW_AT, height)
        page.wait_for_timeout(150)  # not a wait for the page: it is what a hand takes from looking to pressing
        page.mouse.click(done_at["x"] + 10, height)
        if menu(page).count():
            expect(menu(page)).to_have_accessible_name(re.compile(f"{chosen}$"))
            page.keyboard.press("Escape")
    expect(acts(page)).to_have_count(0)


def test_the_menu_closes_when_its_task_changed_and_the_note_is_kept(visit: Visit) -> None:
    page = visit("change=T-000002")
    done(page, "P-0074").click()
    menu(page).get_by_label("Note (optional)").fill("Fused at L4-L5")
    page.get_by_role("button", name="Change", exact=True).dispatch_event("click")  # no press of our own pointer
    expect(menu(page)).to_have_count(0)
    expect(strip(page)).to_contain_text(f"“{CT}” changed while its menu was open. Look at it again. Your note is kept.")
    expect(done(page, "P-0074")).to_be_focused()
    page.keyboard.press("Enter")
    expect(menu(page).get_by_label("Note (optional)")).to_have_value("Fused at L4-L5")
    page.keyboard.press("Enter")
    expect(acts(page)).to_have_text(["act: as_planned T-000002 2 Fused at L4-L5 []"])


def test_an_open_menu_survives_the_change_of_another_row(visit: Visit) -> None:
    page = visit("change=T-000003")
    done(page, "P-0074").click()
    menu(page).get_by_label("Note (optional)").fill("half a sent")
    page.get_by_role("button", name="Change", exact=True).dispatch_event("click")
    expect(row(page, "P-0014")).to_contain_text("Moved by the surgeon")
    expect(menu(page).get_by_label("Note (optional)")).to_be_focused()
    expect(menu(page).get_by_label("Note (optional)")).to_have_value("half a sent")


def test_a_refused_act_says_why_and_the_row_returns(visit: Visit) -> None:
    page = visit("refuse=1")
    done(page, "P-0074").click()
    menu(page).get_by_label("Note (optional)").fill("Fused")
    outcome(page, "As planned").click()
    refusal = "This task belongs to the surgeon. Ask them, or reassign it first."
    expect(page.get_by_role("status").filter(has_text=refusal)).to_be_visible()
    expect(row(page, "P-0074")).not_to_contain_text("Saving…")
    expect(done(page, "P-0074")).to_be_focused()
    page.keyboard.press("Enter")
    expect(menu(page).get_by_label("Note (optional)")).to_have_value("Fused")


def test_a_note_that_is_too_long_stays_in_its_field_and_is_refused_with_its_count(visit: Visit) -> None:
    page = visit()
    done(page, "P-0074").click()
    note = menu(page).get_by_label("Note (optional)")
    note.fill("x" * 2500)
    outcome(page, "As planned").click()
    expect(menu(page).get_by_role("alert")).to_have_text("2,500 characters; at most 2,000.")
    expect(note).to_have_value("x" * 2500)
    expect(acts(page)).to_have_count(0)
    note.fill("x" * 2000)
    outcome(page, "As planned").click()
    expect(acts(page)).to_have_count(1)


def test_what_the_server_still_works_on_is_not_called_lost_and_the_row_follows_the_late_answer(visit: Visit) -> None:
    page = visit("slow=3", clock=True)
    done(page, "P-0074").click()
    outcome(page, "As planned").click()
    expect(row(page, "P-0074")).to_contain_text("Saving…")
    page.clock.fast_forward(16_000)
    expect(row(page, "P-0074")).to_contain_text("Still saving…")
    expect(strip(page)).to_contain_text(f"Still saving: “{CT}”, P-0074. The row follows as soon as it is kept.")
    expect(strip(page)).not_to_contain_text("Not saved")
    expect(row(page, "P-0074")).to_have_count(0, timeout=15_000)
    expect(strip(page)).to_contain_text(f"As planned: {CT}, P-0074")
    expect(acts(page)).to_have_count(1)


def test_asking_again_while_the_server_works_counts_once(visit: Visit) -> None:
    page = visit("slow=3", clock=True)
    done(page, "P-0074").click()
    outcome(page, "As planned").click()
    page.clock.fast_forward(16_000)
    row(page, "P-0074").get_by_role("button", name="Ask again").click()
    expect(row(page, "P-0074")).to_contain_text("Saving…")
    expect(row(page, "P-0074")).to_have_count(0, timeout=15_000)
    expect(acts(page)).to_have_count(1)


def test_a_lost_connection_is_said_and_trying_again_counts_once(visit: Visit) -> None:
    page = visit("slow=3", clock=True)
    page.route("**/health", lambda route: route.abort())
    done(page, "P-0074").click()
    outcome(page, "As planned").click()
    page.clock.fast_forward(16_000)
    expect(row(page, "P-0074")).to_contain_text("Not saved.")
    expect(strip(page)).to_contain_text(
        f"Not saved: the connection was lost. “{CT}”, P-0074. Your text is still here. Try again."
    )
    row(page, "P-0074").get_by_role("button", name="Try again").click()
    expect(row(page, "P-0074")).to_contain_text("Saving…")
    expect(row(page, "P-0074")).to_have_count(0, timeout=15_000)
    expect(strip(page)).to_contain_text(f"As planned: {CT}, P-0074")
    expect(acts(page)).to_have_count(1)


def test_what_is_kept_at_the_second_try_is_said_at_once_and_no_undo_of_another_act_stands_beside_it(
    visit: Visit,
) -> None:
    page = visit("slow=3", clock=True)
    undo = page.get_by_role("button", name="Undo", exact=True)
    done(page, "P-0014").click()
    outcome(page, "As planned").click()
    expect(undo).to_be_visible(timeout=15_000)
    page.route("**/health", lambda route: route.abort())
    page.route("**/acts", lambda route: route.abort())
    done(page, "P-0074").click()
    outcome(page, "As planned").click()
    page.clock.fast_forward(16_000)
    expect(strip(page)).to_contain_text("Not saved: the connection was lost.")
    expect(undo).to_be_hidden()
    page.unroute("**/acts")
    page.route("**/acts", lambda route: route.fulfill(json={"kept": True, "said": "Kept at last."}))
    row(page, "P-0074").get_by_role("button", name="Try again").click()
    expect(strip(page).get_by_text("Kept at last.")).to_be_visible(timeout=2_000)
    expect(undo).to_be_hidden()
    expect(strip(page)).to_contain_text(f"As planned: {CT}, P-0074", timeout=15_000)
    expect(undo).to_be_visible()


def test_an_undo_that_takes_long_is_asked_for_again_by_the_same_key(visit: Visit) -> None:
    page = visit("slow=3", clock=True)
    done(page, "P-0074").click()
    outcome(page, "As planned").click()
    page.get_by_role("button", name="Undo", exact=True).click(timeout=15_000)
    page.clock.fast_forward(16_000)
    page.get_by_role("button", name="Still undoing…").click()
    expect(row(page, "P-0074")).to_be_visible(timeout=15_000)
    expect(acts(page)).to_have_text(["act: as_planned T-000002 1 []", re.compile("act: undo")])
