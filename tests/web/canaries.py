"""Patients with names that stand nowhere else, so that wherever one turns up it was shown."""

from __future__ import annotations

from datetime import timedelta

from careplan.coordination.comments import comment
from careplan.coordination.meetings import add_case
from careplan.coordination.red_flags import raise_flag
from careplan.coordination.tasks import add
from careplan.draft_plan import HandMade
from careplan.patient import Patient
from careplan.team import Practitioner
from tests.small_clinic import MONDAY, SmallClinic


class Canaries:
    """One team of its own with one patient, whose words are known.

    Attributes:
        person: who works there.
        team: the team; patient_id, plan_id, task_id: the record.
        words: what nobody else may receive; `shown` stands on the overview and the board.
    """

    def __init__(self, small: SmallClinic, mark: str, patient_id: str) -> None:
        self.person = Practitioner(id=f"surgeon.{mark}", role="surgeon")
        self.patient_id = patient_id
        self.shown = f"Goal{mark}zq"
        self._title, said, name, record = f"Task{mark}zq", f"Said{mark}zq", f"Name{mark}zq", f"Record{mark}zq"
        asked = f"Asked{mark}zq"
        self.words = (self.shown, self._title, said, name, record, asked, patient_id)
        clinic, now = small.clinic, small.clinic.now()
        with clinic.store.writing() as records:
            records.accounts.add(self.person.id, self.person.role, password=None, at=now)
            self.team = records.teams.add(f"Team{mark}", (self.person,))
            records.patients.add(Patient(id=patient_id, name=name, record_number=record), team=self.team, at=now)
        self.plan_id = small.begin_for(self.person, "V3", "recurrent_disc", patient=patient_id, goal=self.shown)
        made = HandMade(self._title, "surgeon", MONDAY + timedelta(days=1))
        self.task_id = add(clinic, self.plan_id, made, actor=self.person).task_id or ""
        comment(clinic, self.task_id, said, actor=self.person)
        add_case(clinic, self.plan_id, MONDAY, asked, actor=self.person)
        raise_flag(clinic, self.plan_id, "RF07", actor=self.person)
