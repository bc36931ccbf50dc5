"""Red flags: what must be looked at before anything else, by when, and what it does to a plan."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from functools import cached_property
from typing import Final, Literal

from pydantic import BaseModel, ConfigDict, Field

from careplan.condition_language import Condition, Lookup, parse
from careplan.errors import InvalidInput
from careplan.nearest import did_you_mean
from careplan.task import Evidence, HoldAs
from careplan.team import RoleId
from careplan.urgency import FlagClass

RedFlagId = str
_FLAG: Final = re.compile(r"\bRF\d\d\b")
_URGENCY: Final = re.compile(r"\bU[0-3]\b")
_ANY_OF_THE_NAME: Final = "Any within "

QUESTIONS: Final = "red_flags"
"""What a task asks whose closing answers every red-flag question: the flags that are present, or none (R33)."""
_ONE_QUESTION: Final = f"{QUESTIONS}:"
"""Begins what a task asks that is there to find one flag: `red_flags:RF02` (R13)."""


def asks_flags(name: str) -> bool:
    """Whether the name of an ask stands for red-flag questions: for all of them, or for that of one flag."""
    return name == QUESTIONS or name.startswith(_ONE_QUESTION)


def question_of(flag: RedFlagId) -> str:
    """Return the name of the ask that stands for the question of one flag."""
    return f"{_ONE_QUESTION}{flag}"


class UrgencyClass(BaseModel):
    """How soon a reply must be recorded; U0 is now."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: Literal["U0", "U1", "U2", "U3"]
    meaning: str
    reply_within: str
    reply_hours: int

    @property
    def in_words(self) -> str:
        """The meaning inside a sentence: “now (emergency services or emergency department)”."""
        soon, _, who = self.meaning.partition(": ")
        return f"{soon} ({who})" if who else soon

    @property
    def same_day(self) -> bool:
        """Whether the urgent task is due on the day on which the flag is found (PLAN_RULES R25)."""
        return self.id in ("U0", "U1")


class BringForward(BaseModel):
    """Task keys and merge groups whose earliest open occurrence is due within so many days of the flag."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    tasks: tuple[str, ...]
    within_days: int


class RedFlagDefinition(BaseModel):
    """One row of REFERENCE 3.

    Attributes:
        role: who acts first; None is any role: the finder's, else the primary care doctor (R25).
        effect: the literal column; where it says what is held, `holds` replaces it (R24).
        opens_template: the cause that the screen offers; a person decides.
        opens_when: numbers that make the program open the flag.
        raises: facts that become yes while the flag is open.
        signs: findings that the flag's own words name: none of it beside one of these contradicts it.
        asked_at: findings at which the flag is asked, and may be absent for all that.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: RedFlagId
    name: str
    ask: str
    action: str
    urgency: Literal["U0", "U1", "U2", "U3"]
    role: RoleId | None = None
    effect: str
    holds: tuple[HoldAs, ...] = ()
    brings_forward: tuple[BringForward, ...] = ()
    opens_template: str | None = None
    opens_when: str | None = None
    raises: tuple[str, ...] = ()
    signs: tuple[str, ...] = ()
    asked_at: tuple[str, ...] = ()
    codes: tuple[str, ...]
    evidence: Evidence
    sources: tuple[str, ...]

    @property
    def flag_class(self) -> FlagClass:
        """How soon it is to be looked at, to sort by."""
        return FlagClass[self.urgency]

    @property
    def suspicion(self) -> str:
        """What is said of a flag that was raised: “possible cauda equina syndrome”. Its name would be a diagnosis."""
        return f"possible {self.name[0].lower()}{self.name[1:]}"

    @cached_property
    def condition(self) -> Condition | None:
        """The parsed `opens_when`; raises InvalidInput."""
        return parse(self.opens_when) if self.opens_when else None


class RedFlagFile(BaseModel):
    """data/red_flags.toml; a plan names the `version` of it as it names those of its templates."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    version: int = Field(ge=1)
    escalation_order: tuple[RoleId, ...]
    urgency: tuple[UrgencyClass, ...]
    red_flags: tuple[RedFlagDefinition, ...]

    @cached_property
    def by_id(self) -> Mapping[RedFlagId, RedFlagDefinition]:
        """Every red flag, in file order."""
        return {flag.id: flag for flag in self.red_flags}

    @cached_property
    def urgencies(self) -> Mapping[str, UrgencyClass]:
        """Every urgency class by id."""
        return {urgency.id: urgency for urgency in self.urgency}

    def opened_by_numbers(self, lookup: Lookup) -> tuple[RedFlagDefinition, ...]:
        """Return the flags that the program itself opens: their numbers are met (RF12, RF13)."""
        return tuple(flag for flag in self.red_flags if flag.condition and flag.condition.truth(lookup) is True)

    def alerted(self, flag: RedFlagDefinition, missed: int) -> RoleId | None:
        """Return who is alerted once the time for a reply has passed so often: the next of the order, but who acts."""
        others = [role for role in self.escalation_order if role != flag.role]
        return others[min(missed, len(others)) - 1] if missed > 0 else None

    def spoken_for(self, found: Collection[str]) -> Iterator[tuple[RedFlagDefinition, tuple[str, ...]]]:
        """Yield each flag that findings speak for, with these; it is asked then, and never opened by them (R25)."""
        for flag in self.red_flags:
            if speaking := tuple(one for one in (*flag.signs, *flag.asked_at) if one in found):
                yield flag, speaking

    def ticked(self, answer: object) -> tuple[RedFlagId, ...]:
        """Return the flags of an answer to the red-flag questions in file order; nothing ticked is “none of these”.

        Raises:
            InvalidInput: it is no list, or names a flag that there is not.
        """
        if not isinstance(answer, list | tuple):
            raise InvalidInput("The red flags are answered by a list of those that are present. Tick them anew.")
        unknown = [flag for flag in answer if flag not in self.by_id]
        if unknown:
            raise InvalidInput(f"“{unknown[0]}” is no red flag. {did_you_mean(str(unknown[0]), self.by_id)}")
        return tuple(flag for flag in self.by_id if flag in answer)

    def asked_by(self, name: str) -> tuple[RedFlagDefinition, ...]:
        """Return the flags that an ask of this name asks, in file order."""
        return tuple(flag for flag in self.red_flags if name in (QUESTIONS, question_of(flag.id)))

    def question(self, flag: RedFlagDefinition) -> str:
        """Return what is asked, in words alone; an ask for “any” of the signs in the name begins with them."""
        asked = self.in_words(flag.ask)
        return f"{flag.name}: {asked[0].lower()}{asked[1:]}" if asked.startswith(_ANY_OF_THE_NAME) else asked

    def in_words(self, text: str) -> str:
        """Return a text of the catalogue for readers: what a red flag is about in place of its code, and how soon."""
        text = _FLAG.sub(lambda found: self.by_id[found[0]].suspicion if found[0] in self.by_id else found[0], text)
        return _URGENCY.sub(lambda found: self.urgencies[found[0]].in_words, text)

    def in_order(self, flags: Iterable[RedFlagId]) -> tuple[RedFlagDefinition, ...]:
        """Return the flags with these ids, most urgent first."""
        wanted = frozenset(flags)
        return tuple(sorted((f for f in self.red_flags if f.id in wanted), key=lambda flag: flag.urgency))
