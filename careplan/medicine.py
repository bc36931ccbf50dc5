"""Medicines: the opioid dose in morphine equivalents, and the classes that facts and safety rules ask about.

Whatever is not known stays unknown: a medicine that is not recognised is never counted as "no opioid",
and a dose that cannot be computed is never 0 (REFERENCE 6, M05).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple

from pydantic import BaseModel, ConfigDict, Field

from careplan.condition_language import Value
from careplan.nearest import nearest
from careplan.observation import Observation
from careplan.patient import Medicine
from careplan.record import Record
from careplan.task import Evidence

OPIOID: Final = "opioid"
DOSE: Final = "mme"
"""The measure of the opioid dose of a day."""
_DOSE_FACT: Final = "opioid_mme"
"""The fact that a medicine list, or an answer, gives of it."""
OTHER: Final = "other"
_SPELLED_ALIKE: Final = 0.8
"""Two letters that changed places, or one that is missing; another medicine is seldom so near. A habit of the house."""
_WORD: Final = re.compile(r"[^\W\d_]+")
OTHER_UNIT: Final = "other"
"""Stands for every unit in which no factor counts: whoever enters the amount says so."""
_UNITS: Final = {
    OTHER_UNIT: OTHER_UNIT,
    "mg": "mg",
    "milligram": "mg",
    "milligrams": "mg",
    "mcg per hour": "mcg per hour",
    "mcg/h": "mcg per hour",
    "mcg/hr": "mcg per hour",
    "mcg/hour": "mcg per hour",
    "µg/h".casefold(): "mcg per hour",  # the sign of micro becomes the Greek letter
    "ug/h": "mcg per hour",
}


class OpioidFactor(BaseModel):
    """One row of the factor table of REFERENCE 5 (CDC22-MME).

    A medicine line that holds one of `words` belongs to it. `unit` is that of the daily amount; `caution` is what the
    reader of its sum has to know.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str
    words: tuple[str, ...]
    unit: str
    factor: float
    caution: str = ""


class MedicineClass(BaseModel):
    """Plain generic names that answer one fact. Usual practice; a clinic may extend them."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: str = Field(alias="class")
    label: str
    evidence: Evidence
    names: tuple[str, ...]


class MedicineFile(BaseModel):
    """data/medicines.toml."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    factor_sources: tuple[str, ...]
    factor_note: str
    as_needed: str
    routes_without_factor: tuple[str, ...]
    opioids: tuple[OpioidFactor, ...]
    classes: tuple[MedicineClass, ...]

    def classes_of(self, name: str) -> frozenset[str]:
        """Return the classes that a medicine line belongs to; empty when it is not recognised."""
        words = _words(name)
        found = {group.id for group in self.classes if words & frozenset(group.names)}
        if any(words & frozenset(opioid.words) for opioid in self.opioids):
            found.add(OPIOID)
        return frozenset(found)


class MmePart(NamedTuple):
    """What one medicine adds: its amount a day x factor = MME a day."""

    medicine: str
    amount: float
    unit: str
    factor: float
    mme: float
    caution: str = ""


@dataclass(frozen=True, slots=True)
class DailyMme:
    """Morphine milligram equivalents per day, one decimal, or why they cannot be computed.

    Attributes:
        value: MME a day; None means not computable or not known, never 0.
        at_least: what the computable part adds up to; None while no list is confirmed.
        parts: the medicines that were counted, with the factor of each.
        because: for a `value` of None, one sentence for each medicine that stands in the way.
    """

    value: float | None
    at_least: float | None
    parts: tuple[MmePart, ...] = ()
    because: tuple[str, ...] = ()


def unit_of(written: str) -> str | None:
    """Return the unit that is written: mg, mcg per hour or other; None for what is none of these."""
    return _UNITS.get(written.strip().casefold())


def daily_mme(medicines: Sequence[Medicine] | None, known: MedicineFile) -> DailyMme:
    """Return the opioid dose of a day.

    Args:
        medicines: the confirmed list; None while no list was confirmed, empty for confirmed none.
        known: factors and classes.

    Source:
        CDC22-MME: daily amount x factor, summed over opioids; a fentanyl patch counts its mcg per hour.
    """
    if medicines is None:
        return DailyMme(None, None, because=("The medicine list is not confirmed yet.",))
    parts, because = [], []
    for medicine in medicines:
        part = _part(medicine, known)
        if isinstance(part, MmePart):
            parts.append(part)
        elif part:
            because.append(part)
    total = round(float(sum(part.mme for part in parts)), 1)
    return DailyMme(None if because else total, total, tuple(parts), tuple(because))


def unrecognised(medicines: Iterable[Medicine], known: MedicineFile) -> tuple[str, ...]:
    """Return the names that stand nowhere in data/medicines.toml."""
    return tuple(medicine.name for medicine in medicines if not known.classes_of(medicine.name))


def misspelt(medicines: Iterable[Medicine], known: MedicineFile) -> dict[str, str]:
    """Return, by each name that is not recognised, the known one that is spelled much like it."""
    names = [name for group in known.classes for name in group.names]
    names += [word for opioid in known.opioids for word in opioid.words]
    meant: dict[str, str] = {}
    for name in unrecognised(medicines, known):
        found = next(filter(None, (nearest(word, names, alike=_SPELLED_ALIKE) for word in sorted(_words(name)))), None)
        if found:
            meant[name] = found
    return meant


def medicine_facts(medicines: Sequence[Medicine] | None, known: MedicineFile) -> Mapping[str, Value]:
    """Return the facts that a confirmed list answers: a class each, and `opioid_mme` where it can be computed.

    A class is "no" only when every name of the list was recognised.
    """
    if medicines is None:
        return {}
    found = frozenset[str]().union(*(known.classes_of(medicine.name) for medicine in medicines))
    complete = not unrecognised(medicines, known)
    facts: dict[str, Value] = {}
    for group in known.classes:
        if group.id == OTHER:
            continue
        if group.id in found:
            facts[group.id] = "yes"
        elif complete:
            facts[group.id] = "no"
    dose = daily_mme(medicines, known)
    if dose.value is not None:
        facts[_DOSE_FACT] = dose.value
    return facts


def with_doses(record: Record) -> tuple[Observation, ...]:
    """Return the observations, with the opioid dose of those days on which a medicine list or an answer gave it.

    What a list gives of a day stands before what was observed on it, as for the fact itself.
    """
    entries = record.facts.get(_DOSE_FACT, ())
    listed = {entry.day: float(entry.value) for entry in entries if isinstance(entry.value, int | float)}
    seen = tuple(
        one for one in record.observations if one.measure != DOSE or listed.get(one.day, one.value) == one.value
    )
    observed = {one.day for one in seen if one.measure == DOSE}
    doses = (Observation(measure=DOSE, value=dose, day=day) for day, dose in listed.items() if day not in observed)
    return (*seen, *doses)


def _part(medicine: Medicine, known: MedicineFile) -> MmePart | str | None:
    """Return what the medicine adds, why it cannot be counted, or None for no opioid."""
    classes = known.classes_of(medicine.name)
    if not classes:
        return f"“{medicine.name}” is not recognised: say whether it is an opioid."
    if OPIOID not in classes:
        return None
    words = _words(medicine.name)
    fitting = [opioid for opioid in known.opioids if words & frozenset(opioid.words)]
    if len(fitting) != 1 or words & frozenset(known.routes_without_factor):
        return f"There is no factor for “{medicine.name}”."
    return _counted(medicine, fitting[0])


def amount_missing(medicine: str) -> str:
    """Return what is said of an opioid without an amount a day."""
    return f"The amount of {medicine} a day is missing."


def _counted(medicine: Medicine, opioid: OpioidFactor) -> MmePart | str:
    if medicine.amount_per_day is None:
        return amount_missing(medicine.name)
    if medicine.unit is None:
        return f"The unit of {medicine.name} is missing."
    if unit_of(medicine.unit) != opioid.unit:
        return f"{medicine.name} is counted in {opioid.unit}; the unit “{medicine.unit}” has no factor."
    mme = medicine.amount_per_day * opioid.factor
    return MmePart(medicine.name, medicine.amount_per_day, opioid.unit, opioid.factor, round(mme, 1), opioid.caution)


def _words(name: str) -> frozenset[str]:
    return frozenset(_WORD.findall(name.casefold()))
