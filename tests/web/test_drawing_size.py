"""What a drawing sends: a screen stays light on a slow line, however long the lists of the demo clinic are."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from sqlalchemy import create_engine, func, select

from careplan.catalogue import template_set
from careplan.clinic import Clinic
from careplan.clock import Clock
from careplan.component_files import SCRIPTS
from careplan.coordination import intake_draft
from careplan.settings import Settings, database_url
from careplan.store import Store
from careplan.store.schema import task
from tests.benchmarks._viewer import Drawing, Viewer
from tests.known_catalogue import known_catalogue
from tests.serving import Served, serve_careplan
from tests.small_clinic import PEOPLE

MOST_MESSAGES = 60
MOST_BYTES = 60_000
ENTERED = {
    "operation.0.has.spinal_fusion": "yes",
    "operation.0.levels": "L4-L5",
    "operation.0.day": "2025-02-02",
    "score.nrs_leg": "7",
    "score.odi": "44",
    "finding.i_scar_match": "yes",
    "finding.i_no_disc": "yes",
    "medicine.0.name": "oxycodone",
    "medicine.0.amount": "80",
    "red_flag.RF02": "yes",
    "causes": ["scar_tissue", "failed_fusion", "recurrent_disc"],
    "goal": "Walk 30 minutes with the dog",
}


@dataclass(frozen=True, slots=True)
class Demo:
    """The demo clinic, served."""

    served: Served
    database: Path

    def drawn(self, page: str, query: str = "") -> Drawing:
        """Return what the second drawing of a screen sends to the surgeon."""
        viewer = Viewer(self.served.url, page, query, role="surgeon")
        try:
            viewer.draw()
            return viewer.draw()
        finally:
            viewer.close()

    def longest_plan(self) -> str:
        """Return the plan with the most tasks."""
        engine = create_engine(f"sqlite:///{self.database}")
        most = select(task.c.plan).group_by(task.c.plan).order_by(func.count().desc()).limit(1)
        with engine.connect() as connection:
            found: str = connection.execute(most).scalar_one()
        engine.dispose()
        return found

    def enter(self) -> None:
        """Fill the surgeon's form of a new plan with the longest plan that one can have."""
        settings, catalogue = Settings(home=self.database.parent), known_catalogue()
        store = Store.open(database_url(str(self.database)), home=settings.home)
        clinic = Clinic(store, catalogue, template_set(catalogue), Clock(None, settings.today), settings)
        intake_draft.enter(clinic, PEOPLE["surgeon"], ENTERED)
        store.close()


@pytest.fixture(scope="module")
def demo_clinic(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Demo]:
    """The demo clinic as `careplan demo` makes it."""
    home = tmp_path_factory.mktemp("demo-clinic")
    served = serve_careplan(command="demo", env={"CAREPLAN_HOME": str(home)})
    yield Demo(served, home / "demo.db")
    served.stop()


def light(drawing: Drawing) -> None:
    assert drawing.messages <= MOST_MESSAGES
    assert drawing.size <= MOST_BYTES


def test_my_work_is_light(demo_clinic: Demo) -> None:
    light(demo_clinic.drawn("work"))


def test_the_longest_board_is_light(demo_clinic: Demo) -> None:
    drawing = demo_clinic.drawn("plan", f"id={demo_clinic.longest_plan()}&show=all")
    assert drawing.text.count(r"\"id\":\"T-") > 30
    light(drawing)


def test_a_new_plan_is_light_when_empty_and_when_filled(demo_clinic: Demo) -> None:
    light(demo_clinic.drawn("new"))
    demo_clinic.enter()
    filled = demo_clinic.drawn("new")
    assert filled.text.count(r"\"role\":\"surgeon\"") > 5
    light(filled)


@pytest.mark.parametrize(("screen", "scripts"), [("work", 4), ("new", 2), ("templates", 3), ("patients", 3)])
def test_a_drawing_names_the_scripts_and_does_not_send_them(demo_clinic: Demo, screen: str, scripts: int) -> None:
    drawing = demo_clinic.drawn(screen)
    assert drawing.text.count(SCRIPTS) == scripts, "the navigation and the components of the screen"
    for of_a_script in ("addEventListener", "--st-background-color", "aria-labelledby"):
        assert of_a_script not in drawing.text
