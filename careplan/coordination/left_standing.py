"""What was planned or decided while a cause was suspected, and stands once that cause is refuted (R12, R16).

A refuted cause cancels the open tasks of its template. A decision and a planned date are not a template's: they stand
until a person takes them back, so a person is asked whether they are kept.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Final, NamedTuple

from careplan.cause import NORMAL_RECOVERY, UNCLEAR, CauseId, Certainty, SuspectedCause
from careplan.coordination.opened_plan import Opened
from careplan.event import Event
from careplan.patient import Operation, Procedure
from careplan.plan import CarePlan, PlanStatus
from careplan.procedure_acts import gate_of
from careplan.store import EventFilter, Records

_SURGERY: Final = "gate.surgery"
_EVENTS: Final = 100
"""Acts on a plan among which one is looked for that kept what stands."""


class LeftStanding(NamedTuple):
    """What stands of the time in which a cause was suspected.

    Attributes:
        gates: those decided yes.
        operations, procedures: planned, with their dates.
    """

    cause: CauseId
    gates: tuple[str, ...] = ()
    operations: tuple[Operation, ...] = ()
    procedures: tuple[Procedure, ...] = ()

    @property
    def planned(self) -> tuple[Operation | Procedure, ...]:
        """What is planned."""
        return (*self.operations, *self.procedures)

    @property
    def anything(self) -> bool:
        """Whether there is something to keep or to take back."""
        return bool(self.gates or self.operations or self.procedures)


def stands_after(plan: CarePlan, cause: SuspectedCause, until: date | None = None) -> LeftStanding:
    """Return what was planned and decided from the day a cause was added, up to a day; without one, up to now."""
    record = plan.inputs.record

    def meanwhile(day: date | None) -> bool:
        known = day or record.start
        return cause.added <= known and (until is None or known <= until)

    if cause.cause in (UNCLEAR, NORMAL_RECOVERY):  # they name nothing that anybody treats
        return LeftStanding(cause.cause)
    ends = {gate: entries[-1] for gate, entries in record.gates.items() if entries}
    to_come = [one for one in record.procedures if one.planned and not one.done and not one.cancelled]
    operations = [one for one in record.operations if one.day and not one.done and not one.cancelled]
    return LeftStanding(
        cause.cause,
        tuple(gate for gate, last in ends.items() if last.value == "yes" and meanwhile(last.day)),
        tuple(one for one in operations if meanwhile(one.recorded)),
        tuple(one for one in to_come if meanwhile(one.recorded)),
    )


def left_standing(opened: Opened, records: Records) -> tuple[LeftStanding, ...]:
    """Return, for each refuted cause of an open plan, what nobody has kept or taken back since."""
    plan = opened.plan
    refuted = [one for one in plan.inputs.causes if one.certainty is Certainty.REFUTED]
    found = [stands_after(plan, one, until=one.certain_since) for one in refuted]
    if plan.status is not PlanStatus.OPEN or not any(one.anything for one in found):
        return ()
    kept = records.events.latest(EventFilter(plan_id=plan.id, followed=False), limit=_EVENTS)
    events = [one.event for one in kept]
    asked = (_not_kept(one, _since_refuted(events, one.cause)) for one in found)
    return tuple(one for one in asked if one.anything)


def planned_on(planned: Iterable[Operation | Procedure], gate: str) -> tuple[Operation | Procedure, ...]:
    """Return what of it is planned on a decision for yes."""
    return tuple(one for one in planned if gate_of(one) == gate)


def _since_refuted(events: Sequence[Event], cause: CauseId) -> list[Event]:
    """Return the acts after the one that refuted a cause, but for those that were undone; `events` newest first."""
    undone = {event.undoes for event in events}
    since: list[Event] = []
    for event in events:
        if event.act in undone or event.undoes:
            continue
        if _refutes(event, cause):
            break
        since.append(event)
    return since


def _refutes(event: Event, cause: CauseId) -> bool:
    changed, refuted = event.changes.get(cause), Certainty.REFUTED.value
    return changed is not None and changed.before != refuted == changed.after


def _not_kept(found: LeftStanding, since: Iterable[Event]) -> LeftStanding:
    """Leave out what was decided or dated anew: a decision for yes keeps what is planned on it too."""
    acts = list(since)

    def decided(gate: str) -> bool:
        return any(_says(act, gate, "yes") for act in acts)

    def dated(one: Procedure) -> bool:
        return any(_says(act, "procedure", one.kind.value) and _says(act, "day", str(one.planned)) for act in acts)

    operations = (one for one in found.operations if not any(_says(act, "operation", str(one.day)) for act in acts))
    return found._replace(
        gates=tuple(gate for gate in found.gates if not decided(gate)),
        operations=tuple(one for one in operations if not decided(_SURGERY)),
        procedures=tuple(one for one in found.procedures if not dated(one) and not decided(gate_of(one))),
    )


def _says(event: Event, name: str, value: str) -> bool:
    changed = event.changes.get(name)
    return changed is not None and str(changed.after) == value
