"""Text that is pasted from a word processor: what cannot be seen and says nothing stays out of the field."""

from __future__ import annotations

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.conftest import OpenPage
from tests.served_clinic import ServedClinic

JOINED = "\u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645 \U0001f469\u200d\u2695\ufe0f"


def paste(page: Page, text: str, field: Locator) -> None:
    """Copy a text as it stands in another window, and paste it with the keyboard."""
    page.evaluate(
        """text => { const other = document.createElement("textarea"); other.id = "other"; document.body.append(other);
                     other.value = text; other.select(); document.execCommand("copy"); other.remove(); }""",
        text,
    )
    field.focus()
    page.keyboard.press("Control+v")


@pytest.mark.parametrize(("path", "label"), [("/new", "Goal in the person's words"), ("/patients", "Search")])
def test_what_is_pasted_is_what_is_seen(house: ServedClinic, open_page: OpenPage, path: str, label: str) -> None:
    page = house.visit(open_page("about:blank"), path, who="surgeon")
    field = page.get_by_label(label)
    expect(field).to_be_editable()
    paste(page, "\ufeffPrega\xadba\u200blin \u206050", field)
    expect(field).to_have_value("Pregabalin 50")
    page.keyboard.press("Control+a")
    paste(page, JOINED, field)
    expect(field).to_have_value(JOINED)
