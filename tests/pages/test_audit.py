"""The audit screen without a browser: what it says of a patient and of the clinic, its empty state and its review."""

from __future__ import annotations

from streamlit.testing.v1 import AppTest

from careplan.coordination.break_glass import open_record
from careplan.coordination.closing import complete
from careplan.coordination.emergency_reviews import NO_REASON
from careplan.coordination.overview import overview
from careplan.coordination.undo import undo
from careplan.pages.desk import Desk
from careplan.pages.parts.audit_lines import change_words
from careplan.task import Outcome
from careplan.team import Practitioner
from tests.pages.overview_page import open_patient, words
from tests.pages.page_of import desk_of, desks
from tests.small_clinic import PEOPLE, STRANGER, SmallClinic

ADMIN = Practitioner(id="admin", role="admin")
DOCTOR, SURGEON, COORDINATOR = PEOPLE["primary.care"], PEOPLE["surgeon"], PEOPLE["coordinator"]


def _audit() -> None:
    import streamlit as st

    from careplan.pages.audit import show
    from tests.pages.page_of import desks

    desk = desks[-1]
    pages = {name: st.Page(lambda: None, title=name, url_path=name) for name in ("patient", "patients")}
    desk.pages = {**pages, "audit": st.Page(lambda: show(desk), title="audit", url_path="audit", default=True)}
    st.navigation(list(desk.pages.values()), position="hidden").run()


def open_audit(desk: Desk, **address: str) -> AppTest:
    desks.append(desk)
    page = AppTest.from_function(_audit, default_timeout=60)
    for name, value in address.items():
        page.query_params[name] = value
    page.run()
    assert not page.exception
    return page


def done_and_undone(small: SmallClinic) -> None:
    task = next(t for t in small.plan("PL-V1-01").tasks.values() if t.role == "surgeon" and t.is_open)
    done = complete(
        small.clinic, task.id, outcome=Outcome.DECLINED, actor=COORDINATOR, note="*No*", on_behalf_because="Phoned"
    )
    undo(small.clinic, done.act, actor=COORDINATOR)


def test_the_history_of_a_patient_tells_what_was_undone_and_for_whom(small: SmallClinic) -> None:
    done_and_undone(small)
    page = open_audit(desk_of(small, DOCTOR), patient="V1")
    said = words(page)
    assert [title.value for title in page.title] == ["History of V1"]
    assert "not done, declined** :gray-badge[↶ Undone later]" in said
    assert "coordinator (care coordinator), on behalf of the surgeon" in said
    assert "Note: *No*" in said and "Reason: Phoned" in said and "**Undone: " in said
    assert "V1 ·" not in said, "the patient is not named on each line"
    caption = page.caption[-1].value
    assert caption.startswith("The chain has ") and "each export keeps both" in caption
    assert "Check the history" not in {button.label for button in page.button}


def test_the_clinics_history_names_ids_and_no_content(small: SmallClinic) -> None:
    done_and_undone(small)
    overview(small.clinic, "V1", actor=DOCTOR)
    page = open_audit(desk_of(small, ADMIN))
    said = words(page)
    assert "**Record read**" in said and "primary.care (primary care doctor) · V1 · What: overview" in said
    assert "declined" not in said and "Phoned" not in said
    page.button(key="audit-check").click().run()
    assert page.info[0].value.startswith("The history is whole: ")


def test_filters_stand_in_the_address_and_a_filter_without_events_says_so(small: SmallClinic) -> None:
    page = open_audit(desk_of(small, DOCTOR), patient="V1", kind="exports", person="nobody", days="x")
    assert "Nothing fits these filters." in words(page)
    assert [box.value for box in page.selectbox] == ["nobody", "exports", None]
    page.selectbox(key="filter-person").set_value(None).run()
    page.selectbox(key="filter-kind").set_value("changes").run()
    assert page.query_params["kind"] == "changes" and "person" not in page.query_params
    assert "**Plan created**" in words(page)


def test_who_may_not_read_it_reads_nothing(small: SmallClinic) -> None:
    for person, sentence in ((STRANGER, "No such record, or not one you may see."), (PEOPLE["nurse"], "only the")):
        page = open_audit(desk_of(small, person), patient="V1")
        assert sentence in page.error[0].value and not page.markdown
    page = open_audit(desk_of(small, SURGEON))
    assert "only the clinic administrator may do that" in page.error[0].value


def test_what_is_still_open_is_ended_then_reviewed_and_what_was_recorded_is_said(small: SmallClinic) -> None:
    _as_demo(small)
    open_record(small.clinic, "V1", reason="Collapsed", password="", actor=STRANGER)
    page = open_audit(desk_of(small, COORDINATOR))
    assert "**other.surgeon** opened **V1**" in words(page).replace("‑", "-") and "Reason: Collapsed" in words(page)
    assert ", still open until " in words(page) and [one.label for one in page.button] == ["End it now"]
    page.button(key="end-1").click().run()
    assert _success(page) == "Ended: other.surgeon cannot read V1 any more."
    assert ", for 1 minute]" in words(page)
    page.button(key="review-1-no").click().run()
    assert page.error[0].value.startswith("Write a note") and not page.success
    page.text_input(key="review-1-note").input("Asked to explain").run()
    page.button(key="review-1-no").click().run()
    assert "None. Who opens a record" in words(page)
    assert _success(page) == (
        "Recorded as not justified, with your note: other.surgeon opened V1. It stands in the audit."
    )
    with small.clinic.store.reading() as records:
        kept = records.break_glass.get(1)
    assert (kept.justified, kept.review, kept.reviewed_by) == (False, "Asked to explain", "coordinator")
    told = words(open_audit(desk_of(small, DOCTOR), patient="V1", kind="emergencies")).replace("‑", "-")
    assert "Verdict: not justified" in told and "Reason: Asked to explain" in told and "Could be read until: " in told
    assert "Opening: " not in told


def test_the_administrator_ends_it_and_says_how_they_know(small: SmallClinic) -> None:
    _as_demo(small)
    with small.clinic.store.writing() as records:
        records.accounts.add(ADMIN.id, ADMIN.role, password=None, at=small.clinic.now())
    open_record(small.clinic, "V1", reason="Collapsed", password="", actor=STRANGER)
    page = open_audit(desk_of(small, ADMIN))
    assert "opened **V1**" in words(page).replace("‑", "-") and "Collapsed" not in words(page)
    page.button(key="end-1").click().run()
    assert _success(page).startswith("Ended: ") and NO_REASON in [caption.value for caption in page.caption]
    page.button(key="review-1-yes").click().run()
    assert "say how you know" in page.error[0].value
    page.text_input(key="review-1-note").input("The ward called me")
    page.button(key="review-1-yes").click().run()
    assert _success(page).startswith("Recorded as justified")


def test_only_who_may_opens_in_an_emergency_and_the_screen_is_the_same_for_every_id(small: SmallClinic) -> None:
    for asked in ("V1", "P-9999"):
        page = open_patient(desk_of(small, STRANGER), asked)
        assert [one.label for one in page.expander] == ["Open in an emergency"]
    nurse = Practitioner(id=STRANGER.id, role="nurse")
    assert not open_patient(desk_of(small, nurse), "V1").expander


def test_a_wrong_password_is_said_and_opens_nothing(small: SmallClinic) -> None:
    page = open_patient(desk_of(small, STRANGER), "V1")
    page.text_area(key="emergency-reason").input("Why")
    page.text_input(key="emergency-password").input("not the password")
    page.button[0].click().run()
    assert [error.value for error in page.error][-1] == "Your password is not right."
    assert not [block for block in page.markdown if "Opened in an emergency" in block.value]


def test_a_field_that_was_empty_has_no_arrow() -> None:
    assert change_words("Rows", "", "4") == "Rows: 4"
    assert change_words("Note", "nothing", "Seen") == "Note: Seen"
    assert change_words("Person", "nurse", "") == "Person: nurse → nothing"


def _success(page: AppTest) -> str:
    return str(page.success[0].value).replace("\\", "")


def _as_demo(small: SmallClinic) -> None:
    """Mark the clinic as a demo, whose accounts have no passwords."""
    with small.clinic.store._database.writing() as connection:
        connection.exec_driver_sql("update clinic set demo = true")
    small.clinic.store._demo = None
