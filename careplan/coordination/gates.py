"""The decisions of a plan as they stand: what was decided when, by which role and why, and who may decide."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from careplan.cause import CAUSE_GATE
from careplan.coordination.authority import may, refusal_shown
from careplan.coordination.called_off import planned_words
from careplan.coordination.conference import only_by_conference
from careplan.coordination.flags_asked import flags_against
from careplan.coordination.opened_plan import Opened
from careplan.facts import UNDECIDED, FactBook
from careplan.procedure_acts import planned_on
from careplan.store import GateDecision
from careplan.team import RoleId

SET_WITH: Final[Mapping[str, tuple[str, ...]]] = {"gate.surgery": ("fusion_planned",)}
"""Facts that must be set with a decision for yes (REFERENCE 1.3: gate.surgery)."""


@dataclass(frozen=True, slots=True)
class Decision:
    """One gate of the plan.

    Attributes:
        value: undecided, yes or no; `day`, `role` and `why` are those of the decision, None and empty before it.
        recorded: the role that entered it recorded what a case conference decided.
        by_conference: this person may only record what a case conference decided.
        may: whether this person may set it; `refusal` says who may, where a screen is to say it.
        against: the open red flags, in words, that hold the work which a decision for yes sets going.
        asks: facts that belong to a decision for yes and are not known, each with its question.
        planned: what is planned on it from today on, in words.
        given: those that are known where it is yes, each with its label and value, such as Fusion planned, no.
    """

    gate: str
    label: str
    question: str
    value: str
    day: date | None
    role: RoleId | None
    why: str
    may: bool
    refusal: str
    asks: tuple[tuple[str, str], ...] = ()
    given: tuple[tuple[str, str], ...] = ()
    recorded: bool = False
    by_conference: bool = False
    against: tuple[str, ...] = ()
    planned: tuple[str, ...] = ()


def decisions_of(opened: Opened, kept: Mapping[str, GateDecision]) -> tuple[Decision, ...]:
    """Return every decision of a plan, taken or not, in the order of the catalogue."""
    gates = opened.clinic.catalogue.gates
    book = FactBook(opened.clinic.catalogue.facts, opened.plan.inputs.record)
    return tuple(_decision(opened, book, gate, kept.get(gate)) for gate in gates if gate != CAUSE_GATE)


def _decision(opened: Opened, book: FactBook, gate: str, kept: GateDecision | None) -> Decision:
    catalogue, record = opened.clinic.catalogue, opened.plan.inputs.record
    known = catalogue.gates[gate]
    value = (kept.value if kept else None) or UNDECIDED
    taken = kept if value != UNDECIDED else None
    belongs = {name: book.value(name) for name in SET_WITH.get(gate, ())}
    facts = catalogue.facts
    return Decision(
        gate=gate,
        label=known.label,
        question=known.question,
        value=value,
        day=taken.day if taken else None,
        role=taken.role if taken else None,
        why=taken.why if taken else "",
        may=may(catalogue, opened.actor, gate),
        refusal=refusal_shown(catalogue, opened.actor, gate),
        recorded=bool(taken and taken.role and taken.role not in known.set_by),
        by_conference=only_by_conference(catalogue, opened.actor, gate),
        against=flags_against(opened, gate),
        planned=tuple(planned_words(opened.clinic, one) for one in planned_on(record, gate, on=opened.today)),
        asks=tuple((name, facts[name].question) for name, answer in belongs.items() if answer is None),
        given=tuple((facts[name].label, str(answer)) for name, answer in belongs.items() if answer and value == "yes"),
    )
