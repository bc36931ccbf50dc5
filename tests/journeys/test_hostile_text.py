"""Whatever people type is shown as they typed it, on every screen, and does nothing (SAFETY P19)."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlencode

import pytest
from playwright.sync_api import Browser, FilePayload, Page, expect

from careplan.coordination import documents, hand_offs, intake_draft, meetings, signing, tasks
from careplan.coordination.board import board
from careplan.coordination.called_off import call_off_planned
from careplan.coordination.closing import complete
from careplan.coordination.comments import comment
from careplan.coordination.conflicts import accept_conflict
from careplan.coordination.corrections import correct
from careplan.coordination.decisions import answer_fact, decide, plan_procedure
from careplan.coordination.export_rows import Scope, Sheet
from careplan.coordination.exports import plans_csv, tasks_csv
from careplan.coordination.fhir_address import give_reading
from careplan.coordination.goals import set_goal
from careplan.coordination.medicines import confirm_medicines
from careplan.coordination.meeting_decision import Action, save_decision
from careplan.coordination.minutes import minutes_csv_of
from careplan.coordination.red_flags import clear_flag, open_flags, raise_flag
from careplan.coordination.rule_acts import override_stop
from careplan.coordination.task_card import task_card
from careplan.coordination.visit_entry import Visit
from careplan.coordination.visits import record_visit
from careplan.draft_plan import Edits, HandMade
from careplan.goal import Lifecycle
from careplan.goal_acts import GoalEntry
from careplan.hand_off import Briefing
from careplan.observation import Observation
from careplan.patient import Medicine, ProcedureKind
from careplan.screen import SCREENS
from careplan.task import Outcome
from careplan.unseen import visible
from tests.changing_cause import add_cause
from tests.conftest import OpenPage, ServeApp
from tests.coordination.conftest import with_fhir
from tests.documents import letters, read, words
from tests.journeys.hostile_payloads import Beacon, counting_beacon, more_than_text, not_as_typed, payloads
from tests.journeys.task_page import strip
from tests.looks import PHONE, axe_faults, scrolls_sideways
from tests.served_clinic import ServedClinic
from tests.small_clinic import MONDAY, PEOPLE

PAGE = Path(__file__).with_name("harness_hostile.py")
LONG = "\n\n".join
"""One text of several: each begins a paragraph of its own."""


@dataclass(frozen=True)
class Planted:
    """A plan in which every field holds such texts, and the tasks whose drawers show them."""

    plan_id: str
    texts: list[str]
    commented: str
    by_hand: str
    done: str
    cancelled: str
    offered: str
    sent_back: str
    flag: str
    stopped: str


@pytest.fixture(scope="module")
def beacon() -> Iterator[Beacon]:
    with counting_beacon() as beacon:
        yield beacon


@pytest.fixture(scope="module")
def planted(house: ServedClinic, beacon: Beacon) -> Planted:
    """Type them wherever a person can type."""
    clinic, small, texts = house.small.clinic, house.small, payloads(beacon.url)
    all_of_them = LONG(texts)[:2000]
    drugs = [{"name": " ".join(text.split()), "prescriber": text} for text in texts[:12]]
    goal = {"goal": all_of_them, "medicines": drugs}
    added = tuple(HandMade(" ".join(text.split()), "surgeon", MONDAY, details=text) for text in texts)
    plan = small.begin("V2", "failed_fusion", patient="P-0660", changed=goal, edits=Edits(added=added)).plan_id
    surgeon, coordinator = PEOPLE["surgeon"], PEOPLE["coordinator"]
    hand_made = [t.id for t in small.plan(plan).tasks.values() if t.by_hand]
    for at in range(0, len(texts), 8):
        comment(clinic, small.task(plan, "FF03").id, LONG(texts[at : at + 8]), actor=surgeon)
    raise_flag(clinic, plan, "RF05", actor=PEOPLE["nurse"], seen=all_of_them)
    flag = open_flags(clinic, surgeon)[0].task_id
    clear_flag(clinic, plan, "RF05", finding=all_of_them, reason=all_of_them, actor=surgeon)
    complete(clinic, small.task(plan, "K03").id, outcome=Outcome.PARTLY, note=all_of_them, actor=coordinator)
    tasks.cancel(clinic, hand_made[-1], reason=all_of_them, actor=surgeon)
    told = Briefing(*(LONG(texts[at : at + 9]) for at in range(0, 45, 9)))
    offered, sent_back = hand_made[1:3]
    for task in (offered, sent_back):
        hand_offs.offer(clinic, task, told, actor=surgeon, to_role="nurse")
    hand_offs.send_back(clinic, sent_back, reason=all_of_them, actor=PEOPLE["nurse"])
    tasks.start(clinic, small.task(plan, "FF03").id, anyway_because=all_of_them, actor=surgeon)
    add_cause(clinic, plan, "habits", reason=all_of_them, actor=surgeon)
    decide(clinic, plan, "gate.surgery", "no", why=all_of_them, actor=surgeon)
    stopped = _answered(house, plan, all_of_them)
    set_goal(clinic, plan, GoalEntry(all_of_them, "odi", 20, MONDAY), actor=surgeon)
    ended = GoalEntry(all_of_them, lifecycle=Lifecycle.CANCELLED, reason=all_of_them)
    set_goal(clinic, plan, ended, actor=surgeon)
    meetings.add_case(clinic, plan, MONDAY, all_of_them, actor=surgeon)
    meetings.propose(clinic, plan, MONDAY, all_of_them, actor=coordinator)
    agreed = [Action(" ".join(text.split()), "nurse", MONDAY) for text in texts[:6]]
    save_decision(clinic, plan, MONDAY, all_of_them, agreed, actor=surgeon)
    give_reading(with_fhir(clinic), plan, LONG(texts[:4])[:300], actor=coordinator)
    signing.sign(clinic, plan, actor=surgeon, disagrees_because=all_of_them, meeting=MONDAY)
    medicines = [Medicine(name=" ".join(text.split())) for text in texts]
    confirm_medicines(clinic, plan, medicines, as_written=True, actor=PEOPLE["primary.care"])
    named = Visit(MONDAY, {"eq5d_index": 0.5}, {"gad7": all_of_them}, {"eq5d_index": all_of_them})
    record_visit(clinic, plan, named, actor=surgeon)
    wrong, right = (Observation(measure="eq5d_index", value=value, day=MONDAY) for value in (0.5, 0.6))
    correct(clinic, plan, wrong, right, actor=surgeon, reason=all_of_them)
    intake_draft.enter(clinic, surgeon, {"patient_id": "P-0661", "goal": all_of_them, "reason": all_of_them})
    for number, text in enumerate(texts[:12]):
        intake_draft.enter(clinic, surgeon, {f"medicine.{number}.name": text})
    return Planted(
        plan,
        texts,
        commented=small.task(plan, "FF03").id,
        by_hand=hand_made[0],
        done=small.task(plan, "K03").id,
        cancelled=hand_made[-1],
        offered=offered,
        sent_back=sent_back,
        flag=flag or "",
        stopped=stopped,
    )


def _answered(house: ServedClinic, plan: str, text: str) -> str:
    """Override a stop rule, accept a conflict, call a procedure off; return the task that the rule stopped."""
    clinic, small, pain = house.small.clinic, house.small, PEOPLE["pain.specialist"]
    plan_procedure(clinic, plan, ProcedureKind.SCS_TRIAL, actor=pain, day=MONDAY.replace(day=20))
    call_off_planned(clinic, plan, "procedure.plan", 1, reason=text, actor=pain)
    answer_fact(clinic, plan, "anticoagulant", "yes", actor=pain)
    plan_procedure(clinic, plan, ProcedureKind.EPIDURAL, actor=pain, day=MONDAY.replace(day=20))
    tasks.move(clinic, small.task(plan, "J01").id, MONDAY.replace(day=23), actor=pain)
    stopped = small.task(plan, "J02").id
    rule = next(one for one in task_card(clinic, stopped, pain).safety if one.rule == "M10")
    override_stop(clinic, plan, "M10", seen=rule.digest, reason=text, actor=pain)
    conflict = next(one for one in board(clinic, plan, actor=pain).conflicts if one.rule == "CD02")
    accept_conflict(clinic, plan, "CD02", seen=conflict.digest, reason=text, actor=PEOPLE["primary.care"])
    return stopped


def test_every_screen_shows_them_as_text(
    house: ServedClinic, planted: Planted, beacon: Beacon, open_page: OpenPage
) -> None:
    page = open_page("about:blank")
    house.visit(page, "/work", who="surgeon")
    for screen in (each for each in SCREENS if each.name != "plan"):
        of_plan = dict.fromkeys(("revise", "versions"), f"?id={planted.plan_id}")
        of_patient = {"patient": "?id=P-0660", "outcomes": "?patient=P-0660"}
        given = {"work": "?show=all", **of_patient, **of_plan}.get(screen.name, "")
        _look(page, f"{house.served.url}/{screen.name}{given}")
    for asked in ("", f"&case={planted.plan_id}", "&view=minutes"):
        _look(page, f"{house.served.url}/review?date={MONDAY.isoformat()}{asked}")
        _tell(page, planted.texts[:8])
    for view in ("timeline", "table", "phase", "role"):
        _look(page, f"{house.served.url}/plan?id={planted.plan_id}&view={view}&held=yes")
        if view != "timeline":  # that is a picture
            expect(strip(page)).to_be_visible()
            assert not_as_typed(page, planted.texts[:12]) == [], view
    for asked in ("overdue.surgeon", "today.surgeon", "missing.odi"):
        _look(page, f"{house.served.url}/clinic?list={asked}")
    _look(page, f"{house.served.url}/revise?id={planted.plan_id}&version=1")
    page.get_by_role("button", name=re.compile("^Keep")).click()
    page.get_by_role("button", name=re.compile("^Show .* more")).first.click()
    expect(page.get_by_role("list", name="Keep").get_by_role("listitem").nth(len(planted.texts))).to_be_visible()
    assert more_than_text(page) == []
    assert not_as_typed(page, planted.texts[:12]) == []
    house.let_in(page, who="coordinator")
    _look(page, f"{house.served.url}/data")
    _tell(page, planted.texts[:3])
    assert beacon.hits == []


def test_every_drawer_shows_them_as_text(
    house: ServedClinic, planted: Planted, beacon: Beacon, open_page: OpenPage
) -> None:
    page = open_page("about:blank", PHONE)
    house.visit(page, "/templates", who="surgeon")
    several = {planted.commented: planted.texts, planted.by_hand: planted.texts[:1], planted.offered: planted.texts}
    for task in (planted.done, planted.cancelled, planted.sent_back, planted.stopped, planted.flag, *several):
        _look(page, f"{house.served.url}/plan?id={planted.plan_id}&task={task}", drawer=True)
        assert not_as_typed(page, several.get(task, planted.texts[:8])) == [], task
        assert not scrolls_sideways(page)
    assert beacon.hits == []


def test_what_was_answered_to_rules_is_shown_as_text(
    house: ServedClinic, planted: Planted, beacon: Beacon, open_page: OpenPage
) -> None:
    page = open_page("about:blank", PHONE)
    house.visit(page, "/templates", who="surgeon")
    for asked in ("conflicts", "checks"):
        page.goto(f"{house.served.url}/plan?id={planted.plan_id}&asks={asked}")
        dialog = page.get_by_role("dialog")
        expect(dialog.locator("p").first).to_be_visible()
        assert more_than_text(page) == [], asked
        assert not scrolls_sideways(page)
        assert axe_faults(page, "[role=dialog]") == []
    assert beacon.hits == []


def test_no_address_that_was_sent_is_more_than_text(
    house: ServedClinic, beacon: Beacon, planted: Planted, open_page: OpenPage
) -> None:
    page = open_page("about:blank")
    house.visit(page, "/templates", who="surgeon")
    for text in planted.texts[:2]:
        names = ("id", "task", "view", "show", "key", "compare", "open", "cause", "only", "list", "period", "held")
        names += ("date", "team", "case")
        asked = urlencode(dict.fromkeys(names, text))
        _look(page, f"{house.served.url}/plan?{asked}")
        _look(page, f"{house.served.url}/review?{asked}")
        _look(page, f"{house.served.url}/{text.partition('?')[0]}")
    assert beacon.hits == []


def test_a_plan_of_another_clinic_is_shown_as_text_taken_and_taken_back(
    house: ServedClinic, planted: Planted, beacon: Beacon, open_page: OpenPage
) -> None:
    texts = [text for text in planted.texts if "\n" not in text][:12]
    activities = [{"detail": {"code": {"text": text}, "status": "scheduled"}} for text in texts]
    forbidden = {"detail": {"code": {"text": texts[0]}, "doNotPerform": True}}
    theirs = {
        "resourceType": "CarePlan",
        "status": "entered-in-error",
        "title": texts[1],
        "subject": {"display": texts[2]},
        "text": {"status": "additional", "div": LONG(texts)},
        "activity": [*activities, forbidden],
    }
    page = open_page("about:blank")
    house.visit(page, "/data", who="coordinator")
    file = {"name": "plan.json", "mimeType": "application/json", "buffer": json.dumps(theirs).encode()}
    page.locator("input[type=file]").set_input_files([FilePayload(**file)])
    page.get_by_label("Into the plan").fill(planted.plan_id)
    page.get_by_label("Into the plan").press("Enter")
    for title in ("Not taken", "Used", "Kept as text", "Not understood"):
        page.get_by_text(f"{title}: ").click()
    _tell(page, texts)
    assert more_than_text(page) == []
    expect(page.locator(".row[data-off] .why").first).to_have_css("display", "inline-block")  # else it is struck out
    faults = [fault for fault in axe_faults(page) if fault[1] != "presentation-role-conflict"]
    assert faults == []
    page.set_viewport_size({"width": PHONE.width, "height": PHONE.height})
    assert not scrolls_sideways(page)
    page.get_by_role("list", name="Left out").get_by_role("checkbox").nth(3).check()
    page.get_by_role("button", name=f"Apply 1 change to {planted.plan_id}").click()
    expect(page.get_by_text(f"Taken from the file into {planted.plan_id}: 1 task.")).to_be_visible()
    assert more_than_text(page) == []
    page.get_by_role("button", name="Undo", exact=True).click()
    expect(page.get_by_text("Undone")).to_be_visible()
    assert beacon.hits == []


def test_no_file_that_leaves_begins_a_cell_as_a_formula(house: ServedClinic, planted: Planted) -> None:
    sheet = Sheet(address="http://127.0.0.1", reason="=1+1")
    scope, surgeon = Scope(plan_id=planted.plan_id), PEOPLE["surgeon"]
    files = [make(house.small.clinic, scope, actor=surgeon, sheet=sheet) for make in (tasks_csv, plans_csv)]
    for leaving in (*files, minutes_csv_of(house.small.clinic, 1, MONDAY, actor=surgeon)):
        file = b"".join(leaving).decode("utf-8-sig")
        assert "zq29" in file
        assert not [cell for cell in file.replace("\r\n", ",").split(",") if cell.lstrip('" ')[:1] in tuple("=+@")]


def test_documents_hold_them_as_text_and_lead_nowhere(house: ServedClinic, planted: Planted) -> None:
    clinic, surgeon = house.small.clinic, PEOPLE["surgeon"]
    made = documents.minutes_document(clinic, 1, MONDAY, actor=surgeon)
    papers = [made, *(make(clinic, planted.plan_id, actor=surgeon) for make in (documents.summary, documents.hand_out))]
    assert not [page for paper in papers for page in read(paper.pdf).pages if "/Annots" in page]
    told = letters(words(made.pdf))
    typed = {one for one in planted.texts if one.isascii() and letters(one) in letters(LONG(planted.texts)[:2000])}
    assert len(typed) > 15
    assert [one for one in typed if letters(visible(one)) not in told] == []


def test_a_page_that_reads_them_as_more_is_found(browser: Browser, serve_app: ServeApp) -> None:
    with counting_beacon() as other:
        served = serve_app(PAGE, BEACON=other.url)
        page = browser.new_page()
        page.goto(served.url)
        expect(page.get_by_text("ready", exact=True)).to_have_count(1)  # one of the texts hides all
        for made in ("h1", "strong", "img", "a"):
            expect(
                page.locator(made).filter(has_text="zq") if made != "img" else page.locator("img")
            ).not_to_have_count(0)
        found, changed = "\n".join(more_than_text(page)), not_as_typed(page, payloads(other.url))
        page.close()
        assert len(changed) > 20
        assert len(other.hits) > 0
        assert all(mark in found for mark in ("zq01", "zq05", "zq09", "zq13", "zq14"))


def _look(page: Page, address: str, *, drawer: bool = False) -> None:
    """Open an address, wait until it is drawn, and see that its texts are only text."""
    page.goto(address)
    if drawer:
        expect(page.get_by_role("dialog").get_by_role("tab").first).to_be_visible()
    expect(page.get_by_role("heading", level=1).first).to_be_visible()
    expect(page.locator("[data-test-script-state=running]")).to_have_count(0)
    assert more_than_text(page) == [], address
    expect(page.get_by_text("report incident")).to_have_count(0)


def _tell(page: Page, texts: list[str]) -> None:
    """Wait until a page shows all of these as they were typed: what is drawn in parts comes one after the other."""
    for _ in range(100):
        if not not_as_typed(page, texts):
            return
        page.wait_for_timeout(100)
    assert not_as_typed(page, texts) == []
