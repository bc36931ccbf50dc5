"""What a score asks in turn: a positive PHQ-2 asks for the PHQ-9 with its item 9 (PLAN_RULES R15)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any, NamedTuple

from careplan.measure import MeasureFile
from careplan.observation import Observation


class FurtherAsk(NamedTuple):
    """A score that is asked once another one is positive.

    Attributes:
        name: what is asked then.
        after, positive_from: the score that asks it, and from which value on.
        on_record: whether the last value on record is positive, and this was not scored since.
    """

    name: str
    after: str
    positive_from: float
    on_record: bool

    def is_asked(self, given: Any) -> bool:
        """Whether it is asked, with what is given now for the score before it; None where nothing is."""
        if isinstance(given, int | float):
            return given >= self.positive_from
        return self.on_record


def further_asks(
    observations: tuple[Observation, ...], asks: Iterable[str], measures: MeasureFile, today: date
) -> tuple[FurtherAsk, ...]:
    """Return what a task may have to ask besides its own `asks`; what was scored today already is asked no more."""
    return tuple(_further(observations, tuple(asks), measures, today))


def asks_further(observations: tuple[Observation, ...], asks: Iterable[str], measures: MeasureFile) -> bool:
    """Return whether the values on record of these scores ask for another one that was not scored since."""
    return any(further.on_record for further in _further(observations, tuple(asks), measures, date.max))


def _further(
    observations: tuple[Observation, ...], asks: tuple[str, ...], measures: MeasureFile, today: date
) -> Iterator[FurtherAsk]:
    for name in asks:
        short = measures.by_id.get(name)
        if short is None or short.asks_then is None or short.positive_from is None:
            continue
        scored = _last(observations, short.asks_then)
        if scored is not None and scored.day >= today:
            continue
        last = _last(observations, name)
        positive = last is not None and float(last.value) >= short.positive_from
        open_still = positive and last is not None and (scored is None or scored.day < last.day)
        for wanted in measures.whole(short.asks_then):
            if wanted not in asks:
                yield FurtherAsk(wanted, name, short.positive_from, open_still)


def _last(observations: Iterable[Observation], measure: str) -> Observation | None:
    return max((seen for seen in observations if seen.measure == measure), key=lambda seen: seen.day, default=None)
