"""Outcome measures: what a number is of, its range, its direction and the change that matters."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cached_property
from typing import Final, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from careplan.errors import InvalidInput
from careplan.number_range import NumberRange
from careplan.task import Evidence

_PROFILE: Final = re.compile(r"[1-5]{5}")
_LOINC: Final = re.compile(r"(\d+-\d)(?: with body site (\w+))?")
"""Begins the text of a measure that has a verified code: “72514-3 with body site back”, “97909-6 (score); ...”."""


class MeasureBand(BaseModel):
    """A named part of the range, both ends included."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    first: float = Field(alias="from")
    last: float = Field(alias="to")
    name: str


class Choice(BaseModel):
    """One answer of a measure that is chosen from a list."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: str
    text: str


class Times(BaseModel):
    """When a measure is collected, as its `collect` says; `days` are those of the full set, after the plan's start.

    Attributes:
        reviews: at every six-weekly review too.
        optional: nobody misses it; it may be taken all the same.
        instead_of: another measure, which this one may stand in for.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    baseline: bool = False
    reviews: bool = False
    days: tuple[int, ...] = ()
    optional: bool = False
    instead_of: str | None = None


class Measure(BaseModel):
    """One row of REFERENCE 5, or a part of one that is entered beside its total (`of`).

    Attributes:
        kind: a number, a choice of `values`, or the five digits of an EQ-5D profile.
        range: the literal range; `min` and `max` are the same, where it has ends.
        entry_max: the largest number that is taken where the range has no upper end; it catches slips of the keyboard
            and is no clinical limit.
        smallest_change: the smallest change that matters, in the unit of the measure.
        smallest_share: the same as a share of the baseline (0.3 is 30 %).
        detectable_change: below it a change of one person lies within measurement error.
        judges_one_person: whether a change of one person may be called reached, or within measurement error (X09).
        acceptable: the state in which people are content lies from here on to the better.
        marks: values at which safety rules begin to ask.
        note: what is asked beside the value, such as the level that it is of.
        positive_from, asks_then: of a short questionnaire: from which value on it asks for which full one.
        loinc: the literal text; "none verified" where no code was checked.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: str
    short: str
    name: str = ""
    of: str | None = None
    kind: Literal["number", "choice", "profile"] = "number"
    range: str = ""
    min: float | None = None
    max: float | None = None
    entry_max: float | None = None
    integer: bool = False
    unit: str = ""
    values: tuple[Choice, ...] = ()
    better: Literal["lower", "higher", "none"] = "lower"
    smallest_change: float | None = None
    smallest_share: float | None = None
    detectable_change: float | None = None
    judges_one_person: bool = True
    acceptable: float | None = None
    marks: tuple[float, ...] = ()
    bands: tuple[MeasureBand, ...] = ()
    note: str = ""
    positive_from: float | None = None
    asks_then: str | None = None
    scoring: str = ""
    meaning: str = ""
    loinc: str = ""
    collect: str = ""
    times: Times = Times()
    licence: str = ""
    sources: tuple[str, ...] = ()

    def checked(self, value: object) -> float | str:
        """Return the value as it is stored; raises InvalidInput saying what the measure accepts."""
        if self.kind == "profile":
            return self._profile(value)
        if self.kind == "choice":
            return self._choice(value)
        return self.number_range.checked(self.short, value)

    @property
    def number_range(self) -> NumberRange:
        """Which numbers are taken, with the unit."""
        loose = self.max is None
        return NumberRange(self.min, self.entry_max if loose else self.max, self.integer, self.unit, loose)

    @property
    def loinc_code(self) -> str | None:
        """The LOINC code of its value; None where none was checked (REFERENCE 5)."""
        found = _LOINC.match(self.loinc)
        return found[1] if found else None

    @property
    def loinc_site(self) -> str:
        """The part of the body that belongs to the code, such as “leg”; empty where the code alone says it."""
        found = _LOINC.match(self.loinc)
        return (found[2] or "") if found else ""

    @property
    def limits(self) -> str:
        """The range in words: “from 0 to 100”."""
        return self.number_range.limits

    def band(self, value: float) -> str | None:
        """Return the name of the part of the range in which the value lies; None where only the number is shown.

        A value between two parts (ODI 20.5) belongs to the upper one.
        """
        if not self.bands or value < self.bands[0].first:
            return None
        return next((band.name for band in self.bands if value <= band.last), None)

    def _profile(self, value: object) -> str:
        text = str(value)
        if not _PROFILE.fullmatch(text):
            raise InvalidInput(f"{self.short} is five digits from 1 to 5, such as 21143; “{value}” is not.")
        return text

    def _choice(self, value: object) -> str:
        words = [choice.id for choice in self.values]
        if value not in words:
            raise InvalidInput(f"{self.short} is one of {', '.join(words)}; “{value}” is not.")
        return str(value)


class FullSet(BaseModel):
    """One time of the full set: days after the plan's start, its name, and the window around it in days."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    day: int
    name: str
    opens: int = Field(alias="from")
    closes: int = Field(alias="to")


class Reviews(BaseModel):
    """The reviews between: the day of the first, how many days apart, how many more, and the window of each in days."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    first: int
    every: int
    more: int
    opens: int = Field(alias="from")
    closes: int = Field(alias="to")

    @property
    def days(self) -> tuple[int, ...]:
        """Their days, counted as those of the full set."""
        return tuple(self.first + self.every * at for at in range(self.more + 1))


class CollectionSchedule(BaseModel):
    """When the full set is collected, counted from the plan's start, or anew from a revision operation.

    `baseline_until`: the last day of the baseline's window, in days after the start.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    rule: str
    baseline_until: int
    points: tuple[FullSet, ...]
    reviews: Reviews
    evidence: Evidence
    sources: tuple[str, ...]


class ResponseLabel(BaseModel):
    """One label of the response rule; the first that fits is used."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    order: int
    label: str
    rule: str


class ResponseRule(BaseModel):
    """How improved, unchanged and worse are told apart (REFERENCE 5, response rule)."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    main_pain: str
    flags: str
    rules: tuple[ResponseLabel, ...]
    evidence: Evidence
    sources: tuple[str, ...]


class MeasureFile(BaseModel):
    """data/measures.toml."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    measures: tuple[Measure, ...]
    parts: tuple[Measure, ...] = ()
    collection: CollectionSchedule
    response: ResponseRule

    @model_validator(mode="after")
    def _names_known(self) -> Self:
        for measure in self.measures:
            if (measure.positive_from is None) != (measure.asks_then is None):
                raise ValueError(f"{measure.id}: positive_from and asks_then stand together.")
            if measure.asks_then is not None and measure.asks_then not in self.by_id:
                raise ValueError(f"{measure.id}: asks_then “{measure.asks_then}” is no measure of this file.")
            other, days = measure.times.instead_of, {point.day for point in self.collection.points}
            if other is not None and other not in self.by_id:
                raise ValueError(f"{measure.id}: instead_of “{other}” is no measure of this file.")
            if wrong := [day for day in measure.times.days if day not in days]:
                raise ValueError(f"{measure.id}: day {wrong[0]} of its times is no time of the full set.")
        return self

    def whole(self, measure: str) -> tuple[str, ...]:
        """Return a measure with the parts that are entered beside its total."""
        return (measure, *(part.id for part in self.parts if part.of == measure))

    def scoring_of(self, measure: Measure) -> str:
        """Return how a measure is scored, where it says “as promis_pf” as that one is."""
        return self._meant(measure.scoring, "scoring")

    def licence_of(self, measure: Measure) -> str:
        """Return the licence of a measure, where it says “as PHQ-2” that of the other."""
        return self._meant(measure.licence, "licence")

    def _meant(self, text: str, field: str) -> str:
        other = text.removeprefix("as ")
        if other == text:
            return text
        named = (one for one in self.measures if other in (one.id, one.short) or one.id.endswith(f"_{other}"))
        return next((str(getattr(one, field)) for one in named), text)

    @cached_property
    def by_id(self) -> Mapping[str, Measure]:
        """Every measure and part, in file order."""
        return {measure.id: measure for measure in (*self.measures, *self.parts)}
