"""Red flags for which an answer speaks: they are asked in the same act, reported or refused with a reason (R13, R25).

No finding opens a flag by itself. Whoever enters one that is a sign of a flag says whether the flag is present.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Final, NamedTuple

from careplan.clinical_content import ClinicalContent
from careplan.coordination.opened_plan import Opened
from careplan.errors import InvalidInput
from careplan.plan_acts import flags_open
from careplan.red_flag import RedFlagDefinition, RedFlagId
from careplan.task import HoldAs

FLAG: Final = "red_flag:"
"""Begins the name of the question whether one red flag is present."""
REPORTED: Final = "yes"
NOT_PRESENT: Final = "no"

WHILE_OPEN: Final = "while a red flag was open"
"""What is said of a decision for work that an open red flag holds: which flags these were."""
_HOLDS: Final[Mapping[str, HoldAs]] = {
    "gate.injection": HoldAs.INJECTION,
    "gate.surgery": HoldAs.SURGERY,
    "gate.scs": HoldAs.SCS,
}
"""The work that a decision for yes sets going, as red flags hold it (PLAN_RULES R24)."""

Said = frozenset[tuple[str, object]]
"""Answers as pairs of a finding or fact and its value."""


class FlagAnswer(NamedTuple):
    """Whether a red flag is present; where it is not, the reason is kept."""

    value: object
    why: str


def flags_against(opened: Opened, gate: str) -> tuple[str, ...]:
    """Return the open red flags, in words, that hold the work which a decision for yes sets going."""
    found = opened.clinic.content.red_flags.in_order(flags_open(opened.plan))
    return tuple(flag.suspicion for flag in found if _HOLDS.get(gate) in flag.holds)


def decided_while_open(opened: Opened, gate: str, value: object) -> dict[str, str]:
    """Return what the history says of a decision for work that open red flags hold; nothing of any other."""
    against = flags_against(opened, gate) if value == "yes" else ()
    return {f"{gate}: {WHILE_OPEN}": ", ".join(against)} if against else {}


def speaking(content: ClinicalContent, flag: RedFlagDefinition) -> Said:
    """Return the answers that speak for a flag: its findings, and the facts that say the same (R32)."""
    found = (*flag.signs, *flag.asked_at)
    facts = content.findings.facts_from(dict.fromkeys(found, "yes"))
    return frozenset({*((finding, "yes") for finding in found), *facts.items()})


def flags_to_ask(opened: Opened, names: Collection[str]) -> Iterator[tuple[RedFlagDefinition, Said]]:
    """Yield the flags that are not open and for which an answer to one of these findings or facts may speak."""
    is_open = flags_open(opened.plan)
    for flag in opened.clinic.content.red_flags.red_flags:
        said = frozenset(pair for pair in speaking(opened.clinic.content, flag) if pair[0] in names)
        if said and flag.id not in is_open:
            yield flag, said


def flags_answered(
    opened: Opened, said: Said, answers: Mapping[str, FlagAnswer], *, ticked: Collection[RedFlagId]
) -> tuple[tuple[RedFlagId, ...], dict[str, str]]:
    """Return the flags that are reported with what was said, and for each that is not present the reason.

    Args:
        said: what is answered in this act.
        answers: by the name of the question, whether the flag is present.
        ticked: the flags that are reported in the same act anyway.

    Raises:
        InvalidInput: something speaks for a flag, and nobody says whether it is present, or why it is not.
    """
    reported: list[RedFlagId] = []
    refused: dict[str, str] = {}
    unasked: list[tuple[RedFlagDefinition, Said]] = []
    for flag, speaks in flags_to_ask(opened, {name for name, _ in said}):
        answer = answers.get(f"{FLAG}{flag.id}", FlagAnswer(None, ""))
        if flag.id in ticked or not speaks & said:
            continue
        if answer.value == REPORTED:
            reported.append(flag.id)
        elif answer.value == NOT_PRESENT and answer.why.strip():
            refused[f"{FLAG}{flag.id}"] = answer.why.strip()
        else:
            unasked.append((flag, speaks & said))
    if unasked:
        words = " ".join(_question(opened.clinic.content, flag, found) for flag, found in unasked)
        raise InvalidInput(words, about=tuple(f"{FLAG}{flag.id}" for flag, _ in unasked))
    return tuple(reported), refused


def _question(content: ClinicalContent, flag: RedFlagDefinition, found: Said) -> str:
    names = " and ".join(f"“{name}”" for name in _names(content, found))
    return f"{names} was found: is “{flag.name}” present? Report the red flag, or say why it is not."


def _names(content: ClinicalContent, found: Said) -> Iterable[str]:
    """Return the findings in words; a fact that says the same as one of them is not named beside it."""
    findings = content.findings.by_id
    texts = [findings[name].text for name, _ in sorted(found, key=str) if name in findings]
    return texts or [content.facts[name].label for name, _ in sorted(found, key=str)]
