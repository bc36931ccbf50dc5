"""A clinic with a person of every role on two teams, in which acts are tried and never kept."""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import timedelta
from enum import StrEnum
from pathlib import Path

from pwdlib.hashers.argon2 import Argon2Hasher

from careplan.cause import Certainty
from careplan.clinic import Clinic
from careplan.coordination.accounts import TEAM
from careplan.coordination.comments import comment
from careplan.coordination.red_flags import raise_flag
from careplan.coordination.tasks import add
from careplan.draft_plan import HandMade
from careplan.errors import NoRight, NotFound, NotReady
from careplan.event import Event
from careplan.patient import Patient
from careplan.plan import PlannedTask
from careplan.store import Records, Store
from careplan.team import Practitioner
from tests.changing_cause import set_certainty
from tests.small_clinic import MONDAY, PEOPLE, SmallClinic, open_small_clinic

PASSWORD = "four words are enough"
KEPT = Argon2Hasher(time_cost=1, memory_cost=64, parallelism=1).hash(PASSWORD)
PLAN, PATIENT, WITHOUT_PLAN = "PL-V1-01", "V1", "P-7002"
QUIET, QUIET_PLAN = "V3", "PL-V3-01"
"""A patient in whose plan no red flag is open, so that it can be closed."""
FLAG = "RF06"


class Situation(StrEnum):
    """How a person stands to the patient."""

    OWN = "own team"
    OTHER = "other team"
    OPENED = "opened in an emergency"
    ENDED = "opened, and ended"


class Answer(StrEnum):
    """What an act came to."""

    DONE = "done"
    REFUSED = "refused"
    NOT_HERE = "not here"


class RolledBack(NotReady):
    """The act was done; nothing of it is kept."""


class TryingStore(Store):
    """The same records, of which no change is kept."""

    @contextmanager
    def writing(self) -> Iterator[Records]:
        """Give the records to change, and take every change back."""
        with super().writing() as records:
            yield records
            raise RolledBack


@dataclass(frozen=True)
class Ward:
    """The clinic: `kept` is where something is made ready, `tried` where acts are tried."""

    kept: SmallClinic
    tried: Clinic
    own: dict[str, str] = field(default_factory=dict)

    def person(self, role: str, situation: Situation) -> Practitioner:
        """Return who has a role and stands so to the patient."""
        return Practitioner(id=_name(role, situation), role=role)

    def task(self, key: str) -> PlannedTask:
        """Return a task of the plan by its key."""
        return self.kept.task(PLAN, key)

    def guard(self) -> PlannedTask:
        """Return the first open safety check of the plan."""
        return next(task for task in self.kept.plan(PLAN).tasks.values() if task.desired.guard and task.is_open)

    def answer(self, act: Callable[[], object]) -> Answer:
        """Return what an act came to; any other refusal than for a missing right is a fault of the test."""
        try:
            act()
        except NoRight:
            return Answer.REFUSED
        except NotFound:
            return Answer.NOT_HERE
        except RolledBack:
            pass
        return Answer.DONE


def open_ward(home: Path, *, in_file: bool = False) -> Ward:
    """Return the clinic: V1 has two causes, a red flag and a task by hand for each role; P-7002 has no plan."""
    small = open_small_clinic(home, in_file=in_file)
    roles = list(small.clinic.catalogue.roles)
    _people(small, roles)
    small.begin(PATIENT, "scar_tissue", "failed_fusion")
    small.begin(QUIET, "scar_tissue")
    set_certainty(small.clinic, PLAN, "failed_fusion", Certainty.CONFIRMED, actor=PEOPLE["surgeon"])
    raise_flag(small.clinic, PLAN, FLAG, actor=PEOPLE["nurse"])
    own = {role: _task_of(small, role) for role in roles if not small.clinic.catalogue.roles[role].account_only}
    _past_acts(small, roles, own["nurse"])
    store = copy.copy(small.clinic.store)
    store.__class__ = TryingStore
    return Ward(small, replace(small.clinic, store=store), own)


def _name(role: str, situation: Situation) -> str:
    return f"{role.replace('_', '.')}.{situation.name.lower()}"


def _people(small: SmallClinic, roles: list[str]) -> None:
    now = small.clinic.now()
    with small.clinic.store.writing() as records:
        team = records.teams.default()
        other = records.teams.add(TEAM)
        records.patients.add(Patient(id=WITHOUT_PLAN), team=team, at=now)
        for role in roles:
            for situation in Situation:
                person = Practitioner(id=_name(role, situation), role=role)
                records.accounts.add(person.id, role, password=KEPT, at=now)
                records.teams.join(team if situation is Situation.OWN else other, person)


def _task_of(small: SmallClinic, role: str) -> str:
    done = add(small.clinic, PLAN, HandMade(f"For the {role}", role, MONDAY), actor=PEOPLE["surgeon"])
    assert done.task_id
    return done.task_id


def _past_acts(small: SmallClinic, roles: list[str], task_id: str) -> None:
    """Let everybody have written a comment that can be undone, and have opened the records or had them open."""
    comment(small.clinic, task_id, "Called", actor=PEOPLE["nurse"])
    now = small.clinic.now()
    with small.clinic.store.writing() as records:
        said = records.comments.of_task(task_id)[0]
        for role in roles:
            for situation in Situation:
                who = _name(role, situation)
                undo = {"comment": said.number}
                act = Event("task.commented", who, role, now, f"act-{who}", PATIENT, PLAN, task_id, undo=undo)
                records.events.add(act)
            for situation, until in ((Situation.OPENED, 60), (Situation.ENDED, -1)):
                for patient_id in (PATIENT, WITHOUT_PLAN, QUIET):
                    who, ends = _name(role, situation), now + timedelta(minutes=until)
                    records.break_glass.open(who, patient_id, "Why", at=now - timedelta(minutes=2), until=ends)
