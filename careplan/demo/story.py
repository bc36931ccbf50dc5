"""What the files of data/demo say: the people of the demo clinic, and the story of each patient."""

from __future__ import annotations

import json
import tomllib
from datetime import date, timedelta
from importlib.resources.abc import Traversable
from typing import Any, Final, TypeVar

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from careplan.catalogue.reading import shipped
from careplan.cause import CauseId
from careplan.demo.acts import Act
from careplan.errors import NotReady
from careplan.task import Outcome
from careplan.team import Practitioner, RoleId

M = TypeVar("M", bound=BaseModel)

_PEOPLE: Final = "clinic.toml"


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Account(_Part):
    """Someone who may enter the demo clinic; `on_team` joins the default team."""

    name: str
    role: RoleId
    on_team: bool = True

    @property
    def practitioner(self) -> Practitioner:
        """The person who acts."""
        return Practitioner(id=self.name, role=self.role)


class Look(_Part):
    """When someone last looked at what is new."""

    name: str
    ago: int = Field(ge=0)


class Away(_Part):
    """Who is away, from so many days before the demo is made to so many after it, and who covers."""

    name: str
    cover: str
    since: int = Field(ge=0)
    days_left: int = Field(ge=0)


class People(_Part):
    """data/demo/clinic.toml. `team` is the name of the default team."""

    team: str
    accounts: tuple[Account, ...]
    looks: tuple[Look, ...] = ()
    away: tuple[Away, ...] = ()


class Decision(_Part):
    """What a gate is set to when a task asks for it, and why."""

    value: str
    why: str


class Story(_Part):
    """The story of one patient. Every number of days counts back from the day on which the demo is made.

    Attributes:
        began: when the plan was created.
        by: who created it.
        reason: why these causes, where the findings suggest another.
        intake: INTAKE.json as it would be written by hand; its dates move with `start` to the day of `began`.
        worked_until: up to when all work that was ready and due was done by its own role; None for never.
        leaves: keys of tasks that are left alone, each since so many days before the demo is made.
        answers, decisions: what tasks that ask for facts and gates are answered.
        scores: for each measure, what is scored from how many days ago on.
        notes, outcomes: of tasks, by key; as planned where nothing is said.
        acts: what else somebody did.
    """

    began: int = Field(ge=0)
    by: str = "primary.care"
    causes: tuple[CauseId, ...]
    reason: str = ""
    intake: dict[str, Any]
    worked_until: int | None = Field(default=None, ge=0)
    leaves: dict[str, int] = Field(default_factory=dict)
    answers: dict[str, str | float] = {}
    decisions: dict[str, Decision] = {}
    scores: dict[str, dict[int, float | str]] = {}
    notes: dict[str, str] = {}
    outcomes: dict[str, Outcome] = {}
    acts: tuple[Act, ...] = ()

    @property
    def patient_id(self) -> str:
        """Whose story it is."""
        return str(self.intake["patient_id"])

    def intake_from(self, start: date) -> str:
        """Return INTAKE.json with every date as far from `start` as it is written; the birth date stays."""
        later = start - self.intake["start"]
        moved = {key: value if key == "birth_date" else _moved(value, later) for key, value in self.intake.items()}
        return json.dumps(moved, default=date.isoformat)

    def score(self, measure: str, ago: int) -> float | str | None:
        """Return what a measure is scored on a day; None where nothing was scored yet."""
        known = {since: value for since, value in self.scores.get(measure, {}).items() if since >= ago}
        return known[min(known)] if known else None


def read_people() -> People:
    """Return the people of the demo clinic; raises NotReady."""
    return _read(_folder() / _PEOPLE, People)


def read_stories() -> list[Story]:
    """Return the story of every patient, by id; raises NotReady."""
    files = [file for file in _folder().iterdir() if file.name.endswith(".toml") and file.name != _PEOPLE]
    return sorted((_read(file, Story) for file in files), key=lambda story: story.patient_id)


def _folder() -> Traversable:
    return shipped() / "demo"


def _read(file: Traversable, model: type[M]) -> M:
    try:
        return model.model_validate(tomllib.loads(file.read_text(encoding="utf-8")))
    except (tomllib.TOMLDecodeError, ValidationError) as error:
        raise NotReady(f"data/demo/{file.name} cannot be used: {error}. Restore the file that came with it.") from error


def _moved(value: Any, later: timedelta) -> Any:
    if isinstance(value, date):
        return value + later
    if isinstance(value, list):
        return [_moved(each, later) for each in value]
    if isinstance(value, dict):
        return {key: _moved(each, later) for key, each in value.items()}
    return value
