"""The forms of the overview: decisions, causes, operations, procedures and the medicine list."""

from __future__ import annotations

from datetime import timedelta

import pytest
from streamlit.testing.v1 import AppTest
from streamlit.testing.v1.element_tree import TextArea

from careplan.coordination.decisions import decide, plan_procedure
from careplan.coordination.undo import undo
from careplan.pages.desk import Desk
from careplan.patient import Medicine, ProcedureKind
from tests.pages.overview_page import open_patient, words
from tests.pages.page_of import desk_of, sent_to
from tests.small_clinic import MONDAY, PEOPLE, SmallClinic


@pytest.fixture
def unclear(file_clinic: SmallClinic) -> SmallClinic:
    """A clinic with V1, of whom no cause is named yet."""
    file_clinic.begin("V1", "unclear")
    return file_clinic


def asked(page: AppTest, form: str) -> AppTest:
    """Run the page with the dialog of a form open, as a press on its button leaves it."""
    page.session_state["form-asked"] = form
    page.run()
    assert not page.exception
    return page


def title_of_dialog(page: AppTest) -> str:
    (dialog,) = page.get("dialog")
    return str(dialog.proto.dialog.title)


def refused_last(page: AppTest) -> str:
    """Return the refusal in the dialog; it stands below everything else there, so that no field moves for it."""
    (dialog,) = page.get("dialog")
    *_, last = dialog
    return str(last.value)


def cause_form(desk: Desk, patient_id: str, asked: str) -> AppTest:
    """Open the dialog of a cause; each run of the test opens it anew, as a press on its button does."""
    page = open_patient(desk, patient_id)
    page.session_state["cause-asked"] = asked
    return page.run()


def medicine_list(page: AppTest) -> TextArea:
    """Return the field of the list; its key names the list that it began with."""
    return next(field for field in page.text_area if str(field.key).startswith("medicines-listed-"))


def again(page: AppTest, asked: str) -> AppTest:
    page.session_state["cause-asked"] = asked
    return page.run()


def open_tasks(small: SmallClinic) -> set[str]:
    return {task.desired.key for task in small.plan("PL-V1-01").tasks.values() if task.is_open}


def test_the_coordinator_names_the_conference_that_decided(small: SmallClinic) -> None:
    page = open_patient(desk_of(small, PEOPLE["coordinator"]), "V1")
    asked(page, "gate.surgery")
    page.radio(key="value-gate.surgery").set_value("no")
    page.text_input(key="why-gate.surgery-PL-V1-01").input("Scar alone")
    page.button(key="save-gate.surgery").click()
    asked(page, "gate.surgery")
    assert "give its day and who decided there" in refused_last(page)
    page.date_input(key="conference-day-gate.surgery").set_value(MONDAY)
    page.multiselect(key="conference-who-gate.surgery").set_value(["surgeon"])
    page.button(key="save-gate.surgery").click()
    asked(page, "gate.surgery")
    page.run()
    assert "Recorded on 2 Mar 2026 by the care coordinator" in words(page)
    assert "Reason: Case conference of 2 Mar 2026, decided by surgeon" in words(page)


def test_the_medicine_list_is_confirmed_where_the_overview_says_that_it_is_not(small: SmallClinic) -> None:
    with small.clinic.store.writing() as records:
        seen = records.patients.get("V1")
        records.patients.save(seen, seen.patient.model_copy(update={"medicines": None}))
    therapist = open_patient(desk_of(small, PEOPLE["physical.therapist"]), "V1")
    keys = {one.key for one in therapist.button}
    assert "alert-medicines" in keys and "ask-medicines" not in keys, "who may not is led to the task"
    page = open_patient(desk_of(small, PEOPLE["primary.care"]), "V1")
    asked(page, "medicines")
    page.button(key="save-medicines").click()
    asked(page, "medicines")
    assert "List every medicine that is taken" in page.error[0].value
    medicine_list(page).input("paracetamol\noxycodone 40 mg")
    page.button(key="save-medicines").click()
    asked(page, "medicines")
    page.run()
    assert "Medicines not confirmed" not in words(page)
    with small.clinic.store.reading() as records:
        kept = records.patients.get("V1").patient
    assert [one.name for one in kept.medicines or ()] == ["paracetamol", "oxycodone"]
    assert "Medicines (2), confirmed 2 Mar 2026 by primary.care" in [
        one.label.replace("\\", "") for one in page.expander
    ]


def test_a_confirmed_list_is_changed_in_the_same_dialog_and_a_misspelt_name_is_asked_about(small: SmallClinic) -> None:
    with small.clinic.store.writing() as records:
        seen = records.patients.get("V1")
        taken = (Medicine(name="oxycodone", amount_per_day=40, unit="mg"),)
        records.patients.save(seen, seen.patient.model_copy(update={"medicines": taken, "medicines_confirmed": MONDAY}))
    page = open_patient(desk_of(small, PEOPLE["primary.care"]), "V1")
    asked(page, "medicines")
    assert medicine_list(page).value == "oxycodone 40 mg"
    medicine_list(page).input("oxycodnoe 20 mg")
    for _ in range(2):
        page.button(key="save-medicines").click()
        asked(page, "medicines")
        if page.error:
            assert "Did you mean oxycodone?" in page.error[0].value
    with small.clinic.store.reading() as records:
        [kept] = records.patients.get("V1").patient.medicines or ()
    assert (kept.name, kept.amount_per_day) == ("oxycodnoe", 20)


def test_the_surgeon_decides_on_surgery_with_a_choice_and_a_reason_only(small: SmallClinic) -> None:
    page = open_patient(desk_of(small), "V1")
    page.button(key="ask-gate.surgery").click().run()
    assert title_of_dialog(page) == "Surgery · V1", "the form names the decision and the patient"
    page.text_input(key="why-gate.surgery-PL-V1-01").input("Fragment presses the root")
    page.button(key="save-gate.surgery").click()
    asked(page, "gate.surgery")
    assert [error.value for error in page.error] == ["Choose yes or no."], "only what is offered"
    page.radio(key="value-gate.surgery").set_value("yes")
    page.text_input(key="why-gate.surgery-PL-V1-01").input("")
    page.button(key="save-gate.surgery").click()
    asked(page, "gate.surgery")
    assert refused_last(page) == "Decide on surgery: give a reason."
    page.text_input(key="why-gate.surgery-PL-V1-01").input("Fragment presses the root")
    page.radio(key="with-fusion_planned").set_value("no")
    page.button(key="save-gate.surgery").click()
    asked(page, "gate.surgery")
    assert not page.error
    page.run()
    assert "**Surgery** :green-badge[✓ Yes] **Fusion planned** :gray-badge[✕ No]" in words(page)
    assert "Decided on 2 Mar 2026 by the surgeon" in words(page)
    assert "Reason: Fragment presses the root" in words(page)
    assert "Surgery: yes, fusion planned: no, V1" in sent_to(page, "tasks")["strip"]["text"]
    assert not [one for one in page.button if one.key == "ask-gate.injection"], "the pain specialist decides on that"


def test_an_operation_is_planned_and_gets_its_date(small: SmallClinic) -> None:
    page = open_patient(desk_of(small), "V1")
    page.button(key="ask-operation-new").click().run()
    assert title_of_dialog(page) == "Plan operation · V1"
    page.button(key="operation-new-save").click()
    asked(page, "operation-new")
    assert refused_last(page) == "Say what operation it is: choose at least one procedure."
    assert page.multiselect(key="operation-new-what").proto.select_all == 0, "all operations at once make no sense"
    page.multiselect(key="operation-new-what").set_value(["microdiskectomy"])
    page.button(key="operation-new-save").click()
    asked(page, "operation-new")
    assert not page.error
    planned = small.plan("PL-V1-01").inputs.record.operations[-1]
    assert (planned.done, planned.day) == (False, None)
    key = f"operation-{planned.number}"
    asked(page, key)
    page.date_input(key=f"day-{key}").set_value(MONDAY + timedelta(days=40))
    page.button(key=f"save-{key}").click()
    asked(page, key)
    assert small.plan("PL-V1-01").inputs.record.operations[-1].day == MONDAY + timedelta(days=40)


def test_a_procedure_is_planned_by_the_pain_specialist(small: SmallClinic) -> None:
    page = asked(open_patient(desk_of(small, PEOPLE["pain.specialist"]), "V1"), "procedure-new")
    page.button(key="procedure-new-save").click()
    asked(page, "procedure-new")
    assert refused_last(page) == "Choose the procedure."
    page.selectbox(key="procedure-new-kind").set_value(ProcedureKind.EPIDURAL)
    page.radio(key="procedure-new-steroid").set_value("yes")
    page.date_input(key="procedure-new-day").set_value(MONDAY + timedelta(days=20))
    page.button(key="procedure-new-save").click()
    asked(page, "procedure-new")
    assert not page.error
    (planned,) = small.plan("PL-V1-01").inputs.record.procedures
    assert (planned.kind, planned.steroid, planned.planned) == ("epidural", True, MONDAY + timedelta(days=20))
    page.run()
    assert "Epidural, with steroid, 22 Mar 2026" in words(page)


def test_naming_a_cause_ends_not_yet_clear_unless_that_is_unticked(unclear: SmallClinic) -> None:
    page = cause_form(desk_of(unclear), "V1", "")
    page.selectbox(key="cause-new-pick").set_value("scar_tissue")
    again(page, "")
    tick = page.checkbox(key="cause-new-unclear")
    assert (tick.label, tick.value) == ("“Not yet clear” no longer holds: Scar tissue takes its place", True)
    page.button(key="cause-new-save").click()
    again(page, "")
    assert {cause.cause: cause.certainty.value for cause in unclear.plan("PL-V1-01").inputs.causes} == {
        "unclear": "refuted",
        "scar_tissue": "suspected",
    }


def test_not_yet_clear_is_not_offered_to_be_confirmed(unclear: SmallClinic) -> None:
    page = open_patient(desk_of(unclear), "V1")
    assert page.button(key="certainty-unclear").label == "No longer unclear"
    page = cause_form(desk_of(unclear), "V1", "unclear")
    assert page.radio(key="certainty-of-unclear").options == ["No longer unclear"]


def test_refuting_a_cause_first_shows_what_is_cancelled_and_is_undone_as_one(small: SmallClinic) -> None:
    before = open_tasks(small)
    page = cause_form(desk_of(small), "V1", "scar_tissue")
    page.button(key="certainty-save-scar_tissue").click()
    again(page, "scar_tissue")
    assert [error.value for error in page.error] == ["Choose what this suspected cause is\\."]
    page.radio(key="certainty-of-scar_tissue").set_value("refuted")
    again(page, "scar_tissue")
    cancelled = next(one.label for one in page.expander if "cancelled" in one.label)
    assert "MRI of the lumbar spine without and with gadolinium (surgeon)" in words(page)
    assert open_tasks(small) == before, "it is shown before it applies"
    page.text_input(key="certainty-why-scar_tissue-PL-V1-01").input("No scar on MRI")
    again(page, "scar_tissue")
    page.button(key="certainty-save-scar_tissue").click()
    again(page, "scar_tissue")
    assert "SC01" not in open_tasks(small)
    assert cancelled.split()[0].isdigit()
    with small.clinic.store.reading() as records:
        act = records.events.latest_undoable("surgeon")
    assert act is not None
    undo(small.clinic, act.event.act, actor=PEOPLE["surgeon"])
    assert open_tasks(small) == before


def test_an_injection_planned_for_a_refuted_cause_is_named_before_and_after(small: SmallClinic) -> None:
    pain, day = PEOPLE["pain.specialist"], MONDAY + timedelta(days=30)
    decide(small.clinic, "PL-V1-01", "gate.injection", "yes", actor=pain, why="Fits the root")
    plan_procedure(small.clinic, "PL-V1-01", ProcedureKind.EPIDURAL, actor=pain, day=day, steroid=True)
    page = cause_form(desk_of(small, pain), "V1", "scar_tissue")
    page.radio(key="certainty-of-scar_tissue").set_value("refuted")
    again(page, "scar_tissue")
    assert "Not cancelled by this:** Epidural, with steroid, 1 Apr 2026; decision “Injection: yes”" in words(page)
    page.text_input(key="certainty-why-scar_tissue-PL-V1-01").input("No scar on MRI")
    again(page, "scar_tissue")
    page.button(key="certainty-save-scar_tissue").click()
    again(page, "scar_tissue")
    page = open_patient(desk_of(small, pain), "V1")
    assert "planned or decided while Scar tissue was suspected. Keep or withdraw it" in words(page)
    assert "No suspected cause is left. Add the one that is suspected now, or “Not yet clear”." in words(page)
    asked(page, "gate.injection")
    assert page.radio(key="value-gate.injection").options == ["Yes", "No", "Undecided"]


def test_another_cause_is_added_after_its_tasks_were_shown(small: SmallClinic) -> None:
    page = cause_form(desk_of(small), "V1", "")
    assert page.selectbox(key="cause-new-pick").value is None
    page.selectbox(key="cause-new-pick").set_value("facet_pain")
    again(page, "")
    assert any("added" in one.label for one in page.expander)
    assert len(small.plan("PL-V1-01").inputs.causes) == 1
    page.button(key="cause-new-save").click()
    again(page, "")
    assert [one.cause for one in small.plan("PL-V1-01").inputs.causes] == ["scar_tissue", "facet_pain"]
