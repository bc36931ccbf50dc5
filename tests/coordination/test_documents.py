"""Documents that leave: what they say of a plan, who may take them, and that nothing leaves unwritten."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from types import MappingProxyType

import pytest

from careplan.coordination import documents
from careplan.coordination.board import board
from careplan.coordination.closing import complete
from careplan.coordination.documents import counts, hand_out, last_meetings, minutes_document, plan_named, summary
from careplan.coordination.export_rows import Scope
from careplan.coordination.exports import tasks_csv
from careplan.coordination.meeting_decision import Action, save_decision
from careplan.coordination.meetings import propose
from careplan.coordination.red_flags import raise_flag
from careplan.coordination.signing import sign
from careplan.coordination.tasks import add
from careplan.draft_plan import HandMade
from careplan.errors import CarePlanError, DocumentFailed, NotFound, OnlyReading
from careplan.event import KeptEvent
from careplan.exchange.document import About
from careplan.plan import CarePlan
from careplan.sign_off import decided
from careplan.store import EventFilter
from careplan.task import Outcome
from careplan.team import Practitioner
from tests.changing_cause import add_cause
from tests.documents import letters, read, tags, words
from tests.small_clinic import MONDAY, PEOPLE, STRANGER, VIEWER, SmallClinic

COORDINATOR = PEOPLE["coordinator"]
ABOUT = About(1, "2 Mar 2026 08:10", "coordinator", False)
HOSTILE = '#panic("x") $y$ *bold* = Heading #data'


@pytest.fixture
def plan_id(small: SmallClinic) -> str:
    """A plan of two causes, with work done."""
    made = small.begin("V2", "failed_fusion", "scar_tissue").plan_id
    complete(small.clinic, small.task(made, "K03").id, outcome=Outcome.PARTLY, actor=COORDINATOR)
    return made


def exported(small: SmallClinic) -> list[KeptEvent]:
    with small.clinic.store.reading() as records:
        return records.events.latest(EventFilter(what="exported"))


def for_patients(plan: CarePlan) -> set[str]:
    return {task.desired.patient_text for task in plan.tasks.values() if task.is_open and task.desired.patient_text}


def test_the_patients_page_holds_only_tasks_with_words_for_the_patient(small: SmallClinic, plan_id: str) -> None:
    made = hand_out(small.clinic, plan_id, actor=VIEWER)
    told = letters(words(made.pdf))
    plan = small.plan(plan_id)
    texts = for_patients(plan)
    shown = {text for text in texts if letters(text) in told}
    assert made.pages == 2 and made.name == f"careplan-hand-out-{plan_id}-2026-03-02.pdf"
    assert 8 <= len(shown) < len(texts)
    assert f"{len(texts) - len(shown)}moretasksofyoursarenotonthispage.Askcoordinator." in told
    silent = {task.title for task in plan.tasks.values() if not task.desired.patient_text}
    assert not [title for title in silent if letters(title) in told]
    for said in (
        f"{plan.patient_id},plan{plan_id}",
        "version1",
        "Validwhenprinted:2Mar2026",
        "coordinator,Carecoordinator",
    ):
        assert said in told
    assert "Failedfusion" not in told and "suspected" not in told.replace("Suspectedcauses", "")
    [left] = exported(small)
    told_of = {name: change.after for name, change in left.event.changes.items()}
    assert told_of["file"] == "patient hand-out" and told_of["format"] == "pdf" and told_of["plan"] == plan_id
    assert (left.event.patient_id, told_of["rows"]) == (plan.patient_id, len(shown))


def test_work_that_a_red_flag_holds_is_paused_on_the_patients_page(small: SmallClinic, plan_id: str) -> None:
    raise_flag(small.clinic, plan_id, "RF05", actor=PEOPLE["nurse"])
    later = small.on(MONDAY + timedelta(days=1))
    found = board(later.clinic, plan_id, actor=COORDINATOR)
    held = [line for line in found.lines if line.held_by and line.is_open]
    texts = {task.id: task.desired.patient_text for task in small.plan(plan_id).tasks.values()}
    assert any(texts[line.id] for line in held)
    with small.clinic.store.reading() as records:
        opened = documents.read_plan(later.clinic, records, plan_id, COORDINATOR)
    steps = list(documents.steps_of(opened))
    paused = [step for step in steps if step.day == "Paused"]
    assert {step.words for step in paused} == {text for line in held if (text := texts[line.id])}
    assert steps[-len(paused) :] == paused
    assert all("Wait until your care team tells you to go on." in step.aside for step in paused)
    first = documents.hand_out_of(opened, ABOUT).next
    assert first is not None and first not in paused


def test_a_role_that_nobody_holds_leaves_the_next_one_to_be_asked(small: SmallClinic, plan_id: str) -> None:
    with small.clinic.store.reading() as records:
        opened = documents.read_plan(small.clinic, records, plan_id, COORDINATOR)
    others = tuple(member for member in opened.members if member.role != "care_coordinator")
    alone = replace(opened, record=replace(opened.record, members=others))
    assert [one.name for one in documents.hand_out_of(alone, ABOUT).contacts] == ["primary.care"]
    nobody = replace(opened, record=replace(opened.record, members=()))
    assert [one.name for one in documents.hand_out_of(nobody, ABOUT).contacts] == ["your care team"]


def test_the_summary_holds_every_line_and_who_decided_and_signed(small: SmallClinic, plan_id: str) -> None:
    sign(small.clinic, plan_id, actor=PEOPLE["surgeon"], seen=decided(small.plan(plan_id)))
    raise_flag(small.clinic, plan_id, "RF07", actor=PEOPLE["nurse"])
    made = summary(small.clinic, plan_id, actor=COORDINATOR)
    told, found = letters(words(made.pdf)), board(small.clinic, plan_id, actor=COORDINATOR)
    missing = [line.title for line in found.lines if letters(line.title) not in told and not line.cancelled]
    assert missing == []
    for said in (
        "Failed fusion: ", "Scar tissue: ", "suspected since 2 Mar 2026", "Open red flags", "deep vein thrombosis",
        "Done, partly", "Waits for: ", "Surgeon Signed", "surgeon, 2 Mar 2026", "Undecided", "Page 1 of",
        "No list is confirmed." if small.record(plan_id).patient.medicines is None else "List confirmed",
        small.clinic.content.notices.notices.full, small.clinic.content.notices.notices.cause_panel,
    ):  # fmt: skip
        assert letters(said) in told, said
    assert tags(made.pdf).count("/Table") >= 6 and "/TH" in tags(made.pdf)
    file = read(made.pdf)
    assert file.metadata is not None and file.metadata.title == f"Summary of care plan {plan_id}"
    assert [(one.event.changes["file"].after) for one in exported(small)] == ["plan summary"]


def test_what_people_wrote_is_read_back_as_they_wrote_it(small: SmallClinic, plan_id: str) -> None:
    add(small.clinic, plan_id, HandMade(title=HOSTILE, role="surgeon", due=MONDAY), actor=COORDINATOR)
    assert letters(HOSTILE) in letters(words(summary(small.clinic, plan_id, actor=COORDINATOR).pdf))


def test_the_minutes_say_what_the_screen_says(small: SmallClinic, plan_id: str) -> None:
    propose(small.clinic, plan_id, MONDAY, HOSTILE, actor=PEOPLE["physical.therapist"])
    action = Action("Rebook review", "pain_specialist", MONDAY + timedelta(days=7))
    for decision, why in (("Injection now", ""), ("After 6 visits", "The patient asked for it")):
        save_decision(
            small.clinic, plan_id, MONDAY, decision, (action,), actor=COORDINATOR, question="Injection now?", reason=why
        )
    [(team, name, day)] = last_meetings(small.clinic, actor=COORDINATOR)
    made = minutes_document(small.clinic, team, day, actor=COORDINATOR)
    told = letters(words(made.pdf))
    for said in (
        "Minutes of the review meeting of 2 Mar 2026", name, f"Physical therapist: {HOSTILE}",
        "Question: Injection now?", "Decision: After 6 visits (coordinator, 2 Mar 2026",
        "Before: Injection now. Changed because: The patient asked",
        "Rebook review (Pain specialist, by 9 Mar 2026): to do", small.clinic.content.notices.notices.full,
    ):  # fmt: skip
        assert letters(said) in told, said
    [left] = exported(small)
    assert (left.event.patient_id, left.event.reason) == (None, "Minutes of the review meeting of 2 Mar 2026")
    assert made.name == "careplan-minutes-2026-03-02.pdf"
    with pytest.raises(NotFound):
        minutes_document(small.clinic, team, MONDAY + timedelta(days=1), actor=COORDINATOR)
    with pytest.raises(NotFound):
        minutes_document(small.clinic, team, MONDAY, actor=STRANGER)


def test_a_document_of_another_team_or_of_nothing_is_not_found_and_leaves_no_trace_of_an_export(
    small: SmallClinic, plan_id: str
) -> None:
    for make in (hand_out, summary, counts):
        for asked, person in ((plan_id, STRANGER), ("PL-9999-01", COORDINATOR)):
            with pytest.raises(NotFound, match=r"No such record, or not one you may see\."):
                make(small.clinic, asked, actor=person)
    assert not exported(small)


def test_who_may_take_the_tasks_of_a_plan_away_may_print_it_and_nobody_else(small: SmallClinic, plan_id: str) -> None:
    def refusal(act: Callable[[], object]) -> str:
        try:
            act()
        except CarePlanError as refused:
            return str(refused)
        return ""

    people = [PEOPLE["surgeon"], COORDINATOR, VIEWER, STRANGER, Practitioner(id="admin", role="admin")]
    may_print = set()
    for person in people:
        asked = refusal(lambda person=person: list(tasks_csv(small.clinic, Scope(plan_id=plan_id), actor=person)))  # type: ignore[misc]
        assert refusal(lambda person=person: hand_out(small.clinic, plan_id, actor=person)) == asked  # type: ignore[misc]
        may_print |= {person.id} if not asked else set()
    assert {"surgeon", "coordinator", "viewer"} <= may_print and not {"admin", "other.surgeon"} & may_print


def test_a_plan_that_another_one_took_over_from_is_printed_as_what_it_is(small: SmallClinic) -> None:
    before = small.begin("V1", "normal_recovery").plan_id
    assert "ongoingpain" not in letters(words(hand_out(small.clinic, before, actor=COORDINATOR).pdf))
    after = add_cause(small.clinic, before, "scar_tissue", actor=PEOPLE["surgeon"], reason="Leg pain is back").plan_id
    assert plan_named(small.clinic, "V1", actor=VIEWER) == after
    told = letters(words(hand_out(small.clinic, before, actor=COORDINATOR).pdf))
    assert letters("Nothing that you do yourself is planned now.") in told
    old, new = (letters(words(summary(small.clinic, one, actor=COORDINATOR).pdf)) for one in (before, after))
    assert f"Summaryofcareplan{before}" in old and "Closed." in old and "Scartissue" not in old
    assert f"Summaryofcareplan{after}" in new and "Open." in new and "Scartissue" in new


def test_what_could_not_be_made_is_in_no_history(small: SmallClinic, plan_id: str) -> None:
    files = small.clinic.catalogue.documents
    broken = replace(files, sources=MappingProxyType(dict.fromkeys(files.sources, "#panic()")))
    at_fault = replace(small.clinic, catalogue=replace(small.clinic.catalogue, documents=broken))
    for make in (hand_out, summary):
        with pytest.raises(DocumentFailed):
            make(at_fault, plan_id, actor=COORDINATOR)
    assert not exported(small)


def test_a_patient_stands_for_the_open_plan(small: SmallClinic, plan_id: str) -> None:
    patient = small.plan(plan_id).patient_id
    assert plan_named(small.clinic, patient, actor=VIEWER) == plan_named(small.clinic, plan_id, actor=VIEWER) == plan_id
    for asked in ("P-9999", "PL-9999-01", HOSTILE):
        with pytest.raises(NotFound):
            plan_named(small.clinic, asked, actor=VIEWER)
    own, every = counts(small.clinic, plan_id, actor=VIEWER)
    assert 8 < own < every


def test_what_cannot_be_written_down_does_not_leave(small: SmallClinic, plan_id: str) -> None:
    small.clinic.store.stop_writing()
    for make in (hand_out, summary):
        with pytest.raises(OnlyReading):
            make(small.clinic, plan_id, actor=COORDINATOR)
