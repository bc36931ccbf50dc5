"""How the task drawer is opened by AppTest, and what it says."""

from __future__ import annotations

from typing import Any

from streamlit.testing.v1 import AppTest

from careplan.pages.parts.tasks import Strip
from careplan.task import Outcome
from careplan.team import Practitioner
from tests.pages.page_of import sent_to
from tests.pages.test_my_work import open_work
from tests.small_clinic import SmallClinic


def open_drawer(small: SmallClinic, person: Practitioner, task_id: str) -> AppTest:
    page = open_work(small, person, task=task_id)
    assert page.get("dialog")
    return page


def texts(page: AppTest) -> str:
    """Return everything that the page says, to look for a sentence."""
    found = [*page.markdown, *page.text, *page.error, *page.warning, *page.info]
    return "\n".join(element.value for element in found)


def choose(page: AppTest, task_id: str, outcome: Outcome) -> None:
    page.button(key=f"done-{outcome}-{task_id}").click().run()
    assert not page.exception


def said(page: AppTest) -> list[Strip]:
    """Return what the strip of the list says."""
    return [page.session_state[key] for key in ("strip-said",) if key in page.session_state]


def labels(page: AppTest) -> set[str]:
    return {button.label for button in page.button}


def focus_led_to(page: AppTest) -> dict[str, Any]:
    """Return what the focus is led to after a refusal: the keys of widgets, and what is read out with them."""
    return sent_to(page, "lead")
