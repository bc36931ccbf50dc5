"""A small real clinic for tests: one team of seven, one plan made from a worked vignette."""

from __future__ import annotations

import atexit
import json
from collections.abc import Callable, Mapping
from contextlib import closing
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from pathlib import Path
from shutil import copyfile, rmtree
from tempfile import mkdtemp

from careplan.clinic import Clinic
from careplan.clock import Clock
from careplan.coordination.done import Done
from careplan.coordination.planning import create_plan
from careplan.draft_plan import Edits
from careplan.intake import read_intake
from careplan.plan import CarePlan, PlannedTask
from careplan.settings import Settings
from careplan.store import PlanRecord, Store
from careplan.store.audit_chain import KEY_FILE
from careplan.store.engine import open_database
from careplan.store.seals import Seals
from careplan.team import Practitioner
from tests.engines import Engines
from tests.known_catalogue import known_catalogue, known_templates

MONDAY = date(2026, 3, 2)
VIGNETTES = Path(__file__).parents[1] / "data" / "demo" / "vignettes"
PEOPLE = {
    person.id: person
    for person in (
        Practitioner(id="primary.care", role="primary_care"),
        Practitioner(id="surgeon", role="surgeon"),
        Practitioner(id="physical.therapist", role="physical_therapist"),
        Practitioner(id="pain.specialist", role="pain_specialist"),
        Practitioner(id="psychologist", role="psychologist"),
        Practitioner(id="nurse", role="nurse"),
        Practitioner(id="coordinator", role="care_coordinator"),
    )
}
STRANGER = Practitioner(id="other.surgeon", role="surgeon")
VIEWER = Practitioner(id="viewer", role="viewer")


@dataclass(frozen=True)
class SmallClinic:
    """A clinic whose day stands still, and shortcuts to what is in it."""

    clinic: Clinic

    def on(self, day: date) -> SmallClinic:
        """Return the same clinic on another day."""
        return SmallClinic(replace(self.clinic, clock=Clock(None, day)))

    def begin(
        self,
        vignette: str,
        *causes: str,
        by: str = "primary.care",
        edits: Edits | None = None,
        patient: str | None = None,
        changed: Mapping[str, object] | None = None,
    ) -> Done:
        """Create the plan of a vignette, or of another patient with the same intake; `changed` are fields of that."""
        given = json.loads((VIGNETTES / f"{vignette}.json").read_text()) | dict(changed or {})
        text = json.dumps(given | ({"patient_id": patient} if patient else {}))
        intake = read_intake(text, self.clinic.content, today=self.clinic.today())
        return create_plan(
            self.clinic, intake, causes, actor=PEOPLE[by], edits=edits, red_flags_answered=True, reason="As discussed"
        )

    def begin_for(self, person: Practitioner, vignette: str, *causes: str, patient: str, goal: str) -> str:
        """Create the plan of a vignette for a patient of this person's team, with a goal; return its id."""
        given = json.loads((VIGNETTES / f"{vignette}.json").read_text()) | {"patient_id": patient, "goal": goal}
        intake = read_intake(json.dumps(given), self.clinic.content, today=self.clinic.today())
        return create_plan(
            self.clinic, intake, causes, actor=person, red_flags_answered=True, reason="As discussed"
        ).plan_id

    def record(self, plan_id: str) -> PlanRecord:
        """Return a plan as it is kept."""
        with self.clinic.store.reading() as records:
            return records.plans.get(plan_id)

    def plan(self, plan_id: str) -> CarePlan:
        """Return a plan."""
        return self.record(plan_id).plan

    def queries(self, ask: Callable[[], object], *, plans_known: bool = False) -> int:
        """Return by how many statements something is answered, by default by a program that has read no plan yet.

        It is asked twice: at the first time a reading is written into the history of the patient.
        """
        ask()
        if not plans_known:
            self.clinic.store._recent.forget()
        with self.clinic.store.count_queries() as ran:
            ask()
        return len(ran)

    def task(self, plan_id: str, key: str, occurrence: int = 1) -> PlannedTask:
        """Return the task with a shown key."""
        tasks = self.plan(plan_id).tasks.values()
        return next(t for t in tasks if t.desired.key == key and t.identity.occurrence == occurrence)


def open_small_clinic(home: Path, *, day: date = MONDAY, in_file: bool = False) -> SmallClinic:
    """Return a new clinic with its people, in memory or in a file below `home`."""
    made = _made(day)
    home.mkdir(parents=True, exist_ok=True)
    copyfile(made / KEY_FILE, home / KEY_FILE)
    if Engines.postgresql:
        url = Engines.postgresql.take(
            f"small {day}", lambda url: _settle(_clinic(Store.open(url, home=made), made, day))
        )
        return opened_at(url, home, day=day)
    if in_file:
        copyfile(made / "clinic.db", home / "clinic.db")
        return reopened(home, day=day)
    key = bytes.fromhex((made / KEY_FILE).read_text())
    store = Store(replace(open_database("sqlite://"), seals=Seals(key)), key)
    with closing(Store.open_as_it_is(str(made / "clinic.db"))) as source:
        source.copy_into(store)
    return SmallClinic(_clinic(store, home, day))


@cache
def _made(day: date) -> Path:
    """Make the clinic of a day, once in each process, and return the folder of it: a copy takes a tenth of the time."""
    home = Path(mkdtemp(prefix="small-clinic-"))
    atexit.register(rmtree, home, ignore_errors=True)
    _settle(reopened(home, day=day).clinic)
    return home


def _settle(clinic: Clinic) -> None:
    """Let the people in, in two teams, and close the clinic."""
    with clinic.store.writing() as records:
        records.clinic.set_up(demo=False, zone="", at=clinic.now())
        for person in (*PEOPLE.values(), STRANGER, VIEWER):
            records.accounts.add(person.id, person.role, password=None, at=clinic.now())
        team = records.teams.add("Spine team", (*PEOPLE.values(), VIEWER))
        records.teams.add("Another team", (STRANGER,))
        records.clinic.set_default_team(team)
    clinic.store.close()


def reopened(home: Path, *, day: date = MONDAY) -> SmallClinic:
    """Return the clinic that is in a file below `home`, or a new one without people."""
    return opened_at(f"sqlite:///{home / 'clinic.db'}", home, day=day)


def opened_at(url: str, home: Path, *, day: date = MONDAY) -> SmallClinic:
    """Return the clinic that is at a URL, with its key in `home`."""
    return SmallClinic(_clinic(Store.open(url, home=home), home, day))


def _clinic(store: Store, home: Path, day: date) -> Clinic:
    return Clinic(store, known_catalogue(), known_templates(), Clock(None, day), Settings(home=home, today=day))
