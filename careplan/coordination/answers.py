"""What closing a task must answer: facts, decisions and scores, each given or not obtained (PLAN_RULES R13)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from itertools import chain
from typing import Any, Final

from careplan import plan_acts
from careplan.cause import CauseId, cause_of
from careplan.condition_language import Value
from careplan.coordination.cause_answers import SUBTYPE, CauseDecision, certainty_given, with_cause_answers
from careplan.coordination.conference import Conference, reason_of
from careplan.coordination.findings_shown import answer_words, findings_given, is_test, with_findings
from careplan.coordination.flags_asked import FLAG, FlagAnswer, decided_while_open, flags_answered
from careplan.coordination.open_asks import label, open_asks
from careplan.coordination.opened_plan import Opened
from careplan.coordination.overwriting import Seen, refuse_decided_meanwhile, refuse_overwriting
from careplan.errors import CarePlanError, InvalidInput, NotAllowed
from careplan.facts import UNDECIDED, Entry
from careplan.finding import Answer as FindingAnswer
from careplan.finding import FindingId
from careplan.further_asks import FurtherAsk, further_asks
from careplan.identity import GROUP
from careplan.nearest import did_you_mean
from careplan.observation import Observation
from careplan.plan import CarePlan, PlannedTask
from careplan.red_flag import RedFlagId, asks_flags

ITEM_9 = "phq9_item9"
"""The item of the PHQ-9 on thoughts of death, without which its total is not taken."""

_DECIDING: Final = frozenset({"surgical_decision", "epidural_decision", "scs_decision"})
"""The merge groups of tasks that are there to take one decision (PLAN_RULES R12)."""


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer: a value, or the reason why it was not obtained.

    `not_obtained` is None where nobody said that it was not obtained. `why` is the reason of a decision, `conference`
    where it was taken: the coordinator records no other. `seen` is what stood on record of a fact as it was answered.
    """

    value: Any = None
    not_obtained: str | None = None
    why: str = ""
    conference: Conference | None = None
    seen: Seen | None = None


@dataclass(frozen=True, slots=True)
class Answers:
    """Checked answers, ready to go into a plan and to be kept; `whys` are the reasons of decisions, by their names."""

    entries: Mapping[str, Entry] = field(default_factory=dict)
    gates: Mapping[str, Entry] = field(default_factory=dict)
    observations: tuple[Observation, ...] = ()
    after: Mapping[str, Any] = field(default_factory=dict)
    whys: Mapping[str, str] = field(default_factory=dict)
    certainties: Mapping[CauseId, CauseDecision] = field(default_factory=dict)
    subtype: str = ""
    red_flags: tuple[RedFlagId, ...] = ()
    findings: Mapping[FindingId, FindingAnswer] = field(default_factory=dict)

    def into(self, opened: Opened, plan: CarePlan) -> CarePlan:
        """Return the plan with the answers among its inputs."""
        plan = with_cause_answers(opened, plan, self.certainties, self.subtype)
        for name, entry in self.entries.items():
            plan = plan_acts.answer(plan, name, entry.value, on=entry.day)
        for gate, entry in self.gates.items():
            plan = plan_acts.decide(plan, gate, str(entry.value), on=entry.day)
        for flag in self.red_flags:
            if flag not in plan_acts.flags_open(plan):
                plan = plan_acts.raise_flag(plan, flag, on=opened.today, finder=opened.actor.role)
        if self.observations:
            record = plan.inputs.record
            seen = (*record.observations, *self.observations)
            plan = replace(plan, inputs=replace(plan.inputs, record=replace(record, observations=seen)))
        scored = {one.measure for one in self.observations}
        return with_findings(opened, plan, self.findings, self.entries.keys() | scored)


NOTHING_ANSWERED: Final = Answers()


def answered(opened: Opened, task: PlannedTask, answers: Mapping[str, Answer], *, needed: bool) -> Answers:
    """Check the answers given with a task and return them ready to be kept.

    Args:
        needed: whether everything that the task still asks must be answered or said to be not obtained.

    Raises:
        InvalidInput: an answer is missing, or is no possible value.
            Or it speaks for a red flag, and nobody says whether that is present.
        NotAllowed: a decision is not this person's to take.
    """
    if needed:
        asked = (*open_asks(opened.plan, task, opened.clinic.catalogue.facts), *_further(opened, task, answers))
        unasked = [name for name in asked if asks_flags(name) and not _has_value(answers.get(name))]
        if unasked:
            raise InvalidInput("Tick what is present, or “None of these”.", about=unasked)
        missing = [name for name in asked if not _is_given(answers.get(name))]
        if missing:
            words = ", ".join(label(opened, name) for name in missing)
            raise InvalidInput(f"“{task.title}” asks: {words}. {answer_words(missing)}", about=missing)
    if not answers:
        return NOTHING_ANSWERED
    if _has_value(answers.get("phq9")) and not _has_value(answers.get(ITEM_9)):
        raise InvalidInput("The PHQ-9 total counts with its item 9 only. Enter it, 0 to 3.", about=(ITEM_9,))
    given = {name: one for name, one in answers.items() if one.value is not None and not name.startswith(FLAG)}
    flags = {name: FlagAnswer(one.value, one.why) for name, one in answers.items() if name.startswith(FLAG)}
    return _flags_asked(opened, _checked(opened, given, answers), flags)


def _flags_asked(opened: Opened, given: Answers, flags: Mapping[str, FlagAnswer]) -> Answers:
    """Return the answers with the red flags for which they speak: each is reported, or not present with a reason."""
    said = frozenset({*given.findings.items(), *((name, entry.value) for name, entry in given.entries.items())})
    reported, not_present = flags_answered(opened, said, flags, ticked=given.red_flags)
    return replace(given, red_flags=(*given.red_flags, *reported), after={**given.after, **not_present})


def _further(opened: Opened, task: PlannedTask, answers: Mapping[str, Answer]) -> tuple[str, ...]:
    """Return what the scores on record and those given now ask in turn (R15)."""
    given = {name: answer.value for name, answer in answers.items()}
    found = further_of(opened, task)
    return tuple(further.name for further in found if further.is_asked(given.get(further.after)))


def further_of(opened: Opened, task: PlannedTask) -> tuple[FurtherAsk, ...]:
    """Return what the scores that a task asks may ask in turn."""
    seen, measures = opened.plan.inputs.record.observations, opened.clinic.content.measures
    return further_asks(seen, task.desired.asks, measures, opened.today)


def refuse_undecided(task: PlannedTask, given: Answers) -> None:
    """Refuse to close a decision task as done without its decision; a case conference may leave some open (R12).

    Raises:
        InvalidInput: its decision is said to be not taken yet.
    """
    left = [name for name, entry in given.gates.items() if entry.value == UNDECIDED]
    if left and task.identity.module == GROUP and task.identity.key in _DECIDING:
        raise InvalidInput(
            f"“{task.title}” is there to decide. Choose yes or no with the reason; if it is not decided yet, "
            "leave the task open and move it to another day.",
            about=left,
        )


def _has_value(answer: Answer | None) -> bool:
    return answer is not None and answer.value is not None


def _is_given(answer: Answer | None) -> bool:
    return answer is not None and (answer.value is not None or bool(_missing_because(answer)))


def _missing_because(answer: Answer) -> str:
    return (answer.not_obtained or "").strip()


def _checked(opened: Opened, given: Mapping[str, Answer], all_answers: Mapping[str, Answer]) -> Answers:
    entries: dict[str, Entry] = {}
    gates: dict[str, Entry] = {}
    observations: list[Observation] = []
    certainties: dict[CauseId, CauseDecision] = {}
    found: dict[str, tuple[RedFlagId, ...]] = {}
    shown: dict[FindingId, FindingAnswer] = {}
    for name, answer in given.items():
        with _about(name):
            if asks_flags(name):
                found[name] = opened.clinic.content.red_flags.ticked(answer.value)
            elif is_test(name):
                shown |= findings_given(opened, name, answer.value)
            elif cause := cause_of(name):
                certainties[cause] = certainty_given(opened, name, answer.value, answer.why)
            elif name == SUBTYPE:
                fact_value(opened, name, answer.value)
            elif name.startswith("gate."):
                gates[name] = _decision(opened, name, answer)
            elif name in opened.clinic.content.measures.by_id:
                measure = opened.clinic.content.measures.by_id[name]
                observations.append(Observation(measure=name, value=measure.checked(answer.value), day=opened.today))
            else:
                entries[name] = _fact(opened, name, answer)
    entries = {name: Entry(opened.today, fact) for name, fact in _facts_from(opened, shown).items()} | entries
    after = {name: list(found[name]) if name in found else a.value for name, a in given.items() if not is_test(name)}
    after |= {finding: shown[finding] for name, a in given.items() if is_test(name) for finding in a.value}
    for gate, entry in gates.items():
        after |= decided_while_open(opened, gate, entry.value)
    after |= {f"{n}: not obtained": a.not_obtained for n, a in all_answers.items() if _missing_because(a)}
    whys = {name: _why(opened, name, answer) for name, answer in given.items() if answer.why.strip()}
    if len(whys) > 1:  # one reason is that of the act; of several each stands with its own decision
        after |= {f"{name}: reason": why for name, why in whys.items()}
    flags = tuple(dict.fromkeys(chain.from_iterable(found.values())))
    subtype = str(given[SUBTYPE].value) if SUBTYPE in given else ""
    return Answers(entries, gates, tuple(observations), after, whys, certainties, subtype, flags, shown)


def _facts_from(opened: Opened, shown: Mapping[FindingId, FindingAnswer]) -> dict[str, Value]:
    """Return the facts that findings say too: they are entered once (R32)."""
    return opened.clinic.content.findings.facts_from(shown)


def _why(opened: Opened, name: str, answer: Answer) -> str:
    """Return the reason of a decision; one of a case conference says when it was, and who decided."""
    decided = name.startswith("gate.") and not cause_of(name) and answer.value != UNDECIDED
    return (reason_of(opened, name, answer.why, answer.conference) if decided else answer.why).strip()


@contextmanager
def _about(name: str) -> Iterator[None]:
    """Let what is refused in here name the answer that it speaks of."""
    try:
        yield
    except CarePlanError as error:
        error.about = (name,)
        raise


def _decision(opened: Opened, gate: str, answer: Answer) -> Entry:
    opened.authorise(gate)
    refuse_decided_meanwhile(opened, gate, str(answer.value))
    if answer.value != UNDECIDED:
        if not answer.why.strip():
            raise NotAllowed(f"{label(opened, gate)}: give the reason of the decision.")
        reason_of(opened, gate, answer.why, answer.conference)
    return Entry(opened.today, str(answer.value))


def _fact(opened: Opened, name: str, answer: Answer) -> Entry:
    """Return a fact as it is answered; raises Conflict where somebody else has answered it since it was seen."""
    value, kept = fact_value(opened, name, answer.value), opened.plan.inputs.record.facts.get(name)
    refuse_overwriting(opened, name, answer.seen, now=kept[-1].value if kept else None, wanted=value)
    return Entry(opened.today, value)


def fact_value(opened: Opened, name: str, given: Any) -> Value:
    """Return a fact's value as conditions compare it; raises InvalidInput for what it can never be."""
    facts = opened.clinic.catalogue.facts
    definition = facts.get(name)
    if definition is None:
        raise InvalidInput(f"“{name}” is nothing that a plan asks. {did_you_mean(name, facts)}")
    if definition.type == "number":
        return opened.clinic.content.range_of(definition).checked(definition.label, given)
    allowed = ("yes", "no") if definition.type == "bool" else definition.values
    if given not in allowed:
        raise InvalidInput(f"{definition.label}: “{given}” is not among {', '.join(allowed)}.")
    return str(given)
