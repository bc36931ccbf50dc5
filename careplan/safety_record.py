"""What the safety rules look at: one patient, one plan, one day."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date

from careplan.condition_language import Lookup
from careplan.finding import Answer, FindingId
from careplan.medicine import OPIOID, DailyMme, MedicineFile, daily_mme, medicine_facts
from careplan.observation import Observation
from careplan.patient import Medicine, Operation, Patient, Procedure


@dataclass(frozen=True, slots=True)
class SafetyRecord:
    """What is known of one patient on one day.

    Attributes:
        on: the day for which the rules are asked.
        patient: operations, procedures and medicines.
        lookup: facts and gates.
        observations: values of measures; those of `mme` show how the dose moved.
        findings: every known answer.
        open_tasks: keys of the open tasks of the plan, members of merged tasks included.
        done_tasks: keys of the done tasks, each with the day on which it was last done.
        red_flags: the flags that are open.
        began: the day on which the plan began; procedures done before it are none of its own.
    """

    on: date
    patient: Patient
    lookup: Lookup
    observations: tuple[Observation, ...] = ()
    findings: Mapping[FindingId, Answer] = field(default_factory=dict)
    open_tasks: frozenset[str] = frozenset()
    done_tasks: Mapping[str, date] = field(default_factory=dict)
    red_flags: frozenset[str] = frozenset()
    began: date = date.min


@dataclass(frozen=True, slots=True)
class TaskGroups:
    """Keys of the tasks that order an image or file a report (data/safety_rules.toml)."""

    contrast_mri: frozenset[str]
    xray: frozenset[str]
    ct: frozenset[str]
    psychological: frozenset[str]


class Reading:
    """One record, with what several safety rules need, computed once."""

    def __init__(self, record: SafetyRecord, known: MedicineFile, groups: TaskGroups) -> None:
        self.record, self.groups = record, groups
        medicines = record.patient.medicines
        self.dose: DailyMme = daily_mme(medicines, known)
        self.classes = medicine_facts(medicines, known)
        self._by_class = {m: known.classes_of(m.name) for m in medicines or ()}

    def taken(self, group: str) -> list[Medicine]:
        """Return the medicines of one class."""
        return [medicine for medicine, classes in self._by_class.items() if group in classes]

    def stated_dose(self) -> float | None:
        """Return the dose that was stated as a fact, in MME a day."""
        stated = self.record.lookup("opioid_mme")
        return float(stated) if isinstance(stated, int | float) else None

    def at_least(self) -> float | None:
        """Return what the dose is at least, in MME a day; None while nothing is known."""
        known = [dose for dose in (self.dose.at_least, self.stated_dose()) if dose is not None]
        return max(known, default=None)

    def opioid(self) -> bool | None:
        """Return whether any opioid is taken; None while it is not known."""
        if self.classes.get(OPIOID) == "yes" or (self.at_least() or 0) > 0:
            return True
        return False if self.classes.get(OPIOID) == "no" or self.stated_dose() == 0 else None

    def doses(self) -> list[tuple[date, float]]:
        """Return the known doses by day, in MME a day, oldest first."""
        entered = sorted((o.day, float(o.value)) for o in self.record.observations if o.measure == "mme")
        past = [entry for entry in entered if entry[0] <= self.record.on]
        now = self.dose.value
        if now is not None and past and past[-1][1] != now:
            past.append((self.record.on, now))
        return past

    def planned(self) -> Iterator[Procedure]:
        """Yield the procedures that are planned and not done."""
        return (p for p in self.record.patient.procedures if not p.done and not p.cancelled)

    def done(self) -> Iterator[Procedure]:
        """Yield the procedures done by the day of the record."""
        on = self.record.on
        return (p for p in self.record.patient.procedures if p.done and p.done <= on and not p.cancelled)

    def of_plan(self) -> Iterator[Procedure]:
        """Yield the procedures that were planned or done since the plan began."""
        began = self.record.began
        return (p for p in self.record.patient.procedures if not p.cancelled and (not p.done or p.done >= began))

    def operations(self, *, done: bool) -> Iterator[Operation]:
        """Yield the operations that took place, or those still planned; a planned one counts once its day is over."""
        on = self.record.on
        for op in self.record.patient.operations:
            if not op.cancelled and (op.done or bool(op.day and op.day < on)) is done:
                yield op

    def gate(self, name: str) -> bool:
        """Return whether a gate is set to yes."""
        return self.record.lookup(f"gate.{name}") == "yes"

    def days_since(self, day: date) -> int:
        """Return how many days lie between a day and the day of the record."""
        return (self.record.on - day).days
