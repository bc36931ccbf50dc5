"""Where links in exported files lead."""

from __future__ import annotations

from dataclasses import replace

from careplan.pages.desk import Desk
from careplan.pages.parts.origin import origin
from careplan.settings import Settings
from tests.small_clinic import PEOPLE, SmallClinic


def test_links_lead_to_the_address_of_the_settings_before_that_of_the_browser(file_clinic: SmallClinic) -> None:
    clinic = replace(file_clinic.clinic, settings=Settings(address="https://careplan.example.org"))
    assert origin(Desk(clinic=clinic, actor=PEOPLE["nurse"], demo=False, pages={})) == "https://careplan.example.org"


def test_without_a_browser_and_a_setting_the_address_is_not_known(file_clinic: SmallClinic) -> None:
    assert origin(Desk(clinic=file_clinic.clinic, actor=PEOPLE["nurse"], demo=False, pages={})) == ""
