"""Where and when something in a story is done, and what every line of it says: how long ago, and by whom."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from pydantic import BaseModel, ConfigDict, Field

from careplan.clinic import Clinic
from careplan.errors import NotFound
from careplan.team import Practitioner


@dataclass(frozen=True, slots=True)
class Scene:
    """Where and when something is done; the clinic's clock stands at that moment."""

    clinic: Clinic
    plan_id: str
    actor: Practitioner

    @property
    def today(self) -> date:
        """The day of the scene."""
        return self.clinic.today()

    def task_id(self, key: str, occurrence: int) -> str:
        """Return the shown id of a task by its key; raises NotFound."""
        with self.clinic.store.reading() as records:
            rows = records.tasks.of_plan_rows(self.plan_id)
        for row in rows:
            if row.shown_key == key and row.identity.occurrence == occurrence:
                return row.id
        raise NotFound(f"{self.plan_id} has no task {key}#{occurrence}.")


class StoryAct(BaseModel):
    """`ago` days before the demo is made, `by` whom."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    ago: int = Field(ge=0)
    by: str


class OnTask(StoryAct):
    """Something done with a task, by its shown key and session."""

    task: str
    occurrence: int = 1
