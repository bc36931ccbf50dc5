"""The Outcomes screen as AppTest draws it: trends, collection, and what the entry of a visit says while it is typed."""

from __future__ import annotations

from datetime import timedelta

import pytest
from streamlit.testing.v1 import AppTest
from streamlit.testing.v1.element_tree import Button, NumberInput, Selectbox, TextInput

from careplan.coordination.visit_entry import Visit
from careplan.coordination.visits import record_visit
from careplan.pages.desk import Desk
from tests.pages.overview_page import words
from tests.pages.page_of import desk_of, desks
from tests.small_clinic import MONDAY, PEOPLE, VIEWER, SmallClinic

DOCTOR = PEOPLE["primary.care"]
LATER = MONDAY + timedelta(days=90)


def _outcomes() -> None:
    import streamlit as st

    from careplan.pages.outcomes import show
    from tests.pages.page_of import desks

    pages = {name: st.Page(lambda: None, title=name, url_path=name) for name in ("plan", "patients", "patient")}
    desk = desks[-1]
    desk.pages = {**pages, "outcomes": st.Page(lambda: show(desk), title="o", url_path="outcomes", default=True)}
    st.navigation(list(desk.pages.values()), position="hidden").run()


def opened(desk: Desk, patient: str = "V2", **query: str) -> AppTest:
    desks.append(desk)
    page = AppTest.from_function(_outcomes, default_timeout=60)
    for name, value in {"patient": patient, **query}.items():
        page.query_params[name] = value
    page.run()
    assert not page.exception
    return page


@pytest.fixture
def later(small: SmallClinic) -> SmallClinic:
    """Three months after the plan of V2 began: ODI 52, back 7, leg 2, ibuprofen."""
    small.begin("V2", "failed_fusion")
    return small.on(LATER)


def field(page: AppTest, name: str) -> str:
    return next(each.key for each in page.number_input if each.key and each.key.startswith(f"visit-{name}-"))


def test_a15_the_change_is_said_as_soon_as_the_field_is_left(later: SmallClinic) -> None:
    page = opened(desk_of(later, DOCTOR), record="visit")
    for value, said in ((41, "−11 (−21 %), reached"), (45, "−7 (−13 %), not yet 10 points"), (140, "140 is outside.")):
        page.number_input(key=field(page, "odi")).set_value(value).run()
        assert said in words(page), value
    page.button(key="visit-save").click().run()
    assert page.error[0].value == "ODI goes from 0 to 100 %; 140 is outside."
    assert len(later.plan("PL-V2-01").inputs.record.observations) == 8


def test_a_positive_short_score_asks_for_the_full_one_and_item_9_tells_of_its_flag(later: SmallClinic) -> None:
    page = opened(desk_of(later, DOCTOR), record="visit")
    page.number_input(key=field(page, "phq2")).set_value(4).run()
    page.number_input(key=field(page, "phq9_item9")).set_value(1).run()
    assert "Red flag opens as the visit is saved" in words(page)


def test_the_dose_is_told_with_its_factors_and_what_it_is_not_for(later: SmallClinic) -> None:
    page = opened(desk_of(later, DOCTOR), record="visit")
    page.text_area[0].input("oxycodone 40 mg\ntramadol 100 mg").run()
    said = words(page)
    assert "| oxycodone | 40 mg | 1.5 | 60 |" in said and "| tramadol | 100 mg | 0.2 | 20 |" in said
    assert "80 MME a day" in said and "50 or more" in said
    page.text_area[0].input("methadone 10 mg").run()
    assert "methadone: extra caution, factor is an estimate." in words(page)
    assert "As-needed medicines: use the average really taken; if unknown the maximum." in said
    assert "Licence: copyright J. Fairbank" in said and "Scoring: sum of daily dose x factor. How" in said
    assert "Published factors: CDC22-MME" in said and "never use it to switch one opioid for another" in said


def test_one_press_confirms_the_medicine_list_as_it_stands_with_what_was_entered(later: SmallClinic) -> None:
    page = opened(desk_of(later, DOCTOR), record="visit")
    page.number_input(key=field(page, "odi")).set_value(41).run()
    page.text_area[0].input("ibuprofen\noxycodone 40 mg").run()
    assert page.button(key="visit-save-unchanged").disabled
    page.text_area[0].input("ibuprofen").run()
    page.button(key="visit-save-unchanged").click().run()
    assert page.success[0].value.startswith("2 values recorded")
    assert "0 on 31 May 2026" in next(each.proto.alt for each in page.get("vega_lite_chart") if "MME" in each.proto.alt)


def test_a_saved_visit_stands_in_the_trend_and_is_undone_in_one_press(later: SmallClinic) -> None:
    page = opened(desk_of(later, DOCTOR), record="visit")
    page.number_input(key=field(page, "odi")).set_value(41).run()
    page.button(key="visit-save").click().run()
    assert not page.exception
    assert page.success[0].value.startswith("1 value recorded")
    assert "52 → 41, −11 (−21 %), reached, within measurement error" in words(page)
    page.button(key="outcomes-back").click().run()
    assert "52 on 2 Mar 2026, no later value" in words(page)


def test_what_is_due_and_what_is_missing_stand_with_their_reasons(later: SmallClinic) -> None:
    record_visit(later.clinic, "PL-V2-01", Visit(LATER, {}, {"odi": "Declined to fill in"}), actor=DOCTOR)
    said = words(opened(desk_of(later, DOCTOR)))
    assert "Due until 14 Jun" in said
    assert "missing: ODI (Declined to fill in)" in said
    assert "Missing at 3 months: Declined to fill in" in said
    assert "| :small[31 May 2026] | :small[missing: Declined to fill in] |" in said


def test_what_every_plan_follows_has_a_chart_and_another_score_when_it_is_asked_for(later: SmallClinic) -> None:
    visit = Visit(LATER, {"phq9": 1, "phq9_item9": 0})
    record_visit(later.clinic, "PL-V2-01", visit, actor=DOCTOR)
    page = opened(desk_of(later, DOCTOR))
    assert "| :small[6 → 1, −5 (−83 %), reached, none] | :small[2 Mar 2026 → 31 May 2026, by primary.care] |" in words(
        page
    )
    assert not any("PHQ-9" in chart.proto.alt for chart in page.get("vega_lite_chart"))
    next(each for each in page.get("button_group") if each.label == "Show the trend of").select("phq9").run()
    assert any("6 on 2 Mar 2026, 1 on 31 May" in chart.proto.alt for chart in page.get("vega_lite_chart"))


def test_every_chart_says_in_words_what_it_shows(later: SmallClinic) -> None:
    record_visit(later.clinic, "PL-V2-01", Visit(LATER, {"odi": 41}), actor=DOCTOR)
    page = opened(desk_of(later, DOCTOR))
    charts = [each.proto for each in page.get("vega_lite_chart")]
    assert len(charts) >= 3
    said = next(chart.alt for chart in charts if chart.alt.startswith("ODI"))
    assert "52 on 2 Mar 2026, 41 on 31 May 2026" in said and "−11 (−21 %), reached" in said


def test_who_only_reads_is_offered_nothing_that_writes(later: SmallClinic) -> None:
    page = opened(desk_of(later, VIEWER), record="visit")
    assert [button.key for button in page.button] == []
    assert len(page.number_input) == 0


def open_still(entered: Button | NumberInput | Selectbox[int] | TextInput) -> None:
    """Run the page with the form open: each run of the test opens it anew, as a press on its button does."""
    entered.root.session_state["correct-open"] = True  # type: ignore[attr-defined]
    entered.run()


def test_a_wrong_value_is_corrected_in_a_form_that_asks_why(later: SmallClinic) -> None:
    record_visit(later.clinic, "PL-V2-01", Visit(LATER, {"odi": 14}), actor=DOCTOR)
    page = opened(desk_of(later, DOCTOR))
    page.button(key="correct-value").click().run()
    open_still(page.selectbox(key="correct-which").select_index(0))
    open_still(page.number_input(key="correct-value-0").set_value(41))
    open_still(page.button(key="correct-save").click())
    assert page.error[0].value == "Write why the value is corrected."
    open_still(page.text_input(key="correct-why-PL-V2-01").input("Digits swapped"))
    open_still(page.button(key="correct-save").click())
    assert not page.exception
    assert "ODI of 31 May 2026: was 14, now 41. Digits swapped (primary.care" in words(page)
    assert "52 → 41, −11 (−21 %), reached" in words(page)


def test_a_score_that_is_missing_is_kept_so_from_the_entry(later: SmallClinic) -> None:
    page = opened(desk_of(later, DOCTOR), record="visit")
    missing = next(each for each in page.get("button_group") if each.label == "Missing")
    missing.select("nrs_leg").run()
    page.button(key="visit-save").click().run()
    assert page.error[0].value == "NRS leg: write why it is missing."
    why = next(each for each in page.text_input if each.label == "Why is it missing? NRS leg")
    why.input("Declined").run()
    page.button(key="visit-save").click().run()
    assert page.success[0].value.startswith("1 as missing recorded")
