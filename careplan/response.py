"""Improved, unchanged and worse: what the response rule says of pain and disability together (REFERENCE 5)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Final

from careplan.improvement import Improvement, improvement
from careplan.measure import MeasureFile
from careplan.observation import Observation

_DIGITS: Final = 6

RESPONSE_MEASURES: Final = ("nrs_back", "nrs_leg", "odi")
"""What the response rule looks at."""
WORSE: Final = "worse"
PAIN_POINTS: Final = 2
"""A rise of the main pain by so many points is worse; a fall by less is no improvement (REFERENCE 5, response rule)."""
ODI_POINTS: Final = 10
"""The same for ODI (REFERENCE 5, response rule)."""
HALF: Final = 0.5
"""A fall by this share is much improved (REFERENCE 5, response rule)."""
THIRD: Final = 0.3
"""A fall of the main pain by this share is improved (REFERENCE 5, response rule)."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the response rule says, and the two flags beside it.

    Attributes:
        label: worse, much improved, improved or unchanged.
        pain, odi: the label of each alone; None where it was not taken again.
        main_pain: the measure of the main pain; None where pain was never taken.
        above_error: the changes that pass the smallest detectable change.
        acceptable: whether the last ODI lies in the acceptable state; None where ODI was never taken.
    """

    label: str
    pain: str | None
    odi: str | None
    main_pain: str | None
    above_error: tuple[Improvement, ...]
    acceptable: bool | None

    @property
    def disagree(self) -> bool:
        """Whether pain and ODI have different labels; then both are shown."""
        return None not in (self.pain, self.odi) and self.pain != self.odi


def response(measures: MeasureFile, observations: Iterable[Observation], start: date) -> str | None:
    """Return the label of the verdict alone; None while neither pain nor ODI was taken again."""
    found = verdict(measures, observations, start)
    return found.label if found else None


def worsened(measures: MeasureFile, observations: Iterable[Observation], start: date) -> tuple[Improvement, ...]:
    """Return what is worse by the response rule: the main pain, ODI, both or nothing; arguments as for `verdict`."""
    seen = tuple(observations)
    found = verdict(measures, seen, start)
    labels = {found.main_pain: found.pain, "odi": found.odi} if found else {}
    worse = (improvement(measures.by_id[name], seen, start) for name, said in labels.items() if name and said == WORSE)
    return tuple(one for one in worse if one)


def verdict(measures: MeasureFile, observations: Iterable[Observation], start: date) -> Verdict | None:
    """Return what the response rule says; None while neither pain nor ODI was taken again.

    Args:
        measures: data/measures.toml; its response rule names the labels, the first that fits is used.
        observations: of one patient; NRS of 0..10 and ODI in percent of its scale.
        start: the plan's start, from which the baseline counts.

    Source:
        REFERENCE 5, response rule (consensus; IMMPACT08, FARRAR01, ISSLS20; NORSPINE23 for the acceptable state). The
        main pain is the higher of NRS back and NRS leg at baseline.
    """
    seen = tuple(observations)
    back, leg, odi = (improvement(measures.by_id[name], seen, start) for name in RESPONSE_MEASURES)
    pain = max((one for one in (back, leg) if one), key=_baseline, default=None)
    moved = [one for one in (pain, odi) if one and one.change is not None]
    if not moved:
        return None
    return Verdict(
        _label(measures, *moved),
        _label(measures, pain) if pain in moved and pain else None,
        _label(measures, odi) if odi in moved and odi else None,
        pain.measure.id if pain else None,
        tuple(one for one in (back, leg, odi) if one and one.change and not one.within_error),
        _is_acceptable(odi),
    )


def _label(measures: MeasureFile, *moved: Improvement) -> str:
    fits = {WORSE: _is_worse, "much improved": _is_much_improved, "improved": _is_improved, "unchanged": _always}
    ordered = sorted(measures.response.rules, key=lambda rule: rule.order)
    return next(rule.label for rule in ordered if any(fits[rule.label](one) for one in moved))


def _is_acceptable(odi: Improvement | None) -> bool | None:
    if odi is None or odi.measure.acceptable is None:
        return None
    return float((odi.latest or odi.baseline).value) <= odi.measure.acceptable


def _baseline(one: Improvement) -> float:
    return float(one.baseline.value)


def _is_odi(one: Improvement) -> bool:
    return one.measure.id == "odi"


def _is_worse(one: Improvement) -> bool:
    return (one.change or 0) >= (ODI_POINTS if _is_odi(one) else PAIN_POINTS)


def _is_much_improved(one: Improvement) -> bool:
    return round(one.share or 0, _DIGITS) <= -HALF


def _is_improved(one: Improvement) -> bool:
    change = one.change or 0
    if _is_odi(one):
        return change <= -ODI_POINTS
    return round(one.share or 0, _DIGITS) <= -THIRD and change <= -PAIN_POINTS


def _always(one: Improvement) -> bool:
    return True
