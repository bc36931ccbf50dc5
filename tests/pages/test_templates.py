"""The Templates screen without a browser: what the address names is what is sent."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from careplan.pages.parts.library import Opened
from careplan.pages.parts.library.component import receive
from tests.pages.files import file_buttons
from tests.pages.page_of import sent_to

HARNESS = Path(__file__).parents[1] / "journeys" / "harness_templates.py"


def opened(**query: str) -> AppTest:
    page = AppTest.from_file(str(HARNESS), default_timeout=30)
    for name, value in query.items():
        page.query_params[name] = value
    return page.run()


def sent(page: AppTest) -> dict[str, Any]:
    assert not page.exception
    return sent_to(page, "library")


def test_the_list_counts_each_role_in_its_own_column() -> None:
    page = opened()
    data = sent(page)
    assert [title.value for title in page.title] == ["Templates"]
    lines = [line for shelf in data["shelves"] for line in shelf["templates"]]
    assert lines[0]["title"] == "Scar tissue"
    assert lines[0]["evidence_words"].startswith("Guideline 5, review or trial 2")
    assert {len(line["roles"]) for line in lines} == {len(data["roles"])}


def test_a_template_shows_its_phases_and_the_task_of_the_address() -> None:
    page = opened(key="scar_tissue", task="SC05")
    data = sent(page)
    assert [title.value for title in page.title] == ["Scar tissue"]
    titles = [phase["title"] for phase in data["phases"]]
    assert titles == ["Evaluate", "Conservative", "Interventional", "Surgical", "Rehabilitate", "Review"]
    assert data["open"] == "SC05"
    first = data["phases"][0]["tasks"][0]
    assert first["due"] == "21 days after the start (7 to 28)"
    assert [label for label, _ in first["details"]][:2] == ["Done when", "Why"]
    assert all(source["address"].startswith("http") for source in first["sources"])


def test_a_source_without_an_address_is_no_link() -> None:
    tasks = [task for phase in sent(opened(key="core"))["phases"] for task in phase["tasks"]]
    assert {"SEED-A"} <= {source["id"] for task in tasks for source in task["sources"] if not source["address"]}


def test_picking_in_the_boxes_changes_the_address() -> None:
    page = opened(key="scar_tissue")
    page.selectbox(key="template-compare").select("recurrence").run()
    assert page.query_params == {"key": "scar_tissue", "compare": "recurrence"}
    assert sent(page)["view"] == "comparison"
    page.selectbox(key="template-key").select("recurrence").run()
    assert page.query_params == {"key": "recurrence"}
    page.button(key="templates-all").click().run()
    assert page.query_params == {}
    assert sent(page)["view"] == "shelves"


def test_a_comparison_marks_what_differs_in_words() -> None:
    data = sent(opened(key="scar_tissue", compare="recurrence"))
    words = [pair["word"] for phase in data["phases"] for pair in phase["shared"]]
    assert words == ["Different day", "Different day", "Same role and day"]


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ({"key": "no_such"}, "No such record, or not one you may see."),
        ({"key": "core", "compare": "core"}, "Choose another one to compare with."),
        ({"key": "<script>"}, "No such record, or not one you may see."),
    ],
)
def test_what_is_not_there_is_said_with_the_way_back(query: dict[str, str], said: str) -> None:
    page = opened(**query)
    assert not page.exception
    assert said in page.error[0].value.replace("\\", "")
    assert page.button(key="templates-all").label == "All templates"


@pytest.mark.parametrize("raw", [None, "core", {}, {"key": ""}, {"key": 7}, {"key": "core", "task": ["SC01"]}])
def test_a_malformed_press_is_ignored(raw: object) -> None:
    heard: list[Opened] = []
    receive(raw, heard.append)
    assert heard == []


def test_a_press_names_template_and_task() -> None:
    heard: list[Opened] = []
    receive({"key": "core", "task": "K01"}, heard.append)
    receive({"key": "core"}, heard.append)
    assert heard == [Opened("core", "K01"), Opened("core")]


def test_one_template_and_all_of_them_leave_as_fhir() -> None:
    for query, label, told in (
        ({}, "Export templates", "24 templates, 237 tasks, as FHIR R4"),
        ({"key": "scs"}, "Export template", "1 template, 10 tasks, as FHIR R4"),
    ):
        page = opened(**query)
        assert not page.exception
        assert file_buttons(page) == {label: True}
        assert any(caption.value.startswith(told) for caption in page.caption)
