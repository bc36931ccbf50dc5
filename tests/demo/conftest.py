"""The demo clinic, made once and read by every test here."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

import pytest

from careplan.clinic import Clinic, open_clinic
from careplan.demo import make
from careplan.plan import CarePlan
from careplan.settings import Settings
from careplan.store import PlanFilter, PlanRecord, PlanRow, TaskRow
from careplan.team import Practitioner

TODAY = date(2026, 3, 2)


@dataclass(frozen=True)
class Demo:
    """The demo clinic, and shortcuts to what is in it."""

    clinic: Clinic

    def person(self, name: str) -> Practitioner:
        """Return someone who works there."""
        with self.clinic.store.reading() as records:
            return records.accounts.get(name).practitioner

    def rows(self) -> dict[str, PlanRow]:
        """Return the open plans by patient."""
        with self.clinic.store.reading() as records:
            teams = records.teams.of("primary.care")
            found = records.plans.list(PlanFilter(teams), self.clinic.today(), limit=50)
        return {row.patient_id: row for row in found}

    def record(self, patient_id: str) -> PlanRecord:
        """Return a patient's open plan with what the store knows beside it."""
        with self.clinic.store.reading() as records:
            plan = records.plans.open_of_patient(patient_id)
            assert plan is not None
            return records.plans.get(plan)

    def plan(self, patient_id: str) -> CarePlan:
        """Return a patient's open plan."""
        return self.record(patient_id).plan

    def tasks(self, patient_id: str) -> list[TaskRow]:
        """Return the tasks of a patient's open plan."""
        with self.clinic.store.reading() as records:
            return records.tasks.of_plan_rows(self.plan(patient_id).id)


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Demo]:
    """The demo clinic on Monday 2 March 2026, in a file."""
    home = tmp_path_factory.mktemp("demo")
    settings = Settings(home=home, today=TODAY)
    place = f"sqlite:///{home / 'demo.db'}"
    assert make(place, settings=settings, fresh=False)
    clinic = open_clinic(settings, place)
    yield Demo(clinic)
    clinic.store.close()
