"""Closing a task in its drawer: what it asks, on whose behalf, together with missed sessions, after somebody else."""

from __future__ import annotations

from datetime import date, timedelta

from careplan.coordination import tasks
from careplan.coordination.closing import complete
from careplan.coordination.decisions import decide, plan_procedure
from careplan.coordination.undo import undo
from careplan.patient import ProcedureKind
from careplan.plan import PlannedTask
from careplan.task import Outcome, TaskStatus
from tests.pages.drawer_page import choose, focus_led_to, open_drawer, said, texts
from tests.small_clinic import MONDAY, PEOPLE, SmallClinic


def test_done_closes_the_task_with_its_note_and_the_drawer(file_clinic: SmallClinic, plan_id: str) -> None:
    notes = file_clinic.task(plan_id, "K03")
    page = open_drawer(file_clinic, PEOPLE["coordinator"], notes.id)
    page.text_input(key=f"note-{notes.id}").input("All on file")
    choose(page, notes.id, Outcome.AS_PLANNED)
    closed = file_clinic.task(plan_id, "K03")
    assert (closed.status, closed.note) == (TaskStatus.DONE, "All on file")
    assert "task" not in page.query_params


def test_a_task_that_asks_opens_exactly_its_inputs(file_clinic: SmallClinic, plan_id: str) -> None:
    smoking = file_clinic.task(plan_id, "FF07")
    owner = next(person for person in PEOPLE.values() if person.role == smoking.role)
    tasks.start(file_clinic.clinic, smoking.id, actor=owner, anyway_because="The patient is here")
    page = open_drawer(file_clinic, owner, smoking.id)
    assert [field.key for field in page.number_input] == [f"ask-nicotine_free_months-{smoking.id}"]
    choose(page, smoking.id, Outcome.AS_PLANNED)
    assert "Answer each, or say why it was not obtained" in texts(page).replace("\\", "")
    led = focus_led_to(page)
    assert f"ask-nicotine_free_months-{smoking.id}" in led["keys"]
    assert "Answer each, or say why it was not obtained" in led["says"]
    assert page.query_params["task"] == smoking.id
    page.number_input(key=f"ask-nicotine_free_months-{smoking.id}").set_value(3.0).run()
    choose(page, smoking.id, Outcome.AS_PLANNED)
    assert file_clinic.task(plan_id, "FF07").status is TaskStatus.DONE
    [*_, entry] = file_clinic.plan(plan_id).inputs.record.facts["nicotine_free_months"]
    assert entry.value == 3.0


def test_an_answer_may_be_not_obtained_with_a_reason(file_clinic: SmallClinic, plan_id: str) -> None:
    smoking = file_clinic.task(plan_id, "FF07")
    owner = next(person for person in PEOPLE.values() if person.role == smoking.role)
    tasks.start(file_clinic.clinic, smoking.id, actor=owner, anyway_because="The patient is here")
    page = open_drawer(file_clinic, owner, smoking.id)
    page.checkbox(key=f"missing-nicotine_free_months-{smoking.id}").check().run()
    page.text_input(key=f"reason-nicotine_free_months-{smoking.id}").input("Would not say").run()
    choose(page, smoking.id, Outcome.PARTLY)
    assert file_clinic.task(plan_id, "FF07").status is TaskStatus.DONE
    assert "nicotine_free_months" not in file_clinic.plan(plan_id).inputs.record.facts


def test_decisions_of_others_are_named_once_and_left_open_with_one_reason(
    file_clinic: SmallClinic, plan_id: str
) -> None:
    conference = file_clinic.task(plan_id, "K11")
    doctor = PEOPLE["primary.care"]
    tasks.start(
        file_clinic.clinic, conference.id, actor=doctor, anyway_because="All are here", on_behalf_because="She is away"
    )
    page = open_drawer(file_clinic, doctor, conference.id)
    said = texts(page)
    assert said.count("the pain specialist and the care coordinator") == 1
    assert "Surgery: :gray[the surgeon and the care coordinator]" in said
    cause = page.button_group(key=f"ask-gate.cause:failed_fusion-{conference.id}")
    assert [option.content for option in cause.proto.options] == [
        "Suspected still",
        "Confirmed",
        "Refuted",
    ], "a decision of one's own is taken or left open, never “not obtained”"
    page.text_input(key=f"behalf-{conference.id}").input("She is away")
    choose(page, conference.id, Outcome.PARTLY)
    assert f"ask-gate.cause:failed_fusion-{conference.id}" in focus_led_to(page)["keys"]
    assert len(page.error) == 1
    assert texts(page).count("Not answered yet") == 1, "those of others are one question"
    first = focus_led_to(page)["refusal"]
    cause = page.button_group(key=f"ask-gate.cause:failed_fusion-{conference.id}")
    cause.select("unconfirmed").run()
    assert focus_led_to(page)["refusal"] == first, "the focus is led once"
    choose(page, conference.id, Outcome.PARTLY)
    assert f"missing-others-{conference.id}" in focus_led_to(page)["keys"]
    assert focus_led_to(page)["refusal"] != first
    page.checkbox(key=f"missing-others-{conference.id}").check().run()
    page.text_input(key=f"reason-others-{conference.id}").input("Images are missing")
    page.text_input(key=f"behalf-{conference.id}").input("She is away")
    choose(page, conference.id, Outcome.PARTLY)
    assert file_clinic.task(plan_id, "K11").status is TaskStatus.DONE


def test_another_role_closes_on_behalf_with_a_reason(file_clinic: SmallClinic, plan_id: str) -> None:
    notes = file_clinic.task(plan_id, "K03")
    page = open_drawer(file_clinic, PEOPLE["surgeon"], notes.id)
    assert "On behalf of the care coordinator, because" in {field.label for field in page.text_input}
    choose(page, notes.id, Outcome.AS_PLANNED)
    assert "belongs to the care coordinator" in page.error[0].value
    page.text_input(key=f"behalf-{notes.id}").input("She is on leave").run()
    choose(page, notes.id, Outcome.AS_PLANNED)
    assert file_clinic.task(plan_id, "K03").status is TaskStatus.DONE


def test_an_earlier_session_is_closed_with_the_later_one_only_when_that_is_ticked(
    file_clinic: SmallClinic, plan_id: str
) -> None:
    later = file_clinic.on(MONDAY + timedelta(days=60))
    third = file_clinic.task(plan_id, "K01", occurrence=3)
    page = open_drawer(later, PEOPLE["primary.care"], third.id)
    page.checkbox(key=f"red_flags-none-{third.id}").check().run()
    assert not page.checkbox(key=f"missed-{third.id}").value
    choose(page, third.id, Outcome.AS_PLANNED)
    assert "Close that one first" in page.error[0].value
    page.checkbox(key=f"missed-{third.id}").check().run()
    choose(page, third.id, Outcome.AS_PLANNED)
    assert file_clinic.task(plan_id, "K01", occurrence=2).outcome is Outcome.DID_NOT_ATTEND
    assert file_clinic.task(plan_id, "K01", occurrence=3).status is TaskStatus.DONE


def test_a_missed_series_is_closed_in_one_click_up_to_the_session_that_is_due_now(
    file_clinic: SmallClinic, plan_id: str
) -> None:
    later = file_clinic.on(MONDAY + timedelta(days=90))  # three screens were due by now: 2, 3 and 4
    second = file_clinic.task(plan_id, "K01", occurrence=2)
    page = open_drawer(later, PEOPLE["primary.care"], second.id)
    assert "2 of 14, missed 2 times" in texts(page)
    box = page.checkbox(key=f"missed-{second.id}")
    assert box.label.startswith("Close 2 earlier sessions as “did not attend”; what is entered here is of the session")
    assert not box.value
    box.check().run()
    page.checkbox(key=f"red_flags-none-{second.id}").check().run()
    choose(page, second.id, Outcome.AS_PLANNED)
    outcomes = [file_clinic.task(plan_id, "K01", occurrence=number).outcome for number in (2, 3, 4, 5)]
    assert outcomes == [Outcome.DID_NOT_ATTEND, Outcome.DID_NOT_ATTEND, Outcome.AS_PLANNED, None]
    [strip] = said(page)
    assert "2 missed sessions closed as did not attend" in strip.text
    assert strip.undo


def test_what_others_closed_meanwhile_says_who_and_when_and_the_note_is_not_lost(
    file_clinic: SmallClinic, plan_id: str
) -> None:
    notes = file_clinic.task(plan_id, "K03")
    page = open_drawer(file_clinic, PEOPLE["coordinator"], notes.id)
    page.text_input(key=f"note-{notes.id}").input("Implant record is with the maker")
    complete(
        file_clinic.clinic,
        notes.id,
        outcome=Outcome.AS_PLANNED,
        actor=PEOPLE["nurse"],
        on_behalf_because="She rang the other clinic",
    )
    choose(page, notes.id, Outcome.PARTLY)
    refused = page.error[0].value.replace("\\", "")
    assert f"“{notes.title}” is already done as planned by the nurse, 2 Mar 2026 " in refused
    assert "Your note was not saved with the task" in texts(page)
    assert page.text_area(key=f"comment-{notes.id}").value == "Implant record is with the maker"
    page.button(key=f"send-{notes.id}").click().run()
    with file_clinic.clinic.store.reading() as records:
        assert [said.text for said in records.comments.of_task(notes.id)] == ["Implant record is with the maker"]


def test_the_field_of_a_score_says_its_unit_once(file_clinic: SmallClinic, plan_id: str) -> None:
    tasks_of = file_clinic.plan(plan_id).tasks.values()
    walking = next(task for task in tasks_of if "walk_min" in task.desired.asks)
    page = open_drawer(file_clinic, next(one for one in PEOPLE.values() if one.role == walking.role), walking.id)
    [entry] = [field for field in page.number_input if field.key == f"ask-walk_min-{walking.id}"]
    assert entry.label == "Walking tolerance in minutes"


def test_a_test_is_closed_with_what_it_showed(file_clinic: SmallClinic) -> None:
    plan_id = file_clinic.begin("V1", "scar_tissue").plan_id
    mri = file_clinic.task(plan_id, "SC01")
    owner = next(person for person in PEOPLE.values() if person.role == mri.role)
    page = open_drawer(file_clinic, owner, mri.id)
    scar = page.radio(key=f"finding-i_scar_match-{mri.id}")
    assert scar.value == "Not reported"
    assert "On record: Enhancing scar round the root that matches the pain" in texts(page)
    choose(page, mri.id, Outcome.AS_PLANNED)
    assert f"finding-i_scar_match-{mri.id}" in focus_led_to(page)["keys"]
    page.radio(key=f"finding-i_scar_match-{mri.id}").set_value("i_no_scar").run()
    page.radio(key=f"finding-i_adjacent-{mri.id}").set_value("no").run()
    choose(page, mri.id, Outcome.AS_PLANNED)
    assert file_clinic.task(plan_id, "SC01").status is TaskStatus.DONE
    found = file_clinic.plan(plan_id).inputs.record.findings
    assert [found[name][-1].value for name in ("i_no_scar", "i_scar_match", "i_adjacent")] == ["yes", "no", "no"]
    assert "i_clumped" not in found


def test_a_test_whose_report_is_not_there_is_closed_with_the_reason(file_clinic: SmallClinic) -> None:
    plan_id = file_clinic.begin("V2", "failed_fusion", patient="V9").plan_id
    xray = file_clinic.task(plan_id, "FF02")
    owner = next(person for person in PEOPLE.values() if person.role == xray.role)
    page = open_drawer(file_clinic, owner, xray.id)
    assert page.checkbox(key=f"finding-i_motion_fused-{xray.id}").value is False, "several of these may hold"
    page.checkbox(key=f"missing-test:flexion_extension-{xray.id}").check().run()
    page.text_input(key=f"reason-test:flexion_extension-{xray.id}").input("Report to follow").run()
    before = file_clinic.plan(plan_id).inputs.record.findings
    choose(page, xray.id, Outcome.PARTLY)
    assert file_clinic.task(plan_id, "FF02").status is TaskStatus.DONE
    assert file_clinic.plan(plan_id).inputs.record.findings == before


def test_not_obtained_asks_for_its_reason_and_goes_with_no_result_at_once(file_clinic: SmallClinic) -> None:
    plan_id = file_clinic.begin("V2", "failed_fusion", patient="V9").plan_id
    xray = file_clinic.task(plan_id, "FF02")
    owner = next(person for person in PEOPLE.values() if person.role == xray.role)
    page = open_drawer(file_clinic, owner, xray.id)
    tick = page.checkbox(key=f"missing-test:flexion_extension-{xray.id}")
    assert tick.label.endswith(": not obtained")
    reason = f"reason-test:flexion_extension-{xray.id}"
    assert reason not in {field.key for field in page.text_input}
    tick.check().run()
    choose(page, xray.id, Outcome.PARTLY)
    assert reason in focus_led_to(page)["keys"]
    page.text_input(key=reason).input("Report to follow").run()
    page.checkbox(key=f"finding-i_motion_fused-{xray.id}").check().run()
    choose(page, xray.id, Outcome.PARTLY)
    refused = "“Motion at a fused level” and “not obtained” cannot both hold"
    assert refused in texts(page)
    assert file_clinic.task(plan_id, "FF02").is_open
    page.text_input(key=f"note-{xray.id}").input("Film is old").run()
    assert refused in texts(page), "nothing was mended yet"
    page.checkbox(key=f"missing-test:flexion_extension-{xray.id}").uncheck().run()
    assert refused not in texts(page)
    assert reason not in {field.key for field in page.text_input}


def test_findings_that_exclude_each_other_take_one_another_back(file_clinic: SmallClinic) -> None:
    plan_id = file_clinic.begin("V2", "failed_fusion", patient="V9").plan_id
    xray = file_clinic.task(plan_id, "FF02")
    owner = next(person for person in PEOPLE.values() if person.role == xray.role)
    page = open_drawer(file_clinic, owner, xray.id)

    def ticked() -> list[str]:
        names = ("i_motion_fused", "i_motion_unfused", "i_no_motion")
        return [name for name in names if page.checkbox(key=f"finding-{name}-{xray.id}").value]

    for name in ("i_motion_fused", "i_motion_unfused"):
        page.checkbox(key=f"finding-{name}-{xray.id}").check().run()
    assert ticked() == ["i_motion_fused", "i_motion_unfused"]
    page.checkbox(key=f"finding-i_no_motion-{xray.id}").check().run()
    assert ticked() == ["i_no_motion"]
    page.checkbox(key=f"finding-i_motion_fused-{xray.id}").check().run()
    assert ticked() == ["i_motion_fused"]


def procedure_to_record(small: SmallClinic, day: date) -> PlannedTask:
    """Return the task that records an epidural of that day, of a new plan in which nothing is in its way."""
    plan_id = small.begin("V1", "scar_tissue").plan_id
    pain = PEOPLE["pain.specialist"]
    decide(small.clinic, plan_id, "gate.injection", "yes", actor=pain, why="Fits the root")
    plan_procedure(small.clinic, plan_id, ProcedureKind.EPIDURAL, actor=pain, day=day, steroid=True)
    check = small.task(plan_id, "J01")
    owner = next(person for person in PEOPLE.values() if person.role == check.role)
    complete(small.clinic, check.id, outcome=Outcome.NOT_NEEDED, actor=owner, note="Not this time")
    return small.task(plan_id, "J02")


def test_what_follows_a_procedure_to_come_says_so_first_and_offers_only_not_done(file_clinic: SmallClinic) -> None:
    day = MONDAY + timedelta(days=10)
    pain, record = PEOPLE["pain.specialist"], procedure_to_record(file_clinic, day)
    page = open_drawer(file_clinic, pain, record.id)
    assert "follows the procedure of 12 Mar 2026, which is still to come" in texts(page).replace("\\", "")
    keys = {button.key for button in page.button}
    assert not keys & {f"done-as_planned-{record.id}", f"done-partly-{record.id}"}
    assert f"done-not_tolerated-{record.id}" in keys
    assert not [box.key for box in page.number_input], "nothing is asked of it yet"
    page = open_drawer(file_clinic.on(day), pain, record.id)
    assert f"done-as_planned-{record.id}" in {button.key for button in page.button}


def test_a_share_is_asked_with_its_unit_once_and_shown_as_it_was_typed(file_clinic: SmallClinic) -> None:
    record = procedure_to_record(file_clinic, MONDAY)
    page = open_drawer(file_clinic, PEOPLE["pain.specialist"], record.id)
    [share] = [field for field in page.number_input if field.key == f"ask-injection_relief_pct-{record.id}"]
    assert share.label == "Relief after the injection, %"
    assert [share.proto.format % number for number in (80.0, 0.1 + 0.2)] == ["80", "0.3"]


def test_what_is_pressed_in_a_plan_that_was_closed_meanwhile_is_refused_aloud_and_the_note_is_not_lost(
    file_clinic: SmallClinic,
) -> None:
    made = file_clinic.begin("V2", "failed_fusion", patient="P-0901")
    notes = file_clinic.task(made.plan_id, "K03")
    page = open_drawer(file_clinic, PEOPLE["coordinator"], notes.id)
    page.text_input(key=f"note-{notes.id}").input("Sent by post")
    undo(file_clinic.clinic, made.act, actor=PEOPLE["primary.care"])
    choose(page, notes.id, Outcome.AS_PLANNED)
    assert f"belongs to plan {made.plan_id}, which is closed" in page.error[0].value.replace("\\", "")
    assert page.text_area(key=f"comment-{notes.id}").value == "Sent by post"


def test_a_task_that_was_closed_too_soon_is_opened_again_with_a_reason(file_clinic: SmallClinic, plan_id: str) -> None:
    notes, coordinator = file_clinic.task(plan_id, "K03"), PEOPLE["coordinator"]
    complete(file_clinic.clinic, notes.id, outcome=Outcome.AS_PLANNED, actor=coordinator)
    page = open_drawer(file_clinic, coordinator, notes.id)
    page.button(key=f"reopen-now-{notes.id}").click().run()
    assert "give a reason" in texts(page)
    page.text_area(key=f"reopen-{notes.id}").input("It was another patient")
    page.button(key=f"reopen-now-{notes.id}").click().run()
    assert file_clinic.task(plan_id, "K03").status is TaskStatus.TODO
    assert said(page)[0].text.startswith("Open again: ") and said(page)[0].undo
