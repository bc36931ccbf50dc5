"""FHIR on Export and import: what would leave is counted first, many patients need a reason, a link fills in whose."""

from __future__ import annotations

import json

import pytest
from streamlit.testing.v1 import AppTest

from careplan.coordination.export_rows import Kind, Scope
from careplan.coordination.exports import rows_of
from careplan.errors import NotAllowed
from careplan.pages.desk import Desk
from tests.pages.files import file_buttons, made
from tests.pages.page_of import desk_of, desks
from tests.small_clinic import PEOPLE, SmallClinic


def _export() -> None:
    from careplan.pages.parts.data_out import draw_export
    from tests.pages.page_of import desks

    draw_export(desks[-1])


def opened(desk: Desk, **address: str) -> AppTest:
    desks.append(desk)
    page = AppTest.from_function(_export, default_timeout=60)
    for name, value in address.items():
        page.query_params[name] = value
    page.run()
    assert not page.exception
    return page


def is_off(page: AppTest) -> bool:
    return not file_buttons(page)["Export FHIR"]


def said(page: AppTest) -> str:
    return " ".join(one.value for one in page.caption)


def test_plans_and_resources_are_counted_and_many_patients_leave_only_with_a_reason(small: SmallClinic) -> None:
    page = opened(desk_of(small))
    everything = rows_of(small.clinic, Kind.FHIR, Scope(), actor=PEOPLE["surgeon"])
    assert f"2 plans, {everything} resources." in said(page)
    with pytest.raises(NotAllowed, match="give a reason"):
        made(page, "Export FHIR")
    page.text_input(key="data-why").input("Yearly report").run()
    assert len(json.loads(made(page, "Export FHIR"))["entry"]) == everything
    assert page.checkbox(key="data-fhir-names").value is False, "without names unless they are asked for"


def test_a_link_of_a_plan_fills_in_whose_until_another_is_typed(small: SmallClinic) -> None:
    page = opened(desk_of(small), of="PL-V1-01")
    assert page.text_input(key="data-whose").value == "PL-V1-01" and not is_off(page)
    page.text_input(key="data-whose").input("PL-V1-02").run()
    assert "of" not in page.query_params and is_off(page)
    assert [one.value for one in page.error] and "resources" not in said(page)
    page.text_input(key="data-whose").input("V1").run()
    assert not is_off(page) and not page.error


def test_the_address_of_another_teams_plan_tells_nothing(small: SmallClinic) -> None:
    page = opened(desk_of(small, PEOPLE["nurse"]), of="PL-9999-01")
    assert is_off(page) and json.dumps([one.value for one in page.error]).count("PL-9999") == 0
