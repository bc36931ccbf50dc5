"""The forms of the overview: decisions, operations, procedures and the medicine list."""

from __future__ import annotations

from datetime import timedelta

from streamlit.testing.v1 import AppTest
from streamlit.testing.v1.element_tree import TextArea

from careplan.coordination.decisions import plan_operation
from careplan.patient import Medicine, ProcedureKind
from tests.pages.overview_page import open_patient, words
from tests.pages.page_of import desk_of, sent_to
from tests.small_clinic import MONDAY, PEOPLE, SmallClinic


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


def medicine_list(page: AppTest) -> TextArea:
    """Return the field of the list; its key names the list that it began with."""
    return next(field for field in page.text_area if str(field.key).startswith("medicines-listed-"))


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


def test_an_operation_is_planned_gets_its_date_and_took_place_or_not(small: SmallClinic) -> None:
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
    page = open_patient(desk_of(small), "V1")
    assert not [one for one in page.button if one.key == f"ask-done-{key}"], "it is still to come"
    later = small.on(MONDAY + timedelta(days=41))
    page = open_patient(desk_of(later), "V1")
    assert "Its day is over, so it counts as done" in words(page)
    asked(page, f"off-{key}")
    page.button(key=f"save-off-{key}").click()
    asked(page, f"off-{key}")
    assert refused_last(page) == "Give a reason for calling it off."
    page.text_input(key=f"why-off-{key}-PL-V1-01").input("She was ill")
    page.button(key=f"save-off-{key}").click()
    asked(page, f"off-{key}")
    assert small.plan("PL-V1-01").inputs.record.operations[-1].cancelled
    again = MONDAY + timedelta(days=40)
    plan_operation(small.clinic, "PL-V1-01", actor=PEOPLE["surgeon"], day=again, number=planned.number)
    page = open_patient(desk_of(later), "V1")
    asked(page, f"done-{key}")
    assert page.multiselect(key=f"what-done-{key}").value == ["microdiskectomy"]
    page.date_input(key=f"day-done-{key}").set_value(again - timedelta(days=1))
    page.button(key=f"save-done-{key}").click()
    asked(page, f"done-{key}")
    took_place = small.plan("PL-V1-01").inputs.record.operations[-1]
    assert (took_place.done, took_place.day) == (True, again - timedelta(days=1))


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
