"""Other systems on Export and import and on Team and users: let one, see its token once, end it."""

from __future__ import annotations

from streamlit.testing.v1 import AppTest

from careplan.coordination.fhir_address import give_reading, read_plan, readings
from careplan.pages.desk import Desk
from careplan.team import Practitioner
from tests.coordination.conftest import with_fhir
from tests.pages.page_of import desk_of, desks, sent_to
from tests.small_clinic import PEOPLE, SmallClinic

COORDINATOR = PEOPLE["coordinator"]


def _readings() -> None:
    from careplan.pages.parts.data_readings import draw_readings
    from tests.pages.page_of import desks

    draw_readings(desks[-1])


def _pressed(reading_id: str) -> None:
    from careplan.pages.parts.data_readings import _end, draw_readings
    from careplan.pages.parts.people import Press
    from tests.pages.page_of import desks

    _end(desks[-1], Press(reading_id, "end"))
    draw_readings(desks[-1])


def opened(desk: Desk) -> AppTest:
    desks.append(desk)
    page = AppTest.from_function(_readings, default_timeout=60).run()
    assert not page.exception
    return page


def fhir_desk(small: SmallClinic, person: Practitioner = COORDINATOR) -> Desk:
    return desk_of(SmallClinic(with_fhir(small.clinic)), person)


def test_a_token_is_made_shown_once_and_listed(small: SmallClinic) -> None:
    page = opened(fhir_desk(small))
    page.text_input(key="reading-plan").input("PL-V1-01")
    page.text_input(key="reading-system").input("*Hospital* <b>record</b>")
    page.button[0].click().run()
    address, token = (code.value for code in page.code)
    assert address.endswith("/fhir") and ("CarePlan", "PL-V1-01") in read_plan(small.clinic, token, where="192.0.2.1")
    page.button(key="reading-shown").click().run()
    assert not page.code
    [row] = sent_to(page, "people")["rows"]
    assert row["name"] == "PL-V1-01" and row["about"].startswith("*Hospital* <b>record</b>. Let by coordinator ")
    assert "; until 31 May 2026" in row["about"]
    assert [button["words"] for button in row["buttons"]] == ["End"]


def test_what_is_missing_is_said_and_what_was_typed_stays(small: SmallClinic) -> None:
    page = opened(fhir_desk(small))
    page.text_input(key="reading-plan").input("PL-9999-01")
    page.button[0].click().run()
    assert page.error[0].value.startswith("No such record") and not page.code
    page.text_input(key="reading-plan").input("PL-V1-01")
    page.button[0].click().run()
    assert page.error[0].value.startswith("Write which system") and page.text_input(key="reading-plan").value


def test_an_administrator_ends_the_last_one_also_while_it_is_off_and_is_told_so(small: SmallClinic) -> None:
    give_reading(with_fhir(small.clinic), "PL-V1-01", "Hospital", actor=COORDINATOR)
    page = opened(desk_of(small, Practitioner(id="admin", role="admin")))
    [row] = sent_to(page, "people")["rows"]
    assert "Hospital" not in row["about"] and "CAREPLAN_FHIR is not set" in page.text[0].value
    ended = AppTest.from_function(_pressed, default_timeout=60, args=(row["id"],)).run()
    assert ended.success[0].value.startswith("The other system cannot read")


def test_where_it_is_off_nothing_is_offered(small: SmallClinic) -> None:
    assert not opened(desk_of(small, COORDINATOR)).header
    assert not opened(fhir_desk(small, PEOPLE["surgeon"])).header
    assert readings(small.clinic, actor=COORDINATOR) == []
